//! One connection: what is read and written, and when it ends.

use super::{
    Door,
    clients::Place,
    pulse::{Pulse, Verdict},
};
use crate::{clock, middleware::client::OverTls};
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
    http::StatusCode,
};
use http_body::{Frame, SizeHint};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, sleep_until, timeout},
};
use tower::Service;

/// The least that hyper takes as a buffer for answers.
const BUFFER_BYTES: usize = 64 * 1024;

/// How long a connection that is ended in order may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Serves requests on a connection until it ends.
pub(super) async fn serve(door: Arc<Door>, stream: TcpStream, peer: SocketAddr, place: Place) {
    // An answer is written at once and whole: to wait for more of it only costs time.
    let _ = stream.set_nodelay(true);
    match &door.tls {
        None => converse(&door, Box::new(stream), peer, place, false).await,
        Some(tls) => match timeout(door.patience.head, tls.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => converse(&door, Box::new(stream), peer, place, true).await,
            Ok(Err(error)) => tracing::debug!("A TLS handshake failed: {error}"),
            Err(_) => tracing::debug!("A TLS handshake took too long"),
        },
    }
}

async fn converse(
    door: &Door,
    stream: Box<dyn Stream>,
    peer: SocketAddr,
    place: Place,
    is_secure: bool,
) {
    let (pulse, place) = (Arc::new(Pulse::new()), Arc::new(place));
    let watched = Watched {
        stream,
        pulse: pulse.clone(),
        _place: place.clone(),
    };
    let service = service_fn(|request: Request<Incoming>| {
        pulse.on_request();
        let mut request = request.map(Body::new);
        let known = request.extensions_mut();
        known.insert(ConnectInfo(peer));
        known.insert(door.stopping.clone());
        if is_secure {
            known.insert(OverTls);
        }
        let answer = Service::call(&mut Router::clone(&door.router), request);
        let (pulse, place) = (pulse.clone(), place.clone());
        async move {
            let response = answer.await;
            response.map(|response| {
                if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                    place.become_socket();
                }
                response.map(|body| Answer { body, pulse })
            })
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Pulse knows a head from a pause between requests.
        .header_read_timeout(None)
        .max_header_size(door.max_head_bytes)
        .max_buf_size(BUFFER_BYTES.max(door.max_head_bytes))
        .serve_connection(TokioIo::new(watched), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let mut stopped = pin!(door.stopping.stopped());
    let mut is_ending = false;
    let first = clock::start() + door.patience.shortest();
    let mut check = pin!(sleep_until(Instant::from_std(first)));
    loop {
        tokio::select! {
            // The stop first: who is answered after it is told that the connection closes.
            biased;
            () = stopped.as_mut(), if !is_ending => {
                // hyper would wait for the first request of one that has not said a word.
                if pulse.is_new() {
                    return;
                }
                is_ending = true;
                connection.as_mut().graceful_shutdown();
            }
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!("A connection failed: {error}");
                }
                return;
            }
            () = check.as_mut() => {
                let now = clock::start();
                let next = match pulse.judge(now, &door.patience) {
                    Verdict::Wait(next) => next,
                    Verdict::End if !is_ending && !pulse.is_new() => {
                        is_ending = true;
                        connection.as_mut().graceful_shutdown();
                        now + GOODBYE
                    }
                    Verdict::End => return,
                    Verdict::Cut(why) => {
                        tracing::debug!("A connection was cut: {why}");
                        return;
                    }
                };
                check.as_mut().reset(Instant::from_std(next));
            }
        }
    }
}

/// A TCP connection, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection that tells of what comes and goes. It holds its client's place, also when it
/// has become a WebSocket and left the task that began it.
struct Watched {
    stream: Box<dyn Stream>,
    pulse: Arc<Pulse>,
    _place: Arc<Place>,
}

impl Watched {
    fn written<T>(&self, written: Poll<T>) -> Poll<T> {
        self.pulse.on_write(written.is_ready());
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pulse.on_read();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.written(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The body of an answer: when it is gone, the connection waits for its next request.
struct Answer {
    body: Body,
    pulse: Arc<Pulse>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.pulse.on_answered();
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
