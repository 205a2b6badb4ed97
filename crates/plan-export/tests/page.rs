//! The page of a plan: what people read on it, and what it never does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
#[expect(dead_code, reason = "the tests of the wire type use the rest of it")]
mod sample;

use std::collections::BTreeMap;

use plan_core::draft::Schedule;
use plan_core::overlay::{Overlays, resolve};
use plan_core::plan::{BasePlan, Level, PlanSettings};
use plan_core::planner::{self, PlanBrief};
use plan_core::testing::plan_and_operations;
use plan_core::workout::RunWalk;
use plan_export::fidelity::{Fidelity, Lost};
use plan_export::json::{self, Identity, PlanBody, Units};
use plan_export::page::{self, Export, Link, STYLE, Surroundings, WatchFile};
use proptest::prelude::*;

fn body(base: &BasePlan, overlays: &Overlays, units: Units) -> PlanBody {
    json::public(&sample::identity(), &resolve(base, overlays), units)
}

fn around() -> Surroundings<'static> {
    Surroundings {
        public_url: "https://plans.example",
        prefix: "",
        exports: vec![Export {
            name: "Calendar",
            about: "Every workout on its day.",
            links: vec![Link {
                label: "Subscribe",
                href: "webcal://plans.example/api/plans/4fT9bQz/calendar.ics".to_owned(),
                media_type: Some("text/calendar"),
            }],
            fidelity: Fidelity::Degraded(vec![Lost::new("steps", "steps are told in words")]),
            at_the_top: Some("Calendar"),
        }],
        watch_files: BTreeMap::from([(
            "w2".to_owned(),
            WatchFile {
                href: "/api/plans/4fT9bQz/workouts/w2.fit".to_owned(),
                fidelity: Fidelity::Exact,
            },
        )]),
        for_programs: Vec::new(),
    }
}

/// In the first week of the sample.
fn page_of(body: &PlanBody) -> String {
    page_on(body, "2026-03-04")
}

fn page_on(body: &PlanBody, today: &str) -> String {
    page::render(body, &around(), sample::date(today)).unwrap()
}

/// What is read, without what is looked at: a line for each line that says something.
fn read(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut text = String::new();
    let mut depth = 0_u32;
    for letter in body.chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth -= 1,
            letter if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The part of a page that shows a workout.
fn workout<'a>(html: &'a str, id: &str) -> &'a str {
    let begin = html.find(&format!("id=\"{id}\"")).unwrap();
    let end = html[begin..].find("</details>").unwrap();
    &html[begin..begin + end]
}

#[test]
fn a_plan_with_every_layer_reads_as_a_person_would_tell_it() {
    let html = page_of(&body(&sample::plan(), &sample::every_layer(), Units::Miles));
    insta::assert_snapshot!("every_layer_in_miles", read(&html));
}

#[test]
fn kilometers_are_shown_instead_of_miles_and_not_beside_them() {
    let plan = body(&sample::plan(), sample::none(), Units::Metric);
    let text = read(&page_of(&plan));
    assert!(text.contains("16.1 km") && text.contains("/km"));
    assert!(!text.contains(" mi\n") && !text.contains("/mi"), "{text}");
}

#[test]
fn an_injury_leaves_a_word_and_nothing_else() {
    let plan = body(&sample::plan(), &sample::an_injury_alone(), Units::Miles);
    let html = page_of(&plan);
    let text = read(&html);
    for told in sample::SECRETS
        .iter()
        .chain(&["Injur", "injured", "of 4:", "planned "])
    {
        assert!(!text.contains(told), "{told} in {text}");
    }
    assert!(!html.contains("<s>"), "nothing that was before");
    assert!(
        !html.contains("class=\"removed\""),
        "no missing part of a bar"
    );
    assert!(workout(&html, "w2").contains("Reduced"));
}

