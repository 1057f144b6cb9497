//! Forgetting values that no stored result can hold any more.

use tacit_store::{secrets, teams};
use tacit_vault::audit::{Action, Actor, Detail, Event};

use crate::{App, Micros, Result};

impl App {
    /// Removes values that were replaced before `before`, when the last result made with them is gone. Returns how many.
    pub(crate) async fn retire_secret_values(&self, before: Micros) -> Result<u64> {
        let mut tx = self.parts.store.begin().await?;
        let mut changes = Vec::new();
        for team in teams::all(&mut tx).await? {
            if team.manifest.is_some() {
                changes.push(self.begin_secrets_change(&mut tx, team.id).await?);
            }
        }
        for change in &changes {
            let event = Event::new(self.now(), Actor::System, Action::ManifestSealed)
                .in_team(change.team.id)
                .with(Detail::ManifestCounter(change.counter));
            self.audit(&mut tx, event).await?;
        }
        let retired = secrets::retire_versions(&mut tx, before).await?;
        if retired == 0 {
            return Ok(0);
        }
        for change in &changes {
            self.seal_manifest(&mut tx, change).await?;
        }
        tx.commit().await?;
        for change in changes {
            self.remember(change.team.id, change.counter);
        }
        Ok(retired)
    }
}
