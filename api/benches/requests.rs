//! What a request costs the server: CPU time of its process, and how long clients wait.
//!
//! Builds the demo book in `DATABASE_URL` (default: an SQLite file of its own) where
//! it is missing, starts the release binary on it, and asks each question over one
//! connection. Prints a table in Markdown. `make bench`; see docs/PERFORMANCE.md.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and may fail"
)]

mod request;
mod server;

use request::graphql;
use server::{Server, command};
use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

const NESTED: &str = "{ customers(first: 50) { nodes { id fullName creditScore loans { nodes { \
    id loanType amount status repayments(first: 12) { nodes { installmentNumber dueDate \
    amountDue amountPaid status } } } } } } }";
const PAGE: &str = "{ loans(first: 20, filter: { loanType: { in: [AUTO, BUSINESS] }, amount: { \
    gte: \\\"5000.00\\\" } }, orderBy: AMOUNT_DESC) { nodes { id loanType amount status \
    disbursementDate } pageInfo { hasNextPage endCursor } } }";

fn main() {
    let own_file = env::temp_dir().join(format!("loanbook_bench_{}.db", std::process::id()));
    let url =
        env::var("DATABASE_URL").unwrap_or_else(|_| format!("sqlite://{}", own_file.display()));
    let built = Instant::now();
    let demo = command(&url).arg("demo").output().unwrap();
    assert!(
        demo.status.success(),
        "{}",
        String::from_utf8_lossy(&demo.stderr)
    );
    println!(
        "`loanbook demo` on {}: {:.2} s ({})\n",
        url.split(':').next().unwrap(),
        built.elapsed().as_secs_f64(),
        String::from_utf8_lossy(&demo.stderr)
            .lines()
            .find(|line| line.contains("demo book"))
            .map_or("", |line| line.split(':').next().unwrap())
    );

    let started = Instant::now();
    let mut server = Server::start(&url, &[]);
    let mut connection = Connection::open(&server.address);
    connection.get("/api/v1/test");
    println!(
        "First answer {:.0} ms after the start of the process on an existing book.\n",
        started.elapsed().as_secs_f64() * 1e3
    );

    println!("| request | requests | server CPU | median | 99th percentile | body |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, request) in [
        (
            "50 customers → loans → first 12 repayments",
            graphql(NESTED),
        ),
        ("page of 20 loans, filtered and ordered", graphql(PAGE)),
        ("one customer", graphql("{ customer(id: 7) { fullName } }")),
        (
            "GraphQL executive KPIs",
            graphql("{ executiveKpis { totalCustomers outstandingPrincipal } }"),
        ),
        ("REST executive KPIs", get("/api/v1/kpis/executive")),
        (
            "REST daily KPIs, 30 days",
            get("/api/v1/kpis/daily?days=30"),
        ),
        ("REST payment statistics", get("/api/v1/stats/payments")),
        ("REST risk analysis", get("/api/v1/risk/analysis")),
        (
            "REST high-risk customers",
            get("/api/v1/risk/high-risk-customers"),
        ),
    ] {
        measure(name, &request, &server, &mut connection);
    }
    server.stop();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", own_file.display()));
    }
}

fn measure(name: &str, request: &str, server: &Server, connection: &mut Connection) {
    for _ in 0..50 {
        connection.send(request);
    }
    let (mut waits, mut bytes) = (Vec::new(), 0);
    let (cpu_before, begun) = (cpu(server), Instant::now());
    while waits.len() < 300 || begun.elapsed() < Duration::from_secs(4) {
        let sent = Instant::now();
        bytes = connection.send(request);
        waits.push(sent.elapsed());
    }
    let cpu = (cpu(server) - cpu_before).as_secs_f64() * 1e3 / waits.len() as f64;
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "| {name} | {} | {cpu:.2} ms | {:.2} ms | {:.2} ms | {:.1} kB |",
        waits.len(),
        at(50),
        at(99),
        f64::from(u32::try_from(bytes).unwrap()) / 1e3
    );
}

/// User and system time of the process so far.
fn cpu(server: &Server) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.process.id())).unwrap();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    // Linux counts 100 ticks a second for user programs.
    Duration::from_millis(ticks * 10)
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")
}

/// One kept-alive connection.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    fn get(&mut self, path: &str) -> usize {
        self.send(&get(path))
    }

    /// Sends a request and reads its whole answer, which must be a good one.
    fn send(&mut self, request: &str) -> usize {
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            assert!(
                !line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.1 200"),
                "{line}"
            );
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("\"errors\""));
        length
    }
}
