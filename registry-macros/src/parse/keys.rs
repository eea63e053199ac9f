//! The keys of a block, with their values.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::attributes::{DEFAULT_HELP, Owner, attributes};
use super::lines::base_in_block;
use super::list::list;
use super::literal::{plain, string};
use super::lock;
use super::table::table;
use super::tokens::{Tokens, found, is_complete, is_group, is_key, is_punct, only, place, text, unraw};
use super::{hint, toml, value};
use crate::distinct::Distinct;
use crate::errors::{self, Errors, Place, Quoted};
use crate::key::{Argv, Element, Key, Kind};
use crate::model::{Block, Id, List};
use crate::suggest;

/// Reads every key of a block that accepts these keys.
pub(super) fn keys(mut tokens: Tokens, block: &mut Block, allowed: &[Key], errors: &mut Errors) {
    let mut seen = Seen { allowed, ..Seen::default() };
    while !tokens.is_empty() {
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a key, found `,`", "remove the comma");
            continue;
        }
        if base_in_block(&mut tokens, errors) {
            continue;
        }
        let whole = key(&mut tokens, block, &mut seen, errors);
        if let Some(semicolon) = tokens.punct(';') {
            errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
        } else if let (None, true, Some(next)) = (tokens.punct(','), whole, tokens.peek()) {
            let message = format!("expected `,` before {}", found(next));
            errors.push_help(next.span(), message, "end each key's value with a comma");
        }
    }
    unknown_keys(&seen, block, errors);
}

/// The keys that were read so far.
#[derive(Default)]
struct Seen<'a> {
    allowed: &'a [Key],
    known: Distinct,
    unknown: Vec<Unknown>,
}

/// A key that does not exist.
struct Unknown {
    name: String,
    place: Place,
    value: Vec<TokenTree>,
}

/// Something wrong with a key or the tokens between it and its value. The fix is the same for all: the key as it should
/// be.
struct Mistake {
    place: Place,
    message: String,
}

/// Reads one key with its value, up to the comma after it. Returns whether all of it was readable. If not, a missing
/// comma after it is not reported as well.
fn key(tokens: &mut Tokens, block: &mut Block, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    attributes(tokens, Owner::Key, errors);
    if let Some(env) = toml::table_in_block(tokens, errors) {
        block.env.fill(Ident::new("env", env.span()), table(Key::Env, &[env.into()], errors));
        return false;
    }
    let Some(Word { name, ident, place, mistake }) = word(tokens, seen.allowed, errors) else {
        return false;
    };
    let Some(key) = Key::of(&name) else {
        if lock::in_block(&name, place, tokens, errors) {
            return true;
        }
        return unknown_key(tokens, name, place, block, seen, errors);
    };
    if !seen.allowed.contains(&key) {
        let help = match key {
            Key::Default => DEFAULT_HELP.to_owned(),
            _ => format!("only {} can", errors::list(Key::names(seen.allowed.iter().copied()))),
        };
        errors.push_help(place, format_args!("key `{name}` cannot differ by version"), help);
        tokens.puncts(":=>");
        return !tokens.value().is_empty();
    }
    let is_call = is_group(tokens.peek(), Delimiter::Parenthesis) && !is_punct(tokens.peek_nth(1), ':');
    let separator = separator(tokens, key, place);
    let mut trees = match separator {
        Separator::NoValue => Vec::new(),
        // `versions(["3.12"]).file_ext("py")`
        Separator::Wrong(_) if is_call && next_call(tokens) => tokens.next().into_iter().collect(),
        Separator::Colon | Separator::Wrong(_) => tokens.value(),
    };
    if is_call {
        arguments(key, &mut trees);
    }
    let wrong = if let Separator::Wrong(mistake) = separator { Some(mistake) } else { None };
    if let Some(Mistake { place, message }) = mistake.or(wrong) {
        errors.push_help(place, message, format_args!("write `{}`", line(key, &trees)));
    }
    if trees.is_empty() {
        report_no_value(key, place, errors);
    }
    let distinct = check_key_is_distinct(key, place, seen, errors);
    let is_list = matches!(key.kind(), Kind::List(_));
    if is_list && !matches!(trees.first(), Some(TokenTree::Group(_)) | None) {
        elements_without_brackets(tokens, &mut trees);
    }
    // The value of a repeated key is checked like any other.
    let mut again = Block::new(Vec::new(), block.id.clone());
    fill(if distinct { &mut *block } else { &mut again }, key, ident, &trees, errors);
    if !distinct {
        block.repeated.push(again);
    }
    // Tokens after a complete value have been reported, and lists with dashes and calls end without commas.
    let junk = trees.len() > 1 && (is_complete(trees.first()) || is_punct(trees.first(), '-'));
    !trees.is_empty() && !is_call && (key.kind() == Kind::Expression || !junk)
}

