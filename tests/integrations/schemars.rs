//! The JSON schema of an application's configuration file.

use schemars::{JsonSchema, schema_for};
use serde_json::json;

use crate::scripts::{self, Language, Runtime};

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Configuration {
    default: Runtime,
    allowed: Vec<Language>,
    next: scripts::later::Runtime,
}

#[test]
fn enums_are_strings_with_values() {
    let schema = serde_json::to_value(schema_for!(Configuration)).unwrap();
    let definitions = &schema["$defs"];
    assert_eq!(
        definitions["Runtime"],
        json!({
            "type": "string",
            "description": "A language and a version.",
            "enum": ["lua@5.3", "lua@5.4", "cpp@14"],
        })
    );
    assert_eq!(definitions["Language"]["enum"], json!(["lua", "cpp"]));
    assert_eq!(schema["properties"]["default"], json!({ "$ref": "#/$defs/Runtime" }));
    // An enum of the same name in another module is another schema.
    assert_eq!(schema["properties"]["next"], json!({ "$ref": "#/$defs/Runtime2" }));
    assert_eq!(definitions["Runtime2"]["enum"], json!(["lua@5.4"]));
}
