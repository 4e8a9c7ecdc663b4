//! The serving loop: it lets clients in, limits what they may hold, and ends in order.
//!
//! axum's own loop has no time limits: a client that sends half a request would hold its
//! connection for ever.

mod clients;
mod connection;
mod pulse;
mod stopping;
mod tls;

pub use stopping::Stopping;
pub use tls::Tls;

use crate::{clock, config::ServeConfig};
use anyhow::{Context, bail};
use axum::Router;
use clients::Clients;
use pulse::Patience;
use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use stopping::Signals;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

/// How long nobody is let in when the system has no more to give: no files, no memory.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// Clients that are turned away at once, in words; more than these are cut without.
const MAX_REFUSALS: usize = 128;

/// The log says no more often than this that clients are turned away.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(10);

/// How long one that is turned away may take to read it.
const REFUSAL: Duration = Duration::from_secs(1);

/// How long WebSockets may take to say goodbye.
const SOCKETS: Duration = Duration::from_secs(5);

/// What every connection needs.
struct Door {
    router: Router,
    tls: Option<Arc<Tls>>,
    stopping: Stopping,
    patience: Patience,
    max_head_bytes: usize,
    clients: Arc<Clients>,
    refusal: Vec<u8>,
    refusals: Arc<Semaphore>,
}

/// Serves the router until SIGTERM or Ctrl-C, then says that it leaves, and answers what is
/// under way. `on_ready` is called when signals are heard: who is told then may send one.
///
/// # Errors
/// When signals cannot be heard, or a second one does not want to wait.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &ServeConfig,
    tls: Option<Tls>,
    on_ready: impl FnOnce(),
    on_leaving: impl FnOnce(),
) -> anyhow::Result<()> {
    let limits = &config.limits;
    let mut signals = Signals::listen().context("failed to listen to signals")?;
    let tls = tls.map(Arc::new);
    #[cfg(unix)]
    if let Some(tls) = tls.clone() {
        tls.reload_on_signal()
            .context("failed to listen to signals")?;
    }
    on_ready();
    let (closing, stopping) = Stopping::channel();
    let door = Arc::new(Door {
        router,
        tls,
        stopping,
        patience: Patience::from(limits),
        max_head_bytes: limits.max_head_bytes as usize,
        clients: Clients::new(limits, config.proxy.trusted()),
        refusal: clients::refusal(),
        refusals: Arc::new(Semaphore::new(MAX_REFUSALS)),
    });
    let asked = async {
        signals.next().await;
        on_leaving();
        tracing::info!("Stopping");
        tokio::select! {
            () = sleep(limits.stop_delay()) => false,
            () = signals.next() => true,
        }
    };
    let is_urgent = tokio::select! {
        is_urgent = asked => is_urgent,
        () = accept(&door, &listener) => true,
    };
    drop(listener);
    closing.send_replace(true);
    if is_urgent {
        bail!("stopped at once: what was under way is cut off");
    }
    tokio::select! {
        () = drain(&door.clients, config.request_timeout()) => Ok(()),
        () = signals.next() => bail!("stopped at once: what was under way is cut off"),
    }
}

/// Lets clients in. Never ends.
async fn accept(door: &Arc<Door>, listener: &TcpListener) {
    let mut told: Option<Instant> = None;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let is_in = admit(door, stream, peer);
                if !is_in && told.is_none_or(|at| at.elapsed() > BETWEEN_WARNINGS) {
                    told = Some(clock::start());
                    let connected = door.clients.connected();
                    tracing::warn!(
                        connected,
                        "Clients are turned away: {connected} are connected"
                    );
                }
            }
            // This client alone is gone.
            Err(error) if is_of_one_client(&error) => {}
            Err(error) => {
                tracing::error!("No client can be let in: {error}");
                sleep(EXHAUSTED).await;
            }
        }
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    [ConnectionAborted, ConnectionRefused, ConnectionReset].contains(&error.kind())
}

/// Serves a client in a task of its own, or turns it away. Whether it is let in.
fn admit(door: &Arc<Door>, stream: TcpStream, peer: SocketAddr) -> bool {
    if let Some(place) = door.clients.admit(peer.ip().to_canonical()) {
        tokio::spawn(connection::serve(door.clone(), stream, peer, place));
        return true;
    }
    // To say it over TLS would cost as much as to serve.
    if door.tls.is_none()
        && let Ok(permit) = door.refusals.clone().try_acquire_owned()
    {
        let door = door.clone();
        tokio::spawn(async move {
            let _ = timeout(REFUSAL, refuse(stream, &door.refusal)).await;
            drop(permit);
        });
    }
    false
}

/// Says that there is no room. What the client has sent is read to its end: to close before
/// would take the answer from it.
async fn refuse(mut stream: TcpStream, refusal: &[u8]) -> io::Result<()> {
    stream.write_all(refusal).await?;
    stream.shutdown().await?;
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

/// Waits until the last client is gone, for as long as a request may take; for WebSockets that
/// do not end, less.
async fn drain(clients: &Clients, patience: Duration) {
    let begun = clock::start();
    loop {
        let (connected, sockets) = (clients.connected(), clients.sockets());
        if connected == 0 {
            return;
        }
        let waited = begun.elapsed();
        if waited >= patience || (connected == sockets && waited >= SOCKETS) {
            tracing::warn!("Stopped while {connected} clients were still connected");
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
}