// Whether a call of another key follows this one.
fn next_call(tokens: &Tokens) -> bool {
    is_punct(tokens.peek_nth(1), '.') && matches!(tokens.peek_nth(2), Some(TokenTree::Ident(next)) if is_key(next))
}

// `file_ext("py")` and `versions("3.11", "3.12")`: takes the value out of the parentheses.
fn arguments(key: Key, trees: &mut Vec<TokenTree>) {
    let Some(TokenTree::Group(call)) = trees.first() else {
        return;
    };
    let delimiter = match key.kind() {
        Kind::List(_) => Delimiter::Bracket,
        Kind::Table => Delimiter::Brace,
        Kind::Text | Kind::Expression => Delimiter::None,
    };
    let inside: Vec<TokenTree> = call.stream().into_iter().collect();
    let is_value =
        delimiter == Delimiter::None || matches!(inside.as_slice(), [only] if is_group(Some(only), delimiter));
    let value = if is_value {
        inside
    } else {
        let mut list = Group::new(delimiter, call.stream());
        list.set_span(call.span());
        vec![list.into()]
    };
    trees.splice(..1, value);
}

// Returns the corrected line, without the value if that has mistakes too.
fn line(key: Key, value: &[TokenTree]) -> String {
    const MAX: usize = 80;
    let is_right = match (key.kind(), value) {
        (Kind::Text, [only]) => string(only).is_some(),
        (Kind::List(_), [only]) => is_group(Some(only), Delimiter::Bracket),
        (Kind::Table, [only]) => is_group(Some(only), Delimiter::Brace),
        (Kind::Expression, value) => !value.is_empty(),
        (Kind::Text | Kind::List(_) | Kind::Table, _) => false,
    };
    let written = text(value);
    let is_short = written.chars().count() <= MAX && !written.contains('\n');
    format!("{}: {}", key.name(), if is_right && is_short { &written } else { "…" })
}

fn fill(block: &mut Block, key: Key, ident: Ident, trees: &[TokenTree], errors: &mut Errors) {
    match key {
        Key::Name => block.name.fill(ident, value::text(key, trees, errors)),
        Key::Aliases => block.aliases.fill(ident, list(Element::Alias, trees, errors)),
        Key::Versions => block.versions.fill(ident, versions(trees, errors)),
        Key::Default => block.default.fill(ident, value::text(key, trees, errors)),
        Key::ImageTpl => block.image_tpl.fill(ident, value::text(key, trees, errors)),
        Key::FileExt => block.file_ext.fill(ident, value::text(key, trees, errors)),
        Key::Interpreter => block.interpreter.fill(ident, list(Element::Argument(Argv::Interpreter), trees, errors)),
        Key::VersionCommand => {
            block.version_command.fill(ident, list(Element::Argument(Argv::VersionCommand), trees, errors));
        }
        Key::Env => block.env.fill(ident, table(key, trees, errors)),
        Key::Example => block.example.fill(ident, value::expression(key, trees, errors)),
        Key::ExampleSince => block.example_since.fill(ident, value::text(key, trees, errors)),
    }
}

// Reads a list of versions, and the keys in the braces after each of them.
fn versions(trees: &[TokenTree], errors: &mut Errors) -> Option<List> {
    let allowed: Vec<Key> = Key::ALL.iter().copied().filter(|key| key.is_per_version()).collect();
    let mut versions = list(Element::Version, trees, errors)?;
    for item in &mut versions.items {
        if let Some(braces) = item.braces.take() {
            let id = Id { text: item.text.value.clone(), place: item.text.span.into(), broken: false };
            let block = item.per_version.insert(Block::new(Vec::new(), id));
            keys(Tokens::new(braces.stream()), block, &allowed, errors);
        }
    }
    Some(versions)
}

