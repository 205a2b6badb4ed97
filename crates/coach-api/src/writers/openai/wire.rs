//! The wire format of chat completions, as far as it is needed.
//!
//! Providers differ, so reading is lenient about everything that says nothing:
//! unknown members, missing roles, `null` for absent. What is *in* an answer is
//! judged elsewhere, and strictly.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The body of `POST /chat/completions`.
#[derive(Debug, Serialize)]
pub(super) struct ChatRequest<'a> {
    pub(super) model: &'a str,
    pub(super) messages: [Message<'a>; 2],
    pub(super) stream: bool,
    pub(super) stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_format: Option<Box<RawValue>>,
}

/// One message of the chat.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub(super) role: &'static str,
    pub(super) content: &'a str,
}

/// What to send besides the text.
#[derive(Debug, Serialize)]
pub(super) struct StreamOptions {
    pub(super) include_usage: bool,
}

/// One event of a streamed answer.
#[derive(Debug, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(default)]
    pub(super) usage: Option<Usage>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

/// A piece of one of the answers.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) index: Option<u64>,
    #[serde(default)]
    pub(super) delta: Option<Delta>,
    #[serde(default)]
    pub(super) finish_reason: Option<String>,
}

/// What is new.
#[derive(Debug, Deserialize)]
pub(super) struct Delta {
    #[serde(default)]
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) refusal: Option<String>,
    /// The older name for what a model thinks.
    #[serde(default)]
    pub(super) reasoning_content: Option<Value>,
    /// The newer one.
    #[serde(default)]
    pub(super) reasoning: Option<Value>,
    #[serde(default)]
    pub(super) tool_calls: Option<Vec<Value>>,
    #[serde(default)]
    pub(super) function_call: Option<Value>,
}

/// Tokens, as the host counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Usage {
    #[serde(default)]
    prompt_tokens: Option<u64>,
    #[serde(default)]
    completion_tokens: Option<u64>,
    #[serde(default)]
    total_tokens: Option<u64>,
}

impl Usage {
    /// Prompt and answer together; `None` where neither was counted.
    pub(super) fn total(self) -> Option<u64> {
        let parts = match (self.prompt_tokens, self.completion_tokens) {
            (None, None) => None,
            (prompt, answer) => Some(
                prompt
                    .unwrap_or_default()
                    .saturating_add(answer.unwrap_or_default()),
            ),
        };
        // Some count what the model thought in the total only.
        parts.max(self.total_tokens)
    }
}

/// What an error says of itself in words for programs; its sentence may quote
/// prompts and keys and is only looked at, never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorWords {
    words: Vec<String>,
    sentence: String,
}

impl ErrorWords {
    /// From the `error` member, or from a whole body.
    pub(super) fn of(error: &Value) -> Self {
        let inner = error.get("error").unwrap_or(error);
        let member = |name| match inner.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let sentence = member("message").or_else(|| inner.as_str().map(str::to_owned));
        Self {
            words: ["code", "type", "param"]
                .into_iter()
                .filter_map(member)
                .collect(),
            sentence: sentence.unwrap_or_default().to_lowercase(),
        }
    }

    /// True if a word is one of these, or the sentence holds one of them.
    pub(super) fn mention(&self, needles: &[&str]) -> bool {
        let is_said = |needle: &&str| {
            self.sentence.contains(needle) || self.words.iter().any(|word| word.contains(needle))
        };
        needles.iter().any(is_said)
    }

    /// True if one of the words is exactly this.
    pub(super) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|said| said == word)
    }

    /// For the log: words for programs, and nothing else.
    pub(super) fn for_log(&self) -> String {
        let plain = |word: &&String| {
            word.len() <= 64
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        };
        let words = self.words.iter().filter(plain).map(String::as_str);
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_log_gets_words_and_no_sentences() {
        let error = ErrorWords::of(&json!({"error": {
            "message": "Incorrect key sk-secret for prompt ...",
            "type": "invalid_request_error",
            "code": "oh no: secret",
            "param": null,
        }}));
        assert_eq!(error.for_log(), "invalid_request_error");
        assert!(error.mention(&["incorrect key"]));
    }

    #[test]
    fn tokens_are_counted_however_a_host_tells_them() {
        for (usage, total) in [
            (json!({}), None),
            (json!({"prompt_tokens": 3, "completion_tokens": 4}), Some(7)),
            (
                json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 9}),
                Some(9),
            ),
            (json!({"total_tokens": 9}), Some(9)),
            (
                json!({"completion_tokens": 4, "total_tokens": null}),
                Some(4),
            ),
        ] {
            let read: Usage = serde_json::from_value(usage.clone()).unwrap();
            assert_eq!(read.total(), total, "{usage}");
        }
    }
}
