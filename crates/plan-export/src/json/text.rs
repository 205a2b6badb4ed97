//! JSON text of bodies, without looking for what cannot be there.
//!
//! serde_json looks through every member's name for something to escape, each time
//! it writes it: seventeen thousand names in the plan of a year, and more than a third
//! of its time. Names of members and words of enums are constants of this program and
//! need no escaping, so they are copied; and numbers here are hundredths, whose digits
//! need no search for the shortest decimal. Whatever is not as simple as that, a text
//! with a quotation mark or a number of another kind, is left to serde_json: how such
//! things are written is told in one place only.

use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::{Error, Result};

/// Appends a body to `text`: the bytes that `serde_json::to_writer` would append.
///
/// # Errors
/// Of what no body has: maps, tuples, bytes, variants with a name around them.
pub(super) fn write(text: &mut Vec<u8>, body: &impl Serialize) -> Result<()> {
    body.serialize(Text(text))
}

/// The end of a text, where the next value goes.
struct Text<'t>(&'t mut Vec<u8>);

impl Text<'_> {
    /// What serde_json has to look at.
    fn left_to_serde_json(self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        serde_json::to_writer(self.0, value)
    }

    fn literally(self, text: &str) -> Result<()> {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// A text in which nothing is to be escaped.
    fn quoted(self, text: &str) -> Result<()> {
        self.0.push(b'"');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b'"');
        Ok(())
    }
}

/// Whether a text stands in JSON as it is. Every byte is looked at, even after one
/// has settled it: without a way out the processor looks at many at a time.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| {
        plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\')
    })
}

/// A positive number that hundredths make exactly, in hundredths. Below the limit no
/// other decimal of at most two places is as near to it, so it is its shortest.
fn hundredths(number: f64) -> Option<u64> {
    const LIMIT: u64 = 1_000_000_000_000;
    // Down to nothing for what is negative or no number.
    let hundredths = (number * 100.0 + 0.5) as u64;
    ((1..LIMIT).contains(&hundredths) && hundredths as f64 / 100.0 == number).then_some(hundredths)
}

/// An object or an array whose end is still to come.
struct Opened<'t> {
    text: &'t mut Vec<u8>,
    /// What stands before the next member: the bracket, then a comma.
    before: u8,
}

impl Opened<'_> {
    fn begin_member(&mut self) {
        self.text.push(self.before);
        self.before = b',';
    }

    fn close(self, bracket: u8) -> Result<()> {
        if self.before != b',' {
            self.text.push(self.before);
        }
        self.text.push(bracket);
        Ok(())
    }
}

impl SerializeStruct for Opened<'_> {
    type Ok = ();
    type Error = Error;

    // The length of a name is only a constant, and copying it a move or two, where
    // the name is.
    #[inline(always)]
    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<()>
    where
        T: Serialize + ?Sized,
    {
        self.begin_member();
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\":");
        value.serialize(Text(self.text))
    }

    fn end(self) -> Result<()> {
        self.close(b'}')
    }
}

impl SerializeSeq for Opened<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.begin_member();
        value.serialize(Text(self.text))
    }

    fn end(self) -> Result<()> {
        self.close(b']')
    }
}

fn in_no_body<T>(what: &str) -> Result<T> {
    Err(Error::custom(format_args!("{what} in a body")))
}

/// Methods that leave their one value to serde_json.
macro_rules! left_to_serde_json {
    ($($method:ident($value:ty)),+ $(,)?) => {$(
        fn $method(self, value: $value) -> Result<()> {
            self.left_to_serde_json(&value)
        }
    )+};
}