// `versions: "3.11", "3.12"`, `interpreter: python, -u`
fn elements_without_brackets(tokens: &mut Tokens, trees: &mut Vec<TokenTree>) {
    let separates = |tree: Option<&TokenTree>| is_punct(tree, ':') || is_punct(tree, '=');
    while tokens.peek_punct(',') {
        let element = match tokens.peek_nth(1) {
            Some(TokenTree::Ident(ident)) => !is_key(ident),
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Punct(punct)) => !",;#".contains(punct.as_char()),
            Some(TokenTree::Group(_)) | None => false,
        };
        if !element || separates(tokens.peek_nth(2)) {
            return;
        }
        trees.extend(tokens.next());
        trees.extend(tokens.value());
    }
}

fn check_key_is_distinct(key: Key, place: Place, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    let name = key.name();
    seen.known.check(
        name,
        place,
        errors,
        |errors| errors.push_help(place, format_args!("duplicate key `{name}`"), "remove one of the two"),
        || format!("key `{name}` first declared here"),
    )
}

fn report_no_value(key: Key, place: Place, errors: &mut Errors) {
    let message = format!("key `{}` has no value", key.name());
    errors.push_help(place, message, format_args!("write {}", suggest::example(key)));
}

/// Takes the value of an unknown key.
fn unknown_key(
    tokens: &mut Tokens,
    name: String,
    place: Place,
    block: &mut Block,
    seen: &mut Seen<'_>,
    errors: &mut Errors,
) -> bool {
    let separated = !tokens.puncts(":=!?-").is_empty() || tokens.punct('>').is_some();
    if !separated && is_group(tokens.peek(), Delimiter::Brace) {
        if block.id.text == "override" {
            report_override_without_id(&name, block, errors);
        } else {
            let message = format!("language {} is inside another language", Quoted(&name));
            errors.push_help(place, message, "close the block before it with `}`");
        }
        tokens.value();
        return false;
    }
    tokens.puncts(">");
    let value = matches!(tokens.peek(), Some(TokenTree::Literal(_)))
        || is_group(tokens.peek(), Delimiter::Bracket)
        || is_group(tokens.peek(), Delimiter::Parenthesis);
    let value = if separated || value { tokens.value() } else { Vec::new() };
    let is_read = !value.is_empty();
    seen.unknown.push(Unknown { name, place, value });
    is_read
}

// `override { bash { … } }`, which declares a language with the id `override`. Its keys are not reported as missing.
fn report_override_without_id(inner: &str, block: &mut Block, errors: &mut Errors) {
    if !block.has(Key::Versions) {
        let help = format!("write `override {inner} {{ … }}`, once for each language");
        errors.push_help(block.id.place, "expected an id after `override`", help);
    }
    Key::required().for_each(|key| block.mark_broken(key));
}

// Runs after all keys are read, when it is known which ones are missing.
fn unknown_keys(seen: &Seen<'_>, block: &mut Block, errors: &mut Errors) {
    for Unknown { name, place, value } in &seen.unknown {
        let message = format!("unknown key {}", Quoted(name));
        let help = match suggest::key(name).filter(|meant| seen.allowed.contains(meant)) {
            _ if suggest::is_file_name(name) => {
                let help = file_name_help(value, block);
                block.mark_broken(Key::FileExt);
                help
            }
            Some(meant) if block.has(meant) => already_set(meant, name, value, block),
            Some(meant) => {
                block.mark_broken(meant);
                match rewritten(meant, value) {
                    Some(line) => format!("did you mean `{}`? write `{line}`", meant.name()),
                    None => format!("did you mean `{}`?", meant.name()),
                }
            }
            None if name == "deprecated" => "write `#[deprecated(note = \"…\")]` before a version".to_owned(),
            None => format!("the keys are {}", errors::list(Key::names(seen.allowed.iter().copied()))),
        };
        errors.push_help(*place, message, help);
    }
}

// `file_name: "Main.java"`
fn file_name_help(value: &[TokenTree], block: &Block) -> String {
    const ALWAYS: &str = "the file is always named `main.EXT`, and `{file}` in `interpreter` is replaced by its path";
    if block.has(Key::FileExt) {
        return format!("remove it: {ALWAYS}");
    }
    let name = if let [only] = value { string(only) } else { None };
    let ext = name.and_then(|name| suggest::file_ext(name.value.rsplit_once('.')?.1));
    let example = match ext {
        Some(ext) => format!("`file_ext: {}`", errors::written(&ext)),
        None => suggest::example(Key::FileExt),
    };
    format!("write {example}: {ALWAYS}")
}

