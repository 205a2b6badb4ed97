//! Links, wherever they are written down: what a stranger can follow from an answer.

use serde_json::Value;

use crate::client::Answer;

/// Where a link leads, and what it says is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) target: String,
    pub(crate) media_type: Option<String>,
}

impl Link {
    fn new(target: impl Into<String>, media_type: Option<&str>) -> Self {
        Self {
            target: target.into(),
            media_type: media_type.map(str::to_owned),
        }
    }
}

/// Every link of an answer, by the rules of its media type. `{publicId}` and the
/// like stay in them.
pub(crate) fn of(answer: &Answer) -> Vec<Link> {
    let mut links = in_headers(answer);
    links.extend(match answer.media_type() {
        "text/html" => in_html(&answer.text()),
        "text/markdown" | "text/plain" => in_text(&answer.text()),
        "application/json" | "application/linkset+json" => in_json(&answer.json()),
        _ => Vec::new(),
    });
    links
}

/// Those of its `Link` headers.
pub(crate) fn in_headers(answer: &Answer) -> Vec<Link> {
    let values = answer.headers.get_all("link").iter();
    values
        .flat_map(|value| in_header(value.to_str().unwrap()))
        .collect()
}

/// `<target>; rel="…"; type="…", …`
fn in_header(value: &str) -> Vec<Link> {
    let links = value.split('<').skip(1);
    links
        .map(|link| {
            let (target, parameters) = link.split_once('>').unwrap();
            let media_type = parameters.split_once("type=\"").map(|(_, rest)| rest);
            Link::new(target, media_type.and_then(|rest| rest.split('"').next()))
        })
        .collect()
}

/// `href` and `src` of elements, with the `type` beside them.
fn in_html(html: &str) -> Vec<Link> {
    let elements = html
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    elements
        .filter_map(|element| {
            let attribute = |name: &str| {
                let (_, rest) = element.split_once(&format!(" {name}=\""))?;
                rest.split('"').next()
            };
            let target = attribute("href").or_else(|| attribute("src"))?;
            let target = target.replace("&amp;", "&").replace("&#38;", "&");
            Some(Link::new(target, attribute("type")))
        })
        .filter(|link| !link.target.starts_with('#'))
        .collect()
}

/// Addresses in prose, Markdown and code: from `http` to what cannot be in one.
fn in_text(text: &str) -> Vec<Link> {
    let starts = text.match_indices("http");
    starts
        .filter(|(start, _)| {
            text[*start..].starts_with("http://") || text[*start..].starts_with("https://")
        })
        .map(|(start, _)| {
            let ends = |c: char| c.is_whitespace() || "\"`<>()|".contains(c);
            let address = text[start..].split(ends).next().unwrap_or_default();
            Link::new(address.trim_end_matches(['.', ',', ';', ':']), None)
        })
        .collect()
}

/// Members called `href`, `url`, `uriTemplate`, with the `type` beside them if it
/// is one of media.
fn in_json(value: &Value) -> Vec<Link> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for name in ["href", "url", "uriTemplate"] {
                if let Some(target) = members.get(name).and_then(Value::as_str) {
                    let media_type = members.get("type").and_then(Value::as_str);
                    found.push(Link::new(target, media_type.filter(|it| it.contains('/'))));
                }
            }
            found.extend(members.values().flat_map(in_json));
        }
        Value::Array(items) => found.extend(items.iter().flat_map(in_json)),
        _ => {}
    }
    found
}
