//! Saying that an incident is over, and not losing the services that still think it is not.

use std::collections::BTreeMap;

use tacit_alert::{Change, Incident, Kind, Tell};
use tacit_spec::{BucketKey, ChannelId, DeliveryId, EnvironmentId, IncidentId, TestId};
use tacit_store::{
    Access, Tx,
    channels::{self, Channel},
    deliveries::{self, Delivery, DeliveryStatus},
    incidents,
};
use tacit_vault::audit::{Action, Event, Object};
use uuid::Uuid;

use super::{batch::written, incidents::IncidentDetail, names::change_of};
use crate::{App, AppError, Permission, Result, Who};

impl App {
    /// Ends an incident whose end no run will bring: everybody who was told that something is wrong hears that it is over. What
    /// fails after that opens another one.
    pub async fn close_incident(
        &self,
        who: &Who,
        bucket: &BucketKey,
        incident: IncidentId,
    ) -> Result<IncidentDetail> {
        self.bucket(who, bucket, Permission::ExecuteTests).await?;
        let now = self.now();
        let mut tx = self.parts.store.begin().await?;
        tacit_store::alerts::lock(&mut tx).await?;
        let row = incidents::find(&mut tx, incident).await?.filter(|row| row.bucket == *bucket);
        let mut row = row.ok_or(AppError::NotFound("incident"))?;
        if row.resolved_at.is_some() {
            return Err(AppError::Conflict("the incident is over already".into()));
        }
        let event = Event::new(now, who.actor(), Action::IncidentClosed)
            .in_team(row.team)
            .on(Object::Test(row.test))
            .on(Object::Incident(row.id));
        self.audit(&mut tx, event).await?;
        let state: Incident = serde_json::from_str(&row.state)
            .map_err(|_| AppError::internal("the state of an incident cannot be read"))?;
        let (over, entries) = state.close(who.person, now);
        row.state = written(&over);
        row.resolved_at = Some(now);
        incidents::update(&mut tx, &row).await?;
        let entries: Vec<_> = entries.iter().map(written).collect();
        incidents::add_entries(&mut tx, row.id, &entries).await?;
        let scope = row.environment.map_or(Uuid::nil(), |environment| environment.0);
        tacit_store::alerts::forget_watched(&mut tx, row.test, scope).await?;
        let tell = Tell { change: Change::Closed, failures_in_a_row: 0, failing_since: None };
        let mut letters = Vec::new();
        for told in self.told_without_end(&mut tx, row.id).await?.into_values() {
            letters.push(Delivery {
                id: DeliveryId(self.uuid()),
                change: tell.change.as_str().to_owned(),
                tell: written(&tell),
                status: DeliveryStatus::Waiting,
                attempts: 0,
                next_at: now,
                created_at: self.parts.moments.next(now),
                finished_at: None,
                ..told
            });
        }
        deliveries::insert(&mut tx, &letters).await?;
        tx.commit().await?;
        self.parts.post.notify_one();
        self.incident(who, bucket, incident).await
    }

    /// Refuses to remove what services still keep open: with it would go the only way to tell them of the end.
    pub(crate) async fn refuse_while_open(
        &self,
        tx: &mut Tx,
        tests: &[TestId],
        environment: Option<EnvironmentId>,
    ) -> Result<()> {
        for row in incidents::open_of(&mut *tx, tests).await? {
            if environment.is_some() && row.environment != environment {
                continue;
            }
            for told in self.told_without_end(tx, row.id).await?.into_values() {
                if let Some(Channel { name, .. }) = keeper(&mut *tx, told.channel).await? {
                    return Err(AppError::Conflict(format!(
                        "there is an open incident that {name} keeps open: close it first, so that {name} hears of its end"
                    )));
                }
            }
        }
        Ok(())
    }

    /// The last message to each channel about each place of an incident, where it did not say that all is well.
    async fn told_without_end(
        &self,
        tx: &mut Tx,
        incident: IncidentId,
    ) -> Result<BTreeMap<(ChannelId, String), Delivery>> {
        let mut last = BTreeMap::new();
        for delivery in deliveries::of_incident(&mut *tx, incident).await? {
            last.insert((delivery.channel, delivery.place.clone()), delivery);
        }
        last.retain(|_, one| !change_of(one).is_some_and(Change::is_end));
        Ok(last)
    }
}

/// The channel, when its service keeps open what it is told of until it hears of the end.
pub(super) async fn keeper(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<Option<Channel>> {
    let found = channels::find(on, channel).await?;
    Ok(found.filter(|channel| Kind::parse(&channel.kind).is_some_and(Kind::keeps_open)))
}

/// Whether the incident that a message tells of is open.
pub(super) async fn still_stands(on: impl Into<Access<'_>>, delivery: &Delivery) -> Result<bool> {
    let Some(incident) = delivery.incident else { return Ok(false) };
    Ok(incidents::find(on, incident).await?.is_some_and(|row| row.resolved_at.is_none()))
}
