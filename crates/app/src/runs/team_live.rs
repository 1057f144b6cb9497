//! What happens in all buckets of a team, for a screen that shows them together.

use std::{collections::HashMap, time::Duration};

use serde::Serialize;
use tacit_spec::{BucketKey, TeamId};
use tacit_store::{Store, buckets};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::Instant,
};

use super::RunEvent;
use crate::{App, Permission, Result, Who};

/// News is told at most this often, all of the time in between at once: nobody reads faster.
const PACE: Duration = Duration::from_millis(500);
/// Told at once at most.
const MOST: usize = 500;

/// A run of one of the team's buckets began or ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamEvent {
    /// The bucket.
    #[serde(rename = "bucket_key")]
    pub bucket: BucketKey,
    /// What happened in it.
    #[serde(flatten)]
    pub event: RunEvent,
}

/// What happens in a team, from now on.
pub struct TeamNews {
    store: Store,
    team: TeamId,
    /// Of every team: which are this one's is looked up once for each bucket.
    all: broadcast::Receiver<(BucketKey, RunEvent)>,
    known: HashMap<BucketKey, bool>,
    told: Option<Instant>,
}

impl TeamNews {
    /// The next events, of half a second or so. Those that were missed by a slow watcher are left out, and so are those
    /// beyond a few hundred: the lists have them.
    pub async fn next(&mut self) -> Option<Vec<TeamEvent>> {
        let mut events = Vec::new();
        while events.is_empty() {
            if let Some(event) = self.receive().await? {
                events.push(event);
            }
        }
        let until = self.told.map_or_else(Instant::now, |told| told + PACE);
        while let Ok(received) = tokio::time::timeout_at(until, self.receive()).await {
            match received {
                // Those of other teams count for nothing.
                Some(event) => events.extend(event.filter(|_| events.len() < MOST)),
                None => break,
            }
        }
        self.told = Some(Instant::now());
        Some(events)
    }

    /// `None` at the end; nothing for another team's event. Giving up half-way loses no more than one event.
    async fn receive(&mut self) -> Option<Option<TeamEvent>> {
        match self.all.recv().await {
            Ok((bucket, event)) => Some(self.is_ours(&bucket).await.then_some(TeamEvent { bucket, event })),
            Err(RecvError::Lagged(_)) => Some(None),
            Err(RecvError::Closed) => None,
        }
    }

    async fn is_ours(&mut self, bucket: &BucketKey) -> bool {
        if let Some(ours) = self.known.get(bucket) {
            return *ours;
        }
        let Ok(found) = buckets::find(&self.store, bucket).await else { return false };
        let ours = found.is_some_and(|bucket| bucket.team == self.team);
        self.known.insert(bucket.clone(), ours);
        ours
    }
}

impl App {
    /// What happens in all buckets of a team, from now on.
    pub async fn team_news(&self, who: &Who, team: TeamId) -> Result<TeamNews> {
        self.team(who, team, Permission::ViewTests).await?;
        Ok(TeamNews {
            store: self.parts.store.clone(),
            team,
            all: self.parts.live.watch_all(),
            known: HashMap::new(),
            told: None,
        })
    }
}
