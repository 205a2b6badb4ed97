//! Finished bytes under a name that is theirs alone.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;

use super::coding::Coding;

/// Finished bytes in one coding, and their name.
#[derive(Debug)]
pub(crate) struct Answer {
    body: Bytes,
    coding: Coding,
    /// The hash of the bytes without any coding.
    hash: Box<str>,
    /// The entity tag as a header, quotes included: the hash and the coding.
    tag: HeaderValue,
    /// What it is called where it is kept as a file.
    disposition: Option<HeaderValue>,
}

impl Answer {
    /// Bytes as they are.
    pub(crate) fn plain(body: Vec<u8>) -> Self {
        let hash = hash_of(&body);
        Self::named(body, hash, Coding::Identity)
    }

    /// To be kept as a file of this name, of letters, digits, `-`, `_` and `.`.
    pub(crate) fn kept_as(mut self, name: &str) -> Self {
        let disposition = format!("attachment; filename=\"{name}\"");
        self.disposition = HeaderValue::try_from(disposition).ok();
        self
    }

    /// The same in a coding.
    ///
    /// # Errors
    /// As [`Coding::encode`].
    pub(crate) fn coded(&self, coding: Coding) -> std::io::Result<Self> {
        let body = coding.encode(&self.body)?;
        Ok(Self {
            disposition: self.disposition.clone(),
            ..Self::named(body, self.hash.clone(), coding)
        })
    }

    fn named(body: Vec<u8>, hash: Box<str>, coding: Coding) -> Self {
        let tag = match coding.name() {
            None => format!("\"{hash}\""),
            Some(name) => format!("\"{hash}-{name}\""),
        };
        Self {
            body: body.into(),
            coding,
            hash,
            // Hexadecimal digits and a word always make a header value.
            tag: HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
            disposition: None,
        }
    }

    /// What its bytes are coded in.
    pub(crate) fn coding(&self) -> Coding {
        self.coding
    }

    /// Its strong entity tag.
    pub(crate) fn tag(&self) -> &HeaderValue {
        &self.tag
    }

    /// Its `Content-Disposition`, where it is a file.
    pub(crate) fn disposition(&self) -> Option<&HeaderValue> {
        self.disposition.as_ref()
    }

    /// Its bytes; sharing them copies nothing.
    pub(crate) fn body(&self) -> BoxBody {
        if self.body.len() <= Pieces::LENGTH {
            BoxBody::new(self.body.clone())
        } else {
            BoxBody::new(Pieces(self.body.clone()))
        }
    }

    /// The memory it takes, for the cache.
    pub(crate) fn weight(&self) -> u32 {
        // Its key, its names and its places in the cache's tables.
        const BOOKKEEPING: usize = 400;
        u32::try_from(self.body.len() + BOOKKEEPING).unwrap_or(u32::MAX)
    }
}

/// A long body, handed out piece by piece. The server copies what it is handed
/// into the connection's buffer: a small one stays in the processor's cache and
/// is kept for the next response, a large one is asked for and given back to the
/// system each time.
struct Pieces(Bytes);

impl Pieces {
    const LENGTH: usize = 64 * 1_024;
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let rest = &mut self.get_mut().0;
        if rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = rest.split_to(rest.len().min(Self::LENGTH));
        Poll::Ready(Some(Ok(piece)))
    }
}

/// Bytes that stay the same as long as the service runs, in every coding.
#[derive(Debug)]
pub(crate) struct Document {
    plain: Answer,
    /// Each made when first asked for, in the order of [`Coding::ALL`].
    coded: [OnceLock<Answer>; Coding::ALL.len()],
}

impl Document {
    pub(crate) fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            plain: Answer::plain(body.into()),
            coded: Default::default(),
        }
    }

    /// It in a coding; as it is where there is no memory to code it.
    pub(crate) fn in_coding(&self, coding: Coding) -> &Answer {
        let made = &self.coded[coding as usize];
        if coding == Coding::Identity {
            return &self.plain;
        }
        if let Some(answer) = made.get() {
            return answer;
        }
        match self.plain.coded(coding) {
            Ok(answer) => made.get_or_init(|| answer),
            Err(_) => &self.plain,
        }
    }
}

/// The first half of the BLAKE3, in hexadecimal: 128 bits name bytes for good, and
/// it takes a fifth of SHA-256's time, which was a ninth of a cold read.
fn hash_of(body: &[u8]) -> Box<str> {
    let hash = blake3::hash(body).to_hex();
    hash[..32].into()
}
