//! What is the same for every operation of the OpenAPI document, said once: the handlers' annotations name only what is
//! their own. Schemathesis holds the server to all of it (`trust.md` B3).

use contract::{PROBLEM_JSON, RecordKind, UserFilter, UserSort};
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

/// The document before any operation is in it.
pub(super) fn begun() -> OpenApi {
    let info = InfoBuilder::new().title("Portico firm API").version(env!("CARGO_PKG_VERSION")).build();
    // Named by queries alone, whose schemas are not collected.
    let components = ComponentsBuilder::new()
        .schema_from::<RecordKind>()
        .schema_from::<UserFilter>()
        .schema_from::<UserSort>()
        .security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiBuilder::new().info(info).components(Some(components.build())).build()
}

/// The document with what holds of every operation.
pub(super) fn completed(document: &OpenApi) -> OpenApi {
    let mut document = serde_json::to_value(document).expect("a document is JSON");
    for operations in fields(&mut document["paths"]) {
        fields(operations).for_each(complete);
    }
    serde_json::from_value(document).expect("the document is still one")
}

fn complete(operation: &mut Value) {
    fields(&mut operation["responses"]).for_each(name_problem);
    // Of any of them: a parameter that there is not.
    if operation["responses"]["400"].is_null() {
        operation["responses"]["400"] = problem("The address asks for something that there is not");
    }
    // Of any of them: the database is away, or busy for longer than a request waits.
    operation["responses"]["503"] = problem("The firm's data is away or busy; `Retry-After` says when to ask again");
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        narrow(parameter);
    }
    if let Some(body) = operation.get_mut("requestBody") {
        let schema = &mut body["content"]["application/json"]["schema"];
        // A body that may be left out is not there, or is an object: never `null`.
        let object = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one.get("$ref").is_some()));
        if let Some(object) = object.cloned() {
            *schema = object;
        }
    }
}

/// A problem has its own media type (RFC 9457).
fn name_problem(response: &mut Value) {
    let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else { return };
    let is_problem = |one: &Value| one["schema"]["$ref"] == "#/components/schemas/Problem";
    if let Some(problem) = content.get("application/json").filter(|one| is_problem(one)).cloned() {
        content.remove("application/json");
        content.insert(PROBLEM_JSON.to_owned(), problem);
    }
}

fn problem(description: &str) -> Value {
    let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    json!({ "description": description, "content": { PROBLEM_JSON: schema } })
}

/// What a parameter may be, as `extract` and `once` read it.
fn narrow(parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let schema = &mut parameter["schema"];
    match name.as_str() {
        // A version: digits between quotes.
        "If-Match" => *schema = json!({ "type": "string", "pattern": "^\"[0-9]{1,18}\"$" }),
        "Idempotency-Key" => *schema = json!({ "type": "string", "pattern": "^[!-~]{1,200}$" }),
        "search" => schema["maxLength"] = json!(domain::LONGEST_SEARCH),
        _ => {}
    }
    // How a number without a sign is described: it may be twice as large as the format would have it.
    if schema["format"] == "int32" && schema["minimum"] == 0 {
        *schema = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    }
}

fn fields(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}
