//! A plan as a calendar to subscribe to or to download: iCalendar (RFC 5545,
//! with the properties of RFC 7986).
//!
//! There are two feeds. The [full](Audience::Runner) one says what to do: an
//! event for each workout, with paces, steps, what changed and why. The
//! [busy](Audience::Others) one says only when its runner is busy, and nothing
//! else of the plan, for a calendar that colleagues see.
//!
//! **Days and times.** Events are all-day unless [`Times`] are asked for. Then
//! the first workout of a day begins at one time and every further one at the
//! other, as floating local times: wherever the runner is. They end when the
//! planned duration has passed, or where only a distance is planned what
//! [`length`] reckons. All-day events leave the day free (`TRANSPARENT`), timed
//! ones do not.
//!
//! **What has an event.** Everything but a planned rest day. A workout that a
//! layer turned into rest keeps its event, so that a reader sees what became of
//! it. A skipped workout stays too and says so in its title; it is not
//! `CANCELLED`, because many calendars hide what is. In the busy feed rest and
//! skipped workouts have no event: nobody is busy then.
//!
//! Without times its events are whole days and leave them free: a run takes an hour, and
//! who wants the hour to be taken says when it begins. Nothing in it leads to the plan: no
//! address, and names that cannot be worked out from the ShortId nor into it.
//!
//! **A plan that rests.** One that is paused, archived or completed says so in the name and
//! the description of the full feed. Its events stay what they are: they stand in the plan
//! as they did, and a `STATUS` that changed without their `SEQUENCE`, which counts the
//! plan's log alone, would be overlooked.
//!
//! **Stamps.** Nothing comes from a clock. `UID` is made of the plan's ShortId
//! (in the busy feed of a name of its own) and the workout's id and stays when the date moves. `SEQUENCE`,
//! `LAST-MODIFIED` and `DTSTAMP` come from the plan's log ([`Revisions`]), the
//! same in both feeds and with all options. So the same plan gives the same
//! bytes, and an operation that changes one workout changes one event.
//!
//! **Privacy** is that of [`json`](crate::json): free text is the plan's name
//! and the descriptions. Where the injury layer touched a workout, its event
//! shows the final values and the modifier, no reason and nothing of what was
//! planned.

pub mod length;
mod revisions;
mod text;
mod told;
mod write;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use plan_core::overlay::Status;
use plan_core::plan::{PlanStatus, ShortId};
use plan_core::resolved::{ResolvedPlan, ResolvedWeek, ResolvedWorkout};
use plan_core::units::DistanceUnit;
use plan_core::workout::WorkoutKind;

pub use revisions::{Revision, Revisions};

use crate::fidelity::{Fidelity, Lost};
use text::Pen;
use told::{Told, told};
use write::{Entry, Stamps, Writer};

/// Who will see the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The runner: what to do.
    #[default]
    Runner,
    /// Others: when the runner is busy, and nothing else.
    Others,
}

/// When workouts begin, in the local time of wherever the runner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Times {
    /// The first workout of a day.
    pub first: NaiveTime,
    /// Every further one.
    pub later: NaiveTime,
}

/// What a reader can choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// Which of the two feeds.
    pub audience: Audience,
    /// Timed events; `None`: all-day ones.
    pub times: Option<Times>,
    /// The unit of distances and paces; `None`: the plan's.
    pub unit: Option<DistanceUnit>,
}

impl Options {
    /// The same as the query of an address, `?` and all; nothing where nothing is chosen.
    pub fn query(&self) -> String {
        let mut members = Vec::new();
        if self.audience == Audience::Others {
            members.push("feed=busy".to_owned());
        }
        if let Some(Times { first, later }) = self.times {
            members.push(format!("at={}", first.format("%H:%M")));
            members.push(format!("pm={}", later.format("%H:%M")));
        }
        members.extend(self.unit.map(|unit| match unit {
            DistanceUnit::Mile => "units=miles".to_owned(),
            DistanceUnit::Kilometer => "units=metric".to_owned(),
        }));
        if members.is_empty() {
            String::new()
        } else {
            format!("?{}", members.join("&"))
        }
    }
}