// Helps with a key of another name that is set already.
fn already_set(key: Key, name: &str, value: &[TokenTree], block: &Block) -> String {
    let elements = match key.kind() {
        Kind::List(Element::Argument(_)) if !suggest::is_arguments(name) => None,
        Kind::List(element) => hint::meant_strings(element, value).filter(|texts| !texts.is_empty()),
        Kind::Text | Kind::Table | Kind::Expression => None,
    };
    let written: Vec<String> = match key {
        Key::Aliases => block.aliases.value().map(List::values).unwrap_or_default(),
        Key::Versions => block.versions.value().map(List::values).unwrap_or_default(),
        _ => Vec::new(),
    };
    let set = format!("`{}` is already set", key.name());
    match elements {
        Some(texts) if !texts.iter().any(|text| written.contains(text)) => {
            format!("{set}: add {} to it", errors::written_items(texts.iter().map(String::as_str)))
        }
        _ if key == Key::Env => format!("{set}: add the variables to it"),
        _ => format!("{set}: remove this key"),
    }
}

// The line that was meant by a key of another name, if its value must change as well.
fn rewritten(key: Key, value: &[TokenTree]) -> Option<String> {
    let written = match (key.kind(), value) {
        (Kind::List(_), [only]) if is_group(Some(only), Delimiter::Bracket) => None,
        (Kind::List(element), value) => hint::meant_list(element, value),
        (Kind::Text, [only]) => {
            let given = string(only)?.value;
            suggest::value(key, &given).filter(|meant| *meant != given).map(|meant| errors::written(&meant))
        }
        (Kind::Text | Kind::Table | Kind::Expression, _) => None,
    };
    Some(format!("{}: {}", key.name(), written?))
}

/// A key as written.
struct Word {
    name: String,
    /// Its span is what editors look up.
    ident: Ident,
    place: Place,
    /// The mistake, if the key is not a plain word.
    mistake: Option<Mistake>,
}

fn word(tokens: &mut Tokens, allowed: &[Key], errors: &mut Errors) -> Option<Word> {
    let marks = marks(tokens);
    if let Some(ident) = tokens.ident() {
        let mut word = field(tokens, ident);
        if let Some(place) = place(&marks) {
            let message = format!("expected a key, found {}", Quoted(&text(&marks)));
            word.mistake = Some(Mistake { place, message });
        }
        return Some(word);
    }
    // `"versions": …`, `(versions): …`
    let separated = matches!(tokens.peek_nth(1), Some(TokenTree::Punct(punct)) if ":=".contains(punct.as_char()));
    let wrapped = match tokens.peek() {
        Some(TokenTree::Literal(literal)) if separated => plain(literal).map(|name| (name, "quotes")),
        Some(TokenTree::Group(group)) if separated => match only(group) {
            Some(TokenTree::Ident(ident)) => Some((unraw(&ident), "delimiters")),
            _ => None,
        },
        _ => None,
    };
    if let Some((name, quotes)) = wrapped
        && let Some(token) = tokens.next()
    {
        let ident = Ident::new("key", token.span());
        let place = Place::from(token.span());
        let mistake = Some(Mistake { place, message: format!("key {} is in {quotes}", Quoted(&name)) });
        return Some(Word { name, ident, place, mistake });
    }
    // Takes at least one token, even if a key seems to begin.
    let mut trees: Vec<TokenTree> = tokens.next().into_iter().collect();
    let first = trees.first().cloned()?;
    if !(matches!(first, TokenTree::Punct(_)) && tokens.at_key()) {
        trees.extend(tokens.value());
    }
    let help = if is_punct(Some(&first), '#') {
        "if this is a comment, begin it with `//`".to_owned()
    } else {
        format!("the keys are {}", errors::list(Key::names(allowed.iter().copied())))
    };
    errors.push_help(place(&trees)?, format_args!("expected a key, found {}", found(&first)), help);
    None
}

