//! Phrases and what is made of them: `(text, used, unused)`.

use proptest::prelude::*;

use super::*;

type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

fn assert_cases(cases: &[Case<'_>]) {
    for (text, used, unused) in cases {
        let wishes = recognize(text);
        let found = wishes
            .used
            .iter()
            .map(|used| used.wish.to_string())
            .collect::<Vec<_>>();
        assert_eq!(found, *used, "{text}");
        assert_eq!(wishes.unused, *unused, "{text}");
    }
}

#[test]
fn a_race_is_recognized_where_it_is_a_goal() {
    assert_cases(&[
        ("half marathon", &["race: Half marathon"], &[]),
        (
            "Training for my first marathon",
            &["race: Full marathon"],
            &[],
        ),
        ("train for a 10 K", &["race: 10K"], &[]),
        ("I want to run a 5k", &["race: 5K"], &[]),
        ("Couch to 5K", &["race: 5K"], &[]),
        ("10km race plan", &["race: 10K"], &[]),
        ("Goal: half-marathon", &["race: Half marathon"], &[]),
        ("a 42.2k race", &["race: Full marathon"], &[]),
        (
            "getting ready for a half, training for a half in spring",
            &["race: Half marathon"],
            &["getting ready for a half"],
        ),
        // Workouts, volumes, the past, other races, doubt.
        ("warm up with 5k easy", &[], &["warm up with 5k easy"]),
        ("I do 10k a week", &[], &["I do 10k a week"]),
        ("intervals at 5k pace", &[], &["intervals at 5k pace"]),
        (
            "I ran a marathon last year",
            &[],
            &["I ran a marathon last year"],
        ),
        ("an hour and a half", &[], &["an hour", "a half"]),
        ("not a marathon", &[], &["not a marathon"]),
        ("an ultra marathon", &[], &["an ultra marathon"]),
        ("5k or 10k", &[], &["5k", "10k"]),
        ("after the marathon", &[], &["after the marathon"]),
        ("My 10k time is 45:30", &[], &["My 10k time is 45:30"]),
    ]);
}

#[test]
fn a_target_time_is_read_for_its_race() {
    let cases = [
        ("marathon sub 3:45", "3:45:00"),
        ("half marathon in 1:45", "1:45:00"),
        ("10k in 45:30", "45:30"),
        ("sub-20 5k", "20:00"),
        ("sub 4 marathon", "4:00:00"),
        ("sub 2 half marathon", "2:00:00"),
        ("10K under 50 minutes", "50:00"),
        ("marathon in 3h30", "3:30:00"),
        ("marathon, goal time 3h30m", "3:30:00"),
        ("Run a marathon in 3 hours and 30 minutes", "3:30:00"),
        ("marathon under 4 hours", "4:00:00"),
        ("marathon 3:59:59", "3:59:59"),
        ("half marathon sub 90", "1:30:00"),
    ];
    for (text, time) in cases {
        let wishes = recognize(text);
        let race = wishes.race().expect(text);
        let found = wishes.target_time(race).map(|time| time.to_string());
        assert_eq!(found.as_deref(), Some(time), "{text}");
        assert!(wishes.unused.is_empty(), "{text}: {:?}", wishes.unused);
    }
}

#[test]
fn a_target_time_without_a_race_is_read_for_the_race_of_the_request() {
    let wishes = recognize("sub 3:45 please");
    assert_eq!(
        wishes.target_time(RaceDistance::FullMarathon),
        Some(Duration::from_minutes(225))
    );
    assert_eq!(wishes.target_time(RaceDistance::FiveK), None);
    assert_cases(&[("sub 3:45", &["target time: 3:45:00 or 3:45"], &[])]);
}

#[test]
fn a_time_that_is_no_goal_is_not_used() {
    assert_cases(&[
        (
            "keep weekday runs under 50 minutes",
            &[],
            &["keep weekday runs under 50 minutes"],
        ),
        ("easy pace 6:00 per km", &[], &["easy pace 6:00 per km"]),
        ("I did 45:30 recently", &[], &["I did 45:30 recently"]),
        ("marathon PB 3:45", &[], &["marathon PB 3:45"]),
        // No one runs a marathon in 20 minutes.
        (
            "marathon sub 20:00:00",
            &["race: Full marathon"],
            &["sub 20:00:00"],
        ),
        ("5k sub 9:00", &["race: 5K"], &["sub 9:00"]),
        (
            "marathon between 3:30 and 3:45",
            &["race: Full marathon"],
            &["marathon between 3:30 and 3:45"],
        ),
    ]);
}

#[test]
fn a_race_date_is_read_in_iso_form_only() {
    assert_cases(&[
        (
            "Marathon on 2026-10-18",
            &["race: Full marathon", "race date: 2026-10-18"],
            &[],
        ),
        (
            "10k, 2026-05-03",
            &["race: 10K", "race date: 2026-05-03"],
            &[],
        ),
        ("race day: 2026-05-03.", &["race date: 2026-05-03"], &[]),
        ("start on 2026-05-03", &[], &["start on 2026-05-03"]),
        ("race on 2026-02-30", &[], &["race on 2026-02-30"]),
        ("race on 18/10/2026", &[], &["race on 18/10/2026"]),
        ("holiday from 2026-05-03", &[], &["holiday from 2026-05-03"]),
    ]);
}

#[test]
fn running_days_a_week_are_counted() {
    assert_cases(&[
        ("4 days a week", &["4 running days a week"], &[]),
        (
            "I can run five times per week",
            &["5 running days a week"],
            &[],
        ),
        ("4x/week", &["4 running days a week"], &[]),
        ("5 running days each week", &["5 running days a week"], &[]),
        ("run 6 days", &["6 running days a week"], &[]),
        (
            "no more than 4 days a week",
            &["4 running days a week"],
            &[],
        ),
        ("4-5 days a week", &[], &["4-5 days a week"]),
        ("4 or 5 days a week", &[], &["4 or 5 days a week"]),
        ("2 rest days a week", &[], &["2 rest days a week"]),
        ("strength 3 days a week", &[], &["strength 3 days a week"]),
        ("currently 3 days a week", &[], &["currently 3 days a week"]),
        ("9 days a week", &[], &["9 days a week"]),
        (
            "4 days a week. Run 5 days a week",
            &[],
            &["4 days a week", "5 days a week"],
        ),
    ]);
}

#[test]
fn days_without_running_are_kept_free() {
    assert_cases(&[
        ("no running on Sundays", &["no running on Sun"], &[]),
        ("can't run Tue/Thu", &["no running on Tue, Thu"], &[]),
        (
            "I can’t run on Tuesdays and Thursdays",
            &["no running on Tue, Thu"],
            &[],
        ),
        (
            "cannot train Mon, Wed, and Fri",
            &["no running on Mon, Wed, Fri"],
            &[],
        ),
        ("Mondays off", &["no running on Mon"], &[]),
        (
            "Rest on Monday and Friday please",
            &["no running on Mon, Fri"],
            &[],
        ),
        (
            "not available on weekends",
            &["no running on Sat, Sun"],
            &[],
        ),
        ("no running Mon-Wed", &["no running on Mon, Tue, Wed"], &[]),
        ("never on Sunday", &["no running on Sun"], &[]),
        (
            "only run Tue, Thu and Sat",
            &["no running on Mon, Wed, Fri, Sun"],
            &[],
        ),
        (
            "no running on Sundays if possible",
            &["no running on Sun"],
            &[],
        ),
        (
            "no running on Mondays, Saturday long run",
            &["no running on Mon", "long run on Sat"],
            &[],
        ),
        (
            "No running on Tuesday because of choir",
            &["no running on Tue"],
            &["of choir"],
        ),
        // Conditions, parts of a day, single days, other meanings.
        (
            "no running on Sundays until May",
            &[],
            &["no running on Sundays until May"],
        ),
        (
            "can't run on Tuesday mornings",
            &[],
            &["can't run on Tuesday mornings"],
        ),
        ("no running this Sunday", &[], &["no running this Sunday"]),
        (
            "no running every other Sunday",
            &[],
            &["no running every other Sunday"],
        ),
        (
            "can't always run on Sundays",
            &[],
            &["can't always run on Sundays"],
        ),
        ("no intervals on Mondays", &[], &["no intervals on Mondays"]),
        (
            "can't run long on Sundays",
            &[],
            &["can't run long on Sundays"],
        ),
        ("don't rest on Sundays", &[], &["don't rest on Sundays"]),
        ("I run on Mon and Wed", &[], &["I run on Mon and Wed"]),
        ("no running Mon-Sun", &[], &["no running Mon-Sun"]),
    ]);
}

#[test]
fn the_long_run_has_its_day() {
    assert_cases(&[
        ("long run on Saturday", &["long run on Sat"], &[]),
        ("Sundays are for long runs", &["long run on Sun"], &[]),
        ("I prefer my long-run on Sat", &["long run on Sat"], &[]),
        ("no long run on Sunday", &[], &["no long run on Sunday"]),
        (
            "long run on Saturday or Sunday",
            &[],
            &["long run on Saturday or Sunday"],
        ),
        ("long run on the weekend", &[], &["long run on the weekend"]),
        (
            "long run on Sunday. No running on Sunday.",
            &["no running on Sun"],
            &["long run on Sunday"],
        ),
    ]);
}

#[test]
fn sessions_are_liked_or_not() {
    assert_cases(&[
        ("hills", &["more Hill repeats"], &[]),
        ("no intervals", &["without Intervals"], &[]),
        (
            "more tempo runs and hills",
            &["more Tempo", "more Hill repeats"],
            &[],
        ),
        (
            "no hills or intervals",
            &["without Hill repeats", "without Intervals"],
            &[],
        ),
        (
            "no tempo runs, intervals, or hills",
            &["without Tempo", "without Intervals", "without Hill repeats"],
            &[],
        ),
        (
            "I hate fartlek but love threshold work",
            &["without Fartlek", "more Tempo"],
            &[],
        ),
        ("fewer intervals", &["fewer Intervals"], &[]),
        ("I don't like hills", &["without Hill repeats"], &[]),
        ("lots of marathon pace", &["more Race pace"], &[]),
        ("include speed work", &["more Intervals"], &[]),
        (
            "no intervals and hills are fine",
            &["without Intervals"],
            &["hills are fine"],
        ),
        (
            "marathon plan with hills, no tempo",
            &["race: Full marathon", "more Hill repeats", "without Tempo"],
            &[],
        ),
        (
            "hills instead of intervals",
            &["without Intervals"],
            &["hills instead of intervals"],
        ),
        // Denied denials, conditions, dosage, other meanings.
        ("don't skip hills", &[], &["don't skip hills"]),
        ("no problem with hills", &[], &["no problem with hills"]),
        ("not too many intervals", &[], &["not too many intervals"]),
        (
            "no intervals before week 4",
            &[],
            &["no intervals before week 4"],
        ),
        ("tempo on Tuesdays", &[], &["tempo on Tuesdays"]),
        (
            "two hills sessions a week",
            &[],
            &["two hills sessions a week"],
        ),
        ("I live in the hills", &[], &["I live in the hills"]),
        ("more hills. No hills", &[], &["more hills", "No hills"]),
    ]);
}

#[test]
fn a_whole_prompt_is_taken_apart() {
    let wishes = recognize(
        "Hi! I'm training for a half marathon on 2026-10-18 and want to go sub 1:45. \
         I can run 4 days a week, no running on Mondays; long run on Sunday please.\n\
         - more hills, no fartlek\n- my left knee is a bit sensitive\nThanks!",
    );
    let lines = wishes
        .used
        .iter()
        .map(|used| format!("{:<28}{}", used.wish.to_string(), used.phrase))
        .chain(
            wishes
                .unused
                .iter()
                .map(|text| format!("{:<28}{text}", "not used")),
        )
        .collect::<Vec<_>>();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn races_on_the_way_are_read_with_their_day() {
    assert_cases(&[
        (
            "tune-up 10K on 2026-09-06",
            &["tune-up race: 10K on 2026-09-06"],
            &[],
        ),
        (
            "B race half marathon May 3",
            &["B race: Half marathon on 05-03 of the plan's year"],
            &[],
        ),
        (
            "I have a tuneup race, a B-race 10 miles on the 3rd of May 2026",
            &["B race: 10 mi on 2026-05-03"],
            &["I have a tuneup race"],
        ),
        (
            "C race: 15 km on Sept 6th",
            &["tune-up race: 15 km on 09-06 of the plan's year"],
            &[],
        ),
        (
            "2026-09-06 8k tune up; half marathon",
            &["tune-up race: 8 km on 2026-09-06", "race: Half marathon"],
            &[],
        ),
        (
            "tune-ups: 5k on 2026-09-06 and 10k on 2026-10-04",
            &[
                "tune-up race: 5K on 2026-09-06",
                "tune-up race: 10K on 2026-10-04",
            ],
            &[],
        ),
        (
            "B races: 10k on 2026-09-06. Marathon on 2026-10-18",
            &[
                "B race: 10K on 2026-09-06",
                "race: Full marathon",
                "race date: 2026-10-18",
            ],
            &[],
        ),
        // Never the goal, and nothing without a day, with two, or with doubt.
        ("B race half marathon", &[], &["B race half marathon"]),
        (
            "tune-up 5k or 10k on 2026-09-06",
            &[],
            &["tune-up 5k or 10k on 2026-09-06"],
        ),
        (
            "tune-up 10k if the weather is fine on 2026-09-06",
            &[],
            &["tune-up 10k if the weather is fine on 2026-09-06"],
        ),
        (
            "no tune-up 10k on 2026-09-06",
            &[],
            &["no tune-up 10k on 2026-09-06"],
        ),
        (
            "tune-up 10k on February 30",
            &[],
            &["tune-up 10k on February 30"],
        ),
        (
            "tune-up 500 km on 2026-09-06",
            &[],
            &["tune-up 500 km on 2026-09-06"],
        ),
    ]);
}

#[test]
fn every_month_has_its_names_and_a_day_its_year() {
    let months = [
        "Jan January",
        "feb February",
        "Mar March",
        "apr April",
        "May",
        "Jun June",
        "jul July",
        "Aug August",
        "sep Sept September",
        "Oct October",
        "Nov November",
        "dec December",
    ];
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (number, names) in (1..).zip(months) {
        for name in names.split(' ') {
            for day in [
                format!("{name} 21st"),
                format!("21 of {name}"),
                format!("21 {name}"),
            ] {
                let text = format!("tune-up 5k on {day}");
                let wishes = recognize(&text);
                let [
                    Recognized {
                        wish: Wish::OtherRace(race),
                        ..
                    },
                ] = wishes.used.as_slice()
                else {
                    panic!("{text}: {wishes:?}");
                };
                assert_eq!(
                    race.day,
                    Day::OfYear {
                        month: number,
                        day: 21
                    },
                    "{text}"
                );
            }
        }
    }
    let on = |month, day| Day::OfYear { month, day };
    let end = date("2027-04-18");
    for (day, expected) in [
        (on(4, 18), Some("2027-04-18")),
        (on(4, 19), Some("2026-04-19")),
        (on(11, 8), Some("2026-11-08")),
        (on(2, 29), Some("2024-02-29")),
        (on(2, 30), None),
        (Day::Date(date("2030-01-01")), Some("2030-01-01")),
    ] {
        assert_eq!(day.before(end), expected.map(date), "{day:?}");
    }
    for (text, expected) in [
        (
            "tune-up 5 miles on May 3rd",
            "tune-up race: 5 mi on 05-03 of the plan's year",
        ),
        (
            "B race 10-mile on 22nd May",
            "B race: 10 mi on 05-22 of the plan's year",
        ),
        (
            "c-races: 8 km on May 1st 2026",
            "tune-up race: 8 km on 2026-05-01",
        ),
        (
            "tuneups: 42k on 31 May",
            "tune-up race: Full marathon on 05-31 of the plan's year",
        ),
    ] {
        let wishes = recognize(text);
        assert_eq!(wishes.used[0].wish.to_string(), expected);
    }
    for text in [
        "tune-up 5k on May 0",
        "tune-up 5k on 32 May",
        "tune-up 0 km on May 3",
        "tune-up 43 km on May 3",
    ] {
        assert_eq!(recognize(text).used, [], "{text}");
    }
}

#[test]
fn polite_words_are_nothing_to_report() {
    assert_cases(&[
        ("Hi! Please, thank you.", &[], &[]),
        ("", &[], &[]),
        (" \n\t,,, ;", &[], &[]),
    ]);
}

#[test]
fn hostile_text_is_read_in_no_time() {
    let clauses = [
        "5k ",
        "no ",
        "Mon,",
        "10k or ",
        "sub 3:45 ",
        "hills and ",
        "2026-10-18 ",
        "half ",
        "-",
        "3 hours and ",
    ];
    for clause in clauses {
        let text = clause.repeat(16 * 1024 / clause.len());
        let wishes = recognize(&text);
        let kept = wishes.unused.iter().map(String::len).sum::<usize>();
        assert!(kept <= 2 * text.len(), "{clause}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_phrases_come_from_it(text in any::<String>()) {
        let wishes = recognize(&text);
        for phrase in wishes.used.iter().map(|used| &used.phrase).chain(&wishes.unused) {
            prop_assert!(text.contains(phrase.as_str()));
        }
    }

    #[test]
    fn any_order_of_known_words_is_read(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "no", "5k", "marathon", "half", "sub", "3:45", "4", "days", "a", "week", "Mon",
                "and", "or", ",", "long", "run", "hills", "-", "2026-10-18", "in", "hours", "’",
                "only", "more", "tempo", ".", "/", "not", "off", "tune", "up", "B", "race", "May",
                "3rd", "of", "8", "km",
            ]),
            0..40,
        ),
        glue in prop_oneof![Just(" "), Just("")],
    ) {
        let text = words.join(glue);
        let wishes = recognize(&text);
        for phrase in wishes.used.iter().map(|used| &used.phrase).chain(&wishes.unused) {
            prop_assert!(text.contains(phrase.as_str()));
        }
        let unavailable = wishes.unavailable_days();
        prop_assert!(unavailable.len() < 7);
        prop_assert!(wishes.long_run_day().is_none_or(|day| !unavailable.contains(&day)));
    }
}

