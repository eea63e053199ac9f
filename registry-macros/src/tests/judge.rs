//! A second, independent implementation of the macro's rules, as simple as possible: it neither recovers nor reports
//! errors, but only decides whether a declaration is valid and which runtimes it describes. Image references are
//! checked with the regular expressions of the reference implementation, and shell commands are compared as lists of
//! words.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Ident, Lit, LitStr, MacroDelimiter, Meta, Token};

/// A runtime that a declaration describes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Runtime {
    pub(super) variant: String,
    pub(super) constant: String,
    pub(super) version: String,
    pub(super) image: String,
    pub(super) file_name: String,
    pub(super) command: Vec<String>,
}

pub(super) enum Verdict {
    Valid(Vec<Runtime>),
    Invalid,
    /// The declaration extends another, or has an example that only the compiler can evaluate.
    Undecided,
}

#[derive(Clone)]
struct Version {
    text: String,
    image_tpl: Option<String>,
    file_ext: Option<String>,
    interpreter: Option<Vec<String>>,
}

struct Block {
    id: String,
    versions: Vec<Version>,
    /// Only a language whose versions all have their own may lack these three.
    image_tpl: Option<String>,
    file_ext: Option<String>,
    interpreter: Option<Vec<String>>,
    version_command: Option<Vec<String>>,
    aliases: Vec<String>,
    env: Vec<(String, String)>,
    /// The values of `default` and `example_since`.
    chosen: Vec<String>,
    example: Option<String>,
}

pub(super) fn judge(tokens: TokenStream) -> Verdict {
    let mut undecided = false;
    let tokens = visible(tokens);
    if has_base(&tokens) {
        return Verdict::Undecided;
    }
    let blocks = (|input: ParseStream<'_>| {
        let mut blocks = Vec::new();
        if input.peek(Ident)
            && input.peek2(Ident)
            && input.peek3(Token![;])
            && input.fork().parse::<Ident>()? == "export"
        {
            input.parse::<Ident>()?;
            let name = input.parse::<Ident>()?.unraw().to_string();
            if !is_match("[a-z][a-z0-9]*(_[a-z0-9]+)*", &name) {
                return Err(input.error("exported name"));
            }
            input.parse::<Token![;]>()?;
        }
        while !input.is_empty() {
            blocks.push(block(input, &mut undecided)?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(blocks)
    })
    .parse2(tokens);
    match blocks.ok().and_then(|blocks| describe(&blocks)) {
        _ if undecided => Verdict::Undecided,
        Some(runtimes) => Verdict::Valid(runtimes),
        None => Verdict::Invalid,
    }
}

// Reports whether the declaration extends another, whose languages are unknown here.
fn has_base(tokens: &TokenStream) -> bool {
    let text: Vec<String> = tokens.clone().into_iter().map(|tree| tree.to_string()).collect();
    text.windows(2).any(|pair| pair == [".", "."])
}

// Replaces invisible groups around at most one token with their contents.
fn visible(tokens: TokenStream) -> TokenStream {
    let mut trees = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = visible(group.stream()).into_iter().collect();
                if group.delimiter() != Delimiter::None || inside.len() > 1 {
                    let mut group = proc_macro2::Group::new(group.delimiter(), inside.into_iter().collect());
                    group.set_span(proc_macro2::Span::call_site());
                    trees.push(TokenTree::Group(group));
                } else {
                    trees.extend(inside);
                }
            }
            tree => trees.push(tree),
        }
    }
    trees.into_iter().collect()
}

fn docs(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().all(|attribute| {
        let is_valid = match &attribute.meta {
            Meta::Path(_) => true,
            Meta::List(list) => matches!(list.delimiter, MacroDelimiter::Paren(_)),
            Meta::NameValue(meta) => match &meta.value {
                Expr::Lit(literal) => matches!(&literal.lit, Lit::Str(text) if text.suffix().is_empty()),
                Expr::Macro(call) => call.mac.path.get_ident().is_some(),
                _ => false,
            },
        };
        attribute.path().is_ident("doc") && is_valid
    })
}

