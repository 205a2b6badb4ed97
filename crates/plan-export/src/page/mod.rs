//! A plan as a page: HTML and CSS that a runner may send to a friend.
//!
//! It is written from the public body and from nothing else. Whatever that hides
//! cannot be here, and each number is the body's number. It holds no script, asks
//! no other address for anything. The day it is read on comes from outside: the page
//! of a plan is the same bytes all day long, counts down to race day and knows which
//! week is this one.
//!
//! Names and descriptions are strangers' text. The templates escape them, and
//! each stands in a `bdi`, so that text of another direction turns nothing around it.

mod changes;
mod countdown;
mod exports;
mod layers;
mod steps;
mod time;
mod week;
mod workout;

use std::collections::BTreeMap;

use askama::Template;
use chrono::{Datelike, NaiveDate};
use plan_core::plan::{ProgressionPattern, RaceDistance};
use plan_core::units::DistanceUnit;

use crate::chart::{self, Chart, Frame};
use crate::json::{Hundredths, PlanBody, Twin, Units};

use countdown::Countdown;
pub use exports::{Export, Link, WatchFile};

/// The style sheet inside of every page, to the byte: a content security policy
/// names its hash.
pub const STYLE: &str = include_str!("../../templates/page.css");

/// Names of more characters are set smaller.
const LONG_NAME: usize = 36;

/// What a page says besides the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings<'a> {
    /// Where the public service is reached, without a slash at the end.
    pub public_url: &'a str,
    /// What its paths begin with on its host; usually nothing.
    pub prefix: &'a str,
    /// The other forms of the plan.
    pub exports: Vec<Export>,
    /// The files of single workouts, by the workouts' ids.
    pub watch_files: BTreeMap<String, WatchFile>,
    /// Addresses for programs that read plans.
    pub for_programs: Vec<Link>,
}

/// Writes the page of a public body, in the units the body has, as it is read `today`.
/// Where it is today differs by a day around the world, so that a page tells the
/// day it counts from.
///
/// # Errors
/// None of its own: writing to a string does not fail.
pub fn render(
    plan: &PlanBody,
    around: &Surroundings<'_>,
    today: NaiveDate,
) -> Result<String, askama::Error> {
    let ruler = Ruler::of(plan);
    let weeks = plan
        .weeks
        .iter()
        .map(|week| week::WeekView::of(week, plan, ruler, today))
        .collect::<Vec<_>>();
    let charts = Charts::of(plan, ruler, &weeks)?;
    let id = plan.public_id.clone().unwrap_or_default();
    let page = Page {
        style: STYLE,
        title: plain(&plan.display_name),
        is_long_name: plan.display_name.chars().count() > LONG_NAME,
        about: about(plan, ruler),
        canonical: format!("{}/plans/{id}", around.public_url),
        is_metric: plan.units() == Units::Metric,
        status: plan.status.name(),
        lead: lead(plan),
        race: plan.race_goal.as_ref().map(RaceView::of),
        today: Day::of(today),
        countdown: Countdown::of(plan, today),
        start: Start::of(plan, today),
        figures: figures(plan, ruler),
        layers: layers::of(plan, ruler),
        created: plan.created_date.get(..10).unwrap_or_default().to_owned(),
        plan,
        around,
        charts,
        weeks,
        id,
    };
    // Templates lose the line end of their last line.
    let mut html = page.render()?;
    html.push('\n');
    Ok(html)
}

/// `templates/page.html`.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    style: &'static str,
    plan: &'a PlanBody,
    around: &'a Surroundings<'a>,
    id: String,
    /// The plan's name, for places that know no direction of text.
    title: String,
    /// Whether it would fill a phone's screen in large letters.
    is_long_name: bool,
    about: String,
    canonical: String,
    is_metric: bool,
    status: &'static str,
    lead: String,
    race: Option<RaceView>,
    today: Day,
    countdown: Option<Countdown>,
    start: Option<Start>,
    figures: Vec<Figure>,
    charts: Charts,
    layers: Vec<layers::LayerView>,
    weeks: Vec<week::WeekView>,
    created: String,
}

/// How this page tells amounts and days: in one unit, beside one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ruler {
    unit: DistanceUnit,
    /// The year that goes without saying: the one the plan begins in.
    year: i32,
}

