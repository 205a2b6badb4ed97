//! Documents in a TEXT column: JSON that says which form it has, so that a
//! later program still reads what an earlier one wrote.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// The form written today of all that has none of its own. Older ones stay readable
/// in [`decode`].
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
    encode_as(FORM, table, value)
}

/// The same, for what has a form of its own.
pub(crate) fn encode_as<T: Serialize>(
    form: u16,
    table: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    let envelope = Envelope {
        form,
        document: value,
    };
    serde_json::to_string(&envelope).map_err(|error| StoreError::corrupt(table, error))
}

/// A stored value; whatever breaks a rule of its type is [`StoreError::Corrupt`].
pub(crate) fn decode<T: DeserializeOwned>(
    table: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    match read(FORM, table, text)? {
        Read::Document(document) => Ok(document),
        Read::OtherForm(form) => Err(unknown(table, form)),
    }
}

/// What came of reading a document.
pub(crate) enum Read<T> {
    /// The value.
    Document(T),
    /// It has another form than expected.
    OtherForm(u16),
}

/// A stored value, if it has this form.
pub(crate) fn read<T: DeserializeOwned>(
    form: u16,
    table: &'static str,
    text: &str,
) -> Result<Read<T>, StoreError> {
    // A document of the expected form is read once; only another one is asked for its form.
    match serde_json::from_str::<Envelope<T>>(text) {
        Ok(envelope) if envelope.form == form => Ok(Read::Document(envelope.document)),
        Ok(envelope) => Ok(Read::OtherForm(envelope.form)),
        Err(error) => match serde_json::from_str::<Envelope<IgnoredAny>>(text) {
            Ok(envelope) if envelope.form != form => Ok(Read::OtherForm(envelope.form)),
            _ => Err(StoreError::corrupt(table, error)),
        },
    }
}

pub(crate) fn unknown(table: &'static str, form: u16) -> StoreError {
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
