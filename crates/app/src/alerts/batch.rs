//! A batch of runs, stepped through the rules.

use std::collections::{BTreeSet, HashMap};

use rand::CryptoRng;
use tacit_alert::{Change, Condition, Entry, Incident, Resolved, State, Tell, Turn, Verdict, WATCH, When};
use tacit_spec::{ChannelId, DeliveryId, IncidentId};
use tacit_store::{
    Tx,
    alerts::{self, AlertState},
    deliveries::{self, Delivery, DeliveryStatus},
    incidents,
    kept_open::{self, KeptOpen},
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
    /// What services keep open other than before.
    kept: HashMap<Key, KeptOpen>,
}

/// To who was told otherwise than by the rule of now.
const RECOVERED: Tell = Tell { change: Change::Recovered, failures_in_a_row: 0, failing_since: None };

/// What a service keeps open, or no longer, after a message.
pub(super) fn kept_by(letter: &Delivery, change: Change) -> KeptOpen {
    KeptOpen {
        channel: letter.channel,
        team: letter.team,
        bucket: letter.bucket.clone(),
        test: letter.test,
        scope: letter.scope,
        place: letter.place.clone(),
        run: letter.run,
        incident: letter.incident,
        ended: change.is_end(),
        delivered: false,
    }
}

/// A message about what is kept open, or would be.
pub(super) fn message(
    about: &KeptOpen,
    tell: Tell,
    id: DeliveryId,
    now: Micros,
    moments: &Moments,
) -> Delivery {
    Delivery {
        id,
        team: about.team,
        channel: about.channel,
        bucket: about.bucket.clone(),
        test: about.test,
        scope: about.scope,
        place: about.place.clone(),
        run: about.run,
        incident: about.incident,
        change: tell.change.as_str().to_owned(),
        tell: written(&tell),
        names: None,
        status: DeliveryStatus::Waiting,
        attempts: 0,
        persists: false,
        next_at: now,
        created_at: moments.next(now),
        finished_at: None,
    }
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
            kept: HashMap::new(),
        }
    }

    pub(super) fn step(&mut self, run: &Ended, verdict: Verdict) {
        if self.scene.is_gone(run) {
            return;
        }
        let watched = (run.test, run.environment.map_or(Uuid::nil(), |environment| environment.0));
        let at = run.finished_at.unwrap_or(self.now);
        let (incident, condition) = self.watch(run, watched, verdict, at);
        let mut heard = BTreeSet::from([Uuid::nil()]);
        for hearer in self.scene.hearers(run) {
            let key = Key { watched, place: run.place().key(), channel: hearer.channel.0 };
            heard.insert(key.channel);
            let (state, tell) = self.state(&key).after(&hearer.rule, verdict, at);
            self.remember(key.clone(), state);
            let tell = if hearer.keeps_open() { self.kept(&hearer, &key, condition, tell) } else { tell };
            let Some(tell) = tell else { continue };
            // Who wants every run gets every run.
            let unasked = hearer.rule.when != When::EveryRun && !hearer.is_renewed();
            if unasked && self.silences(watched, tell.change) {
                continue;
            }
            self.write_letter(run, incident, &key, tell, hearer.keeps_open());
        }
        if verdict == Verdict::Passed {
            self.pass_without(run, watched, incident, condition, &heard);
        }
    }

    /// What a service that keeps incidents is told: it follows the incident, whose idea of flaky is the one that counts.
    fn kept(&mut self, hearer: &Hearer, key: &Key, condition: Condition, tell: Option<Tell>) -> Option<Tell> {
        let open = self.is_open(key);
        let end = tell.filter(|tell| tell.change.is_end());
        match condition {
            Condition::Well => {
                // Its own idea of flaky begins anew with each good end.
                self.remember(key.clone(), State::default());
                if open {
                    end.or(Some(RECOVERED))
                } else {
                    // There is nothing to end, and every run is told only where it is asked for.
                    end.filter(|_| hearer.rule.when == When::EveryRun)
                }
            }
            Condition::Flaky if hearer.rule.flaky.is_some() => {
                tell.filter(|tell| !open && !tell.change.is_end())
            }
            Condition::Down | Condition::Flaky | Condition::Unwatched => tell,
        }
    }

    /// Channels that do not hear of a pass, as they are paused or look elsewhere now, begin anew; what their services keep
    /// open ends nevertheless.
    fn pass_without(
        &mut self,
        run: &Ended,
        watched: Watched,
        incident: Option<IncidentId>,
        condition: Condition,
        heard: &BTreeSet<Uuid>,
    ) {
        let place = run.place().key();
        let here = |key: &&Key| key.watched == watched && key.place == place && !heard.contains(&key.channel);
        let known: BTreeSet<_> =
            self.scene.states.keys().chain(self.states.keys()).filter(here).cloned().collect();
        for key in known {
            self.remember(key, State::default());
        }
        if condition == Condition::Well {
            let open = self.scene.kept.keys().filter(here).filter(|key| self.is_open(key));
            for key in open.cloned().collect::<Vec<_>>() {
                self.write_letter(run, incident, &key, RECOVERED, true);
            }
        }
    }

    fn is_open(&self, key: &Key) -> bool {
        self.scene.kept.get(key).is_some_and(|kept| !kept.ended)
    }

    fn write_letter(
        &mut self,
        run: &Ended,
        incident: Option<IncidentId>,
        key: &Key,
        tell: Tell,
        keeps_open: bool,
    ) {
        let about = KeptOpen {
            channel: ChannelId(key.channel),
            team: run.team,
            bucket: run.bucket.clone(),
            test: run.test,
            scope: key.watched.1,
            place: key.place.clone(),
            run: run.id,
            incident,
            ended: tell.change.is_end(),
            delivered: false,
        };
        let letter = message(&about, tell, DeliveryId(self.uuid()), self.now, self.moments);
        if keeps_open && (!about.ended || self.is_open(key)) {
            self.kept.insert(key.clone(), about.clone());
            self.scene.kept.insert(key.clone(), about);
        }
        self.letters.push(letter);
    }

    /// Steps the incident; says which one the run belongs to.
    fn watch(
        &mut self,
        run: &Ended,
        watched: Watched,
        verdict: Verdict,
        at: Micros,
    ) -> (Option<IncidentId>, Condition) {
        let key = Key { watched, place: run.place().key(), channel: Uuid::nil() };
        let (state, _) = self.state(&key).after(&WATCH, verdict, at);
        let condition = Condition::of(&state, verdict);
        self.remember(key, state);
        (self.step_incident(run, watched, condition, at), condition)
    }

    fn step_incident(
        &mut self,
        run: &Ended,
        watched: Watched,
        condition: Condition,
        at: Micros,
    ) -> Option<IncidentId> {
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

    fn silences(&self, watched: Watched, change: Change) -> bool {
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
        kept_open::save(tx, &self.kept.into_values().collect::<Vec<_>>()).await?;
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
