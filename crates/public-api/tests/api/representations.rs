//! Every form a plan is served in, as the service describes itself: a form that is
//! added is asked for without a word here.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::{Answer, Reader};

/// The addresses of every form of a plan, each as it is and with each value its
/// parameters name; those of a workout for each of `workouts`.
pub(crate) async fn addresses(anon: &Reader, id: &str, workouts: &[String]) -> Vec<String> {
    let document = anon.get("/.well-known/openapi.json").await.json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        if !path.contains("{publicId}") {
            continue;
        }
        let path = path.replace("{publicId}", id);
        let paths = if path.contains('{') {
            let (before, rest) = path.split_once('{').unwrap();
            let (_, after) = rest.split_once('}').unwrap();
            let filled = workouts
                .iter()
                .map(|workout| format!("{before}{workout}{after}"));
            filled.collect()
        } else {
            vec![path]
        };
        let queries: Vec<_> = queries(&item["get"]["parameters"]);
        for path in paths {
            found.push(path.clone());
            found.extend(queries.iter().map(|query| format!("{path}?{query}")));
        }
    }
    found
}

/// One query for each value that a description names, its examples and its words,
/// and one with the first of every parameter.
fn queries(parameters: &Value) -> Vec<String> {
    let parameters = parameters.as_array().into_iter().flatten();
    let in_query = parameters.filter(|parameter| parameter["in"] == "query");
    let each: Vec<Vec<String>> = in_query
        .map(|parameter| {
            let mut values = Vec::new();
            words(parameter, &mut values);
            let name = parameter["name"].as_str().unwrap();
            assert!(
                !values.is_empty(),
                "{name} has neither an example nor words"
            );
            values
                .iter()
                .map(|value| format!("{name}={value}"))
                .collect()
        })
        .collect();
    let together: Vec<_> = each.iter().map(|values| values[0].clone()).collect();
    let mut queries = each.concat();
    if together.len() > 1 {
        queries.push(together.join("&"));
    }
    queries
}

fn words(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("example", Value::String(word)) if !found.contains(word) => {
                        found.push(word.clone());
                    }
                    ("enum", Value::Array(values)) => {
                        for word in values.iter().filter_map(Value::as_str) {
                            if !found.iter().any(|known| known == word) {
                                found.push(word.to_owned());
                            }
                        }
                    }
                    (_, value) => words(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        _ => {}
    }
}

/// Every form of a plan, by its address with the id left out.
pub(crate) async fn of_plan(anon: &Reader, id: &str) -> BTreeMap<String, Answer> {
    let plan = anon.plan(id).await;
    let workouts: Vec<String> = plan["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|week| week["workouts"].as_array().unwrap())
        .map(|workout| workout["id"].as_str().unwrap().to_owned())
        .collect();
    let mut forms = BTreeMap::new();
    for address in addresses(anon, id, &workouts).await {
        let answer = anon.get(&address).await.stripped();
        // A day of rest is nothing a watch can be told; its form may be missing.
        let is_of_a_workout = address.contains("/workouts/");
        // And one parameter may need another beside it.
        let may_be_refused = is_of_a_workout || address.contains('?');
        assert!(
            answer.status == 200 || may_be_refused && answer.status.is_client_error(),
            "{address}: {}",
            answer.status
        );
        forms.insert(address.replace(id, "ID"), answer);
    }
    forms
}
