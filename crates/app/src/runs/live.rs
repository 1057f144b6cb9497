//! News of runs for whoever watches: kept while the run lasts, replayed to latecomers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tacit_record::Progress;
use tacit_spec::{BucketKey, RunId, TestId};
use tacit_store::runs::{self, RunStatus};
use tokio::sync::{broadcast, watch};

use super::results::result_word;
use crate::{App, AppError, Permission, Result, Who};

/// Bytes of news kept of one run. What does not fit is not told; the result has it.
const KEPT: usize = 4 << 20;
/// Events of a bucket that a slow watcher may be behind.
const BEHIND: usize = 256;
/// The same for whoever watches many buckets.
const FAR_BEHIND: usize = 4096;

/// One run of a bucket's began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RunEvent {
    /// Its test.
    #[serde(rename = "test_id")]
    pub test: TestId,
    /// The run.
    #[serde(rename = "test_run_id")]
    pub run: RunId,
    /// How it stands: `queued`, `working`, `pass`, `fail`, `canceled`, `missed`.
    pub result: &'static str,
}

/// One piece of news of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// [`Progress`] as JSON.
    Progress(Arc<str>),
    /// It ended; nothing follows.
    Finished(&'static str),
}

/// Where news goes through.
#[derive(Default)]
pub(crate) struct Hub {
    runs: Mutex<HashMap<RunId, Arc<Channel>>>,
    buckets: Mutex<HashMap<BucketKey, broadcast::Sender<RunEvent>>>,
    /// Of all buckets, while somebody listens.
    all: Mutex<Option<broadcast::Sender<(BucketKey, RunEvent)>>>,
}

#[derive(Default)]
struct Channel {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    news: Vec<Arc<str>>,
    bytes: usize,
    ended: Option<&'static str>,
    closed: bool,
}

/// The news of one run, from its beginning.
pub struct RunNews {
    channel: Arc<Channel>,
    changed: watch::Receiver<()>,
    told: usize,
    over: bool,
}

/// What happens in a bucket, from now on.
pub struct BucketNews(broadcast::Receiver<RunEvent>);

impl Hub {
    /// Begins to keep the news of a run.
    pub(crate) fn open(&self, run: RunId) {
        lock(&self.runs).entry(run).or_default();
    }

    pub(super) fn publish(&self, run: RunId, progress: &Progress) {
        let Some(channel) = lock(&self.runs).get(&run).cloned() else { return };
        let Ok(text) = serde_json::to_string(progress) else { return };
        let mut state = lock(&channel.state);
        if state.bytes + text.len() <= KEPT {
            state.bytes += text.len();
            state.news.push(text.into());
            drop(state);
            channel.changed.send_replace(());
        }
    }

    /// Forgets what a run told before: it starts again.
    pub(super) fn restart(&self, run: RunId) {
        if let Some(channel) = lock(&self.runs).get(&run) {
            let mut state = lock(&channel.state);
            state.news.clear();
            state.bytes = 0;
        }
    }

    fn finish(&self, run: RunId, result: &'static str) {
        if let Some(channel) = lock(&self.runs).remove(&run) {
            lock(&channel.state).ended = Some(result);
            channel.changed.send_replace(());
        }
    }

    /// Ends the news of a run that is gone.
    pub(super) fn forget(&self, run: RunId) {
        self.finish(run, "canceled");
    }

    fn watch(&self, run: RunId) -> RunNews {
        let channel = Arc::clone(lock(&self.runs).entry(run).or_default());
        RunNews { changed: channel.changed.subscribe(), channel, told: 0, over: false }
    }

    fn watch_bucket(&self, bucket: &BucketKey) -> BucketNews {
        let mut buckets = lock(&self.buckets);
        let sender = buckets.entry(bucket.clone()).or_insert_with(|| broadcast::channel(BEHIND).0);
        BucketNews(sender.subscribe())
    }

    /// What happens in every bucket.
    pub(super) fn watch_all(&self) -> broadcast::Receiver<(BucketKey, RunEvent)> {
        lock(&self.all).get_or_insert_with(|| broadcast::channel(FAR_BEHIND).0).subscribe()
    }

    fn tell(&self, bucket: &BucketKey, event: RunEvent) {
        let mut all = lock(&self.all);
        if all.as_ref().is_some_and(|sender| sender.send((bucket.clone(), event)).is_err()) {
            *all = None;
        }
        drop(all);
        let mut buckets = lock(&self.buckets);
        // Nobody listens any more: nobody needs the channel.
        if buckets.get(bucket).is_some_and(|sender| sender.send(event).is_err()) {
            buckets.remove(bucket);
        }
    }

    /// Ends every stream, so that the server can stop.
    pub(super) fn close(&self) {
        lock(&self.buckets).clear();
        *lock(&self.all) = None;
        for (_, channel) in lock(&self.runs).drain() {
            lock(&channel.state).closed = true;
            channel.changed.send_replace(());
        }
    }
}

impl RunNews {
    /// The next piece of news; `None` after the last.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            if self.over {
                return None;
            }
            {
                let state = lock(&self.channel.state);
                // After a restart there is less than was told.
                self.told = self.told.min(state.news.len());
                if let Some(news) = state.news.get(self.told) {
                    self.told += 1;
                    return Some(News::Progress(Arc::clone(news)));
                }
                if let Some(result) = state.ended {
                    self.over = true;
                    return Some(News::Finished(result));
                }
                if state.closed {
                    return None;
                }
            }
            self.changed.changed().await.ok()?;
        }
    }
}

impl BucketNews {
    /// The next event. One that was missed by a slow watcher is left out: the lists have it.
    pub async fn next(&mut self) -> Option<RunEvent> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

impl App {
    /// The news of a run, from its beginning. Of one that has ended, its end.
    pub async fn run_news(&self, who: &Who, bucket: &BucketKey, test: TestId, run: RunId) -> Result<RunNews> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let missing = || AppError::NotFound("run");
        let find = || runs::find_in(&self.parts.store, bucket, test, run);
        find().await?.ok_or_else(missing)?;
        let news = self.parts.live.watch(run);
        // Asked after subscribing: an end in between is not missed.
        let now = find().await?.ok_or_else(missing)?;
        if matches!(now.status, RunStatus::Finished | RunStatus::Canceled | RunStatus::Missed) {
            self.parts.live.finish(run, result_word(now.status, now.result));
        }
        Ok(news)
    }

    /// What happens in a bucket, from now on.
    pub async fn bucket_news(&self, who: &Who, bucket: &BucketKey) -> Result<BucketNews> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        Ok(self.parts.live.watch_bucket(bucket))
    }

    pub(crate) fn tell(&self, bucket: &BucketKey, event: RunEvent) {
        self.parts.live.tell(bucket, event);
    }

    /// Tells everybody that a run is over.
    pub(super) fn ended(&self, bucket: &BucketKey, event: RunEvent) {
        self.parts.live.finish(event.run, event.result);
        self.parts.live.tell(bucket, event);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code that runs under these locks leaves anything half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
