//! Where the value of a secret stands already: in definitions, in what they were before, in variables of triggers and in
//! results. Looked for when the value is entered, told to the owner, and taken out when the owner wants it.
//!
//! ```text
//!   a value is entered, or the owner asks --(the same unit of work)--> a search that waits
//!   Searcher --(one after another, in small pieces)--> Traces --> the owner: take it out --> a search that repairs
//! ```
//!
//! Results that are made afterwards are looked through anyway, with this value among what must not show.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tacit_record::StoredRun;
use tacit_spec::{
    BucketKey, EnvironmentId, SecretId, SecretName, TeamId, TestId,
    credentials::{self, MARK},
};
use tacit_store::{
    Page, buckets, environments, secret_searches,
    secret_searches::SecretSearch,
    secrets as rows, tests,
    texts::{self, Text, Texts},
};
use tacit_taint::{NeedlesBuilder, Scrubber};
use tacit_vault::audit::{Action, Actor, Detail, Event, Object};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{App, AppError, Micros, Result, Who};

/// Texts looked through at a time.
const PIECE: i64 = 100;
/// Definitions that are told one by one.
const LISTED: usize = 200;

/// Where a value stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    /// Definitions of now.
    #[serde(default)]
    pub definitions: Vec<TraceIn>,
    /// How many definitions of before.
    #[serde(default)]
    pub revisions: u64,
    /// How many runs whose trigger brought it along.
    #[serde(default)]
    pub triggers: u64,
    /// How many results.
    #[serde(default)]
    pub results: u64,
    /// Whether it is too short to be looked for.
    #[serde(default)]
    pub too_short: bool,
    /// Whether it is kept elsewhere and could not be fetched.
    #[serde(default)]
    pub away: bool,
    /// Whether a fault ended the search; nothing of what it found counts.
    #[serde(default)]
    pub failed: bool,
}

impl Traces {
    /// How many texts it stands in.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.definitions.len() as u64 + self.revisions + self.triggers + self.results
    }
}

/// A definition in which a value stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceIn {
    /// The bucket.
    pub bucket: BucketKey,
    /// The test, or the test of the environment; `None` for a shared environment.
    pub test: Option<TestId>,
    /// The environment; `None` when it stands in the test's steps.
    pub environment: Option<EnvironmentId>,
    /// What it is called.
    pub name: String,
    /// Where in it.
    pub places: Vec<String>,
    /// Whether `get_secret` can be put in every one of them by itself.
    pub by_itself: bool,
}

/// A search as the owner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchView {
    /// When it was asked for.
    pub asked_at: Micros,
    /// When it ended.
    pub finished_at: Option<Micros>,
    /// Texts that were looked at.
    pub looked_at: i64,
    /// Whether the value was taken out where it was found.
    pub repairs: bool,
    /// What was found, when it is over: after a repair, what is left.
    pub found: Option<Traces>,
}

/// What is looked for.
#[derive(Clone)]
struct Sought {
    name: SecretName,
    scrubber: Scrubber,
}

/// Why nothing is looked for.
enum Unsought {
    /// Every value is too short for that.
    TooShort,
    /// No value can be had.
    Away,
}

impl Sought {
    /// A text with a mark for each time the value stands in it; `None` when it does not.
    fn marked(&self, text: &str) -> Option<String> {
        match self.scrubber.replaced(text.as_bytes(), |_| MARK.to_owned()) {
            Some(std::borrow::Cow::Borrowed(_)) => None,
            Some(std::borrow::Cow::Owned(marked)) => Some(String::from_utf8_lossy(&marked).into_owned()),
            // It could not be looked through: it is told, and changed by hand.
            None => Some(text.to_owned()),
        }
    }

    /// The places of a definition, and the definition with the secret there.
    fn in_definition(&self, text: &str, of_environment: bool) -> Option<(Value, Vec<credentials::Standing>)> {
        let definition: Value = serde_json::from_str(text).ok()?;
        let (changed, places) =
            credentials::filled_in(&definition, of_environment, &self.name, &|text| self.marked(text));
        (!places.is_empty()).then_some((changed, places))
    }

    /// The text of a result, a trigger or an old definition without the value; `None` when nothing is left of it that can be
    /// read.
    fn cleaned(&self, what: Texts, text: &str) -> Option<String> {
        let clean = self.scrubber.json(serde_json::from_str(text).ok()?).to_string();
        let reads = match what {
            Texts::Records => serde_json::from_str::<StoredRun>(&clean).is_ok(),
            _ => true,
        };
        (reads && !self.scrubber.finds(clean.as_bytes())).then_some(clean)
    }
}

impl App {
    /// The last search for the value of a secret; `None` before the first one. The owner's.
    pub async fn secret_search(&self, who: &Who, secret: SecretId) -> Result<Option<SearchView>> {
        self.own_secret(who, secret).await?;
        let found = secret_searches::find(&self.parts.store, secret).await?;
        Ok(found.map(|search| SearchView {
            found: search.finished_at.map(|_| serde_json::from_str(&search.found).unwrap_or_default()),
            asked_at: search.asked_at,
            finished_at: search.finished_at,
            looked_at: search.looked_at,
            repairs: search.repairs,
        }))
    }

