//! Trying once more when the storage is busy, as when two units of work waited for each other and the database ended one.

use std::time::Duration;

use crate::{AppError, Result};

/// Between two tries.
const WAITS: [Duration; 3] =
    [Duration::from_millis(20), Duration::from_millis(100), Duration::from_millis(400)];

/// Does it again, a few times, when nothing of it was done because the storage was busy.
pub(crate) async fn patiently<T, F>(mut once: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    for wait in WAITS {
        match once().await {
            Err(AppError::Busy) => tokio::time::sleep(wait).await,
            other => return other,
        }
    }
    once().await
}
