//! Query strings read strictly: what is not known is refused, not ignored.

use actix_web::HttpRequest;
use actix_web::web::Query;

use crate::problem::{Fault, Problem};

/// The members of a query string, each known and given at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(Vec<(String, String)>);

impl Members {
    /// Reads a request's query string.
    ///
    /// # Errors
    /// 422 with a pointer to every member that is unknown or given twice.
    pub fn of(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        Self::from_text(request.query_string(), known)
    }

    fn from_text(text: &str, known: &[&str]) -> Result<Self, Problem> {
        let members = Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|error| {
                Problem::unprocessable(vec![Fault {
                    pointer: "#".to_owned(),
                    detail: error.to_string(),
                }])
            })?
            .into_inner();
        let mut faults = Vec::new();
        for (index, (name, _)) in members.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                faults.push(Fault::at(name, unknown(known)));
            } else if members[..index].iter().any(|(earlier, _)| earlier == name) {
                faults.push(Fault::at(name, "given more than once"));
            }
        }
        if faults.is_empty() {
            Ok(Self(members))
        } else {
            Err(Problem::unprocessable(faults))
        }
    }

    /// A member's text, if it was given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }
}

fn unknown(known: &[&str]) -> String {
    if known.is_empty() {
        "nothing is read from the query here".to_owned()
    } else {
        format!("unknown; known here: {}", known.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_repeated_members_are_all_named() {
        let refused =
            Members::from_text("units=metric&units=metric&page=2", &["units"]).unwrap_err();
        let pointers = refused
            .body()
            .errors
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect::<Vec<_>>();
        assert_eq!(pointers, ["#/units", "#/page"]);
    }

    #[test]
    fn a_member_is_read_decoded() {
        let members = Members::from_text("units=m%65tric", &["units"]).unwrap();
        assert_eq!(members.get("units"), Some("metric"));
        assert_eq!(members.get("page"), None);
    }
}
