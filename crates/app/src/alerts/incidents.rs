//! Incidents as people see them, and taking care of one.

use std::collections::HashMap;

use tacit_alert::{Change, Condition, Entry, Event as Happened, Incident, Kind, Resolved};
use tacit_spec::{BucketKey, ChannelId, IncidentId, PersonId, Place, TeamId};
use tacit_store::{
    Page, Tx, agents, channels,
    deliveries::{self, Delivery},
    environments, incidents, kept_open, tests,
};
use tacit_vault::audit::{Action, Event, Object};

use uuid::Uuid;

use super::batch::written;
use crate::{App, AppError, Micros, Permission, REGION, Result, Somebody, Who, patience::patiently};

/// An incident with the names of what it is about.
#[derive(Clone, Debug)]
pub struct IncidentView {
    /// As it is kept.
    pub row: incidents::Incident,
    /// The test's name now.
    pub test_name: String,
    /// The environment's name now.
    pub environment_name: Option<String>,
    /// Key and name of every place that failed, and how it does.
    pub places: Vec<(Place, String, Condition)>,
    /// Who takes care of it.
    pub acknowledged_by: Option<Somebody>,
}

/// An incident with its timeline.
#[derive(Clone, Debug)]
pub struct IncidentDetail {
    /// The incident.
    pub view: IncidentView,
    /// Oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// One line of a timeline, with names.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// When.
    pub at: Micros,
    /// What: a word such as `opened`.
    pub event: &'static str,
    /// Where.
    pub place: Option<(Place, String)>,
    /// Who.
    pub person: Option<Somebody>,
    /// The channel that was told, or could not be told; the name is gone with it.
    pub channel: Option<(ChannelId, Option<String>)>,
    /// What it was told.
    pub change: Option<Change>,
}

