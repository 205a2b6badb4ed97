//! The calendars of one small plan, byte for byte, for people to read:
//! `fixtures/calendar/`. `STRATA_WRITE_FIXTURES=1` writes them again.

use std::path::Path;

use plan_export::calendar::{Audience, Options};

use crate::{all_day, busy, in_kilometers, morning_and_evening, sample, written};

fn check(name: &str, options: Options) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/calendar")
        .join(name);
    let text = written(&sample::plan(), &sample::log_of_every_layer(), &options).text;
    #[expect(
        clippy::disallowed_methods,
        reason = "the crate is pure, its tests have files"
    )]
    if std::env::var("STRATA_WRITE_FIXTURES").is_ok() {
        std::fs::write(&path, &text).unwrap();
    } else {
        let expected = std::fs::read_to_string(&path).unwrap();
        assert!(
            text == expected,
            "{name} is not what is written now:\n{text}"
        );
    }
}

#[test]
fn the_full_feed() {
    check("full.ics", all_day());
}

#[test]
fn the_full_feed_in_kilometers_with_times() {
    let options = Options {
        times: morning_and_evening().times,
        ..in_kilometers()
    };
    check("timed-kilometers.ics", options);
}

#[test]
fn the_busy_feed() {
    check("busy.ics", busy());
}

#[test]
fn the_busy_feed_without_times() {
    let options = Options {
        audience: Audience::Others,
        ..all_day()
    };
    check("busy-all-day.ics", options);
}
