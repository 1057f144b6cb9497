//! What can be known of secrets without opening them.

use tacit_spec::{BucketKey, SecretId};
use tacit_store::{Page, secrets};

use super::{Access, SecretInfo, SecretScope};
use crate::{App, AppError, Permission, Result, Who};

/// Of one team or bucket.
pub(super) const MOST: u32 = 1000;

/// A name that tests of a bucket can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsableName {
    /// The name.
    pub name: String,
    /// Whether it serves every bucket of the team.
    pub of_team: bool,
}

impl App {
    /// The secrets of a scope, by name. The owner's.
    pub async fn secrets(&self, who: &Who, scope: &SecretScope) -> Result<Vec<SecretInfo>> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let store = &self.parts.store;
        let rows = match access.key() {
            None => secrets::of_team(store, access.team.id, Page::first(MOST)).await?,
            Some(bucket) => secrets::of_bucket(store, bucket, Page::first(MOST)).await?,
        };
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let uses = self.uses_of_all(access.team.id, access.key()).await?;
        let mut waiting = self.next_values(access.team.id).await?;
        let stands_in = self.traces_of_all(access.team.id).await?;
        let mut echoed_in = self.echoes_of_all(access.team.id).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let used_by = uses.get(&row.name).copied().unwrap_or(0);
            let next = waiting.remove(&row.id);
            let (trouble, stands_in) = (self.trouble_with(&row), stands_in.get(&row.id).copied());
            let echoed_in = echoed_in.remove(&row.id).unwrap_or_default();
            all.push(SecretInfo { trouble, stands_in, echoed_in, ..SecretInfo::new(row, next, used_by) });
        }
        Ok(all)
    }

    /// One secret of a scope. The owner's.
    pub async fn secret(&self, who: &Who, scope: &SecretScope, secret: SecretId) -> Result<SecretInfo> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let row = self.secret_row(&access, secret).await?;
        let uses = self.uses_of_all(access.team.id, access.key()).await?;
        let used_by = uses.get(&row.name).copied().unwrap_or(0);
        let next = self.next_values(access.team.id).await?.remove(&row.id);
        let stands_in = self.traces_of_all(access.team.id).await?.get(&row.id).copied();
        let echoed_in = self.echoes_of_all(access.team.id).await?.remove(&row.id).unwrap_or_default();
        let trouble = self.trouble_with(&row);
        Ok(SecretInfo { trouble, stands_in, echoed_in, ..SecretInfo::new(row, next, used_by) })
    }

    /// The names that tests of a bucket can use, sorted: names are no values, and who writes tests needs them.
    pub async fn secret_names(&self, who: &Who, bucket: &BucketKey) -> Result<Vec<UsableName>> {
        let access = self.bucket(who, bucket, Permission::UseSecrets).await?;
        let store = &self.parts.store;
        let usable = |row: secrets::Secret| UsableName { name: row.name, of_team: row.bucket.is_none() };
        let mut names: Vec<_> = secrets::of_team(store, access.team.id, Page::first(MOST))
            .await?
            .into_iter()
            .map(usable)
            .collect();
        names.extend(secrets::of_bucket(store, bucket, Page::first(MOST)).await?.into_iter().map(usable));
        names.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Ok(names)
    }

    pub(super) async fn secret_row(&self, access: &Access, secret: SecretId) -> Result<secrets::Secret> {
        let row = secrets::find(&self.parts.store, secret).await?;
        row.filter(|row| row.team == access.team.id && row.bucket.as_ref() == access.key())
            .ok_or(AppError::NotFound("secret"))
    }
}
