//! Another key for everything a team has sealed, while everybody goes on.
//!
//! ```text
//!   begin: a new key seals from now on, the old one still opens
//!   batch after batch: opened with the old, sealed with the new     <-- killed here, the next rotation goes on
//!   end: nothing is left on the old key; it is forgotten, and with it what copies of before could be opened with
//! ```

use std::collections::HashMap;

use tacit_spec::TeamId;
use tacit_store::{channels, secrets as rows, teams};
use tacit_vault::{
    TeamKey,
    audit::{Action, Actor, Detail, Event},
};

use super::{change::version, open};
use crate::{App, AppError, Result};

/// Records in one unit of work.
const BATCH: i64 = 100;

/// How far the rotation of a team's key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRotation {
    /// The team.
    pub team: TeamId,
    /// Its name.
    pub team_name: String,
    /// The version of the key that seals now.
    pub key_version: i64,
    /// Records on keys of before.
    pub records_left: i64,
}

impl App {
    /// How many records of each team are on keys of before.
    pub async fn operator_key_status(&self) -> Result<Vec<KeyRotation>> {
        let mut all = Vec::new();
        for team in teams::all(&self.parts.store).await? {
            let records_left = teams::on_keys_of_before(&self.parts.store, team.id).await?;
            let (team, team_name, key_version) = (team.id, team.name, team.key_version);
            all.push(KeyRotation { team, team_name, key_version, records_left });
        }
        Ok(all)
    }

    /// Gives every team a new key, and seals all of their records with it. A rotation that was cut short is finished
    /// instead. `told` hears how it goes.
    pub async fn operator_rotate_team_keys(&self, mut told: impl FnMut(&KeyRotation)) -> Result<()> {
        for status in self.operator_key_status().await? {
            if teams::keys_of_before(&self.parts.store, status.team).await?.is_empty() {
                let begun = self.begin_rotation(status.team).await;
                self.watched(status.team, begun).await?;
            }
            loop {
                let step = self.rotate_batch(status.team).await;
                let now = self.watched(status.team, step).await?;
                told(&now);
                if now.records_left == 0 {
                    break;
                }
            }
        }
        // What was sealed with the old key is overwritten; this takes it out of the write-ahead log, too.
        Ok(self.parts.store.checkpoint().await?)
    }

    async fn begin_rotation(&self, team: TeamId) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, team).await?;
        let next = version(change.team.key_version)? + 1;
        let event = Event::new(self.now(), Actor::Operator, Action::TeamKeyRotated)
            .in_team(team)
            .with(Detail::KeyVersion(next))
            .with(Detail::ManifestCounter(change.counter));
        self.audit(&mut tx, event).await?;
        let wrapped = {
            let mut random = self.parts.randomness.generator();
            let key = TeamKey::create(self.parts.instance.id(), team, next, &mut *random);
            key.wrap(&self.parts.instance, &mut *random)
        };
        teams::set_data_key(&mut tx, team, &wrapped.0, next.into()).await?;
        self.commit_secrets_change(tx, change).await
    }

    async fn rotate_batch(&self, team: TeamId) -> Result<KeyRotation> {
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, team).await?;
        let keys = self.team_keys(&mut tx, &change.team).await?;
        let current = self.team_key(&change.team)?;
        let (key_version, team_name) = (change.team.key_version, change.team.name.clone());
        let event = Event::new(self.now(), Actor::Operator, Action::ManifestSealed)
            .in_team(team)
            .with(Detail::KeyVersion(version(key_version)?))
            .with(Detail::ManifestCounter(change.counter));
        self.audit(&mut tx, event).await?;
        let stale = rows::on_older_key(&mut tx, team, key_version, BATCH).await?;
        let owners = rows::all_of_team(&mut tx, team).await?;
        let owners: HashMap<_, _> = owners.into_iter().map(|secret| (secret.id, secret)).collect();
        for stored in stale {
            let (secret, number) = (stored.secret, stored.version);
            let owner = owners.get(&secret).ok_or_else(|| AppError::internal("a value without a secret"))?;
            let sealed = {
                let mut random = self.parts.randomness.generator();
                open::sealed_anew(&keys, &current, owner, owner, vec![stored], &mut *random)?
            };
            for sealed in sealed.into_values() {
                rows::replace_sealed(&mut tx, secret, number, &sealed, key_version).await?;
            }
        }
        for channel in channels::on_older_key(&mut tx, team, key_version, BATCH).await? {
            let sealed = self.resealed_settings(&keys, &current, &channel)?;
            channels::replace_sealed(&mut tx, channel.id, &sealed, key_version).await?;
        }
        let records_left = teams::on_keys_of_before(&mut tx, team).await?;
        if records_left == 0 {
            teams::forget_keys_of_before(&mut tx, team).await?;
        }
        self.commit_secrets_change(tx, change).await?;
        Ok(KeyRotation { team, team_name, key_version, records_left })
    }
}
