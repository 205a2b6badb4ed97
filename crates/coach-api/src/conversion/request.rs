//! A request beside the draft it comes with.
//!
//! A draft says what it is for: its race, its start, its level. An edit there has
//! to count, so the draft wins over the members of the request; where the two say
//! different things, a finding tells which.

use plan_core::check::{Finding, notices};
use plan_core::draft::Draft;
use plan_core::plan::RaceGoal;
use plan_core::planner::PlanBrief;

/// A member of a request that a draft contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contradicted {
    /// The race, its date or its time.
    Race,
    /// The first training day.
    Start,
    /// The runner's experience.
    Level,
}

impl Contradicted {
    /// The member's name.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Race => "race",
            Self::Start => "start_date",
            Self::Level => "level",
        }
    }
}

/// What a request says that the draft, as it was read for it, says otherwise. What
/// only one of them says is no contradiction.
pub(crate) fn contradicted(draft: &Draft, asked: &PlanBrief) -> Vec<Contradicted> {
    let race = asked.race.as_ref();
    let is_other_race = race.is_some_and(|asked| match &draft.race {
        None => true,
        Some(race) => {
            race.distance != asked.distance
                || asked.date.is_some() && asked.date != race.date
                || asked.target_time.is_some() && asked.target_time != race.target_time
        }
    });
    let is_other_start = asked.start.is_some() && asked.start != draft.start;
    let found = [
        (Contradicted::Race, is_other_race),
        (Contradicted::Start, is_other_start),
        (Contradicted::Level, asked.level != draft.level),
    ];
    let found = found.into_iter().filter(|(_, differs)| *differs);
    found.map(|(member, _)| member).collect()
}

/// A finding for each of them.
pub(super) fn findings(draft: &Draft, asked: &PlanBrief) -> Vec<Finding> {
    let found = contradicted(draft, asked).into_iter().map(|member| {
        let day =
            |day: Option<chrono::NaiveDate>| day.map_or("open".to_owned(), |it| it.to_string());
        let (name, of_request, of_draft) = match member {
            Contradicted::Race => ("race", race(asked.race.as_ref()), race(draft.race.as_ref())),
            Contradicted::Start => ("start", day(asked.start), day(draft.start)),
            Contradicted::Level => ("level", asked.level.to_string(), draft.level.to_string()),
        };
        let message = format!(
            "The request's {name} is {of_request}, the draft's {of_draft}; the draft counts."
        );
        Finding::new(&notices::REQUEST_DIFFERS, message).for_field(member.member())
    });
    found.collect()
}

fn race(goal: Option<&RaceGoal>) -> String {
    let Some(goal) = goal else {
        return "none".to_owned();
    };
    let mut text = goal.distance.label().to_owned();
    if let Some(date) = goal.date {
        text.push_str(&format!(" on {date}"));
    }
    if let Some(time) = goal.target_time {
        text.push_str(&format!(" in {time}"));
    }
    text
}
