//! Reminding the owner of values that stop working. Nothing else follows from the date: a reminder that stops tests would be
//! an outage of our own making.

use tacit_spec::TeamId;
use tacit_store::{buckets, secrets as rows};

use crate::{App, Micros, Result, Role, Who};

pub(super) const DAY: Micros = 24 * 60 * 60 * 1_000_000;
/// So long before, the owner is told.
pub(super) const AHEAD: Micros = 14 * DAY;

/// A secret whose value stops working soon, or has stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiringSecret {
    /// Its name.
    pub name: String,
    /// What people call the team or the bucket it serves.
    pub place: String,
    /// Whole days until then; negative when it has passed.
    pub days_left: i64,
}

impl App {
    /// The secrets that somebody owns and that expire within two weeks, the soonest first. For others there are none.
    pub async fn expiring_secrets(&self, who: &Who) -> Result<Vec<ExpiringSecret>> {
        let mut all = Vec::new();
        for team in self.account(who).await?.teams {
            if team.role == Role::Owner {
                all.extend(self.expiring_in(team.id, &team.name).await?);
            }
        }
        Ok(all)
    }

    pub(super) async fn expiring_in(&self, team: TeamId, name: &str) -> Result<Vec<ExpiringSecret>> {
        let (store, now) = (&self.parts.store, self.now());
        let mut all = Vec::new();
        for secret in rows::expiring(store, team, now + AHEAD + 1).await? {
            let Some(at) = secret.expires_at else { continue };
            let bucket = match &secret.bucket {
                Some(key) => buckets::find(store, key).await?.map(|bucket| bucket.name),
                None => None,
            };
            let place = bucket.unwrap_or_else(|| name.to_owned());
            all.push(ExpiringSecret { name: secret.name, place, days_left: (at - now).div_euclid(DAY) });
        }
        Ok(all)
    }
}
