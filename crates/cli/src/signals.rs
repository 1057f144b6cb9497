//! Signals that ask the program to end.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{Exit, output};

/// A wrapper and the terminal often send the same signal; together they count as one.
const TOGETHER: Duration = Duration::from_millis(500);

/// Cancels `token` at the first signal; a later one ends the program at once.
pub(crate) async fn cancel(token: CancellationToken) {
    signal().await;
    token.cancel();
    output::complain("stopping; once more to stop at once");
    tokio::time::sleep(TOGETHER).await;
    signal().await;
    std::process::exit(Exit::Interrupted as i32);
}

/// Waits for SIGINT or SIGTERM.
#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
