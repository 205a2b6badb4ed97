//! The weekdays a line begins with: names, lists, ranges, and slips of the pen.

use chrono::Weekday;

/// More names than this are no list of weekdays.
const LONGEST_LIST: usize = 7;

/// What is expected where a word may be meant for one.
pub(super) const A_WEEKDAY: &str = "a weekday, such as `Wed` or `Wednesday`";

/// What stands between two weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// `Tue & Thu`, `Tue/Thu`, `Tue, Thu`.
    And,
    /// `Mon-Fri`, `Mon to Fri`.
    To,
    /// `Tue or Thu`.
    Or,
    /// `Tue Thu`: nothing.
    Nothing,
}

/// The weekdays in front of a text.
#[derive(Debug)]
pub(super) struct Weekdays<'a> {
    /// As they are named, a range written out.
    pub days: Vec<Weekday>,
    /// A name that is none, and the day it was read as.
    pub slip: Option<(&'a str, Weekday)>,
    /// What was expected where the names say no days.
    pub doubt: Option<&'static str>,
    /// True for `Tue or Thu`: nobody but its author knows which.
    pub has_choice: bool,
    /// True for one name of two letters, which may be a word.
    pub is_short: bool,
    /// What stands behind them.
    pub rest: &'a str,
}

/// `Mon`, `Tues`, `thursday`, in any case.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let day = match word.to_ascii_lowercase().as_str() {
        "mon" | "monday" | "mo" => Weekday::Mon,
        "tue" | "tues" | "tuesday" | "tu" => Weekday::Tue,
        "wed" | "weds" | "wednesday" | "we" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" | "th" => Weekday::Thu,
        "fri" | "friday" | "fr" => Weekday::Fri,
        "sat" | "saturday" | "sa" => Weekday::Sat,
        "sun" | "sunday" | "su" => Weekday::Sun,
        _ => return None,
    };
    Some(day)
}

/// A weekday inside a line; `we` and `sun` are words there, and so is `Mo`.
pub(super) fn inside(word: &str) -> Option<Weekday> {
    let is_name = word.len() > 2 && (word.len() > 3 || word.starts_with(char::is_uppercase));
    weekday(word).filter(|_| is_name)
}

/// The weekdays a text begins with; with `may_slip` also misspelled ones.
pub(super) fn beginning(text: &str, may_slip: bool) -> Option<Weekdays<'_>> {
    let (word, rest) = first_word(text);
    let first = Name::read(word, may_slip)?;
    let mut read = Weekdays {
        days: first.day.into_iter().collect(),
        slip: first.slip(word),
        doubt: first.doubt,
        has_choice: false,
        is_short: word.len() < 3,
        rest,
    };
    let mut count = 1;
    while let Some((joint, next)) = joint(read.rest) {
        let (word, rest) = first_word(next.trim_start_matches(['*', '_']));
        let is_word = word.len() < 3 && !word.starts_with(char::is_uppercase)
            || rest.starts_with(['\'', '’'])
            || rest.starts_with(|c: char| c.is_alphanumeric());
        let Some(name) = Name::read(word, may_slip).filter(|_| !is_word) else {
            break;
        };
        // Only a list that ends in a colon does without a word between.
        if joint == Joint::Nothing && !closed(rest).starts_with(':') {
            break;
        }
        count += 1;
        read.is_short = false;
        read.slip = read.slip.or(name.slip(word));
        read.doubt = read.doubt.or(name.doubt);
        read.rest = rest;
        read.add(joint, name.day, count);
        if count > LONGEST_LIST {
            break;
        }
    }
    Some(read)
}

impl Weekdays<'_> {
    fn add(&mut self, joint: Joint, day: Option<Weekday>, count: usize) {
        if joint == Joint::Or {
            self.doubt = Some("one day; the line offers a choice");
            self.has_choice = true;
        }
        if count > LONGEST_LIST {
            self.doubt = Some("each weekday once");
            return;
        }
        let Some(day) = day else {
            return;
        };
        let mut next = day;
        if let (Joint::To, Some(last)) = (joint, self.days.last()) {
            next = last.succ();
        }
        loop {
            if self.days.contains(&next) {
                self.doubt = Some("each weekday once");
                return;
            }
            self.days.push(next);
            if next == day {
                return;
            }
            next = next.succ();
        }
    }
}