impl App {
    /// The incidents of a bucket: open ones first, then the newest.
    pub async fn bucket_incidents(
        &self,
        who: &Who,
        bucket: &BucketKey,
        page: Page,
    ) -> Result<Vec<IncidentView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        self.incident_views(incidents::of_bucket(&self.parts.store, bucket, page).await?).await
    }

    /// The incidents of a team: open ones first, then the newest.
    pub async fn team_incidents(&self, who: &Who, team: TeamId, page: Page) -> Result<Vec<IncidentView>> {
        self.team(who, team, Permission::ViewTests).await?;
        self.incident_views(incidents::of_team(&self.parts.store, team, page).await?).await
    }

    /// One incident with its timeline.
    pub async fn incident(
        &self,
        who: &Who,
        bucket: &BucketKey,
        incident: IncidentId,
    ) -> Result<IncidentDetail> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let row = self.incident_in(bucket, incident).await?;
        let entries = incidents::entries(&self.parts.store, incident).await?;
        let entries: Vec<Entry> =
            entries.iter().filter_map(|entry| serde_json::from_str(entry).ok()).collect();
        let people = entries.iter().filter_map(|entry| match entry.event {
            Happened::Acknowledged { by } | Happened::Closed { by } => Some(by),
            _ => None,
        });
        let people = self.people_by_id(people.collect::<Vec<PersonId>>()).await?;
        let channels = channels::of_team(&self.parts.store, access.team.id).await?;
        let channels: HashMap<_, _> = channels.into_iter().map(|row| (row.id, row.name)).collect();
        let mut timeline = Vec::with_capacity(entries.len());
        for Entry { at, event } in entries {
            let blank =
                |event| TimelineEntry { at, event, place: None, person: None, channel: None, change: None };
            let told = |event, channel, change| TimelineEntry {
                channel: Some((channel, channels.get(&channel).cloned())),
                change: Some(change),
                ..blank(event)
            };
            timeline.push(match event {
                Happened::Opened { place } => self.at_place(blank("opened"), &place).await?,
                Happened::Failed { place } => self.at_place(blank("failed"), &place).await?,
                Happened::Flaky { place } => self.at_place(blank("flaky"), &place).await?,
                Happened::Unwatched { place } => self.at_place(blank("unwatched"), &place).await?,
                Happened::Recovered { place } => self.at_place(blank("recovered"), &place).await?,
                Happened::Acknowledged { by } => TimelineEntry {
                    person: people.get(&by).cloned().map(Into::into),
                    ..blank("acknowledged")
                },
                Happened::Closed { by } => {
                    TimelineEntry { person: people.get(&by).cloned().map(Into::into), ..blank("closed") }
                }
                Happened::AcknowledgementEnded => blank("acknowledgement_ended"),
                Happened::Told { channel, change } => told("told", channel, change),
                Happened::NotTold { channel, change } => told("not_told", channel, change),
                Happened::Resolved => blank("resolved"),
            });
        }
        let mut views = self.incident_views(vec![row]).await?;
        let view = views.pop().ok_or(AppError::NotFound("incident"))?;
        Ok(IncidentDetail { view, timeline })
    }

    /// Takes care of an incident: reminders are silent until it is over or gets worse. Services that keep incidents hear
    /// of it.
    pub async fn acknowledge_incident(
        &self,
        who: &Who,
        bucket: &BucketKey,
        incident: IncidentId,
    ) -> Result<IncidentDetail> {
        patiently(|| self.acknowledge_incident_once(who, bucket, incident)).await
    }

    async fn acknowledge_incident_once(
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
        let (state, entry) = state.acknowledge(who.person, now);
        if let Some(entry) = entry {
            row.state = written(&state);
            row.acknowledged_by = Some(who.person);
            row.acknowledged_at = Some(now);
            incidents::update(&mut tx, &row).await?;
            incidents::add_entries(&mut tx, row.id, &[written(&entry)]).await?;
            self.pass_on(&mut tx, &row).await?;
            let event = Event::new(now, who.actor(), Action::IncidentAcknowledged)
                .in_team(row.team)
                .on(Object::Test(row.test))
                .on(Object::Incident(row.id));
            self.audit(&mut tx, event).await?;
        }
        tx.commit().await?;
        self.parts.post.notify_one();
        self.incident(who, bucket, incident).await
    }

    /// Tells services that keep incidents, of what they keep open.
    async fn pass_on(&self, tx: &mut Tx, row: &incidents::Incident) -> Result<()> {
        let scope = row.environment.map_or(Uuid::nil(), |environment| environment.0);
        let mut letters = Vec::new();
        for kept in kept_open::of_tests(&mut *tx, &[row.test]).await? {
            if kept.scope != scope || kept.ended {
                continue;
            }
            let channel = channels::find(&mut *tx, kept.channel).await?;
            if channel.and_then(|channel| Kind::parse(&channel.kind)).is_some_and(Kind::acknowledges) {
                letters.push(Delivery { incident: Some(row.id), ..self.about(&kept, Change::Acknowledged) });
            }
        }
        Ok(deliveries::insert(tx, &letters).await?)
    }

    async fn incident_in(&self, bucket: &BucketKey, incident: IncidentId) -> Result<incidents::Incident> {
        let row = incidents::find(&self.parts.store, incident).await?;
        row.filter(|row| row.bucket == *bucket).ok_or(AppError::NotFound("incident"))
    }

    async fn incident_views(&self, rows: Vec<incidents::Incident>) -> Result<Vec<IncidentView>> {
        let people = self.people_by_id(rows.iter().filter_map(|row| row.acknowledged_by).collect()).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let test = tests::find_in(&self.parts.store, &row.bucket, row.test).await?;
            let environment = match row.environment {
                Some(id) => environments::find(&self.parts.store, id).await?,
                None => None,
            };
            let mut places = Vec::new();
            for (key, condition) in conditions(&row) {
                let (place, name) = self.place_by_key(&key).await?;
                places.push((place, name, condition));
            }
            views.push(IncidentView {
                test_name: test.map(|test| test.name).unwrap_or_default(),
                environment_name: environment.map(|environment| environment.name),
                places,
                acknowledged_by: row.acknowledged_by.and_then(|by| people.get(&by).cloned()).map(Into::into),
                row,
            });
        }
        Ok(views)
    }

    async fn at_place(&self, entry: TimelineEntry, key: &str) -> Result<TimelineEntry> {
        Ok(TimelineEntry { place: Some(self.place_by_key(key).await?), ..entry })
    }

    /// A place and what people call it.
    pub(crate) async fn place_by_key(&self, key: &str) -> Result<(Place, String)> {
        let place = Place::from_key(key);
        let name = match &place {
            Place::Region(code) if code == REGION => "This server".to_owned(),
            Place::Region(code) => code.clone(),
            Place::Agent(agent) => {
                let found = agents::find(&self.parts.store, *agent).await?;
                found.map_or_else(|| "A removed agent".to_owned(), |agent| agent.name)
            }
        };
        Ok((place, name))
    }
}

/// The places of an incident, open or over.
fn conditions(row: &incidents::Incident) -> Vec<(String, Condition)> {
    if row.resolved_at.is_some() {
        let over: Option<Resolved> = serde_json::from_str(&row.state).ok();
        let places = over.map(|over| over.places).unwrap_or_default();
        return places.into_iter().map(|place| (place, Condition::Well)).collect();
    }
    let open: Option<Incident> = serde_json::from_str(&row.state).ok();
    let Some(open) = open else { return Vec::new() };
    open.places().map(|(place, condition)| (place.to_owned(), condition)).collect()
}
