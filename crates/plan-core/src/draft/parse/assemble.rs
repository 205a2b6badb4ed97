//! From the parts of a line to one workout.

use super::amounts::{SHORTEST_WITHOUT_A_UNIT, WITH_ITS_UNIT};
use super::lexer::Token;
use super::manners::Circumstances;
use super::parts::{Item, Link, Node, Part, Parts};
use super::{canonical, feel, scan, unsaid};
use crate::check::{Finding, notices};
use crate::draft::effort;
use crate::draft::print::still;
use crate::draft::schedule::usual_pace;
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::Zone;

/// More steps than this are no workout.
const MOST_STEPS: usize = 200;

const TWO_WORKOUTS: &str = "one workout a line; two lines, or `AM: … / PM: …`, for two";

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
    attach_recoveries(&mut parts.items);
    let mut findings = Vec::new();
    let headline = take_headline(&mut parts, &mut findings);
    let (kind, told_by) = kind(&parts, headline.as_ref());
    let is_told = told_by != ToldBy::Nothing;
    let mut workout = Workout::new(kind);
    workout.run_walk = parts.run_walk;
    if let Some(headline) = &headline {
        check_one_workout(headline, &parts)?;
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
        let stated = stated_range(&parts.items).1;
        check_bare(headline, stated, kind, circumstances.unit, &mut findings)?;
        apply_headline(&mut workout, headline);
    }
    if headline.is_none() {
        findings.extend(unsaid::complete(&mut parts, kind, circumstances.unit));
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
            assume_last_round(&mut workout.steps, &parts.items);
        }
    }
    if headline.is_none() || parts.has_unread_term {
        // `30 min strength, 3 mi easy`
        let other_sport = parts.kinds.iter().any(|(kind, _)| !kind.is_run());
        if other_sport && headline.is_none() && !stated_range(&parts.items).1.is_zero() {
            return Err(TWO_WORKOUTS.to_owned());
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
        derive_length(&mut workout, &parts.items, circumstances);
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

fn has_length(workout: &Workout) -> bool {
    workout.distance.is_some()
        || workout.duration.is_some()
        || workout.steps.iter().any(|step| match step {
            Step::Once(segment) => segment.role == StepRole::Work,
            Step::Repeat { .. } => true,
        })
}

/// A recovery behind a repeat is part of it, unless it has one already; one
/// `between all` stands between the parts before it.
fn attach_recoveries(items: &mut Vec<Item>) {
    let mut done: Vec<Item> = Vec::with_capacity(items.len());
    for mut item in std::mem::take(items) {
        if let Node::Repeat { inner, .. } = &mut item.node {
            attach_recoveries(inner);
        }
        let Node::Part(part) = &mut item.node else {
            done.push(item);
            continue;
        };
        // `10 x 1 min hard, 1 min easy`: too short to be a part of its own.
        let is_short = match part.segment.length {
            StepLength::Time(time) => time <= Duration::from_minutes(5),
            StepLength::Distance(distance) => distance <= Distance::from_meters(800),
            StepLength::Open => false,
        };
        let follows_repeat = matches!(
            done.last(),
            Some(Item {
                node: Node::Repeat { .. },
                ..
            })
        );
        let is_easy = part.segment.target == StepTarget::Zone(Zone::Easy) && !part.has_role;
        if is_easy && is_short && follows_repeat && matches!(item.link, Link::Then | Link::With) {
            part.set_role(StepRole::Recovery);
        }
        if part.segment.role != StepRole::Recovery || !part.has_role {
            done.push(item);
            continue;
        }
        let is_between = part.is_between;
        if let Some(Node::Repeat { inner, times, .. }) = done.last_mut().map(|last| &mut last.node)
            && !ends_in_recovery(inner)
        {
            // `4 × 2 mi with 800 m jog between`: three jogs.
            let last_round = (is_between && *times > 1 && inner.len() == 1).then(|| inner.clone());
            inner.push(item);
            if let (
                Some(round),
                Some(Item {
                    node: Node::Repeat { least, times, .. },
                    ..
                }),
            ) = (last_round, done.last_mut())
            {
                *times -= 1;
                *least = least.saturating_sub(1).max(1);
                done.extend(round.into_iter().map(|item| Item {
                    link: Link::Then,
                    ..item
                }));
            }
        } else if is_between && done.len() > 1 {
            done = between(done, &item);
        } else {
            done.push(item);
        }
    }
    *items = done;
}

/// `4 x 1 mi, 400 m jog between`: the last round, which stands apart, is run
/// like those before it.
fn assume_last_round(steps: &mut [Step], items: &[Item]) {
    let is_between = |item: &Item| match &item.node {
        Node::Repeat { inner, .. } => matches!(
            inner.last().map(|item| &item.node),
            Some(Node::Part(part)) if part.is_between
        ),
        Node::Part(_) => false,
    };
    if !items.iter().any(is_between) {
        return;
    }
    for at in 1..steps.len() {
        let (before, behind) = steps.split_at_mut(at);
        if let (Some(Step::Repeat { segments, .. }), [Step::Once(last), ..]) =
            (before.last(), behind)
            && let [round, _] = segments.as_slice()
            && (round.role, round.length) == (last.role, last.length)
        {
            last.target = round.target;
        }
    }
}

fn ends_in_recovery(items: &[Item]) -> bool {
    matches!(
        items.last().map(|item| &item.node),
        Some(Node::Part(part)) if part.segment.role == StepRole::Recovery
    )
}

fn is_work(item: &Item) -> bool {
    match &item.node {
        Node::Part(part) => part.segment.role == StepRole::Work,
        Node::Repeat { .. } => true,
    }
}

fn between(items: Vec<Item>, recovery: &Item) -> Vec<Item> {
    let mut done: Vec<Item> = Vec::with_capacity(2 * items.len());
    for item in items {
        if done.last().is_some_and(is_work) && is_work(&item) {
            done.push(Item {
                link: Link::Then,
                node: recovery.node.clone(),
            });
        }
        done.push(item);
    }
    done
}

/// The amount that stands for the whole line, taken out of the parts.
fn take_headline(parts: &mut Parts, findings: &mut Vec<Finding>) -> Option<Part> {
    drop_restated_total(parts, findings);
    let stated = stated_range(&parts.items);
    if let Some(total) = parts.total.take() {
        let is_whole = match total.segment.length {
            // Parts longer than the whole: the total is a slip.
            StepLength::Distance(to) => stated.1 <= to + to.percent(Percent::from_whole(5)),
            StepLength::Time(_) | StepLength::Open => true,
        };
        if is_whole || parts.items.is_empty() {
            // `8 mi easy (8 mi)`: said twice.
            if let [
                Item {
                    node: Node::Part(only),
                    ..
                },
            ] = parts.items.as_slice()
                && same_length(only, &total)
            {
                let only = only.clone();
                parts.items.clear();
                return Some(only);
            }
            return Some(total);
        }
        findings.push(Finding::new(
            &notices::STEPS_DIFFER_FROM_HEADLINE,
            "The parts of the line are longer than its total; the parts were taken.",
        ));
        return None;
    }
    let first = match parts.items.first().map(|item| &item.node) {
        Some(Node::Part(first)) if first.segment.length != StepLength::Open => first.clone(),
        _ => return None,
    };
    let is_plain = first.segment.role == StepRole::Work
        || parts.items.len() == 1
        || first.segment.role == StepRole::Recovery
            && parts.items.len() > 1
            && others_are_within(&parts.items);
    if !is_plain || !is_headline(parts, &first) {
        return None;
    }
    let mut first = first;
    first.segment.role = StepRole::Work;
    parts.items.remove(0);
    Some(first)
}

/// `10–12 mile Easy Run 12 mi`: the amount at the end says the headline again.
fn drop_restated_total(parts: &mut Parts, findings: &mut Vec<Finding>) {
    if parts.items.len() < 2 {
        return;
    }
    let (
        Some(Item {
            node: Node::Part(first),
            ..
        }),
        Some(last),
    ) = (parts.items.first(), parts.items.last())
    else {
        return;
    };
    let Node::Part(last_part) = &last.node else {
        return;
    };
    let is_distance = |part: &Part| matches!(part.segment.length, StepLength::Distance(_));
    let is_total = last.link == Link::Beside
        && is_distance(last_part)
        && is_distance(first)
        && !last_part.is_described
        && !last_part.has_role
        && !last_part.is_within;
    let is_consisting = parts.items[1].link >= Link::Colon;
    let is_same = same_length(first, last_part);
    if is_total && (is_same || is_consisting) {
        if !is_same {
            findings.push(Finding::new(&notices::TOTAL_DIFFERS_FROM_HEADLINE, "The distance at the end of the line is not the one at its beginning, which was taken.",
            ));
        }
        parts.items.pop();
    }
}

fn same_length(one: &Part, other: &Part) -> bool {
    one.segment.length == other.segment.length
}

fn others_are_within(items: &[Item]) -> bool {
    items[1..].iter().all(|item| match &item.node {
        Node::Part(part) => part.is_within,
        Node::Repeat { inner, .. } => inner
            .iter()
            .any(|item| matches!(&item.node, Node::Part(part) if part.is_within)),
    })
}

/// True where the first amount is the whole and the others are its parts.
fn is_headline(parts: &Parts, first: &Part) -> bool {
    let Some(second) = parts.items.get(1) else {
        return true;
    };
    if others_are_within(&parts.items) || second.link >= Link::With {
        return true;
    }
    let StepLength::Distance(whole) = first.segment.length else {
        return false;
    };
    let kind_comes_first = parts.kinds.first().is_some_and(|(_, before)| *before == 0);
    let rest = stated_range(&parts.items[1..]).1;
    let adds_up = is_near(rest, whole);
    match second.link {
        Link::Beside => {
            kind_comes_first || !first.is_described || matches!(second.node, Node::Repeat { .. })
        }
        Link::Then => kind_comes_first && adds_up,
        _ => false,
    }
}

/// `Strength + easy 3 mi` are two, and `1:30` is hours or minutes.
fn check_one_workout(headline: &Part, parts: &Parts) -> Result<(), String> {
    // `Core + 4 mi`: what stands behind a plus is not the core work.
    if parts.has_sport_before_plus {
        return Err(TWO_WORKOUTS.to_owned());
    }
    let runs = parts.kinds.iter().any(|(kind, _)| kind.is_run());
    let other = parts.kinds.iter().any(|(kind, _)| !kind.is_run());
    let is_strength = parts
        .kinds
        .iter()
        .any(|(kind, _)| *kind == WorkoutKind::Strength);
    match headline.segment.length {
        StepLength::Distance(_) if other && (runs || is_strength) => Err(TWO_WORKOUTS.to_owned()),
        StepLength::Time(time) if time < SHORTEST_WITHOUT_A_UNIT && parts.items.is_empty() => {
            Err(WITH_ITS_UNIT.to_owned())
        }
        _ => Ok(()),
    }
}

/// Equal but for a rounding: within a twentieth.
fn is_near(one: Distance, other: Distance) -> bool {
    let twentieth = Percent::from_whole(5);
    one <= other + other.percent(twentieth) && other <= one + one.percent(twentieth)
}

/// A number without a unit is a distance only where it can be nothing else.
fn check_bare(
    headline: &Part,
    stated: Distance,
    kind: WorkoutKind,
    unit: DistanceUnit,
    findings: &mut Vec<Finding>,
) -> Result<(), String> {
    if let StepLength::Distance(distance) = headline.segment.length {
        if headline.is_bare {
            let most = match unit {
                DistanceUnit::Mile => Distance::from_miles(31),
                DistanceUnit::Kilometer => Distance::from_kilometers(50),
            };
            let is_confirmed = is_near(distance, stated);
            if !is_confirmed && (kind.is_quality() || !kind.is_run() || distance > most) {
                return Err("a unit behind the number: `mi`, `km` or `min`".to_owned());
            }
            findings.push(Finding::new(
                &notices::UNIT_ASSUMED,
                format!("The number has no unit; it was read as {unit}."),
            ));
        } else if distance < Distance::from_meters(100) && !distance.is_zero() {
            return Err(
                "a distance in mi or km, or a time in min: `m` is read as meters".to_owned(),
            );
        }
    }
    Ok(())
}

fn apply_headline(workout: &mut Workout, headline: &Part) {
    match headline.segment.length {
        StepLength::Distance(distance) => {
            workout.distance = Some(distance);
            workout.distance_from = headline.from;
        }
        StepLength::Time(time) => workout.duration = Some(time),
        StepLength::Open => {}
    }
    match headline.segment.target {
        StepTarget::Zone(zone) => workout.zone = Some(zone),
        // A pace of its own is a step over the whole of it.
        StepTarget::Pace { .. } | StepTarget::RacePace(_) | StepTarget::Share { .. } => {
            workout.steps = vec![Step::Once(headline.segment.clone())];
            return;
        }
        StepTarget::Open => {}
    }
    workout.note = headline.segment.note.clone();
}

/// The distances that are stated: the lower ends and the upper ends.
fn stated_range(items: &[Item]) -> (Distance, Distance) {
    let mut sum = (Distance::ZERO, Distance::ZERO);
    for item in items {
        let (from, to) = match &item.node {
            Node::Part(part) => match part.segment.length {
                StepLength::Distance(to) if !part.is_within => (part.from.unwrap_or(to), to),
                _ => (Distance::ZERO, Distance::ZERO),
            },
            Node::Repeat {
                least,
                times,
                inner,
            } => {
                let (from, to) = stated_range(inner);
                (from.times(u32::from(*least)), to.times(u32::from(*times)))
            }
        };
        sum = (sum.0 + from, sum.1 + to);
    }
    sum
}

/// Times of parts: of those that are run, and of all.
fn timed(items: &[Item]) -> (Duration, Duration) {
    let mut sum = (Duration::ZERO, Duration::ZERO);
    for item in items {
        let (run, all) = match &item.node {
            Node::Part(part) => match part.segment.length {
                StepLength::Time(time) if part.is_still => (Duration::ZERO, time),
                StepLength::Time(time) => (time, time),
                _ => (Duration::ZERO, Duration::ZERO),
            },
            Node::Repeat { times, inner, .. } => {
                let (run, all) = timed(inner);
                (run.times(u32::from(*times)), all.times(u32::from(*times)))
            }
        };
        sum = (sum.0 + run, sum.1 + all);
    }
    sum
}

fn is_timed_throughout(items: &[Item]) -> bool {
    items.iter().all(|item| match &item.node {
        Node::Part(part) => matches!(part.segment.length, StepLength::Time(_)),
        Node::Repeat { inner, .. } => is_timed_throughout(inner),
    })
}

/// The length of a line without a headline: what its parts add up to.
fn derive_length(workout: &mut Workout, items: &[Item], circumstances: Circumstances) {
    let (from, to) = stated_range(items);
    let (run, all) = timed(items);
    if !to.is_zero() {
        let is_assumed = |item: &Item| matches!(&item.node, Node::Part(part) if part.is_assumed);
        workout.distance_is_estimated = !run.is_zero() || items.iter().any(is_assumed);
        let more = usual_pace(circumstances.level).distance_in(run);
        let round = |distance: Distance| match workout.distance_is_estimated {
            false => distance,
            true => (distance + more).round_to(circumstances.unit.tenth()),
        };
        // Miles and meters have no common decimals.
        let hectometer = Distance::from_meters(100);
        let is_even = |distance: Distance| {
            let hundredth = circumstances.unit.hundredth();
            distance.floor_to(hundredth) == distance || distance.floor_to(hectometer) == distance
        };
        let round = |distance: Distance| match is_even(to) && is_even(from) {
            true => round(distance),
            false => round(distance).round_to(circumstances.unit.hundredth()),
        };
        workout.distance = Some(round(to));
        workout.distance_from = Some(round(from)).filter(|from| *from < round(to));
    } else if !items.is_empty() && is_timed_throughout(items) && !all.is_zero() {
        workout.duration = Some(all).filter(|all| *all <= Duration::MAX);
    }
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

/// What told the kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToldBy {
    /// A word, or how hard a part is.
    Words,
    /// That it repeats something, without saying how hard.
    Repeats,
    /// Nothing did.
    Nothing,
}

/// The kind that is named, else the one the parts amount to, and what told.
fn kind(parts: &Parts, headline: Option<&Part>) -> (WorkoutKind, ToldBy) {
    // The words of the headline's own clause come first.
    let own = usize::from(headline.is_some());
    let mut named = parts.kinds.iter().filter(|(_, before)| *before <= own);
    let other_sport = named.clone().find(|(kind, _)| !kind.is_run());
    if let Some((kind, _)) = other_sport.or(named.next()) {
        return (*kind, ToldBy::Words);
    }
    if headline.is_some_and(|headline| headline.is_still) {
        return (WorkoutKind::CrossTraining, ToldBy::Words);
    }
    let of_headline = headline.and_then(|headline| kind_of_target(headline.segment.target, false));
    let of_words = parts.kinds.iter().map(|(kind, _)| *kind);
    let told = of_headline.into_iter().chain(of_words);
    let told = told.map(|kind| (kind, ToldBy::Words));
    let hardest = told
        .chain(kind_of_items(&parts.items, false))
        // `8 x 60 s hill`, `6 x 3 min fartlek`: a word knows better than the shape.
        .max_by_key(|(kind, told_by)| {
            let is_called = kind.is_quality() && *told_by == ToldBy::Words;
            (is_called, hardness(*kind))
        });
    hardest.unwrap_or_else(|| {
        let says_effort =
            headline.is_none_or(|headline| headline.segment.target != StepTarget::Open);
        let told_by = if says_effort {
            ToldBy::Words
        } else {
            ToldBy::Nothing
        };
        (WorkoutKind::Easy, told_by)
    })
}

const fn hardness(kind: WorkoutKind) -> u8 {
    match kind {
        WorkoutKind::HillRepeats | WorkoutKind::Intervals => 4,
        WorkoutKind::Tempo => 3,
        WorkoutKind::RacePace | WorkoutKind::Fartlek => 2,
        WorkoutKind::LongRun | WorkoutKind::MediumLong => 1,
        _ => 0,
    }
}

fn kind_of_items(items: &[Item], repeated: bool) -> Option<(WorkoutKind, ToldBy)> {
    // Running and walking in turn is how beginners run easily.
    let walks = items
        .iter()
        .any(|item| matches!(&item.node, Node::Part(part) if still(&part.segment) == Some("walk")));
    items
        .iter()
        .filter_map(|item| match &item.node {
            Node::Part(part) if part.segment.role != StepRole::Work || part.is_within => None,
            Node::Part(part) => {
                let note = part.segment.note.as_deref().unwrap_or_default();
                if note.contains("hill") {
                    return Some((WorkoutKind::HillRepeats, ToldBy::Words));
                }
                let of_target = kind_of_target(part.segment.target, repeated);
                let of_target = of_target.map(|kind| (kind, ToldBy::Words));
                let plain = || (kind_of_repeats(part.segment.length), ToldBy::Repeats);
                of_target.or_else(|| (repeated && !walks).then(plain))
            }
            Node::Repeat { inner, .. } => kind_of_items(inner, true),
        })
        .max_by_key(|(kind, _)| hardness(*kind))
}

/// The kind of session that repeats without an effort make: nobody runs ten
/// minutes at interval pace, let alone three times.
fn kind_of_repeats(length: StepLength) -> WorkoutKind {
    let is_long = match length {
        StepLength::Distance(distance) => distance > Distance::from_kilometers(2),
        StepLength::Time(time) => time >= Duration::from_minutes(8),
        StepLength::Open => false,
    };
    match is_long {
        true => WorkoutKind::Tempo,
        false => WorkoutKind::Intervals,
    }
}

/// The kind of session a target makes. Races and shares of them are compared
/// as speeds, in tenths of a percent of the speed over 5 km (VDOT 50).
fn kind_of_target(target: StepTarget, repeated: bool) -> Option<WorkoutKind> {
    let of_speed = |speed: u32| match speed {
        940.. => Some(WorkoutKind::Intervals),
        890.. => Some(WorkoutKind::Tempo),
        830.. => Some(WorkoutKind::RacePace),
        _ => None,
    };
    match target {
        StepTarget::Zone(Zone::Easy) | StepTarget::Open => None,
        StepTarget::Zone(Zone::Marathon) => Some(WorkoutKind::RacePace),
        StepTarget::Zone(Zone::Threshold) => Some(WorkoutKind::Tempo),
        StepTarget::Zone(Zone::Interval | Zone::Repetition) => Some(WorkoutKind::Intervals),
        StepTarget::RacePace(race) => of_speed(race_speed(race)),
        StepTarget::Share { percent, of } => {
            of_speed(race_speed(of) * u32::from(percent.as_tenths()) / 1_000)
        }
        StepTarget::Pace { .. } => repeated.then_some(WorkoutKind::Intervals),
    }
}

fn race_speed(race: Distance) -> u32 {
    if race <= RaceDistance::FiveK.distance() {
        1_000
    } else if race <= RaceDistance::TenK.distance() {
        960
    } else if race <= RaceDistance::HalfMarathon.distance() {
        920
    } else {
        880
    }
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
