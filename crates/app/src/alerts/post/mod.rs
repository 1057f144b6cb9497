//! The post: takes messages out of the outbox and delivers them.
//!
//! ```text
//!   outbox --(due, in one unit of work: begun)--> a task for each message --(Messenger)--> receiver
//!     ^                                                    |
//!     +--(what became of them, many in one unit of work)---+
//! ```
//!
//! One task does all the writing, and so shares its commits under load. A try is written down as begun before it is
//! sent. What a process that is gone was sending is sent again where the receiver takes the same message twice for one;
//! elsewhere it is left at that, and the log says so.

mod interrupted;
mod round;
mod settle;
mod shares;
mod weary;

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use settle::Done;
use shares::Shares;
use weary::Weary;

use super::{Messenger, Sent};
use crate::{App, Result};

/// The outbox is looked at this often at least: the clock may jump, and others may write.
const LOOK: Duration = Duration::from_secs(5);
/// A receiver that takes longer takes others' turns.
const SLOW: Duration = Duration::from_secs(5);
/// After a fault of the store.
const PATIENCE: Duration = Duration::from_secs(2);

/// Delivers what is to be told.
pub struct Post;

impl Post {
    /// Makes this process deliver through `messenger` until `stop`. The tasks are the tracker's: when it is empty, what
    /// was on its way has arrived or not, and that is written down.
    ///
    /// # Errors
    /// When the store does not say what a process before was sending.
    pub async fn start(
        app: &App,
        messenger: Arc<dyn Messenger>,
        stop: CancellationToken,
        tracker: &TaskTracker,
    ) -> Result<()> {
        // Only the first one counts; there is only one.
        let _ = app.parts.messenger.set(messenger);
        app.take_up_interrupted().await?;
        tracker.spawn(work(app.clone(), stop));
        Ok(())
    }
}

/// What is on its way.
struct UnderWay {
    sender: mpsc::UnboundedSender<Done>,
    receiver: mpsc::UnboundedReceiver<Done>,
    shares: Shares,
    weary: Weary,
    /// What came back and is not written down yet.
    done: Vec<Done>,
}

impl UnderWay {
    fn new() -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        Self { sender, receiver, shares: Shares::default(), weary: Weary::default(), done: Vec::new() }
    }

    fn came_back(&mut self, done: Done) {
        if let Some(seat) = done.seat {
            self.shares.leave(seat);
        }
        let soon = matches!(done.sent, Sent::Delivered { .. }) && done.took < SLOW;
        self.weary.note(done.team, done.channel, soon);
        self.done.push(done);
    }

    /// Takes what came back meanwhile.
    fn gather(&mut self) {
        while let Ok(done) = self.receiver.try_recv() {
            self.came_back(done);
        }
    }
}

async fn work(app: App, stop: CancellationToken) {
    let mut under_way = UnderWay::new();
    loop {
        under_way.gather();
        let stopping = stop.is_cancelled();
        let wait = match app.post_round(&mut under_way, !stopping).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::error!(%error, "messages wait: the outbox cannot be read or written");
                PATIENCE
            }
        };
        if stopping && under_way.shares.len() == 0 && under_way.done.is_empty() {
            return;
        }
        tokio::select! {
            () = stop.cancelled(), if !stopping => {}
            () = app.parts.post.notified(), if !stopping => {}
            () = tokio::time::sleep(wait) => {}
            // The sender is here: there is always one to come.
            Some(done) = under_way.receiver.recv() => under_way.came_back(done),
        }
    }
}
