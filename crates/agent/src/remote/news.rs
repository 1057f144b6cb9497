//! News of runs, in small batches.

use std::{sync::Arc, time::Duration};

use tacit_courier::protocol::{Done, Held, News, RunNews, path};
use tacit_record::Progress;
use tacit_taint::CleanText;
use tokio::{sync::mpsc, time};

use super::work::Shared;

/// News that wait; more are dropped. Whoever watches a run sees the whole record at its end.
const WAITING: usize = 256;
/// News of one message.
const BATCH: usize = 32;
/// How long news wait for others.
const GATHER: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_secs(10);

/// Where runs put their news.
#[derive(Clone)]
pub(super) struct Teller(mpsc::Sender<RunNews<CleanText>>);

/// Both ends.
pub(super) fn channel() -> (Teller, mpsc::Receiver<RunNews<CleanText>>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Teller(sender), receiver)
}

impl Teller {
    pub(super) fn tell(&self, held: Held, progress: Progress) {
        // Nobody waits for news: a server that is slow must not slow a run down.
        let _ = self.0.try_send(RunNews { held, progress });
    }
}

/// Sends news until nobody makes any.
pub(super) async fn send(shared: Arc<Shared>, mut news: mpsc::Receiver<RunNews<CleanText>>) {
    let mut batch = Vec::new();
    while news.recv_many(&mut batch, BATCH).await > 0 {
        if batch.len() < BATCH {
            time::sleep(GATHER).await;
            while batch.len() < BATCH {
                let Ok(more) = news.try_recv() else { break };
                batch.push(more);
            }
        }
        let message = News { instance: shared.instance.id, news: std::mem::take(&mut batch) };
        let sent = shared.control.call(path::PROGRESS, &message, PATIENCE, &shared.ended);
        let _: Result<Done, _> = sent.await.inspect_err(|error| shared.judge(error));
    }
}
