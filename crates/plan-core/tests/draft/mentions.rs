//! What a line says cannot get lost in a reading: neither in the parser's own,
//! nor, unnoticed, in anybody else's.

use plan_core::draft::{DifferenceField, Reach, Unheard, invented, print, unheard, weekdays_of};
use plan_core::testing;
use plan_core::units::{Distance, DistanceUnit, Duration};
use plan_core::workout::{Step, StepLength, Workout, WorkoutKind};
use proptest::prelude::*;

use crate::lines::labeled;
use crate::read;

const MILE: DistanceUnit = DistanceUnit::Mile;

/// The workouts of a body the parser reads.
fn workouts(body: &str) -> Vec<Workout> {
    let parsed = read(&format!("## Week 1 · Base\n- Mon: {body}\n"));
    assert_eq!(parsed.unreadable, [], "{body}");
    parsed.draft.weeks[0].days[0].clone()
}

/// The lines of a text that the parser read, each with what it lost of it.
fn lost_by_the_parser(text: &str) -> Vec<(String, Vec<Unheard>)> {
    let parsed = read(text);
    let is_read = |number| parsed.unreadable.iter().all(|it| it.line != number);
    let lines = (1u32..).zip(text.lines());
    let days = lines.filter(|(number, line)| !weekdays_of(line).is_empty() && is_read(*number));
    let lost = days.filter_map(|(number, line)| {
        let of_line = parsed.lines.iter().filter(|at| at.line == number);
        let workouts: Vec<Workout> = of_line
            .map(|at| parsed.draft.weeks[at.week].on(at.day)[at.index].clone())
            .collect();
        let unheard = unheard(line, &workouts, parsed.draft.unit);
        (!unheard.is_empty()).then(|| (line.to_owned(), unheard))
    });
    lost.collect()
}

