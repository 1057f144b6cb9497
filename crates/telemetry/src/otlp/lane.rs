//! One signal's way to the collector: how it goes, and how long to leave it alone.

use std::{sync::Arc, time::Duration};

use tacit_numbers::Text;

use super::{exporter::ExporterNumbers, link::Link};

/// After the first failure; doubled after each further one.
const FIRST: Duration = Duration::from_secs(1);
/// No wait is longer, whatever the collector asks for.
const LONGEST: Duration = Duration::from_secs(300);

/// One signal's way to the collector.
pub(super) struct Lane {
    signal: &'static str,
    link: Arc<Link>,
    numbers: Arc<ExporterNumbers>,
    /// In a row.
    failures: u32,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The collector has it.
    Taken,
    /// It may take it after so long.
    Later(Duration),
    /// It will not take it; others perhaps after so long.
    Never(Duration),
}

impl Lane {
    pub(super) fn new(signal: &'static str, link: Arc<Link>, numbers: Arc<ExporterNumbers>) -> Self {
        Self { signal, link, numbers, failures: 0 }
    }

    /// Sends a message once.
    pub(super) async fn send(&mut self, message: Vec<u8>) -> Outcome {
        let signal = self.signal;
        let sent = self.link.send(signal, message).await;
        let outcome = if sent.is_ok() { "taken" } else { "failed" };
        self.numbers.exports.add([Text::word(signal), Text::word(outcome)], 1);
        let Err(refusal) = sent else {
            if std::mem::take(&mut self.failures) > 0 {
                tracing::info!(signal, "the OTLP collector takes what it is sent again");
            }
            return Outcome::Taken;
        };
        if self.failures == 0 {
            // Once, until it goes well again.
            tracing::warn!(signal, cause = %refusal, "the OTLP collector does not take what it is sent; trying on");
        }
        let doubled = FIRST.saturating_mul(2_u32.saturating_pow(self.failures));
        self.failures = self.failures.saturating_add(1);
        let wait = doubled.max(refusal.retry_after().unwrap_or_default()).min(LONGEST);
        if refusal.may_pass() { Outcome::Later(wait) } else { Outcome::Never(wait) }
    }
}
