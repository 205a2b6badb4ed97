//! What a host has turned out not to understand; remembered for the process.
//!
//! Hosts call themselves compatible and refuse what they do not know with a
//! 400. Three differences are common: the form of the answer, the name of the
//! member that limits it, and whether a temperature may be set. Each is found
//! out by asking the usual way first, and given up for good.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::value::RawValue;

use super::client::CallFault;
use super::schema::Schema;
use super::settings::Structured;
use super::wire::ChatRequest;
use crate::writers::fault::ModelFault;

/// How one call is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    form: Form,
    limit: Limit,
    has_temperature: bool,
}

/// What holds the answer to its form, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Exact,
    Schema,
    Object,
    Words,
}

impl Form {
    /// What to try when a host does not take this.
    fn less(self) -> Option<Self> {
        match self {
            Self::Exact => Some(Self::Schema),
            Self::Schema => Some(Self::Object),
            Self::Object => Some(Self::Words),
            Self::Words => None,
        }
    }
}

/// The member that limits an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// `max_tokens`, which everybody knew.
    MaxTokens,
    /// `max_completion_tokens`, which some newer models insist on.
    MaxCompletionTokens,
}

/// What is known of a host.
#[derive(Debug)]
pub(super) struct Dialect {
    may_step_down: bool,
    known: Mutex<Manner>,
}

impl Dialect {
    /// Before anything is found out.
    pub(super) fn new(structured: Structured) -> Self {
        let form = match structured {
            Structured::JsonSchemaExact => Form::Exact,
            Structured::Auto | Structured::JsonSchema => Form::Schema,
            Structured::JsonObject => Form::Object,
            Structured::None => Form::Words,
        };
        Self {
            may_step_down: structured == Structured::Auto,
            known: Mutex::new(Manner {
                form,
                limit: Limit::MaxTokens,
                has_temperature: true,
            }),
        }
    }

    /// How to put a call, as far as is known.
    pub(super) fn manner(&self) -> Manner {
        *self.lock()
    }

    /// True where answers are held to their exact form.
    pub(super) fn is_exact(&self) -> bool {
        self.manner().form == Form::Exact
    }

    /// Learns from a refusal; true where a call put in another manner may do.
    pub(super) fn learn(&self, used: Manner, refusal: &CallFault) -> bool {
        let mut better = used;
        match refusal.fault {
            ModelFault::SchemaRejected if self.may_step_down => {
                let Some(less) = used.form.less() else {
                    return false;
                };
                better.form = less;
            }
            ModelFault::RequestRejected { status: 400 | 422 } => {
                let words = &refusal.words;
                if used.limit == Limit::MaxTokens && words.mention(&["max_completion_tokens"]) {
                    better.limit = Limit::MaxCompletionTokens;
                } else if used.has_temperature && words.mention(&["temperature"]) {
                    better.has_temperature = false;
                } else {
                    return false;
                }
            }
            _ => return false,
        }
        let mut known = self.lock();
        // Another call may have learnt something else meanwhile.
        known.form = known.form.max(better.form);
        known.has_temperature &= better.has_temperature;
        if better.limit == Limit::MaxCompletionTokens {
            known.limit = better.limit;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Manner> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Manner {
    /// Puts the limit, the temperature and the form of the answer into a request.
    pub(super) fn apply(
        self,
        request: &mut ChatRequest<'_>,
        most_tokens: u32,
        temperature: f32,
        schema: (Schema, Option<&str>),
    ) {
        match self.limit {
            Limit::MaxTokens => request.max_tokens = Some(most_tokens),
            Limit::MaxCompletionTokens => request.max_completion_tokens = Some(most_tokens),
        }
        request.temperature = self.has_temperature.then_some(temperature);
        request.response_format = self.response_format(schema);
    }

    fn response_format(self, (schema, exact): (Schema, Option<&str>)) -> Option<Box<RawValue>> {
        let format = match self.form {
            Form::Exact | Form::Schema => format!(
                r#"{{"type":"json_schema","json_schema":{{"name":"{}","strict":true,"schema":{}}}}}"#,
                schema.name(),
                exact.unwrap_or(schema.document()),
            ),
            Form::Object => r#"{"type":"json_object"}"#.to_owned(),
            Form::Words => return None,
        };
        // Put together from constants and quoted text: it is JSON, as the tests see.
        RawValue::from_string(format).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::writers::openai::wire::ErrorWords;

    fn refusal(fault: ModelFault, message: &str) -> CallFault {
        CallFault {
            words: ErrorWords::of(&json!({"error": {"message": message}})),
            ..fault.into()
        }
    }

    #[test]
    fn a_host_that_takes_no_schema_is_asked_for_less_and_less() {
        let dialect = Dialect::new(Structured::Auto);
        let rejected = refusal(ModelFault::SchemaRejected, "response_format");
        for form in [Form::Schema, Form::Object, Form::Words] {
            let manner = dialect.manner();
            assert_eq!(manner.form, form);
            assert_eq!(dialect.learn(manner, &rejected), form != Form::Words);
        }
    }

    #[test]
    fn two_calls_that_learn_the_same_step_down_once() {
        let dialect = Dialect::new(Structured::Auto);
        let (used, rejected) = (
            dialect.manner(),
            refusal(ModelFault::SchemaRejected, "grammar"),
        );
        assert!(dialect.learn(used, &rejected));
        assert!(dialect.learn(used, &rejected));
        assert_eq!(dialect.manner().form, Form::Object);
    }

    #[test]
    fn the_form_is_told_in_json() {
        for form in [Form::Exact, Form::Schema, Form::Object] {
            let manner = Manner {
                form,
                ..Dialect::new(Structured::Auto).manner()
            };
            for schema in [Schema::Weeks, Schema::Lines] {
                assert!(
                    manner.response_format((schema, None)).is_some(),
                    "{form:?} {schema:?}"
                );
            }
        }
    }

    #[test]
    fn what_the_operator_chose_stays() {
        for (chosen, form) in [
            (Structured::JsonSchema, Form::Schema),
            (Structured::JsonSchemaExact, Form::Exact),
        ] {
            let dialect = Dialect::new(chosen);
            let rejected = refusal(ModelFault::SchemaRejected, "response_format");
            assert!(!dialect.learn(dialect.manner(), &rejected));
            assert_eq!(dialect.manner().form, form);
        }
    }

    #[test]
    fn members_a_model_does_not_know_are_left_out_from_then_on() {
        let dialect = Dialect::new(Structured::Auto);
        let rejected = |message| refusal(ModelFault::RequestRejected { status: 400 }, message);
        let limit = rejected("use 'max_completion_tokens' instead");
        assert!(dialect.learn(dialect.manner(), &limit));
        assert!(!dialect.learn(dialect.manner(), &limit), "said once");
        let temperature = rejected("unsupported value: 'temperature'");
        assert!(dialect.learn(dialect.manner(), &temperature));
        assert!(!dialect.learn(dialect.manner(), &temperature), "said once");
        assert!(!dialect.learn(dialect.manner(), &rejected("no")));
    }
}
