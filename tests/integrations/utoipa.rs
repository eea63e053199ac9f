//! An application's own `OpenAPI` document.

use serde_json::json;
use utoipa::{OpenApi, ToSchema};

use crate::scripts::{Language, Runtime};

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Run {
    runtime: Runtime,
    fallback: Option<Language>,
}

#[derive(OpenApi)]
#[openapi(components(schemas(Run)))]
struct Document;

#[test]
fn enums_are_strings_with_values() {
    let document = serde_json::to_value(Document::openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["Runtime"],
        json!({
            "type": "string",
            "description": "A language and a version.",
            "enum": ["lua@5.3", "lua@5.4", "cpp@14"],
        })
    );
    assert_eq!(
        schemas["Language"],
        json!({ "type": "string", "description": "The id of a language.", "enum": ["lua", "cpp"] })
    );
    assert_eq!(schemas["Run"]["properties"]["runtime"], json!({ "$ref": "#/components/schemas/Runtime" }));
    assert_eq!(schemas["Run"]["required"], json!(["runtime"]));
}
