//! What is there before a batch of runs is looked at, read in a few statements for all of them.

use std::collections::{BTreeSet, HashMap};

use serde::de::DeserializeOwned;
use tacit_alert::{Incident, Kind, Rule, State, Verdict};
use tacit_spec::{ChannelId, EnvironmentId, TestId};
use tacit_store::{
    Tx,
    alerts::{self, AlertState},
    channels::{self, Listener, Subject},
    incidents,
    kept_open::{self, KeptOpen},
    runs::Ended,
};
use uuid::Uuid;

/// A test in an environment, or in none.
pub(super) type Watched = (TestId, Uuid);

/// Where a state belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) watched: Watched,
    pub(super) place: String,
    /// The nil id for the incident.
    pub(super) channel: Uuid,
}

/// An incident as it is stored.
pub(super) struct OpenIncident {
    pub(super) row: incidents::Incident,
    /// `None` when it cannot be read.
    pub(super) state: Option<Incident>,
}

pub(super) struct Scene {
    /// The environments that are there, with what they inherit from.
    environments: HashMap<EnvironmentId, Option<EnvironmentId>>,
    listeners: HashMap<String, Vec<Listener>>,
    pub(super) states: HashMap<Key, State>,
    pub(super) incidents: HashMap<Watched, OpenIncident>,
    /// What services keep open.
    pub(super) kept: HashMap<Key, KeptOpen>,
}

/// A channel that hears of a run, and by which rule.
pub(super) struct Hearer {
    pub(super) channel: ChannelId,
    pub(super) rule: Rule,
    kind: Option<Kind>,
}

impl Hearer {
    /// Whether its service keeps open what it is told of until it hears of the end.
    pub(super) fn keeps_open(&self) -> bool {
        self.kind.is_some_and(Kind::keeps_open)
    }

    /// Whether it takes silence for the end, also when somebody takes care of it.
    pub(super) fn is_renewed(&self) -> bool {
        self.kind.and_then(Kind::renewed_after).is_some()
    }
}

impl Scene {
    pub(super) async fn read(tx: &mut Tx, runs: &[(&Ended, Verdict)]) -> tacit_store::Result<Self> {
        let tests: BTreeSet<_> = runs.iter().map(|(run, _)| run.test).collect();
        let tests: Vec<_> = tests.into_iter().collect();
        let named: BTreeSet<_> = runs.iter().filter_map(|(run, _)| run.environment).collect();
        let named: Vec<_> = named.into_iter().collect();
        let environments: HashMap<_, _> = alerts::environments(&mut *tx, &named).await?.into_iter().collect();
        let subjects: BTreeSet<_> = runs.iter().flat_map(|(run, _)| subjects(run, &environments)).collect();
        let subjects: Vec<_> = subjects.into_iter().collect();
        let mut listeners: HashMap<String, Vec<Listener>> = HashMap::new();
        for listener in channels::hearing(&mut *tx, &subjects).await? {
            listeners.entry(listener.subject.clone()).or_default().push(listener);
        }
        let states = alerts::states(&mut *tx, &tests).await?.into_iter().filter_map(state).collect();
        let kept = kept_open::of_tests(&mut *tx, &tests).await?.into_iter().map(|row| (key_of(&row), row));
        let kept = kept.collect();
        let incidents = incidents::open_of(tx, &tests).await?;
        let incidents = incidents.into_iter().map(|row| {
            let scope = row.environment.map_or(Uuid::nil(), |environment| environment.0);
            let state = parsed(&row.state, "an incident", &row.id);
            ((row.test, scope), OpenIncident { row, state })
        });
        Ok(Self { environments, listeners, states, incidents: incidents.collect(), kept })
    }

    /// Whether runs that pass change nothing.
    pub(super) fn is_quiet(&self) -> bool {
        self.listeners.is_empty()
            && self.states.is_empty()
            && self.incidents.is_empty()
            && self.kept.is_empty()
    }

    /// Whether a run's environment was deleted: nobody watches it any more.
    pub(super) fn is_gone(&self, run: &Ended) -> bool {
        run.environment.is_some_and(|environment| !self.environments.contains_key(&environment))
    }

    /// The channels that hear of a run, each once.
    pub(super) fn hearers(&self, run: &Ended) -> Vec<Hearer> {
        let subjects = subjects(run, &self.environments).map(|subject| subject.to_string());
        let heard: Vec<&Listener> =
            subjects.filter_map(|subject| self.listeners.get(&subject)).flatten().collect();
        let parent = run.environment.and_then(|environment| self.environments.get(&environment).copied()?);
        // How often mails are sent, the shared environment says for its heirs.
        let shared =
            heard.iter().find(|one| one.kind == "email" && parent.is_some() && one.environment == parent);
        let mut seen = BTreeSet::new();
        let mut hearers = Vec::with_capacity(heard.len());
        for listener in &heard {
            if !seen.insert(listener.id) {
                continue;
            }
            let heir = listener.kind == "email" && listener.environment.is_some();
            let rule = if heir { shared.unwrap_or(listener) } else { listener };
            if let Some(mut rule) = parsed::<Rule>(&rule.rule, "the rule of a channel", &listener.id) {
                let kind = Kind::parse(&listener.kind);
                // What was opened there has to be closed there, whatever else is told.
                rule.back_to_normal |= kind.is_some_and(Kind::keeps_open);
                if let Some(renewed) = kind.and_then(Kind::renewed_after) {
                    rule.remind_after = Some(rule.remind_after.unwrap_or(renewed).min(renewed));
                    // What is told once and not again would end there.
                    rule.flaky = None;
                }
                hearers.push(Hearer { channel: listener.id, rule, kind });
            }
        }
        hearers
    }
}

/// Whose channels hear of a run.
fn subjects(
    run: &Ended,
    environments: &HashMap<EnvironmentId, Option<EnvironmentId>>,
) -> impl Iterator<Item = Subject> {
    let parent = run.environment.and_then(|environment| environments.get(&environment).copied()?);
    [Subject::Team(run.team), Subject::Bucket(run.bucket.clone()), Subject::Run(run.id)]
        .into_iter()
        .chain(run.environment.map(Subject::Environment))
        .chain(parent.map(Subject::Environment))
}

/// Where something is kept open.
fn key_of(row: &KeptOpen) -> Key {
    Key { watched: (row.test, row.scope), place: row.place.clone(), channel: row.channel.0 }
}

fn state(row: AlertState) -> Option<(Key, State)> {
    let state = parsed(&row.state, "what was remembered of a test", &row.test)?;
    let key = Key { watched: (row.test, row.environment), place: row.place, channel: row.channel };
    Some((key, state))
}

/// `None` for what was damaged; it begins anew.
fn parsed<T: DeserializeOwned>(text: &str, what: &str, id: &dyn std::fmt::Display) -> Option<T> {
    let read = serde_json::from_str(text);
    if read.is_err() {
        tracing::error!(%id, what, "it cannot be read, and is left aside");
    }
    read.ok()
}
