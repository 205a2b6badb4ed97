//! The names a plan is read by: a random [`ShortId`] or a chosen [`Slug`].

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Seven base62 characters, drawn at random when a plan is first published.
///
/// It cannot be guessed from another one, and a [`Slug`] never has its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortId([u8; Self::LENGTH]);

impl ShortId {
    /// Characters in a ShortId.
    pub const LENGTH: usize = 7;
    /// How many there are: 62⁷, about 3.5 · 10¹².
    pub const COUNT: u64 = 62_u64.pow(Self::LENGTH as u32);

    /// The `number`-th ShortId, counted modulo [`COUNT`](Self::COUNT). A number
    /// drawn uniformly below `COUNT` gives every ShortId the same chance.
    pub const fn from_number(number: u64) -> Self {
        let mut rest = number;
        let mut characters = [b'0'; Self::LENGTH];
        let mut place = Self::LENGTH;
        while place > 0 {
            place -= 1;
            characters[place] = BASE62[(rest % 62) as usize];
            rest /= 62;
        }
        Self(characters)
    }

    /// True for text of a ShortId's shape.
    fn has_shape(text: &str) -> bool {
        text.len() == Self::LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

impl fmt::Display for ShortId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| {
            use fmt::Write;
            f.write_char(char::from(*byte))
        })
    }
}

impl FromStr for ShortId {
    type Err = Error;

    /// Reads exactly seven base62 characters; upper and lower case differ.
    fn from_str(text: &str) -> Result<Self, Error> {
        <[u8; Self::LENGTH]>::try_from(text.as_bytes())
            .ok()
            .filter(|_| Self::has_shape(text))
            .map(Self)
            .ok_or_else(|| Error::out_of_range("publicId", text, "seven letters and digits"))
    }
}

/// A name a person chose for their plan: `spring-marathon`.
///
/// 3–64 lower-case letters, digits and single hyphens, beginning and ending
/// with a letter or digit; never of a ShortId's shape, never a word the
/// services use in their own paths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Words that could be taken for a part of a service's own paths, or for
    /// "nothing here".
    pub const RESERVED: &'static [&'static str] = &[
        "admin",
        "api",
        "assets",
        "auth",
        "coach",
        "demo",
        "docs",
        "favicon",
        "health",
        "healthz",
        "help",
        "login",
        "logout",
        "mcp",
        "metrics",
        "new",
        "null",
        "oauth",
        "openapi",
        "organizations",
        "paces",
        "plan",
        "plans",
        "public",
        "publish",
        "readyz",
        "robots",
        "security",
        "settings",
        "sitemap",
        "static",
        "strata",
        "support",
        "undefined",
        "well-known",
        "www",
    ];

    /// The slug as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = Error;

    /// Reads a slug in any case; it is kept in lower case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |expected: &str| Err(Error::out_of_range("slug", text, expected));
        let slug = text.to_ascii_lowercase();
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = slug.as_bytes();
        if !(3..=64).contains(&bytes.len())
            || !bytes
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            || !edge(bytes.first())
            || !edge(bytes.last())
            || slug.contains("--")
        {
            return refuse("3 to 64 letters, digits and single hyphens inside");
        }
        if ShortId::has_shape(&slug) {
            return refuse("a hyphen, or a length other than 7");
        }
        if Self::RESERVED.contains(&slug.as_str()) {
            return refuse("a word that is not reserved");
        }
        Ok(Self(slug))
    }
}

/// What a reader puts into a URL to name a plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PublicId {
    /// The plan's random id.
    Short(ShortId),
    /// The name its owner chose.
    Slug(Slug),
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(id) => id.fmt(f),
            Self::Slug(slug) => slug.fmt(f),
        }
    }
}

impl FromStr for PublicId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.parse() {
            Ok(id) => Ok(Self::Short(id)),
            Err(_) => text.parse().map(Self::Slug),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slug_is_accepted_by_its_rules() {
        for (text, stored) in [
            ("abc", "abc"),
            ("Spring-Marathon", "spring-marathon"),
            ("jane-do", "jane-do"),
            ("a-1", "a-1"),
            ("12345678", "12345678"),
            ("plans-2026", "plans-2026"),
            (&"a".repeat(64), &"a".repeat(64)),
        ] {
            assert_eq!(text.parse::<Slug>().unwrap().as_str(), stored);
        }
        for text in [
            "",
            "a",
            "ab",
            "-abc",
            "abc-",
            "a--b",
            "a_b",
            "a b",
            "läuft",
            "abcdefg",
            "1234567",
            "ABCDEFG",
            "api",
            "Plans",
            "well-known",
            "abc\n",
            &"a".repeat(65),
        ] {
            let error = text.parse::<Slug>().unwrap_err();
            assert_eq!(error.field(), Some("slug"), "{text:?}");
        }
    }

    #[test]
    fn a_short_id_counts_in_base_62() {
        assert_eq!(ShortId::from_number(0).to_string(), "0000000");
        assert_eq!(ShortId::from_number(61).to_string(), "000000z");
        assert_eq!(ShortId::from_number(62).to_string(), "0000010");
        assert_eq!(
            ShortId::from_number(ShortId::COUNT - 1).to_string(),
            "zzzzzzz"
        );
        assert_eq!(ShortId::from_number(ShortId::COUNT).to_string(), "0000000");
    }

    proptest! {
        #[test]
        fn every_short_id_reads_back_as_itself(number in 0..ShortId::COUNT) {
            let id = ShortId::from_number(number);
            prop_assert_eq!(id.to_string().parse::<ShortId>().unwrap(), id);
            prop_assert_eq!(id.to_string().parse::<PublicId>().unwrap(), PublicId::Short(id));
        }

        #[test]
        fn no_text_is_both_a_short_id_and_a_slug(text in "[a-zA-Z0-9-]{1,10}") {
            prop_assert!(text.parse::<ShortId>().is_err() || text.parse::<Slug>().is_err());
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,80}") {
            if let Ok(id) = text.parse::<PublicId>() {
                prop_assert!(id.to_string().eq_ignore_ascii_case(&text));
            }
        }
    }
}
