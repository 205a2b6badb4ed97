//! Reading a calendar back, by the letter of RFC 5545 and without the library
//! that wrote it.

use std::collections::BTreeMap;

/// A calendar's own properties and its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) events: Vec<Event>,
}

/// An event: names with their parameters, and values as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event(pub(crate) BTreeMap<String, String>);

const STAMPS: [&str; 3] = ["SEQUENCE", "LAST-MODIFIED", "DTSTAMP"];

impl Event {
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.get(name);
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.0))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        unescape(self.get(name))
    }

    pub(crate) fn uid(&self) -> &str {
        self.get("UID")
    }

    pub(crate) fn sequence(&self) -> u32 {
        self.get("SEQUENCE").parse().unwrap()
    }

    /// What it says, whenever it was last changed.
    pub(crate) fn without_stamps(&self) -> Self {
        let mut event = self.clone();
        event.0.retain(|name, _| !STAMPS.contains(&name.as_str()));
        event
    }
}

impl Read {
    /// Reads what has to have the shape of one calendar with events.
    pub(crate) fn of(text: &str) -> Self {
        let lines = content_lines(text);
        assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
        assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
        let mut read = Self {
            properties: Vec::new(),
            events: Vec::new(),
        };
        let mut open: Option<Event> = None;
        for line in &lines[1..lines.len() - 1] {
            let (name, value) = line.split_once(':').unwrap();
            match (name, value) {
                ("BEGIN", "VEVENT") => open = Some(Event::default()),
                ("END", "VEVENT") => read.events.push(open.take().unwrap()),
                _ => match &mut open {
                    Some(event) => {
                        let twice = event.0.insert(name.to_owned(), value.to_owned());
                        assert_eq!(twice, None, "{name} is there twice");
                    }
                    None => read.properties.push((name.to_owned(), value.to_owned())),
                },
            }
        }
        assert_eq!(open, None);
        read
    }

    pub(crate) fn event(&self, workout: &str) -> &Event {
        let part = format!("-{workout}@");
        let found = self.events.iter().find(|event| event.uid().contains(&part));
        found.unwrap_or_else(|| panic!("no event of {workout}"))
    }

    pub(crate) fn by_uid(&self) -> BTreeMap<&str, &Event> {
        let events: BTreeMap<_, _> = self.events.iter().map(|e| (e.uid(), e)).collect();
        assert_eq!(events.len(), self.events.len(), "a UID is there twice");
        events
    }
}

/// Unfolded lines; what breaks a rule of RFC 5545 §3.1 fails.
pub(crate) fn content_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.is_empty());
        let is_bare = line.chars().all(|c| c == '\t' || !c.is_control());
        assert!(is_bare, "a control character in {line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

pub(crate) fn unescape(value: &str) -> String {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(one @ ('\\' | ',' | ';')) => text.push(one),
                other => panic!("\\{other:?} is no escape"),
            },
            ',' | ';' => panic!("{character} ends a value of {value}"),
            _ => text.push(character),
        }
    }
    text
}