#[test]
fn what_strangers_wrote_stays_text() {
    let hostile = "<script>alert(1)</script>\u{202e}\"'&--><img src=x>";
    let plan = sample::plan();
    let resolved = resolve(&plan, sample::none());
    let identity = Identity {
        display_name: hostile,
        ..sample::identity()
    };
    let mut plan = json::public(&identity, &resolved, Units::Miles);
    for week in &mut plan.weeks {
        for workout in &mut week.workouts {
            workout.description = hostile.to_owned();
        }
    }
    let html = page_of(&plan);
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    let head = html.split_once("</head>").unwrap().0;
    assert!(
        !head.contains('\u{202e}'),
        "no title turns a window's bar around"
    );
    assert!(html.contains("<bdi>&#60;script&#62;alert(1)"));
    // Quotes end no attribute: every one of the head is closed where it should be.
    assert!(head.contains("&#34;&#39;&#38;--&#62;&#60;img src=x&#62;"));
}

#[test]
fn a_page_runs_nothing_and_asks_nobody() {
    let html = page_of(&body(&sample::plan(), &sample::every_layer(), Units::Miles));
    for never in [
        "<script",
        " onclick",
        " onload",
        " onerror",
        "javascript:",
        "@import",
        "<iframe",
        "<form",
        " style=",
    ] {
        let found = html.split('>').find(|tag| {
            let tag = tag.rsplit_once('<').map_or("", |(_, tag)| tag);
            format!("<{tag}").contains(never)
        });
        assert_eq!(found, None, "{never}");
    }
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    assert!(
        html.contains(&format!("<style>{STYLE}</style>")),
        "to the byte"
    );
    assert!(html.ends_with("</html>\n"));
}

