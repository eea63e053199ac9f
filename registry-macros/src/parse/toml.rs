//! TOML tables instead of blocks: `[python]` before a language's keys, and `[env]` within them.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream, TokenTree};

use super::keys::keys;
use super::tokens::{Tokens, is_group, is_key, is_punct, only, text, unraw};
use crate::errors::{Errors, Quoted};
use crate::key::Key;
use crate::model::{Block, Id};
use crate::suggest;

/// Returns whether the header of a table follows, before its keys or braces.
pub(super) fn at_header(tokens: &Tokens) -> bool {
    let is_assigned = matches!(tokens.peek_nth(1), Some(TokenTree::Ident(_))) && is_punct(tokens.peek_nth(2), '=');
    header(tokens).is_some() && (is_assigned || is_group(tokens.peek_nth(1), Delimiter::Brace))
}

// `[python]`, `[[python]]`, `[python.env]`
fn header(tokens: &Tokens) -> Option<Vec<TokenTree>> {
    let Some(TokenTree::Group(group)) = tokens.peek() else {
        return None;
    };
    let inner = match only(group) {
        Some(TokenTree::Group(inner)) if inner.delimiter() == Delimiter::Bracket => inner,
        _ => group.clone(),
    };
    let words: Vec<TokenTree> = inner.stream().into_iter().collect();
    let is_part = |tree: &TokenTree| match tree {
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => ".-".contains(punct.as_char()),
        TokenTree::Group(_) => false,
    };
    let is_header = group.delimiter() == Delimiter::Bracket && !words.is_empty() && words.iter().all(is_part);
    is_header.then_some(words)
}

/// Reads a language whose id is in brackets, with its keys up to the next header. The whole of it is one mistake.
pub(super) fn language(tokens: &mut Tokens, errors: &mut Errors) -> Option<Block> {
    let words = header(tokens)?;
    let header = tokens.next()?;
    let name = text(&words);
    let keys_of = match tokens.peek().cloned() {
        Some(TokenTree::Group(braces)) if braces.delimiter() == Delimiter::Brace => {
            tokens.next();
            braces.stream()
        }
        _ => assignments(tokens),
    };
    let found = Quoted(&text(std::slice::from_ref(&header))).to_string();
    let id =
        if let [TokenTree::Ident(_) | TokenTree::Literal(_)] = words.as_slice() { suggest::id(&name) } else { None };
    let Some(id) = id else {
        let help = "write the id of a language before its keys in braces, as in `python { … }`";
        errors.push_help(header.span(), format_args!("expected a language id, found {found}"), help);
        return None;
    };
    let help = format!("write `{id} {{ … }}`, with `:` after each key and a comma after each value");
    errors.push_help(header.span(), format_args!("expected a language id, found {found}"), help);
    let mut block = Block::new(Vec::new(), Id { text: id, place: header.span().into(), broken: false });
    keys(Tokens::new(keys_of), &mut block, Key::ALL, errors);
    Some(block)
}

/// Reads `[env]` with its variables, and returns them as a group in braces.
pub(super) fn table_in_block(tokens: &mut Tokens, errors: &mut Errors) -> Option<Group> {
    let words = header(tokens)?;
    let env = Key::Env.name();
    if !matches!(words.as_slice(), [TokenTree::Ident(word)] if word == env) || is_punct(tokens.peek_nth(1), ':') {
        return None;
    }
    let header = tokens.next()?;
    let (mut pairs, mut written) = (TokenStream::new(), Vec::new());
    while let Some(TokenTree::Ident(name)) = tokens.peek().cloned()
        && is_punct(tokens.peek_nth(1), '=')
        && !is_key(&name)
    {
        let mut quoted = Literal::string(&unraw(&name));
        quoted.set_span(name.span());
        let value = pair(quoted.clone().into(), tokens, &mut pairs);
        written.push(format!("{quoted}: {}", text(&value)));
    }
    let line = format!("`{env}: {{ {} }}`", written.join(", "));
    let help = if written.is_empty() || line.chars().count() > MAX_LINE { suggest::example(Key::Env) } else { line };
    errors.push_help(header.span(), format_args!("expected a key, found `[{env}]`"), format_args!("write {help}"));
    let mut table = Group::new(Delimiter::Brace, pairs);
    table.set_span(header.span());
    Some(table)
}

/// The most characters of a line that an error suggests.
const MAX_LINE: usize = 100;

// `versions = ["3.12"]`, line by line, as `versions: ["3.12"],`.
fn assignments(tokens: &mut Tokens) -> TokenStream {
    let mut pairs = TokenStream::new();
    while let Some(TokenTree::Ident(name)) = tokens.peek().cloned()
        && is_punct(tokens.peek_nth(1), '=')
    {
        pair(name.into(), tokens, &mut pairs);
    }
    pairs
}

// Takes a name, `=`, a value and an optional comma, and writes them with `:` and a comma. Returns the value.
fn pair(name: TokenTree, tokens: &mut Tokens, pairs: &mut TokenStream) -> Vec<TokenTree> {
    tokens.next();
    let mut colon = Punct::new(':', Spacing::Alone);
    if let Some(equals) = tokens.punct('=') {
        colon.set_span(equals.span());
    }
    let mut value = Vec::new();
    while let Some(next) = tokens.peek() {
        let after = tokens.peek_nth(1);
        let is_next = is_punct(after, '=') || is_punct(after, ':') || is_group(after, Delimiter::Brace);
        let ends = (matches!(next, TokenTree::Ident(_)) && is_next) || at_header(tokens);
        if is_punct(Some(next), ',') || (ends && !value.is_empty()) {
            break;
        }
        value.extend(tokens.next());
    }
    tokens.punct(',');
    pairs.extend([name, colon.into()]);
    pairs.extend(value.iter().cloned());
    pairs.extend([TokenTree::from(Punct::new(',', Spacing::Alone))]);
    value
}
