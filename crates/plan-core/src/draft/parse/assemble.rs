//! From the parts of a line to one workout.

use super::kinds::{self, ToldBy};
use super::lexer::{Kind, Token};
use super::manners::Circumstances;
use super::parts::{Item, Link, Node, Parts};
use super::{canonical, feel, headline, lengths, recoveries, scan, unsaid};
use crate::check::{Finding, notices};
use crate::draft::effort;
use crate::workout::{Step, StepRole, Workout, WorkoutKind};

/// More steps than this are no workout.
const MOST_STEPS: usize = 200;

/// A workout and what to know about it.
pub(super) struct Assembled {
    /// The workout.
    pub workout: Workout,
    /// Without their lines.
    pub findings: Vec<Finding>,
    /// True where a word or an effort told the kind.
    pub says_kind: bool,
}

/// Reads a line that is neither rest nor race.
///
/// # Errors
/// What was expected, where kind or length cannot be told.
pub(super) fn workout(
    source: &str,
    tokens: &[Token<'_>],
    circumstances: Circumstances,
) -> Result<Assembled, String> {
    let mut parts = scan::read(source, tokens, circumstances.unit);
    if parts.is_choice {
        return Err("one workout: the line offers a choice of two".to_owned());
    }
    recoveries::attach(&mut parts.items);
    let mut findings = Vec::new();
    findings.extend(unsaid::strides(&mut parts));
    let mut headline = headline::take(&mut parts, &mut findings);
    let (kind, told_by) = kinds::kind(&parts, headline.as_ref());
    let is_work = headline
        .as_ref()
        .is_some_and(|headline| unsaid::is_only_the_work(headline, &parts, kind));
    if is_work && let Some(work) = headline.take() {
        parts.items.push(Item {
            link: Link::Beside,
            node: Node::Part(work),
        });
        if parts.frame.is_none() {
            findings.push(unsaid::frame(&mut parts.items, circumstances.unit));
        }
    }
    unsaid::place_frame(&mut parts);
    findings.extend(
        headline
            .as_ref()
            .and_then(|headline| unsaid::whole(headline, &parts)),
    );
    findings.extend(footnote(tokens));
    let is_told = told_by != ToldBy::Nothing;
    let mut workout = Workout::new(kind);
    workout.run_walk = parts.run_walk;
    if let Some(headline) = &headline {
        headline::check_one_workout(headline, &parts)?;
        if headline.is_bare
            && parts
                .rest
                .iter()
                .any(|range| has_digit(&source[range.clone()]))
        {
            return Err("a unit behind every number: `mi`, `km` or `min`".to_owned());
        }
        if headline.is_bare && !is_told && !parts.says_run && !parts.rest.is_empty() {
            return Err(format!(
                "a unit behind the number (`mi`, `km` or `min`), or a kind of run beside it, such as `Easy 5 {}`",
                circumstances.unit
            ));
        }
        let stated = lengths::stated_range(&parts.items).1;
        headline::check_bare(headline, stated, kind, circumstances.unit, &mut findings)?;
        headline::apply(&mut workout, headline);
        workout.duration = workout.duration.or(parts.time);
    }
    if headline.is_none() {
        findings.extend(unsaid::complete(&mut parts, kind, circumstances.unit));
        if unsaid::is_only_a_frame(&parts.items) && !parts.rest.is_empty() {
            return Err(
                "what is run between warm-up and cool-down, such as `4 x 1 mi @ T`".to_owned(),
            );
        }
    }
    if !parts.items.is_empty() {
        workout.steps = steps(&parts.items)?;
        let is_named = parts.kinds.iter().any(|(named, _)| *named == kind);
        // `8 x 400 m, 200 m jog` names no kind, and is a session all the same.
        let is_shaped = told_by == ToldBy::Repeats
            && workout.zone == kind.zone()
            && !feel::is_said(source, tokens, &parts.rest);
        if (is_named || is_shaped) && !canonical::says_feel(tokens) {
            effort::assume(&mut workout);
            recoveries::assume_last_round(&mut workout.steps, &parts.items);
        }
    }
    if headline.is_none() || parts.has_unread_term {
        // `30 min strength, 3 mi easy`
        let other_sport = parts.kinds.iter().any(|(kind, _)| !kind.is_run());
        if other_sport && headline.is_none() && !lengths::stated_range(&parts.items).1.is_zero() {
            return Err(headline::TWO_WORKOUTS.to_owned());
        }
        // A number nobody understood may be a part of the sum.
        if let Some(text) = parts
            .rest
            .iter()
            .map(|range| &source[range.clone()])
            .find(|text| has_digit(text) && !text.ends_with("00s"))
        {
            return Err(format!("a unit or a meaning for `{text}`"));
        }
    }
    if headline.is_none() {
        lengths::derive(&mut workout, &parts.items, circumstances);
    }
    if workout.kind.is_run() && !has_length(&workout) {
        return Err(format!(
            "a distance such as `{} 5 {}`, a time such as `40 min`, or steps",
            kind.label(),
            circumstances.unit
        ));
    }
    if !workout.kind.is_run() && !is_told && !has_length(&workout) {
        return Err("a workout such as `Easy 5 mi`, or `Rest`".to_owned());
    }
    let assumed = match (told_by, kind) {
        (ToldBy::Nothing, _) if !parts.says_run => Some("easy running"),
        // Of long repeats only most coaches mean the same.
        (ToldBy::Repeats, WorkoutKind::Tempo) => Some("tempo, since its repeats are long"),
        _ => None,
    };
    findings.extend(assumed.map(|assumed| {
        Finding::new(
            &notices::KIND_ASSUMED,
            format!("The line names no kind of run; it was read as {assumed}."),
        )
    }));
    for range in &parts.narrowed {
        let text = &source[range.clone()];
        findings.push(Finding::new(
            &notices::PACE_RANGE_NARROWED,
            format!("`{text}` is a range; the slower end was taken, and the range kept as a note."),
        ));
    }
    for range in &parts.rest {
        let text = &source[range.clone()];
        if has_digit(text) {
            findings.push(Finding::new(
                &notices::NUMBER_NOT_UNDERSTOOD,
                format!("`{text}` was kept as a note; nothing was read from it."),
            ));
        }
    }
    let notes = [
        workout.note.take(),
        kept_words(source, &parts, workout.kind),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    workout.note = Some(notes.join("; ")).filter(|note| !note.is_empty());
    Ok(Assembled {
        workout,
        findings,
        says_kind: is_told,
    })
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// `5 mi easy*`: a star behind a word that no star in front of it opened.
fn footnote(tokens: &[Token<'_>]) -> Option<Finding> {
    let is_star = |token: &Token<'_>| token.kind == Kind::Sign('*');
    let mut is_open = false;
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| is_star(token))
    {
        let is_behind = at > 0 && tokens[at - 1].end() == token.start;
        let next = tokens.get(at + 1);
        let is_in_front = next.is_some_and(|next| next.start == token.end());
        // The star before the first word of a line may have been its bullet.
        let ends_a_thought = next.is_none_or(|next| matches!(next.kind, Kind::Sign(_)));
        if is_behind && !is_open && ends_a_thought {
            return Some(Finding::new(
                &notices::FOOTNOTE_NOT_READ,
                "A `*` points to something said elsewhere; nothing was read from it.",
            ));
        }
        is_open = is_in_front && !is_behind;
    }
    None
}

fn has_length(workout: &Workout) -> bool {
    workout.distance.is_some()
        || workout.duration.is_some()
        || workout.steps.iter().any(|step| match step {
            Step::Once(segment) => segment.role == StepRole::Work,
            Step::Repeat { .. } => true,
        })
}

fn steps(items: &[Item]) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    flatten(items, &mut steps)?;
    Ok(steps)
}

/// Sets inside sets are written out, since a repeat holds segments only.
fn flatten(items: &[Item], steps: &mut Vec<Step>) -> Result<(), String> {
    for item in items {
        match &item.node {
            Node::Part(part) => steps.push(Step::Once(part.segment.clone())),
            Node::Repeat { times, inner, .. } => {
                let segments: Option<Vec<_>> = inner
                    .iter()
                    .map(|item| match &item.node {
                        Node::Part(part) => Some(part.segment.clone()),
                        Node::Repeat { .. } => None,
                    })
                    .collect();
                match segments {
                    Some(segments) if *times > 1 => steps.push(Step::Repeat {
                        times: *times,
                        segments,
                    }),
                    _ => {
                        for _ in 0..*times {
                            flatten(inner, steps)?;
                        }
                    }
                }
            }
        }
        if steps.len() > MOST_STEPS {
            return Err(format!("a workout of at most {MOST_STEPS} steps"));
        }
    }
    Ok(())
}

/// Words without a meaning here, as they were written.
fn kept_words(source: &str, parts: &Parts, kind: WorkoutKind) -> Option<String> {
    const EMPTY: [&str; 22] = [
        "mi", "mile", "miles", "km", "run", "runs", "of", "the", "a", "an", "for", "on", "in",
        "to", "and", "then", "each", "rep", "reps", "general", "gen", "session",
    ];
    let mut kept: Vec<&str> = parts
        .details
        .iter()
        .map(|range| &source[range.clone()])
        .collect();
    for range in &parts.rest {
        let text = source[range.clone()].trim();
        // `8 x 400 m hard`: as intervals are.
        if kind == WorkoutKind::Intervals && text.eq_ignore_ascii_case("hard") {
            continue;
        }
        let says_something = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .any(|word| !EMPTY.contains(&word.to_ascii_lowercase().as_str()));
        if says_something {
            // `with the dog`
            let with = parts
                .companions
                .iter()
                .find(|(_, next)| *next == range.start);
            kept.push(match with {
                Some((with, _)) => source[*with..range.end].trim(),
                None => text.trim_start_matches(['-', '–', ' ']),
            });
        }
    }
    (!kept.is_empty()).then(|| kept.join("; "))
}
