//! Lines as coaches write them, where they do not write canonically.
//!
//! What is understood becomes a workout; words without a meaning here are kept
//! as its note; what leaves a doubt is said in a finding; and a line whose
//! kind or length nobody can tell is refused with what was expected.

use super::amounts::Unit;
use super::assemble::{self, Assembled};
use super::lexer::{self, Cursor, Kind, Token};
use super::{amounts, race_lines, vocabulary};
use crate::check::Finding;
use crate::plan::{Level, RaceDistance};
use crate::units::DistanceUnit;
use crate::workout::{Workout, WorkoutKind};

/// A line longer than this is no workout.
const LONGEST: usize = 2_000;

/// What a line may rely on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    /// The draft's unit.
    pub unit: DistanceUnit,
    /// The runner's level, for estimates.
    pub level: Level,
    /// The goal race.
    pub race: Option<RaceDistance>,
}

/// The workouts of a line and what to know about them.
pub(super) struct Read {
    /// One, or two for a double.
    pub workouts: Vec<Workout>,
    /// Without their lines.
    pub findings: Vec<Finding>,
}

/// Refuses a body too long for a workout.
///
/// # Errors
/// How long it may be.
pub(super) fn check_length(source: &str) -> Result<(), String> {
    match source.len() > LONGEST {
        true => Err(format!("a workout in at most {LONGEST} characters")),
        false => Ok(()),
    }
}

/// Reads a body without its note, at most as long as [`check_length`] allows.
///
/// # Errors
/// What was expected, where the line cannot be read.
pub(super) fn read(
    source: &str,
    tokens: &[Token<'_>],
    circumstances: Circumstances,
) -> Result<Read, String> {
    if tokens.is_empty() {
        return Err("a workout such as `Easy 5 mi`, or `Rest`".to_owned());
    }
    let halves = halves(tokens);
    let mut read = Read {
        workouts: Vec::new(),
        findings: Vec::new(),
    };
    let mut first_kind = None;
    for half in &halves {
        let pair = runs_in_a_row(half);
        for tokens in pair {
            let Assembled {
                mut workout,
                findings,
                says_kind,
            } = one(source, tokens, circumstances)?;
            match first_kind {
                // `Recovery AM 5 mi PM 4 mi`: the kind holds for both.
                Some(kind) if !says_kind => {
                    workout.kind = kind;
                    workout.zone = kind.zone();
                }
                Some(_) => read.findings.extend(findings),
                None => {
                    first_kind = Some(workout.kind);
                    read.findings.extend(findings);
                }
            }
            read.workouts.push(workout);
        }
    }
    Ok(read)
}

fn one(
    source: &str,
    tokens: &[Token<'_>],
    circumstances: Circumstances,
) -> Result<Assembled, String> {
    if let Some(rest) = rest_day(source, tokens) {
        return rest;
    }
    if let Some(race) = race_lines::race(source, tokens, circumstances) {
        return race;
    }
    assemble::workout(source, tokens, circumstances)
}

/// `Off`, `Rest day`, `rest or cross-train`: a day off, the choice kept as its note.
fn rest_day(source: &str, tokens: &[Token<'_>]) -> Option<Result<Assembled, String>> {
    let mut cursor = Cursor::new(tokens);
    if !vocabulary::rest_day(&mut cursor) {
        return None;
    }
    let mut workout = Workout::rest();
    if let Some(next) = cursor.peek() {
        let behind = &tokens[cursor.position()..];
        let has_amount = (0..behind.len()).any(|at| {
            let mut ahead = Cursor::new(behind);
            ahead.skip(at);
            // `Off (0 mi)`
            amounts::amount(&mut ahead).is_some_and(|amount| !amount.is_zero())
        });
        let is_choice = next.is_word("or");
        if has_amount && !is_choice {
            return Some(Err(
                "either `Rest` or a run such as `Easy 5 mi`; `Rest or easy 5 mi` keeps the choice as a note"
                    .to_owned(),
            ));
        }
        let text = source[next.start..tokens.last().map_or(source.len(), Token::end)]
            .trim_matches([',', ';', '/', '.', '(', ')', ' ', '*'])
            .to_owned();
        let tokens = lexer::tokens(&text);
        let mut nothing = Cursor::new(&tokens);
        let is_nothing = amounts::amount(&mut nothing).is_some() && nothing.is_done();
        workout.note = Some(text).filter(|text| !text.is_empty() && !is_nothing);
    }
    Some(Ok(Assembled {
        workout,
        findings: Vec::new(),
        says_kind: true,
    }))
}

fn is_half(token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    let has_colon = next.is_some_and(|next| next.kind == Kind::Sign(':'));
    matches!(token.text, "AM" | "PM") || has_colon && says_half(token)
}

fn says_half(token: &Token<'_>) -> bool {
    ["am", "pm"].iter().any(|half| token.is_word(half))
}

/// `5 mi am + 4 mi easy pm`: where the halves end that are marked behind.
fn marked_behind(tokens: &[Token<'_>]) -> Option<[usize; 2]> {
    let marks: Vec<usize> = (0..tokens.len())
        .filter(|at| says_half(&tokens[*at]))
        .collect();
    let [first, second] = <[usize; 2]>::try_from(marks).ok()?;
    // `at 7:00 am` is when.
    let is_time = |mark: usize| {
        let before = mark.checked_sub(1).map(|before| tokens[before].kind);
        matches!(before, Some(Kind::Clock | Kind::Number(_)))
    };
    let ends_both = second + 1 == tokens.len() && !is_time(first) && !is_time(second);
    let has_amounts = has_amount(&tokens[..first]) && has_amount(&tokens[first..]);
    (ends_both && has_amounts && tokens[first].is_word("am")).then_some([first, second])
}

/// The two runs of a double: `AM: 4 mi easy / PM: 6 mi`, `Recovery AM 4 mi LT PM 11 mi`.
fn halves<'a>(tokens: &[Token<'a>]) -> Vec<Vec<Token<'a>>> {
    if let Some([first, second]) = marked_behind(tokens) {
        let is_link = |token: &Token<'_>| {
            matches!(token.kind, Kind::Sign('+' | '/' | ',' | ';' | '&')) || token.is_word("and")
        };
        let behind = &tokens[first + 1..second];
        let joins = behind.iter().take_while(|token| is_link(token)).count();
        return vec![tokens[..first].to_vec(), behind[joins..].to_vec()];
    }
    let marks: Vec<usize> = (0..tokens.len())
        .filter(|at| is_half(&tokens[*at], tokens.get(at + 1)))
        .collect();
    let without_marks = |range: std::ops::Range<usize>| -> Vec<Token<'a>> {
        let mut part: Vec<Token<'a>> = Vec::new();
        let mut after_mark = false;
        for at in range {
            if marks.contains(&at) {
                after_mark = true;
                continue;
            }
            let is_colon = after_mark && tokens[at].kind == Kind::Sign(':');
            after_mark = false;
            if !is_colon {
                part.push(tokens[at]);
            }
        }
        while part
            .last()
            .is_some_and(|token| matches!(token.kind, Kind::Sign('/' | ',' | ';' | '|')))
        {
            part.pop();
        }
        part
    };
    let split = match marks.as_slice() {
        // An AM or PM in front of everything is no double.
        [] => None,
        [only] => Some(*only).filter(|only| has_amount(&tokens[..*only])),
        [_, second, ..] => Some(*second),
    };
    let Some(mark) = split else {
        return vec![without_marks(0..tokens.len())];
    };
    let has_colon = tokens
        .get(mark + 1)
        .is_some_and(|next| next.kind == Kind::Sign(':'));
    let mut start = mark;
    // `… LT PM 11 mi`: the words before the mark belong to the second run.
    while !has_colon && start > 0 {
        let word = &tokens[start - 1];
        let is_unit = start > 1
            && amounts::unit_word(word).is_some()
            && matches!(tokens[start - 2].kind, Kind::Number(_));
        if is_unit
            || marks.contains(&(start - 1))
            || !matches!(word.kind, Kind::Word | Kind::Sign('+'))
        {
            break;
        }
        start -= 1;
    }
    vec![without_marks(0..start), without_marks(start..tokens.len())]
}

