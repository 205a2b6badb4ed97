//! The same bytes in fewer: content codings, and what they are called.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A content coding, ours first: the smaller the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Coding {
    /// The smallest.
    Brotli,
    /// Nearly as small.
    Zstd,
    /// Understood everywhere.
    Gzip,
    /// As they are.
    Identity,
}

impl Coding {
    /// Every coding, in our order of preference.
    pub(crate) const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// Whether bytes of this type become fewer: text does; pictures and archives are
    /// packed already. Of a printed plan the pages are, but not what is told to
    /// screen readers: it becomes a third of itself.
    pub(crate) fn pays_for(media_type: &str) -> bool {
        let is = |part| media_type.contains(part);
        media_type.starts_with("text/") || is("json") || is("xml") || is("pdf")
    }

    /// What a coded body is called in `Content-Encoding`, and after the hash in its tag.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The coded bytes: always the same ones for the same `body`. It takes
    /// milliseconds, once for each version of a plan: levels that code slower
    /// and pack better pay from the second reader on.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub(crate) fn encode(self, body: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut coded = Vec::new();
                let parameters = BrotliEncoderParams {
                    quality: 5,
                    lgwin: 22,
                    size_hint: body.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*body, &mut coded, &parameters)?;
                Ok(coded)
            }
            Self::Zstd => zstd::encode_all(body, 9),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
                encoder.write_all(body)?;
                encoder.finish()
            }
            Self::Identity => Ok(body.to_vec()),
        }
    }
}
