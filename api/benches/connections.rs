//! Thousands of connections at once, and what slow clients cost a fast one.
//!
//! Starts the release binary on a demo book in an SQLite file of its own, and asks it from
//! this process. Prints tables in Markdown. `cargo bench --bench connections`; see
//! docs/PERFORMANCE.md. Both ends need a file for each connection: `ulimit -n 6000`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and may fail"
)]

mod client;
mod server;

use client::ask;
use server::{Server, command};
use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet};

const REQUEST: &str = "GET /api/v1/kpis/executive HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// How long each part asks.
const DURATION: Duration = Duration::from_secs(10);

fn main() {
    let file = env::temp_dir().join(format!("loanbook_connections_{}.db", std::process::id()));
    let url = format!("sqlite://{}", file.display());
    let demo = command(&url).arg("demo").output().unwrap();
    assert!(demo.status.success());
    // The clients take turns, so that who waits long waits for the server.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().global_queue_interval(1).build();
    let runtime = runtime.unwrap();
    // With room for every request of a crowd: those that would be turned away are none here.
    let mut server = Server::start(&url, &["--max-requests", "10000"]);
    let idle_kb = memory_kb(&server);

    println!("| keep-alive connections | requests | requests/s | p50 | p99 | failed | memory |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for n_connections in [1, 100, 1_000, 5_000] {
        let outcome = runtime.block_on(crowd(&server.address, n_connections));
        let (p50, p99) = outcome.percentiles();
        println!(
            "| {n_connections} | {} | {:.0} | {p50:.2} ms | {p99:.2} ms | {} | {} MB |",
            outcome.waits.len(),
            outcome.waits.len() as f64 / outcome.seconds,
            outcome.failed,
            memory_kb(&server) / 1000
        );
        assert_eq!(outcome.failed, 0, "every connection is served");
    }
    println!(
        "\nMemory of the server before the first of them: {} MB.\n",
        idle_kb / 1000
    );

    println!("| slow clients | requests of the fast one | p50 | p99 | memory |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for n_slow in [0, 1_000] {
        let outcome = runtime.block_on(beside_slow_ones(&server.address, n_slow));
        let (p50, p99) = outcome.percentiles();
        println!(
            "| {n_slow} | {} | {p50:.3} ms | {p99:.3} ms | {} MB |",
            outcome.waits.len(),
            memory_kb(&server) / 1000
        );
        assert_eq!(outcome.failed, 0, "the fast client is served");
    }
    server.stop();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

/// How long clients waited for answers.
#[derive(Default)]
struct Outcome {
    waits: Vec<Duration>,
    failed: usize,
    seconds: f64,
}

impl Outcome {
    /// Milliseconds of the median and of the 99th percentile.
    fn percentiles(&self) -> (f64, f64) {
        let mut sorted = self.waits.clone();
        sorted.sort_unstable();
        let at = |share: usize| sorted[(sorted.len() - 1) * share / 100].as_secs_f64() * 1e3;
        (at(50), at(99))
    }
}

/// Opens all connections first, then asks on each, again and again.
async fn crowd(address: &str, n_connections: usize) -> Outcome {
    let mut streams = Vec::new();
    for _ in 0..n_connections {
        streams.push(TcpStream::connect(address).await.unwrap());
    }
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for stream in streams {
        clients.spawn(ask_until(stream, begun + DURATION));
    }
    let mut all = Outcome::default();
    while let Some(one) = clients.join_next().await {
        let one = one.unwrap();
        all.waits.extend(one.waits);
        all.failed += one.failed;
    }
    all.seconds = begun.elapsed().as_secs_f64();
    all
}

async fn ask_until(mut stream: TcpStream, end: Instant) -> Outcome {
    stream.set_nodelay(true).unwrap();
    let mut outcome = Outcome::default();
    // Each is asked at least once, however many they are.
    loop {
        let sent = Instant::now();
        match ask(&mut stream, REQUEST).await {
            Ok(_) => outcome.waits.push(sent.elapsed()),
            Err(_) => {
                outcome.failed += 1;
                return outcome;
            }
        }
        if Instant::now() >= end {
            return outcome;
        }
    }
}

/// One client asks while others send a byte of a head now and then.
async fn beside_slow_ones(address: &str, n_slow: usize) -> Outcome {
    let is_over = Arc::new(AtomicBool::new(false));
    let mut slow = JoinSet::new();
    for _ in 0..n_slow {
        let stream = TcpStream::connect(address).await.unwrap();
        slow.spawn(drip(stream, address.to_owned(), is_over.clone()));
    }
    let fast = TcpStream::connect(address).await.unwrap();
    let outcome = ask_until(fast, Instant::now() + DURATION).await;
    is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = slow.join_next().await {
        ended.unwrap();
    }
    outcome
}

/// Sends a byte of a head a few times a second; when it is cut, it comes again.
async fn drip(mut stream: TcpStream, address: String, is_over: Arc<AtomicBool>) {
    let head = "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ".bytes();
    let mut bytes = head.chain(std::iter::repeat(b'x'));
    while !is_over.load(Ordering::Relaxed) {
        let byte = [bytes.next().unwrap()];
        if stream.write_all(&byte).await.is_err() {
            stream = TcpStream::connect(&address).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Memory of the process that is not paged out.
fn memory_kb(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kb = line.unwrap().split_whitespace().nth(1).unwrap();
    kb.parse().unwrap()
}