#[test]
fn the_parser_loses_nothing_of_any_line_of_the_corpus() {
    let lines = labeled();
    let text = |line: &str| format!("## Week 1 · Base\n- Mon: {line}\n");
    let lost: Vec<_> = lines
        .iter()
        .flat_map(|labeled| lost_by_the_parser(&text(&labeled.line)))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

proptest! {
    #[test]
    fn the_parser_loses_nothing_of_a_printed_draft(draft in testing::draft()) {
        let text = print(&draft);
        let lost = lost_by_the_parser(&text);
        prop_assert!(lost.is_empty(), "{text}\n{lost:#?}");
    }
}

/// Bodies of the corpus, each with its workouts.
fn corpus() -> impl Iterator<Item = (String, Vec<Workout>)> {
    let lines = labeled().into_iter().map(|labeled| labeled.line);
    lines.map(|line| {
        let workouts = workouts(&line);
        (line, workouts)
    })
}

#[test]
fn rest_in_the_place_of_training_is_named_for_every_line_of_the_corpus() {
    let mut tried = 0;
    for (line, workouts) in corpus() {
        let rests = workouts.iter().all(|it| it.kind == WorkoutKind::Rest);
        if !rests {
            tried += 1;
            assert!(!unheard(&line, &[], MILE).is_empty(), "{line}");
            let rest = Workout {
                note: Some(line.clone()),
                ..Workout::rest()
            };
            assert!(!unheard(&line, &[rest], MILE).is_empty(), "{line}");
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn another_distance_is_named_even_with_the_whole_line_beside_it() {
    let mut tried = 0;
    for (line, workouts) in corpus() {
        if !lengths(&workouts).iter().any(|length| says(&line, *length)) {
            continue;
        }
        for meters in [1_234, 7_777, 54_321] {
            tried += 1;
            let mut reading = Workout::run(workouts[0].kind, Distance::from_meters(meters));
            reading.note = Some(line.clone());
            assert!(!unheard(&line, &[reading], MILE).is_empty(), "{line}");
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_length_that_is_left_out_is_named_for_every_line_of_the_corpus() {
    let mut tried = 0;
    for (line, workouts) in corpus() {
        for lost in lengths(&workouts) {
            if says(&line, lost) {
                tried += 1;
                let mut reading = workouts.clone();
                without(&mut reading, lost);
                let named = unheard(&line, &reading, MILE);
                assert!(!named.is_empty(), "{line} without {lost:?}");
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The lengths of the parts of workouts, and of the workouts themselves.
fn lengths(reading: &[Workout]) -> Vec<StepLength> {
    let mut found = Vec::new();
    for workout in reading {
        if !workout.distance_is_estimated {
            found.extend(workout.distance.map(StepLength::Distance));
        }
        found.extend(workout.duration.map(StepLength::Time));
        for step in &workout.steps {
            match step {
                Step::Once(segment) => found.push(segment.length),
                Step::Repeat { segments, .. } => {
                    found.extend(segments.iter().map(|segment| segment.length));
                }
            }
        }
    }
    found.retain(|length| *length != StepLength::Open);
    found
}

/// True where the line states a length in the plainest of words.
fn says(line: &str, length: StepLength) -> bool {
    let words: Vec<String> = match length {
        StepLength::Distance(distance) => vec![
            format!(" {} mi ", distance.as_miles()),
            format!(" {} mi,", distance.as_miles()),
            format!(" {} miles", distance.as_miles()),
            format!(" {} km", distance.as_kilometers()),
            format!(" {} m ", distance.as_meters()),
        ],
        StepLength::Time(time) => vec![
            format!(" {} min ", time.as_minutes()),
            format!(" {} s ", time.as_seconds()),
        ],
        StepLength::Open => Vec::new(),
    };
    let line = format!(" {line} ");
    words.iter().any(|word| line.contains(word.as_str()))
        && !["pace", "effort", "@", "of ("]
            .iter()
            .any(|word| line.contains(word))
}

/// The workouts with a length gone wherever it stands, and all words gone.
fn without(reading: &mut [Workout], lost: StepLength) {
    let is_lost = |length: StepLength| length == lost;
    for workout in reading {
        workout.note = None;
        workout.name = None;
        if workout
            .distance
            .is_some_and(|it| is_lost(StepLength::Distance(it)))
        {
            workout.distance = None;
        }
        if workout
            .distance_from
            .is_some_and(|it| is_lost(StepLength::Distance(it)))
        {
            workout.distance_from = None;
        }
        if workout
            .duration
            .is_some_and(|it| is_lost(StepLength::Time(it)))
        {
            workout.duration = None;
        }
        for step in &mut workout.steps {
            let segments = match step {
                Step::Once(segment) => std::slice::from_mut(segment),
                Step::Repeat { segments, .. } => segments.as_mut_slice(),
            };
            for segment in segments {
                segment.note = None;
                if is_lost(segment.length) {
                    segment.length = StepLength::Time(Duration::from_seconds(86_399));
                }
            }
        }
    }
}

/// What is named: a field, and the words of the line.
type Lost = &'static [(DifferenceField, &'static str)];

#[test]
fn a_reading_that_is_not_the_line_is_named_by_what_it_lost() {
    use DifferenceField::{Distance, Duration, Note, RaceDay, RestDay, Steps, TrainingDay, Zone};

    // A line, what somebody made of it, and what that lost.
    let table: &[(&str, &str, Lost)] = &[
        ("slow loop w/ the dog, 6 miles-ish", "Easy 6 mi", &[]),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Easy 6 mi — with the dog",
            &[],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Easy 5 mi",
            &[(Distance, "6 miles")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Easy 6 km",
            &[(Distance, "6 miles")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Easy 40 min",
            &[(Distance, "6 miles")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Easy 5 mi — 6 miles w/ the dog",
            &[(Distance, "6 miles")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Rest",
            &[(TrainingDay, "slow loop w/ the dog, 6 miles-ish")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Rest — 6 miles w/ the dog",
            &[(TrainingDay, "slow loop w/ the dog, 6 miles-ish")],
        ),
        (
            "slow loop w/ the dog, 6 miles-ish",
            "Race 6 mi",
            &[(RaceDay, "slow loop w/ the dog, 6 miles-ish")],
        ),
        // Units may be converted, not confused; a hundredth of a mile is rounding.
        ("8 km of whatever feels good", "Easy 4.97 mi", &[]),
        (
            "8 km of whatever feels good",
            "Easy 5 mi",
            &[(Distance, "8 km")],
        ),
        (
            "8 km of whatever feels good",
            "Easy 8 mi",
            &[(Distance, "8 km")],
        ),
        ("rolling, 5-7 miles of it", "Easy 5–7 mi", &[]),
        (
            "rolling, 5-7 miles of it",
            "Easy 7 mi",
            &[(Distance, "5-7 miles")],
        ),
        ("40 minutes of whatever", "Easy 40 min", &[]),
        (
            "40 minutes of whatever",
            "Easy 30 min",
            &[(Duration, "40 minutes")],
        ),
        // How hard.
        (
            "somewhere at 8:00/mi, 7 miles",
            "Easy 7 mi",
            &[(Zone, "8:00/mi")],
        ),
        (
            "somewhere at 8:00/mi, 7 miles",
            "Easy 7 mi: 7 mi @ 8:00/mi",
            &[],
        ),
        // Converted, it is rounded to a whole second.
        (
            "somewhere at 8:00/mi, 7 miles",
            "Easy 7 mi: 7 mi @ 4:58/km",
            &[],
        ),
        (
            "somewhere at 8:00/mi, 7 miles",
            "Easy 7 mi: 7 mi @ 7:50/mi",
            &[(Zone, "8:00/mi")],
        ),
        (
            "somewhere at 8:00/mi, 7 miles",
            "Easy 7 mi — at 8:00/mi",
            &[],
        ),
        (
            "7 miles, 8:00 per mile or so",
            "Easy 7 mi",
            &[(Zone, "8:00 per mile")],
        ),
        (
            "7 miles with the gang, 5K pace",
            "Easy 7 mi",
            &[(Zone, "5K pace")],
        ),
        (
            "4 x 1 km at 4:00/km, the usual",
            "Intervals: 4 x 1 km @ 4:00/km",
            &[],
        ),
        (
            "4 x 1 km at 4:00/km, the usual",
            "Intervals: 4 x 1 km @ I",
            &[(Zone, "4:00/km")],
        ),
        (
            "7 miles, the middle at marathon pace",
            "Race pace 7 mi: 7 mi @ M",
            &[],
        ),
        (
            "7 miles, the middle at marathon pace",
            "Easy 7 mi",
            &[(Zone, "marathon pace")],
        ),
        ("7 miles at 6 in the morning", "Easy 7 mi", &[]),
        ("7 miles at the park @ E", "Easy 7 mi", &[]),
        // Parts and repetitions.
        ("6 x 800 m like we mean it", "Intervals: 6 x 800 m @ I", &[]),
        (
            "6 x 800 m like we mean it",
            "Intervals: 5 x 800 m @ I",
            &[(Steps, "6")],
        ),
        (
            "6 x 800 m like we mean it",
            "Intervals: 6 x 600 m @ I",
            &[(Distance, "800 m")],
        ),
        (
            "2 mi wu, 3 mi brisk, 2 mi cd",
            "Tempo 7 mi: 2 mi warm-up, 3 mi @ T, 2 mi cool-down",
            &[],
        ),
        (
            "2 mi wu, 3 mi brisk, 2 mi cd",
            "Tempo 5 mi: 2 mi warm-up, 3 mi @ T",
            &[(Distance, "2 mi")],
        ),
        ("4 mi dawn, 6 mi dusk", "AM: Easy 4 mi / PM: Easy 6 mi", &[]),
        (
            "4 mi dawn, 6 mi dusk",
            "Easy 10 mi",
            &[(Distance, "4 mi"), (Distance, "6 mi")],
        ),
        // Notes.
        (
            "slow, 6 miles-ish — water at the bridge",
            "Easy 6 mi — slow; water at the bridge",
            &[],
        ),
        (
            "slow, 6 miles-ish — water at the bridge",
            "Easy 6 mi — slow",
            &[(Note, "water at the bridge")],
        ),
        (
            "slow, 6 miles-ish — last 2 mi quicker",
            "Easy 6 mi — last 2 mi quicker",
            &[],
        ),
        // Rest and races.
        ("Rest, I mean it, not 3 mi", "Rest — not 3 mi", &[]),
        (
            "Rest, I mean it",
            "Easy 3 mi",
            &[(RestDay, "Rest, I mean it")],
        ),
        ("please just rest your legs", "Rest", &[]),
        (
            "feet up on the sofa",
            "Rest",
            &[(TrainingDay, "feet up on the sofa")],
        ),
        ("hometown 10 km race, go get them", "10K race", &[]),
        (
            "hometown 10 km race, go get them",
            "Easy 10 km",
            &[(RaceDay, "hometown 10 km race, go get them")],
        ),
        (
            "hometown 10 km race, go get them",
            "Rest",
            &[(RaceDay, "hometown 10 km race, go get them")],
        ),
        ("parkrun with Ann, 5 km", "Race 5 km", &[]),
        ("parkrun with Ann, 5 km", "Tempo 5 km", &[]),
        ("two days before the race, 3 mi jog", "Easy 3 mi", &[]),
    ];
    for (line, reading, expected) in table {
        let lost = unheard(&format!("- Mon: {line}"), &workouts(reading), MILE);
        let named: Vec<_> = lost
            .iter()
            .map(|lost| (lost.field, lost.expected.as_str()))
            .collect();
        assert_eq!(named, *expected, "`{line}` read as `{reading}`");
        assert_eq!(
            unheard(line, &workouts(reading), MILE),
            lost,
            "with its weekday or without"
        );
    }
}

/// Lines no parser reads and a person does, each with a reading that is it and
/// with one that is not, and what that loses.
type Told = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, Lost)],
);

#[test]
fn a_line_in_a_coach_s_own_words_allows_what_it_means_and_nothing_else() {
    use DifferenceField::{Distance, Duration, QualitySession, RestDay, Steps, Type};

    let table: &[Told] = &[
        (
            "30 tempo",
            &[
                "Tempo 30 min",
                "Tempo 30 km",
                "Tempo 5 mi: 1 mi warm-up, 30 min @ T, 1 mi cool-down",
            ],
            &[
                ("Easy 30 min", &[(QualitySession, "tempo")]),
                ("Easy 5 mi", &[(QualitySession, "tempo"), (Distance, "30")]),
                ("Tempo 5 mi", &[(Distance, "30")]),
            ],
        ),
        (
            "Intervals, you know which ones",
            &["Intervals 6 mi: 2 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down"],
            &[
                ("Easy 5 mi", &[(QualitySession, "Intervals")]),
                ("Tempo 5 mi", &[(QualitySession, "Intervals")]),
                (
                    "Easy 5 mi — intervals, you know which ones",
                    &[(QualitySession, "Intervals")],
                ),
            ],
        ),
        (
            "Hill repeats as last week",
            &["Hill repeats 6 mi"],
            &[
                ("Easy 5 mi", &[(QualitySession, "Hill repeats")]),
                ("Long 5 mi", &[(QualitySession, "Hill repeats")]),
            ],
        ),
        (
            "Long run as last week",
            &["Long 12 mi", "Long 12 mi — as last week"],
            &[
                ("Easy 5 mi", &[(Type, "Long")]),
                ("Medium-long 8 mi", &[(Type, "Long")]),
            ],
        ),
        (
            "Easy, a bit more than Sunday",
            &["Easy 9 mi", "Recovery 9 mi"],
            &[
                (
                    "Intervals 12 mi: 2 mi warm-up, 8 x 800 m @ I, 2 mi cool-down",
                    &[(QualitySession, "Easy")],
                ),
                ("Long 9 mi", &[(Type, "Easy")]),
                ("Cross-training 45 min", &[(Type, "Easy")]),
            ],
        ),
        (
            "Easy for a while",
            &["Easy 5 mi", "Easy 40 min"],
            &[("Long 30 mi", &[(Type, "Easy")])],
        ),
        (
            "seven or eight miles nice and steady",
            &["Easy 8 mi", "Easy 7 mi", "Easy 7–8 mi — nice and steady"],
            &[
                ("Easy 1 mi", &[(Distance, "seven or eight miles")]),
                ("Easy 7 km", &[(Distance, "seven or eight miles")]),
                (
                    "Tempo 8 mi",
                    &[(QualitySession, "seven or eight miles nice and steady")],
                ),
            ],
        ),
        (
            "7 or 8 km around the lake whatever",
            &["Easy 8 km", "Easy 7 km", "Easy 7–8 km"],
            &[("Easy 5 km", &[(Distance, "7 or 8 km")])],
        ),
        (
            "flarp four miles",
            &["Easy 4 mi", "Easy 4 mi — flarp"],
            &[
                ("Easy 5 mi", &[(Distance, "four miles")]),
                ("Easy 4 km", &[(Distance, "four miles")]),
                ("Easy 5 mi — flarp four miles", &[(Distance, "four miles")]),
            ],
        ),
        (
            "flarp 4",
            &["Easy 4 mi", "Easy 4 km"],
            &[
                ("Easy 5 mi", &[(Distance, "4")]),
                ("Easy 5 mi — flarp 4", &[(Distance, "4")]),
            ],
        ),
        (
            "take it off, no running whatsoever",
            &["Rest", "Rest — no running whatsoever"],
            &[(
                "Easy 5 mi",
                &[(RestDay, "take it off, no running whatsoever")],
            )],
        ),
        (
            "nothing today, feet up",
            &["Rest"],
            &[("Easy 3 mi", &[(RestDay, "nothing today, feet up")])],
        ),
        (
            "half an hour with the kids",
            &["Easy 30 min"],
            &[("Easy 60 min", &[(Duration, "half an hour")])],
        ),
        (
            "an hour and a half of wandering",
            &["Easy 90 min", "Long 90 min"],
            &[("Easy 60 min", &[(Duration, "an hour and a half")])],
        ),
        (
            "twenty five minutes of nothing special",
            &["Easy 25 min"],
            &[("Easy 20 min", &[(Duration, "twenty five minutes")])],
        ),
        // A kind in a set of parts, or that is denied, is not the day's.
        (
            "no tempo today, five miles is plenty",
            &["Easy 5 mi", "Easy 5 mi — no tempo today"],
            &[(
                "Tempo 5 mi",
                &[(QualitySession, "no tempo today, five miles is plenty")],
            )],
        ),
        (
            "shake out the legs after yesterday's intervals, 4 miles whatever",
            &["Easy 4 mi", "Recovery 4 mi"],
            &[("Easy 3 mi", &[(Distance, "4 miles")])],
        ),
        (
            "easy jog, then the threshold thing we talked about",
            &[
                "Tempo 6 mi: 2 mi warm-up, 3 mi @ T, 1 mi cool-down",
                "Easy 5 mi: 3 mi @ E, 2 mi @ T",
            ],
            &[("Easy 5 mi", &[(QualitySession, "threshold")])],
        ),
        (
            "5 x 3 min brisk, 2 min easy between, the usual",
            &[
                "Intervals: 5 x (3 min @ I, 2 min jog)",
                "Fartlek: 5 x (3 min, 2 min jog)",
            ],
            &[],
        ),
        (
            "the hill loop by the track, 6 miles, as long as you like it",
            &[
                "Easy 6 mi",
                "Medium-long 6 mi",
                "Hill repeats 6 mi",
                "Long 6 mi",
            ],
            &[],
        ),
        (
            "walk/run intervals, half an hour in all whatever",
            &["Easy 30 min, run/walk 4:1"],
            &[],
        ),
        (
            "easy spin in the gym, 45 min whatever",
            &[
                "Cross-training 45 min — easy spin in the gym",
                "Cross-training 45 min",
            ],
            &[("Easy 45 min", &[(Type, "gym")])],
        ),
        (
            "easy 4 miles ish, core after work maybe",
            &["Easy 4 mi", "Easy 4 mi — core after work maybe"],
            &[],
        ),
        (
            "tempo-ish fartlek with Bob, 40 min or thereabouts",
            &["Fartlek 40 min: 40 min @ T", "Fartlek 40 min — tempo-ish"],
            &[("Fartlek 40 min", &[(QualitySession, "tempo")])],
        ),
        // Numbers that count something else.
        (
            "6 miles with 2 dogs at 7, route 4 whatever",
            &["Easy 6 mi"],
            &[],
        ),
        ("Z2 whatever, HR under 140, 50 min", &["Easy 50 min"], &[]),
        (
            "12 miles, the long one, whatever",
            &["Long 12 mi"],
            &[("Easy 12 mi", &[(Type, "long")])],
        ),
        (
            "six by eight hundred, you know",
            &["Intervals: 6 x (800 m @ I, 400 m jog)"],
            &[
                ("Intervals 6 mi", &[(Steps, "six")]),
                ("Intervals: 5 x (800 m @ I, 400 m jog)", &[(Steps, "six")]),
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (line, faithful, others) in table {
        let faithful = faithful.iter().map(|reading| (*reading, [].as_slice()));
        for (reading, expected) in faithful.chain(others.iter().copied()) {
            let lost = unheard(line, &workouts(reading), MILE);
            let named: Vec<_> = lost
                .iter()
                .map(|lost| (lost.field, lost.expected.as_str()))
                .collect();
            if named != expected {
                wrong.push(format!("`{line}` read as `{reading}`: {named:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_length_nobody_named_is_named_where_it_is_far_beyond_the_runs_around_it() {
    let reach = workouts("Easy 5 mi / PM: Long 8 mi")
        .iter()
        .fold(Reach::default(), Reach::with);
    let unknown = Reach::default();
    let table = [
        ("Easy for a while", "Easy 62 mi", reach, true),
        ("Easy for a while", "Easy 62 mi", unknown, true),
        ("Easy for a while", "Easy 10 h", unknown, true),
        ("Easy for a while", "Easy 13 mi", reach, true),
        ("Easy for a while", "Easy 240 min", reach, true),
        ("Easy, a bit more than Sunday", "Easy 9 mi", reach, false),
        ("Easy for a while", "Easy 60 min", reach, false),
        ("Long run as last week", "Long 20 mi", unknown, false),
        ("Long run as last week", "Long 20 mi", reach, false),
        ("Long run as last week", "Long 21 mi", reach, true),
        // The line's own lengths, and what they add up to.
        ("flarp 20 miles", "Easy 20 mi", reach, false),
        ("flarp twenty", "Easy 20 mi", reach, false),
        ("flarp twenty", "Easy 20 km", reach, false),
        (
            "2 up, 8 x 1 mile, 2 down",
            "Intervals 15 mi: 2 mi warm-up, 8 x (1 mi @ I, 400 m jog), 2 mi cool-down",
            reach,
            false,
        ),
        ("flarp two hours", "Long 2 h", reach, false),
        (
            "flarp 4 miles",
            "Easy 30 mi: 4 mi @ E, 26 mi @ E",
            reach,
            true,
        ),
        // Not on foot, and on the day of the race.
        ("Out on the bike", "Cross-training 240 min", reach, false),
        ("the big race", "Full marathon race", reach, false),
    ];
    for (line, reading, reach, is_named) in table {
        let named = invented(line, &workouts(reading), MILE, reach);
        assert_eq!(
            named.is_some(),
            is_named,
            "`{line}` read as `{reading}`: {named:?}"
        );
    }
    let named = invented(
        "- Tue: Easy for a while",
        &workouts("Easy 62 mi"),
        MILE,
        reach,
    );
    let expected = Unheard {
        field: DifferenceField::Distance,
        expected: "Easy for a while".to_owned(),
        found: "Easy 62 mi".to_owned(),
    };
    assert_eq!(named, Some(expected));
}