    /// Of each secret of a team that was looked for, in how many texts its value stands.
    pub(super) async fn traces_of_all(&self, team: TeamId) -> Result<HashMap<SecretId, u64>> {
        let all = secret_searches::of_team(&self.parts.store, team).await?;
        let over = all.into_iter().filter(|search| search.finished_at.is_some());
        let counted = over.map(|search| {
            let found: Traces = serde_json::from_str(&search.found).unwrap_or_default();
            (search.secret, found.count())
        });
        Ok(counted.collect())
    }

    /// Looks for the value of a secret once more. The owner's.
    pub async fn search_for_secret(&self, who: &Who, secret: SecretId) -> Result<Option<SearchView>> {
        self.own_secret(who, secret).await?;
        let mut tx = self.parts.store.begin().await?;
        secret_searches::ask(&mut tx, secret, false, self.now()).await?;
        tx.commit().await?;
        self.parts.searches.notify_one();
        self.secret_search(who, secret).await
    }

    /// Takes the value of a secret out of what is stored: `get_secret` takes its place in definitions, as a new revision; in
    /// what they were before, in variables of triggers and in results there is a mask afterwards. The owner's.
    pub async fn take_secret_out(&self, who: &Who, secret: SecretId) -> Result<Option<SearchView>> {
        let (access, row) = self.own_secret(who, secret).await?;
        let search = secret_searches::find(&self.parts.store, secret).await?;
        let search = search.filter(|search| search.finished_at.is_some());
        let search =
            search.ok_or_else(|| AppError::Conflict("it is being looked for: wait for the end".into()))?;
        let found: Traces = serde_json::from_str(&search.found).unwrap_or_default();
        // What is done is told before it is done.
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), who.actor(), Action::SecretTakenOut)
            .in_team(access.team.id)
            .on(Object::Secret(secret))
            .with(Detail::Count(found.count()));
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        if let Ok(sought) = self.sought(&row).await? {
            for trace in &found.definitions {
                self.fill_in(who, trace, &sought).await?;
            }
        }
        let mut tx = self.parts.store.begin().await?;
        secret_searches::ask(&mut tx, secret, true, self.now()).await?;
        tx.commit().await?;
        self.parts.searches.notify_one();
        self.secret_search(who, secret).await
    }

    async fn fill_in(&self, who: &Who, trace: &TraceIn, sought: &Sought) -> Result<()> {
        let store = &self.parts.store;
        let stored = match (trace.test, trace.environment) {
            (_, Some(environment)) => environments::find(store, environment)
                .await?
                .filter(|row| row.bucket == trace.bucket)
                .map(|row| (row.definition, row.revision)),
            (Some(test), None) => {
                tests::find_in(store, &trace.bucket, test).await?.map(|row| (row.definition, row.revision))
            }
            (None, None) => None,
        };
        // It was deleted meanwhile.
        let Some((text, revision)) = stored else { return Ok(()) };
        let Some((changed, _)) = sought.in_definition(&text, trace.environment.is_some()) else {
            return Ok(());
        };
        let changed = changed.to_string();
        if changed == text {
            return Ok(());
        }
        match (trace.test, trace.environment) {
            (test, Some(environment)) => self
                .replace_environment(who, &trace.bucket, test, environment, &changed, Some(revision))
                .await
                .map(drop),
            (Some(test), None) => {
                self.replace_test(who, &trace.bucket, test, &changed, Some(revision)).await.map(drop)
            }
            (None, None) => Ok(()),
        }
    }

    /// What is looked for.
    async fn sought(&self, row: &rows::Secret) -> Result<Result<Sought, Unsought>> {
        let bucket = match &row.bucket {
            Some(bucket) => bucket.clone(),
            None => {
                let first = buckets::of_team(&self.parts.store, row.team, Page::first(1)).await?;
                first.into_iter().next().ok_or(AppError::NotFound("bucket"))?.key
            }
        };
        let opened = self.opened_secrets(row.team, &bucket, None).await?;
        let mut builder = NeedlesBuilder::new();
        let mut away = false;
        for secret in opened.iter().filter(|secret| secret.id == row.id.0) {
            away |= secret.value.is_none();
            for value in secret.values() {
                builder.add(&row.name, value);
            }
        }
        if builder.is_empty() {
            return Ok(Err(if away { Unsought::Away } else { Unsought::TooShort }));
        }
        let name = SecretName::parse(&row.name)
            .map_err(|_| AppError::Tampered("the name of a secret is not one".into()))?;
        Ok(Ok(Sought { name, scrubber: Scrubber::new().layered(Arc::new(builder.build())) }))
    }

    /// Does the search that waits longest; `false` when none does.
    pub(super) async fn do_next_search(&self) -> Result<bool> {
        let Some(search) = secret_searches::next(&self.parts.store).await? else { return Ok(false) };
        let Some(row) = rows::find(&self.parts.store, search.secret).await? else { return Ok(true) };
        let (mut traces, mut looked_at) = (Traces::default(), 0);
        match self.look_everywhere(&search, &row, &mut traces, &mut looked_at).await {
            Ok(true) => {}
            // It was asked for anew, or its secret is gone.
            Ok(false) => return Ok(true),
            Err(error @ (AppError::Busy | AppError::Full)) => return Err(error),
            Err(error) => {
                // One that fails must not keep the others waiting.
                let cause = error.cause();
                tracing::error!(secret = %row.id, cause, "the value of a secret could not be looked for");
                traces = Traces { failed: true, ..Traces::default() };
            }
        }
        let now = self.now();
        let found = serde_json::to_string(&traces).unwrap_or_default();
        let mut tx = self.parts.store.begin().await?;
        if traces.count() > 0 {
            let event = Event::new(now, Actor::System, Action::SecretFound)
                .in_team(row.team)
                .on(Object::Secret(row.id))
                .with(Detail::Count(traces.count()));
            self.audit(&mut tx, event).await?;
        }
        secret_searches::note(&mut tx, &search, looked_at, Some((&found, now))).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// `false` when the search was asked for anew, or its secret is gone.
    async fn look_everywhere(
        &self,
        search: &SecretSearch,
        row: &rows::Secret,
        traces: &mut Traces,
        looked_at: &mut i64,
    ) -> Result<bool> {
        match self.sought(row).await? {
            Err(Unsought::TooShort) => traces.too_short = true,
            Err(Unsought::Away) => traces.away = true,
            Ok(sought) => {
                for what in Texts::ALL {
                    if !self.look_through(search, row, &sought, what, traces, looked_at).await? {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }

    /// `false` when the search was asked for anew, or its secret is gone.
    async fn look_through(
        &self,
        search: &SecretSearch,
        row: &rows::Secret,
        sought: &Sought,
        what: Texts,
        traces: &mut Traces,
        looked_at: &mut i64,
    ) -> Result<bool> {
        let store = &self.parts.store;
        let mut after = (Uuid::nil(), i64::MIN);
        loop {
            let piece = texts::of_team(store, row.team, what, after, PIECE).await?;
            let Some(last) = piece.last() else { return Ok(true) };
            after = (last.id, last.part);
            *looked_at += i64::try_from(piece.len()).unwrap_or(i64::MAX);
            let (looking, repairs) = (sought.clone(), search.repairs);
            let hits = spawn_blocking(move || {
                let found = piece.into_iter().filter(|one| looking.scrubber.finds(one.text.as_bytes()));
                found
                    .map(|one| {
                        let clean = if repairs { looking.cleaned(what, &one.text) } else { None };
                        (one, clean)
                    })
                    .collect::<Vec<_>>()
            });
            let hits = hits.await.map_err(|_| AppError::internal("a search stopped half-way"))?;
            if matches!(what, Texts::Tests | Texts::Environments) {
                // Before anything is written: others wait for that.
                for (text, _) in &hits {
                    if traces.definitions.len() < LISTED {
                        traces.definitions.extend(self.trace_in(text, what, sought).await?);
                    }
                }
            }
            let mut tx = store.begin().await?;
            for (text, clean) in hits {
                let gone = repairs
                    && (clean.is_some() || what == Texts::Records)
                    && texts::replace(&mut tx, what, &text, clean.as_deref()).await?;
                if gone {
                    continue;
                }
                match what {
                    // Told one by one above.
                    Texts::Tests | Texts::Environments => {}
                    Texts::TestRevisions | Texts::EnvironmentRevisions => traces.revisions += 1,
                    Texts::Triggers => traces.triggers += 1,
                    Texts::Records => traces.results += 1,
                }
            }
            let goes_on = secret_searches::note(&mut tx, search, *looked_at, None).await?;
            tx.commit().await?;
            if !goes_on {
                return Ok(false);
            }
        }
    }

    async fn trace_in(&self, text: &Text, what: Texts, sought: &Sought) -> Result<Option<TraceIn>> {
        let store = &self.parts.store;
        let of_environment = what == Texts::Environments;
        let Some((_, places)) = sought.in_definition(&text.text, of_environment) else { return Ok(None) };
        let (bucket, test, environment, name) = if of_environment {
            let Some(row) = environments::find(store, EnvironmentId(text.id)).await? else { return Ok(None) };
            (row.bucket, row.test, Some(row.id), row.name)
        } else {
            let Some(row) = tests::find(store, TestId(text.id)).await? else { return Ok(None) };
            (row.bucket, Some(row.id), None, row.name)
        };
        let by_itself = places.iter().all(|one| one.by_itself);
        let places = places.into_iter().map(|one| one.place).collect();
        // Its own name may hold the value.
        let name = sought.scrubber.text(&name).as_str().to_owned();
        Ok(Some(TraceIn { bucket, test, environment, name, places, by_itself }))
    }
}
