//! Does one search after another.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{App, AppError};

/// What was asked for by another process is found this late at most.
const LOOK: Duration = Duration::from_secs(60);
/// After a fault.
const PATIENCE: Duration = Duration::from_secs(10);

/// Searches until `stop`. One that is cut short begins anew with the next start.
pub(crate) async fn keep(app: App, stop: CancellationToken) {
    loop {
        let turn = async {
            while app.do_next_search().await? {}
            Ok::<_, AppError>(())
        };
        let wait = tokio::select! {
            () = stop.cancelled() => return,
            done = turn => match done {
                Ok(()) => LOOK,
                Err(error) => {
                    let cause = error.cause();
                    tracing::error!(cause, "the value of a secret could not be looked for; the next try is in ten seconds");
                    PATIENCE
                }
            },
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.parts.searches.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}
