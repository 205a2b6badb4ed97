//! Documents in a TEXT column: JSON that says which form it has, so that a
//! later program still reads what an earlier one wrote.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// The form written today. Older ones stay readable in [`decode`].
const FORM: u16 = 1;

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    #[serde(rename = "v")]
    form: u16,
    #[serde(rename = "d")]
    document: T,
}

/// A value as it is stored.
pub(crate) fn encode<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    let envelope = Envelope {
        form: FORM,
        document: value,
    };
    serde_json::to_string(&envelope).map_err(|error| StoreError::corrupt(table, error))
}

/// A stored value; whatever breaks a rule of its type is [`StoreError::Corrupt`].
pub(crate) fn decode<T: DeserializeOwned>(
    table: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    let corrupt = |error: serde_json::Error| StoreError::corrupt(table, error);
    // A document of today's form is read once; only another one is asked for its form.
    match serde_json::from_str::<Envelope<T>>(text) {
        Ok(Envelope {
            form: FORM,
            document,
        }) => Ok(document),
        Ok(Envelope { form, .. }) => Err(unknown(table, form)),
        Err(error) => match serde_json::from_str::<Envelope<IgnoredAny>>(text) {
            Ok(Envelope { form, .. }) if form != FORM => Err(unknown(table, form)),
            _ => Err(corrupt(error)),
        },
    }
}

fn unknown(table: &'static str, form: u16) -> StoreError {
    StoreError::corrupt(table, format!("a document of unknown form {form}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_reads_back_and_a_strange_one_is_corrupt() {
        let text = encode("plans", &vec![1_u8, 2]).unwrap();
        assert_eq!(text, r#"{"v":1,"d":[1,2]}"#);
        assert_eq!(decode::<Vec<u8>>("plans", &text).unwrap(), [1, 2]);
        for (text, reason) in [
            (r#"{"v":2,"d":[1,2]}"#, "unknown form 2"),
            (r#"{"v":2,"d":{"later":true}}"#, "unknown form 2"),
            (r#"{"v":1,"d":[300]}"#, "300"),
            ("[1,2]", "expected"),
            ("", "EOF"),
        ] {
            let error = decode::<Vec<u8>>("plans", text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
