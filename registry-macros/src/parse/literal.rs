//! String literals, and literals that were meant to be strings.

use proc_macro2::{Literal, TokenTree};
use syn::Lit;

use super::tokens::{found, text as joined};
use crate::errors::Quoted;
use crate::model::Text;

/// Returns the text of a string literal. Other kinds of strings, and strings with a suffix, are not accepted.
///
/// `'PHP'` is read as a string: the compiler has already reported it, and suggests `"PHP"`.
pub(super) fn string(tree: &TokenTree) -> Option<Text> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    match Lit::new(literal.clone()) {
        Lit::Str(string) if string.suffix().is_empty() => Some(Text { value: string.value(), span: literal.span() }),
        Lit::Verbatim(literal) => {
            let text = literal.to_string();
            let value = text.strip_prefix('\'')?.strip_suffix('\'')?.to_owned();
            Some(Text { value, span: literal.span() })
        }
        _ => None,
    }
}

/// Returns the text of a string literal of any kind.
pub(super) fn plain(literal: &Literal) -> Option<String> {
    match Lit::new(literal.clone()) {
        Lit::Str(string) => Some(string.value()),
        Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
        Lit::CStr(string) => string.value().into_string().ok(),
        _ => None,
    }
}

/// Returns the string that a literal of any kind was probably meant to be.
pub(super) fn meant(tree: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    match Lit::new(literal.clone()) {
        Lit::Byte(byte) => Some(char::from(byte.value()).to_string()),
        Lit::Char(char) => Some(char.value().to_string()),
        Lit::Int(number) => Some(without_type(literal, number.suffix())),
        Lit::Float(number) => Some(without_type(literal, number.suffix())),
        _ => plain(literal),
    }
}

// `3u8` is a typed 3, and `3rc1` is a version.
fn without_type(literal: &Literal, suffix: &str) -> String {
    const TYPES: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];
    let text = literal.to_string();
    let is_typed = TYPES.contains(&suffix);
    text.strip_suffix(suffix).filter(|_| is_typed).map(str::to_owned).unwrap_or(text)
}

/// Describes tokens in an error: their kind, if they are one literal, and their text.
pub(super) fn described(trees: &[TokenTree]) -> String {
    let [TokenTree::Literal(literal)] = trees else {
        return match trees {
            [only] => found(only),
            _ => Quoted(&joined(trees)).to_string(),
        };
    };
    let kind = match Lit::new(literal.clone()) {
        Lit::Str(string) if string.suffix().is_empty() => "the string",
        Lit::Str(_) => "a string with a suffix,",
        Lit::ByteStr(_) => "the byte string",
        Lit::CStr(_) => "the C string",
        Lit::Byte(_) => "the byte",
        Lit::Char(_) => "the character",
        Lit::Int(_) | Lit::Float(_) => "the number",
        _ => "the literal",
    };
    format!("{kind} {}", Quoted(&literal.to_string()))
}