impl Ruler {
    fn of(plan: &PlanBody) -> Self {
        Self {
            unit: chart::unit_of(plan),
            year: plan.weeks.first().map_or(0, |week| week.start_date.year()),
        }
    }

    /// The twin that is shown.
    fn pick<T>(self, miles: T, kilometers: Option<T>) -> T {
        match kilometers {
            Some(kilometers) if self.unit == DistanceUnit::Kilometer => kilometers,
            _ => miles,
        }
    }

    /// The number people read.
    fn amount(self, miles: Hundredths, kilometers: Option<Hundredths>) -> Hundredths {
        self.pick(miles, kilometers).told_in(self.unit)
    }

    /// The same of a sum, where the hundredths of a race are of no use in miles either.
    fn figure(self, miles: Hundredths, kilometers: Option<Hundredths>) -> Hundredths {
        self.pick(miles, kilometers).for_people()
    }

    /// `5.3 mi`.
    fn tell(self, miles: Hundredths, kilometers: Option<Hundredths>) -> String {
        format!("{} {}", self.amount(miles, kilometers), self.unit.symbol())
    }

    /// The same of what may be missing.
    fn tell_any(self, miles: Option<Hundredths>, kilometers: Twin<Hundredths>) -> Option<String> {
        miles.map(|miles| self.tell(miles, kilometers.flatten()))
    }
}

/// A date in the words of people and of machines.
#[derive(Debug, PartialEq, Eq)]
struct Day {
    iso: String,
    long: String,
}

impl Day {
    fn of(date: chrono::NaiveDate) -> Self {
        Self {
            iso: date.to_string(),
            long: time::long(date),
        }
    }
}

/// The race.
struct RaceView {
    name: &'static str,
    target: Option<String>,
}

impl RaceView {
    fn of(race: &crate::json::RaceGoalBody) -> Self {
        Self {
            name: race.distance.label(),
            target: race.target_time.as_deref().map(time::clock),
        }
    }
}

/// One of the large numbers.
struct Figure {
    label: &'static str,
    value: String,
    unit: &'static str,
    note: String,
    /// Done and all, for a bar.
    progress: Option<(u32, u32)>,
}

fn figures(plan: &PlanBody, ruler: Ruler) -> Vec<Figure> {
    let summary = &plan.summary;
    let unit = ruler.unit.symbol();
    let distance = |label, miles: Hundredths, kilometers, note: String| Figure {
        label,
        value: ruler.figure(miles, kilometers).to_string(),
        unit,
        note,
        progress: None,
    };
    let peak = plan
        .weeks
        .iter()
        .find(|week| week.target_miles == summary.peak_weekly_miles);
    let longest = plan.weeks.iter().find(|week| {
        let mut runs = week.workouts.iter();
        runs.any(|run| run.target_distance_miles == Some(summary.longest_run))
    });
    let in_week = |week: Option<&crate::json::WeekBody>| {
        week.map_or_else(String::new, |week| format!("in week {}", week.week_number))
    };
    vec![
        distance(
            "Total",
            summary.total_miles,
            summary.total_kilometers,
            if plan.race_goal.is_some() {
                format!(
                    "over {}, with the race",
                    weeks_in_words(summary.total_weeks)
                )
            } else {
                format!("over {}", weeks_in_words(summary.total_weeks))
            },
        ),
        distance(
            "Peak week",
            summary.peak_weekly_miles,
            summary.peak_weekly_kilometers,
            in_week(peak),
        ),
        distance(
            "Longest run",
            summary.longest_run,
            summary.longest_run_kilometers,
            in_week(longest),
        ),
        Figure {
            label: "Completed",
            value: summary.completed_workouts.to_string(),
            unit: "",
            note: format!(
                "of {} runs, {}%",
                summary.total_run_workouts, summary.completion_percentage
            ),
            progress: Some((summary.completed_workouts, summary.total_run_workouts)),
        },
    ]
}

/// The week to begin reading with.
struct Start {
    label: &'static str,
    week: u8,
}

impl Start {
    /// This week, or the first while the plan is ahead; none when it is over.
    fn of(plan: &PlanBody, today: NaiveDate) -> Option<Self> {
        let first = plan.weeks.first()?;
        if today < first.start_date {
            return Some(Self {
                label: "First week",
                week: first.week_number,
            });
        }
        let mut weeks = plan.weeks.iter();
        let week = weeks.find(|week| countdown::is_in(week.start_date, today))?;
        Some(Self {
            label: "This week",
            week: week.week_number,
        })
    }
}