/// What stands over the plan and is not part of what is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'a> {
    /// The plan's random id.
    pub short_id: ShortId,
    /// What the events of the busy feed are named by: the plan must not be found by it.
    pub busy_name: &'a str,
    /// What its owner calls it.
    pub display_name: &'a str,
    /// How it stands.
    pub status: PlanStatus,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// Where people read it.
    pub page: &'a str,
    /// Where this very calendar is served, options included.
    pub source: &'a str,
}

/// A calendar as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The iCalendar object, lines ended by CR LF.
    pub text: String,
    /// What of the plan is not in it.
    pub fidelity: Fidelity,
}

/// Writes the calendar of a plan.
pub fn calendar(
    about: &About<'_>,
    plan: &ResolvedPlan<'_>,
    revisions: &Revisions,
    options: &Options,
) -> Calendar {
    let pen = pen(plan, options, about.page);
    let short_id = about.short_id.to_string();
    let mut writer = Writer::new(about, options);
    let losses = walk(plan, options, &pen, |event| {
        let Event {
            week,
            resolved,
            told,
            visible,
            span,
        } = event;
        let revision = revisions.of(resolved.id).unwrap_or(Revision {
            sequence: 0,
            created: about.created,
            last_modified: about.created,
        });
        writer.push(Entry {
            stamps: Stamps {
                plan: match options.audience {
                    Audience::Runner => &short_id,
                    Audience::Others => about.busy_name,
                },
                workout: resolved.id,
                revision,
            },
            span,
            is_free: !span.is_timed() || !takes_time(&told),
            what: match visible {
                Visible::AsItIs => {
                    let planned = plan.base().workout(resolved.id);
                    Some(pen.event(&told, planned, week))
                }
                Visible::AsBusy => None,
            },
        });
    });
    Calendar {
        text: writer.finish(),
        fidelity: losses.tell(options),
    }
}

/// The [`Calendar::fidelity`] of what [`calendar`] would write, for whoever only
/// links to it.
pub fn fidelity(plan: &ResolvedPlan<'_>, options: &Options) -> Fidelity {
    walk(plan, options, &pen(plan, options, ""), |_| {}).tell(options)
}

fn pen<'a>(plan: &ResolvedPlan<'a>, options: &Options, page: &'a str) -> Pen<'a> {
    let settings = plan.base().settings();
    Pen::new(settings, options.unit.unwrap_or(settings.unit), page)
}

/// A workout that has an event.
struct Event<'a, 'p> {
    week: &'a ResolvedWeek<'p>,
    resolved: &'a ResolvedWorkout<'p>,
    told: Told<'a>,
    visible: Visible,
    span: Span,
}

/// Hands over every event, by date, and counts what has none or loses something.
fn walk<'a, 'p>(
    plan: &'a ResolvedPlan<'p>,
    options: &Options,
    pen: &Pen<'_>,
    mut each: impl FnMut(Event<'a, 'p>),
) -> Losses {
    let mut losses = Losses::default();
    for week in plan.weeks() {
        for (resolved, is_later) in told(&week.workouts) {
            let Some(visible) = visible(plan, resolved, options.audience) else {
                losses.rest_days += usize::from(resolved.workout.kind == WorkoutKind::Rest);
                continue;
            };
            let told = Told::of(resolved, is_later);
            let Some(span) = span(plan, &told, options) else {
                losses.beyond_the_calendar += 1;
                continue;
            };
            losses.estimated_ends +=
                usize::from(span.is_timed() && resolved.workout.duration.is_none());
            losses.steps += usize::from(pen.structure(&told).is_some());
            each(Event {
                week,
                resolved,
                told,
                visible,
                span,
            });
        }
    }
    losses
}

