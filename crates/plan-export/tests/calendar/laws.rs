//! What holds for the calendar of any plan, whatever people did to it.

use plan_core::overlay::{Action, Operation, OperationKind, Overlays};
use plan_core::plan::BasePlan;
use plan_core::testing::{plan_and_operations, plan_and_unpinned_operations, seed};
use plan_core::units::DistanceUnit;
use plan_export::calendar::{About, Audience, Options};
use proptest::prelude::*;

use crate::events::Read;
use crate::{ABOUT, all_day, busy, in_kilometers, morning_and_evening, written, written_as};

fn every_option() -> [Options; 5] {
    let busy_days = Options {
        audience: Audience::Others,
        ..all_day()
    };
    [
        all_day(),
        morning_and_evening(),
        in_kilometers(),
        busy(),
        busy_days,
    ]
}

fn read(base: &BasePlan, log: &[Operation], options: &Options) -> Read {
    Read::of(&written(base, log, options).text)
}

/// What an action adds to a log; `None` where the plan refuses it.
fn one_more(base: &BasePlan, log: &[Operation], action: Action) -> Option<Vec<Operation>> {
    let overlays = Overlays::replay(log).unwrap();
    let performed = overlays.perform(base, action).ok()?;
    Some([log, &[performed.operation]].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The definition of SEQUENCE, without the shortcut that reads it off the log.
    #[test]
    fn an_operation_counts_for_the_events_it_changes_and_for_no_other(
        (base, log) in plan_and_operations(10),
    ) {
        let in_unit = |unit| Options { unit: Some(unit), ..morning_and_evening() };
        let forms = [DistanceUnit::Mile, DistanceUnit::Kilometer].map(in_unit);
        let mut before = forms.each_ref().map(|form| read(&base, &[], form));
        for length in 1..=log.len() {
            let after = forms.each_ref().map(|form| read(&base, &log[..length], form));
            let old = before.each_ref().map(Read::by_uid);
            let new = after.each_ref().map(Read::by_uid);
            for (uid, one) in &new[0] {
                let Some(was) = old[0].get(uid) else { continue };
                let changed = (0..forms.len()).any(|form| {
                    old[form][uid].without_stamps() != new[form][uid].without_stamps()
                });
                prop_assert_eq!(
                    one.sequence(),
                    was.sequence() + u32::from(changed),
                    "{} after {:?}\n{:?}\n{:?}", uid, log[length - 1].kind, was, one
                );
                let stamps = |name| (was.get(name) != one.get(name)) == changed;
                prop_assert!(stamps("LAST-MODIFIED") && stamps("DTSTAMP"));
            }
            before = after;
        }
    }

    #[test]
    fn an_event_that_comes_back_has_counted_what_happened_in_between(
        (base, log) in plan_and_operations(10),
    ) {
        let mut last = std::collections::BTreeMap::new();
        for length in 0..=log.len() {
            for event in read(&base, &log[..length], &all_day()).events {
                let known = last.insert(event.uid().to_owned(), (length, event.sequence()));
                if let Some((seen, sequence)) = known {
                    prop_assert!(event.sequence() >= sequence);
                    prop_assert!(seen + 1 == length || event.sequence() > sequence);
                }
            }
        }
    }

    #[test]
    fn taking_a_layer_away_gives_back_the_bytes_of_before_except_the_stamps(
        (base, log) in plan_and_unpinned_operations(6),
        wish in seed(false),
    ) {
        let overlays = Overlays::replay(&log).unwrap();
        let Some(action @ Action::Add(_)) = wish.action(&base, &overlays) else {
            return Ok(());
        };
        let Some(with) = one_more(&base, &log, action) else {
            return Ok(());
        };
        let id = plan_core::overlay::OverlayId(with.len() as u64);
        let without = one_more(&base, &with, Action::Remove(id)).unwrap();
        for options in every_option() {
            let stripped = |log: &[Operation]| {
                let mut read = read(&base, log, &options);
                for event in &mut read.events {
                    *event = event.without_stamps();
                }
                read
            };
            prop_assert_eq!(stripped(&log), stripped(&without));
        }
    }

    #[test]
    fn logging_a_workout_changes_its_event_alone(
        (base, log) in plan_and_operations(8),
        wish in seed(true),
    ) {
        let overlays = Overlays::replay(&log).unwrap();
        let Some(action @ Action::Log(_)) = wish.action(&base, &overlays) else {
            return Ok(());
        };
        if overlays.redistributions().next().is_some() {
            return Ok(());
        }
        let Some(with) = one_more(&base, &log, action) else {
            return Ok(());
        };
        let OperationKind::Log(day) = &with[log.len()].kind else {
            return Err(TestCaseError::fail("a completion logs"));
        };
        let part = format!("-{}@", day.completion.workout);
        for options in every_option() {
            let (before, after) = (read(&base, &log, &options), read(&base, &with, &options));
            let others = |read: &Read| {
                let part = part.replace('@', if options.audience == Audience::Others { "-busy@" } else { "@" });
                let events = read.events.iter();
                events.filter(|event| !event.uid().contains(&part)).cloned().collect::<Vec<_>>()
            };
            prop_assert_eq!(others(&before), others(&after));
            prop_assert_eq!(before.properties, after.properties);
        }
    }

    #[test]
    fn a_new_name_changes_the_calendars_name_and_nothing_else(
        (base, log) in plan_and_operations(4),
    ) {
        let renamed = About { display_name: "Autumn", ..ABOUT };
        for options in every_option() {
            let before = read(&base, &log, &options);
            let after = Read::of(&written_as(&renamed, &base, &log, &options).text);
            prop_assert_eq!(before.events, after.events);
            let others = |properties: &[(String, String)]| {
                let names = ["NAME;VALUE=TEXT", "X-WR-CALNAME;VALUE=TEXT"];
                let all = properties.iter();
                all.filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect::<Vec<_>>()
            };
            prop_assert_eq!(others(&before.properties), others(&after.properties));
            prop_assert_eq!(
                before.properties == after.properties,
                options.audience == Audience::Others
            );
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes_and_every_uid_once(
        (base, log) in plan_and_operations(8),
    ) {
        for options in every_option() {
            let calendar = written(&base, &log, &options);
            prop_assert_eq!(&calendar, &written(&base, &log, &options));
            Read::of(&calendar.text).by_uid();
        }
    }
}
