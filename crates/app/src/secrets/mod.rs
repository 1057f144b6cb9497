//! Secrets: made, changed and listed by the owner; used by runs; never shown.
//!
//! ```text
//!   owner --> manage --seal--> store (value, and the manifest of all values, in one unit of work)
//!   dispatch --> open --verify manifest, open--> JobSecret --> Runner
//!                  elsewhere --ask the source--> its value
//! ```
//!
//! A value comes in as [`Confidential`](crate::Confidential) and leaves only through `open`, the one module that names the
//! vault's opener.

mod change;
mod echoes;
mod elsewhere;
mod expiry;
mod manage;
mod next;
mod open;
mod read;
mod rekey;
pub(crate) mod reminders;
mod retire;
mod rules;
mod search;
pub(crate) mod searcher;
#[cfg(test)]
mod tests;
mod trial;
mod usage;
mod written;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, Weak},
    time::{Duration, Instant},
};

use tacit_spec::{AllowedHost, BucketKey, SecretId, TeamId, TestId};
use tacit_store::{
    buckets::{self, Bucket},
    secrets as rows,
    teams::Team,
};
use tacit_vault::{
    Reference,
    audit::{Action, Detail, Event, Object},
};

pub use expiry::ExpiringSecret;
pub use manage::{NewSecret, NewValue, SecretChange};
pub use next::{NextValue, VersionInfo};
pub use read::UsableName;
pub use rekey::KeyRotation;
pub use search::{SearchView, TraceIn, Traces};
pub use trial::{SecretTrial, TrialRun, TrialVerdict};
pub use usage::{SecretPlace, SecretUsage, SecretUse};
pub use written::{CredentialAt, TurnedSecret, WrittenCredential};

use crate::{App, AppError, JobSecret, Micros, Permission, Result, ValueSources, Who, sign_in::Limiter};

/// Where a secret serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretScope {
    /// In every bucket of a team.
    Team(TeamId),
    /// In one bucket.
    Bucket(BucketKey),
}

/// How results of steps that use a secret are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// What could hold the value is not kept.
    Strict,
    /// All is kept but the value, which is masked. Not for values that are easy to guess.
    Redact,
}

impl Visibility {
    /// As written in the API and the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Redact => "redact",
        }
    }

    /// Reads what [`as_str`](Self::as_str) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Strict, Self::Redact].into_iter().find(|own| own.as_str() == text)
    }
}

/// What the owner may know of a secret: everything but the value.
#[derive(Clone, Debug)]
pub struct SecretInfo {
    /// The secret.
    pub id: SecretId,
    /// Its name in tests.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Counts the values it had.
    pub version: i64,
    /// How results that depend on it are kept.
    pub visibility: Visibility,
    /// The hosts it may be sent to; with none it is a plain secret, and may be sent anywhere.
    pub allowed_hosts: Vec<AllowedHost>,
    /// When it was made.
    pub created_at: Micros,
    /// When its value or its rules changed last.
    pub updated_at: Micros,
    /// When a run used it last.
    pub last_used_at: Option<Micros>,
    /// When the value stops working at its issuer, as far as the owner knows.
    pub expires_at: Option<Micros>,
    /// Where the value is kept, when that is elsewhere.
    pub from: Option<Reference>,
    /// Why it could not be had from there.
    pub trouble: Option<String>,
    /// The value that waits to become the current one.
    pub next: Option<NextValue>,
    /// How many tests and shared environments name it.
    pub used_by: usize,
    /// In how many stored texts its value stands; `None` before that is known.
    pub stands_in: Option<u64>,
    /// The tests to whose requests its value came back lately, the latest first.
    pub echoed_in: Vec<EchoIn>,
}

/// A test to whose requests an API sent the value of a secret back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EchoIn {
    /// Its bucket.
    pub bucket: BucketKey,
    /// The test.
    pub test: TestId,
    /// What it is called.
    pub name: String,
    /// When that was seen last.
    pub last_at: Micros,
}

impl SecretInfo {
    fn new(row: rows::Secret, next: Option<NextValue>, used_by: usize) -> Self {
        // What cannot be read is kept as strictly as can be.
        let visibility = Visibility::parse(&row.visibility).unwrap_or(Visibility::Strict);
        let allowed_hosts = open::hosts(&row).unwrap_or_default();
        let from = elsewhere::shown(&row);
        let rows::Secret {
            id,
            name,
            description,
            version,
            created_at,
            updated_at,
            last_used_at,
            expires_at,
            ..
        } = row;
        Self {
            id,
            name,
            description,
            version,
            visibility,
            allowed_hosts,
            created_at,
            updated_at,
            last_used_at,
            expires_at,
            from,
            trouble: None,
            next,
            used_by,
            stands_in: None,
            echoed_in: Vec::new(),
        }
    }
}