/// How an event looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visible {
    /// With everything that is public.
    AsItIs,
    /// As time that is taken.
    AsBusy,
}

/// Whether a workout has an event, and how it looks.
fn visible(
    plan: &ResolvedPlan<'_>,
    resolved: &ResolvedWorkout<'_>,
    audience: Audience,
) -> Option<Visible> {
    let rests = resolved.workout.kind == WorkoutKind::Rest;
    match audience {
        Audience::Runner => {
            let was_planned = plan
                .base()
                .workout(resolved.id)
                .is_some_and(|planned| planned.workout.kind != WorkoutKind::Rest);
            (!rests || was_planned).then_some(Visible::AsItIs)
        }
        Audience::Others => {
            let is_skipped = resolved.status == Status::Skipped;
            (!rests && !is_skipped).then_some(Visible::AsBusy)
        }
    }
}

/// True for what keeps its runner from doing something else.
fn takes_time(told: &Told<'_>) -> bool {
    told.workout.kind != WorkoutKind::Rest && told.status != Status::Skipped
}

/// The time an event covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    /// A whole day, up to the next.
    Day(NaiveDate, NaiveDate),
    /// From a time to another.
    Hours(NaiveDateTime, NaiveDateTime),
}

impl Span {
    const fn is_timed(self) -> bool {
        matches!(self, Self::Hours(..))
    }
}

/// `None` for what lies outside the years a calendar can write.
fn span(plan: &ResolvedPlan<'_>, told: &Told<'_>, options: &Options) -> Option<Span> {
    let writable = |date: NaiveDate| (1..=9999).contains(&date.year());
    let span = match options.times {
        Some(times) if told.workout.kind != WorkoutKind::Rest => {
            let time = if told.is_later {
                times.later
            } else {
                times.first
            };
            let start = told.date.and_time(time);
            let seconds = length::of(plan.base().settings(), &told.workout).as_seconds();
            let end = start.checked_add_signed(chrono::Duration::seconds(i64::from(seconds)))?;
            Span::Hours(start, end)
        }
        _ => Span::Day(told.date, told.date.succ_opt()?),
    };
    let (first, last) = match span {
        Span::Day(first, last) => (first, last),
        Span::Hours(start, end) => (start.date(), end.date()),
    };
    (writable(first) && writable(last)).then_some(span)
}

/// What a calendar could not carry, counted.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
    rest_days: usize,
    steps: usize,
    estimated_ends: usize,
    beyond_the_calendar: usize,
}

impl Losses {
    fn tell(self, options: &Options) -> Fidelity {
        let many = |count: usize, one: &str, more: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {more}"),
        };
        let mut lost = Vec::new();
        if options.audience == Audience::Others {
            lost.push(Lost::new(
                "workouts",
                "only when, not what: that is what this feed is for",
            ));
        } else {
            lost.push(Lost::new(
                "paces",
                "paces, efforts and what layers changed are told in words",
            ));
            if self.steps > 0 {
                let what = many(self.steps, "workout are", "workouts are");
                lost.push(Lost::new(
                    "steps",
                    format!("the steps of {what} told in words; a watch cannot follow them"),
                ));
            }
            if self.rest_days > 0 {
                let what = many(self.rest_days, "rest day has", "rest days have");
                lost.push(Lost::new("rest_days", format!("{what} no event")));
            }
        }
        if self.estimated_ends > 0 {
            let what = many(self.estimated_ends, "event ends", "events end");
            lost.push(Lost::new(
                "end_times",
                format!("{what} when an estimate from its distance says"),
            ));
        }
        if self.beyond_the_calendar > 0 {
            let what = many(self.beyond_the_calendar, "workout lies", "workouts lie");
            lost.push(Lost::new(
                "dates",
                format!("{what} outside the years 1 to 9999 that a calendar can write"),
            ));
        }
        lost.into_iter().collect()
    }
}
