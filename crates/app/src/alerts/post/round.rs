//! One look at the outbox: writes down what came back, takes out what is due, sends it on its way.

use std::{
    collections::HashSet,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::FutureExt;
use tacit_alert::{Change, Kind};
use tacit_numbers::Text;
use tacit_store::deliveries::{self, Delivery};

use super::{
    Done, LOOK, UnderWay,
    shares::{Seat, Shares},
};
use crate::{
    App, AppError, Messenger, Micros, Next, Result, Sent,
    alerts::{
        close::{keeper, still_stands},
        letter::Unsaid,
        names::change_of,
    },
};

/// More rows than can be sent at once: those to channels that are busy stay.
const LOOKED_AT: i64 = 256;
/// A message that is older is news only as long as what it tells of lasts.
pub(super) const OLDEST: Micros = 24 * 60 * 60 * 1_000_000;
/// Until a message is tried again whose letter cannot be read from the store.
const AGAIN: Micros = 10_000_000;

impl App {
    /// Returns how long nothing needs to be done.
    pub(super) async fn post_round(&self, under_way: &mut UnderWay, take: bool) -> Result<Duration> {
        let now = self.now();
        let (taken, mut shares) =
            if take { self.due_now(under_way, now).await? } else { (Vec::new(), under_way.shares.clone()) };
        let begun_some = !taken.is_empty();
        if !under_way.done.is_empty() || begun_some {
            let mut tx = self.parts.store.begin().await?;
            if !under_way.done.is_empty() {
                // Timelines are written by who steps alerts, too.
                tacit_store::alerts::lock(&mut tx).await?;
            }
            for done in &under_way.done {
                self.settle_delivery(&mut tx, done).await?;
            }
            let mut begun = Vec::with_capacity(taken.len());
            for (delivery, seat) in taken {
                match deliveries::begin(&mut tx, delivery.id, now).await? {
                    Some(number) => begun.push((delivery, seat, number)),
                    None => shares.leave(seat),
                }
            }
            tx.commit().await?;
            under_way.shares = shares;
            let settled = !under_way.done.is_empty();
            for done in under_way.done.drain(..) {
                self.count(&done);
            }
            for (delivery, seat, number) in begun {
                let (app, sender) = (self.clone(), under_way.sender.clone());
                tokio::spawn(async move {
                    // Nobody listens any more only when the process ends.
                    let _ = sender.send(Done { seat: Some(seat), ..app.try_once(delivery, number).await });
                });
            }
            if settled {
                // What waited for its turn behind one of these may go now.
                return Ok(Duration::ZERO);
            }
        }
        let waiting = deliveries::waiting(&self.parts.store).await?;
        self.parts.counted.letters.set(waiting as f64);
        let next = deliveries::first_due(&self.parts.store, now).await?;
        let wait = next.map_or(LOOK, |next| {
            Duration::from_micros(u64::try_from(next.saturating_sub(now)).unwrap_or_default())
        });
        Ok(wait.min(LOOK))
    }

    /// What may be sent now, each with its seat, and what is under way with them.
    async fn due_now(&self, under_way: &UnderWay, now: Micros) -> Result<(Vec<(Delivery, Seat)>, Shares)> {
        let (weary, mut shares) = (&under_way.weary, under_way.shares.clone());
        let (mut taken, mut ids) = (Vec::new(), HashSet::new());
        while !shares.is_full() {
            let due = deliveries::due(&self.parts.store, now, LOOKED_AT, &shares.busy(weary)).await?;
            let all = i64::try_from(due.len()).is_ok_and(|count| count < LOOKED_AT);
            let before = taken.len();
            for one in due {
                if !ids.contains(&one.delivery.id)
                    && let Some(seat) = shares.enter(&one, weary)
                {
                    ids.insert(one.delivery.id);
                    taken.push((one.delivery, seat));
                }
            }
            // What filled the look without finding a seat is busy now, and is not looked at again.
            if all || taken.len() == before {
                break;
            }
        }
        Ok((taken, shares))
    }

    async fn try_once(&self, delivery: Delivery, number: i64) -> Done {
        let mut done = Done::of(&delivery, number);
        let begun = Instant::now();
        let sending = AssertUnwindSafe(self.send(&delivery, number)).catch_unwind();
        done.sent = match sending.await {
            Ok((kind, sent)) => {
                done.kind = kind;
                sent
            }
            // The panic hook has told the operator where.
            Err(_) => not(
                "INTERNAL",
                "tacit failed while it sent this: the operator finds the cause in the log.",
                Next::GiveUp,
            ),
        };
        done.took = begun.elapsed();
        done
    }

    /// Whether an old message says nothing any more: what it tells of is over. Who keeps something open hears of the end
    /// however late.
    async fn is_stale(&self, delivery: &Delivery) -> Result<bool> {
        let store = &self.parts.store;
        if change_of(delivery).is_some_and(Change::is_end) {
            return Ok(keeper(store, delivery.channel).await?.is_none());
        }
        Ok(!still_stands(store, delivery).await?)
    }

    async fn is_past(&self, delivery: &Delivery) -> Result<bool> {
        let store = &self.parts.store;
        Ok(deliveries::is_overtaken(store, delivery).await?
            || !(change_of(delivery).is_some_and(Change::is_end) || still_stands(store, delivery).await?))
    }

    async fn send(&self, delivery: &Delivery, number: i64) -> (Option<Kind>, Sent) {
        let old = self.now().saturating_sub(delivery.created_at) > OLDEST;
        match if old { self.is_stale(delivery).await } else { Ok(false) } {
            Ok(false) => {}
            Ok(true) => {
                let hint = "It could not be delivered for a day, and what it tells of is over.";
                return (None, not("EXPIRED", hint, Next::GiveUp));
            }
            Err(error) => {
                return (
                    None,
                    not("STORAGE", &format!("It waits for the storage: {error}."), Next::After(AGAIN)),
                );
            }
        }
        // What came after it is not held up any longer.
        if delivery.persists && self.is_past(delivery).await.unwrap_or(false) {
            let hint = "It was refused before, and what it tells of is over, or was told anew.";
            return (None, not("OVER", hint, Next::GiveUp));
        }
        let letter = self.letter(delivery).await;
        let (channel, way, letter) = match letter {
            Ok(letter) => letter,
            Err(Unsaid::Never(code, hint)) => return (None, not(code, hint, Next::GiveUp)),
            Err(Unsaid::Later(error @ (AppError::Full | AppError::Busy))) => {
                return (
                    None,
                    not("STORAGE", &format!("It waits for the storage: {error}."), Next::After(AGAIN)),
                );
            }
            Err(Unsaid::Later(error)) => {
                let cause = error.cause();
                tracing::error!(delivery = %delivery.id, cause, "a message could not be put together");
                let hint = "The message could not be put together: the operator finds the cause in the log.";
                return (None, not("INTERNAL", hint, Next::GiveUp));
            }
        };
        let messenger: Result<&Arc<dyn Messenger>> = self.messenger();
        let Ok(messenger) = messenger else {
            return (None, not("INTERNAL", "This process delivers no messages.", Next::GiveUp));
        };
        let attempt = u32::try_from(number).unwrap_or(u32::MAX);
        let sent = messenger.deliver(&way, &letter, delivery.id, attempt).await;
        (Kind::parse(&channel.kind), sent)
    }

    fn count(&self, done: &Done) {
        let counted = &self.parts.counted;
        let kind = Text::word(done.kind.map_or("unknown", Kind::as_str));
        let outcome = match &done.sent {
            Sent::Delivered { .. } => "delivered",
            Sent::Not { next: Next::After(_), .. } => "again",
            Sent::Not { next: Next::GiveUp, .. } => "failed",
            Sent::Not { next: Next::LeaveAsIs, .. } => "uncertain",
        };
        counted.tries.add([kind, Text::word(outcome)], 1);
        // Mails of environments have no log of their own, and their mail server is the operator's. Code and hint are
        // tacit's words.
        let (delivery, channel, kind) = (done.delivery, done.channel, done.kind.map(Kind::as_str));
        if let Sent::Delivered { hint: Some(hint), .. } = &done.sent {
            tracing::warn!(%delivery, %channel, kind, hint, "a message arrived, but not everywhere");
        }
        if let Sent::Not { code, answer, hint, next: Next::LeaveAsIs } = &done.sent {
            tracing::warn!(%delivery, %channel, kind, code, answer, hint, "a message may have arrived, and is not sent again");
        }
        if let Sent::Not { code, answer, hint, next: Next::GiveUp } = &done.sent {
            tracing::warn!(%delivery, %channel, kind, code, answer, hint, "a message was refused");
        }
    }
}

fn not(code: &str, hint: &str, next: Next) -> Sent {
    Sent::Not { code: code.to_owned(), answer: None, hint: hint.to_owned(), next }
}
