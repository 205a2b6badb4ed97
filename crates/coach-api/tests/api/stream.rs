//! Server-sent events as a client sees them.

use serde_json::Value;

/// The events of a whole stream, each its data and, where it has one, its `id`.
/// Asserts what holds for every stream.
#[track_caller]
pub(crate) fn events(text: &str) -> Value {
    assert!(text.starts_with(": ok\n"), "{text}");
    // Behind the last event of a run there is none.
    let is_whole = text.ends_with("\n\n") || text == ": ok\n";
    assert!(is_whole, "the last event is whole: {text}");
    assert!(!text.contains("event:"), "no event has a name");
    let comments = text.lines().filter(|line| line.starts_with(':')).count();
    let frames = text.strip_prefix(": ok\n").unwrap();
    let frames = frames.split_terminator("\n\n");
    let frames = frames.map(event).collect::<Vec<_>>();
    assert!(
        comments > 0 && frames.iter().all(Value::is_object),
        "{text}"
    );
    Value::Array(frames)
}

/// The events that arrived whole before a connection broke.
pub(crate) fn whole_events(text: &str) -> Vec<Value> {
    let whole = text.rsplit_once("\n\n").map_or("", |(whole, _)| whole);
    let frames = whole.split("\n\n").filter(|frame| !frame.is_empty());
    frames.map(event).collect()
}

/// One event.
#[track_caller]
fn event(frame: &str) -> Value {
    let mut id = None;
    let mut data = None;
    for line in frame.lines().filter(|line| !line.starts_with(':')) {
        match line.split_once(": ").unwrap() {
            ("id", value) => assert!(id.replace(value).is_none()),
            ("data", value) => assert!(data.replace(value).is_none()),
            (field, _) => panic!("{field} in {frame}"),
        }
    }
    let mut event: Value = serde_json::from_str(data.unwrap()).unwrap();
    if let Some(id) = id {
        event["id"] = id.into();
    }
    event
}
