//! Whether and when a message is tried again.

use std::time::Duration;
use tacit_alert::Kind;

use crate::delivery::DeliveryError;

/// How patient deliveries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After so many tries it is given up.
    pub attempts: u32,
    /// Before the second try; doubled before each further one.
    pub first: Duration,
    /// No wait is longer, whatever the receiver asks for.
    pub longest: Duration,
}

/// What happens after a try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again after so long.
    RetryAfter(Duration),
    /// It is given up: it was tried often enough, or will not go better by itself.
    GiveUp,
    /// It may have arrived, and the receiver would show it twice: it is left at that.
    LeaveAsIs,
}

impl Default for Backoff {
    /// 16 tries: after 5 s, 10 s, 20 s and so on up to one every half hour, about four hours in all, so that a receiver
    /// may be away for an hour or two.
    fn default() -> Self {
        Self { attempts: 16, first: Duration::from_secs(5), longest: Duration::from_secs(30 * 60) }
    }
}

impl Backoff {
    /// What happens after try number `attempt`, counted from 1. `chance` is a random number from 0 up to 1: up to a
    /// quarter is added to each wait, so that what failed together does not come back together.
    #[must_use]
    pub fn next(&self, kind: Kind, attempt: u32, error: &DeliveryError, chance: f64) -> Next {
        if error.may_have_arrived() && !kind.deduplicates() {
            return Next::LeaveAsIs;
        }
        if attempt >= self.attempts || !error.may_pass() {
            return Next::GiveUp;
        }
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        let asked = error.retry_after().unwrap_or_default();
        let wait = doubled.max(asked).min(self.longest);
        Next::RetryAfter(wait + wait.mul_f64(chance.clamp(0.0, 1.0) / 4.0))
    }
}

#[cfg(test)]
mod tests {
    use tacit_wire::{MailError, Phase, WireError};

    use super::*;

    fn wait(attempt: u32, error: &DeliveryError, chance: f64) -> Next {
        Backoff::default().next(Kind::Slack, attempt, error, chance)
    }

    const AWAY: DeliveryError = DeliveryError::Wire(WireError::ConnectionRefused);

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let seconds = |attempt| match wait(attempt, &AWAY, 0.0) {
            Next::RetryAfter(wait) => wait.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!([1, 2, 3, 4, 9, 10, 15].map(seconds), [5, 10, 20, 40, 1280, 1800, 1800]);
        assert_eq!(wait(16, &AWAY, 0.0), Next::GiveUp);
        assert_eq!(wait(u32::MAX, &AWAY, 0.0), Next::GiveUp);
        assert!((1..16).map(seconds).sum::<u64>() > 3600, "an hour without the receiver is survived");
    }

    #[test]
    fn chance_adds_up_to_a_quarter() {
        assert_eq!(wait(1, &AWAY, 1.0), Next::RetryAfter(Duration::from_millis(6250)));
        assert_eq!(wait(1, &AWAY, f64::INFINITY), Next::RetryAfter(Duration::from_millis(6250)));
    }

    #[test]
    fn the_receiver_may_ask_for_more_time_but_not_for_ever() {
        let asks = |seconds| DeliveryError::of_status(429, Some(Duration::from_secs(seconds)));
        assert_eq!(wait(1, &asks(90), 0.0), Next::RetryAfter(Duration::from_secs(90)));
        assert_eq!(wait(1, &asks(u64::MAX), 0.0), Next::RetryAfter(Duration::from_secs(1800)));
    }

    #[test]
    fn what_cannot_pass_is_given_up_at_once() {
        for status in [301, 400, 401, 403, 404, 410, 413, 422] {
            assert_eq!(wait(1, &DeliveryError::of_status(status, None), 0.0), Next::GiveUp, "{status}");
        }
        for status in [408, 429, 500, 502, 503, 504] {
            assert_ne!(wait(1, &DeliveryError::of_status(status, None), 0.0), Next::GiveUp, "{status}");
        }
        let wrong =
            [WireError::UrlInvalid, WireError::AddressRefused, WireError::HeaderValue { position: 1 }];
        for error in wrong {
            assert_eq!(wait(1, &DeliveryError::Wire(error), 0.0), Next::GiveUp);
        }
        let mail = |error: MailError| Backoff::default().next(Kind::Email, 1, &error.into(), 0.0);
        assert_eq!(mail(MailError::Refused { code: 550 }), Next::GiveUp);
        assert!(matches!(mail(MailError::Refused { code: 451 }), Next::RetryAfter(_)));
    }

    #[test]
    fn what_may_have_arrived_is_repeated_only_where_that_does_not_show() {
        let silent =
            DeliveryError::Wire(WireError::Timeout { phase: Phase::Wait, after: Duration::from_secs(30) });
        assert_eq!(wait(1, &silent, 0.0), Next::LeaveAsIs);
        let paged = Backoff::default().next(Kind::PagerDuty, 1, &silent, 0.0);
        assert!(matches!(paged, Next::RetryAfter(_)));
        let early = WireError::Timeout { phase: Phase::Connect, after: Duration::from_secs(10) };
        assert!(matches!(wait(1, &DeliveryError::Wire(early), 0.0), Next::RetryAfter(_)));
        let mail = Backoff::default().next(Kind::Email, 1, &MailError::Unconfirmed.into(), 0.0);
        assert_eq!(mail, Next::LeaveAsIs);
    }
}
