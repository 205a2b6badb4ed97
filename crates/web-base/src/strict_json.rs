//! JSON bodies, read strictly and reported completely.
//!
//! Two steps, because two kinds of mistakes deserve two kinds of answers:
//!
//! 1. [`StrictBody`] (or [`parse`]) turns bytes into a JSON value. What is not
//!    JSON, names a member twice, nests deeper than [`MAX_DEPTH`] or is larger
//!    than [`MAX_BYTES`] has no meaning to talk about: it is refused at the
//!    first fault ([`Unreadable`]).
//! 2. [`Members`] and [`Field`] read a value member by member. Every fault of
//!    range or meaning is noted in [`Faults`] with the place it is at, unknown
//!    members included, so that a person mends all of them at once.
//!
//! ```
//! use web_base::strict_json::{Faults, Field, Members, parse};
//!
//! let value = parse(br#"{"weeks": 53, "wekks": 5}"#)?;
//! let faults = Faults::default();
//! let mut members = Members::of(&value, &faults);
//! let weeks = members.required("weeks", |field: Field| field.whole(1..=52));
//! members.finish();
//! assert_eq!(weeks, None);
//! let pointers = faults.into_vec().into_iter().map(|fault| fault.pointer);
//! assert_eq!(pointers.collect::<Vec<_>>(), ["#/weeks", "#/wekks"]);
//! # Ok::<(), web_base::strict_json::Unreadable>(())
//! ```

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display};
use std::future::Future;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, Header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, dev, web};
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::body::{self, Limits, Unread};
use crate::problem::Problem;

/// The largest body, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 32;
/// How long a client may take to send a body.
const READ_TIME: Duration = Duration::from_secs(30);

/// Why bytes are not a JSON value we accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The `Content-Type` is not JSON.
    #[error("send the body as application/json")]
    NotJson,
    /// The body is compressed.
    #[error("send the body as it is, without a Content-Encoding")]
    Encoded,
    /// More than [`MAX_BYTES`].
    #[error("the body is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// The client stopped sending.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The connection broke while the body was read.
    #[error("the body ended early")]
    Interrupted,
    /// Not JSON, or nested too deep.
    #[error("the body is not valid JSON: {0}")]
    Broken(String),
    /// A member is named twice in one object.
    #[error("the member {name:?} is there twice")]
    DuplicateKey {
        /// The member's name.
        name: String,
        /// Where it is, as a JSON pointer.
        pointer: String,
    },
}

impl Unreadable {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson => "unsupported_media_type",
            Self::Encoded => "unsupported_content_encoding",
            Self::TooLarge => "body_too_large",
            Self::TooSlow => "body_timeout",
            Self::Interrupted | Self::Broken(_) => "invalid_json",
            Self::DuplicateKey { .. } => "duplicate_key",
        }
    }
}

impl ResponseError for Unreadable {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotJson | Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Interrupted | Self::Broken(_) | Self::DuplicateKey { .. } => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    fn error_response(&self) -> HttpResponse {
        Problem::from(self).error_response()
    }
}

/// A JSON value from the request's body.
#[derive(Clone, Debug)]
pub struct StrictBody(pub Value);

impl FromRequest for StrictBody {
    type Error = Unreadable;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Unreadable>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload).into_inner();
        Box::pin(async move {
            let payload = payload.map_err(|_| Unreadable::Interrupted)?;
            let bytes = read_bytes(&request, payload).await?;
            parse(&bytes).map(Self)
        })
    }
}

/// The bytes of a JSON body; says nothing about what is in them.
async fn read_bytes(request: &HttpRequest, payload: web::Payload) -> Result<Bytes, Unreadable> {
    if !is_json(request) {
        return Err(Unreadable::NotJson);
    }
    if !body::is_plain(request) {
        return Err(Unreadable::Encoded);
    }
    let stated = header::ContentLength::parse(request).map(|length| *length);
    if stated.is_ok_and(|length| length > MAX_BYTES) {
        return Err(Unreadable::TooLarge);
    }
    let limits = Limits {
        bytes: MAX_BYTES,
        time: READ_TIME,
    };
    body::read(payload, limits)
        .await
        .map_err(|unread| match unread {
            Unread::TooLarge => Unreadable::TooLarge,
            Unread::TooSlow => Unreadable::TooSlow,
            Unread::Interrupted => Unreadable::Interrupted,
        })
}

