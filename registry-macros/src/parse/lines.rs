//! The lines of a declaration that are not blocks: `export NAME;`, `lock: …`, `remove ID;` and `..path`.

use proc_macro2::{Delimiter, Ident, TokenTree};
use registry_shared::name::EXPORT;
use registry_shared::nearest::nearest;

use super::literal::string;
use super::lock;
use super::tokens::{Tokens, found, is_group, is_punct, place, text, unraw};
use crate::errors::{Errors, Place, Quoted};
use crate::model::{Declaration, Id};
use crate::suggest;

enum Kind {
    Export,
    Lock,
    Removal,
    Base,
    /// A path that was meant as the base, after this many tokens that do not belong there.
    Path(usize),
}

/// Reads one line, if the next tokens are one, or were meant as one.
pub(super) fn line(tokens: &mut Tokens, declaration: &mut Declaration, errors: &mut Errors) -> bool {
    let attributes = tokens.attributes();
    let Some(kind) = kind(tokens, attributes) else {
        return false;
    };
    let before: Vec<TokenTree> = (0..attributes).filter_map(|_| tokens.next()).collect();
    if let Some(place) = place(&before) {
        let (what, help) = match kind {
            Kind::Export => ("`export`", "move it before the macro or the module, or remove it"),
            Kind::Lock => ("`lock`", "remove the attribute"),
            Kind::Removal => ("`remove`", "remove the attribute"),
            Kind::Base | Kind::Path(_) => ("a base", "remove the attribute"),
        };
        errors.push_help(place, format_args!("attributes and documentation are not supported on {what}"), help);
    }
    match kind {
        Kind::Export => export(tokens, declaration, errors),
        Kind::Lock => lock::lock(tokens, declaration, errors),
        Kind::Removal => declaration.removals.extend(removal(tokens, errors)),
        Kind::Base => {
            let line = BaseLine::read(tokens);
            line.report(!tokens.is_empty(), declaration, errors);
            declaration.broken = true;
        }
        Kind::Path(junk) => {
            path(tokens, junk, errors);
            declaration.broken = true;
        }
    }
    true
}

// How other languages begin a line that names a base.
const EXTENDING_WORDS: [&str; 8] = ["base", "extend", "extends", "from", "import", "include", "inherit", "use"];

