//! The tokens between one pair of delimiters, read from the front, with the lookahead that recovery needs.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::errors::{Place, Quoted};
use crate::key::Key;
use crate::suggest;

pub(super) struct Tokens {
    trees: Vec<TokenTree>,
    at: usize,
}

impl Tokens {
    pub(super) fn new(stream: TokenStream) -> Self {
        Self { trees: stream.into_iter().filter_map(visible).collect(), at: 0 }
    }

    pub(super) fn of(trees: Vec<TokenTree>) -> Self {
        Self { trees, at: 0 }
    }

    /// Like [`new`](Self::new), but also looks into invisible groups of several tokens, where no expression is
    /// expected.
    pub(super) fn without_invisible_groups(stream: TokenStream) -> Self {
        Self { trees: without_invisible_groups(stream), at: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.trees.len()
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.peek_nth(0)
    }

    pub(super) fn peek_nth(&self, n: usize) -> Option<&TokenTree> {
        self.trees.get(self.at + n)
    }

    fn previous(&self) -> Option<&TokenTree> {
        self.trees.get(self.at.checked_sub(1)?)
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        let tree = self.peek().cloned();
        self.at += usize::from(tree.is_some());
        tree
    }

    /// Takes the next token if it is a word.
    pub(super) fn ident(&mut self) -> Option<Ident> {
        match self.peek() {
            Some(TokenTree::Ident(ident)) => {
                let ident = ident.clone();
                self.at += 1;
                Some(ident)
            }
            _ => None,
        }
    }

    /// Takes the next token if it is this punctuation.
    pub(super) fn punct(&mut self, ch: char) -> Option<Punct> {
        match self.peek() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == ch => {
                let punct = punct.clone();
                self.at += 1;
                Some(punct)
            }
            _ => None,
        }
    }

    pub(super) fn peek_punct(&self, ch: char) -> bool {
        is_punct(self.peek(), ch)
    }

    /// Takes punctuation while it is one of `chars`.
    pub(super) fn puncts(&mut self, chars: &str) -> Vec<TokenTree> {
        let start = self.at;
        while matches!(self.peek(), Some(TokenTree::Punct(punct)) if chars.contains(punct.as_char())) {
            self.at += 1;
        }
        self.trees.get(start..self.at).unwrap_or_default().to_vec()
    }

    /// Returns whether an attribute follows: `#[…]`, or `#![…]`.
    pub(super) fn at_attribute(&self) -> bool {
        let group = if is_punct(self.peek_nth(1), '!') { self.peek_nth(2) } else { self.peek_nth(1) };
        self.peek_punct('#') && is_group(group, Delimiter::Bracket)
    }

    /// Returns the number of tokens of the attributes that follow.
    pub(super) fn attributes(&self) -> usize {
        let mut count = 0;
        while is_punct(self.peek_nth(count), '#') {
            let length = if is_punct(self.peek_nth(count + 1), '!') { 3 } else { 2 };
            if !is_group(self.peek_nth(count + length - 1), Delimiter::Bracket) {
                break;
            }
            count += length;
        }
        count
    }

    /// Returns whether a word and braces follow.
    pub(super) fn at_block(&self) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(_))) && is_group(self.peek_nth(1), Delimiter::Brace)
    }

    /// Returns the place of the last token, or of the whole call if there are no tokens.
    pub(super) fn end(&self) -> Place {
        self.trees.last().map_or_else(Span::call_site, TokenTree::span).into()
    }

    /// Returns whether a word and a single `:` follow, or a key and `=`, or a quoted word and `:`.
    pub(super) fn at_key(&self) -> bool {
        let Some(TokenTree::Punct(separator)) = self.peek_nth(1) else {
            return false;
        };
        let doubled = separator.spacing() == Spacing::Joint && is_punct(self.peek_nth(2), separator.as_char());
        match self.peek() {
            Some(TokenTree::Ident(ident)) if !doubled => match separator.as_char() {
                ':' => true,
                '=' => is_key(ident),
                _ => false,
            },
            Some(TokenTree::Literal(literal)) => separator.as_char() == ':' && !doubled && is_quoted(literal),
            _ => false,
        }
    }

    // Within a value, a word is the next key if it cannot continue the value.
    fn at_next_key(&self, start: usize) -> bool {
        let Some(TokenTree::Ident(ident)) = self.peek() else {
            return self.at > start && self.at_key() && is_complete(self.previous());
        };
        if self.at > start && (is_punct(self.previous(), ':') || is_punct(self.previous(), '\'')) {
            return false;
        }
        if self.at > start && is_complete(self.previous()) {
            // After a complete value any word is a key, even without its separator.
            let value = matches!(self.peek_nth(1), Some(TokenTree::Literal(_) | TokenTree::Group(_)));
            let assigned = is_punct(self.peek_nth(1), '=') && !is_punct(self.peek_nth(2), '=');
            return self.at_key() || assigned || (value && suggest::key(&ident.to_string()).is_some());
        }
        let alone = !matches!(self.peek_nth(1), Some(TokenTree::Punct(punct)) if punct.as_char() != ',');
        (self.at == start && is_key(ident) && alone) || (self.at_key() && suggest::key(&ident.to_string()).is_some())
    }

    /// Returns whether the next word is a key.
    pub(super) fn peek_known_key(&self) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if is_key(ident))
    }

    /// Takes the tokens of a value: up to the next comma or semicolon, or up to the next key if both are missing.
    pub(super) fn value(&mut self) -> Vec<TokenTree> {
        let start = self.at;
        let mut generics = 0_usize;
        while let Some(tree) = self.peek() {
            match tree {
                TokenTree::Punct(punct) => match punct.as_char() {
                    ',' | ';' if generics == 0 => break,
                    // The commas of `::<A, B>` belong to the value.
                    '<' if generics > 0 || is_punct(self.previous(), ':') => generics += 1,
                    '>' if !is_punct(self.previous(), '-') => generics = generics.saturating_sub(1),
                    _ => {}
                },
                _ if generics == 0 && self.at_next_key(start) => break,
                _ => {}
            }
            self.at += 1;
        }
        self.trees.get(start..self.at).unwrap_or_default().to_vec()
    }

    /// Takes every token up to the next comma.
    pub(super) fn skip_to_comma(&mut self) {
        while !self.is_empty() && !self.peek_punct(',') {
            self.at += 1;
        }
    }
}

