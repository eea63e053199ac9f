//! The enums and tables as data: traits, formatting and serde.

#![expect(deprecated, reason = "the built-in registry includes deprecated versions")]

use std::collections::{BTreeSet, HashMap, HashSet};

use registry::{Language, REGISTRY, Runtime, RuntimeConfig};

#[test]
fn enums_are_copied_compared_and_hashed() {
    let copied = Runtime::Go1_22;
    let again = copied;
    assert_eq!(copied, again);
    assert!(Runtime::Python3_9 < Runtime::Python3_10);
    assert!(Language::Python < Language::Bash);
    assert_eq!(Runtime::ALL.iter().collect::<HashSet<_>>().len(), 18);
    assert_eq!(Language::ALL.iter().collect::<BTreeSet<_>>().len(), 5);
}

#[test]
fn accessors_work_in_constants() {
    const CONFIG: &RuntimeConfig = Runtime::Node22.config();
    const LANGUAGE: Language = Runtime::Node22.language();
    const VERSION: &str = Runtime::Node22.version();
    const RUNTIMES: &[Runtime] = LANGUAGE.runtimes();
    const NAME: &str = LANGUAGE.spec().name;
    const ID: &str = LANGUAGE.id();
    assert_eq!((CONFIG.image, VERSION, NAME, ID), ("node:22-alpine", "22", "Node.js", "node"));
    assert_eq!(RUNTIMES, [Runtime::Node18, Runtime::Node20, Runtime::Node22]);
}

#[test]
fn text_forms_can_be_padded() {
    assert_eq!(format!("[{:>8}] [{:<8}]", Language::Go, Language::Node), "[      go] [node    ]");
    assert_eq!(format!("[{:>12}] [{:.2}]", Runtime::Go1_22, Runtime::Go1_22), "[     go@1.22] [go]");
}

#[test]
fn enums_serialize_as_text() {
    assert_eq!(serde_json::to_string(&(Language::Go, Runtime::Go1_22)).unwrap(), r#"["go","go@1.22"]"#);
    let read: (Language, Runtime) = serde_json::from_str(r#"["bash", "bash@5.3"]"#).unwrap();
    assert_eq!(read, (Language::Bash, Runtime::Bash5_3));

    let map: HashMap<Runtime, u8> = serde_json::from_str(r#"{"python@3.7": 1}"#).unwrap();
    assert_eq!(map, HashMap::from([(Runtime::Python3_7, 1)]));
    // Strings from a reader cannot be borrowed, nor can strings that contain an escape.
    let read: Runtime = serde_json::from_reader(&br#""python\u00403.7""#[..]).unwrap();
    assert_eq!(read, Runtime::Python3_7);
}

#[test]
fn deserialization_errors_explain_the_mistake() {
    let error = serde_json::from_str::<Runtime>(r#""pyhton@3.7""#).unwrap_err().to_string();
    assert!(error.starts_with("unknown language `pyhton`, did you mean `python`?"), "{error}");
    let error = serde_json::from_str::<Runtime>("3.7").unwrap_err().to_string();
    assert!(error.contains("expected a runtime as language@version"), "{error}");
    let error = serde_json::from_str::<Language>("null").unwrap_err().to_string();
    assert!(error.contains("expected the id of a language"), "{error}");
}

#[test]
fn structs_serialize_with_their_field_names() {
    let config = serde_json::to_string(Runtime::Go1_22.config()).unwrap();
    assert_eq!(
        config,
        r#"{"image":"golang:1.22-alpine","file_name":"main.go","command":["go","run","/scripts/main.go"]}"#
    );
    let entry = serde_json::to_string(Runtime::Bash5_3.entry()).unwrap();
    let head = r#"{"language":"bash","version":"5.3","image":"bash:5.3","file_name":"main.sh","#;
    assert_eq!(entry, format!(r#"{head}"command":["bash","/scripts/main.sh"],"env":{{"HOME":"/tmp"}}}}"#));
    let spec = serde_json::to_string(Language::Go.spec()).unwrap();
    let head = r#"{"id":"go","name":"Go","versions":["1.20","1.21","1.22"],"image_tpl":"golang:{version}-alpine","#;
    assert!(spec.starts_with(&format!(r#"{head}"file_ext":"go","interpreter":["go","run"],"example":""#)), "{spec}");
    assert!(spec.ends_with(r#","env":{"GOCACHE":"/tmp/go-build"},"version_command":["go","version"]}"#), "{spec}");
    let debug = format!("{:?}", Language::Go.spec());
    assert!(debug.contains(r#" interpreter: ["go", "run"], version_command: ["go", "version"], "#), "{debug}");
}

#[test]
fn a_registry_lists_every_language_and_runtime() {
    assert_eq!(REGISTRY.languages().len(), 5);
    assert_eq!(REGISTRY.entries().len(), 18);
    assert!(REGISTRY.entries().iter().zip(Runtime::ALL).all(|(entry, runtime)| entry == runtime.entry()));
}
