//! A batch of runs, stepped through the rules.

use std::collections::HashMap;

use rand::CryptoRng;
use tacit_alert::{Condition, Entry, Incident, Resolved, State, Turn, Verdict, WATCH, When};
use tacit_spec::{DeliveryId, IncidentId};
use tacit_store::{
    Tx,
    alerts::{self, AlertState},
    deliveries::{self, Delivery, DeliveryStatus},
    incidents,
    runs::Ended,
};
use uuid::Uuid;

use super::{
    Moments,
    scene::{Hearer, Key, OpenIncident, Scene, Watched},
};
use crate::Micros;

pub(super) struct Batch<'a> {
    scene: Scene,
    now: Micros,
    random: Box<dyn CryptoRng + Send>,
    moments: &'a Moments,
    /// States that are other than they were.
    states: HashMap<Key, State>,
    /// Incidents that are other than they were, in their order, with what happened to them.
    incidents: Vec<Changed>,
    letters: Vec<Delivery>,
}

struct Changed {
    row: incidents::Incident,
    is_new: bool,
    entries: Vec<Entry>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        scene: Scene,
        now: Micros,
        random: Box<dyn CryptoRng + Send>,
        moments: &'a Moments,
    ) -> Self {
        Self {
            scene,
            now,
            random,
            moments,
            states: HashMap::new(),
            incidents: Vec::new(),
            letters: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, run: &Ended, verdict: Verdict) {
        if self.scene.is_gone(run) {
            return;
        }
        let watched = (run.test, run.environment.map_or(Uuid::nil(), |environment| environment.0));
        let at = run.finished_at.unwrap_or(self.now);
        let incident = self.watch(run, watched, verdict, at);
        for Hearer { channel, rule, is_renewed } in self.scene.hearers(run) {
            let key = Key { watched, place: run.place().key(), channel: channel.0 };
            let (state, tell) = self.state(&key).after(&rule, verdict, at);
            self.remember(key, state);
            let Some(tell) = tell else { continue };
            // Who wants every run gets every run.
            let silent = rule.when != When::EveryRun && !is_renewed && self.silences(watched, tell.change);
            if silent {
                continue;
            }
            let letter = Delivery {
                id: DeliveryId(self.uuid()),
                team: run.team,
                channel,
                bucket: run.bucket.clone(),
                test: run.test,
                scope: watched.1,
                place: run.place().key(),
                run: run.id,
                incident,
                change: tell.change.as_str().to_owned(),
                tell: written(&tell),
                names: None,
                status: DeliveryStatus::Waiting,
                attempts: 0,
                next_at: self.now,
                created_at: self.moments.next(self.now),
                finished_at: None,
            };
            self.letters.push(letter);
        }
    }

    /// Steps the incident; says which one the run belongs to.
    fn watch(&mut self, run: &Ended, watched: Watched, verdict: Verdict, at: Micros) -> Option<IncidentId> {
        let key = Key { watched, place: run.place().key(), channel: Uuid::nil() };
        let (state, _) = self.state(&key).after(&WATCH, verdict, at);
        let condition = Condition::of(&state, verdict);
        self.remember(key, state);
        let Some(OpenIncident { mut row, state }) = self.scene.incidents.remove(&watched) else {
            let (incident, entries) = Incident::open(&run.place().key(), condition, at)?;
            let row = incidents::Incident {
                id: IncidentId(self.uuid()),
                team: run.team,
                bucket: run.bucket.clone(),
                test: run.test,
                environment: run.environment,
                state: String::new(),
                condition: String::new(),
                opened_at: at,
                resolved_at: None,
                acknowledged_by: None,
                acknowledged_at: None,
            };
            return Some(self.keep(watched, row, Turn::Open(incident), entries, true));
        };
        // One that cannot be read goes on as if this place had failed.
        let opened = || Incident::open(&run.place().key(), Condition::Down, row.opened_at);
        let (turn, entries) = state.or_else(|| Some(opened()?.0))?.after(&run.place().key(), condition, at);
        if entries.is_empty() {
            let Turn::Open(incident) = turn else { return None };
            let id = row.id;
            row.resolved_at = None;
            self.scene.incidents.insert(watched, OpenIncident { row, state: Some(incident) });
            return Some(id);
        }
        Some(self.keep(watched, row, turn, entries, false))
    }

    fn keep(
        &mut self,
        watched: Watched,
        mut row: incidents::Incident,
        turn: Turn,
        entries: Vec<Entry>,
        is_new: bool,
    ) -> IncidentId {
        let id = row.id;
        let acknowledged = match &turn {
            Turn::Open(incident) => {
                row.state = written(incident);
                row.condition = word(incident.condition()).to_owned();
                incident.acknowledged()
            }
            Turn::Resolved(resolved @ Resolved { resolved_at, acknowledged, .. }) => {
                row.state = written(resolved);
                row.resolved_at = Some(*resolved_at);
                *acknowledged
            }
        };
        row.acknowledged_by = acknowledged.map(|by| by.by);
        row.acknowledged_at = acknowledged.map(|by| by.at);
        match self.incidents.iter_mut().find(|changed| changed.row.id == id) {
            Some(changed) => {
                changed.row = row.clone();
                changed.entries.extend(entries);
            }
            None => self.incidents.push(Changed { row: row.clone(), is_new, entries }),
        }
        if let Turn::Open(incident) = turn {
            self.scene.incidents.insert(watched, OpenIncident { row, state: Some(incident) });
        }
        id
    }

    fn silences(&self, watched: Watched, change: tacit_alert::Change) -> bool {
        let open = self.scene.incidents.get(&watched).and_then(|open| open.state.as_ref());
        open.is_some_and(|incident| incident.silences(change))
    }

    fn state(&self, key: &Key) -> State {
        self.states.get(key).or_else(|| self.scene.states.get(key)).copied().unwrap_or_default()
    }

    fn remember(&mut self, key: Key, state: State) {
        if self.state(&key) != state {
            self.states.insert(key, state);
        }
    }

    /// Whether there are letters.
    pub(super) async fn write(self, tx: &mut Tx) -> tacit_store::Result<bool> {
        let mut kept = Vec::new();
        for (key, state) in self.states {
            let row = AlertState {
                test: key.watched.0,
                environment: key.watched.1,
                place: key.place,
                channel: key.channel,
                state: written(&state),
            };
            if state.is_fresh() {
                alerts::forget_state(tx, &row).await?;
            } else {
                kept.push(row);
            }
        }
        alerts::save_states(tx, &kept).await?;
        for Changed { row, is_new, entries } in &self.incidents {
            if *is_new {
                incidents::insert(tx, row).await?;
            } else {
                incidents::update(tx, row).await?;
            }
            let entries: Vec<_> = entries.iter().map(written).collect();
            incidents::add_entries(tx, row.id, &entries).await?;
        }
        deliveries::insert(tx, &self.letters).await?;
        Ok(!self.letters.is_empty())
    }

    fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 10];
        self.random.fill_bytes(&mut bytes);
        let millis = u64::try_from(self.now / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

fn word(condition: Condition) -> &'static str {
    match condition {
        Condition::Well => "well",
        Condition::Down => "down",
        Condition::Flaky => "flaky",
        Condition::Unwatched => "unwatched",
    }
}

/// Types of ours, which always can be written.
pub(super) fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
