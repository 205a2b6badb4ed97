//! One call: paid for, made, listened to, settled.

use async_stream::try_stream;
use futures_util::{Stream, StreamExt, pin_mut};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::client::CallFault;
use super::dialect::Manner;
use super::prompt::Prompt;
use super::scan::Piece;
use super::schema::Schema;
use super::transcript::Transcript;
use super::wire::{ChatRequest, Message, StreamOptions};
use super::{OpenAi, estimate};
use crate::writers::WriterError;
use crate::writers::fault::ModelFault;
use crate::writers::purse::{Purse, Reservation};

/// What to call with.
pub(super) struct Call<'a> {
    pub(super) prompt: Prompt,
    pub(super) schema: Schema,
    /// The exact form of the answer, where the host is held to it.
    pub(super) exact: Option<String>,
    pub(super) temperature: f32,
    pub(super) purse: &'a dyn Purse,
}

/// What is heard of a call.
#[derive(Debug)]
pub(super) enum Heard {
    /// Something that is closed.
    Piece(Piece),
    /// Nothing is missing; the bill may still come.
    Whole,
    /// It is over and settled; nothing comes after this.
    Ended {
        /// How it ended.
        result: Result<(), CallFault>,
        /// How it was put.
        manner: Manner,
        /// What it cost.
        tokens: u64,
    },
}

impl OpenAi {
    /// Makes one call. Dropping it closes the connection and settles.
    pub(super) fn call<'a>(
        &'a self,
        call: Call<'a>,
    ) -> impl Stream<Item = Result<Heard, WriterError>> + Send + 'a {
        try_stream! {
            self.breaker.admit(Instant::now())?;
            let manner = self.dialect.manner();
            let mut charge = Charge::reserve(&call, self.settings.max_output_tokens).await?;
            let request = serde_json::to_vec(&self.request(&call, manner));
            let request = request.map_err(|cause| WriterError::Broken(cause.to_string()))?;
            // An answer takes its time; what was asked is not needed for it.
            drop(call);
            let result = {
                let events = self.client.chat(request);
                pin_mut!(events);
                loop {
                    let event = match events.next().await {
                        None => break charge.transcript.end().map_err(CallFault::from),
                        Some(Err(fault)) => break Err(fault),
                        Some(Ok(event)) => event,
                    };
                    let was_whole = charge.transcript.is_whole();
                    let mut closed = Vec::new();
                    let taken = charge.transcript.take(event, &mut closed);
                    for piece in closed {
                        yield Heard::Piece(piece);
                    }
                    if let Err(fault) = taken {
                        break Err(fault.into());
                    }
                    if charge.transcript.is_whole() && !was_whole {
                        yield Heard::Whole;
                    }
                }
            };
            if let Err(ended) = &result {
                tracing::warn!(
                    code = ended.fault.code(),
                    answer_characters = charge.transcript.seen(),
                    "a call to the model came to no good end"
                );
            }
            let is_hosts_fault = result.as_ref().is_err_and(|ended| is_outage(&ended.fault));
            self.breaker.note(Instant::now(), is_hosts_fault);
            let is_free = result.as_ref().is_err_and(|ended| ended.is_free);
            let tokens = charge.settle(is_free).await?;
            yield Heard::Ended { result, manner, tokens };
        }
    }

    fn request<'a>(&'a self, call: &'a Call<'_>, manner: Manner) -> ChatRequest<'a> {
        let message = |role, content| Message { role, content };
        let mut request = ChatRequest {
            model: &self.settings.model,
            messages: [
                message("system", call.prompt.system.as_str()),
                message("user", call.prompt.user.as_str()),
            ],
            stream: true,
            stream_options: StreamOptions {
                include_usage: true,
            },
            temperature: None,
            max_tokens: None,
            max_completion_tokens: None,
            response_format: None,
        };
        manner.apply(
            &mut request,
            self.settings.max_output_tokens,
            call.temperature,
            (call.schema, call.exact.as_deref()),
        );
        request
    }
}

