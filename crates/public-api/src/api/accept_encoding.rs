//! Which coding a caller gets (RFC 9110, 12.5.3).

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};

use crate::ops::coding::Coding;

/// The coding the caller likes best; of those liked alike the one we do. As it
/// is, where none of ours is liked: an answer in the wrong coding helps more
/// than 406.
pub(crate) fn liked(headers: &HeaderMap) -> Coding {
    let mut weights = Weights::default();
    for line in headers.get_all(ACCEPT_ENCODING) {
        let Ok(line) = line.to_str() else { continue };
        for element in line.split(',') {
            weights.read(element);
        }
    }
    let mut liked = (Coding::Identity, 0);
    for coding in Coding::ALL {
        let weight = weights.of(coding);
        if weight > liked.1 {
            liked = (coding, weight);
        }
    }
    liked.0
}

/// Thousandths of liking, as far as anything is said.
#[derive(Default)]
struct Weights {
    named: [Option<u16>; Coding::ALL.len()],
    others: Option<u16>,
}

impl Weights {
    /// One element of the list; one that cannot be read says nothing.
    fn read(&mut self, element: &str) {
        let (name, parameter) = match element.split_once(';') {
            Some((name, parameter)) => (name, Some(parameter)),
            None => (element, None),
        };
        let Some(weight) = parameter.map_or(Some(1_000), quality) else {
            return;
        };
        let is = |coding: &str| name.trim().eq_ignore_ascii_case(coding);
        if is("*") {
            self.others = Some(weight);
        } else if is("br") {
            self.named[0] = Some(weight);
        } else if is("zstd") {
            self.named[1] = Some(weight);
        } else if is("gzip") || is("x-gzip") {
            self.named[2] = Some(weight);
        } else if is("identity") {
            self.named[3] = Some(weight);
        }
    }

    fn of(&self, coding: Coding) -> u16 {
        let named = self.named[coding as usize].or(self.others);
        // What is not mentioned is not wanted.
        named.unwrap_or(0)
    }
}

/// `q=0.5` in thousandths.
pub(super) fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, decimals) = match value.trim().split_once('.') {
        Some(parts) => parts,
        None => (value.trim(), ""),
    };
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths = decimals
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn the_smallest_that_is_liked_best_is_sent() {
        use Coding::{Brotli, Gzip, Identity, Zstd};
        for (lines, expected) in [
            (&[][..], Identity),
            (&[""], Identity),
            (&["gzip, deflate, br, zstd"], Brotli),
            (&["gzip, deflate, zstd"], Zstd),
            (&["gzip, deflate"], Gzip),
            (&["deflate"], Identity),
            (&["GZIP"], Gzip),
            (&["x-gzip"], Gzip),
            (&["*"], Brotli),
            (&["*;q=0.1, gzip"], Gzip),
            (&["*, br;q=0"], Zstd),
            (&["*;q=0"], Identity),
            (&["identity"], Identity),
            (&["identity, gzip"], Gzip),
            (&["identity, gzip;q=0.5"], Identity),
            (&["identity;q=0.5, gzip;q=0.5"], Gzip),
            (&["identity;q=0"], Identity),
            (&["gzip;q=0"], Identity),
            (&["gzip;q=0.000, br;q=0.001"], Brotli),
            (&["br;q=0.9, gzip;q=1.0"], Gzip),
            (&["br ; q=0.2 , gzip\t;\tQ=0.3"], Gzip),
            (&["br;q=0.5", "gzip"], Gzip),
            // What cannot be read says nothing; the rest still counts.
            (&["br;q=2, gzip"], Gzip),
            (&["br;q=1.001, gzip;q=0.1"], Gzip),
            (&["br;q=0.1234, gzip;q=0.1"], Gzip),
            (&["br;level=5, gzip"], Gzip),
            (&["br;q=, gzip"], Gzip),
            (&["br;;q=1"], Identity),
            (&["br gzip"], Identity),
            (&[",,gzip,,"], Gzip),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT_ENCODING, HeaderValue::from_static(line));
            }
            assert_eq!(liked(&headers), expected, "{lines:?}");
        }
    }
}
