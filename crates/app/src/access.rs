//! The way to data: through the permission table.

use tacit_spec::{BucketKey, TeamId};
use tacit_store::{buckets, buckets::Bucket, memberships, people, teams, teams::Team};
use tacit_vault::audit::{Action, Event, Object};

use crate::{App, AppError, Micros, Permission, Result, Role, Via, Who};

/// Proof that somebody may do something in a team.
pub struct TeamAccess {
    /// Who.
    pub who: Who,
    /// Their role.
    pub role: Role,
    /// The team.
    pub team: Team,
}

/// Proof that somebody may do something in a bucket.
pub struct BucketAccess {
    /// Who.
    pub who: Who,
    /// Their role.
    pub role: Role,
    /// The team.
    pub team: Team,
    /// The bucket.
    pub bucket: Bucket,
}

impl BucketAccess {
    /// What the audit log tells of something done in the bucket.
    pub(crate) fn event(&self, now: Micros, action: Action) -> Event {
        let event = Event::new(now, self.who.actor(), action);
        event.in_team(self.team.id).on(Object::Bucket(self.bucket.key.clone()))
    }
}

impl App {
    /// Opens a team for one use case. To somebody who is no member, there is no such team.
    pub async fn team(&self, who: &Who, team: TeamId, permission: Permission) -> Result<TeamAccess> {
        let missing = || AppError::NotFound("team");
        if let Via::Token { team: Some(only), .. } = who.via
            && only != team
        {
            return Err(missing());
        }
        let role = memberships::role(&self.parts.store, team, who.person).await?.ok_or_else(missing)?;
        let role =
            Role::parse(&role).ok_or_else(|| AppError::internal("a membership has an unknown role"))?;
        let team = teams::find(&self.parts.store, team).await?.ok_or_else(missing)?;
        if !role.may(permission) {
            return Err(AppError::Forbidden(self.whom_to_ask(&team, role, permission).await?));
        }
        Ok(TeamAccess { who: *who, role, team })
    }

    /// Opens a bucket for one use case.
    pub async fn bucket(&self, who: &Who, key: &BucketKey, permission: Permission) -> Result<BucketAccess> {
        let missing = || AppError::NotFound("bucket");
        // Not every database can be asked for any text.
        if !key.0.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(missing());
        }
        let mut bucket = buckets::find(&self.parts.store, key).await?.ok_or_else(missing)?;
        let TeamAccess { who, role, team } = match self.team(who, bucket.team, permission).await {
            Err(AppError::NotFound(_)) => return Err(missing()),
            other => other?,
        };
        keep_trigger(role, &mut bucket.trigger_token);
        Ok(BucketAccess { who, role, team, bucket })
    }

    async fn whom_to_ask(&self, team: &Team, role: Role, permission: Permission) -> Result<String> {
        let owner = people::find(&self.parts.store, team.owner).await?;
        let owner =
            owner.map_or_else(|| "the owner".into(), |owner| format!("{} ({})", owner.name, owner.email));
        let need = permission.as_str();
        let role = role.as_str();
        Ok(format!("your role ({role}) does not include {need}; ask {owner}, the owner of {}", team.name))
    }
}

/// Whoever knows a trigger's token may start runs, with variables of their own. Who may not start runs gets none.
pub(crate) fn keep_trigger(role: Role, token: &mut String) {
    if !role.may(Permission::ExecuteTests) {
        token.clear();
    }
}