/// True for what says that the host is not well.
fn is_outage(fault: &ModelFault) -> bool {
    matches!(
        fault,
        ModelFault::HostUnknown
            | ModelFault::ConnectionRefused
            | ModelFault::TlsFailed
            | ModelFault::ConnectTimeout
            | ModelFault::NoResponse
            | ModelFault::ConnectionReset
            | ModelFault::ServerFailed { .. }
            | ModelFault::Unavailable { .. }
            | ModelFault::ErrorReported
            | ModelFault::BrokeOff
            | ModelFault::CutOff
            | ModelFault::Silent
            | ModelFault::Stalled
    )
}

/// What hosts put around two messages.
const FRAME_TOKENS: u64 = 256;
/// A host that counted less than this share of what it looks like did not count:
/// no tokens are thirty-two characters long.
const LEAST_SHARE: u64 = 8;

/// Tokens set aside for a call that is being made, and what is known of its
/// cost. Dropped before it is settled, it is settled by a task of its own.
struct Charge<'a> {
    purse: &'a dyn Purse,
    reservation: Option<Reservation>,
    prompt_tokens: u64,
    /// The most a host can have counted: a token is a byte at least.
    most: u64,
    transcript: Transcript,
}

impl<'a> Charge<'a> {
    async fn reserve(call: &Call<'a>, most_output: u32) -> Result<Self, WriterError> {
        let prompt_tokens = call.prompt.tokens();
        let most = prompt_tokens.saturating_add(u64::from(most_output));
        Ok(Self {
            purse: call.purse,
            reservation: Some(call.purse.reserve(most).await?),
            prompt_tokens,
            most: call.prompt.bytes().saturating_add(u64::from(most_output)),
            transcript: Transcript::default(),
        })
    }

    /// What the call cost: as the host counted, as far as that can be; else as it
    /// looks.
    fn tokens(&self) -> u64 {
        let seen = self.transcript.seen();
        let looks_like = self.prompt_tokens.saturating_add(estimate::tokens(seen));
        let most = self.most.max(looks_like).saturating_add(FRAME_TOKENS);
        match self.transcript.usage() {
            Some(counted) if counted >= looks_like / LEAST_SHARE => counted.min(most),
            _ => looks_like,
        }
    }

    async fn settle(&mut self, is_free: bool) -> Result<u64, WriterError> {
        let tokens = if is_free { 0 } else { self.tokens() };
        if let Some(reservation) = self.reservation.take() {
            self.purse.settle(reservation, tokens).await?;
        }
        Ok(tokens)
    }
}

impl Drop for Charge<'_> {
    fn drop(&mut self) {
        let Some(reservation) = self.reservation.take() else {
            return;
        };
        let settled = self.purse.settle(reservation, self.tokens());
        // Without a runtime the process is ending, and the reservation stays
        // counted in full until the run is taken over.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = settled.await {
                    tracing::error!(%error, "a call that was given up is not settled");
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::openai::parse::ChatEvent;
    use crate::writers::openai::wire::Usage;
    use crate::writers::purse::Bottomless;

    #[test]
    fn a_hosts_count_is_believed_as_far_as_it_can_be() {
        // 4,000 bytes of a prompt look like 1,000 tokens, 400 of an answer like 100.
        let counted = |total: Option<u64>| {
            let mut charge = Charge {
                purse: &Bottomless,
                reservation: None,
                prompt_tokens: 1_000,
                most: 4_000 + 4_096,
                transcript: Transcript::default(),
            };
            let mut closed = Vec::new();
            let usage = serde_json::json!({"total_tokens": total});
            let usage: Usage = serde_json::from_value(usage).unwrap();
            for event in [ChatEvent::Text(" ".repeat(400)), ChatEvent::Usage(usage)] {
                charge.transcript.take(event, &mut closed).unwrap();
            }
            charge.tokens()
        };
        for (total, tokens) in [
            (None, 1_100),
            (Some(0), 1_100),
            (Some(1), 1_100),
            (Some(900), 900),
            (Some(1_300), 1_300),
            // A thinking model, in a script of many tokens.
            (Some(7_000), 7_000),
            (Some(50_000), 8_352),
            (Some(u64::MAX), 8_352),
        ] {
            assert_eq!(counted(total), tokens, "{total:?}");
        }
    }
}