/// The weeks as a picture, twice: for a desk and for a phone.
struct Charts {
    wide: String,
    narrow: String,
    has_removed: bool,
    has_raised: bool,
    phases: Vec<&'static str>,
}

impl Charts {
    fn of(plan: &PlanBody, ruler: Ruler, weeks: &[week::WeekView]) -> Result<Self, askama::Error> {
        const TITLE: &str = "Distance of each week";
        let told = told(plan, ruler, weeks);
        let wide = Chart::of(plan, Frame::WIDE);
        let mut phases = wide
            .phases
            .iter()
            .map(|span| span.phase.name())
            .collect::<Vec<_>>();
        phases.dedup();
        Ok(Self {
            has_removed: wide.bars.iter().any(|bar| bar.removed.is_some()),
            has_raised: wide.bars.iter().any(|bar| bar.planned_level.is_some()),
            phases,
            wide: wide.to_svg("wide", TITLE, &told)?,
            narrow: Chart::of(plan, Frame::NARROW).to_svg("narrow", TITLE, &told)?,
        })
    }
}

/// The picture in two sentences.
fn told(plan: &PlanBody, ruler: Ruler, weeks: &[week::WeekView]) -> String {
    let summary = &plan.summary;
    let mut told = format!(
        "{}; the most in one is {}.",
        weeks_in_words(summary.total_weeks),
        ruler.tell(summary.peak_weekly_miles, summary.peak_weekly_kilometers)
    );
    let lighter = weeks
        .iter()
        .filter_map(|week| {
            Some(format!(
                "{} in week {}",
                week.removed.as_ref()?,
                week.number
            ))
        })
        .collect::<Vec<_>>();
    if !lighter.is_empty() {
        told.push_str(" Taken away: ");
        told.push_str(&lighter.join(", "));
        told.push('.');
    }
    told.push_str(" The same numbers are in the table below.");
    told
}

/// What a search result or a message with the link shows.
fn about(plan: &PlanBody, ruler: Ruler) -> String {
    let summary = &plan.summary;
    let total = ruler.figure(summary.total_miles, summary.total_kilometers);
    let total = format!("{total} {}", ruler.unit.symbol());
    let weeks = weeks_in_words(summary.total_weeks);
    match &plan.race_goal {
        Some(race) => {
            let day = race
                .race_date
                .map_or_else(String::new, |date| format!(" on {}", time::long(date)));
            format!(
                "{weeks} to a {}{day}: {total} of running, every layer applied.",
                in_a_sentence(race.distance)
            )
        }
        None => format!("{weeks} of running: {total}, every layer applied."),
    }
}

const fn in_a_sentence(race: RaceDistance) -> &'static str {
    match race {
        RaceDistance::FiveK => "5K",
        RaceDistance::TenK => "10K",
        RaceDistance::HalfMarathon => "half marathon",
        RaceDistance::FullMarathon => "marathon",
    }
}

/// How the weeks rise, where there are enough of them to see it.
fn lead(plan: &PlanBody) -> String {
    const A_PATTERN: u8 = 4;
    let weeks = plan.summary.total_weeks;
    let what = match &plan.race_goal {
        // Its name stands before this.
        Some(_) => String::new(),
        None => format!("{} of running", weeks_in_words(weeks)),
    };
    let how = if weeks < A_PATTERN {
        String::new()
    } else {
        format!(", {}", pattern(plan.progression_pattern))
    };
    format!("{what}{how}.")
}

fn weeks_in_words(weeks: u8) -> String {
    format!("{weeks} {}", time::plural(weeks.into(), "week", "weeks"))
}

const fn pattern(pattern: ProgressionPattern) -> &'static str {
    match pattern {
        ProgressionPattern::Linear => "rises every week",
        ProgressionPattern::TwoUpOneDown => "two weeks up, one down",
        ProgressionPattern::ThreeUpOneDown => "three weeks up, one down",
        ProgressionPattern::FourUpOneDown => "four weeks up, one down",
    }
}

/// A stranger's text where no element can hold its direction: without the
/// characters that turn text around or control a terminal.
fn plain(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|letter| !letter.is_control() && !turns(*letter))
        .collect()
}
