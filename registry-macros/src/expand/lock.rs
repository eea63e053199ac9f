//! What pods pull, according to the lock file.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::runtimes;
use crate::model::{Model, Runtime};
use crate::names::located_at;

// The images that come from one template are checked in a constant of their own, so that every missing one is an error, at
// its template. `option_env!` makes Cargo build again when the variable changes.
//
// expands to:
//
// const __LOCK: &str = example!(include_str!("runtimes.lock"));
// const __SLOTS: usize = slots(__LOCK);
// const __LOCKED: &Locked<__SLOTS> = &locked(__LOCK);
// const _: () = require_valid(__LOCKED);
// static __PLACES: [Place; 18] = places(__LOCKED, &__CONFIGS);
// const _: () = { require_all(__LOCKED, &__CONFIGS, &__PLACES, 0, 6); };
// const __PINNED: Pinned = Pinned { lock: __LOCK, places: &__PLACES };
pub(super) fn pinned(model: &Model) -> TokenStream {
    let root = &model.root;
    let none = quote!(const __PINNED: #root::__private::Pinned = #root::__private::Pinned::NONE;);
    let Some(lock) = &model.lock else {
        return none;
    };
    let tracked = quote!(const _: #root::__private::Setting = ::core::option_env!("RUNTIMES_LOCK"););
    if model.lock_is_off {
        return quote!(#tracked #none);
    }
    let place = located_at(lock.clone().into_iter().next().map(|first| first.span()));
    let valid = quote_spanned!(place=> __require_valid(__LOCKED));
    let checks = checks(model);
    let count = Literal::usize_unsuffixed(runtimes(model).count());
    quote! {
        #tracked
        use #root::__private::{require_all as __require_all, require_valid as __require_valid};
        const __LOCK: #root::__private::Str = #root::__private::example!(#lock);
        #[allow(long_running_const_eval)]
        const __SLOTS: #root::__private::Position = #root::__private::slots(__LOCK);
        #[allow(long_running_const_eval)]
        const __LOCKED: &#root::__private::Locked<__SLOTS> = &#root::__private::locked(__LOCK);
        #[allow(long_running_const_eval)]
        const _: () = #valid;
        #[allow(long_running_const_eval)]
        static __PLACES: [#root::__private::Place; #count] = #root::__private::places(__LOCKED, &__CONFIGS);
        #(const _: () = { #checks };)*
        const __PINNED: #root::__private::Pinned = #root::__private::Pinned { lock: __LOCK, places: &__PLACES };
    }
}

// Each constant takes the compiler as long as a runtime. Only a declaration with more templates than this shares them,
// and then reports one of their errors at a time.
const MAX_CONSTANTS: usize = 256;

fn checks(model: &Model) -> Vec<TokenStream> {
    let templates = model.languages.iter().flat_map(|language| language.runtimes.chunk_by(is_same_template));
    let mut first = 0;
    let calls = templates.map(|runtimes| {
        let place = located_at(runtimes.first().map(|runtime| runtime.image_place));
        let [start, count] = [first, runtimes.len()].map(Literal::usize_unsuffixed);
        first += runtimes.len();
        quote_spanned!(place=> __require_all(__LOCKED, &__CONFIGS, &__PLACES, #start, #count);)
    });
    let calls: Vec<TokenStream> = calls.collect();
    let size = calls.len().div_ceil(MAX_CONSTANTS).max(1);
    calls.chunks(size).map(|calls| calls.iter().cloned().collect()).collect()
}

fn is_same_template(a: &Runtime, b: &Runtime) -> bool {
    let own = |runtime: &Runtime| runtime.per_version.image_tpl.is_some();
    !own(a) && !own(b)
}
