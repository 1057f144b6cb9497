//! A team as its members see it.

use tacit_spec::{BucketKey, TeamId};
use tacit_store::{Page, buckets, memberships, people};

use crate::{App, Micros, Permission, Result, Somebody, Who};

/// Of one team, in its overview.
const MOST_BUCKETS: u32 = 10_000;

/// A team with its buckets.
#[derive(Clone, Debug)]
pub struct TeamOverview {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Micros,
    /// Key, name, and whether it is the default one.
    pub buckets: Vec<(BucketKey, String, bool)>,
    /// How many people.
    pub people: i64,
    /// Its owner.
    pub owner: Option<Somebody>,
}

impl App {
    /// One team.
    pub async fn team_overview(&self, who: &Who, team: TeamId) -> Result<TeamOverview> {
        let access = self.team(who, team, Permission::ViewTeam).await?;
        let store = &self.parts.store;
        let buckets = buckets::of_team(store, team, Page::first(MOST_BUCKETS)).await?;
        Ok(TeamOverview {
            id: team,
            name: access.team.name,
            created_at: access.team.created_at,
            buckets: buckets.into_iter().map(|bucket| (bucket.key, bucket.name, bucket.is_default)).collect(),
            people: memberships::count_of_team(store, team).await?,
            owner: people::find(store, access.team.owner).await?.map(Into::into),
        })
    }
}
