//! Every answer any test gets is held against the OpenAPI document.
//!
//! Of JSON Schema this knows what the document uses: references, combinations,
//! types, members, words. A member the document does not name is a fault too.

use std::sync::LazyLock;

use reqwest::{Method, StatusCode};
use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(coach_api::openapi_document()).unwrap());

/// Asserts that an answer is one the document names.
#[track_caller]
pub(crate) fn check(
    method: &Method,
    path: &str,
    status: StatusCode,
    media_type: &str,
    body: &Value,
) {
    let Some(operation) = operation(method, path) else {
        return;
    };
    let place = format!("{method} {path} {status}");
    let responses = &operation["responses"];
    let response = match &responses[status.as_str()] {
        Value::Null => &responses["default"],
        response => response,
    };
    assert!(response.is_object(), "{place} is not in the document");
    let Some(content) = response["content"].as_object() else {
        return;
    };
    let (stated, media) = content.iter().next().unwrap();
    assert_eq!(media_type, stated, "{place}");
    let bodies = match stated.as_str() {
        // Each event is an answer of its own.
        "text/event-stream" => body.as_array().unwrap().iter().map(without_id).collect(),
        _ => vec![body.clone()],
    };
    for body in bodies {
        if let Err(fault) = conforms(&media["schema"], &body) {
            panic!("{place}: {fault}\n{body:#}");
        }
    }
}

/// An event without what stands beside its data.
fn without_id(event: &Value) -> Value {
    let mut event = event.clone();
    event.as_object_mut().unwrap().remove("id");
    event
}

/// What the document says about a route; none for routes nobody has.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let segments = path.split('/').collect::<Vec<_>>();
    let paths = DOCUMENT["paths"].as_object()?;
    let operations = paths.iter().find(|(pattern, _)| {
        let pattern = pattern.split('/').collect::<Vec<_>>();
        let fits = |(pattern, part): (&&str, &&str)| pattern.starts_with('{') || pattern == part;
        pattern.len() == segments.len() && pattern.iter().zip(&segments).all(fits)
    });
    operations?.1.get(method.as_str().to_lowercase())
}

fn conforms(schema: &Value, value: &Value) -> Result<(), String> {
    let mut known = Some(Vec::new());
    holds(schema, value, &mut known)?;
    // Only a schema that names members can have others.
    if let (Some(known), Some(object)) = (known, value.as_object())
        && !known.is_empty()
        && let Some(name) = object.keys().find(|name| !known.contains(name))
    {
        return Err(format!("{name} is not in the document"));
    }
    Ok(())
}

/// Checks one schema and collects the members it names; `None` once any may be there.
fn holds(schema: &Value, value: &Value, known: &mut Option<Vec<String>>) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        holds(&DOCUMENT["components"]["schemas"][name], value, known)?;
    }
    for part in list(&schema["allOf"]) {
        holds(part, value, known)?;
    }
    let choices = list(&schema["oneOf"]).iter().chain(list(&schema["anyOf"]));
    let mut told = None;
    for choice in choices {
        let mut chosen = known.clone();
        match holds(choice, value, &mut chosen).and_then(|()| conforms(choice, value)) {
            Ok(()) => {
                *known = chosen;
                told = None;
                break;
            }
            Err(fault) => told = Some(fault),
        }
    }
    if let Some(fault) = told {
        return Err(format!("no choice fits, the last because {fault}"));
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        many => list(many).iter().filter_map(Value::as_str).collect(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_of_type(value, name)) {
        return Err(format!("{value} is not of type {types:?}"));
    }
    let words = list(&schema["enum"]);
    if !words.is_empty() && !words.contains(value) {
        return Err(format!("{value} is none of {words:?}"));
    }
    if let Some(items) = value.as_array() {
        for (index, item) in items.iter().enumerate() {
            conforms(&schema["items"], item).map_err(|fault| format!("{index}/{fault}"))?;
        }
    }
    if let Some(object) = value.as_object() {
        members(schema, object, known)?;
    }
    Ok(())
}

fn members(
    schema: &Value,
    object: &serde_json::Map<String, Value>,
    known: &mut Option<Vec<String>>,
) -> Result<(), String> {
    for name in list(&schema["required"]).iter().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            return Err(format!("{name} is missing"));
        }
    }
    if !schema["additionalProperties"].is_null() {
        *known = None;
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = object.get(name) {
            conforms(property, value).map_err(|fault| format!("{name}/{fault}"))?;
        }
        if let Some(known) = known {
            known.push(name.clone());
        }
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    }
}
