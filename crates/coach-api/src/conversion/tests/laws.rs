//! What is said is what is finished, whatever was unread and wherever it began.

use chrono::{Days, NaiveDate, Weekday};
use plan_core::draft;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::PlanBrief;
use plan_core::testing;
use plan_core::units::DistanceUnit;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Conversion, Garbled, Scripted, TOKENS, Told, brief, planned};
use crate::conversion::schedule;
use crate::outcome::PlanSource;
use crate::writers::rule_based::RuleBased;

/// Briefs with and without a race, dates, and a start in the middle of a week.
fn any_brief() -> impl Strategy<Value = PlanBrief> {
    let race = (select(RaceDistance::ALL), any::<bool>());
    (
        1u8..=10,
        select(Level::ALL),
        testing::unit(),
        option::of(race),
        0u64..21,
    )
        .prop_map(|(weeks, level, unit, race, day)| {
            let mut brief = PlanBrief::new(weeks, level);
            brief.unit = unit;
            let monday = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
            let first = monday.checked_add_days(Days::new(day)).expect("a date");
            match race {
                Some((distance, is_dated)) => {
                    let last = first.checked_add_days(Days::new(u64::from(weeks) * 7 - 1));
                    let date = last.filter(|_| is_dated);
                    let target_time = None;
                    brief.race = Some(RaceGoal {
                        distance,
                        date,
                        target_time,
                    });
                }
                // Every other one has no dates at all.
                None => brief.start = (day % 2 == 0).then_some(first),
            }
            brief
        })
}

