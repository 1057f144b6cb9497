//! What a backup and its return mean for those who use the installation.

use tacit_store::{Store, deliveries, sessions, teams};
use tacit_vault::audit::{Action, Actor, Event};

use crate::{App, Clock, Result};

/// What was settled in a copy that came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Sessions that were ended.
    pub sessions: u64,
    /// Messages of then that are not sent any more.
    pub messages: u64,
}

/// Why a message of then is not sent.
const CODE: &str = "RESTORED";
const HINT: &str = "It had not been sent when the backup was made that this server was restored from. Whether it was sent \
                    after that is not known, so that is left to you.";

/// Lets what was under way when the copy was made come to its end: who signed out since must not be signed in again, and
/// nobody is told again of what happened then. Runs of then are taken up as after any stop. Needs no key.
pub async fn settle_restored(store: &Store, clock: &dyn Clock) -> Result<Settled> {
    let mut tx = store.begin().await?;
    let sessions = sessions::delete_all(&mut tx).await?;
    let messages = deliveries::give_up_all(&mut tx, CODE, HINT, clock.now()).await?;
    tx.commit().await?;
    Ok(Settled { sessions, messages })
}

impl App {
    /// Writes into the audit log that a copy of everything is about to be made.
    pub async fn operator_notes_backup(&self) -> Result<()> {
        self.operator_notes(Action::BackupMade).await
    }

    /// Writes into the audit log that this is a copy of then, once all secrets are found as they were stored.
    ///
    /// # Errors
    /// [`AppError::Tampered`](crate::AppError::Tampered) when they are not.
    pub async fn operator_notes_restore(&self) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        for team in teams::all(&mut tx).await? {
            self.begin_secrets_change(&mut tx, team.id).await?;
        }
        drop(tx);
        self.operator_notes(Action::BackupRestored).await
    }

    async fn operator_notes(&self, action: Action) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        self.audit(&mut tx, Event::new(self.now(), Actor::Operator, action)).await?;
        Ok(tx.commit().await?)
    }
}
