//! An exported declaration, as the macro that passes it on to the declarations that extend it.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::quote;

use crate::model::{Attributes, Language, Model, Runtime, Written};

// An example is an expression that resolves only where it was written, so the macro passes on the path of its value:
// `crate::NAME::Language`, where NAME is the module of the declaration, or the one generated here.
//
// The module is not named after the declaration, because one of the same name inside of another is a lint of clippy.
//
// expands to:
//
// macro_rules! builtin { ({ … } { … } { … }) => { … ! { { … } { … } { python { … } … } } } }
// pub mod __builtin { pub use super::Language; pub use crate::builtin::{self as __exported}; }
// pub use __builtin as builtin;
// const _: &[Language] = __builtin::__exported::Language::ALL;
pub(super) fn export(name: &Ident, model: &Model) -> TokenStream {
    let dollar = Punct::new('$', Spacing::Alone);
    let root = &model.root;
    let blocks = model.languages.iter().map(|language| block(language, name, root));
    // If that path does not resolve, or is not public, report it here, at the name, and not in the crates that extend
    // the declaration. Braces import the module alone, and not the macro of the same name.
    let [krate, this, exported] = ["crate", "self", "__exported"].map(|word| Ident::new(word, name.span()));
    let module = quote::format_ident!("__{name}", span = Span::call_site());
    quote! {
        const _: &[Language] = #module::__exported::Language::ALL;

        #[doc(hidden)]
        #[macro_export]
        macro_rules! #name {
            ({ #dollar(#dollar callback:tt)* } { #dollar(#dollar own:tt)* } { #dollar(#dollar line:tt)* }) => {
                #dollar(#dollar callback)* ! { { #dollar(#dollar own)* } { #dollar(#dollar line)* } { #(#blocks)* } }
            };
        }

        #[doc(hidden)]
        pub mod #module {
            pub use super::Language;
            pub use #krate::#name::{#this as #exported};
        }
        #[doc(hidden)]
        pub use #module as #name;
    }
}

fn block(language: &Language, module: &Ident, root: &TokenStream) -> TokenStream {
    let Language { docs, id, variant, name, aliases, image_tpl, file_ext, interpreter, version_command, env, .. } =
        language;
    // A key that every version has in its braces may be missing.
    let image_tpl = (!image_tpl.is_empty()).then(|| quote!(image_tpl: #image_tpl,));
    let file_ext = (!file_ext.is_empty()).then(|| quote!(file_ext: #file_ext,));
    let interpreter = (!interpreter.is_empty()).then(|| quote!(interpreter: [#(#interpreter),*],));
    let version_command = (!version_command.is_empty()).then(|| quote!(version_command: [#(#version_command),*],));
    let id = quote::format_ident!("{id}");
    let versions = language.runtimes.iter().map(version);
    // Without a declared default, the newest version is the default, which another version may become.
    let default = language.default_place.and(language.runtimes.get(language.default));
    let default = default.map(|runtime| &runtime.version.value).map(|version| quote!(default: #version,));
    let example_since = language.example_since.as_ref().map(|version| quote!(example_since: #version,));
    let example = language.example.as_ref().map(|_| {
        // The span of a user's token makes it the user's crate, instead of the crate that calls this macro.
        let mut dollar = Punct::new('$', Spacing::Alone);
        dollar.set_span(module.span());
        let krate = Ident::new("crate", module.span());
        let variant = Ident::new(&variant.to_string(), Span::call_site());
        quote!(example: #root::__private::example_of(#dollar #krate::#module::Language::#variant.spec()),)
    });
    let env = env.iter().map(|(name, value)| quote!(#name: #value));
    quote! {
        #(#docs)*
        #id {
            name: #name,
            aliases: [#(#aliases),*],
            versions: [#(#versions),*],
            #default
            #image_tpl
            #file_ext
            #interpreter
            #version_command
            env: { #(#env),* },
            #example
            #example_since
        }
    }
}

fn version(runtime: &Runtime) -> TokenStream {
    let Runtime { version, attributes: Attributes { docs, deprecated }, per_version, .. } = runtime;
    let deprecated = deprecated.as_ref().map(|deprecated| &deprecated.attribute);
    let Written { image_tpl, file_ext, interpreter, keys: _ } = per_version;
    let image_tpl = image_tpl.as_ref().map(|image_tpl| quote!(image_tpl: #image_tpl,));
    let file_ext = file_ext.as_ref().map(|file_ext| quote!(file_ext: #file_ext,));
    let interpreter = interpreter.as_ref().map(|interpreter| quote!(interpreter: [#(#interpreter),*],));
    let version = &version.value;
    let keys = quote!(#image_tpl #file_ext #interpreter);
    let braces = (!keys.is_empty()).then(|| quote!({ #keys }));
    quote!(#(#docs)* #deprecated #version #braces)
}
