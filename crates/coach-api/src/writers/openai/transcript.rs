//! What one call has said so far, and what its end means; no I/O.
//!
//! A call is whole only if the host says that the model was done, the JSON is
//! closed, and nothing is wrong with it. Everything else has a name.

use super::parse::{ChatEvent, Finish};
use super::scan::{Piece, Scanner};
use crate::writers::fault::ModelFault;

/// One call's events, folded.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    scanner: Scanner,
    /// Bytes of text and thought.
    seen: usize,
    /// Tokens as the host counted them.
    usage: Option<u64>,
    /// What the end that was announced means.
    end: Option<Result<(), ModelFault>>,
}

impl Transcript {
    /// Takes an event, and says what it closes.
    ///
    /// # Errors
    /// Where there is nothing to wait for any more; what was closed before that
    /// is in `closed` all the same.
    pub(super) fn take(
        &mut self,
        event: ChatEvent,
        closed: &mut Vec<Piece>,
    ) -> Result<(), ModelFault> {
        match event {
            // Behind its end an answer says nothing more.
            ChatEvent::Text(text) if self.end.is_none() => {
                self.seen += text.chars().count();
                self.scanner.push(&text, closed)
            }
            ChatEvent::Text(_) | ChatEvent::Done => Ok(()),
            ChatEvent::Thought(length) => {
                self.seen += length;
                Ok(())
            }
            ChatEvent::Declined => Err(ModelFault::Declined),
            ChatEvent::ToolCall => Err(ModelFault::ToolCalled),
            ChatEvent::OtherAnswer => Err(ModelFault::SeveralAnswers),
            ChatEvent::Error(_) if self.seen == 0 => Err(ModelFault::ErrorReported),
            ChatEvent::Error(_) => Err(ModelFault::BrokeOff),
            ChatEvent::Usage(usage) => {
                self.usage = usage.total().or(self.usage);
                Ok(())
            }
            ChatEvent::Finished(finish) => {
                let end = match finish {
                    Finish::Stop => self.scanner.finish(),
                    Finish::Length => Err(ModelFault::OutOfRoom),
                    Finish::ContentFilter => Err(ModelFault::ContentFiltered),
                    Finish::ToolCalls => Err(ModelFault::ToolCalled),
                    Finish::Other => Err(ModelFault::CutOff),
                };
                // Not returned: the bill may still come.
                self.end.get_or_insert(end);
                Ok(())
            }
        }
    }

    /// True once it is certain that nothing is missing.
    pub(super) fn is_whole(&self) -> bool {
        self.end == Some(Ok(()))
    }

    /// What the call has come to, now that nothing comes any more.
    ///
    /// # Errors
    /// Why it is not whole.
    pub(super) fn end(&self) -> Result<(), ModelFault> {
        self.end.clone().unwrap_or(Err(ModelFault::CutOff))
    }

    /// Tokens, as the host counted them.
    pub(super) fn usage(&self) -> Option<u64> {
        self.usage
    }

    /// Characters of text and thought.
    pub(super) fn seen(&self) -> usize {
        self.seen
    }
}