#[test]
fn a_limit_is_one_where_it_is_a_week_s() {
    let thirty: &[&str] = &["at most 30 mi a week"];
    let fifty: &[&str] = &["at most 50 km a week"];
    assert_cases(&[
        ("max 30 miles a week", thirty, &[]),
        ("Maximum of 30 miles per week please", thirty, &[]),
        ("max. 30 mpw", thirty, &[]),
        ("at most 30mpw", thirty, &[]),
        ("30 mpw max", thirty, &[]),
        ("30 miles a week at most", thirty, &[]),
        ("up to 30 mi/week", thirty, &[]),
        ("no more than 50 km a week", fifty, &[]),
        ("not over 50k per week", fifty, &[]),
        ("I don't want to run more than 50 km a week", fifty, &[]),
        ("never exceed 50 kilometres weekly", fifty, &[]),
        ("keep it under 50 km a week", fifty, &[]),
        ("weekly mileage capped at 30 miles", thirty, &[]),
        ("limit my weekly volume to 50 km", fifty, &[]),
        ("Weekly mileage max 42.5", &["at most 42.5 a week"], &[]),
        ("peak at 45 miles", &["a largest week of 45 mi"], &[]),
        ("peaking at 70 km a week", &["a largest week of 70 km"], &[]),
        ("peak mileage of 45", &["a largest week of 45"], &[]),
        (
            "marathon, 4 days a week and max 30 miles a week, peak at 28 miles",
            &[
                "race: Full marathon",
                "4 running days a week",
                "at most 30 mi a week",
                "a largest week of 28 mi",
            ],
            &[],
        ),
        // A run, a day, a part of the plan, the past, a range, doubt.
        ("long run max 15 miles", &[], &["long run max 15 miles"]),
        ("max 15 miles", &[], &["max 15 miles"]),
        ("max 10 miles a day", &[], &["max 10 miles a day"]),
        (
            "max 30 miles a week until May",
            &[],
            &["max 30 miles a week until May"],
        ),
        (
            "I ran max 30 miles a week",
            &[],
            &["I ran max 30 miles a week"],
        ),
        ("30-40 miles a week max", &[], &["30-40 miles a week max"]),
        ("I run 30 miles a week", &[], &["I run 30 miles a week"]),
        (
            "more than 30 miles a week",
            &[],
            &["more than 30 miles a week"],
        ),
        (
            "don't limit me to 30 miles a week",
            &[],
            &["don't limit me to 30 miles a week"],
        ),
        ("peak in week 12", &[], &["peak in week 12"]),
        (
            "no more than 4 hard weeks",
            &[],
            &["no more than 4 hard weeks"],
        ),
        (
            "max 30 miles a week, at most 40 mpw",
            &[],
            &["max 30 miles a week", "at most 40 mpw"],
        ),
    ]);
}

