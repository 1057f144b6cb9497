//! Feeds: what failed and recovered in a bucket, for whoever reads news with a reader of their own.

use std::collections::{HashMap, hash_map::Entry};

use tacit_alert::Resolved;
use tacit_spec::{BucketKey, EnvironmentId, IncidentId, ShareId, TestId};
use tacit_store::{
    Page, buckets, environments,
    incidents::{self, Incident},
    shares::ShareKind,
    tests,
};

use crate::{App, AppError, Micros, Result};

/// Incidents looked at, and entries told, at most.
const MOST: u32 = 50;

/// The news of a bucket.
pub struct Feed {
    /// The link's id, which stays when the bucket is renamed.
    pub id: ShareId,
    /// The bucket.
    pub bucket: BucketKey,
    /// Its name.
    pub bucket_name: String,
    /// When something was new for the last time.
    pub updated_at: Micros,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// An incident began, or is over.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedEntry {
    /// The incident.
    pub incident: IncidentId,
    /// The test's name.
    pub test_name: String,
    /// The environment's name; `None` when it is gone.
    pub environment_name: Option<String>,
    /// What is new.
    pub news: FeedNews,
    /// When.
    pub at: Micros,
}

/// What is new of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedNews {
    /// The test fails, or failed then.
    Failed,
    /// The test passes and fails in turn.
    Flaky,
    /// Runs cannot be executed, or could not be then.
    Unwatched,
    /// The test passes again.
    Recovered,
    /// Somebody said that it is over.
    Closed,
}

impl App {
    /// The feed behind an address.
    pub async fn feed(&self, token: &str) -> Result<Feed> {
        const WHAT: &str = "feed";
        let share = self.visit(ShareKind::Feed, token, WHAT).await?;
        let store = &self.parts.store;
        let bucket = buckets::find(store, &share.bucket).await?.ok_or(AppError::NotFound(WHAT))?;
        let found = incidents::of_bucket(store, &bucket.key, Page::first(MOST)).await?;
        let entries = self.news(found).await?;
        Ok(Feed {
            id: share.id,
            bucket: bucket.key,
            bucket_name: bucket.name,
            updated_at: entries.first().map_or(share.created_at, |entry| entry.at),
            entries,
        })
    }

    async fn news(&self, incidents: Vec<Incident>) -> Result<Vec<FeedEntry>> {
        let mut names = HashMap::<TestId, Option<String>>::new();
        let mut places = HashMap::<EnvironmentId, Option<String>>::new();
        let mut entries = Vec::new();
        for incident in incidents {
            if let Entry::Vacant(unknown) = names.entry(incident.test) {
                let test = tests::find(&self.parts.store, incident.test).await?;
                unknown.insert(test.map(|test| test.name));
            }
            if let Some(id) = incident.environment
                && !places.contains_key(&id)
            {
                let environment = environments::find(&self.parts.store, id).await?;
                places.insert(id, environment.map(|environment| environment.name));
            }
            let Some(Some(test_name)) = names.get(&incident.test).cloned() else { continue };
            let environment_name = incident.environment.and_then(|id| places.get(&id).cloned().flatten());
            let entry = |news, at| FeedEntry {
                incident: incident.id,
                test_name: test_name.clone(),
                environment_name: environment_name.clone(),
                news,
                at,
            };
            let began = match incident.condition.as_str() {
                "flaky" => FeedNews::Flaky,
                "unwatched" => FeedNews::Unwatched,
                _ => FeedNews::Failed,
            };
            entries.push(entry(began, incident.opened_at));
            let by_hand = serde_json::from_str::<Resolved>(&incident.state).is_ok_and(|over| over.by_hand);
            let over = if by_hand { FeedNews::Closed } else { FeedNews::Recovered };
            entries.extend(incident.resolved_at.map(|at| entry(over, at)));
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        entries.truncate(MOST as usize);
        Ok(entries)
    }
}