// `#[deprecated]`, `#[deprecated = "…"]`, `#[deprecated(since = "…", note = "…")]`
fn is_deprecation(attribute: &syn::Attribute) -> bool {
    let is_string = |expression: &Expr| matches!(expression, Expr::Lit(syn::ExprLit { lit: Lit::Str(text), attrs }) if text.suffix().is_empty() && attrs.is_empty());
    match &attribute.meta {
        Meta::Path(_) => true,
        Meta::NameValue(meta) => is_string(&meta.value),
        Meta::List(list) if matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            let pairs = list.parse_args_with(|input: ParseStream<'_>| {
                input.parse_terminated(
                    |input| Ok((input.parse::<Ident>()?, input.parse::<Token![=]>()?, input.parse::<LitStr>()?)),
                    Token![,],
                )
            });
            pairs.is_ok_and(|pairs| {
                let names: Vec<String> = pairs.iter().map(|(name, ..)| name.to_string()).collect();
                let distinct: HashSet<&String> = names.iter().collect();
                distinct.len() == names.len()
                    && names.iter().all(|name| name == "since" || name == "note")
                    && pairs.iter().all(|(.., text)| text.suffix().is_empty())
            })
        }
        Meta::List(_) => false,
    }
}

impl Parse for Version {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(syn::Attribute::parse_outer)?;
        let (deprecations, others): (Vec<_>, Vec<_>) =
            attributes.into_iter().partition(|attribute| attribute.path().is_ident("deprecated"));
        if deprecations.len() > 1 || !deprecations.iter().all(is_deprecation) || !docs(&others) {
            return Err(input.error("attribute"));
        }
        let mut version = Self { text: string(input)?, image_tpl: None, file_ext: None, interpreter: None };
        if input.peek(syn::token::Brace) {
            let content;
            syn::braced!(content in input);
            while !content.is_empty() {
                let key = content.call(Ident::parse_any)?.unraw().to_string();
                content.parse::<Token![:]>()?;
                let again = match key.as_str() {
                    "image_tpl" => version.image_tpl.replace(string(&content)?).is_some(),
                    "file_ext" => version.file_ext.replace(string(&content)?).is_some(),
                    "interpreter" => version.interpreter.replace(list(&content)?).is_some(),
                    _ => return Err(content.error("key")),
                };
                if again {
                    return Err(content.error("repeated key"));
                }
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
        }
        Ok(version)
    }
}

