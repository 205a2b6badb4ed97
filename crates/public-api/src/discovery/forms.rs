//! The forms a plan can be read in, read off the OpenAPI document.

use serde_json::Value;

/// The path parameter every form has.
pub(super) const PUBLIC_ID: &str = "{publicId}";

/// One form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlanForm {
    /// Its address below the service's, with parameters in braces.
    pub(super) path: String,
    /// The names of its query parameters.
    pub(super) query: Vec<String>,
    /// What it is, without a full stop.
    pub(super) title: String,
    /// The media type of its answer, without parameters.
    pub(super) media_type: String,
}

impl PlanForm {
    /// Its address as a URI template (RFC 6570).
    pub(super) fn template(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}{{?{}}}", self.path, self.query.join(","))
        }
    }

    /// Whether the plan's id is all it takes.
    pub(super) fn is_of_the_whole_plan(&self) -> bool {
        self.path.matches('{').count() == 1
    }
}

/// Every form of a plan a document describes, the plan itself first.
pub(super) fn in_document(document: &Value) -> Vec<PlanForm> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let of_plans = paths.filter(|(path, _)| path.contains(PUBLIC_ID));
    let mut forms: Vec<PlanForm> = of_plans
        .filter_map(|(path, item)| {
            let get = &item["get"];
            let content = get["responses"]["200"]["content"].as_object()?;
            let media_type = content.keys().next()?;
            let parameters = get["parameters"].as_array().into_iter().flatten();
            let in_query = parameters.filter(|parameter| parameter["in"] == "query");
            Some(PlanForm {
                path: path.clone(),
                query: in_query
                    .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
                    .collect(),
                title: get["summary"].as_str()?.trim_end_matches('.').to_owned(),
                media_type: without_parameters(media_type).to_owned(),
            })
        })
        .collect();
    // By length within the API, so that the plan comes before what is below it.
    forms.sort_by_key(|form| (!form.path.starts_with("/api/"), form.path.len()));
    forms
}

/// A media type alone.
pub(super) fn without_parameters(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_whatever_names_a_plan() {
        let get = |media_type: &str, parameters: Value| {
            serde_json::json!({"get": {
                "summary": "Something.",
                "parameters": parameters,
                "responses": {"200": {"content": {media_type: {}}}},
            }})
        };
        let units = serde_json::json!([{"in": "path", "name": "publicId"}, {"in": "query", "name": "units"}]);
        let document = serde_json::json!({"paths": {
            "/healthz": get("application/json", Value::Null),
            "/plans/{publicId}": get("text/html; charset=utf-8", Value::Null),
            "/api/plans/{publicId}/workouts/{workoutId}.fit": get("application/fit", Value::Null),
            "/api/plans/{publicId}": get("application/json", units),
        }});
        let forms = in_document(&document);
        let told: Vec<_> = forms
            .iter()
            .map(|form| {
                (
                    form.template(),
                    form.media_type.as_str(),
                    form.is_of_the_whole_plan(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "/api/plans/{publicId}{?units}".to_owned(),
                    "application/json",
                    true
                ),
                (
                    "/api/plans/{publicId}/workouts/{workoutId}.fit".to_owned(),
                    "application/fit",
                    false
                ),
                ("/plans/{publicId}".to_owned(), "text/html", true),
            ]
        );
        assert_eq!(forms[0].title, "Something");
    }
}
