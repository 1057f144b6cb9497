//! Opening values: for runs, and to seal them anew under another name. The only place that names the vault's opener.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Instant,
};

use tacit_spec::{AllowedHost, BucketKey, SecretId, TeamId};
use tacit_store::{
    Tx,
    secrets::{self as rows, SecretVersion},
    teams,
};
use tacit_taint::Secret;
use tacit_vault::{
    Opener, Reference, Scope, SealedValue, Sealer, SecretContext, TeamKey, Tier, allowed_hosts_digest,
    audit::{Action, Actor, Detail, Event, Object},
};

use super::{Opened, Visibility, change::version, elsewhere};
use crate::{App, AppError, JobSecret, Result};

/// How often it is told of each bucket that its secrets are opened: once an hour.
const TOLD_EVERY: i64 = 60 * 60 * 1_000_000;

impl App {
    /// The secrets that tests of a bucket can use, opened. Runs at the same time share them; they are wiped when the
    /// last one lets go. Of the secret on `trial` the next value is used, the current one only looked for.
    ///
    /// # Errors
    /// [`AppError::Tampered`] when any row is not what was stored: then nothing is opened, and the audit log says so.
    /// [`AppError::NotFound`] when no next value waits for the trial.
    pub(crate) async fn opened_secrets(
        &self,
        team: TeamId,
        bucket: &BucketKey,
        trial: Option<SecretId>,
    ) -> Result<Arc<Vec<JobSecret>>> {
        let saved = teams::find(&self.parts.store, team).await?.ok_or(AppError::NotFound("team"))?;
        if trial.is_none()
            && let Some(manifest) = &saved.manifest
            && let Some(open) = self.still_open(bucket, manifest)
        {
            return Ok(open);
        }
        let opened = async {
            let mut tx = self.parts.store.begin().await?;
            // Nobody changes a secret between the statements that read them.
            teams::lock(&mut tx, team).await?;
            let (team, _) = self.verified(&mut tx, team).await?;
            let usable = rows::usable_in(&mut tx, bucket).await?;
            let opener = Opener::new(self.team_keys(&mut tx, &team).await?);
            self.tell_of_opening(tx, bucket, &team, &usable).await?;
            let opened = usable.into_iter().map(|(secret, versions)| {
                let used = secret.version + i64::from(trial == Some(secret.id));
                open_all(&opener, secret, versions, used)
            });
            Ok((team.manifest, opened.collect::<Result<Vec<_>>>()?))
        };
        let opened: Result<_> = opened.await;
        let (manifest, opened) = self.watched(team, opened).await?;
        // Sources are asked when no unit of work is open.
        let (opened, until) = self.with_values_from_elsewhere(team, opened).await;
        let opened = Arc::new(opened);
        let mut open = self.parts.secrets.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, open| open.secrets.strong_count() > 0);
        if trial.is_none()
            && let Some(manifest) = manifest
        {
            open.insert(bucket.clone(), Opened { manifest, secrets: Arc::downgrade(&opened), until });
        }
        Ok(opened)
    }

    /// Writes into the audit log that the secrets of a bucket are opened for runs, before they are: what cannot be told is not
    /// done. Once in a while, because runs come every minute.
    async fn tell_of_opening(
        &self,
        mut tx: Tx,
        bucket: &BucketKey,
        team: &teams::Team,
        usable: &[(rows::Secret, Vec<SecretVersion>)],
    ) -> Result<()> {
        let now = self.now();
        let due = {
            let told = self.parts.secrets.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.get(bucket).is_none_or(|last| now - last >= TOLD_EVERY)
        };
        if usable.is_empty() || !due {
            return Ok(());
        }
        let event = Event::new(now, Actor::System, Action::SecretsOpened)
            .in_team(team.id)
            .on(Object::Bucket(bucket.clone()))
            .with(Detail::Count(usable.len() as u64));
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        self.parts.secrets.told.lock().unwrap_or_else(PoisonError::into_inner).insert(bucket.clone(), now);
        Ok(())
    }

    fn still_open(&self, bucket: &BucketKey, manifest: &[u8]) -> Option<Arc<Vec<JobSecret>>> {
        let open = self.parts.secrets.open.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |open: &&Opened| open.until.is_none_or(|until| Instant::now() < until);
        let known = open.get(bucket).filter(|open| open.manifest == manifest).filter(fresh);
        known.and_then(|open| open.secrets.upgrade())
    }

    /// Passes `outcome` on. If secrets were changed outside tacit, that is written to the audit log and to the
    /// operator's, once. No unit of work may be open.
    pub(super) async fn watched<T>(&self, team: TeamId, outcome: Result<T>) -> Result<T> {
        if let Err(AppError::Tampered(how)) = &outcome {
            self.report_tampering(team, how).await?;
        }
        outcome
    }

    async fn report_tampering(&self, team: TeamId, how: &str) -> Result<()> {
        {
            let mut reported = self.parts.secrets.reported.lock().unwrap_or_else(PoisonError::into_inner);
            if !reported.insert((team, how.to_owned())) {
                return Ok(());
            }
        }
        tracing::error!(%team, how, "secrets were changed outside tacit");
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), Actor::System, Action::SecretTampered).in_team(team);
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }

    /// Remembers that a run used these secrets of the bucket, by name, in the audit log and in the list of secrets.
    pub(crate) async fn note_secrets_used(
        &self,
        tx: &mut Tx,
        team: TeamId,
        bucket: &BucketKey,
        run: tacit_spec::RunId,
        used: &[SecretId],
    ) -> Result<()> {
        if used.is_empty() {
            return Ok(());
        }
        let event = Event::new(self.now(), Actor::System, Action::SecretUsed)
            .in_team(team)
            .on(Object::Bucket(bucket.clone()))
            .on(Object::Run(run))
            .with(Detail::Count(used.len() as u64));
        let event = used.iter().fold(event, |event, secret| event.on(Object::Secret(*secret)));
        self.audit(tx, event).await?;
        for secret in used {
            match rows::touch(tx, *secret, self.now()).await {
                // Deleted since the run began.
                Err(tacit_store::StoreError::NotFound) | Ok(()) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// What a version of a secret is sealed for.
pub(super) fn context(secret: &rows::Secret, number: i64, created_at: i64) -> Result<SecretContext> {
    let damaged = || AppError::Tampered("the name of a secret is not one".into());
    let hosts: Vec<String> = hosts(secret)?.iter().map(ToString::to_string).collect();
    Ok(SecretContext {
        team: secret.team,
        scope: secret.bucket.clone().map_or(Scope::Team, Scope::Bucket),
        secret: secret.id,
        name: secret.name.parse().map_err(|_| damaged())?,
        version: version(number)?,
        tier: if hosts.is_empty() { Tier::Plain } else { Tier::Sealed },
        allowed_hosts_digest: allowed_hosts_digest(&hosts),
        created_at_micros: created_at,
    })
}

/// The hosts a secret may be sent to. What cannot be read was not written by tacit.
pub(super) fn hosts(secret: &rows::Secret) -> Result<Vec<AllowedHost>> {
    serde_json::from_str(&secret.allowed_hosts)
        .map_err(|_| AppError::Tampered("the allowed hosts of a secret are none".into()))
}

/// One value, to judge how strong it is or to seal it under another number.
pub(super) fn value(keys: &[Arc<TeamKey>], secret: &rows::Secret, stored: SecretVersion) -> Result<Secret> {
    open(&Opener::new(keys.iter().cloned()), secret, stored)
}

/// The kept versions of `old`, sealed under `current` for `new`, which may have another name or other hosts.
pub(super) fn sealed_anew(
    keys: &[Arc<TeamKey>],
    current: &Arc<TeamKey>,
    old: &rows::Secret,
    new: &rows::Secret,
    versions: Vec<SecretVersion>,
    random: &mut dyn rand::CryptoRng,
) -> Result<HashMap<i64, Vec<u8>>> {
    let (opener, sealer) = (Opener::new(keys.iter().cloned()), Sealer::new(current.clone()));
    let mut sealed = HashMap::new();
    for stored in versions {
        let (number, created_at) = (stored.version, stored.created_at);
        let value = open(&opener, old, stored)?;
        let again = sealer.seal(&context(new, number, created_at)?, value, random);
        let again = again.map_err(|error| AppError::internal(error.to_string()))?;
        sealed.insert(number, again.into_bytes());
    }
    Ok(sealed)
}

fn open(opener: &Opener, secret: &rows::Secret, stored: SecretVersion) -> Result<Secret> {
    let context = context(secret, stored.version, stored.created_at)?;
    let value = opener.open(&context, &SealedValue::from_bytes(stored.sealed));
    value.map_err(|error| AppError::Tampered(format!("secret {}: {error}", secret.id)))
}

/// The values of a secret: the one with the number `used`, and the others to look for. Of one that is kept elsewhere, where.
fn open_all(
    opener: &Opener,
    secret: rows::Secret,
    versions: Vec<SecretVersion>,
    used: i64,
) -> Result<(JobSecret, Option<Reference>)> {
    let mut value = None;
    let mut others = Vec::new();
    for stored in versions {
        let is_used = stored.version == used;
        let opened = Arc::new(open(opener, &secret, stored)?);
        if is_used {
            value = Some(opened);
        } else if matches!(Reference::of(&opened), Ok(None)) {
            others.push(opened);
        }
    }
    let missing = || match used == secret.version {
        true => AppError::Tampered(format!("secret {}: its newest value is missing", secret.id)),
        false => AppError::NotFound("next value"),
    };
    let value = value.ok_or_else(missing)?;
    let from = elsewhere::of_current(&secret, &value)?;
    let opened = JobSecret {
        id: secret.id.0,
        value: from.is_none().then_some(value),
        others,
        allowed_hosts: hosts(&secret)?,
        redact: Visibility::parse(&secret.visibility) == Some(Visibility::Redact),
        name: secret.name,
    };
    Ok((opened, from))
}
