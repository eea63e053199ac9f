//! The tokens of one pair of delimiters, read from the front, with as much lookahead as recovery needs.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::errors::Place;
use crate::grammar::KEYS;
use crate::mend;

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

    /// Like [`new`](Self::new), where an invisible group can hold no expression, so that its tokens are as good as bare.
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

    fn behind(&self) -> Option<&TokenTree> {
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

    /// Takes the next token if it is that punctuation.
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

    /// Takes punctuation as long as it is one of these.
    pub(super) fn puncts(&mut self, chars: &str) -> Vec<TokenTree> {
        let start = self.at;
        while matches!(self.peek(), Some(TokenTree::Punct(punct)) if chars.contains(punct.as_char())) {
            self.at += 1;
        }
        self.trees.get(start..self.at).unwrap_or_default().to_vec()
    }

    /// Whether an attribute stands here: `#[…]`, or `#![…]`.
    pub(super) fn at_attribute(&self) -> bool {
        let group = if is_punct(self.peek_nth(1), '!') { self.peek_nth(2) } else { self.peek_nth(1) };
        self.peek_punct('#') && is_group(group, Delimiter::Bracket)
    }

    /// The place of the last token, or of the whole call where there is none.
    pub(super) fn end(&self) -> Place {
        self.trees.last().map_or_else(Span::call_site, TokenTree::span).into()
    }

    /// Whether a word and a single `:` stand here, or a word that is a key and `=`, or a key in quotes.
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

    // In the middle of a value, a word is the next key if it could be no part of what stands before it.
    fn at_next_key(&self, start: usize) -> bool {
        let Some(TokenTree::Ident(ident)) = self.peek() else {
            return self.at > start && self.at_key() && is_complete(self.behind());
        };
        if self.at > start && (is_punct(self.behind(), ':') || is_punct(self.behind(), '\'')) {
            return false;
        }
        if self.at > start && is_complete(self.behind()) {
            // Behind a whole value any key may stand, and one that lacks its separator as well.
            let value = matches!(self.peek_nth(1), Some(TokenTree::Literal(_) | TokenTree::Group(_)));
            let assigned = is_punct(self.peek_nth(1), '=') && !is_punct(self.peek_nth(2), '=');
            return self.at_key() || assigned || (value && mend::key(&ident.to_string()).is_some());
        }
        let alone = !matches!(self.peek_nth(1), Some(TokenTree::Punct(punct)) if punct.as_char() != ',');
        (self.at == start && is_key(ident) && alone) || (self.at_key() && mend::key(&ident.to_string()).is_some())
    }

    /// Whether the next word is a key.
    pub(super) fn peek_known_key(&self) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if is_key(ident))
    }

    /// Takes the tokens of a value: up to the next comma or semicolon, or up to the next key where both are missing.
    pub(super) fn value(&mut self) -> Vec<TokenTree> {
        let start = self.at;
        let mut generics = 0_usize;
        while let Some(tree) = self.peek() {
            match tree {
                TokenTree::Punct(punct) => match punct.as_char() {
                    ',' | ';' if generics == 0 => break,
                    // The commas of `::<A, B>` belong to the value.
                    '<' if generics > 0 || is_punct(self.behind(), ':') => generics += 1,
                    '>' if !is_punct(self.behind(), '-') => generics = generics.saturating_sub(1),
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

/// Whether the word is a key.
pub(super) fn is_key(ident: &Ident) -> bool {
    KEYS.iter().any(|key| ident == key)
}

// Whether a value can end with this token: a string or a group, and not a bare word or a number.
pub(super) fn is_complete(tree: Option<&TokenTree>) -> bool {
    match tree {
        Some(TokenTree::Literal(literal)) => is_quoted(literal),
        Some(TokenTree::Group(_)) => true,
        _ => false,
    }
}

/// Any literal that has quotes, of whatever kind.
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

/// The place of some tokens; `None` where there are none.
pub(super) fn place(trees: &[TokenTree]) -> Option<Place> {
    Some(Place::new(trees.first()?.span(), trees.last()?.span()))
}

/// The text of some tokens as they stand in the source; where there is no source to ask, with space between words.
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
            // As a placeholder is written, and not as tokens are printed.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                text.extend(["{", &group.stream().to_string(), "}"]);
            }
            tree => text.push_str(&tree.to_string()),
        }
        before = Some(tree);
    }
    text
}

/// The tokens of a stream, with those in invisible groups among them: a `$doc:meta` in an attribute.
pub(super) fn without_invisible_groups(stream: TokenStream) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    for tree in stream {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                trees.extend(without_invisible_groups(group.stream()));
            }
            tree => trees.push(tree),
        }
    }
    trees
}

/// The only token of a group.
pub(super) fn only(group: &Group) -> Option<TokenTree> {
    let mut inside = group.stream().into_iter().filter_map(visible);
    let only = inside.next()?;
    inside.next().is_none().then_some(only)
}

// A `macro_rules!` wraps what it matched as `$x:literal` or `$x:expr` in an invisible group. Around one token it means
// nothing here, and around none there is nothing to see.
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