fn block(input: ParseStream<'_>, undecided: &mut bool) -> syn::Result<Block> {
    if !docs(&input.call(syn::Attribute::parse_outer)?) {
        return Err(input.error("attribute"));
    }
    let id = input.call(Ident::parse_any)?.unraw().to_string();
    let content;
    syn::braced!(content in input);
    let (mut versions, mut image_tpl, mut file_ext, mut interpreter) = (None, None, None, None);
    let (mut name, mut example, mut example_text, mut env) = (None, None, None, None);
    let (mut aliases, mut default, mut since, mut version_command) = (None, None, None, None);
    while !content.is_empty() {
        let key = content.call(Ident::parse_any)?.unraw().to_string();
        content.parse::<Token![:]>()?;
        let again = match key.as_str() {
            "versions" => versions.replace(version_list(&content)?).is_some(),
            "image_tpl" => image_tpl.replace(string(&content)?).is_some(),
            "file_ext" => file_ext.replace(string(&content)?).is_some(),
            "interpreter" => interpreter.replace(list(&content)?).is_some(),
            "version_command" => version_command.replace(list(&content)?).is_some(),
            "aliases" => aliases.replace(list(&content)?).is_some(),
            "default" => default.replace(string(&content)?).is_some(),
            "example_since" => since.replace(string(&content)?).is_some(),
            "name" => name.replace(string(&content)?).is_some(),
            "env" => env.replace(pairs(&content)?).is_some(),
            "example" => {
                let ahead = content.fork();
                let is_literal = string(&ahead).is_ok() && (ahead.is_empty() || ahead.peek(Token![,]));
                *undecided |= !is_literal;
                example_text = string(&content.fork()).ok();
                example.replace(content.parse::<Expr>()?).is_some()
            }
            _ => return Err(content.error("unknown key")),
        };
        if again {
            return Err(content.error("repeated key"));
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if name.is_some_and(|name: String| name.trim().is_empty() || name.chars().any(char::is_control)) {
        return Err(input.error("name"));
    }
    let missing = || input.error("missing key");
    Ok(Block {
        id,
        versions: versions.ok_or_else(missing)?,
        image_tpl,
        file_ext,
        interpreter,
        version_command,
        aliases: aliases.unwrap_or_default(),
        env: env.unwrap_or_default(),
        chosen: default.into_iter().chain(since).collect(),
        example: example_text,
    })
}

fn string(input: ParseStream<'_>) -> syn::Result<String> {
    let literal: LitStr = input.parse()?;
    if literal.suffix().is_empty() { Ok(literal.value()) } else { Err(input.error("suffix")) }
}

fn version_list(input: ParseStream<'_>) -> syn::Result<Vec<Version>> {
    let content;
    syn::bracketed!(content in input);
    Ok(content.parse_terminated(Version::parse, Token![,])?.into_iter().collect())
}

fn list(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    struct Text(String);
    impl Parse for Text {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            string(input).map(Self)
        }
    }
    let content;
    syn::bracketed!(content in input);
    let items = content.parse_terminated(Text::parse, Token![,])?;
    Ok(items.into_iter().map(|text| text.0).collect())
}

fn pairs(input: ParseStream<'_>) -> syn::Result<Vec<(String, String)>> {
    let content;
    syn::braced!(content in input);
    let mut pairs = Vec::new();
    while !content.is_empty() {
        let name = string(&content)?;
        content.parse::<Token![:]>()?;
        pairs.push((name, string(&content)?));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}

fn is_match(pattern: &'static str, text: &str) -> bool {
    // Compiling the expressions would take longer than the rest of a test case.
    thread_local!(static COMPILED: RefCell<HashMap<&'static str, Regex>> = RefCell::default());
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled.entry(pattern).or_insert_with(|| Regex::new(&format!(r"\A(?:{pattern})\z")).unwrap());
        regex.is_match(text)
    })
}

fn describe(blocks: &[Block]) -> Option<Vec<Runtime>> {
    let mut languages = HashSet::new();
    let mut runtimes: Vec<Runtime> = Vec::new();
    let mut names: HashSet<&str> = blocks.iter().map(|block| block.id.as_str()).collect();
    if blocks
        .iter()
        .flat_map(|block| &block.aliases)
        .any(|name| !is_match("[a-z0-9+#._-]{1,63}", name) || !is_match(".*[a-z0-9].*", name) || !names.insert(name))
    {
        return None;
    }
    for block in blocks {
        if !is_match("[a-z][a-z0-9]*(_[a-z0-9]+)*", &block.id) || block.id.len() > 63 || block.id == "self" {
            return None;
        }
        let variant = camel(&[&block.id]);
        if hides_a_constant(&variant) || !languages.insert(variant) || block.versions.is_empty() {
            return None;
        }
        if block.chosen.iter().any(|chosen| !block.versions.iter().any(|version| version.text == *chosen)) {
            return None;
        }
        let exts = block.versions.iter().filter_map(|version| version.file_ext.as_ref()).chain(&block.file_ext);
        if block.example.as_ref().is_some_and(|example| {
            example.is_empty() || exts.into_iter().any(|ext| is_path(example) && example.ends_with(&format!(".{ext}")))
        }) {
            return None;
        }
        let mut variables = HashSet::new();
        if !block.env.iter().all(|(name, value)| {
            let fits = block.versions.iter().all(|version| {
                fill(value, &[("version", &version.text)]).is_some_and(|value| name.len() + value.len() < 131_071)
            });
            let is_name = is_match("[-._a-zA-Z][-._a-zA-Z0-9]*", name) && !is_match(r"\.|\.\..*", name);
            let is_value = name != "PATH" || !(value.is_empty() || value.contains('$'));
            fits && is_name && is_value && !value.contains('\0') && variables.insert(name)
        }) {
            return None;
        }
        // The language's own values must be valid even if every version overrides them.
        let language = Version {
            text: "1".to_owned(),
            image_tpl: block.image_tpl.clone().or(Some("a:{version}".to_owned())),
            file_ext: block.file_ext.clone().or(Some("x".to_owned())),
            interpreter: block.interpreter.clone().or(Some(vec!["x".to_owned()])),
        };
        let of_language = block.versions.iter().filter(|version| version.image_tpl.is_none()).count();
        for (n, Version { text: version, image_tpl, file_ext, interpreter }) in
            std::iter::once(&language).chain(&block.versions).enumerate()
        {
            let several = (n == 0 || image_tpl.is_none()) && of_language > 1;
            let image_tpl = image_tpl.as_ref().or(block.image_tpl.as_ref())?;
            let file_ext = file_ext.as_ref().or(block.file_ext.as_ref())?;
            let written = interpreter.as_ref().or(block.interpreter.as_ref())?;
            let is_version = is_match("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", version)
                && block.version_command.iter().all(|written| prints_version(written, version));
            if !is_version || !is_match(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", file_ext) || file_ext.len() > 248 {
                return None;
            }
            let file = format!("/scripts/main.{file_ext}");
            let image = fill(image_tpl, &[("version", version)])?;
            if (n > 0 || of_language == 0) && !can_be_pulled(&image) {
                return None;
            }
            if several
                && (image.contains('@') || fill(image_tpl, &[("version", "1")]) == fill(image_tpl, &[("version", "2")]))
            {
                return None;
            }
            let arguments: Option<Vec<String>> =
                written.iter().map(|argument| fill(argument, &[("version", version), ("file", &file)])).collect();
            let names_file = written.iter().any(|argument| names_file(argument));
            let command = command(written, arguments?, names_file, &file)?;
            if repeats_directory(written) || is_meant_for_a_shell(written, names_file) {
                return None;
            }
            if n == 0 {
                continue;
            }
            if misplaces_file(written, file_ext, names_file) || !fits(written, version, &file) {
                return None;
            }
            runtimes.push(Runtime {
                variant: camel(&[&block.id, version]),
                constant: format!("{}_{version}", block.id)
                    .to_uppercase()
                    .replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
                version: version.clone(),
                image,
                file_name: format!("main.{file_ext}"),
                command,
            });
        }
    }
    let distinct =
        |name: fn(&Runtime) -> &str| runtimes.iter().map(name).collect::<HashSet<_>>().len() == runtimes.len();
    let is_valid = distinct(|runtime| &runtime.variant)
        && distinct(|runtime| &runtime.constant)
        && runtimes.iter().all(|runtime| !hides_a_constant(&runtime.variant));
    (is_valid && !runtimes.is_empty()).then_some(runtimes)
}

// Returns the words of a command. A command with steps is `sh`, `-c` and the words that the shell reads.
fn command(written: &[String], mut arguments: Vec<String>, names_file: bool, file: &str) -> Option<Vec<String>> {
    let operator = r"\||\|\||\|&|;|;;|&|&>|&>>|[0-9]*(<|>|>>|<<|<<<|<>|>\||([<>]&[0-9-]*))";
    let command = r#"(?s)((&&|\|\|)\s*|(\|&|\||;|&)\s+)[A-Za-z0-9_./~$"'{].*"#;
    let redirection = r"([0-9]*(<|>|>>|<>|>\||<&|>&)|&>|&>>)\s*(/|\{file\})[A-Za-z0-9/._{}-]*";
    let trailing = r"[A-Za-z0-9/._{}~+@:,=-]+(&&|\|\|)";
    let is_invalid = |argument: &String| {
        let is_shell = [operator, command, redirection, trailing].iter().any(|pattern| is_match(pattern, argument));
        argument.is_empty() || argument.contains('\0') || is_shell && argument != "&&"
    };
    if written.iter().any(is_invalid) {
        return None;
    }
    let steps: Vec<&[String]> = written.split(|argument| argument == "&&").collect();
    let no_file =
        r#"(?s)[A-Za-z_][A-Za-z0-9_]*=.*|~/.*|.*(\$[A-Za-z_(]|[*?`]).*|#!.*|-.*|'[^']*'|"[^"]*"|\.\.|.*/(\.\.?)?"#;
    let is_valid = |program: &&String| !program.contains(char::is_whitespace) && !is_match(no_file, program);
    if steps.iter().any(|step| step.first().is_none_or(|program| !is_valid(&program))) {
        return None;
    }
    let builtin = r"\.|:|break|continue|eval|exec|export|readonly|return|set|shift|source|times|trap|unset";
    if is_match(builtin, &steps.last()?[0]) {
        return None;
    }
    if steps.len() == 1 {
        if !names_file {
            arguments.push(file.to_owned());
        }
        return Some(arguments);
    }
    let last = arguments.len() - steps.last()?.len();
    arguments.insert(last, "exec".to_owned());
    arguments.splice(0..0, ["sh".to_owned(), "-c".to_owned()]);
    names_file.then_some(arguments)
}

// Reports whether the command that prints a version is valid. It has one step, since no file passes from one to another.
fn prints_version(written: &[String], version: &str) -> bool {
    let arguments = written.iter().map(|argument| fill(argument, &[("version", version)])).collect::<Option<Vec<_>>>();
    let is_one_step = !written.iter().any(|argument| argument == "&&");
    arguments.is_some_and(|arguments| is_one_step && command(written, arguments, true, "").is_some())
        && fits(written, version, "")
}

fn is_path(text: &str) -> bool {
    is_match(r"[\p{Alphabetic}\p{N}/._+@-]+", text) && !text.starts_with('-')
}

// Reports whether only a shell would run the command as it is meant, or a shell would run it without the file.
fn is_meant_for_a_shell(written: &[String], names_file: bool) -> bool {
    let mut steps: Vec<Vec<String>> = written.split(|argument| argument == "&&").map(<[String]>::to_vec).collect();
    if let ([step], false) = (steps.as_mut_slice(), names_file) {
        step.push("{file}".to_owned());
    }
    steps.iter().any(|step| needs_a_shell(step) || ignores_file(step))
}

fn names_file(argument: &str) -> bool {
    argument.replace("{{", "").contains("{file}")
}

// Reports whether a shell runs a script from its arguments, and the script refers to none that names the file.
fn ignores_file(step: &[String]) -> bool {
    let Some((script, true)) = operand(step) else {
        return false;
    };
    let files = step.iter().skip(script + 1).enumerate().filter(|(_, argument)| names_file(argument));
    let numbers: Vec<usize> = files.map(|(number, _)| number).collect();
    let refers = |number: usize| match number {
        0 => is_match(r"(?s).*(\$[{!#]*0|(?i:argv)).*", &step[script]),
        1 => is_match(r"(?s).*(\$[{!#]*[1@*]|shift|(?i:argv)).*", &step[script]),
        2 => is_match(r"(?s).*(\$[{!#]*[2@*]|shift|(?i:argv)).*", &step[script]),
        _ => panic!("no declaration has that many arguments"),
    };
    let is_told = step[script].contains("/scripts") || names_file(&step[script]);
    !numbers.is_empty() && !is_told && !numbers.iter().any(|number| refers(*number))
}

// Reports whether the file is part of an argument that only a shell would take apart.
fn needs_a_shell(step: &[String]) -> bool {
    let operand = operand(step);
    step.iter().enumerate().any(|(n, argument)| {
        if operand == Some((n, false)) && is_match(r"(?s).*\s.*", argument) && names_file(argument) {
            return true;
        }
        let syntax = r#"(?s)'\{file\}'|"\{file\}"|\{file\}\s*[;&|<>].*"#;
        let words: Vec<&str> = argument.split_whitespace().collect();
        let is_plain = words.iter().all(|word| is_match("[A-Za-z0-9._/:+@{}-]+", word));
        let is_option = |word: &&str| is_match("-.*[A-Za-z].*", word);
        let is_split = is_plain
            && words.split_first().is_some_and(|(first, rest)| {
                rest.iter().any(is_option) || (is_option(first) && rest.contains(&"{file}"))
            });
        let is_code = n > 0 && step[n - 1].starts_with('-') || operand == Some((n, true));
        (is_match(syntax, argument) || is_split) && !is_code
    })
}

// Returns the position of what a shell runs, and whether that is a script from its arguments.
fn operand(written: &[String]) -> Option<(usize, bool)> {
    let mut words = written;
    if is_match("(?s)(.*/)?env", &written[0]) {
        words = &written[1..];
        while words.first().is_some_and(|word| is_match("(?s)-i|.*=.*", word)) {
            words = &words[1..];
        }
    }
    if !words.first().is_some_and(|shell| is_match("(?s)(.*/)?(ash|bash|dash|ksh|sh|zsh)", shell)) {
        return None;
    }
    let mut has_script = false;
    let before = written.len() - words.len() + 1;
    let mut rest = words[1..].iter().zip(before..);
    while let Some((word, place)) = rest.next() {
        if is_match("[-+][A-Za-z]+", word) {
            has_script |= word.starts_with('-') && word.contains('c');
            if is_match(".*[oO]", word) {
                rest.next();
            }
            continue;
        }
        let place = match word.as_str() {
            "--" => rest.next()?.1,
            word if is_match("(?s)[-+]|[-+]-.*", word) => return None,
            _ => place,
        };
        return Some((place, has_script));
    }
    None
}

// Reports whether an argument puts the script's directory before its path.
fn repeats_directory(written: &[String]) -> bool {
    let directory = r"(/scripts/|/*[A-Za-z0-9._~][A-Za-z0-9._~/-]*/)\{file\}.*";
    written.iter().any(|argument| {
        let is_path = argument.contains("/scripts/{file}") || is_match(directory, argument);
        is_path && !argument.contains(char::is_whitespace)
    })
}

// Reports whether an argument is a file that the pod does not have.
fn misplaces_file(written: &[String], file_ext: &str, names_file: bool) -> bool {
    written.iter().enumerate().any(|(n, argument)| {
        let is_relative = !argument.starts_with('/') || argument.starts_with("/scripts/");
        let stem = argument.strip_suffix(&format!(".{file_ext}"));
        let is_named = stem.is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'));
        let is_other = n > 0 && !names_file && is_path(argument) && is_relative && is_named;
        let is_changed = stem.is_some_and(|stem| stem.ends_with("{file}"));
        is_other || is_changed && !argument.contains(char::is_whitespace)
    })
}

// Reports whether the system can pass on the arguments, and find the programs.
fn fits(written: &[String], version: &str, file: &str) -> bool {
    let filled = written.iter().map(|argument| fill(argument, &[("version", version), ("file", file)]));
    let filled: Vec<String> = filled.collect::<Option<_>>().unwrap();
    let steps: Vec<&[String]> = filled.split(|argument| argument == "&&").collect();
    let joined = shlex::try_join(filled.iter().map(String::as_str)).unwrap();
    let programs = steps.iter().all(|step| step[0].len() < 4096 && step[0].split('/').all(|name| name.len() < 256));
    programs && filled.iter().all(|argument| argument.len() < 131_072) && (steps.len() == 1 || joined.len() < 131_072)
}

// Fills placeholders. `{{` and `}}` are literal braces; any other brace is an error.
fn fill(template: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("{{").or(rest.strip_prefix("}}")) {
            text.push(c);
            rest = after;
        } else if values.iter().any(|(name, _)| rest.starts_with(&format!("${{{name}}}"))) {
            return None;
        } else if let Some((name, value)) = values.iter().find(|(name, _)| rest.starts_with(&format!("{{{name}}}"))) {
            text.push_str(value);
            rest = &rest[name.len() + 2..];
        } else if c == '{' || c == '}' {
            return None;
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(text)
}

fn hides_a_constant(variant: &str) -> bool {
    matches!(variant, "ALL" | "COUNT" | "REGISTRY")
}

fn camel(texts: &[&str]) -> String {
    let parts = texts.iter().flat_map(|text| text.split(['.', '_', '-'])).filter(|part| !part.is_empty());
    let joined = parts.map(|part| part[..1].to_uppercase() + &part[1..]).collect::<Vec<_>>().join("_");
    // A separator remains only between two digits.
    let chars: Vec<char> = joined.chars().collect();
    let is_digit = |n: usize| chars[n].is_ascii_digit();
    let remains = |n: &usize| chars[*n] != '_' || (is_digit(n - 1) && is_digit(n + 1));
    (0..chars.len()).filter(remains).map(|n| chars[n]).collect()
}

/// Returns whether the reference implementation parses an image, and the image has a tag or a digest.
pub(super) fn can_be_pulled(image: &str) -> bool {
    parses_as_reference(image)
        && (image.contains('@') || image.rsplit('/').next().is_some_and(|last| last.contains(':')))
}

/// Follows `ParseNormalizedNamed` of the reference implementation, with the same regular expressions.
pub(super) fn parses_as_reference(image: &str) -> bool {
    static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
        let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
        let domain = format!(r"(?:{label}(?:\.{label})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?");
        let component = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
        let digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
        let name = format!("(?:{domain}/)?({component}(?:/{component})*)");
        Regex::new(&format!(r"\A{name}(?::([A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}}))?(?:@({digest}))?\z")).unwrap()
    });
    if is_match("[a-f0-9]{64}", image) {
        return false;
    }
    let (domain, rest) = match image.split_once('/') {
        Some((domain, rest))
            if domain.contains(['.', ':']) || domain == "localhost" || domain.to_lowercase() != domain =>
        {
            (domain, rest.to_owned())
        }
        _ => ("docker.io", image.to_owned()),
    };
    let domain = if domain == "index.docker.io" { "docker.io" } else { domain };
    let rest = if domain == "docker.io" && !rest.contains('/') { format!("library/{rest}") } else { rest };
    let name = rest.split(':').next().unwrap_or_default();
    if name.to_lowercase() != name {
        return false;
    }
    let full = format!("{domain}/{rest}");
    let Some(captures) = REFERENCE.captures(&full) else {
        return false;
    };
    let is_digest = captures
        .get(3)
        .is_none_or(|digest| is_match("sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}", digest.as_str()));
    let is_reserved = domain == "docker.io" && &captures[1] == "library/scratch";
    captures[1].len() <= 255 && is_digest && !is_reserved
}
