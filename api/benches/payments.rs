//! How many payments are recorded in a second while figures are read.
//!
//! Starts the release binary on a demo book in an SQLite file of its own, and sends it payments
//! of a cent from this process, each to another active loan than the one before, while another
//! client asks for the executive KPIs fifty times a second, as some open dashboards do. Each
//! payment that is counted was answered as made, and is on the disk. Prints a table in Markdown.
//! `cargo bench --bench payments`; see docs/PERFORMANCE.md.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and may fail"
)]

mod client;
mod request;
mod server;

use client::ask;
use request::graphql;
use server::{Server, command};
use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, task::JoinSet};

/// How long each number of clients asks.
const DURATION: Duration = Duration::from_secs(10);

/// How often figures are read meanwhile.
const READ_EVERY: Duration = Duration::from_millis(20);

/// The demo book's last day.
const RECEIVED: &str = "2025-11-23";

fn main() {
    let file = env::temp_dir().join(format!("loanbook_payments_{}.db", std::process::id()));
    let url = format!("sqlite://{}", file.display());
    let loans = env::var("LOANS").unwrap_or_else(|_| "10000".to_owned());
    let demo = command(&url).args(["demo", "--loans", &loans]).output();
    assert!(demo.unwrap().status.success());
    let limits = ["--rate-limit", "1000000", "--rate-limit-burst", "1000000"];
    let mut server = Server::start(&url, &limits);
    let runtime = tokio::runtime::Runtime::new().unwrap();

    println!("A book of {loans} loans in SQLite.\n");
    println!("| clients that pay | payments/s | p50 | p99 | executive KPIs/s, p50 meanwhile |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    let next = Arc::new(AtomicUsize::new(0));
    for n_clients in [1, 8, 64] {
        let (mut paid, mut read) = runtime.block_on(pay(&server.address, n_clients, &next));
        println!(
            "| {n_clients} | {:.0} | {:.1} ms | {:.1} ms | {:.0}, {:.1} ms |",
            paid.len() as f64 / DURATION.as_secs_f64(),
            percentile(&mut paid, 50),
            percentile(&mut paid, 99),
            read.len() as f64 / DURATION.as_secs_f64(),
            percentile(&mut read, 50),
        );
    }
    server.stop();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

/// How long each payment and each reading took.
async fn pay(
    address: &str,
    n_clients: usize,
    next: &Arc<AtomicUsize>,
) -> (Vec<Duration>, Vec<Duration>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let active = "{ loans(first: 500, filter: { status: { eq: ACTIVE } }) { nodes { id } } }";
    let active = ask(&mut stream, &graphql(active)).await.unwrap();
    let ids = active.split('"').filter(|text| text.starts_with("loan:"));
    let ids: Arc<Vec<String>> = Arc::new(ids.map(str::to_owned).collect());
    let end = Instant::now() + DURATION;
    let executive = "GET /api/v1/kpis/executive HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let reader = again(stream, end, READ_EVERY, move || executive.to_owned());
    let reader = tokio::spawn(reader);
    let mut payers = JoinSet::new();
    for _ in 0..n_clients {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (next, ids) = (next.clone(), ids.clone());
        payers.spawn(again(stream, end, Duration::ZERO, move || {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let id = &ids[number % ids.len()];
            graphql(&format!(
                "mutation {{ recordPayment(input: {{ loanId: \\\"{id}\\\", amount: \\\"0.01\\\", \
                 receivedDate: \\\"{RECEIVED}\\\", idempotencyKey: \\\"bench {number}\\\" }}) \
                 {{ payment {{ id }} }} }}"
            ))
        }));
    }
    let paid = payers.join_all().await.concat();
    (paid, reader.await.unwrap())
}

/// Sends one request after another, and none sooner than `every` after the one before.
async fn again(
    mut stream: TcpStream,
    end: Instant,
    every: Duration,
    mut request: impl FnMut() -> String,
) -> Vec<Duration> {
    let mut times = Vec::new();
    while Instant::now() < end {
        let sent = Instant::now();
        let answer = ask(&mut stream, &request()).await.unwrap();
        assert!(!answer.contains("\"errors\""), "{answer}");
        times.push(sent.elapsed());
        tokio::time::sleep(every.saturating_sub(sent.elapsed())).await;
    }
    times
}
