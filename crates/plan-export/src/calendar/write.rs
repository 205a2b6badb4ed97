//! The iCalendar object, by the `icalendar` crate.
//!
//! The crate knows the properties and escapes text, but leaves four things to us.
//! It fills in a missing `UID` from chance and a missing `DTSTAMP` from the clock:
//! both are always set here. It writes control characters as they are, and a
//! carriage return would end the line: [`clean`] takes them out. It does not know
//! the properties of RFC 7986, and readers do not either: that `NAME` is a text, and
//! so escaped, is said. And the last piece of a line it folds can have 76 octets:
//! [`refold`] keeps to 75.

use icalendar::{Component, Event, EventLike, EventStatus, Property};
use plan_core::plan::{PlanStatus, WorkoutId};

use super::{About, Audience, Options, Revision, Span};

/// How often a subscriber should ask: an unchanged calendar costs a 304.
const REFRESH: &str = "PT1H";

/// Collects the events of a calendar.
pub(super) struct Writer {
    calendar: icalendar::Calendar,
}

/// One event.
pub(super) struct Entry<'a> {
    pub(super) stamps: Stamps<'a>,
    pub(super) span: Span,
    /// True where its time can be taken by something else.
    pub(super) is_free: bool,
    /// `None`: that the runner is busy, and nothing else.
    pub(super) what: Option<What>,
}

/// What an event says.
#[derive(PartialEq, Eq)]
pub(super) struct What {
    pub(super) title: String,
    /// Clean.
    pub(super) text: String,
    pub(super) category: &'static str,
    pub(super) is_race: bool,
    pub(super) link: String,
}

/// What tells one event, and one version of it, from every other.
pub(super) struct Stamps<'a> {
    /// The plan's name in this feed.
    pub(super) plan: &'a str,
    pub(super) workout: WorkoutId,
    pub(super) revision: Revision,
}

impl Stamps<'_> {
    /// The events of the two feeds are different ones: somebody may have both.
    fn uid(&self, is_busy: bool) -> String {
        let Self { plan, workout, .. } = self;
        let feed = if is_busy { "-busy" } else { "" };
        format!("{plan}-{workout}{feed}@strata")
    }
}

impl Writer {
    pub(super) fn new(about: &About<'_>, options: &Options) -> Self {
        let mut calendar = icalendar::Calendar::empty();
        for (name, value) in [
            ("VERSION", "2.0"),
            ("PRODID", "-//Strata//Running plans in layers//EN"),
            ("CALSCALE", "GREGORIAN"),
        ] {
            calendar.append_property(Property::new(name, value));
        }
        let name = match options.audience {
            Audience::Runner => match about.status {
                PlanStatus::Active => one_line(about.display_name),
                status => {
                    let status = status.name().to_lowercase();
                    format!("{} ({status})", one_line(about.display_name))
                }
            },
            Audience::Others => "Busy".to_owned(),
        };
        for property in ["NAME", "X-WR-CALNAME"] {
            let name = Property::new(property, &name)
                .add_parameter("VALUE", "TEXT")
                .done();
            calendar.append_property(name);
        }
        if options.audience == Audience::Runner {
            calendar.append_property(Property::new("URL", one_line(about.page)));
            calendar.append_property(Property::new("COLOR", "seagreen"));
            let source = Property::new("SOURCE", one_line(about.source))
                .add_parameter("VALUE", "URI")
                .done();
            calendar.append_property(source);
            if about.status != PlanStatus::Active {
                let told = format!("This plan is {}.", about.status.name().to_lowercase());
                for property in ["DESCRIPTION", "X-WR-CALDESC"] {
                    let told = Property::new(property, &told)
                        .add_parameter("VALUE", "TEXT")
                        .done();
                    calendar.append_property(told);
                }
            }
        }
        let refresh = Property::new("REFRESH-INTERVAL", REFRESH)
            .add_parameter("VALUE", "DURATION")
            .done();
        calendar.append_property(refresh);
        calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
        Self { calendar }
    }

    pub(super) fn push(&mut self, entry: Entry<'_>) {
        let Entry {
            stamps,
            span,
            is_free,
            what,
        } = entry;
        let Revision {
            sequence,
            created,
            last_modified,
        } = stamps.revision;
        let mut event = Event::new();
        event
            .uid(&stamps.uid(what.is_none()))
            .sequence(sequence)
            .created(created)
            .last_modified(last_modified)
            // Without a METHOD it says the same as LAST-MODIFIED.
            .timestamp(last_modified)
            .status(EventStatus::Confirmed)
            .add_property("TRANSP", if is_free { "TRANSPARENT" } else { "OPAQUE" });
        match span {
            Span::Day(first, next) => event.starts(first).ends(next),
            Span::Hours(start, end) => event.starts(start).ends(end),
        };
        match what {
            None => {
                event.summary("Busy");
            }
            Some(what) => {
                event
                    .summary(&one_line(&what.title))
                    .description(&what.text)
                    .categories([what.category])
                    .url(&one_line(&what.link));
                if what.is_race {
                    event.priority(1).add_property("COLOR", "crimson");
                }
            }
        }
        self.calendar.push(event.done());
    }

    pub(super) fn finish(self) -> String {
        refold(&self.calendar.to_string())
    }
}

/// The same lines, each piece at most 75 octets with the space before it and
/// without the line end (RFC 5545 §3.1). No character is cut in two.
fn refold(folded: &str) -> String {
    const LONGEST: usize = 75;
    let unfolded = folded.replace("\r\n ", "");
    let mut text = String::with_capacity(folded.len() + folded.len() / LONGEST);
    for mut line in unfolded.split_terminator("\r\n") {
        let mut room = LONGEST;
        while line.len() > room {
            let (piece, rest) = line.split_at(line.floor_char_boundary(room));
            text.push_str(piece);
            text.push_str("\r\n ");
            line = rest;
            room = LONGEST - 1;
        }
        text.push_str(line);
        text.push_str("\r\n");
    }
    text
}

/// Text without control characters, every kind of line end a line feed.
///
/// RFC 5545 allows no control character but the tab in a text, and a line feed
/// as `\n`. Some readers take the line ends of Unicode for ends of lines, too.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push('\t'),
            _ if character.is_control() => {}
            _ => clean.push(character),
        }
    }
    clean
}

/// The same on one line.
fn one_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}
