//! How the server stops: what everybody who must know of it waits for.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;
use tokio::sync::watch;

/// How far the end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Stage {
    /// Not begun.
    Serving,
    /// Balancers are told to send nobody any more; who comes is served.
    Leaving,
    /// Nobody is let in, and connections end with what is under way.
    Closing,
}

/// Whether the server stops: in every request's extensions, and an extractor.
/// A request that came over no socket is one of a test, and its server never stops.
#[derive(Clone, Debug)]
pub struct Stopping(Option<watch::Receiver<Stage>>);

impl Stopping {
    /// The end that has not come, and what brings it about.
    pub(super) fn channel() -> (watch::Sender<Stage>, Self) {
        let (sender, receiver) = watch::channel(Stage::Serving);
        (sender, Self(Some(receiver)))
    }

    /// Whether the server is about to stop: it is not ready any more.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        let stage = self.0.as_ref().map(|stage| *stage.borrow());
        stage.is_some_and(|stage| stage > Stage::Serving)
    }

    /// Ends when long-lived work, such as a WebSocket, has to end.
    pub async fn stopped(&self) {
        if let Some(mut stage) = self.0.clone()
            && stage
                .wait_for(|stage| *stage == Stage::Closing)
                .await
                .is_ok()
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
        Ok(known.unwrap_or(Self(None)))
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
    use super::{Stage, Stopping};
    use futures::FutureExt;

    #[test]
    fn the_end_comes_in_stages() {
        let (stage, stopping) = Stopping::channel();
        for (now, is_stopping, is_stopped) in [
            (Stage::Serving, false, false),
            (Stage::Leaving, true, false),
            (Stage::Closing, true, true),
        ] {
            stage.send_replace(now);
            assert_eq!(stopping.is_stopping(), is_stopping, "{now:?}");
            let stopped = stopping.stopped().now_or_never();
            assert_eq!(stopped.is_some(), is_stopped, "{now:?}");
        }
        let of_a_test = Stopping(None);
        assert!(!of_a_test.is_stopping());
        assert!(of_a_test.stopped().now_or_never().is_none());
    }
}