#[test]
fn each_id_is_there_once_and_each_fragment_leads_to_one() {
    let html = page_of(&body(&sample::plan(), &sample::every_layer(), Units::Miles));
    let values = |name: &str| {
        let parts = html.split(name).skip(1);
        parts
            .map(|part| part.split_once('"').unwrap().0.to_owned())
            .collect::<Vec<_>>()
    };
    let mut ids = values(" id=\"");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let names = values("aria-labelledby=\"").join(" ");
    let fragments = values("href=\"#").into_iter();
    for id in fragments.chain(names.split_whitespace().map(str::to_owned)) {
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn an_export_says_what_it_cannot_carry() {
    let text = read(&page_of(&body(
        &sample::plan(),
        sample::none(),
        Units::Miles,
    )));
    assert!(
        text.contains("Not all of it: steps are told in words.") && !text.contains("degraded"),
        "{text}"
    );
}

/// The large words of a page.
fn countdown(body: &PlanBody, today: &str) -> String {
    let html = page_on(body, today);
    let words = html.split_once("class=\"countdown\">").unwrap().1;
    let words = words.split_once("</div>").unwrap().0;
    read(&format!("<body>{words}")).replace('\n', " | ")
}

#[test]
fn a_page_counts_down_from_the_day_it_is_read() {
    let plan = body(&sample::plan(), sample::none(), Units::Miles);
    for (today, expected) in [
        (
            "2026-02-10",
            "6 weeks to race day | Sunday, March 29, 2026 | \
             Week 1 of 4 begins in 2 weeks, on Monday, March 2, 2026 | ",
        ),
        (
            "2026-02-28",
            "4 weeks to race day | Sunday, March 29, 2026 | Week 1 of 4 begins in 2 days, on ",
        ),
        (
            "2026-03-01",
            "4 weeks to race day | Sunday, March 29, 2026 | Week 1 of 4 begins in 1 day, on ",
        ),
        (
            "2026-03-02",
            "3 weeks to race day | Sunday, March 29, 2026 | 4 weeks from ",
        ),
        ("2026-03-15", "2 weeks to race day | "),
        ("2026-03-16", "13 days to race day | "),
        ("2026-03-28", "1 day to race day | "),
        (
            "2026-03-29",
            "Race day is today | Sunday, March 29, 2026 | ",
        ),
        ("2026-03-30", "Race was on | Sunday, March 29, 2026 | "),
    ] {
        let told = countdown(&plan, today);
        assert!(told.starts_with(expected), "{today}: {told}");
        let as_of = sample::date(today).format("As of %A, %B %-d, %Y, UTC");
        assert!(told.ends_with(&as_of.to_string()), "{today}: {told}");
    }
}

#[test]
fn without_a_race_the_page_counts_the_weeks() {
    let mut plan = body(&sample::plan(), sample::none(), Units::Miles);
    plan.race_goal = None;
    for (today, expected) in [
        (
            "2026-03-01",
            "Starts in 1 day | Monday, March 2, 2026 | 4 weeks to Sunday, ",
        ),
        (
            "2026-03-10",
            "Week 2 of 4 | from Monday, March 2, 2026 | to Sunday, ",
        ),
        (
            "2026-03-30",
            "Ended on | Sunday, March 29, 2026 | 4 weeks from Monday, ",
        ),
    ] {
        let told = countdown(&plan, today);
        assert!(told.starts_with(expected), "{today}: {told}");
    }
}

#[test]
fn this_week_is_marked_and_one_link_away() {
    let plan = body(&sample::plan(), sample::none(), Units::Miles);
    for (today, marked, start) in [
        ("2026-03-01", None, Some("#week-1\">First week")),
        ("2026-03-02", Some(1), Some("#week-1\">This week")),
        ("2026-03-08", Some(1), Some("#week-1\">This week")),
        ("2026-03-09", Some(2), Some("#week-2\">This week")),
        ("2026-03-29", Some(4), Some("#week-4\">This week")),
        ("2026-03-30", None, None),
    ] {
        let html = page_on(&plan, today);
        let marks = html.matches("<p class=\"now\">This week</p>").count();
        assert_eq!(marks, usize::from(marked.is_some()), "{today}");
        if let Some(week) = marked {
            let begin = html.find(&format!("id=\"week-{week}\"")).unwrap();
            let header = html[begin..].split_once("</header>").unwrap().0;
            assert!(header.contains("This week"), "{today}: {header}");
        }
        let button = html
            .split_once("class=\"button\" href=\"")
            .map(|(_, rest)| rest);
        assert_eq!(button.is_some(), start.is_some(), "{today}");
        if let (Some(button), Some(start)) = (button, start) {
            assert!(button.starts_with(start), "{today}");
        }
    }
}

#[test]
fn a_week_whose_history_is_hidden_claims_nothing() {
    let plan = body(&sample::plan(), &sample::an_injury_alone(), Units::Miles);
    let html = page_of(&plan);
    let table = html.split_once("<tbody>").unwrap().1;
    let rows = table.split("</tr>").collect::<Vec<_>>();
    for (week, row) in plan.weeks.iter().zip(rows) {
        let is_hidden = week
            .workouts
            .iter()
            .any(|workout| workout.changes.is_none());
        assert_eq!(row.contains("not told"), is_hidden, "{row}");
        assert_eq!(row.contains("the same"), !is_hidden, "{row}");
    }
}

fn planned(brief: &PlanBrief) -> BasePlan {
    let draft = planner::plan(brief).unwrap().draft;
    let schedule = Schedule {
        start: Some(sample::date("2026-03-02")),
        pattern: brief.pattern,
        vdot: brief.vdot,
    };
    draft.schedule(schedule).unwrap()
}

#[test]
fn plans_of_every_length_without_race_pace_or_unbroken_running_are_shown() {
    for weeks in [1, 2, 16, 52] {
        let mut brief = PlanBrief::new(weeks, Level::Beginner);
        brief.run_walk = Some(plan_core::planner::RunWalkPlan::ByPhase);
        let base = planned(&brief);
        let plan = body(&base, sample::none(), Units::Miles);
        assert!(plan.race_goal.is_none());
        let html = page_of(&plan);
        let text = read(&html);
        assert_eq!(
            html.matches("<section class=\"week ").count(),
            usize::from(weeks)
        );
        assert!(
            !text.contains("race day") && !text.contains("Race week"),
            "{text}"
        );
        assert!(
            text.contains("Last week") && text.contains("effort 9–12"),
            "{text}"
        );
        assert!(text.contains("in turn"), "{text}");
    }
    let by_feel = page_of(&body(&sample::plan_by_feel(), sample::none(), Units::Miles));
    let intervals = workout(&by_feel, "w3");
    assert!(intervals.contains("effort 17–18"), "{intervals}");
    // One pace was written by a coach, the others are what the goal of the race asks for.
    assert_eq!(by_feel.matches("/mi").count(), 3);
}

#[test]
fn a_year_is_a_page_that_loads_at_once() {
    let html = page_of(&body(
        &planned(&PlanBrief::new(52, Level::Advanced)),
        sample::none(),
        Units::Miles,
    ));
    assert!(html.len() < 700_000, "{} bytes", html.len());
}

/// The value of a member of the body, in words of the page.
fn shown(number: json::Hundredths, unit: &str) -> String {
    let number = match (unit, number.get()) {
        ("km", 100..) => json::Hundredths::new((number.get() + 5) / 10 * 10),
        _ => number,
    };
    format!("<b>{number}</b> {unit}")
}

proptest! {
    #[test]
    fn any_plan_shows_the_numbers_of_its_body((base, operations) in plan_and_operations(12)) {
        let overlays = Overlays::replay(&operations).unwrap();
        for (units, unit) in [(Units::Miles, "mi"), (Units::Metric, "km")] {
            let plan = body(&base, &overlays, units);
            let html = page_of(&plan);
            for one in plan.weeks.iter().flat_map(|week| &week.workouts) {
                let part = workout(&html, &one.id);
                let distance = match units {
                    Units::Miles => one.target_distance_miles,
                    Units::Metric => one.target_distance_kilometers.flatten(),
                };
                match distance {
                    Some(distance) => prop_assert!(part.contains(&shown(distance, unit)), "{part}"),
                    None => prop_assert!(!part.contains("class=\"amount\"><b>"), "{part}"),
                }
            }
            prop_assert!(!html.contains("<script"));
        }
    }
}

#[test]
fn race_day_says_what_is_hoped_for() {
    for (units, pace) in [(Units::Miles, "7:24 /mi"), (Units::Metric, "4:36 /km")] {
        let plan = body(&sample::plan(), sample::none(), units);
        let workouts = plan.weeks.iter().flat_map(|week| &week.workouts);
        let race = workouts.last().unwrap();
        let html = page_of(&plan);
        let told = workout(&html, &race.id);
        assert!(told.contains(&format!("goal 46:00, {pace}")), "{told}");
        assert!(told.contains("<dt>Goal pace</dt>"), "{told}");
    }
}

#[test]
fn walking_is_called_walking() {
    let html = page_of(&body(&sample::plan(), sample::none(), Units::Miles));
    let told = workout(&html, "w9");
    assert!(told.contains("<li>1 min walk</li>"), "{told}");
    assert!(!told.contains("recovery"), "{told}");
}

#[test]
fn settings_are_what_the_sample_says() {
    // The sample is by time, with run and walk, in week two.
    let PlanSettings { vdot, .. } = sample::plan().settings().clone();
    assert!(vdot.is_some());
    let html = page_of(&body(&sample::plan(), sample::none(), Units::Miles));
    let turns = RunWalk::new(4, 1).unwrap();
    let told = format!(
        "run {} min, walk {} min, in turn",
        turns.run_minutes(),
        turns.walk_minutes()
    );
    assert!(workout(&html, "w9").contains(&told));
}
