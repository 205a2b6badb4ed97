//! What an export could not carry, told by every export in the same words.
//!
//! A calendar has no place for the parts of a workout, a watch none for a
//! sentence. An export never drops such a thing silently: it answers a
//! [`Fidelity`] beside its bytes. The page shows it next to the link, and the
//! manifest of an archive lists it:
//!
//! ```
//! use plan_export::fidelity::{Fidelity, Lost};
//!
//! let fidelity: Fidelity = [Lost::new("steps", "the parts of 12 workouts are text")]
//!     .into_iter()
//!     .collect();
//! assert_eq!(
//!     serde_json::to_string(&fidelity).unwrap(),
//!     r#"{"fidelity":"degraded","lost":[{"what":"steps","detail":"the parts of 12 workouts are text"}]}"#
//! );
//! assert_eq!(
//!     serde_json::to_string(&Fidelity::Exact).unwrap(),
//!     r#"{"fidelity":"exact","lost":[]}"#
//! );
//! ```

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// How much of a plan, or of a workout, an export carries.
///
/// As JSON always `{"fidelity": word, "lost": [..]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fidelity {
    /// All of it.
    #[default]
    Exact,
    /// It can be used, but these things are missing or only told in words.
    Degraded(Vec<Lost>),
    /// The format has no way to say it; there are no bytes.
    Unsupported(Lost),
}

/// One thing that an export could not carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lost {
    /// What, as a short code that never changes its meaning: `steps`.
    pub what: &'static str,
    /// What became of it, in a sentence's half for people: no capital at its
    /// start, no period at its end.
    pub detail: String,
}

impl Lost {
    /// `what` was lost; `detail` says what became of it.
    pub fn new(what: &'static str, detail: impl Into<String>) -> Self {
        Self {
            what,
            detail: detail.into(),
        }
    }
}

impl Fidelity {
    /// The word for it: `exact`, `degraded` or `unsupported`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Degraded(_) => "degraded",
            Self::Unsupported(_) => "unsupported",
        }
    }

    /// Everything that was lost, in the order it was found.
    pub fn lost(&self) -> &[Lost] {
        match self {
            Self::Exact => &[],
            Self::Degraded(lost) => lost,
            Self::Unsupported(lost) => std::slice::from_ref(lost),
        }
    }

    /// True where nothing was lost.
    pub const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact)
    }
}

/// Nothing lost is exact, anything else degraded; the same loss counts once.
impl FromIterator<Lost> for Fidelity {
    fn from_iter<I: IntoIterator<Item = Lost>>(all: I) -> Self {
        let mut lost: Vec<Lost> = Vec::new();
        for one in all {
            if !lost.contains(&one) {
                lost.push(one);
            }
        }
        if lost.is_empty() {
            Self::Exact
        } else {
            Self::Degraded(lost)
        }
    }
}

impl Serialize for Fidelity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Fidelity", 2)?;
        body.serialize_field("fidelity", self.word())?;
        body.serialize_field("lost", self.lost())?;
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lost_decides_the_word() {
        let steps = Lost::new("steps", "told in words");
        let nothing: Fidelity = std::iter::empty().collect();
        assert_eq!((nothing.word(), nothing.lost().len()), ("exact", 0));

        let twice: Fidelity = [steps.clone(), steps.clone()].into_iter().collect();
        assert_eq!(
            (twice.word(), twice.lost()),
            ("degraded", &[steps.clone()][..])
        );

        let never = Fidelity::Unsupported(steps.clone());
        assert_eq!((never.word(), never.lost()), ("unsupported", &[steps][..]));
        assert!(nothing.is_exact() && !twice.is_exact() && !never.is_exact());
    }
}
