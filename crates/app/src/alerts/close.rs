//! Saying that something is over that no run ends, and not losing the services that still think it is not.

use std::collections::{BTreeMap, HashMap};

use tacit_alert::{Change, Condition, Incident, Kind, Tell};
use tacit_spec::{BucketKey, ChannelId, DeliveryId, IncidentId};
use tacit_store::{
    Access, Tx,
    channels::{self, Channel},
    deliveries::{self, Delivery},
    incidents,
    kept_open::{self, KeptOpen},
};
use tacit_vault::audit::{Action, Event, Object};
use uuid::Uuid;

use super::{
    batch::{kept_by, message, written},
    incidents::IncidentDetail,
    names::{LastNames, change_of},
};
use crate::{App, AppError, Permission, Result, Who, patience::patiently};

impl App {
    /// Ends an incident whose end no run will bring: everybody who was told that something is wrong hears that it is over. What
    /// fails after that opens another one.
    pub async fn close_incident(
        &self,
        who: &Who,
        bucket: &BucketKey,
        incident: IncidentId,
    ) -> Result<IncidentDetail> {
        patiently(|| self.close_incident_once(who, bucket, incident)).await
    }

    async fn close_incident_once(
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
        let mut letters = Vec::new();
        for told in self.told_without_end(&mut tx, row.id).await?.into_values() {
            if keeper(&mut tx, told.channel).await?.is_none() {
                letters.push(self.about(&kept_by(&told, Change::Closed), Change::Closed));
            }
        }
        deliveries::insert(&mut tx, &letters).await?;
        let kept = kept_open::of_tests(&mut tx, &[row.test]).await?;
        let kept: Vec<_> = kept.into_iter().filter(|kept| kept.scope == scope).collect();
        self.end_kept(&mut tx, &kept, |letter| letter.incident = Some(row.id)).await?;
        // Last, as everywhere: who holds the end of the log waits for nobody.
        let event = Event::new(now, who.actor(), Action::IncidentClosed)
            .in_team(row.team)
            .on(Object::Test(row.test))
            .on(Object::Incident(row.id));
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        self.parts.post.notify_one();
        self.incident(who, bucket, incident).await
    }

    /// Tests were deleted, or one of their environments: what services keep open of them ends, and hears of it. After the rows
    /// themselves: their locks keep results and people from telling anything new meanwhile, and one more lock would cross theirs.
    pub(crate) async fn end_with_deletion(&self, tx: &mut Tx, names: &LastNames) -> Result<()> {
        let mut kept = kept_open::of_tests(&mut *tx, &names.tests()).await?;
        kept.retain(|kept| names.ends(kept.scope));
        self.end_kept(tx, &kept, |letter| {
            letter.incident = None;
            letter.names = names.of(letter).as_ref().map(written);
        })
        .await?;
        if names.is_of_tests() {
            self.let_ends_outlive(tx, names).await?;
        }
        // The post looks again by itself, once this is saved.
        self.parts.post.notify_one();
        Ok(())
    }

    /// Writes the end of what is kept open and has none yet.
    async fn end_kept(&self, tx: &mut Tx, kept: &[KeptOpen], fill: impl Fn(&mut Delivery)) -> Result<()> {
        let (mut letters, mut ended) = (Vec::new(), Vec::new());
        for kept in kept.iter().filter(|kept| !kept.ended) {
            let mut letter = self.about(kept, Change::Closed);
            fill(&mut letter);
            ended.push(kept_by(&letter, Change::Closed));
            letters.push(letter);
        }
        deliveries::insert(tx, &letters).await?;
        Ok(kept_open::save(tx, &ended).await?)
    }

    /// A message about what is kept open.
    pub(super) fn about(&self, kept: &KeptOpen, change: Change) -> Delivery {
        let tell = Tell { change, failures_in_a_row: 0, failing_since: None };
        message(kept, tell, DeliveryId(self.uuid()), self.now(), &self.parts.moments)
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

/// Whether what a message tells of is still so: its incident is open, and its place not well.
pub(super) async fn still_stands(on: impl Into<Access<'_>>, delivery: &Delivery) -> Result<bool> {
    let Some(incident) = delivery.incident else { return Ok(false) };
    let open = incidents::find(on, incident).await?.filter(|row| row.resolved_at.is_none());
    let state = open.and_then(|row| serde_json::from_str::<Incident>(&row.state).ok());
    let places: HashMap<_, _> = state
        .iter()
        .flat_map(Incident::places)
        .map(|(place, condition)| (place.to_owned(), condition))
        .collect();
    Ok(places.get(&delivery.place).is_some_and(|condition| *condition != Condition::Well))
}