mod completing {
    use super::*;
    use crate::plan::{Level, RaceGoal};
    use crate::planner::{PlanBrief, plan, plan_with};

    fn brief() -> PlanBrief {
        PlanBrief::new(12, Level::Intermediate)
    }

    fn lines(completed: &Completed) -> Vec<String> {
        completed
            .findings
            .iter()
            .map(|finding| {
                let field = finding.place.field.as_deref().unwrap_or_default();
                format!("{} {field}: {}", finding.rule, finding.message)
            })
            .collect()
    }

    #[test]
    fn words_fill_what_the_request_leaves_open() {
        let texts = [
            (
                "additional_prompt",
                "Sub 1:45 half marathon on 2026-10-18. 4 days a week, no running on Mondays. \
                 Be nice to my knees",
            ),
            (
                "training_principle",
                "5 days a week. More hills, no fartlek. Long run on Sunday",
            ),
        ];
        let completed = complete(&brief(), &texts);
        let race = completed.brief.race.clone().unwrap();
        assert_eq!(race.distance, RaceDistance::HalfMarathon);
        assert_eq!(race.date, NaiveDate::from_ymd_opt(2026, 10, 18));
        assert_eq!(race.target_time, Some(Duration::from_minutes(105)));
        assert_eq!(completed.brief.days_per_week, Some(4));
        assert_eq!(completed.brief.unavailable_days, [Weekday::Mon]);
        assert_eq!(completed.brief.long_run_day, Some(Weekday::Sun));
        insta::assert_snapshot!(lines(&completed).join("\n"));

        let planned = plan_with(&completed.brief, &completed.likings).unwrap();
        let kinds = planned
            .draft
            .weeks
            .iter()
            .flat_map(|week| week.days.iter().flatten())
            .map(|workout| workout.kind)
            .collect::<Vec<_>>();
        let count = |kinds: &[WorkoutKind], kind| kinds.iter().filter(|k| **k == kind).count();
        assert_eq!(count(&kinds, WorkoutKind::Fartlek), 0);
        let usual = plan(&completed.brief).unwrap().draft;
        let usual = usual
            .weeks
            .iter()
            .flat_map(|week| week.days.iter().flatten())
            .map(|workout| workout.kind)
            .collect::<Vec<_>>();
        let hills = WorkoutKind::HillRepeats;
        assert!(count(&kinds, hills) > count(&usual, hills));
    }

