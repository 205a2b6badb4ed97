//! The planner as a writer: no key, no network, the same again for the same seed.
//!
//! Of the coach's words it uses what [`wishes::recognize`] understands. What a
//! member of the request states outright wins over the prompt, the prompt over
//! the principle; each wish that was used, overruled or not understood is a
//! finding, so nobody has to guess what was heard.

use plan_core::check::{Finding, Severity};
use plan_core::draft::Unreadable;
use plan_core::plan::RaceGoal;
use plan_core::planner::wishes::{self, Recognized, Wish, Wishes};
use plan_core::planner::{self, PlanBrief, Planned};

use super::{Brief, Cost, ReadLines, Writer, WriterError, Writing, Written};

/// The rule-based writer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleBased;

impl Writer for RuleBased {
    fn generator(&self) -> &'static str {
        "rule_based"
    }

    fn draft<'a>(&'a self, brief: &'a Brief) -> Writing<'a, Written> {
        let brief = brief.clone();
        Box::pin(async move {
            // A year's plan takes milliseconds, but they are not the async workers'.
            tokio::task::spawn_blocking(move || write(&brief))
                .await
                .map_err(|cause| WriterError::Broken(cause.to_string()))?
        })
    }

    fn read_lines<'a>(&'a self, _: &'a Brief, _: &'a [Unreadable]) -> Writing<'a, ReadLines> {
        Box::pin(async { Ok(ReadLines::default()) })
    }
}

fn write(brief: &Brief) -> Result<Written, WriterError> {
    let mut plan = brief.plan.clone();
    let mut findings = Vec::new();
    for (field, text) in [
        ("additional_prompt", &brief.prompt),
        ("training_principle", &brief.principle),
    ] {
        if let Some(text) = text {
            hear(&mut plan, field, &wishes::recognize(text), &mut findings);
        }
    }
    let Planned {
        draft,
        findings: planned,
    } = planner::plan(&plan)?;
    findings.extend(planned);
    Ok(Written {
        draft,
        findings,
        cost: Cost::default(),
    })
}

/// What became of one wish.
enum Heard {
    Used,
    /// Something that wins says otherwise.
    Overruled,
    /// The planner has no way to honor it.
    Beyond(&'static str),
}

fn hear(plan: &mut PlanBrief, field: &str, heard: &Wishes, findings: &mut Vec<Finding>) {
    // The race first: its date and time mean nothing without it.
    let mut used = heard.used.iter().collect::<Vec<_>>();
    used.sort_by_key(|recognized| !matches!(recognized.wish, Wish::Race(_)));
    for Recognized { phrase, wish } in used {
        let (rule, severity, message) = match honor(plan, wish) {
            Heard::Used => (
                "wish_used",
                Severity::Info,
                format!("Used “{phrase}” ({wish})."),
            ),
            Heard::Overruled => (
                "wish_overruled",
                Severity::Info,
                format!("“{phrase}” is overruled by what is stated elsewhere."),
            ),
            Heard::Beyond(why) => (
                "wish_not_used",
                Severity::Warning,
                format!("“{phrase}” was understood, but not used: {why}."),
            ),
        };
        findings.push(Finding::new(rule, severity, message).for_field(field));
    }
    for phrase in &heard.unused {
        let message = format!("“{phrase}” was not understood and not used.");
        findings
            .push(Finding::new("wish_not_understood", Severity::Warning, message).for_field(field));
    }
}

fn honor(plan: &mut PlanBrief, wish: &Wish) -> Heard {
    match wish {
        Wish::Race(distance) => match &plan.race {
            None => {
                plan.race = Some(RaceGoal {
                    distance: *distance,
                    date: None,
                    target_time: None,
                });
                Heard::Used
            }
            Some(race) => same(race.distance == *distance),
        },
        Wish::RaceDate(date) => match &mut plan.race {
            None => Heard::Beyond("no race is named"),
            Some(race) => fill(&mut race.date, *date),
        },
        Wish::TargetTime(time) => match &mut plan.race {
            None => Heard::Beyond("no race is named"),
            Some(race) => match time.over(race.distance) {
                Some(time) => fill(&mut race.target_time, time),
                None => Heard::Beyond("it is no possible time over that race"),
            },
        },
        Wish::DaysPerWeek(days) => fill(&mut plan.days_per_week, *days),
        Wish::LongRunDay(day) => fill(&mut plan.long_run_day, *day),
        Wish::Unavailable(days) => {
            for day in days {
                if !plan.unavailable_days.contains(day) {
                    plan.unavailable_days.push(*day);
                }
            }
            Heard::Used
        }
        Wish::Session(..) => {
            Heard::Beyond("quality sessions follow level and phase; change them in the draft")
        }
    }
}

/// Fills a gap; what is there already stays.
fn fill<T: PartialEq>(place: &mut Option<T>, value: T) -> Heard {
    match place {
        None => {
            *place = Some(value);
            Heard::Used
        }
        Some(stated) => same(*stated == value),
    }
}

fn same(agrees: bool) -> Heard {
    if agrees {
        Heard::Used
    } else {
        Heard::Overruled
    }
}
