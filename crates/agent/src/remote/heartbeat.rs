//! Saying that this process lives, and what it has.

use std::{sync::Arc, time::Duration};

use tacit_courier::protocol::{Beat, HEARTBEAT, Heartbeat, path};
use tokio::time;

use super::work::Shared;

/// After a heartbeat that did not arrive.
const AGAIN: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(8);

/// Sends heartbeats until the end.
pub(super) async fn keep(shared: Arc<Shared>) {
    loop {
        let message = Heartbeat { instance: shared.instance.clone(), runs: shared.runs.held() };
        let beat = shared.control.call(path::HEARTBEAT, &message, PATIENCE, &shared.ended).await;
        let wait = match beat {
            Ok(Beat { stop }) => {
                shared.runs.stop(&stop);
                HEARTBEAT
            }
            Err(error) => {
                shared.judge(&error);
                AGAIN
            }
        };
        tokio::select! {
            () = shared.ended.cancelled() => return,
            () = time::sleep(wait) => {}
        }
    }
}
