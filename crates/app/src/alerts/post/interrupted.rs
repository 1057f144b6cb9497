//! What a process that is gone was sending.

use tacit_alert::Kind;
use tacit_store::{channels, deliveries};

use super::settle::Done;
use crate::{App, Next, Result, Sent};

impl App {
    /// Sends again what receivers take twice for once; leaves the rest at that.
    pub(super) async fn take_up_interrupted(&self) -> Result<()> {
        let interrupted = deliveries::interrupted(&self.parts.store).await?;
        if interrupted.is_empty() {
            return Ok(());
        }
        let mut tx = self.parts.store.begin().await?;
        for delivery in &interrupted {
            let channel = channels::find(&mut tx, delivery.channel).await?;
            let kind = channel.and_then(|channel| Kind::parse(&channel.kind));
            let (hint, next) = if kind.is_some_and(Kind::deduplicates) {
                let hint =
                    "The server stopped while this was being sent: it is sent again under the same id.";
                (hint, Next::After(0))
            } else {
                let hint = "The server stopped while this was being sent: it may have arrived. Sending it again would \
                            show it twice, so that is left to you.";
                (hint, Next::LeaveAsIs)
            };
            let sent = Sent::Not { code: "INTERRUPTED".into(), answer: None, hint: hint.to_owned(), next };
            let done = Done { sent, ..Done::of(delivery, delivery.attempts) };
            self.settle_delivery(&mut tx, &done).await?;
        }
        tracing::warn!(messages = interrupted.len(), "the server stopped while it was sending messages");
        Ok(tx.commit().await?)
    }
}