fn is_json(request: &HttpRequest) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|essence| essence.trim().to_ascii_lowercase());
    essence.is_some_and(|essence| {
        essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

/// One JSON value from `bytes`.
///
/// # Errors
/// [`Unreadable`] for broken or too deep JSON and for a member named twice.
pub fn parse(bytes: &[u8]) -> Result<Value, Unreadable> {
    let duplicate = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let seed = StrictValue {
        depth: 0,
        place: &Place::Root,
        duplicate: &duplicate,
    };
    let value = seed.deserialize(&mut reader).and_then(|value| {
        reader.end()?;
        Ok(value)
    });
    value.map_err(|error| {
        duplicate
            .take()
            .unwrap_or_else(|| Unreadable::Broken(error.to_string()))
    })
}

/// Where a value stands, as long as it is read: written out only for a fault, as
/// the pointer of a deep value may be longer than all that is in it.
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => "#".to_owned(),
            Self::Member(parent, name) => child(&parent.pointer(), name),
            Self::Item(parent, index) => child(&parent.pointer(), &index.to_string()),
        }
    }
}

/// Builds a [`Value`] and stops at the first member that is there twice.
struct StrictValue<'a> {
    depth: usize,
    place: &'a Place<'a>,
    duplicate: &'a Cell<Option<Unreadable>>,
}

impl<'a> StrictValue<'a> {
    fn inner<E: serde::de::Error>(&self, place: &'a Place<'a>) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!(
                "nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
            place,
            duplicate: self.duplicate,
        })
    }
}

impl<'de> DeserializeSeed<'de> for StrictValue<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let place = Place::Item(self.place, list.len());
            match items.next_element_seed(self.inner::<A::Error>(&place)?)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let place = Place::Member(self.place, &name);
            let inner = self.inner::<A::Error>(&place)?;
            if object.contains_key(&name) {
                self.duplicate.set(Some(Unreadable::DuplicateKey {
                    name: shortened(&name),
                    pointer: place.pointer(),
                }));
                return Err(A::Error::custom("duplicate key"));
            }
            let value = members.next_value_seed(inner)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// One thing wrong with a body, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// A JSON pointer into the request's body, as a URI fragment.
    #[schema(example = "#/weeks")]
    pub pointer: String,
    /// What is wrong, and what would have been accepted.
    #[schema(example = "is 53; expected a whole number from 1 to 52")]
    pub detail: String,
}

impl Fault {
    /// A fault at a member of the body's outermost object.
    pub fn at(member: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: child("#", member),
            detail: shortened(&detail.into()),
        }
    }
}

/// As a sentence that says what it is about: `weeks: is missing`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.pointer.trim_start_matches(['#', '/']);
        let place = place.replace("~1", "/").replace("~0", "~");
        let is_named = !place.is_empty() && !self.detail.starts_with(&*place);
        match is_named {
            true => write!(f, "{place}: {}", self.detail),
            false => f.write_str(&self.detail),
        }
    }
}

/// Everything wrong with a body, in the order it was found.
#[derive(Debug, Default)]
pub struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    /// Notes a fault.
    pub fn add(&self, fault: Fault) {
        self.0.borrow_mut().push(fault);
    }

    /// True while nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0.into_inner()
    }

    /// What was read, if nothing was wrong with it.
    ///
    /// # Errors
    /// Every fault, at least one.
    pub fn into_result<T>(self, read: Option<T>) -> Result<T, Vec<Fault>> {
        let faults = self.into_vec();
        match read {
            Some(value) if faults.is_empty() => Ok(value),
            None if faults.is_empty() => Err(vec![Fault {
                pointer: "#".to_owned(),
                detail: "cannot be read".to_owned(),
            }]),
            _ => Err(faults),
        }
    }
}

/// Reads a whole body: its members by `read`, everything else is unknown.
///
/// # Errors
/// Every fault of the body, at least one.
pub fn read_object<T>(
    value: &Value,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    let faults = Faults::default();
    let mut members = Members::of(value, &faults);
    let value = read(&mut members);
    members.finish();
    faults.into_result(value)
}

