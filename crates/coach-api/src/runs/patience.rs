//! How long a run waits for a database that is away.

use std::time::Duration;

use plan_store::{RunId, StoreError};
use tokio::time::sleep;

/// How often a database that is away is asked again, and after how long.
pub(super) const PATIENCE: [Duration; 4] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1_000),
    Duration::from_millis(2_000),
];

/// Does what may have been done already: whoever hears that the database is
/// away does not know whether only its answer got lost.
///
/// # Errors
/// The last one, once patience is at its end or where none would help.
pub(super) async fn patiently<T, F>(
    run: RunId,
    mut attempt: impl FnMut() -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    for wait in PATIENCE {
        match attempt().await {
            Err(error) if error.is_transient() => {
                tracing::warn!(%run, %error, "the database is asked again");
                sleep(wait).await;
            }
            ended => return ended,
        }
    }
    attempt().await
}