fn kind(tokens: &Tokens, at: usize) -> Option<Kind> {
    let ident = |n: usize| match tokens.peek_nth(at + n) {
        Some(TokenTree::Ident(ident)) => Some(ident),
        _ => None,
    };
    let punct = |n: usize, ch: char| is_punct(tokens.peek_nth(at + n), ch);
    let is_word = |n: usize| matches!(tokens.peek_nth(at + n), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    let is_block = |n: usize| is_group(tokens.peek_nth(at + n), Delimiter::Brace);
    let is_path = |n: usize| ident(n).is_some() && punct(n + 1, ':') && punct(n + 2, ':') && ident(n + 3).is_some();
    if BaseLine::is_at(tokens, at) {
        return Some(Kind::Base);
    }
    if let Some(TokenTree::Literal(_)) = tokens.peek_nth(at) {
        let is_quoted_path = tokens.peek_nth(at).and_then(string).is_some_and(|text| text.value.contains("::"));
        return (is_quoted_path && !is_block(1)).then_some(Kind::Path(0));
    }
    let word = ident(0)?.to_string();
    if word == "pub" {
        let export = if is_group(tokens.peek_nth(at + 1), Delimiter::Parenthesis) { 2 } else { 1 };
        return ident(export).is_some_and(|word| word == "export").then_some(Kind::Export);
    }
    if is_path(0) {
        return Some(Kind::Path(0));
    }
    if lock::is_at(tokens, at) {
        return Some(Kind::Lock);
    }
    // `export lua { … }` and `remove lua { … }` lack something else.
    let is_line = |word: &str, meant: &str| {
        let is_nearly = nearest(word, [meant]).is_some() && is_word(1) && punct(2, ';');
        is_nearly || (word == meant && (punct(1, ';') || (is_word(1) && !is_block(2))))
    };
    if is_line(&word, "export") {
        return Some(Kind::Export);
    }
    if is_line(&word, "remove") {
        return Some(Kind::Removal);
    }
    // `extends registry::builtin;`, `base: registry::builtin`
    let junk = if punct(1, ':') && !punct(2, ':') || punct(1, '=') { 2 } else { 1 };
    if word != "override" && is_path(junk) {
        return Some(Kind::Path(junk));
    }
    (EXTENDING_WORDS.contains(&word.as_str()) && ident(1).is_some() && punct(2, ';')).then_some(Kind::Path(1))
}

/// A line that names a base, or was meant to.
pub(super) struct BaseLine {
    dots: Vec<TokenTree>,
    pub(super) path: Vec<TokenTree>,
    /// Tokens after the path that do not belong there.
    junk: Vec<TokenTree>,
    comma: Option<TokenTree>,
}

impl BaseLine {
    pub(super) fn is_at(tokens: &Tokens, at: usize) -> bool {
        is_punct(tokens.peek_nth(at), '.') && is_punct(tokens.peek_nth(at + 1), '.')
    }

    pub(super) fn read(tokens: &mut Tokens) -> Self {
        let dots = tokens.puncts(".");
        let mut path = tokens.puncts(":");
        while let Some(TokenTree::Ident(_)) = tokens.peek() {
            // A word that follows no `::` begins the next block.
            let is_complete = path.last().is_some_and(|last| matches!(last, TokenTree::Ident(_)));
            if is_complete || (path.is_empty() && tokens.at_block()) {
                break;
            }
            path.extend(tokens.next());
            path.extend(tokens.puncts(":"));
        }
        let mut junk = Vec::new();
        if path.is_empty() && tokens.peek().is_some_and(|tree| string(tree).is_some()) {
            junk.extend(tokens.next());
        }
        junk.extend(tokens.puncts("!?"));
        while let Some(TokenTree::Group(_)) = tokens.peek() {
            junk.extend(tokens.next());
        }
        junk.extend(tokens.puncts(";"));
        Self { dots, path, junk, comma: tokens.punct(',').map(Into::into) }
    }

    pub(super) fn into_tokens(self) -> impl Iterator<Item = TokenTree> {
        self.dots.into_iter().chain(self.path).chain(self.junk).chain(self.comma)
    }

    /// Returns whether the line is `..path`, with an optional comma.
    pub(super) fn is_clean(&self) -> bool {
        self.dots.len() == 2 && self.junk.is_empty()
    }

    /// Returns whether the path can be that of an exported declaration.
    pub(super) fn is_path(&self) -> bool {
        let is_call = is_group(self.junk.first(), Delimiter::Parenthesis);
        let is_type = |tree: &TokenTree| tree.to_string().starts_with(|c: char| c.is_ascii_uppercase());
        self.is_whole_path()
            && !is_call
            && !self.path.iter().any(is_type)
            && self.name().is_some_and(|name| EXPORT.allows(&name))
    }

    // Words separated by `::`, and at least two of them, since an exported declaration is an item of another crate.
    fn is_whole_path(&self) -> bool {
        let parts: Vec<&[TokenTree]> = self.path.split(|tree| is_punct(Some(tree), ':')).collect();
        let is_part = |(n, part): (usize, &&[TokenTree])| match part {
            [TokenTree::Ident(_)] => n % 2 == 0,
            [] => n % 2 == 1,
            _ => false,
        };
        parts.len() >= 3 && parts.len() % 2 == 1 && parts.iter().enumerate().all(is_part)
    }

    fn name(&self) -> Option<String> {
        match self.path.last() {
            Some(TokenTree::Ident(name)) => Some(unraw(name)),
            _ => None,
        }
    }

    fn report(&self, has_more: bool, declaration: &Declaration, errors: &mut Errors) {
        const EXAMPLE: &str = "write the path of an exported declaration, as in `..registry::builtin`";
        let whole: Vec<TokenTree> = self.dots.iter().chain(&self.path).cloned().collect();
        let line = text(&whole);
        let Some(line_place) = place(&whole) else {
            return;
        };
        let path = text(&self.path);
        if self.is_path() {
            let help = format!("write `..{path}`");
            if let Some(junk) = place(&self.junk) {
                let message = format!("expected nothing after {}, found {}", Quoted(&line), Quoted(&text(&self.junk)));
                errors.push_help(junk, message, help);
            } else if self.dots.len() != 2 {
                let dots = text(&self.dots);
                errors.push_help(line_place, format_args!("expected `..`, found {}", Quoted(&dots)), help);
            } else if declaration.base.as_ref().is_some_and(|base| base.is_kept && base.path == path) {
                // The last line is here only because of an attribute before it, which has been reported.
                if has_more {
                    let message = format!("`{line}` is not the last line");
                    errors.push_help(line_place, message, "move it after all languages");
                }
            } else {
                let message = format!("duplicate base `{line}`: a declaration extends only one");
                errors.push_help(line_place, message, "remove one of the two");
            }
            return;
        }
        let all: Vec<TokenTree> = whole.into_iter().chain(self.junk.iter().cloned()).collect();
        let all_place = place(&all).unwrap_or(line_place);
        let quoted = self.junk.first().filter(|_| self.path.is_empty()).and_then(string);
        let (message, help) = if let Some(quoted) = quoted {
            (format!("base {} is in quotes", Quoted(&quoted.value)), format!("write `..{}`", quoted.value))
        } else if self.path.is_empty() {
            ("expected the path of a base after `..`".to_owned(), EXAMPLE.to_owned())
        } else if !self.junk.is_empty() {
            let message = format!("{} is not the path of an exported declaration", Quoted(&text(&all)));
            (message, format!("remove it: languages set all of their keys, or {EXAMPLE}"))
        } else {
            (format!("{} is not the path of an exported declaration", Quoted(&line)), EXAMPLE.to_owned())
        };
        errors.push_help(all_place, message, help);
    }
}

/// Reports a base within a language.
pub(super) fn base_in_block(tokens: &mut Tokens, errors: &mut Errors) -> bool {
    if !BaseLine::is_at(tokens, 0) {
        return false;
    }
    let line: Vec<TokenTree> = BaseLine::read(tokens).into_tokens().collect();
    if let Some(place) = place(&line) {
        let line = text(&line);
        let message = format!("{} is inside a language", Quoted(line.trim_end_matches(',')));
        errors.push_help(place, message, "move it after all languages");
    }
    true
}

// `registry::builtin` without dots, in quotes, or after a word of another language.
fn path(tokens: &mut Tokens, junk: usize, errors: &mut Errors) {
    let mut line: Vec<TokenTree> = (0..junk).filter_map(|_| tokens.next()).collect();
    let mut path: Vec<TokenTree> = tokens.next().into_iter().collect();
    while tokens.peek_punct(':') {
        path.extend(tokens.puncts(":"));
        path.extend(tokens.ident().map(TokenTree::from));
    }
    let meant = path.first().and_then(string).map_or_else(|| text(&path), |quoted| quoted.value);
    line.extend(path);
    tokens.puncts(";,");
    if let Some(place) = place(&line) {
        let help =
            if meant.contains("::") { format!("write `..{meant}`") } else { "write `..registry::builtin`".to_owned() };
        let message = format!("expected a language, found {}", Quoted(&text(&line)));
        errors.push_help(place, message, format_args!("{help} after all languages to extend that declaration"));
    }
}

fn export(tokens: &mut Tokens, declaration: &mut Declaration, errors: &mut Errors) {
    let is_first = declaration.is_empty();
    let visibility = if tokens.peek().is_some_and(|tree| tree.to_string() == "pub") { tokens.next() } else { None };
    if let Some(visibility) = visibility {
        if let Some(TokenTree::Group(_)) = tokens.peek() {
            tokens.next();
        }
        errors.push_help(visibility.span(), "expected `export`, found `pub`", "remove it: an export is always public");
    }
    let Some(word) = tokens.ident() else {
        return;
    };
    if word != "export" {
        let message = format!("unknown word {}", Quoted(&word.to_string()));
        errors.push_help(word.span(), message, "did you mean `export`?");
    }
    let name = export_name(tokens, &word, errors);
    if !is_first {
        let (message, help) = match &declaration.export {
            Some(other) => {
                (format!("duplicate `export`: the declaration is already exported as `{other}`"), "remove it")
            }
            None => ("`export` is not the first line".to_owned(), "move it to the top"),
        };
        errors.push_help(word.span(), message, help);
        declaration.broken = true;
        return;
    }
    declaration.export = name;
    declaration.broken |= declaration.export.is_none();
}

// Reads the name, and the `;` after it.
fn export_name(tokens: &mut Tokens, export: &Ident, errors: &mut Errors) -> Option<Ident> {
    const HELP: &str = "write `export NAME;`, with the name that other crates extend, as in `..this_crate::NAME`";
    let trees = until_semicolon(tokens);
    let is_ended = tokens.punct(';').is_some();
    let Some(place) = place(&trees) else {
        errors.push_help(export.span(), "expected a name after `export`", HELP);
        return None;
    };
    let given = text(&trees);
    let has = |ch: char| trees.iter().any(|tree| is_punct(Some(tree), ch));
    let quoted = trees.first().and_then(string).map(|text| text.value);
    let word = match trees.as_slice() {
        [.., TokenTree::Ident(last)] if has(':') => unraw(last),
        [TokenTree::Ident(first), ..] if has(',') => unraw(first),
        _ => quoted.clone().unwrap_or_else(|| given.clone()),
    };
    let is_rust_name = |word: &str| syn::parse_str::<Ident>(word).is_ok();
    let meant = suggest::id(&word).filter(|name| is_rust_name(name));
    let help = meant.as_ref().map_or_else(|| HELP.to_owned(), |name| format!("write `export {name};`"));
    let message = match trees.as_slice() {
        [TokenTree::Ident(name)] if EXPORT.allows(&given) && is_rust_name(&given) => {
            if !is_ended {
                errors.push_help(name.span(), format_args!("expected `;` after `export {name}`"), help);
            }
            return Some(name.clone());
        }
        [TokenTree::Ident(_)] if EXPORT.allows(&given) => format!("`{given}` is a reserved word in Rust"),
        _ if quoted.is_some() || has(':') => format!("expected a name after `export`, found {}", Quoted(&given)),
        _ if has(',') => format!("expected one name after `export`, found {}", Quoted(&given)),
        [TokenTree::Group(_), ..] => format!("expected a name after `export`, found {}", Quoted(&given)),
        _ => format!("exported name {} is not lower snake case", Quoted(&given)),
    };
    errors.push_help(place, message, help);
    None
}

// The tokens before `;`, or before the next line where it is missing.
fn until_semicolon(tokens: &mut Tokens) -> Vec<TokenTree> {
    let is_word = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
    let mut trees: Vec<TokenTree> = Vec::new();
    while let Some(next) = tokens.peek() {
        let is_next_line = trees.last().is_some_and(is_word) && is_word(next);
        let is_end = is_punct(Some(next), ';') || is_punct(Some(next), '#') || matches!(next, TokenTree::Group(_));
        if is_next_line || is_end || tokens.at_block() || BaseLine::is_at(tokens, 0) {
            break;
        }
        trees.extend(tokens.next());
    }
    trees
}

fn removal(tokens: &mut Tokens, errors: &mut Errors) -> Option<Id> {
    let word = tokens.ident()?;
    if word != "remove" {
        errors.push_help(
            word.span(),
            format_args!("unknown word {}", Quoted(&word.to_string())),
            "did you mean `remove`?",
        );
    }
    let trees = until_semicolon(tokens);
    let is_ended = tokens.punct(';').is_some();
    let Some(place) = place(&trees) else {
        let help = "write `remove ID;`, with the id of a language of the base";
        errors.push_help(word.span(), "expected a language id after `remove`", help);
        return None;
    };
    let [TokenTree::Ident(id)] = trees.as_slice() else {
        return wrong_removal(&trees, place, errors);
    };
    let text = unraw(id);
    if !is_ended {
        let message = format!("expected `;` after `remove {id}`");
        errors.push_help(place, message, format_args!("write `remove {id};`"));
    }
    Some(Id { text, place, broken: false })
}

fn wrong_removal(trees: &[TokenTree], place: Place, errors: &mut Errors) -> Option<Id> {
    let given = text(trees);
    let ids: Vec<String> = trees
        .iter()
        .filter_map(|tree| match tree {
            TokenTree::Ident(id) => Some(unraw(id)),
            _ => string(tree).and_then(|text| suggest::id(&text.value)),
        })
        .collect();
    let message = if trees.iter().any(|tree| is_punct(Some(tree), ',')) {
        format!("expected one language id after `remove`, found {}", Quoted(&given))
    } else {
        format!("expected a language id after `remove`, found {}", found_or(trees, &given))
    };
    let lines: Vec<String> = ids.iter().map(|id| format!("`remove {id};`")).collect();
    let help = if lines.is_empty() { "write `remove ID;`".to_owned() } else { format!("write {}", lines.join(" ")) };
    errors.push_help(place, message, help);
    None
}

fn found_or(trees: &[TokenTree], given: &str) -> String {
    match trees {
        [only] => found(only),
        _ => Quoted(given).to_string(),
    }
}
