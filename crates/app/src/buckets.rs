//! Buckets of a team.

use tacit_spec::{BucketKey, TeamId};
use tacit_store::{Page, buckets, buckets::Bucket, secrets, teams, teams::Team, tests};
use tacit_vault::audit::Action;

use crate::{
    App, AppError, BucketAccess, Permission, Result, TeamAccess, Via, Who, access::keep_trigger, checked,
    numbers::Gone, patience::patiently,
};

impl App {
    /// Every bucket that somebody can see, team by team, with its team.
    pub async fn buckets(&self, who: &Who) -> Result<Vec<(Team, Bucket)>> {
        let mut all = Vec::new();
        for team in self.teams_in_reach(who).await? {
            let TeamAccess { role, .. } = self.team(who, team.id, Permission::ViewTests).await?;
            for mut bucket in buckets::of_team(&self.parts.store, team.id, Page::first(u32::MAX)).await? {
                keep_trigger(role, &mut bucket.trigger_token);
                all.push((team.clone(), bucket));
            }
        }
        Ok(all)
    }

    /// One bucket.
    pub async fn view_bucket(&self, who: &Who, bucket: &BucketKey) -> Result<(Team, Bucket)> {
        let BucketAccess { team, bucket, .. } = self.bucket(who, bucket, Permission::ViewTests).await?;
        Ok((team, bucket))
    }

    /// Adds a bucket; the team need not be named by somebody who has one.
    pub async fn create_bucket(&self, who: &Who, team: Option<TeamId>, name: &str) -> Result<(Team, Bucket)> {
        let team = match team {
            Some(team) => team,
            None => match &*self.teams_in_reach(who).await? {
                [only] => only.id,
                _ => return Err(AppError::invalid("team_id", "name the team of the new bucket")),
            },
        };
        let access = self.team(who, team, Permission::ManageBuckets).await?;
        let bucket = Bucket {
            key: self.bucket_key(),
            team,
            name: checked::name("name", name)?,
            is_default: false,
            trigger_token: self.trigger_token(),
            created_at: self.now(),
        };
        let mut tx = self.parts.store.begin().await?;
        buckets::insert(&mut tx, &bucket).await?;
        tx.commit().await?;
        Ok((access.team, bucket))
    }

    /// Changes the name.
    pub async fn rename_bucket(&self, who: &Who, bucket: &BucketKey, name: &str) -> Result<(Team, Bucket)> {
        self.bucket(who, bucket, Permission::ManageBuckets).await?;
        let name = checked::name("name", name)?;
        let mut tx = self.parts.store.begin().await?;
        buckets::rename(&mut tx, bucket, &name).await?;
        tx.commit().await?;
        self.parts.watched.forget(bucket);
        self.view_bucket(who, bucket).await
    }

    /// Gives a bucket a new trigger token; the old address stops working.
    pub async fn reset_bucket_trigger(&self, who: &Who, bucket: &BucketKey) -> Result<(Team, Bucket)> {
        let access = self.bucket(who, bucket, Permission::ManageBuckets).await?;
        let mut tx = self.parts.store.begin().await?;
        self.audit(&mut tx, access.event(self.now(), Action::SettingsChanged)).await?;
        buckets::set_trigger_token(&mut tx, bucket, &self.trigger_token()).await?;
        tx.commit().await?;
        self.view_bucket(who, bucket).await
    }

    /// Removes a bucket with everything in it. Its secrets go first, by the owner's hand: nobody else removes secrets.
    pub async fn delete_bucket(&self, who: &Who, bucket: &BucketKey) -> Result<()> {
        patiently(|| self.delete_bucket_once(who, bucket)).await
    }

    async fn delete_bucket_once(&self, who: &Who, bucket: &BucketKey) -> Result<()> {
        let access = self.bucket(who, bucket, Permission::ManageBuckets).await?;
        let mut tx = self.parts.store.begin().await?;
        // A secret made in between would go with the bucket, and the team's others would look tampered with.
        teams::lock(&mut tx, access.team.id).await?;
        if !secrets::of_bucket(&mut tx, bucket, Page::first(1)).await?.is_empty() {
            return Err(AppError::Conflict(
                "the bucket has secrets of its own: the owner of the team deletes them first".into(),
            ));
        }
        let all = tests::of_bucket(&mut tx, bucket, Page::first(u32::MAX)).await?;
        let all = all.into_iter().map(|test| (test.id, test.name));
        let names = self.last_names(&mut tx, &access.bucket, all, None).await?;
        buckets::delete(&mut tx, bucket).await?;
        self.end_with_deletion(&mut tx, &names).await?;
        self.audit(&mut tx, access.event(self.now(), Action::BucketDeleted)).await?;
        tx.commit().await?;
        self.parts.watched.forget(bucket);
        self.parts.tests.forget(Gone::Bucket(bucket.clone()));
        Ok(())
    }

    async fn teams_in_reach(&self, who: &Who) -> Result<Vec<Team>> {
        let mut all = teams::of_person(&self.parts.store, who.person).await?;
        if let Via::Token { team: Some(only), .. } = who.via {
            all.retain(|team| team.id == only);
        }
        Ok(all)
    }
}
