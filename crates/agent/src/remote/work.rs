//! An agent at work, from its first poll to its last word.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tacit_courier::protocol::{Done, Held, Instance, Release, VERSION, path};
use tokio::{sync::Notify, time};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Builder;

use super::{
    CallError, Membership, Surroundings, Way, control::Control, heartbeat, news, poll, runs::Runs, sets::Sets,
};
use crate::Agent;

/// How an agent elsewhere works.
#[derive(Clone, Copy, Debug)]
pub struct WorkSettings {
    /// Runs at once.
    pub slots: u32,
    /// How long runs under way may go on when the agent stops; then they go back.
    pub drain: Duration,
}

/// An agent elsewhere. One for the life of a process.
pub struct RemoteAgent {
    shared: Arc<Shared>,
    drain: Duration,
    news: tokio::sync::mpsc::Receiver<tacit_courier::protocol::RunNews<tacit_taint::CleanText>>,
}

/// What all tasks of an agent have in common.
pub(super) struct Shared {
    pub(super) agent: Agent,
    pub(super) control: Control,
    pub(super) instance: Instance,
    pub(super) runs: Runs,
    pub(super) sets: Sets,
    pub(super) news: news::Teller,
    pub(super) tasks: TaskTracker,
    /// A slot has become free.
    pub(super) freed: Notify,
    /// No more polls.
    pub(super) stopping: CancellationToken,
    /// No more calls.
    pub(super) ended: CancellationToken,
    /// Jobs that came after the last poll.
    back: Mutex<Vec<Held>>,
    /// Why there is no going on.
    refused: Mutex<Option<CallError>>,
}

/// For the last word to a server that does not answer.
const LAST_WORD: Duration = Duration::from_secs(5);

impl RemoteAgent {
    /// An agent of the server that `membership` is one of.
    #[must_use]
    pub fn new(
        agent: Agent,
        way: Way,
        membership: Membership,
        surroundings: Arc<dyn Surroundings>,
        settings: WorkSettings,
    ) -> Self {
        let mut id = [0; 16];
        surroundings.random().fill_bytes(&mut id);
        let instance = Instance {
            id: Builder::from_random_bytes(id).into_uuid(),
            protocol: VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            slots: settings.slots,
        };
        let (teller, news) = news::channel();
        let shared = Shared {
            agent,
            control: Control::new(way, membership, surroundings),
            instance,
            runs: Runs::default(),
            sets: Sets::default(),
            news: teller,
            tasks: TaskTracker::new(),
            freed: Notify::new(),
            stopping: CancellationToken::new(),
            ended: CancellationToken::new(),
            back: Mutex::default(),
            refused: Mutex::default(),
        };
        Self { shared: Arc::new(shared), drain: settings.drain, news }
    }

    /// Works until `stop`, then finishes what is under way in the time it has, and gives back the rest.
    ///
    /// # Errors
    /// When the server does not want this agent any more. Everything was dropped then.
    pub async fn work(self, stop: CancellationToken) -> Result<(), CallError> {
        let Self { shared, drain, news } = self;
        let heart = tokio::spawn(heartbeat::keep(Arc::clone(&shared)));
        let telling = tokio::spawn(news::send(Arc::clone(&shared), news));
        let polling = tokio::spawn(poll::keep(Arc::clone(&shared)));
        tokio::select! {
            () = stop.cancelled() => {}
            () = shared.ended.cancelled() => {}
        }
        shared.stopping.cancel();
        // Every run that a poll brings is in the tracker before the poll is over.
        let _ = polling.await;
        shared.tasks.close();
        let under_way = shared.runs.len();
        if under_way > 0 {
            tracing::info!(runs = under_way, "runs under way are finished first");
        }
        let all = time::timeout(drain, shared.tasks.wait());
        let in_time = tokio::select! {
            done = all => done.is_ok(),
            () = shared.ended.cancelled() => false,
        };
        let mut back = std::mem::take(&mut *shared.back.lock().unwrap_or_else(PoisonError::into_inner));
        if !in_time {
            back.extend(shared.runs.held());
            tracing::info!(runs = back.len(), "runs that are not done go back");
            shared.runs.drop_all();
            shared.tasks.wait().await;
        }
        let refused = shared.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
        if refused.is_none() {
            let release = Release { instance: shared.instance.id, runs: back, leaving: true };
            let last = shared.control.call::<Done>(path::RELEASE, &release, LAST_WORD, &shared.ended);
            if let Err(error) = last.await {
                tracing::warn!(cause = %error, "the server was not told that this agent stops; it finds out by itself");
            }
        }
        shared.ended.cancel();
        telling.abort();
        let _ = heart.await;
        shared.agent.close().await;
        refused.map_or(Ok(()), Err)
    }
}

impl Shared {
    pub(super) fn slots(&self) -> usize {
        self.instance.slots as usize
    }

    /// A job that came when nothing is begun any more.
    pub(super) fn give_back(&self, held: Held) {
        self.back.lock().unwrap_or_else(PoisonError::into_inner).push(held);
    }

    /// Ends everything if the server does not want this agent any more.
    pub(super) fn judge(&self, error: &CallError) {
        if !error.is_final() {
            return;
        }
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.is_none() {
            *refused = Some(error.clone());
            self.ended.cancel();
        }
    }
}
