//! Changing the sealed values of a team: manifest verified before, sealed anew after, in one unit of work.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use tacit_spec::TeamId;
use tacit_store::{Access, Tx, secrets, teams};
use tacit_vault::{Manifest, ManifestEntry, SealedValue, SecretRules, Tampered, TeamKey, WrappedTeamKey};

use crate::{App, AppError, Result, audit};

/// A change under way. Others on the team's secrets wait until its unit of work is done.
pub(crate) struct Change {
    pub(super) team: teams::Team,
    /// Counter of the manifest after it.
    pub(super) counter: u64,
}

impl App {
    /// Begins a change of a team's secrets, or of something that holds some, such as a bucket.
    pub(crate) async fn begin_secrets_change(&self, tx: &mut Tx, team: TeamId) -> Result<Change> {
        teams::lock(tx, team).await?;
        let (team, counter) = self.verified(tx, team).await?;
        Ok(Change { team, counter: counter + 1 })
    }

    /// Seals the manifest of what is there now and saves the unit of work. The counter is remembered only once it is
    /// saved: remembering more than was saved would look like a store put back.
    pub(crate) async fn commit_secrets_change(&self, mut tx: Tx, change: Change) -> Result<()> {
        self.seal_manifest(&mut tx, &change).await?;
        tx.commit().await?;
        self.remember(change.team.id, change.counter);
        Ok(())
    }

    pub(super) async fn seal_manifest(&self, tx: &mut Tx, change: &Change) -> Result<()> {
        let team = change.team.id;
        let manifest = Manifest::of(entries(tx, team).await?, change.counter);
        let sealed = manifest.seal(&self.parts.instance.manifest_key(team));
        Ok(teams::set_manifest(tx, team, &sealed).await?)
    }

    pub(super) fn remember(&self, team: TeamId, counter: u64) {
        let mut counters = self.parts.secrets.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = counters.entry(team).or_default();
        *seen = counter.max(*seen);
    }

    /// The highest counter this process has seen, or, after a start, the one that the audit log tells.
    async fn not_before(&self, tx: &mut Tx, team: TeamId) -> Result<u64> {
        let seen = {
            let counters = self.parts.secrets.counters.lock().unwrap_or_else(PoisonError::into_inner);
            counters.get(&team).copied()
        };
        match seen {
            Some(seen) => Ok(seen),
            None => audit::last_manifest_counter(tx, team).await,
        }
    }

    /// The team, which is locked, and the counter of its manifest, once all rows are what they should be.
    pub(super) async fn verified(&self, tx: &mut Tx, team: TeamId) -> Result<(teams::Team, u64)> {
        let team = teams::find(&mut *tx, team).await?.ok_or(AppError::NotFound("team"))?;
        let rows = entries(tx, team.id).await?;
        let seen = self.not_before(tx, team.id).await?;
        let key = self.parts.instance.manifest_key(team.id);
        let counter = match &team.manifest {
            // Before the first secret.
            None if rows.is_empty() && seen == 0 => Ok(0),
            None => Err(Tampered::Damaged),
            Some(manifest) => Manifest::verify(manifest, rows, &key, seen),
        };
        match counter {
            Ok(counter) => {
                self.remember(team.id, counter);
                Ok((team, counter))
            }
            Err(tampered) => Err(AppError::Tampered(tampered.to_string())),
        }
    }

    /// The key that a team's records are sealed with.
    pub(crate) fn team_key(&self, team: &teams::Team) -> Result<Arc<TeamKey>> {
        self.unwrapped(team.id, &team.data_key)
    }

    /// The keys that a team's records may be sealed with: those of before, too, while there are records on them.
    pub(crate) async fn team_keys(
        &self,
        on: impl Into<Access<'_>>,
        team: &teams::Team,
    ) -> Result<Vec<Arc<TeamKey>>> {
        let mut keys = vec![self.team_key(team)?];
        for (_, wrapped) in teams::keys_of_before(on, team.id).await? {
            keys.push(self.unwrapped(team.id, &wrapped)?);
        }
        Ok(keys)
    }

    fn unwrapped(&self, team: TeamId, wrapped: &[u8]) -> Result<Arc<TeamKey>> {
        let key = TeamKey::unwrap(&self.parts.instance, team, &WrappedTeamKey(wrapped.to_vec()));
        key.map(Arc::new).map_err(|error| AppError::Tampered(error.to_string()))
    }
}

/// What the manifest has to hold: every value with the rules of its secret.
async fn entries(tx: &mut Tx, team: TeamId) -> Result<Vec<ManifestEntry>> {
    let mut all = Vec::new();
    let owners = secrets::all_of_team(&mut *tx, team).await?;
    let owners: HashMap<_, _> = owners.into_iter().map(|secret| (secret.id, secret)).collect();
    for row in secrets::versions_of_team(&mut *tx, team).await? {
        // Every row has an owner: the team is locked.
        let Some(owner) = owners.get(&row.secret) else { continue };
        let rules = SecretRules {
            name: &owner.name,
            bucket: owner.bucket.as_ref(),
            visibility: &owner.visibility,
            allowed_hosts: &owner.allowed_hosts,
            current: version(owner.version)?,
        };
        let sealed = SealedValue::from_bytes(row.sealed);
        let value = (row.secret, version(row.version)?);
        all.push(ManifestEntry::of(value, row.created_at, &sealed, &rules));
    }
    Ok(all)
}

/// The vault counts with 32 bits.
pub(super) fn version(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| AppError::Tampered("a secret has an impossible version".into()))
}
