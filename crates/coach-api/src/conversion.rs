//! From an edited draft to a structured plan: one pipeline, whoever writes.
//!
//! 1. Parse the text.
//! 2. Ask the writer about the lines that could not be read; what it rewrites
//!    is parsed like everything else. What still cannot be read is refused,
//!    all lines at once.
//! 3. Take workouts from the library, as the coach prefers.
//! 4. Put it into the calendar, which checks dates and weeks.
//! 5. Look at the result as a prudent coach would, and compare it with the
//!    edited draft: what differs is told, not hidden.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::check::{self, Constraints, Finding};
use plan_core::draft::{self, Difference, Draft, ParseContext, Parsed};
use plan_core::overlay::{self, Overlays};
use plan_core::plan::BasePlan;
use web_base::problem::Fault;

use crate::ops::OpError;
use crate::outcome::PlanSource;
use crate::writers::library::{self, Fit, LibraryWorkout, WorkoutPreference};
use crate::writers::purse::Bottomless;
use crate::writers::{Brief, Cost, Order, Writer, outcome};

/// A Monday for plans without dates: only weekdays are told of them.
const NOMINAL_START: NaiveDate = match NaiveDate::from_ymd_opt(2001, 1, 1) {
    Some(monday) => monday,
    None => NaiveDate::MIN,
};

/// What came of an edited draft.
#[derive(Debug)]
pub(crate) struct Converted {
    pub(crate) draft: Draft,
    pub(crate) differences: Vec<Difference>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) cost: Cost,
}

/// What a draft is read with.
pub(crate) fn context(brief: &Brief) -> ParseContext {
    ParseContext {
        unit: brief.plan.unit,
        level: brief.plan.level,
        weeks: Some(brief.plan.weeks),
        start: brief.plan.start,
        race: brief.plan.race.clone(),
    }
}

/// Runs the pipeline.
///
/// # Errors
/// [`OpError::DraftUnreadable`] with every line nobody could read,
/// [`OpError::Invalid`] where the number of weeks contradicts the draft, and
/// what the calendar refuses.
pub(crate) async fn convert(
    writer: &dyn Writer,
    brief: &Brief,
    text: &str,
    library: &[LibraryWorkout],
    preference: WorkoutPreference,
) -> Result<Converted, OpError> {
    let context = context(brief);
    let (parsed, cost) = read(writer, brief, text, &context).await?;
    let faults = weeks_fault(&parsed, brief.plan.weeks);
    if !parsed.unreadable.is_empty() {
        let lines = parsed.unreadable;
        return Err(OpError::DraftUnreadable { lines, faults });
    }
    if !faults.is_empty() {
        return Err(OpError::Invalid(faults));
    }
    let mut findings = parsed.findings;
    let edited = parsed.draft;
    let mut draft = edited.clone();
    findings.extend(library::apply(&mut draft, library, preference, Fit::Exact));
    let source = PlanSource {
        pattern: brief.plan.pattern,
        vdot: brief.plan.vdot,
    };
    let plan = schedule(&draft, source)?;
    findings.extend(checked(&draft, &plan, brief));
    let differences = draft::differences(&edited, &Draft::of_plan(&plan));
    Ok(Converted {
        draft,
        differences,
        findings,
        cost,
    })
}

/// Parses, and asks the writer about what could not be read.
async fn read(
    writer: &dyn Writer,
    brief: &Brief,
    text: &str,
    context: &ParseContext,
) -> Result<(Parsed, Cost), OpError> {
    let parsed = draft::parse(text, context);
    if parsed.unreadable.is_empty() {
        return Ok((parsed, Cost::default()));
    }
    let order = Order {
        brief,
        library: &[],
        finished: &BTreeMap::new(),
        purse: &Bottomless,
    };
    let cost = outcome(writer.read_lines(order, &[])).await?;
    Ok((parsed, cost))
}

fn weeks_fault(parsed: &Parsed, weeks: u8) -> Vec<Fault> {
    let written = parsed.draft.weeks.len();
    if written == usize::from(weeks) {
        return Vec::new();
    }
    let detail = format!("is {weeks}, but the draft has {written}");
    vec![Fault::at("weeks", detail)]
}

/// The draft in the calendar; one without dates in a nominal one.
pub(crate) fn schedule(draft: &Draft, source: PlanSource) -> Result<BasePlan, OpError> {
    // From the first day of a block, so that no line lies before the start.
    Ok(draft.schedule(source.schedule(draft.block_from(NOMINAL_START)))?)
}

/// True where the draft names its days.
pub(crate) fn is_dated(draft: &Draft) -> bool {
    draft.block_start().is_some()
}

/// What a prudent coach would point out about the plan.
pub(crate) fn checked(draft: &Draft, plan: &BasePlan, brief: &Brief) -> Vec<Finding> {
    let overlays = Overlays::default();
    let resolved = overlay::resolve(plan, &overlays);
    let constraints = Constraints {
        unavailable_days: brief.plan.unavailable_days.clone(),
        max_minutes: brief.plan.max_minutes,
    };
    let mut findings = check::check(&resolved, &constraints);
    if !is_dated(draft) {
        for finding in &mut findings {
            finding.place.date = None;
        }
    }
    findings
}
