//! Mails to owners about values that stop working: two weeks before, three days before, and on the day.

use std::time::Duration;

use tacit_spec::TeamId;
use tacit_store::{Page, memberships, secret_reminders, secret_reminders::SecretReminder, secrets as rows};
use tokio_util::sync::CancellationToken;

use crate::{
    App, Micros, Reminder, Result, Role, Sent,
    secrets::expiry::{AHEAD, DAY},
};

const EVERY: Duration = Duration::from_secs(60 * 60);
/// Days before, the fewest first.
const STAGES: [i64; 3] = [0, 3, 14];
/// Members that are looked at to find the owners.
const MEMBERS: u32 = 10_000;

/// Reminds until `stop`. What could not be sent is tried again an hour later.
pub(crate) async fn keep(app: App, stop: CancellationToken) {
    let mut turns = tokio::time::interval(EVERY);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = turns.tick() => {}
        }
        // To its end: what was sent and not written down would be sent again.
        if let Err(error) = app.remind_owners().await {
            tracing::warn!(cause = error.cause(), "owners could not be reminded of values that stop working");
        }
    }
}

impl App {
    /// Sends what is due to the owners of each team. Without a mail server pages remind alone.
    pub async fn remind_owners(&self) -> Result<()> {
        let Ok(messenger) = self.messenger() else { return Ok(()) };
        if messenger.mail().is_none() {
            return Ok(());
        }
        for team in tacit_store::teams::all(&self.parts.store).await? {
            let due = self.reminders_due(team.id).await?;
            let Some(first) = due.first() else { continue };
            let members = memberships::of_team(&self.parts.store, team.id, Page::first(MEMBERS)).await?;
            let owners = members.into_iter().filter(|member| Role::parse(&member.role) == Some(Role::Owner));
            let to: Vec<String> = owners.map(|owner| owner.email).collect();
            if to.is_empty() {
                continue;
            }
            let secrets = self.expiring_in(team.id, &team.name).await?;
            let reminder = Reminder { team: team.name, secrets };
            // The same when it is sent again because what follows could not be written down.
            let id = format!("expiry_{}_{}_{}", first.secret, first.expires_at, first.days);
            if let Sent::Not { hint, .. } = messenger.remind(to, &reminder, &id).await {
                tracing::warn!(team = %team.id, hint, "a reminder could not be sent; the next try is in an hour");
                continue;
            }
            let mut tx = self.parts.store.begin().await?;
            for reminder in &due {
                secret_reminders::note(&mut tx, reminder).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn reminders_due(&self, team: TeamId) -> Result<Vec<SecretReminder>> {
        let (store, now) = (&self.parts.store, self.now());
        let told = secret_reminders::of_team(store, team).await?;
        let expiring = rows::expiring(store, team, now + AHEAD + 1).await?;
        let due = expiring.into_iter().filter_map(|secret| {
            let expires_at = secret.expires_at?;
            let days = stage(expires_at, now)?;
            let known = told
                .iter()
                .any(|told| told.secret == secret.id && told.expires_at == expires_at && told.days <= days);
            (!known).then_some(SecretReminder { secret: secret.id, expires_at, days })
        });
        Ok(due.collect())
    }
}

/// The last reminder whose time has come.
fn stage(expires_at: Micros, now: Micros) -> Option<i64> {
    STAGES.into_iter().find(|days| now >= expires_at - days * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_reminders() {
        let at = |days: i64| stage(100 * DAY, (100 - days) * DAY);
        assert_eq!(
            [at(15), at(14), at(4), at(3), at(1), at(0), at(-5)],
            [None, Some(14), Some(14), Some(3), Some(3), Some(0), Some(0)]
        );
    }
}
