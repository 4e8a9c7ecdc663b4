//! How the server stops: what everybody who must know of it waits for.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;
use tokio::sync::watch;

/// When long-lived work has to end: in every request's extensions, and an extractor.
/// A request that came over no socket is one of a test, and its server never stops.
#[derive(Clone, Debug, Default)]
pub struct Stopping(Option<watch::Receiver<bool>>);

impl Stopping {
    /// The end that has not come, and what brings it about.
    pub(super) fn channel() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(Some(receiver)))
    }

    /// Ends when long-lived work, such as a WebSocket, has to end.
    pub async fn stopped(&self) {
        if let Some(mut is_closing) = self.0.clone()
            && is_closing.wait_for(|is_closing| *is_closing).await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Stopping {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get().cloned();
        Ok(known.unwrap_or_default())
    }
}

/// The signals that end the server.
#[cfg(unix)]
pub(super) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Ends on the next SIGTERM or Ctrl-C.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The signals that end the server: Ctrl-C alone.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stopping;
    use futures::FutureExt;

    #[test]
    fn work_ends_when_it_has_to() {
        let (closing, stopping) = Stopping::channel();
        for is_closing in [false, true] {
            closing.send_replace(is_closing);
            let stopped = stopping.stopped().now_or_never();
            assert_eq!(stopped.is_some(), is_closing);
        }
        let of_a_test = Stopping::default();
        assert!(of_a_test.stopped().now_or_never().is_none());
    }
}
