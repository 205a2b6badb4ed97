//! The OpenAPI document as a page for people.

use askama::Template;
use serde_json::{Map, Value};

use super::Document;
use super::pages::written;
use crate::app::Addresses;

/// The page. What ends in HTML was escaped here; the template trusts it.
#[derive(Template)]
#[template(path = "reference.html")]
struct Reference<'a> {
    root: &'a str,
    title: String,
    version: String,
    introduction: Vec<Html>,
    groups: Vec<Group>,
    bodies: Vec<Body>,
}

/// Text as HTML, escaped.
type Html = String;

/// The operations of one tag.
struct Group {
    description: Html,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    path: String,
    summary: Html,
    description: Vec<Html>,
    parameters: Vec<Parameter>,
    answers: Vec<Answer>,
}

struct Parameter {
    name: String,
    place: String,
    is_required: bool,
    value: Html,
    description: Html,
}

struct Answer {
    status: String,
    body: Html,
    description: Html,
}

/// A named schema.
struct Body {
    name: String,
    description: Vec<Html>,
    /// What it is, where it is no object.
    value: Option<Html>,
    members: Vec<Member>,
}

struct Member {
    name: String,
    is_required: bool,
    value: Html,
    description: Html,
}

pub(super) fn document(addresses: &Addresses, description: &Value) -> Document {
    let info = &description["info"];
    Document::page(written(&Reference {
        root: addresses.path(),
        title: text(&info["title"]).to_owned(),
        version: text(&info["version"]).to_owned(),
        introduction: paragraphs(&info["description"]),
        groups: groups(description),
        bodies: members(&description["components"]["schemas"])
            .map(|(name, schema)| body(name, schema))
            .collect(),
    }))
}

fn groups(description: &Value) -> Vec<Group> {
    let tags = list(&description["tags"]);
    tags.map(|tag| Group {
        description: inline(text(&tag["description"]).trim_end_matches('.')),
        operations: members(&description["paths"])
            .map(|(path, item)| (path, &item["get"]))
            .filter(|(_, get)| list(&get["tags"]).any(|name| *name == tag["name"]))
            .map(|(path, get)| operation(path, get))
            .collect(),
    })
    .collect()
}

fn operation(path: &str, get: &Value) -> Operation {
    Operation {
        id: text(&get["operationId"]).to_owned(),
        path: path.to_owned(),
        summary: inline(text(&get["summary"])),
        description: paragraphs(&get["description"]),
        parameters: list(&get["parameters"])
            .map(|parameter| Parameter {
                name: text(&parameter["name"]).to_owned(),
                place: text(&parameter["in"]).to_owned(),
                is_required: parameter["required"] == true,
                value: value(&parameter["schema"]),
                description: inline(text(&parameter["description"])),
            })
            .collect(),
        answers: members(&get["responses"])
            .map(|(status, answer)| Answer {
                status: status.clone(),
                body: members(&answer["content"])
                    .map(|(media_type, content)| content_of(media_type, &content["schema"]))
                    .collect::<Vec<_>>()
                    .join("<br>"),
                description: inline(text(&answer["description"])),
            })
            .collect(),
    }
}

/// A media type, and what is in it where that has a name.
fn content_of(media_type: &str, schema: &Value) -> Html {
    let media_type = format!("<code>{}</code>", escaped(media_type));
    match schema.get("$ref") {
        Some(_) => format!("{media_type} {}", value(schema)),
        None => media_type,
    }
}

fn body(name: &str, schema: &Value) -> Body {
    let required: Vec<_> = list(&schema["required"]).collect();
    let members: Vec<_> = members(&schema["properties"])
        .map(|(name, schema)| Member {
            name: name.clone(),
            is_required: required.iter().any(|required| **required == *name),
            value: value(schema),
            description: inline(text(&schema["description"])),
        })
        .collect();
    Body {
        name: name.to_owned(),
        description: paragraphs(&schema["description"]),
        value: members.is_empty().then(|| value(schema)),
        members,
    }
}

/// What a schema allows, in words with links.
fn value(schema: &Value) -> Html {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escaped(reference.rsplit('/').next().unwrap_or(reference));
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    if let Some(words) = schema["enum"].as_array() {
        let words = words
            .iter()
            .map(|word| format!("<code>{}</code>", literal(word)));
        return words.collect::<Vec<_>>().join(", ");
    }
    for (together, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " with ")] {
        if let Some(parts) = schema[together].as_array() {
            return parts.iter().map(value).collect::<Vec<_>>().join(between);
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        kinds => list(kinds).map(text).collect(),
    };
    let kinds = kinds.into_iter().map(|kind| match kind {
        "array" => format!("list of {}", value(&schema["items"])),
        "object" => object(schema),
        "string" => escaped(schema["format"].as_str().unwrap_or("text")),
        "boolean" => "<code>true</code>, <code>false</code>".to_owned(),
        "null" => "<code>null</code>".to_owned(),
        number => format!("{}{}", escaped(number), range(schema)),
    });
    let kinds = kinds.collect::<Vec<_>>().join(" or ");
    if kinds.is_empty() {
        "any JSON".to_owned()
    } else {
        kinds
    }
}

/// An object without a name, by its members.
fn object(schema: &Value) -> Html {
    let members = members(&schema["properties"])
        .map(|(name, schema)| format!("<code>{}</code>: {}", escaped(name), value(schema)));
    format!("object {{{}}}", members.collect::<Vec<_>>().join("; "))
}

fn range(schema: &Value) -> String {
    let end = |name: &str| schema.get(name).map(literal);
    match (end("minimum"), end("maximum")) {
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
        (Some(from), None) => format!(" from {from}"),
        (None, Some(to)) => format!(" up to {to}"),
        (None, None) => String::new(),
    }
}

fn literal(value: &Value) -> Html {
    match value {
        Value::String(word) => escaped(word),
        other => other.to_string(),
    }
}

/// Paragraphs of Markdown that knows no more than `code`.
fn paragraphs(markdown: &Value) -> Vec<Html> {
    let paragraphs = text(markdown).split("\n\n");
    paragraphs
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(inline)
        .collect()
}

/// Text with `code` in backticks as HTML.
fn inline(markdown: &str) -> Html {
    let mut html = String::new();
    for (number, part) in markdown.split('`').enumerate() {
        // What stands behind an odd number of backticks is code.
        if number % 2 == 1 {
            html.push_str(&format!("<code>{}</code>", escaped(part)));
        } else {
            html.push_str(&escaped(part));
        }
    }
    html
}

fn escaped(text: &str) -> Html {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_schema_allows_is_told_in_words() {
        for (schema, told) in [
            (json!({"type": "string", "format": "date"}), "date"),
            (
                json!({"type": ["string", "null"]}),
                "text or <code>null</code>",
            ),
            (
                json!({"type": "integer", "minimum": 6, "maximum": 20}),
                "integer from 6 to 20",
            ),
            (
                json!({"type": "string", "enum": ["A", "B"]}),
                "<code>A</code>, <code>B</code>",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/StepBody"}}),
                "list of <a href=\"#StepBody\">StepBody</a>",
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/A"}]}),
                "<code>null</code> or <a href=\"#A\">A</a>",
            ),
            (json!({}), "any JSON"),
        ] {
            assert_eq!(value(&schema), told);
        }
    }

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        assert_eq!(
            inline("a <b> & `c < \"d\"`"),
            "a &lt;b&gt; &amp; <code>c &lt; &quot;d&quot;</code>"
        );
    }
}
