//! The words that mean something.

use chrono::Weekday;

use crate::workout::WorkoutKind;

/// Ends of sentences, and words that begin a thought of another kind.
pub(super) const ENDS: &[&str] = &[
    ".", "but", "because", "since", "so", "which", "where", "then", "while", "although", "though",
    "however", "plus", "also",
];

/// What joins the members of a list or two thoughts.
pub(super) const JOINS: &[&str] = &[",", "and", "&"];

/// What may follow a comma before the last member of a list.
pub(super) const LAST_JOINS: &[&str] = &["and", "&", "or", "nor"];

/// Units of hours.
pub(super) const HOURS: &[&str] = &["h", "hr", "hrs", "hour", "hours"];

/// Units of minutes.
pub(super) const MINUTES: &[&str] = &["min", "mins", "minute", "minutes"];

/// What a session is called besides its kind.
pub(super) const SESSION_NOUNS: &[&str] = &[
    "run", "runs", "running", "session", "sessions", "work", "workout", "workouts", "training",
    "repeats", "reps", "sprints",
];

/// Verbs that begin a thought of their own behind a session.
pub(super) const VERBS: &[&str] = &[
    "are", "is", "were", "was", "can", "would", "should", "make", "help",
];

/// Words of denial.
pub(super) const NOT: &[&str] = &[
    "no",
    "not",
    "never",
    "can't",
    "cant",
    "cannot",
    "don't",
    "dont",
    "doesn't",
    "won't",
    "wont",
    "shouldn't",
    "mustn't",
    "unable",
];

/// A day that stays free.
pub(super) const OFF: &[&str] = &["off", "rest", "resting", "unavailable", "busy"];

/// The past, which is not a wish.
pub(super) const PAST: &[&str] = &[
    "ran",
    "last",
    "previous",
    "previously",
    "recent",
    "recently",
    "finished",
    "did",
    "completed",
    "ago",
    "used",
    "was",
    "were",
    "currently",
    "presently",
    "already",
    "had",
    "i've",
];

/// What makes a wish conditional or partial.
pub(super) const CONDITIONS: &[&str] = &[
    "if",
    "unless",
    "except",
    "until",
    "till",
    "when",
    "whenever",
    "sometimes",
    "maybe",
    "perhaps",
    "might",
    "usually",
    "mostly",
    "alternate",
    "alternating",
    "other",
    "second",
    "third",
    "before",
    "after",
    "during",
    "early",
    "late",
    "from",
    "month",
    "months",
    "taper",
    "base",
    "build",
    "peak",
    "phase",
    "morning",
    "mornings",
    "evening",
    "evenings",
    "afternoon",
    "afternoons",
    "night",
    "nights",
    "noon",
];

const FILLERS: &[&str] = &[
    "",
    "i",
    "we",
    "he",
    "she",
    "they",
    "my",
    "our",
    "his",
    "her",
    "their",
    "the",
    "a",
    "an",
    "on",
    "for",
    "to",
    "is",
    "are",
    "be",
    "been",
    "will",
    "has",
    "do",
    "of",
    "that",
    "it",
    "at",
    "in",
    "with",
    "and",
    "or",
    "as",
    "am",
    "please",
    "thanks",
    "thank",
    "you",
    "hi",
    "hello",
    "ok",
    "want",
    "wants",
    "would",
    "like",
    "likes",
    "need",
    "needs",
    "wish",
    "i'd",
    "i'll",
    "i'm",
    "should",
    "must",
    "make",
    "keep",
    "plan",
    "possible",
    "ideally",
    "preferably",
    "prefer",
    "prefers",
    "always",
    "every",
    "each",
    "all",
    "any",
    "day",
    "days",
    "weekly",
    "week",
    "per",
    "athlete",
    "runner",
    "runners",
    "it's",
    "there's",
    "goal",
    "target",
    "race",
    "time",
    "train",
    "training",
    "just",
    "really",
    "very",
    "-",
    "/",
    ",",
    "&",
    ":",
    "\"",
    "'",
    "+",
    "by",
    "can",
    "me",
    "us",
    "go",
    "going",
    "about",
    "schedule",
    "put",
    "place",
    "stays",
    "ideal",
];

/// True for words that carry no wish.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// True for words that, left over in a clause that was used, mean that more was said.
pub(super) fn has_weight(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
        || weekdays(word).is_some()
        || session(word).is_some()
        || NOT.contains(&word)
        || CONDITIONS.contains(&word)
        || matches!(word, "marathon" | "marathons" | "long" | "only")
}

/// The days a word names.
pub(super) fn weekdays(word: &str) -> Option<&'static [Weekday]> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    Some(match word {
        "mon" | "monday" | "mondays" => &[Mon],
        "tue" | "tues" | "tuesday" | "tuesdays" => &[Tue],
        "wed" | "weds" | "wednesday" | "wednesdays" => &[Wed],
        "thu" | "thur" | "thurs" | "thursday" | "thursdays" => &[Thu],
        "fri" | "friday" | "fridays" => &[Fri],
        "sat" | "saturday" | "saturdays" => &[Sat],
        "sun" | "sunday" | "sundays" => &[Sun],
        "weekend" | "weekends" => &[Sat, Sun],
        "weekday" | "weekdays" => &[Mon, Tue, Wed, Thu, Fri],
        _ => return None,
    })
}

/// The quality session a word names.
pub(super) fn session(word: &str) -> Option<WorkoutKind> {
    Some(match word {
        "hill" | "hills" => WorkoutKind::HillRepeats,
        "interval" | "intervals" | "speedwork" => WorkoutKind::Intervals,
        "tempo" | "tempos" | "threshold" => WorkoutKind::Tempo,
        "fartlek" | "fartleks" => WorkoutKind::Fartlek,
        _ => return None,
    })
}

/// A small whole number in digits or words.
pub(super) fn number(word: &str) -> Option<u8> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        _ if word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()) => {
            return word.parse().ok();
        }
        _ => return None,
    })
}

/// The number of the month a word names.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        "mar" | "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        _ => return None,
    })
}
