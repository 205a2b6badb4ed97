//! Query strings, read strictly: what is not known is refused, not ignored. Only
//! addresses that people pass on to each other ignore what others hung onto them.

use std::collections::HashMap;

use actix_web::HttpRequest;
use actix_web::web::Query;

use crate::problem::{Fault, Problem};

/// How many members an answer names. A query has room for thousands of wrong
/// ones, and an answer should not be many times as long as its question.
const NAMED_AT_MOST: usize = 20;

/// The members of a query string, each given at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(Vec<(String, String)>);

impl Members {
    /// Reads a request's query string.
    ///
    /// # Errors
    /// 422 with a pointer to every member that is unknown or given more than
    /// once, each named once; of more than twenty, the first and how many more.
    pub fn of(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        Self::strictly(request.query_string(), known)
    }

    /// Reads what is known of a request's query string and ignores the rest:
    /// for links that people share and other programs append their own members
    /// to (`utm_source`, `fbclid`).
    ///
    /// # Errors
    /// 422 with a pointer to every known member that is given more than once.
    pub fn among(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        Self::leniently(request.query_string(), known)
    }

    fn strictly(text: &str, known: &[&str]) -> Result<Self, Problem> {
        Self::read(pairs(text)?, |name| {
            (!known.contains(&name)).then(|| unknown(known))
        })
    }

    fn leniently(text: &str, known: &[&str]) -> Result<Self, Problem> {
        let mut members = pairs(text)?;
        members.retain(|(name, _)| known.contains(&name.as_str()));
        Self::read(members, |_| None)
    }

    fn read(
        members: Vec<(String, String)>,
        objection: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Problem> {
        let mut seen = HashMap::new();
        let mut faults = Vec::new();
        let mut unnamed = 0_usize;
        for (name, _) in &members {
            let fault = match seen.get(name.as_str()) {
                Some(Found::Wrong) => continue,
                Some(Found::Fine) => Some("given more than once".to_owned()),
                None => objection(name),
            };
            let found = fault.as_ref().map_or(Found::Fine, |_| Found::Wrong);
            seen.insert(name.as_str(), found);
            match fault {
                None => {}
                Some(fault) if faults.len() < NAMED_AT_MOST => {
                    faults.push(Fault::at(name, fault));
                }
                Some(_) => unnamed += 1,
            }
        }
        if faults.is_empty() {
            return Ok(Self(members));
        }
        if unnamed > 0 {
            faults.push(Fault {
                pointer: "#".to_owned(),
                detail: format!("{unnamed} more members are unknown or given more than once"),
            });
        }
        Err(Problem::unprocessable(faults))
    }

    /// A member's text, if it was given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What is known of a name further ahead in the query.
enum Found {
    Fine,
    Wrong,
}

fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let query = Query::<Vec<(String, String)>>::from_query(text).map_err(|error| {
        Problem::unprocessable(vec![Fault {
            pointer: "#".to_owned(),
            detail: error.to_string(),
        }])
    })?;
    Ok(query.into_inner())
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

    fn pointers(refused: &Problem) -> Vec<&str> {
        let errors = &refused.body().errors;
        errors.iter().map(|fault| fault.pointer.as_str()).collect()
    }

    #[test]
    fn unknown_and_repeated_members_are_each_named_once() {
        let query = "units=metric&units=metric&page=2&units=&page=3";
        let refused = Members::strictly(query, &["units"]).unwrap_err();
        assert_eq!(pointers(&refused), ["#/units", "#/page"]);
    }

    #[test]
    fn of_very_many_wrong_members_the_first_are_named_and_the_rest_counted() {
        let many = |wrong: usize| (0..wrong).map(|i| format!("m{i}&")).collect::<String>();
        for (wrong, named, rest) in [
            (20, 20, None),
            (21, 20, Some("1 more")),
            (2_000, 20, Some("1980 more")),
        ] {
            let refused = Members::strictly(&many(wrong), &["units"]).unwrap_err();
            let errors = &refused.body().errors;
            assert_eq!(errors.len(), named + usize::from(rest.is_some()));
            if let Some(rest) = rest {
                let last = errors.last().unwrap();
                assert_eq!(last.pointer, "#");
                assert!(last.detail.starts_with(rest), "{}", last.detail);
            }
        }
        let doubled = Members::strictly(&"a=&".repeat(2_000), &[]).unwrap_err();
        assert_eq!(pointers(&doubled), ["#/a"]);
    }

    #[test]
    fn a_shared_link_reads_what_it_knows_and_no_more() {
        let query = "fbclid=1&units=metric&fbclid=2&utm_source=x";
        let members = Members::leniently(query, &["units"]).unwrap();
        assert_eq!(members.get("units"), Some("metric"));
        assert_eq!(members.get("fbclid"), None);
        let refused = Members::leniently("units=&x=1&units=", &["units"]).unwrap_err();
        assert_eq!(pointers(&refused), ["#/units"]);
    }

    #[test]
    fn a_member_is_read_decoded() {
        let members = Members::strictly("units=m%65tric", &["units"]).unwrap();
        assert_eq!(members.get("units"), Some("metric"));
        assert_eq!(members.get("page"), None);
    }
}
