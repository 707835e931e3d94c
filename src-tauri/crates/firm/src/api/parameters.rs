//! What an address may say after its `?`: what the OpenAPI document names there, and nothing else. Whoever mistypes a
//! filter is told, rather than shown everything; and what cannot be read is told in words, with an example.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use url::form_urlencoded;
use utoipa::openapi::OpenApi;

use super::problem::ApiError;

/// The parameters of every operation, by its method and path.
#[derive(Clone)]
pub(super) struct Parameters(Arc<HashMap<String, OfOperation>>);

/// Those of one operation.
#[derive(Debug, Clone)]
pub(super) struct OfOperation(Arc<[Parameter]>);

#[derive(Debug)]
struct Parameter {
    name: String,
    is_needed: bool,
    /// What it takes, in words.
    takes: Option<String>,
}

impl Parameters {
    /// Those that a document names.
    pub(super) fn of(document: &OpenApi) -> Self {
        let document = serde_json::to_value(document).expect("a document is JSON");
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, operations)| {
            operations.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
        });
        let of = |(path, method, operation): (&String, &String, &Value)| {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.filter(|parameter| parameter["in"] == "query");
            (key(method, path), OfOperation(parameters.map(|parameter| Parameter::of(parameter, &document)).collect()))
        };
        Self(Arc::new(operations.map(of).collect()))
    }
}

fn key(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_ascii_uppercase())
}

/// Refuses what is asked for by a name that there is not.
pub(super) async fn only_known(
    State(parameters): State<Parameters>,
    path: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    // What is read with GET is asked about with HEAD.
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let operation = path.and_then(|path| parameters.0.get(&key(method.as_str(), path.as_str())));
    if let Some(operation) = operation {
        let asked = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
        let unknown = asked.map(|(name, _)| name).find(|name| operation.named(name).is_none());
        if let Some(name) = unknown {
            return ApiError::invalid(operation.does_not_take(&name)).into_response();
        }
        request.extensions_mut().insert(operation.clone());
    }
    next.run(request).await
}

impl OfOperation {
    fn named(&self, name: &str) -> Option<&Parameter> {
        self.0.iter().find(|parameter| parameter.name == name)
    }

    fn does_not_take(&self, name: &str) -> String {
        let known: Vec<String> = self.0.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
        match known.as_slice() {
            [] => format!("There is no parameter `{name}` here: this address takes none."),
            known => format!("There is no parameter `{name}` here: this address takes {}.", known.join(", ")),
        }
    }

    /// What is wrong with a query of which this parameter cannot be read, or one that is needed is not there.
    pub(super) fn in_words(&self, query: &str, unreadable: &str) -> Option<String> {
        let value = |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(other, _)| other == name);
        let missing = self.0.iter().find(|parameter| parameter.is_needed && value(&parameter.name).is_none());
        if let Some(Parameter { name, .. }) = missing {
            return Some(format!("The parameter `{name}` is needed, and is not there."));
        }
        let takes = self.named(unreadable)?.takes.as_ref()?;
        let (_, value) = value(unreadable)?;
        Some(format!("`{unreadable}` takes {takes}, not `{value}`."))
    }
}

impl Parameter {
    fn of(parameter: &Value, document: &Value) -> Self {
        let schema = resolved(&parameter["schema"], document);
        Self {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            is_needed: parameter["required"] == true,
            takes: takes(schema),
        }
    }
}

/// A schema, wherever in the document it is.
fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let elsewhere = schema["$ref"].as_str().and_then(|place| document.pointer(place.trim_start_matches('#')));
    elsewhere.unwrap_or(schema)
}

/// What a schema lets through, in words with an example; none of a text, which may be anything.
fn takes(schema: &Value) -> Option<String> {
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
        return Some(format!("one of {}", values.join(", ")));
    }
    match (schema["type"].as_str()?, schema["format"].as_str()) {
        ("integer", _) => Some(match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
            (Some(least), Some(most)) if most < i64::from(u32::MAX) => {
                format!("a whole number from {least} to {most}, such as {}", most.min(50))
            }
            _ => "a whole number, such as 50".to_owned(),
        }),
        ("boolean", _) => Some("`true` or `false`".to_owned()),
        ("string", Some("date-time")) => Some("a day and time, such as 2026-11-23T09:00:00Z".to_owned()),
        _ => None,
    }
}