    #[test]
    fn the_request_s_own_values_stand() {
        let asked = PlanBrief {
            race: Some(RaceGoal {
                distance: RaceDistance::TenK,
                date: None,
                target_time: None,
            }),
            days_per_week: Some(5),
            ..brief()
        };
        let completed = complete(
            &asked,
            &[("additional_prompt", "marathon. 4 days a week. 10k")],
        );
        assert_eq!(completed.brief, asked);
        let asked_twice = complete(&asked, &[("additional_prompt", "marathon, 4 days a week")]);
        assert!(
            asked_twice
                .findings
                .iter()
                .all(|f| f.rule == "wish_overruled")
        );
    }

    #[test]
    fn races_on_the_way_find_their_day_in_the_plan_or_are_not_used() {
        let text = "B race half marathon May 3; tune-up 10k on 2026-06-06; \
                    tune-up 5k on 2026-06-07; marathon on 2026-06-21";
        let asked = PlanBrief::new(16, Level::Intermediate);
        let completed = complete(&asked, &[("additional_prompt", text)]);
        let races = completed.brief.races.iter();
        let races = races.map(|race| format!("{} {:?}", race.date, race.role));
        assert_eq!(
            races.collect::<Vec<_>>(),
            ["2026-05-03 B", "2026-06-06 TuneUp"]
        );
        assert!(plan(&completed.brief).is_ok());
        assert_eq!(
            lines(&completed)[2..],
            [
                "wish_used additional_prompt: “B race half marathon May 3” is understood as \
                 B race: Half marathon on 2026-05-03",
                "wish_used additional_prompt: “tune-up 10k on 2026-06-06” is understood as \
                 tune-up race: 10K on 2026-06-06",
                "wish_not_used additional_prompt: “tune-up 5k on 2026-06-07” is not used: \
                 races[2].date is 2026-06-07; expected a plan week of its own, three days or more \
                 from the race on 2026-06-06",
            ]
        );

        // What the request says about a day stands; without dates there is none.
        let dated = PlanBrief {
            race: completed.brief.race.clone(),
            ..asked.clone()
        };
        let twice = "tune-up 10k on 2026-05-03, B race 10k on 2026-05-03";
        let completed = complete(&dated, &[("additional_prompt", twice)]);
        assert_eq!(completed.brief.races.len(), 1);
        assert_eq!(completed.findings[1].rule, "wish_overruled");
        let completed = complete(&asked, &[("additional_prompt", twice)]);
        assert_eq!(completed.brief, asked);
        assert!(lines(&completed)[0].ends_with("a plan without dates holds no other race"));
    }

