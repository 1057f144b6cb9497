//! Looking back at messages, and sending one once more.

use std::collections::{HashMap, HashSet};

use tacit_alert::Change;
use tacit_spec::{ChannelId, DeliveryId, TeamId};
use tacit_store::{
    Page, Tx,
    deliveries::{self, Attempt, Delivery, DeliveryStatus},
    tests,
};

use super::{
    close::{keeper, still_stands},
    names::{Names, change_of},
};
use crate::{App, AppError, Micros, Permission, Result, Who};

/// A message with its tries.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryView {
    /// As it is kept.
    pub row: Delivery,
    /// What the test is called now, or was when it was deleted.
    pub test_name: String,
    /// In their order.
    pub attempts: Vec<DeliveryAttempt>,
}

/// One try.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryAttempt {
    /// From 1.
    pub number: i64,
    /// When it began.
    pub begun_at: Micros,
    /// When it ended; `None` when it was cut short, or goes on.
    pub ended_at: Option<Micros>,
    /// The kind of failure; `None` when it arrived.
    pub code: Option<String>,
    /// HTTP status, or the code of a mail server's reply.
    pub answer: Option<i64>,
    /// What to do.
    pub hint: Option<String>,
}

impl App {
    /// The messages to a channel, newest first.
    pub async fn deliveries(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        page: Page,
    ) -> Result<Vec<DeliveryView>> {
        self.team(who, team, Permission::ViewChannels).await?;
        self.team_channel(team, channel).await?;
        let rows = deliveries::of_channel(&self.parts.store, channel, page).await?;
        self.with_attempts(rows).await
    }

    /// Sends a message at once that waits for its next try, was given up, or may not have arrived.
    pub async fn retry_delivery(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        delivery: DeliveryId,
    ) -> Result<DeliveryView> {
        self.team(who, team, Permission::ManageChannels).await?;
        self.team_channel(team, channel).await?;
        let mut tx = self.parts.store.begin().await?;
        let found = deliveries::find(&mut tx, delivery).await?.filter(|row| row.channel == channel);
        let found = found.ok_or(AppError::NotFound("delivery"))?;
        self.refuse_what_is_past(&mut tx, &found).await?;
        if !deliveries::retry(&mut tx, delivery, self.now()).await? {
            return Err(AppError::Conflict(match found.status {
                DeliveryStatus::Delivered => "the receiver took this message already".into(),
                _ => "this message is on its way already".into(),
            }));
        }
        tx.commit().await?;
        self.parts.post.notify_one();
        let row = deliveries::find(&self.parts.store, delivery).await?;
        let views = self.with_attempts(row.into_iter().collect()).await?;
        views.into_iter().next().ok_or(AppError::NotFound("delivery"))
    }

    /// A service that keeps incidents would open or end what is not so any more.
    async fn refuse_what_is_past(&self, tx: &mut Tx, found: &Delivery) -> Result<()> {
        if keeper(&mut *tx, found.channel).await?.is_none() {
            return Ok(());
        }
        let over = "what this message tells of is over: the receiver would open it, and nothing would close it there";
        let message = if deliveries::is_overtaken(&mut *tx, found).await? {
            "a later message about the same test and place was written: sending this one now would undo it"
        } else if !change_of(found).is_some_and(Change::is_end) && !still_stands(tx, found).await? {
            over
        } else {
            return Ok(());
        };
        Err(AppError::Conflict(message.into()))
    }

    async fn with_attempts(&self, rows: Vec<Delivery>) -> Result<Vec<DeliveryView>> {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut attempts: HashMap<DeliveryId, Vec<DeliveryAttempt>> = HashMap::new();
        for Attempt { delivery, number, begun_at, ended_at, code, answer, hint } in
            deliveries::attempts(&self.parts.store, &ids).await?
        {
            let attempt = DeliveryAttempt { number, begun_at, ended_at, code, answer, hint };
            attempts.entry(delivery).or_default().push(attempt);
        }
        let tests: HashSet<_> = rows.iter().map(|row| row.test).collect();
        let names = tests::names(&self.parts.store, &tests.into_iter().collect::<Vec<_>>()).await?;
        let view = |row: Delivery| DeliveryView {
            attempts: attempts.remove(&row.id).unwrap_or_default(),
            test_name: match names.get(&row.test) {
                Some(name) => name.clone(),
                None => Names::kept(&row).map(|names| names.test).unwrap_or_default(),
            },
            row,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}