/// The weeks said are those of the whole, each once and in order.
fn is_said_as_finished(told: &Told, brief: &PlanBrief) -> Result<(), TestCaseError> {
    let converted = told.converted();
    let source = PlanSource {
        pattern: brief.pattern,
        vdot: brief.vdot,
    };
    let plan = schedule(&converted.draft, source).expect("a calendar");
    let said: Vec<_> = told.weeks.iter().map(|said| said.week.clone()).collect();
    prop_assert_eq!(&said, plan.weeks());
    for said in &told.weeks {
        prop_assert_eq!(said.total_weeks, brief.weeks);
        prop_assert_eq!(said.is_dated, crate::conversion::is_dated(&converted.draft));
        for finding in &said.findings {
            prop_assert!(converted.findings.contains(finding), "{finding:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_plan_is_the_same_whoever_read_its_lines_and_whenever(
        brief in any_brief(),
        unread in vec(any::<Index>(), 0..30),
        cut in any::<Index>(),
    ) {
        let draft = planned(&brief);
        let text = draft::print(&draft);
        let lines = text.lines().count();
        let unread: Vec<u32> = unread.iter().map(|it| it.index(lines) as u32 + 1).collect();
        let garbled = Garbled::new(&draft, |line| unread.contains(&line));
        let writer = Scripted::new(|question, _| garbled.answer(question));

        let conversion = Conversion::of(&brief);
        let plain = conversion.run(&RuleBased, &text);
        let told = conversion.run(&writer, &garbled.text);
        is_said_as_finished(&plain, &brief)?;
        is_said_as_finished(&told, &brief)?;
        prop_assert_eq!(&told.converted().draft, &plain.converted().draft);
        prop_assert_eq!(&told.converted().differences, &[]);
        let read: usize = told.read.iter().map(|week| week.lines.len()).sum();
        prop_assert_eq!(read, garbled.plain.len());
        prop_assert_eq!(told.converted().cost.tokens, TOKENS * told.read.len() as u64);
        prop_assert_eq!(writer.complaints(), Vec::<String>::new());

        // A process dies after some weeks were kept, another one goes on.
        let kept = &told.read[..cut.index(told.read.len() + 1)];
        let again = Scripted::new(|question, _| garbled.answer(question));
        let resumed = Conversion {
            finished: kept.iter().map(|week| (week.week, week.clone())).collect(),
            ..Conversion::of(&brief)
        };
        let resumed = resumed.run(&again, &garbled.text);
        prop_assert_eq!(&resumed.weeks, &told.weeks);
        prop_assert_eq!(&resumed.converted().draft, &told.converted().draft);
        prop_assert_eq!(&resumed.converted().findings, &told.converted().findings);
        let paid: Vec<u8> = kept.iter().map(|week| week.week).collect();
        let asked = again.asked().concat();
        prop_assert!(asked.iter().all(|week| !paid.contains(week)), "{:?} of {:?}", asked, paid);
        prop_assert_eq!(resumed.read.len() + kept.len(), told.read.len());
    }

    #[test]
    fn a_writer_that_errs_changes_no_law(
        brief in any_brief(),
        answers in vec(vec((any::<Index>(), answer()), 0..6), 1..12),
        cut in any::<Index>(),
    ) {
        let draft = planned(&brief);
        let garbled = Garbled::new(&draft, |line| line % 3 == 0);
        // What it says depends on the line alone, so that two attempts hear the same.
        let read = |question: &crate::writers::UnreadWeek, _: usize| {
            let script = &answers[usize::from(question.week) % answers.len()];
            let mut lines = garbled.answer(question)?;
            for (at, text) in script {
                if !lines.is_empty() {
                    let at = at.index(lines.len());
                    let day = lines[at].1.get(..7).unwrap_or_default().to_owned();
                    lines[at].1 = text.replace("{day}", &day);
                }
            }
            Some(lines)
        };
        let writer = Scripted::new(read);
        let told = Conversion::of(&brief).run(&writer, &garbled.text);
        let numbers: Vec<u8> = told.weeks.iter().map(|said| said.week.number).collect();
        prop_assert_eq!(&numbers, &(1..=numbers.len() as u8).collect::<Vec<_>>());
        prop_assert!(writer.asked().len() <= 6, "two questions, each repaired twice");
        let Ok(converted) = &told.end else {
            told.unreadable();
            return Ok(());
        };
        is_said_as_finished(&told, &brief)?;
        let kept = &told.read[..cut.index(told.read.len() + 1)];
        let resumed = Conversion {
            finished: kept.iter().map(|week| (week.week, week.clone())).collect(),
            ..Conversion::of(&brief)
        };
        let resumed = resumed.run(&Scripted::new(read), &garbled.text);
        prop_assert_eq!(&resumed.weeks, &told.weeks);
        prop_assert_eq!(&resumed.converted().draft, &converted.draft);
        prop_assert_eq!(&resumed.converted().differences, &converted.differences);
        prop_assert_eq!(&resumed.converted().findings, &converted.findings);
    }
}

/// What a careless model says of a line; `{day}` is its beginning.
fn answer() -> impl Strategy<Value = &'static str> {
    select(vec![
        "{day}Rest",
        "{day}Easy 3 mi",
        "{day}Race 5 km",
        "{day}hm, no idea",
        "- Sun: Easy 3 mi",
        "{day}Easy 3 mi\n## Week 9",
        "",
    ])
}

#[test]
fn weeks_the_code_reads_are_said_before_the_writer_is_asked() {
    let brief = brief(6, RaceDistance::TenK, DistanceUnit::Mile);
    let draft = planned(&brief);
    let week_4 = draft::print(&draft);
    let header = week_4
        .lines()
        .position(|line| line.starts_with("## Week 4"));
    let header = header.expect("a header") as u32 + 1;
    let garbled = Garbled::new(&draft, |line| (header..header + 8).contains(&line));
    let writer = Scripted::new(|_, _| None);
    let told = Conversion::of(&brief).run(&writer, &garbled.text);
    let said: Vec<u8> = told.weeks.iter().map(|said| said.week.number).collect();
    assert_eq!(said, [1, 2, 3]);
    assert_eq!(
        told.unreadable(),
        garbled.plain.keys().copied().collect::<Vec<_>>()
    );
    assert_eq!(
        writer.asked(),
        [[4]],
        "what it cannot read is not asked again"
    );
}

#[test]
fn an_undated_race_in_an_unread_last_week_is_asked_about_first() {
    let mut brief = brief(4, RaceDistance::TenK, DistanceUnit::Mile);
    if let Some(race) = &mut brief.race {
        race.date = None;
    }
    // On a Saturday: every block of seven ends there.
    let text = "# 10K · 4 weeks · intermediate\n\n\
        ## Week 1 · Base\n- Tue: Easy 4 mi\n- Sun: Long 6 mi\n\
        ## Week 2 · Build\n- Tue: Off road 4 mi\n- Sun: Long 6 mi\n\
        ## Week 3 · Peak\n- Tue: Easy 4 mi\n\
        ## Week 4 · Taper\n- Sat: Off road 10K race\n";
    let mut writer = Scripted::new(|question, _| {
        let lines = question.lines.iter().map(|line| {
            let text = match line.day {
                Some(Weekday::Sat) => "- Sat: 10K race",
                _ => "- Tue: Easy 4 mi",
            };
            (line.line, text.to_owned())
        });
        Some(lines.collect())
    });
    // Week 2 before it is asked about, and a week that needs nothing, are not heard.
    writer.beside = [2, 3]
        .map(|week| crate::writers::WeekLines {
            week,
            lines: vec![(7, "- Tue: Rest".to_owned())],
        })
        .to_vec();
    let told = Conversion::of(&brief).run(&writer, text);
    is_said_as_finished(&told, &brief).expect("the law");
    assert_eq!(writer.asked(), [[4], [2]]);
    let first_day = told.weeks[0].week.workouts[0].date;
    assert_eq!(chrono::Datelike::weekday(&first_day), Weekday::Sun);
}

#[test]
fn what_no_reading_can_mend_is_refused_before_the_writer_is_asked() {
    let brief = brief(2, RaceDistance::TenK, DistanceUnit::Mile);
    assert_eq!(brief.pattern, ProgressionPattern::ThreeUpOneDown);
    let writer = Scripted::new(|_, _| Some(Vec::new()));
    for (text, lines) in [
        // A week header, a start, a day above the weeks: with every other unread line.
        (
            "## Week 1\n- Mon: hm?\n## Week 1\n- Tue: Easy 3 mi\n## Week 2\n",
            vec![2, 3],
        ),
        (
            "Start: soon\n## Week 1\n- Mon: Easy 3 mi\n## Week 2\n",
            vec![1],
        ),
        (
            "- Mon: Easy 3 mi\n## Week 1\n- Mon: Easy 3 mi\n## Week 2\n",
            vec![1],
        ),
        // Another number of weeks than was asked for.
        ("## Week 1\n- Mon: hm?\n", vec![2]),
    ] {
        let told = Conversion::of(&brief).run(&writer, text);
        assert_eq!(told.unreadable(), lines, "{text}");
        assert_eq!(told.weeks, [], "{text}");
    }
    let told =
        Conversion::of(&brief).run(&RuleBased, "## Week 1\n- Mon: hm?\n## Week 2\n- Tue: eh?\n");
    assert_eq!(told.unreadable(), [2, 4]);
    assert_eq!(writer.asked(), Vec::<Vec<u8>>::new());
}