fn has_amount(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| {
        matches!(pair[0].kind, Kind::Number(_))
            && matches!(
                amounts::unit_word(&pair[1]),
                Some(Unit::Length(_) | Unit::Seconds(_))
            )
    })
}

/// `Endurance 13 mi Recovery 5 mi`: two runs, one after the other.
fn runs_in_a_row<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut cursor = Cursor::new(tokens);
    let mut split = None;
    for run in 0..2 {
        let start = cursor.position();
        let mut kinds = 0;
        while let Some(kind) = vocabulary::kind(&mut cursor) {
            kinds += 1;
            if !matches!(
                kind,
                WorkoutKind::Easy
                    | WorkoutKind::LongRun
                    | WorkoutKind::MediumLong
                    | WorkoutKind::Recovery
            ) {
                return vec![tokens];
            }
            let _ = cursor.words("run");
        }
        if kinds == 0 && run == 0 {
            // `General aerobic 11 mi`: a word of no meaning in front.
            cursor.skip(1);
            if vocabulary::kind(&mut cursor).is_none() {
                return vec![tokens];
            }
        } else if kinds == 0 {
            return vec![tokens];
        }
        if !matches!(
            amounts::amount(&mut cursor),
            Some(amounts::Amount::Distance { .. })
        ) {
            return vec![tokens];
        }
        if run == 1 {
            split = Some(start);
        }
    }
    match split.filter(|_| cursor.is_done()) {
        Some(split) => vec![&tokens[..split], &tokens[split..]],
        None => vec![tokens],
    }
}