/// What a word says as the name of a weekday.
#[derive(Default)]
struct Name {
    day: Option<Weekday>,
    is_slip: bool,
    doubt: Option<&'static str>,
}

impl Name {
    fn slip<'a>(&self, word: &'a str) -> Option<(&'a str, Weekday)> {
        self.day.filter(|_| self.is_slip).map(|day| (word, day))
    }

    fn read(word: &str, may_slip: bool) -> Option<Self> {
        if let Some(day) = weekday(word) {
            return Some(Self {
                day: Some(day),
                ..Self::default()
            });
        }
        if !may_slip {
            return None;
        }
        let word = word.to_ascii_lowercase();
        if let Some(day) = slip(&word) {
            return Some(Self {
                day: Some(day),
                is_slip: true,
                doubt: None,
            });
        }
        is_like_one(&word).then(|| Self {
            day: nearest(&word, 2),
            is_slip: false,
            doubt: Some(A_WEEKDAY),
        })
    }
}

const NAMES: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

const SHORT: [(&str, Weekday); 11] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("tues", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("weds", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("thur", Weekday::Thu),
    ("thurs", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// The weekday a word can only mean: its name with one letter too many, too few
/// or wrong, or two swapped; short ones with two swapped, `Teu`, or cut elsewhere, `Wedn`.
fn slip(word: &str) -> Option<Weekday> {
    // Nobody mistypes a short word into another word of as many letters so often
    // that `Sub` or `Run` should be a Sunday.
    let swapped = SHORT.iter().find(|(short, _)| is_swapped(word, short));
    let cut = NAMES
        .iter()
        .find(|(name, _)| word.len() > 3 && name.starts_with(word));
    let near = (word.len() > 4).then(|| nearest(word, 1)).flatten();
    swapped.or(cut).map(|(_, day)| *day).or(near)
}

/// A word that no longer says which weekday it means, or whether it means one.
fn is_like_one(word: &str) -> bool {
    const WORDS: [&str; 2] = ["midday", "sundae"];
    let is_long = word.len() > 5 && !WORDS.contains(&word);
    let begins_alike = |name: &str| word.as_bytes().first() == name.as_bytes().first();
    is_long && {
        NAMES
            .iter()
            .any(|(name, _)| begins_alike(name) && edits(word, name) <= 2)
    }
}

/// True for `Thr`, `Tus`, `Wen`: a letter away from a short name, like many words.
pub(super) fn may_be_short(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let is_near = |(name, _): &(&str, Weekday)| {
        word.as_bytes().first() == name.as_bytes().first() && edits(&word, name) == 1
    };
    (3..=4).contains(&word.len()) && SHORT.iter().any(is_near)
}

/// The only weekday within so many edits.
fn nearest(word: &str, most: usize) -> Option<Weekday> {
    if word.len() > 12 {
        return None;
    }
    let mut near = NAMES.iter().filter(|(name, _)| edits(word, name) <= most);
    match (near.next(), near.next()) {
        (Some((_, day)), None) => Some(*day),
        _ => None,
    }
}

/// Two neighboring letters changed places, and nothing else.
fn is_swapped(word: &str, name: &str) -> bool {
    word.len() == name.len() && word != name && {
        let (word, name) = (word.as_bytes(), name.as_bytes());
        let differs: Vec<usize> = (0..word.len())
            .filter(|at| word[*at] != name[*at])
            .collect();
        matches!(differs.as_slice(), [one, next]
            if *next == one + 1 && word[*one] == name[*next] && word[*next] == name[*one])
    }
}

/// How many letters are added, left out, changed, or swapped with their neighbor.
fn edits(word: &str, name: &str) -> usize {
    let (word, name) = (word.as_bytes(), name.as_bytes());
    if word.len() > 12 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=name.len()).collect()];
    for at in 1..=word.len() {
        let mut row = vec![at];
        for to in 1..=name.len() {
            let is_other = usize::from(word[at - 1] != name[to - 1]);
            let mut least = (rows[at - 1][to] + 1)
                .min(row[to - 1] + 1)
                .min(rows[at - 1][to - 1] + is_other);
            if at > 1 && to > 1 && word[at - 1] == name[to - 2] && word[at - 2] == name[to - 1] {
                least = least.min(rows[at - 2][to - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[word.len()][name.len()]
}

fn first_word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Without the marks that close a name: `Tue.`, `**Tue**`.
fn closed(rest: &str) -> &str {
    rest.trim_start_matches(['*', '_', '.', '`']).trim_start()
}

/// What joins the next weekday to the last, and the text from that weekday on.
fn joint(rest: &str) -> Option<(Joint, &str)> {
    let text = closed(rest);
    // `Tue, Wed, and Thu`
    if let Some(next) = text.strip_prefix([',', ';']).map(str::trim_start) {
        return conjunction(next).or(Some((Joint::And, next)));
    }
    let is_apart = text.len() < rest.len();
    conjunction(text).or(is_apart.then_some((Joint::Nothing, text)))
}

fn conjunction(text: &str) -> Option<(Joint, &str)> {
    if let Some(next) = text.strip_prefix(['&', '/', '+']) {
        return Some((Joint::And, next.trim_start()));
    }
    if let Some(next) = text.strip_prefix(['-', '–', '—', '‑', '→']) {
        return Some((Joint::To, next.trim_start()));
    }
    let (word, next) = first_word(text);
    let joint = match word.to_ascii_lowercase().as_str() {
        "and" if next.starts_with("/or") => return Some((Joint::Or, next[3..].trim_start())),
        "and" | "plus" => Joint::And,
        "to" | "through" | "thru" | "until" | "till" => Joint::To,
        "or" => Joint::Or,
        _ => return None,
    };
    Some((joint, next.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_the_weekday_it_can_only_mean() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let cases = [
            ("Teu", Some(Tue)),
            ("Tuseday", Some(Tue)),
            ("Tusday", Some(Tue)),
            ("Wednesay", Some(Wed)),
            ("Wedensday", Some(Wed)),
            ("Wedn", Some(Wed)),
            ("Thusday", Some(Thu)),
            ("Fridayy", Some(Fri)),
            ("Firday", Some(Fri)),
            ("Staurday", Some(Sat)),
            ("Mondays", Some(Mon)),
            ("Snu", Some(Sun)),
            // Words, and what could be several.
            ("Run", None),
            ("Sub", None),
            ("Sum", None),
            ("Fun", None),
            ("Day", None),
            ("Today", None),
            ("Goal", None),
            ("Total", None),
            ("Midday", None),
            ("Holiday", None),
            ("Wensday", None),
        ];
        for (word, day) in cases {
            assert_eq!(slip(&word.to_ascii_lowercase()), day, "{word}");
        }
        assert!(is_like_one("wensday"));
        assert!(!is_like_one("today") && !is_like_one("midday"));
    }

    #[test]
    fn a_list_of_weekdays_is_each_of_them_and_a_range_every_day_between() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let cases: [(&str, &[Weekday], &str); 16] = [
            ("Tue & Thu: x", &[Tue, Thu], ": x"),
            ("Tue/Thu: x", &[Tue, Thu], ": x"),
            ("Tue, Thu: x", &[Tue, Thu], ": x"),
            ("Tue and Thu x", &[Tue, Thu], " x"),
            ("Tue + Thu: x", &[Tue, Thu], ": x"),
            ("Tue, Wed, and Fri: x", &[Tue, Wed, Fri], ": x"),
            ("Tuesday and Wednesday: x", &[Tue, Wed], ": x"),
            ("Tue-Thu: x", &[Tue, Wed, Thu], ": x"),
            ("Mon to Wed, Sat: x", &[Mon, Tue, Wed, Sat], ": x"),
            ("Fri–Mon: x", &[Fri, Sat, Sun, Mon], ": x"),
            ("Tues./Thurs.: x", &[Tue, Thu], ".: x"),
            ("Tue** & **Thu**: x", &[Tue, Thu], "**: x"),
            ("Tue Thu: x", &[Tue, Thu], ": x"),
            ("Tue Thu x", &[Tue], " Thu x"),
            ("Tue, we run", &[Tue], ", we run"),
            ("Tue - 5 mi", &[Tue], " - 5 mi"),
        ];
        for (text, days, rest) in cases {
            let read = beginning(text, true).expect(text);
            assert_eq!((read.days.as_slice(), read.rest), (days, rest), "{text}");
            assert_eq!(read.doubt, None, "{text}");
        }
        for text in ["Tue or Thu: x", "Tue and/or Thu: x", "Tue & Tue: x"] {
            assert!(beginning(text, true).expect(text).doubt.is_some(), "{text}");
        }
    }
}
