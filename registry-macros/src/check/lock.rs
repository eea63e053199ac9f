//! The rule of the environment variable that turns the lock file off.

use proc_macro2::TokenStream;

use crate::errors::{Errors, Quoted};

const VARIABLE: &str = "RUNTIMES_LOCK";

/// Returns whether the lock file is left out. A program that writes it must compile before it exists.
pub(super) fn check_is_off(lock: Option<&TokenStream>, errors: &mut Errors) -> bool {
    let Some(first) = lock.and_then(|lock| lock.clone().into_iter().next()) else {
        return false;
    };
    let value = std::env::var_os(VARIABLE).unwrap_or_default();
    let is_off = value == "off";
    if !is_off && !value.is_empty() {
        let message = format!("unknown value {} of the variable {VARIABLE}", Quoted(&value.to_string_lossy()));
        errors.push_help(first.span(), message, "set it to `off` to leave images unpinned, or unset it");
    }
    is_off
}
