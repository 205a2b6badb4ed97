//! Bytes into the events of a chat; no I/O.
//!
//! However the bytes are cut, the events are the same: framing is done on whole
//! lines, UTF-8 on whole characters, and one event of the stream gives its
//! chat events at once.

use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;

use super::wire::{Chunk, Delta, ErrorWords, Usage};

/// No chunk of a chat is longer.
const LONGEST_LINE: usize = 256 * 1024;

/// One thing a model's host says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ChatEvent {
    /// The next piece of the answer.
    Text(String),
    /// So many bytes of what the model thinks.
    Thought(usize),
    /// The model declines to answer.
    Declined,
    /// The model calls a tool.
    ToolCall,
    /// A piece of another answer beside the first.
    OtherAnswer,
    /// The answer ends here, and why.
    Finished(Finish),
    /// What it cost.
    Usage(Usage),
    /// An error instead of more.
    Error(ErrorWords),
    /// Nothing comes after this.
    Done,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// The model was done.
    Stop,
    /// It had written as much as it may.
    Length,
    /// A filter stopped it.
    ContentFilter,
    /// It wants a tool.
    ToolCalls,
    /// A reason nobody knows, which is none to believe that it was done.
    Other,
}

impl Finish {
    fn of(reason: &str) -> Self {
        match reason {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "content_filter" => Self::ContentFilter,
            "tool_calls" | "function_call" => Self::ToolCalls,
            _ => Self::Other,
        }
    }
}

/// Why there are no more events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreadable<E> {
    /// The bytes ended with an error of their own.
    Transport(E),
    /// Not UTF-8, no event stream, or no chunk of a chat.
    Malformed,
    /// A line that is longer than any chunk.
    TooLarge,
}

/// The events in `bytes`, up to `[DONE]`, the end or the first error.
pub(super) fn chat_events<B, E>(
    bytes: impl Stream<Item = Result<B, E>>,
) -> impl Stream<Item = Result<ChatEvent, Unreadable<E>>>
where
    B: AsRef<[u8]>,
{
    let mut lines = Lines::default();
    let bytes = bytes.map(move |piece| {
        let piece = piece.map_err(Unreadable::Transport)?;
        lines.whole(piece.as_ref())
    });
    let events = bytes.eventsource().flat_map(|event| {
        let read = match event {
            Ok(event) => chunk_events(&event.data),
            Err(EventStreamError::Transport(cause)) => vec![Err(cause)],
            Err(EventStreamError::Utf8(_) | EventStreamError::Parser(_)) => {
                vec![Err(Unreadable::Malformed)]
            }
        };
        stream::iter(read)
    });
    let mut is_over = false;
    events.take_while(move |event| {
        let goes_on = !is_over;
        is_over |= matches!(event, Err(_) | Ok(ChatEvent::Done));
        std::future::ready(goes_on)
    })
}

/// Bytes in whole lines, which eventsource-stream would otherwise read from
/// their beginning with each piece of them; and without the byte order mark a
/// stream may begin with, which it takes for one byte instead of three.
#[derive(Default)]
struct Lines {
    /// How much of the mark was read; all of it, once something else was.
    mark: usize,
    /// A line that has not ended.
    open: Vec<u8>,
}

impl Lines {
    const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

    /// The lines that end in a piece; nothing where none does.
    fn whole<E>(&mut self, piece: &[u8]) -> Result<Vec<u8>, Unreadable<E>> {
        let piece = self.without_mark(piece)?;
        let end = piece.iter().rposition(|byte| b"\r\n".contains(byte));
        let (whole, open) = piece.split_at(end.map_or(0, |last| last + 1));
        let mut lines = Vec::new();
        if !whole.is_empty() {
            lines = std::mem::take(&mut self.open);
            lines.extend_from_slice(whole);
        }
        self.open.extend_from_slice(open);
        if self.open.len() > LONGEST_LINE {
            return Err(Unreadable::TooLarge);
        }
        Ok(lines)
    }

    fn without_mark<'a, E>(&mut self, mut piece: &'a [u8]) -> Result<&'a [u8], Unreadable<E>> {
        while self.mark < Self::MARK.len()
            && let Some((first, rest)) = piece.split_first()
        {
            if *first == Self::MARK[self.mark] {
                self.mark += 1;
                piece = rest;
            } else if self.mark == 0 {
                self.mark = Self::MARK.len();
            } else {
                // The beginning of a mark is no character.
                return Err(Unreadable::Malformed);
            }
        }
        Ok(piece)
    }
}

/// What one event of the stream says, in the order it is to be taken.
fn chunk_events<E>(data: &str) -> Vec<Result<ChatEvent, Unreadable<E>>> {
    if data.trim() == "[DONE]" {
        return vec![Ok(ChatEvent::Done)];
    }
    let Ok(chunk) = serde_json::from_str::<Chunk>(data) else {
        return vec![Err(Unreadable::Malformed)];
    };
    let mut events = Vec::new();
    if let Some(error) = &chunk.error {
        events.push(ChatEvent::Error(ErrorWords::of(error)));
    }
    for choice in chunk.choices.unwrap_or_default() {
        if choice.index.unwrap_or_default() != 0 {
            events.push(ChatEvent::OtherAnswer);
            continue;
        }
        events.extend(choice.delta.map(delta_events).unwrap_or_default());
        // An empty reason is what some say while there is none.
        let reason = choice.finish_reason.filter(|reason| !reason.is_empty());
        events.extend(reason.map(|reason| ChatEvent::Finished(Finish::of(&reason))));
    }
    events.extend(chunk.usage.map(ChatEvent::Usage));
    events.into_iter().map(Ok).collect()
}

fn delta_events(delta: Delta) -> Vec<ChatEvent> {
    let mut events = Vec::new();
    let thoughts = [delta.reasoning, delta.reasoning_content];
    let thought = thoughts.iter().flatten().map(length_of).max();
    events.extend(thought.filter(|length| *length > 0).map(ChatEvent::Thought));
    if delta.refusal.is_some_and(|refusal| !refusal.is_empty()) {
        events.push(ChatEvent::Declined);
    }
    if delta.tool_calls.is_some_and(|calls| !calls.is_empty()) || delta.function_call.is_some() {
        events.push(ChatEvent::ToolCall);
    }
    let text = delta.content.filter(|text| !text.is_empty());
    events.extend(text.map(ChatEvent::Text));
    events
}

fn length_of(thought: &Value) -> usize {
    thought.as_str().map_or(0, str::len)
}
