//! Writing down what became of a try.

use std::time::Duration;

use tacit_alert::{Change, Entry, Event, Kind};
use tacit_spec::{ChannelId, DeliveryId, TeamId};
use tacit_store::{
    Tx,
    deliveries::{self, Delivery, DeliveryStatus, Ending},
    incidents,
    kept_open::{self, KeptOpen},
};

use super::{round::OLDEST, shares::Seat};
use crate::{
    App, Micros, Next, Result, Sent,
    alerts::{
        batch::{kept_by, written},
        close::still_stands,
        names::change_of,
    },
};

/// Until a message that was refused is tried again, when it is worth it.
const LATER: Micros = 30 * 60 * 1_000_000;
/// The end of something that is kept open is tried for so long.
const OLDEST_END: Micros = 7 * OLDEST;
/// Reasons of tacit's own: no receiver said so, and trying again changes nothing.
const OURS: &[&str] =
    &["INTERNAL", "EXPIRED", "OVER", "GONE", "DAMAGED", "SETTINGS", "NO_MAIL_SERVER", "NO_RECIPIENTS"];

/// A try that is over.
pub(super) struct Done {
    pub(super) delivery: DeliveryId,
    pub(super) team: TeamId,
    /// What it took of what is under way; `None` when it was not sent by this process.
    pub(super) seat: Option<Seat>,
    pub(super) channel: ChannelId,
    pub(super) number: i64,
    pub(super) took: Duration,
    /// As far as the channel is there.
    pub(super) kind: Option<Kind>,
    pub(super) sent: Sent,
}

impl Done {
    pub(super) fn of(delivery: &Delivery, number: i64) -> Self {
        Self {
            delivery: delivery.id,
            team: delivery.team,
            seat: None,
            channel: delivery.channel,
            number,
            took: Duration::ZERO,
            kind: None,
            sent: Sent::Delivered { answer: None, hint: None },
        }
    }
}

impl App {
    pub(super) async fn settle_delivery(&self, tx: &mut Tx, done: &Done) -> Result<()> {
        let now = self.now();
        let Some(delivery) = deliveries::find(&mut *tx, done.delivery).await? else {
            // Removed with its channel meanwhile.
            return Ok(());
        };
        let mut ending = ending(&done.sent, now);
        if ending.status == DeliveryStatus::Failed && self.is_worth_more(tx, &delivery, &ending).await? {
            (ending.status, ending.next_at, ending.persists) =
                (DeliveryStatus::Waiting, Some(now + LATER), true);
        }
        ending.persists |= delivery.persists && ending.status == DeliveryStatus::Waiting;
        let told = ending.status == DeliveryStatus::Delivered;
        // That it is not told for now, is said once.
        let first = ending.persists && !delivery.persists;
        let over = ending.status != DeliveryStatus::Waiting || first;
        if !deliveries::end(tx, done.delivery, done.number, &ending).await? {
            return Ok(());
        }
        let change = change_of(&delivery);
        if let Some(change) = change.filter(|change| *change != Change::Acknowledged)
            && done.kind.is_some_and(Kind::keeps_open)
        {
            let kept = KeptOpen { ended: false, ..kept_by(&delivery, change) };
            let arrived = told || ending.status == DeliveryStatus::Uncertain;
            let given_up = ending.status == DeliveryStatus::Failed;
            match change.is_end() {
                false if arrived => kept_open::note_open(tx, &kept).await?,
                true if told || (given_up && !self.is_open_there(tx, &delivery).await?) => {
                    kept_open::note_end(tx, &kept).await?;
                }
                _ => {}
            }
        }
        if let (true, Some(incident), Some(change)) = (over, delivery.incident, change)
            && incidents::find(&mut *tx, incident).await?.is_some()
        {
            let channel = done.channel;
            let event =
                if told { Event::Told { channel, change } } else { Event::NotTold { channel, change } };
            incidents::add_entries(tx, incident, &[written(&Entry { at: now, event })]).await?;
        }
        Ok(())
    }
}

impl App {
    /// Whether a message that was refused, or tried for hours, is tried on now and then: because what it tells of lasts, or
    /// because somebody keeps something open until it arrives.
    async fn is_worth_more(&self, tx: &mut Tx, delivery: &Delivery, ending: &Ending) -> Result<bool> {
        let code = ending.code.as_deref().unwrap_or_default();
        if ending.answer.is_none() && OURS.contains(&code) {
            return Ok(false);
        }
        if deliveries::is_overtaken(&mut *tx, delivery).await? {
            return Ok(false);
        }
        let age = self.now().saturating_sub(delivery.created_at);
        if change_of(delivery).is_some_and(Change::is_end) {
            return Ok(age < OLDEST_END && self.is_open_there(tx, delivery).await?);
        }
        Ok(age < OLDEST && still_stands(tx, delivery).await?)
    }
}

impl App {
    /// Whether the receiver took that something is wrong, and not yet that it is over.
    async fn is_open_there(&self, tx: &mut Tx, delivery: &Delivery) -> Result<bool> {
        let kept = kept_open::of_tests(tx, &[delivery.test]).await?;
        let here = |kept: &&KeptOpen| {
            kept.channel == delivery.channel && kept.scope == delivery.scope && kept.place == delivery.place
        };
        Ok(kept.iter().find(here).is_some_and(|kept| kept.delivered))
    }
}

fn ending(sent: &Sent, at: Micros) -> Ending {
    match sent.clone() {
        Sent::Delivered { answer, hint } => Ending {
            status: DeliveryStatus::Delivered,
            next_at: None,
            persists: false,
            code: None,
            answer: answer.map(i64::from),
            hint,
            at,
        },
        Sent::Not { code, answer, hint, next } => {
            let (status, next_at) = match next {
                Next::After(wait) => (DeliveryStatus::Waiting, Some(at.saturating_add(wait))),
                Next::GiveUp => (DeliveryStatus::Failed, None),
                Next::LeaveAsIs => (DeliveryStatus::Uncertain, None),
            };
            let answer = answer.map(i64::from);
            Ending { status, next_at, persists: false, code: Some(code), answer, hint: Some(hint), at }
        }
    }
}