// Takes the punctuation before a key in other languages: `.file_ext("py")`, `- file_ext: "py"`, `$file_ext = "py"`.
fn marks(tokens: &mut Tokens) -> Vec<TokenTree> {
    let is_mark = |tree: Option<&TokenTree>| ".-:$@".chars().any(|mark| is_punct(tree, mark));
    let mut count = 0;
    while is_mark(tokens.peek_nth(count)) {
        count += 1;
    }
    let is_key = matches!(tokens.peek_nth(count), Some(TokenTree::Ident(_)))
        && (matches!(tokens.peek_nth(count + 1), Some(TokenTree::Punct(next)) if ":=.".contains(next.as_char()))
            || is_group(tokens.peek_nth(count + 1), Delimiter::Parenthesis));
    (0..if is_key { count } else { 0 }).filter_map(|_| tokens.next()).collect()
}

// `self.file_ext` is read as its last word.
fn field(tokens: &mut Tokens, ident: Ident) -> Word {
    let first = ident.span();
    let mut path = unraw(&ident);
    let mut word = longer_name(tokens, ident);
    while tokens.peek_punct('.')
        && let Some(TokenTree::Ident(next)) = tokens.peek_nth(1).cloned()
    {
        tokens.next();
        tokens.next();
        path = format!("{path}.{next}");
        word = longer_name(tokens, next);
        let place = Place::new(first, word.ident.span());
        word.place = place;
        word.mistake = Some(Mistake { place, message: format!("expected a key, found {}", Quoted(&path)) });
    }
    word
}

// `image-tpl` and `image tpl` are read as one word.
fn longer_name(tokens: &mut Tokens, ident: Ident) -> Word {
    let mut name = unraw(&ident);
    let mut last = ident.span();
    loop {
        let dash = usize::from(tokens.peek_punct('-'));
        let Some(TokenTree::Ident(next)) = tokens.peek_nth(dash) else { break };
        let next = next.clone();
        let separated = matches!(tokens.peek_nth(dash + 1), Some(TokenTree::Punct(_)));
        let known = Key::of(&name).is_some() || is_key(&next);
        if dash == 0 && (known || !separated) {
            break;
        }
        tokens.puncts("-");
        tokens.next();
        let gap = if dash == 0 { " " } else { "-" };
        name.extend([gap, &next.to_string()]);
        last = next.span();
    }
    Word { name, place: Place::new(ident.span(), last), ident, mistake: None }
}

/// The tokens between a key and its value.
enum Separator {
    Colon,
    Wrong(Mistake),
    /// No value follows.
    NoValue,
}

/// Reads the `:` after a key, or the tokens written instead.
fn separator(tokens: &mut Tokens, key: Key, key_place: Place) -> Separator {
    let name = key.name();
    let expected = |place: Place, found: &str| {
        let message = format!("expected `:` after key `{name}`, found {}", Quoted(found));
        Separator::Wrong(Mistake { place, message })
    };
    if is_punct(tokens.peek(), ':')
        && !matches!(tokens.peek_nth(1), Some(TokenTree::Punct(punct)) if ":=".contains(punct.as_char()))
    {
        tokens.next();
        return Separator::Colon;
    }
    // `==`, `=>`, `->`, `::`, `!:`, `?:`, and `[0]:`
    let mut wrong = if is_punct(tokens.peek_nth(1), ':') && matches!(tokens.peek(), Some(TokenTree::Group(_))) {
        tokens.next().into_iter().collect()
    } else {
        Vec::new()
    };
    wrong.extend(tokens.puncts(":=>-!?~"));
    if let Some(place) = place(&wrong) {
        return expected(place, &text(&wrong));
    }
    if let Some(TokenTree::Group(call)) = tokens.peek()
        && call.delimiter() == Delimiter::Parenthesis
    {
        return expected(call.span_open().into(), "(");
    }
    // `versions, ["3.12"]`, `versions; ["3.12"]`
    let value =
        matches!(tokens.peek_nth(1), Some(TokenTree::Literal(_))) || is_group(tokens.peek_nth(1), Delimiter::Bracket);
    let key_follows = is_punct(tokens.peek_nth(2), ':');
    if value
        && !key_follows
        && (tokens.peek_punct(',') || tokens.peek_punct(';'))
        && let Some(wrong) = tokens.next()
    {
        return expected(wrong.span().into(), &wrong.to_string());
    }
    if tokens.is_empty()
        || tokens.peek_punct(',')
        || tokens.peek_punct(';')
        || tokens.at_key()
        || tokens.peek_known_key()
    {
        return Separator::NoValue;
    }
    Separator::Wrong(Mistake { place: key_place, message: format!("expected `:` after key `{name}`") })
}