/// The members of one object, each read at most once.
#[derive(Debug)]
pub struct Members<'a> {
    object: Option<&'a Map<String, Value>>,
    pointer: String,
    faults: &'a Faults,
    known: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// The members of a whole body.
    pub fn of(value: &'a Value, faults: &'a Faults) -> Self {
        Field::root(value, faults).members()
    }

    /// A member that has to be there; `null` is not being there.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Field<'a>) -> Option<T>,
    ) -> Option<T> {
        match self.field(name) {
            Some(field) => read(field),
            None => {
                if self.object.is_some() {
                    self.faults.add(Fault {
                        pointer: child(&self.pointer, name),
                        detail: "is missing".to_owned(),
                    });
                }
                None
            }
        }
    }

    /// A member that may be absent or `null`.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Field<'a>) -> Option<T>,
    ) -> Option<T> {
        self.field(name).and_then(read)
    }

    /// A member that has to be there but may be `null`.
    pub fn nullable<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Field<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        let is_null = |object: &Map<String, Value>| object.get(name).is_some_and(Value::is_null);
        if self.object.is_some_and(is_null) {
            self.known.push(name);
            return Some(None);
        }
        self.required(name, read).map(Some)
    }

    /// A member that may be absent, or `null` to clear what it names.
    pub fn clearable<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Field<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        let is_there = self.object.is_some_and(|object| object.contains_key(name));
        if is_there {
            return self.nullable(name, read);
        }
        self.known.push(name);
        None
    }

    /// True if the member is there and not `null`.
    pub fn has(&self, name: &str) -> bool {
        self.object
            .and_then(|object| object.get(name))
            .is_some_and(|value| !value.is_null())
    }

    /// Notes a fault that is about a member but not only about its value; of
    /// what is no object, that it is none is fault enough.
    pub fn fault(&self, name: &str, detail: impl Into<String>) {
        if self.object.is_some() {
            self.faults.add(Fault {
                pointer: child(&self.pointer, name),
                detail: shortened(&detail.into()),
            });
        }
    }

    /// Notes a fault somebody else found.
    pub fn add(&self, fault: Fault) {
        self.faults.add(fault);
    }

    /// The first of several members that is there; more than one is a fault.
    pub fn one_of<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        let mut there = names.iter().filter(|name| self.has(name));
        let first = there.next()?;
        if let Some(second) = there.next() {
            self.fault(second, format!("give either {first} or {second}"));
        }
        Some(first)
    }

    /// Refuses every member nobody asked for; the last call on an object.
    pub fn finish(self) {
        let Some(object) = self.object else { return };
        for name in object.keys() {
            if !self.known.contains(&name.as_str()) {
                self.fault(
                    name,
                    format!("is unknown; expected only {}", self.known.join(", ")),
                );
            }
        }
    }

    fn field(&mut self, name: &'static str) -> Option<Field<'a>> {
        self.known.push(name);
        let value = self.object?.get(name).filter(|value| !value.is_null())?;
        Some(Field {
            value,
            pointer: child(&self.pointer, name),
            faults: self.faults,
        })
    }
}

/// One value of a body and the place it is at.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    value: &'a Value,
    pointer: String,
    faults: &'a Faults,
}

impl<'a> Field<'a> {
    /// The whole body.
    pub fn root(value: &'a Value, faults: &'a Faults) -> Self {
        Self {
            value,
            pointer: "#".to_owned(),
            faults,
        }
    }

    /// The value as it is.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// One member of an object whose names the caller does not know beforehand.
    pub fn member(&self, name: &str, value: &'a Value) -> Self {
        Self {
            value,
            pointer: child(&self.pointer, name),
            faults: self.faults,
        }
    }

