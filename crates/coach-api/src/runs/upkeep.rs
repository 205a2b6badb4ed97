//! What an engine does without being asked: it keeps its leases, takes over
//! what others left behind, and takes away what was kept long enough.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::engine::Inner;

/// How often old runs are taken away.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// Begins all of it; each ends with the engine.
pub(super) fn begin(engine: &Arc<Inner>) {
    // Three times before it runs out, so that a write or two may fail.
    let beat = engine.settings.lease / 3;
    every(engine, beat, |engine| async move {
        engine.forget_unread();
        report("leases cannot be kept", engine.beat().await);
    });
    // At once, too: what a killed process left behind goes on with its successor.
    every(engine, beat, |engine| async move {
        report("runs cannot be taken over", engine.claim().await);
    });
    every(engine, SWEEP_EVERY, |engine| async move {
        report("old runs cannot be taken away", engine.sweep().await);
    });
}

fn every<F>(engine: &Arc<Inner>, pause: Duration, act: impl Fn(Arc<Inner>) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send,
{
    let weak = Arc::downgrade(engine);
    engine.runtime.spawn(async move {
        while let Some(engine) = weak.upgrade() {
            act(engine).await;
            sleep(pause).await;
        }
    });
}

/// What fails is tried again next time.
fn report(what: &str, result: Result<(), impl Display>) {
    if let Err(error) = result {
        tracing::warn!(%error, "{what}");
    }
}
