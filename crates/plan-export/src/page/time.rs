//! Dates and durations in the words of people.

use chrono::{Datelike, Days, NaiveDate};
use plan_core::units::Duration;

/// `Sunday, March 14, 2027`.
pub(super) fn long(date: NaiveDate) -> String {
    date.format("%A, %B %-d, %Y").to_string()
}

/// `Sun, Mar 14`, with its year where it is not `year`.
pub(super) fn short(date: NaiveDate, year: i32) -> String {
    format!("{}{}", date.format("%a, %b %-d"), year_of(date, year))
}

/// `Mar 8 – 14`, or `Feb 26 – Mar 4`, with its year where it is not `year`.
pub(super) fn span(first: NaiveDate, last: NaiveDate, year: i32) -> String {
    let end = if (first.year(), first.month()) == (last.year(), last.month()) {
        last.format("%-d")
    } else {
        last.format("%b %-d")
    };
    format!("{} – {end}{}", first.format("%b %-d"), year_of(last, year))
}

fn year_of(date: NaiveDate, year: i32) -> String {
    if date.year() == year {
        String::new()
    } else {
        format!(", {}", date.year())
    }
}

/// The day after so many; the last day there is, at the end of the calendar.
pub(super) fn days_after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}

/// An ISO 8601 duration as a race's clock shows it: `3:45:00`. What is none is
/// shown as it is.
pub(super) fn clock(iso: &str) -> String {
    match Duration::from_iso8601("duration", iso) {
        Ok(duration) => {
            let seconds = duration.as_seconds();
            let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
            if hours == 0 {
                format!("{minutes}:{seconds:02}")
            } else {
                format!("{hours}:{minutes:02}:{seconds:02}")
            }
        }
        Err(_) => iso.to_owned(),
    }
}

/// An ISO 8601 duration as it is said: `45 min`, `1 h 15 min`, `90 s`.
pub(super) fn said(iso: &str) -> String {
    let Ok(duration) = Duration::from_iso8601("duration", iso) else {
        return iso.to_owned();
    };
    let seconds = duration.as_seconds();
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, 1, 30) => "90 s".to_owned(),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, 0) => format!("{hours} h"),
        (hours, minutes, 0) => format!("{hours} h {minutes} min"),
        (hours, minutes, seconds) => format!("{hours} h {minutes} min {seconds} s"),
    }
}

pub(super) const fn plural(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_runners_say_them() {
        for (iso, expected) in [
            ("PT45M", "45 min"),
            ("PT1H15M", "1 h 15 min"),
            ("PT90S", "90 s"),
            ("PT1M30S", "90 s"),
            ("PT30S", "30 s"),
            ("PT2M45S", "2 min 45 s"),
            ("PT2H", "2 h"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(said(iso), expected, "{iso}");
        }
        assert_eq!(clock("PT3H45M"), "3:45:00");
        assert_eq!(clock("PT47M12S"), "47:12");
    }

    #[test]
    fn a_span_names_a_month_once_and_another_year_always() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for (first, last, expected) in [
            ("2027-03-08", "2027-03-14", "Mar 8 – 14"),
            ("2027-02-26", "2027-03-04", "Feb 26 – Mar 4"),
            ("2027-12-27", "2028-01-02", "Dec 27 – Jan 2, 2028"),
            ("2028-01-03", "2028-01-09", "Jan 3 – 9, 2028"),
        ] {
            assert_eq!(span(date(first), date(last), 2027), expected);
        }
        assert_eq!(short(date("2027-03-14"), 2027), "Sun, Mar 14");
        assert_eq!(short(date("2028-01-02"), 2027), "Sun, Jan 2, 2028");
        assert_eq!(days_after(NaiveDate::MAX, 6), NaiveDate::MAX);
    }
}
