//! Handing a record over, however long that takes.

use std::time::Duration;

use bytes::Bytes;
use tacit_courier::protocol::{Accepted, Finished, Held, Outcome, path};
use tacit_record::Run;
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;

use super::{backoff::Backoff, work::Shared};

/// A record of many megabytes over a slow line.
const PATIENCE: Duration = Duration::from_secs(120);
/// Leases are a minute long; a server that was away for so long has given the run up.
const OBSOLETE: Duration = Duration::from_secs(15 * 60);

/// Sends the record until it is accepted, or cannot count any more.
pub(super) async fn deliver(shared: &Shared, held: Held, record: Run, lost: &CancellationToken) {
    let finished = Finished { instance: shared.instance.id, held, record };
    let body = Bytes::from(serde_json::to_vec(&finished).expect("a record holds what JSON has"));
    drop(finished);
    let began = Instant::now();
    let mut backoff = Backoff::default();
    loop {
        let sent = shared.control.send::<Accepted>(path::RESULT, body.clone(), PATIENCE, lost).await;
        let error = match sent {
            Ok(Accepted { outcome: Outcome::Accepted }) => return,
            Ok(Accepted { outcome: Outcome::Stale }) => {
                tracing::info!(run = %held.run, "a result came too late, or twice, and does not count");
                return;
            }
            Err(error) => error,
        };
        shared.judge(&error);
        if error.is_about_content() {
            tracing::error!(run = %held.run, cause = %error, "the server does not take a result");
            return;
        }
        if lost.is_cancelled() || began.elapsed() > OBSOLETE {
            tracing::warn!(run = %held.run, "a result could not be handed over in time and is dropped");
            return;
        }
        let wait = backoff.next(&mut *shared.control.surroundings.random());
        tokio::select! {
            () = lost.cancelled() => {}
            () = time::sleep(wait) => {}
        }
    }
}
