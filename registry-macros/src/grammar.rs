//! What keys, ids, versions and extensions look like.

/// Every key of a block, in the order in which errors list them.
pub(crate) const KEYS: [&str; 10] = [
    "name",
    "aliases",
    "versions",
    "default",
    "image_tpl",
    "file_ext",
    "interpreter",
    "env",
    "example",
    "example_since",
];

/// The keys that every block needs.
pub(crate) const REQUIRED: [&str; 4] = ["versions", "image_tpl", "file_ext", "interpreter"];

/// The keys in which a version can differ from its language.
pub(crate) const OVERRIDES: [&str; 3] = ["image_tpl", "file_ext", "interpreter"];

/// What an id and a version have to fit as Kubernetes label values:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.
pub(crate) const MAX_LABEL_VALUE: usize = 63;

/// A script's file name, `main.` and the extension, is a `ConfigMap` key of 253 characters at most:
/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>.
pub(crate) const MAX_FILE_EXT: usize = 253 - "main.".len();

/// `[a-z][a-z0-9]*(_[a-z0-9]+)*`: a JSON key, a label value and the start of a Rust name.
pub(crate) fn is_snake_case(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('_').all(is_part)
}

/// Whether a block can have this id.
pub(crate) fn is_id(text: &str) -> bool {
    is_snake_case(text) && text != "self" && text.len() <= MAX_LABEL_VALUE
}

/// Whether a version is an image tag's part and a label value: letters and digits at both ends.
pub(crate) fn is_version(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(is_end)
        && text.ends_with(is_end)
        && text.chars().all(is_version_char)
        && text.len() <= MAX_LABEL_VALUE
}

/// `[-._a-zA-Z][-._a-zA-Z0-9]*`, neither `.` nor anything that begins with `..`: what every version of Kubernetes takes as
/// the name of an environment variable.
/// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables>
pub(crate) fn is_variable_name(text: &str) -> bool {
    let reserved = text.is_empty() || text == "." || text.starts_with("..");
    !reserved && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_variable_char)
}

pub(crate) fn is_variable_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

/// What an alias is made of: `c++` and `c#` can be aliases, although they are no ids.
pub(crate) fn is_alias_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || "+#._-".contains(c)
}

pub(crate) fn is_version_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// Whether `main.` and the extension are a `ConfigMap` key.
pub(crate) fn is_file_ext(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('.') && text.chars().all(is_file_ext_char) && text.len() <= MAX_FILE_EXT
}

pub(crate) fn is_file_ext_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}
