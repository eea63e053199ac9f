//! The tokens of one pair of delimiters, read from the front, with as much lookahead as recovery needs.

use proc_macro2::{Delimiter, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::errors::Place;

pub(super) struct Tokens {
    trees: Vec<TokenTree>,
    at: usize,
}

impl Tokens {
    pub(super) fn new(stream: TokenStream) -> Self {
        Self { trees: stream.into_iter().filter_map(visible).collect(), at: 0 }
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

    /// Whether an attribute stands here: `#[…]`, or `#![…]`.
    pub(super) fn at_attribute(&self) -> bool {
        let group = if is_punct(self.peek_nth(1), '!') { self.peek_nth(2) } else { self.peek_nth(1) };
        self.peek_punct('#')
            && matches!(group, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
    }

    /// The place of the last token, or of the whole call where there is none.
    pub(super) fn end(&self) -> Place {
        self.trees.last().map_or_else(Span::call_site, TokenTree::span).into()
    }

    /// Whether a key stands here, with what separates it from its value: `versions:`, `versions =`, `"versions":`.
    pub(super) fn at_key(&self) -> bool {
        let Some(TokenTree::Punct(separator)) = self.peek_nth(1) else {
            return false;
        };
        let doubled = separator.spacing() == Spacing::Joint && is_punct(self.peek_nth(2), separator.as_char());
        match self.peek() {
            Some(TokenTree::Ident(_)) => matches!(separator.as_char(), ':' | '=') && !doubled,
            Some(TokenTree::Literal(literal)) => {
                separator.as_char() == ':' && !doubled && literal.to_string().starts_with('"')
            }
            _ => false,
        }
    }

    /// Takes the tokens of a value: up to the next comma, or up to the next key where that comma is missing.
    pub(super) fn value(&mut self) -> Vec<TokenTree> {
        let start = self.at;
        let mut generics = 0_usize;
        while let Some(tree) = self.peek() {
            match tree {
                TokenTree::Punct(punct) => match punct.as_char() {
                    ',' if generics == 0 => break,
                    ';' => break,
                    // The commas of `::<A, B>` belong to the value.
                    '<' if generics > 0 || is_punct(self.behind(), ':') => generics += 1,
                    '>' if !is_punct(self.behind(), '-') => generics = generics.saturating_sub(1),
                    _ => {}
                },
                // `path::to: …` and `'label: …` are no keys.
                _ if self.at > start && (is_punct(self.behind(), ':') || is_punct(self.behind(), '\'')) => {}
                _ if self.at_key() => break,
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

pub(super) fn is_punct(tree: Option<&TokenTree>, ch: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ch)
}

/// The place of some tokens; `None` where there are none.
pub(super) fn place(trees: &[TokenTree]) -> Option<Place> {
    Some(Place::new(trees.first()?.span(), trees.last()?.span()))
}

/// The text of some tokens, without space between them.
pub(super) fn text(trees: &[TokenTree]) -> String {
    trees.iter().map(ToString::to_string).collect()
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