/// What is remembered of secrets in memory.
pub(crate) struct Desk {
    /// By bucket. Runs hold them; when the last one ends they are gone.
    open: Mutex<HashMap<BucketKey, Opened>>,
    /// The highest counter of each team's manifest that was seen.
    counters: Mutex<HashMap<TeamId, u64>>,
    /// What was written to the audit log already: a tampered row would otherwise fill it, run by run.
    reported: Mutex<HashSet<(TeamId, String)>>,
    /// When it was told last that secrets of a bucket are opened.
    told: Mutex<HashMap<BucketKey, Micros>>,
    /// Who was refused, and written to the audit log for it.
    refusals: Limiter,
    /// Where values are kept that are not kept here.
    sources: OnceLock<Arc<dyn ValueSources>>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            open: Mutex::default(),
            counters: Mutex::default(),
            reported: Mutex::default(),
            told: Mutex::default(),
            refusals: Limiter::new(1, Duration::from_secs(60)),
            sources: OnceLock::new(),
        }
    }
}

/// Opened secrets of a bucket.
struct Opened {
    /// The manifest they were opened under.
    manifest: Vec<u8>,
    secrets: Weak<Vec<JobSecret>>,
    /// Until when they may be shared, when some come from elsewhere.
    until: Option<Instant>,
}

/// Proof that somebody may do something with the secrets of a scope.
struct Access {
    who: Who,
    team: Team,
    bucket: Option<Bucket>,
}

impl App {
    /// The way to the secrets of a scope. Who is refused is written to the audit log.
    async fn secret_access(&self, who: &Who, scope: &SecretScope, need: Permission) -> Result<Access> {
        let access = match scope {
            SecretScope::Team(team) => self.team(who, *team, need).await.map(|access| Access {
                who: access.who,
                team: access.team,
                bucket: None,
            }),
            SecretScope::Bucket(key) => self.bucket(who, key, need).await.map(|access| Access {
                who: access.who,
                team: access.team,
                bucket: Some(access.bucket),
            }),
        };
        if matches!(access, Err(AppError::Forbidden(_))) {
            self.note_refusal(who, scope).await?;
        }
        access
    }

    /// The way to one secret, in whichever scope. The owner's.
    async fn own_secret(&self, who: &Who, secret: SecretId) -> Result<(Access, rows::Secret)> {
        let absent = || AppError::NotFound("secret");
        let row = rows::find(&self.parts.store, secret).await?.ok_or_else(absent)?;
        let scope = row.bucket.clone().map_or(SecretScope::Team(row.team), SecretScope::Bucket);
        let access = self.secret_access(who, &scope, Permission::ManageSecrets).await;
        // Strangers hear the same of a secret of another team as of none.
        let access = access.map_err(|error| match error {
            AppError::NotFound(_) => absent(),
            other => other,
        });
        Ok((access?, row))
    }

    /// Once a minute for each person: a log that others can fill tells nothing.
    async fn note_refusal(&self, who: &Who, scope: &SecretScope) -> Result<()> {
        if self.parts.secrets.refusals.attempt(&who.person.to_string(), self.now()).is_err() {
            return Ok(());
        }
        let event = Event::new(self.now(), who.actor(), Action::SecretRefused).with(Detail::Denied);
        let event = match scope {
            SecretScope::Team(team) => event.in_team(*team),
            SecretScope::Bucket(key) => {
                let bucket =
                    buckets::find(&self.parts.store, key).await?.ok_or(AppError::NotFound("bucket"))?;
                event.in_team(bucket.team).on(Object::Bucket(bucket.key))
            }
        };
        let mut tx = self.parts.store.begin().await?;
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }
}

impl Access {
    fn scope(&self) -> SecretScope {
        self.key().map_or(SecretScope::Team(self.team.id), |bucket| SecretScope::Bucket(bucket.clone()))
    }

    fn key(&self) -> Option<&BucketKey> {
        self.bucket.as_ref().map(|bucket| &bucket.key)
    }
}
