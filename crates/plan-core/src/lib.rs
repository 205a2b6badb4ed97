//! The pure domain of Strata: running plans in layers.
//!
//! A plan is written as a draft, edited as text, put into the calendar once and
//! never changed again. Holidays, injuries, edits and made-up miles are removable
//! layers over it, and every number of the result can say where it comes from.
//!
//! # The nouns
//!
//! In the order in which a plan meets them:
//!
//! | noun | what it is |
//! |---|---|
//! | [`PlanBrief`](planner::PlanBrief) | what a coach asks for; [`planner::plan`] answers it by rule |
//! | [`Draft`](draft::Draft) | a plan before it has ids, maybe before it has dates; [`draft::print()`] and [`draft::parse`] make it text and back |
//! | [`BasePlan`](plan::BasePlan) | the draft in the calendar: dated, with ids, immutable |
//! | [`Overlay`](overlay::Overlay) | one removable thing laid over it |
//! | [`Operation`](overlay::Operation) | one entry of the append-only log of what people did |
//! | [`Overlays`](overlay::Overlays) | that log replayed: what is in force, and what may be done next |
//! | [`ResolvedPlan`](resolved::ResolvedPlan) | the base plan with every layer applied; computed, never stored |
//! | [`Structure`](structure::Structure) | the parts of one workout, written or derived: warm-up, work, cool-down |
//! | [`Change`](resolved::Change) | one difference from the base plan: layer, field, before, after, reason |
//! | [`Finding`](check::Finding) | something to know about a plan; it never stops anything |
//!
//! Values carry their unit in the type: [`Distance`](units::Distance),
//! [`Duration`](units::Duration), [`Pace`](units::Pace), [`Percent`](units::Percent),
//! [`Vdot`](fitness::Vdot), [`PaceZones`](zones::PaceZones). All are whole numbers.
//!
//! # The layers
//!
//! [`overlay::resolve`] applies them in this order, always
//! ([`Layer::ORDER`](overlay::Layer::ORDER)):
//!
//! 1. **Vacation**: runs become easy or rest.
//! 2. **Injury**: what a hurt body should not do goes, and comes back in steps.
//! 3. **Override**: a person's word, final over the two before it.
//! 4. **Redistribution**: removed miles go to untouched easy runs, within caps.
//!
//! # From a brief to "why?"
//!
//! ```
//! use chrono::NaiveDate;
//! use plan_core::draft::{self, ParseContext, Schedule};
//! use plan_core::overlay::{Action, Layer, Overlay, Overlays, Vacation, resolve};
//! use plan_core::plan::{Level, RaceDistance, RaceGoal};
//! use plan_core::planner::{self, PlanBrief};
//! use plan_core::units::{Distance, DistanceUnit};
//!
//! # fn main() -> Result<(), plan_core::error::Error> {
//! let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a date");
//!
//! // A brief becomes a draft, and the draft text.
//! let race = RaceGoal {
//!     distance: RaceDistance::HalfMarathon,
//!     date: Some(day(10, 18)),
//!     target_time: None,
//! };
//! let brief = PlanBrief {
//!     race: Some(race),
//!     ..PlanBrief::new(12, Level::Intermediate)
//! };
//! let text = draft::print(&planner::plan(&brief)?.draft);
//!
//! // A coach edits it, and what is read in it is put into the calendar.
//! let edited = text.replacen("- Tue: Easy 4.5 mi", "- Tue: 5 miles easy", 1);
//! let parsed = draft::parse(
//!     &edited,
//!     &ParseContext {
//!         unit: brief.unit,
//!         level: brief.level,
//!         weeks: Some(brief.weeks),
//!         start: brief.start,
//!         race: brief.race.clone(),
//!     },
//! );
//! assert!(parsed.unreadable.is_empty());
//! let base = parsed.draft.schedule(Schedule {
//!     start: brief.start,
//!     pattern: brief.pattern,
//!     vdot: brief.vdot,
//! })?;
//!
//! // A week away, at half the distance, is laid over it. Whoever keeps plans
//! // appends `performed.operation` to the plan's log.
//! let vacation = Vacation::new(day(8, 24), day(8, 30), 50)?;
//! let performed = Overlays::default().perform(&base, Action::Add(Overlay::Vacation(vacation)))?;
//!
//! // Every layer applied; the plan underneath is only borrowed.
//! let plan = resolve(&base, &performed.overlays);
//! let tuesday = plan
//!     .workouts()
//!     .find(|workout| workout.date == day(8, 25))
//!     .expect("a day of the fifth week");
//! assert_eq!(tuesday.workout.distance, Some(Distance::from_tenths(25, DistanceUnit::Mile)));
//!
//! // Why?
//! let change = &tuesday.changes[0];
//! assert_eq!(change.layer, Layer::Vacation);
//! assert_eq!(change.overlay, performed.id());
//! assert_eq!(
//!     change.reason.to_string(),
//!     "Vacation from 2026-08-24 to 2026-08-30: easy running at 50 % of the plan."
//! );
//!
//! // Take it away, and it is as if it had never been there.
//! let without = performed.overlays.perform(&base, Action::Remove(performed.id()))?;
//! assert_eq!(resolve(&base, &without.overlays), resolve(&base, &Overlays::default()));
//! # Ok(())
//! # }
//! ```
//!
//! The crate's `examples/` are three short programs to start from: training paces
//! of a race, a draft checked on standard input, and what a vacation would change.
//!
//! # Features
//!
//! - `testing`: property-test strategies for the public types.
//!
//! Architecture invariant: no clock, no randomness, no input or output, no async.
//! Today's date and seeds are arguments.

pub mod check;
pub mod draft;
pub mod error;
pub mod fitness;
pub mod overlay;
pub mod plan;
pub mod planner;
pub mod resolved;
pub mod structure;
#[cfg(feature = "testing")]
pub mod testing;
pub mod units;
mod words;
pub mod workout;
pub mod zones;

/// The README's program, run by the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
