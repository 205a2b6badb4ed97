//! The same bytes in fewer: content codings, and what they are called.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As they are.
    Identity,
    /// Understood everywhere.
    Gzip,
    /// Smaller and faster.
    Zstd,
}

impl Coding {
    /// What a coded body is called in `Content-Encoding`, and after the hash in its tag.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The coded bytes: always the same ones for the same `body`.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub(crate) fn encode(self, body: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(body.to_vec()),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(body)?;
                encoder.finish()
            }
            Self::Zstd => zstd::encode_all(body, 1),
        }
    }
}
