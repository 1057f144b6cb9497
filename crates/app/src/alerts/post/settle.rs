//! Writing down what became of a try.

use tacit_alert::{Change, Entry, Event, Kind};
use tacit_spec::{ChannelId, DeliveryId, IncidentId, TeamId};
use tacit_store::{
    Tx,
    deliveries::{self, Delivery, DeliveryStatus, Ending},
    incidents,
};

use super::shares::Seat;
use crate::{App, Micros, Next, Result, Sent, alerts::batch::written};

/// A try that is over.
pub(super) struct Done {
    pub(super) delivery: DeliveryId,
    pub(super) team: TeamId,
    /// What it took of what is under way; `None` when it was not sent by this process.
    pub(super) seat: Option<Seat>,
    pub(super) channel: ChannelId,
    pub(super) incident: Option<IncidentId>,
    pub(super) change: String,
    pub(super) number: i64,
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
            incident: delivery.incident,
            change: delivery.change.clone(),
            number,
            kind: None,
            sent: Sent::Delivered { answer: None, hint: None },
        }
    }
}

impl App {
    pub(super) async fn settle_delivery(&self, tx: &mut Tx, done: &Done) -> Result<()> {
        let now = self.now();
        let ending = ending(&done.sent, now);
        let told = ending.status == DeliveryStatus::Delivered;
        let over = ending.status != DeliveryStatus::Waiting;
        if !deliveries::end(tx, done.delivery, done.number, &ending).await? {
            // Removed with its channel meanwhile.
            return Ok(());
        }
        let change = serde_json::from_value::<Change>(done.change.clone().into());
        if let (true, Some(incident), Ok(change)) = (over, done.incident, change)
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

fn ending(sent: &Sent, at: Micros) -> Ending {
    match sent.clone() {
        Sent::Delivered { answer, hint } => Ending {
            status: DeliveryStatus::Delivered,
            next_at: None,
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
            Ending { status, next_at, code: Some(code), answer, hint: Some(hint), at }
        }
    }
}