    #[test]
    fn a_wish_that_leaves_no_plan_is_not_used() {
        let asked = PlanBrief {
            race: Some(RaceGoal {
                distance: RaceDistance::TenK,
                date: NaiveDate::from_ymd_opt(2026, 10, 18),
                target_time: None,
            }),
            days_per_week: Some(6),
            ..brief()
        };
        let text = "No running on weekends, race on 2026-11-01, 10k in 9:00";
        let completed = complete(&asked, &[("additional_prompt", text)]);
        assert_eq!(completed.brief, asked);
        assert!(plan(&completed.brief).is_ok());
    }

    #[test]
    fn a_limit_is_kept_in_every_week_and_what_it_takes_is_told() {
        let asked = PlanBrief {
            unit: DistanceUnit::Kilometer,
            weekly_distance: Some(Distance::from_kilometers(60)),
            ..brief()
        };
        let text = [(
            "additional_prompt",
            "half marathon, no more than 42.5 a week in mileage",
        )];
        let completed = complete(&asked, &text);
        let most = Distance::from_tenths(425, DistanceUnit::Kilometer);
        assert_eq!(completed.brief.most_weekly, Some(most));
        assert_eq!(
            lines(&completed)[1],
            "wish_used additional_prompt: “no more than 42.5 a week” is understood as \
             at most 42.5 km a week"
        );
        let planned = plan(&completed.brief).unwrap();
        let volumes = planned
            .draft
            .weeks
            .iter()
            .map(|week| week.training_distance());
        assert_eq!(volumes.max(), Some(most));
        let limited = planned
            .findings
            .iter()
            .find(|f| f.rule == "volume_limited_by_wish");
        assert!(limited.is_some(), "{:?}", planned.findings);

        // What the principle says gives way, and no plan holds next to nothing.
        let texts = [
            ("additional_prompt", "max 30 km a week"),
            ("training_principle", "max 50 km a week"),
        ];
        let completed = complete(&asked, &texts);
        assert_eq!(completed.findings[1].rule, "wish_overruled");
        let completed = complete(&asked, &[("additional_prompt", "max 1 km a week")]);
        assert_eq!(completed.brief, asked);
        assert_eq!(completed.findings[0].rule, "wish_not_used");
    }

    #[test]
    fn a_peak_is_what_the_largest_week_grows_to() {
        let asked = PlanBrief::new(20, Level::Intermediate);
        for (miles, usual) in [(26, 34), (40, 34)] {
            let text = format!("10k, peak at {miles} miles");
            let completed = complete(&asked, &[("additional_prompt", &text)]);
            let largest = |brief: &PlanBrief| {
                let weeks = plan(brief).unwrap().draft.weeks;
                let volumes = weeks.iter().map(|week| week.training_distance());
                volumes.max().unwrap().as_miles().round() as i64
            };
            assert_eq!(largest(&completed.brief), miles);
            assert_eq!(largest(&asked), usual);
        }
    }

    #[test]
    fn much_that_is_not_understood_is_summed_up() {
        let completed = complete(&brief(), &[("additional_prompt", &"blah. ".repeat(2_000))]);
        assert_eq!(completed.findings.len(), 21);
        assert!(lines(&completed)[20].contains("1980 more"));
        let repeated = "No running on Mondays. ".repeat(500);
        let completed = complete(&brief(), &[("additional_prompt", &repeated)]);
        assert_eq!(completed.findings.len(), 1);
    }
}