    /// The members of an object.
    pub fn members(self) -> Members<'a> {
        let object = self.value.as_object();
        if object.is_none() {
            self.fault::<()>("expected an object");
        }
        Members {
            object,
            pointer: self.pointer,
            faults: self.faults,
            known: Vec::new(),
        }
    }

    /// A list of at most `most` items, each read by `read`.
    pub fn list<T>(
        self,
        most: usize,
        mut read: impl FnMut(Field<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = self.value.as_array().filter(|items| items.len() <= most) else {
            return self.fault(format!("expected a list of at most {most} items"));
        };
        let read = items.iter().enumerate().map(|(index, value)| {
            read(Field {
                value,
                pointer: child(&self.pointer, &index.to_string()),
                faults: self.faults,
            })
        });
        // All items are read, so that all their faults are found.
        let read = read.collect::<Vec<_>>();
        read.into_iter().collect()
    }

    /// Text of at most `most_bytes` bytes.
    pub fn text(self, most_bytes: usize) -> Option<String> {
        match self.value.as_str() {
            None => self.fault("expected text"),
            // PostgreSQL cannot store it, and no person types it.
            Some(text) if text.contains('\0') => self.fault("must not contain U+0000"),
            Some(text) if text.len() > most_bytes => self.fault(format!(
                "is {} bytes long; expected at most {most_bytes}",
                text.len()
            )),
            Some(text) => Some(text.to_owned()),
        }
    }

    /// Text that is not blank, of at most `most_bytes` bytes.
    pub fn filled_text(self, most_bytes: usize) -> Option<String> {
        match self.value.as_str() {
            Some(text) if text.trim().is_empty() => self.fault("is blank"),
            _ => self.text(most_bytes),
        }
    }

    /// Text that others will read: not blank, and nothing in it that is not
    /// seen but changes what is. Lines and tabs are fine.
    pub fn shown_text(self, most_bytes: usize) -> Option<String> {
        let at = self.clone();
        let text = self.filled_text(most_bytes)?;
        match text.chars().find(|c| is_hidden(*c)) {
            Some(hidden) => at.fault(format!("must not contain U+{:04X}", u32::from(hidden))),
            None => Some(text),
        }
    }

    /// [`shown_text`](Self::shown_text) on one line.
    pub fn shown_line(self, most_bytes: usize) -> Option<String> {
        let at = self.clone();
        let text = self.shown_text(most_bytes)?;
        if text.contains(['\n', '\r', '\t']) {
            return at.fault("must be one line, without tabs");
        }
        Some(text)
    }

    /// Text that `T` can read.
    pub fn word<T: FromStr<Err: Display>>(self) -> Option<T> {
        self.text_as(T::from_str)
    }

    /// Text that `read` can read.
    pub fn text_as<T, E: Display>(self, read: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match self.value.as_str().map(read) {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) => self.fault(error.to_string()),
            None => self.fault("expected text"),
        }
    }

    /// A whole number in a range; `16.0` is one, `16.5` is not.
    pub fn whole<T>(self, range: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display + Copy,
    {
        let number = self.value.as_i64().or_else(|| {
            let number = self.value.as_f64()?;
            // Beyond 2^53 a double no longer tells whole numbers apart.
            (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
        });
        match number.and_then(|number| T::try_from(number).ok()) {
            Some(number) if range.contains(&number) => Some(number),
            _ => self.fault(format!(
                "is {}; expected a whole number from {} to {}",
                self.value,
                range.start(),
                range.end()
            )),
        }
    }

    /// A number that `read` accepts.
    pub fn number_as<T, E: Display>(self, read: impl FnOnce(f64) -> Result<T, E>) -> Option<T> {
        match self.value.as_f64().map(read) {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) => self.fault(error.to_string()),
            None => self.fault("expected a number"),
        }
    }

    /// `true` or `false`.
    pub fn flag(self) -> Option<bool> {
        match self.value.as_bool() {
            Some(flag) => Some(flag),
            None => self.fault("expected true or false"),
        }
    }

    /// Notes what is wrong here; `None`, so that a reader can end with it.
    pub fn fault<T>(&self, detail: impl Into<String>) -> Option<T> {
        self.faults.add(Fault {
            pointer: self.pointer.clone(),
            detail: shortened(&detail.into()),
        });
        None
    }
}

/// Control characters other than line breaks and tabs, and the controls that
/// turn around the text they stand in (UAX #9): a terminal obeys the former, a
/// browser the latter.
fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// The pointer of a member, escaped for JSON pointers and for URI fragments.
fn child(pointer: &str, token: &str) -> String {
    let mut text = format!("{pointer}/");
    // A hostile member name should not make a hostile answer.
    for character in shortened(token).chars() {
        match character {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            c if c.is_ascii_alphanumeric() || "-._!$&'()*+,;=:@".contains(c) => text.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    text.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    text
}

fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