impl<'t> Serializer for Text<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Opened<'t>;
    type SerializeStruct = Opened<'t>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    left_to_serde_json! {
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
        serialize_f32(f32), serialize_char(char),
    }

    fn serialize_f64(self, number: f64) -> Result<()> {
        let Some(hundredths) = hundredths(number) else {
            return self.left_to_serde_json(&number);
        };
        Text(self.0).serialize_u64(hundredths / 100)?;
        // One decimal digit each.
        let (tenths, rest) = ((hundredths / 10 % 10) as u8, (hundredths % 10) as u8);
        self.0.extend_from_slice(&[b'.', b'0' + tenths]);
        if rest > 0 {
            self.0.push(b'0' + rest);
        }
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<()> {
        if is_plain(text) {
            self.quoted(text)
        } else {
            self.left_to_serde_json(text)
        }
    }

    fn serialize_bool(self, is_so: bool) -> Result<()> {
        self.literally(if is_so { "true" } else { "false" })
    }

    fn serialize_unit(self) -> Result<()> {
        self.literally("null")
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Opened<'t>> {
        Ok(Opened {
            text: self.0,
            before: b'[',
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Opened<'t>> {
        Ok(Opened {
            text: self.0,
            before: b'{',
        })
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<()> {
        self.quoted(word)
    }

    fn serialize_newtype_struct<T>(self, _: &'static str, value: &T) -> Result<()>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        in_no_body("bytes")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        in_no_body("a map")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        in_no_body("a tuple")
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct> {
        in_no_body("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        in_no_body("a variant")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        in_no_body("a variant")
    }

    fn serialize_newtype_variant<T>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()>
    where
        T: Serialize + ?Sized,
    {
        in_no_body("a variant")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body {
        first_text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u8>,
        nothing: Option<u8>,
        numbers: (),
        kinds: Vec<Kind>,
        none: Vec<Kind>,
        empty: Empty,
        large: u64,
        signed: i8,
        number: f64,
        letter: char,
        is_so: bool,
    }

    #[derive(Debug, Serialize)]
    struct Empty {}

    #[derive(Debug, Serialize)]
    #[serde(tag = "type")]
    enum Kind {
        Word,
        Few { of: Vec<f64> },
        Boxed(Box<Empty>),
    }

    fn body(text: String, number: f64) -> Body {
        Body {
            first_text: text,
            skipped: None,
            nothing: None,
            numbers: (),
            kinds: vec![
                Kind::Word,
                Kind::Few {
                    of: vec![number, -number, number * 100.0],
                },
                Kind::Boxed(Box::new(Empty {})),
            ],
            none: Vec::new(),
            empty: Empty {},
            large: u64::MAX,
            signed: -1,
            number,
            letter: '"',
            is_so: true,
        }
    }

    fn as_serde_json_writes_it(body: &impl Serialize) -> (String, String) {
        let mut text = b"before ".to_vec();
        write(&mut text, body).unwrap();
        let expected = format!("before {}", serde_json::to_string(body).unwrap());
        (String::from_utf8(text).unwrap(), expected)
    }

    proptest! {
        #[test]
        fn any_text_and_any_number_are_written_as_serde_json_writes_them(
            text in any::<String>(),
            number in prop_oneof![
                any::<f64>(),
                (0_u64..200_000_000_000_000).prop_map(|hundredths| hundredths as f64 / 100.0),
                (0.0..100.0_f64),
            ],
        ) {
            let (text, expected) = as_serde_json_writes_it(&body(text, number));
            prop_assert_eq!(text, expected);
        }
    }

    #[test]
    fn every_character_and_every_hundredth_is_written_as_serde_json_writes_it() {
        for character in (0..=0x2100).filter_map(char::from_u32) {
            let (text, expected) = as_serde_json_writes_it(&format!("a{character}b"));
            assert_eq!(text, expected);
        }
        for number in 0..200_000 {
            let (text, expected) = as_serde_json_writes_it(&(f64::from(number) / 100.0));
            assert_eq!(text, expected);
        }
        for number in [f64::NAN, f64::INFINITY, 0.0, -0.0, 1e15, 1e-7, 0.005, 0.015] {
            let (text, expected) = as_serde_json_writes_it(&number);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn what_no_body_has_is_an_error_and_not_wrong_json() {
        for error in [
            write(&mut Vec::new(), &BTreeMap::from([("a", 1)])).unwrap_err(),
            write(&mut Vec::new(), &(1, 2)).unwrap_err(),
            write(&mut Vec::new(), &Ok::<u8, u8>(1)).unwrap_err(),
        ] {
            assert!(error.to_string().ends_with("in a body"), "{error}");
        }
    }
}