/// Returns whether the word is a key.
pub(super) fn is_key(ident: &Ident) -> bool {
    Key::ALL.iter().any(|key| ident == key.name())
}

/// Returns whether a value can end with this token: with a string or a group, but not with a bare word or a number.
pub(super) fn is_complete(tree: Option<&TokenTree>) -> bool {
    match tree {
        Some(TokenTree::Literal(literal)) => is_quoted(literal),
        Some(TokenTree::Group(_)) => true,
        _ => false,
    }
}

/// Returns whether a literal has quotes of any kind.
pub(super) fn is_quoted(literal: &Literal) -> bool {
    !is_number(literal)
}

pub(super) fn is_number(literal: &Literal) -> bool {
    literal.to_string().starts_with(|c: char| c.is_ascii_digit())
}

pub(super) fn is_punct(tree: Option<&TokenTree>, ch: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ch)
}

pub(super) fn is_group(tree: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(tree, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Returns the place of some tokens, or `None` for no tokens.
pub(super) fn place(trees: &[TokenTree]) -> Option<Place> {
    Some(Place::new(trees.first()?.span(), trees.last()?.span()))
}

/// Returns the text of some tokens as in the source, or outside of a compiler with spaces between words.
pub(super) fn text(trees: &[TokenTree]) -> String {
    let is_word = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
    let mut text = String::new();
    let mut before: Option<&TokenTree> = None;
    for tree in trees {
        if before.is_some_and(|before| {
            (is_word(before) && is_word(tree)) || Place::from(before.span()).is_apart_from(tree.span())
        }) {
            text.push(' ');
        }
        match tree {
            // Tokens print with spaces inside braces, and placeholders are written without.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                text.extend(["{", &group.stream().to_string(), "}"]);
            }
            tree => text.push_str(&tree.to_string()),
        }
        before = Some(tree);
    }
    text
}

/// Returns the tokens of a stream and of the invisible groups in it, such as a `$doc:meta` in an attribute.
pub(super) fn without_invisible_groups(stream: TokenStream) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    // Macros that call themselves can nest such groups deeply.
    let mut open = vec![stream.into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => {
                open.push(group.stream().into_iter());
            }
            Some(tree) => trees.push(tree),
            None => drop(open.pop()),
        }
    }
    trees
}

/// Returns the only token of a group.
pub(super) fn only(group: &Group) -> Option<TokenTree> {
    let mut inside = group.stream().into_iter().filter_map(visible);
    let only = inside.next()?;
    inside.next().is_none().then_some(only)
}

// `macro_rules!` wraps a matched `$x:literal` or `$x:expr` in an invisible group. Unwraps a group of one token, and drops
// an empty group.
fn visible(tree: TokenTree) -> Option<TokenTree> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inside = group.stream().into_iter().filter_map(visible);
            match (inside.next(), inside.next()) {
                (None, _) => None,
                (Some(only), None) => Some(only),
                _ => Some(TokenTree::Group(group)),
            }
        }
        tree => Some(tree),
    }
}

/// Returns a token as errors show it: a group by its opening delimiter.
pub(super) fn found(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Parenthesis => "`(`".to_owned(),
            Delimiter::Brace => "`{`".to_owned(),
            Delimiter::Bracket => "`[`".to_owned(),
            Delimiter::None => Quoted(&group.to_string()).to_string(),
        },
        TokenTree::Literal(literal) => Quoted(&literal.to_string()).to_string(),
        TokenTree::Ident(ident) => Quoted(&ident.to_string()).to_string(),
        TokenTree::Punct(punct) => format!("`{}`", punct.as_char()),
    }
}

/// Returns the text of a word, without `r#`.
pub(super) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}
