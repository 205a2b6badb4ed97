//! What to do about a call that ended badly.

use std::time::Duration;

use crate::writers::fault::ModelFault;

/// Tries of one call, the first included, while the host is not well.
pub(super) const MOST_TRIES: u32 = 3;
/// Times the model is told what was wrong with its answer.
pub(super) const MOST_REPAIRS: usize = 2;
/// How warm the first answer and each repair is.
pub(super) const TEMPERATURES: [f32; MOST_REPAIRS + 1] = [0.4, 0.2, 0.0];
/// Longer than this nobody waits because a host says so.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Recourse {
    /// The same again in a while; the host says when, or does not.
    Wait(Option<Duration>),
    /// The same again, with what was wrong.
    Repair,
    /// Fewer weeks at once.
    Fewer,
    /// Nothing.
    Nothing,
}

/// What may help against a fault.
pub(super) fn recourse(fault: &ModelFault) -> Recourse {
    match fault {
        ModelFault::RateLimited { retry_after } => obeyed(*retry_after),
        ModelFault::ServerFailed {
            retry_after: Some(retry_after),
        }
        | ModelFault::Unavailable {
            retry_after: Some(retry_after),
            ..
        } => obeyed(*retry_after),
        ModelFault::HostUnknown
        | ModelFault::ConnectionRefused
        | ModelFault::ConnectTimeout
        | ModelFault::ConnectionReset
        | ModelFault::Busy
        | ModelFault::ServerFailed { retry_after: None }
        | ModelFault::Unavailable {
            retry_after: None, ..
        }
        | ModelFault::ErrorReported
        | ModelFault::BrokeOff
        | ModelFault::CutOff => Recourse::Wait(None),
        ModelFault::OutOfRoom => Recourse::Fewer,
        ModelFault::EmptyAnswer
        | ModelFault::EndlessWhitespace
        | ModelFault::NotJson
        | ModelFault::MalformedJson
        | ModelFault::SchemaMismatch
        | ModelFault::WrongWeeks
        | ModelFault::WrongDays { .. }
        | ModelFault::UnknownLibraryWorkout { .. }
        | ModelFault::UnreadableLines { .. }
        | ModelFault::WrongLines { .. }
        | ModelFault::ConstraintsBroken { .. } => Recourse::Repair,
        // The operator has to mend something, the model does not want to, it
        // has been paid for a long time of nothing, or nobody may ask now.
        ModelFault::BudgetSpent { .. }
        | ModelFault::CircuitOpen { .. }
        | ModelFault::TlsFailed
        | ModelFault::NoResponse
        | ModelFault::KeyRejected
        | ModelFault::AccessDenied
        | ModelFault::ModelNotFound
        | ModelFault::AccountSpent
        | ModelFault::SchemaRejected
        | ModelFault::ContextExceeded
        | ModelFault::RequestRejected { .. }
        | ModelFault::Redirected
        | ModelFault::HtmlAnswer
        | ModelFault::WrongContentType
        | ModelFault::EncodedAnswer
        | ModelFault::MalformedEvent
        | ModelFault::Silent
        | ModelFault::Stalled
        | ModelFault::TooSlow
        | ModelFault::AnswerTooLarge
        | ModelFault::ContentFiltered
        | ModelFault::Declined
        | ModelFault::ToolCalled
        | ModelFault::SeveralAnswers => Recourse::Nothing,
    }
}

/// As long as the host says, and not at all where that is too long.
fn obeyed(retry_after: Duration) -> Recourse {
    match retry_after <= LONGEST_WAIT {
        true => Recourse::Wait(Some(retry_after)),
        false => Recourse::Nothing,
    }
}

/// The pause before try `next` (2 or more): anything up to a bound that
/// doubles, so that those who failed together do not come back together.
pub(super) fn pause(longest: Duration, next: u32) -> Duration {
    let bound = longest.saturating_mul(1 << next.saturating_sub(2).min(8));
    let mut bytes = [0; 4];
    // Without randomness everybody waits the whole time.
    let share = match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    };
    bound.mul_f64(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_lie_below_a_bound_that_doubles() {
        let longest = Duration::from_millis(100);
        for _ in 0..200 {
            assert!(pause(longest, 2) <= longest);
            assert!(pause(longest, 3) <= 2 * longest);
        }
        let some: Vec<_> = (0..20).map(|_| pause(longest, 2)).collect();
        assert!(some.iter().any(|pause| *pause != some[0]), "jitter");
    }

    #[test]
    fn a_host_is_obeyed_for_half_a_minute() {
        let wait = Recourse::Wait(Some(Duration::from_secs(30)));
        let after = |seconds| {
            let retry_after = Duration::from_secs(seconds);
            let said = Some(retry_after);
            [
                ModelFault::RateLimited { retry_after },
                ModelFault::ServerFailed { retry_after: said },
                ModelFault::Unavailable {
                    status: 503,
                    retry_after: said,
                },
            ]
        };
        for fault in after(30) {
            assert_eq!(recourse(&fault), wait, "{fault:?}");
        }
        for fault in after(31) {
            assert_eq!(recourse(&fault), Recourse::Nothing, "{fault:?}");
        }
        let silent = ModelFault::ServerFailed { retry_after: None };
        assert_eq!(recourse(&silent), Recourse::Wait(None));
    }
}
