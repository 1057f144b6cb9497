//! What owners were told of values that stop working.

use tacit_spec::{SecretId, TeamId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
};

row! {
    /// A reminder that was sent.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecretReminder {
        /// Of which secret.
        pub secret: SecretId,
        /// The date that was told.
        pub expires_at: Micros,
        /// So many days before, or fewer.
        pub days: i64,
    }
}

/// The last one of each secret of a team.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<SecretReminder>> {
    select!(
        on,
        fetch_all,
        SecretReminder,
        "FROM secret_reminders WHERE secret IN (SELECT id FROM secrets WHERE team = $1) ORDER BY secret",
        team.0
    )
}

/// Notes one, in place of the last.
pub async fn note(tx: &mut Tx, reminder: &SecretReminder) -> Result<()> {
    // The secret may have been deleted meanwhile.
    execute!(
        tx,
        "INSERT INTO secret_reminders (secret, expires_at, days) SELECT id, $2, $3 FROM secrets WHERE id = $1
         ON CONFLICT (secret) DO UPDATE SET expires_at = excluded.expires_at, days = excluded.days",
        reminder.secret.0,
        reminder.expires_at,
        reminder.days
    )?;
    Ok(())
}
