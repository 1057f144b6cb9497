//! Changing the sealed values of a team: manifest verified before, sealed anew after, in one unit of work.

use std::sync::{Arc, PoisonError};

use tacit_spec::TeamId;
use tacit_store::{Tx, secrets::SecretVersion, teams};
use tacit_vault::{Manifest, ManifestEntry, SealedValue, Tampered, TeamKey, WrappedTeamKey};

use crate::{App, AppError, Result};

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

    /// Seals the manifest of what is there now.
    pub(crate) async fn finish_secrets_change(&self, tx: &mut Tx, change: Change) -> Result<()> {
        let team = change.team.id;
        let rows = tacit_store::secrets::versions_of_team(&mut *tx, team).await?;
        let manifest = Manifest::of(entries(rows)?, change.counter);
        let sealed = manifest.seal(&self.parts.instance.manifest_key(team));
        Ok(teams::set_manifest(tx, team, &sealed).await?)
    }

    /// The team and the counter of its manifest, once all rows are what they should be.
    pub(super) async fn verified(&self, tx: &mut Tx, team: TeamId) -> Result<(teams::Team, u64)> {
        let team = teams::find(&mut *tx, team).await?.ok_or(AppError::NotFound("team"))?;
        let rows = tacit_store::secrets::versions_of_team(&mut *tx, team.id).await?;
        let seen = {
            let counters = self.parts.secrets.counters.lock().unwrap_or_else(PoisonError::into_inner);
            counters.get(&team.id).copied().unwrap_or(0)
        };
        let key = self.parts.instance.manifest_key(team.id);
        let counter = match &team.manifest {
            // Before the first secret.
            None if rows.is_empty() && seen == 0 => Ok(0),
            None => Err(Tampered::Damaged),
            Some(manifest) => Manifest::verify(manifest, entries(rows)?, &key, seen),
        };
        match counter {
            Ok(counter) => {
                let mut counters = self.parts.secrets.counters.lock().unwrap_or_else(PoisonError::into_inner);
                let seen = counters.entry(team.id).or_default();
                *seen = counter.max(*seen);
                Ok((team, counter))
            }
            Err(tampered) => Err(AppError::Tampered(tampered.to_string())),
        }
    }

    pub(super) fn team_key(&self, team: &teams::Team) -> Result<Arc<TeamKey>> {
        let wrapped = WrappedTeamKey(team.data_key.clone());
        let key = TeamKey::unwrap(&self.parts.instance, team.id, &wrapped);
        key.map(Arc::new).map_err(|error| AppError::Tampered(error.to_string()))
    }
}

fn entries(rows: Vec<SecretVersion>) -> Result<Vec<ManifestEntry>> {
    rows.into_iter()
        .map(|row| {
            let version = version(row.version)?;
            Ok(ManifestEntry::of(row.secret, version, &SealedValue::from_bytes(row.sealed)))
        })
        .collect()
}

/// The vault counts with 32 bits.
pub(super) fn version(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| AppError::internal("a secret has an impossible version"))
}
