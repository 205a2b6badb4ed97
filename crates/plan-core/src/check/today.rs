//! What a date says only beside today's: that it has passed.

use chrono::{Days, NaiveDate};

use super::{Finding, notices};
use crate::draft::Draft;

/// How many days of a plan may have gone by before that is worth a word: whoever asks
/// for one may have begun its first week.
const GONE_BY: u64 = 7;

/// Whether a draft is about a time that is over. `today` is the day it is for whoever
/// asks; where the runner is it may be the day before.
pub fn of_the_past(draft: &Draft, today: NaiveDate) -> Option<Finding> {
    let race = draft.race.as_ref().and_then(|race| race.date);
    if let Some(race) = race.filter(|race| race.succ_opt().is_some_and(|next| next < today)) {
        let message = format!("The race was on {race}, and today is {today}.");
        return Some(Finding::new(&notices::BEGINS_IN_THE_PAST, message).for_field("race"));
    }
    let start = draft.block_start()?;
    let is_past = start
        .checked_add_days(Days::new(GONE_BY))
        .is_some_and(|week| week < today);
    is_past.then(|| {
        let weeks = (today - start).num_days() / 7;
        let message = format!(
            "The plan begins on {start}, so {weeks} of its weeks are over already; ask for fewer \
             weeks or a later date."
        );
        Finding::new(&notices::BEGINS_IN_THE_PAST, message).for_field("weeks")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{ParseContext, parse};
    use crate::plan::Level;
    use crate::units::DistanceUnit;

    fn message(head: &str, today: &str) -> Option<String> {
        let weeks = (1..=4).map(|week| format!("## Week {week} · Base\n- Mon: Easy 5 mi\n"));
        let text = format!("{head}\n{}", weeks.collect::<String>());
        let context = ParseContext {
            unit: DistanceUnit::Mile,
            level: Level::Beginner,
            weeks: Some(4),
            start: None,
            race: None,
        };
        let draft = parse(&text, &context).draft;
        of_the_past(&draft, today.parse().unwrap()).map(|finding| finding.message)
    }

    #[test]
    fn what_is_over_is_named_and_what_may_still_be_run_is_not() {
        let race = "# 10K · 4 weeks · beginner\nGoal: 10K, 2026-10-18";
        assert_eq!(message(race, "2026-09-01"), None);
        assert_eq!(message(race, "2026-09-28"), None, "its first week");
        assert_eq!(
            message(race, "2026-10-05").as_deref(),
            Some(
                "The plan begins on 2026-09-21, so 2 of its weeks are over already; ask for fewer \
                 weeks or a later date."
            )
        );
        assert_eq!(
            message(race, "2026-10-20").as_deref(),
            Some("The race was on 2026-10-18, and today is 2026-10-20.")
        );
        assert!(message("Start: 2026-06-01", "2026-06-30").is_some());
        assert_eq!(message("Start: open", "2026-06-30"), None);
    }
}
