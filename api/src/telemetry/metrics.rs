//! What is counted, in the form that Prometheus reads.
//!
//! Each context has a recorder of its own, called by its handle: nothing is
//! global, and two services in one process, as in tests, do not mix their counts.
//! Every label has a bounded number of values; none comes from a path or a body.

use crate::error::Code;
use axum::http::{Method, StatusCode};
use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, SharedString};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Upper bounds of the histograms, in seconds.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// Names of GraphQL operations that are told apart; clients choose them.
const MAX_OPERATIONS: usize = 100;

/// The longest name of an operation that is told apart.
const MAX_NAME_LENGTH: usize = 64;

/// Durations after which the recorder is asked to add up what it holds: else it
/// would keep each one until somebody reads the metrics.
const ADD_UP_EVERY: u64 = 8192;

const METADATA: Metadata<'static> = Metadata::new("loanbook", Level::INFO, None);

/// Every name, and what it says; `docs/OPERATIONS.md` has them in a table.
pub const DESCRIPTIONS: [(&str, &str); 30] = [
    ("loanbook_build_info", "Always 1; the labels say what runs"),
    (
        "process_start_time_seconds",
        "When the process started, in seconds since 1970",
    ),
    (
        "loanbook_http_requests_in_flight",
        "HTTP requests that are being answered",
    ),
    (
        "loanbook_http_request_duration_seconds",
        "HTTP requests that were answered, and how long it took",
    ),
    (
        "loanbook_graphql_operation_duration_seconds",
        "GraphQL queries and mutations that were answered, and how long it took",
    ),
    (
        "loanbook_graphql_subscriptions_total",
        "GraphQL subscriptions that were begun",
    ),
    (
        "loanbook_graphql_subscriptions",
        "GraphQL subscriptions that are open",
    ),
    (
        "loanbook_websocket_connections",
        "WebSockets that are open at /graphql/ws",
    ),
    ("loanbook_errors_total", "Errors that were answered"),
    (
        "loanbook_sql_statement_duration_seconds",
        "SQL statements, and how long they took",
    ),
    (
        "loanbook_sql_statements_failed_total",
        "SQL statements that the database refused or ended",
    ),
    (
        "loanbook_sql_statements_slow_total",
        "SQL statements that took longer than --slow-query-ms",
    ),
    (
        "loanbook_database_up",
        "1 when the database answers within a second",
    ),
    (
        "loanbook_database_connections",
        "Connections of the pool that are open",
    ),
    (
        "loanbook_database_connections_max",
        "Connections that the pool may open",
    ),
    (
        "loanbook_figure_cache_entries",
        "Statements whose rows are kept",
    ),
    (
        "loanbook_figure_cache_weight",
        "Rows that are kept, 500 for an entry at the least",
    ),
    (
        "loanbook_figure_cache_hits_total",
        "Figures that were answered from the cache",
    ),
    (
        "loanbook_figure_cache_misses_total",
        "Figures that were not in the cache",
    ),
    (
        "loanbook_figures_answered_total",
        "Figures that were not in the cache, by the engine that answered",
    ),
    (
        "loanbook_engine_up",
        "1 when the book is in memory, 0 when SQL answers",
    ),
    ("loanbook_engine_bytes", "What the book takes in memory"),
    (
        "loanbook_engine_instalments",
        "Instalments of the book in memory",
    ),
    (
        "loanbook_book_reporting_date_seconds",
        "The reporting date, in seconds since 1970",
    ),
    (
        "loanbook_book_age_days",
        "Days from the reporting date to today",
    ),
    (
        "loanbook_book_last_change_seconds",
        "When the book was last changed, in seconds since 1970",
    ),
    ("loanbook_book_records", "Rows of the book's tables"),
    (
        "loanbook_structure_current",
        "1 when every migration is applied",
    ),
    ("loanbook_draining", "1 when the server is about to stop"),
    (
        "loanbook_scrape_duration_seconds",
        "How long it took to gather what is asked of the database for this page",
    ),
];

/// Counts and durations of one service.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    operations: Mutex<BTreeSet<Arc<str>>>,
    durations: AtomicU64,
    // Those that are counted often are looked up once.
    statement_duration: Histogram,
    statements_failed: Counter,
    statements_slow: Counter,
    requests_in_flight: Gauge,
}

/// Counts for as long as it is held.
pub struct Held(Gauge);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

fn hold(gauge: Gauge) -> Held {
    gauge.increment(1.0);
    Held(gauge)
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        for (name, words) in DESCRIPTIONS {
            // The kind follows from the first use: descriptions of all kinds are one list.
            recorder.describe_gauge(name.into(), None, words.into());
        }
        let find = |name| Key::from_static_name(name);
        Self(Arc::new(Inner {
            handle: recorder.handle(),
            operations: Mutex::default(),
            durations: AtomicU64::new(0),
            statement_duration: recorder
                .register_histogram(&find("loanbook_sql_statement_duration_seconds"), &METADATA),
            statements_failed: recorder
                .register_counter(&find("loanbook_sql_statements_failed_total"), &METADATA),
            statements_slow: recorder
                .register_counter(&find("loanbook_sql_statements_slow_total"), &METADATA),
            requests_in_flight: recorder
                .register_gauge(&find("loanbook_http_requests_in_flight"), &METADATA),
            recorder,
        }))
    }
}

/// A label's name and value.
type Pair = (&'static str, SharedString);

impl Metrics {
    /// Everything, as Prometheus reads it.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.handle.render()
    }

    /// A request that is being answered, for as long as the result is held.
    #[must_use]
    pub fn request_in_flight(&self) -> Held {
        hold(self.0.requests_in_flight.clone())
    }

    /// A request that was answered; the route is its pattern, never its path.
    pub fn request(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let labels = [
            ("method", known_method(method).into()),
            ("route", route.to_owned().into()),
            ("status", class(status).into()),
        ];
        self.duration("loanbook_http_request_duration_seconds", labels, took);
    }

    /// An error that was answered, by GraphQL or else by HTTP.
    pub fn error(&self, surface: &'static str, code: Code) {
        let labels = [("code", code.name().into()), ("surface", surface.into())];
        self.counter("loanbook_errors_total", labels).increment(1);
    }

    /// A query or mutation that was answered.
    pub fn operation(&self, kind: &'static str, name: Option<&str>, took: Duration) {
        let labels = [
            ("type", kind.into()),
            ("operation", self.operation_name(name)),
        ];
        self.duration("loanbook_graphql_operation_duration_seconds", labels, took);
    }

    /// A subscription, for as long as the result is held.
    #[must_use]
    pub fn subscription(&self, name: Option<&str>) -> Held {
        let labels = [("operation", self.operation_name(name))];
        self.counter("loanbook_graphql_subscriptions_total", labels)
            .increment(1);
        hold(self.gauge("loanbook_graphql_subscriptions", []))
    }

    /// A WebSocket, for as long as the result is held.
    #[must_use]
    pub fn websocket(&self) -> Held {
        hold(self.gauge("loanbook_websocket_connections", []))
    }

    /// A statement that was sent.
    pub(super) fn statement(&self, took: Duration, failed: bool, slow: bool) {
        self.0.statement_duration.record(took);
        self.add_up();
        if failed {
            self.0.statements_failed.increment(1);
        }
        if slow {
            self.0.statements_slow.increment(1);
        }
    }

    /// Sets what is looked at when the metrics are read.
    pub fn set<const N: usize>(&self, name: &'static str, labels: [Pair; N], value: f64) {
        self.gauge(name, labels).set(value);
    }

    /// Sets what was counted elsewhere.
    pub fn set_count<const N: usize>(&self, name: &'static str, labels: [Pair; N], count: u64) {
        self.counter(name, labels).absolute(count);
    }

    /// The name, while there are not too many: a client may send a new one each time.
    fn operation_name(&self, name: Option<&str>) -> SharedString {
        let Some(name) = name else {
            return "anonymous".into();
        };
        let mut known = self
            .0
            .operations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = known.get(name) {
            return name.clone().into();
        }
        if known.len() >= MAX_OPERATIONS || name.len() > MAX_NAME_LENGTH {
            return "other".into();
        }
        let name: Arc<str> = name.into();
        known.insert(name.clone());
        name.into()
    }

    fn duration<const N: usize>(&self, name: &'static str, labels: [Pair; N], took: Duration) {
        let key = key(name, labels);
        let histogram = self.0.recorder.register_histogram(&key, &METADATA);
        histogram.record(took);
        self.add_up();
    }

    fn add_up(&self) {
        let before = self.0.durations.fetch_add(1, Ordering::Relaxed);
        if before % ADD_UP_EVERY == ADD_UP_EVERY - 1 {
            self.0.handle.run_upkeep();
        }
    }

    fn counter<const N: usize>(&self, name: &'static str, labels: [Pair; N]) -> Counter {
        let key = key(name, labels);
        self.0.recorder.register_counter(&key, &METADATA)
    }

    fn gauge<const N: usize>(&self, name: &'static str, labels: [Pair; N]) -> Gauge {
        let key = key(name, labels);
        self.0.recorder.register_gauge(&key, &METADATA)
    }
}

fn key<const N: usize>(name: &'static str, labels: [Pair; N]) -> Key {
    let labels = labels.map(|(name, value)| Label::new(name, value));
    Key::from_parts(name, labels.to_vec())
}

/// HTTP lets a client make up methods.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_OPERATIONS, Metrics};
    use crate::error::Code;
    use axum::http::{Method, StatusCode};
    use std::time::Duration;

    #[test]
    fn names_of_operations_are_bounded() {
        let metrics = Metrics::default();
        for number in 0..10 * MAX_OPERATIONS {
            let name = format!("Made{number}");
            metrics.operation("query", Some(&name), Duration::from_millis(3));
        }
        metrics.operation("query", Some("Made0"), Duration::ZERO);
        metrics.operation("query", None, Duration::ZERO);
        let text = metrics.render();
        let count = "loanbook_graphql_operation_duration_seconds_count{";
        assert_eq!(text.matches(count).count(), MAX_OPERATIONS + 2, "{text}");
        let line = format!("{count}type=\"query\",operation=\"Made0\"}} 2");
        assert!(text.contains(&line), "{text}");
        let others = 9 * MAX_OPERATIONS;
        let line = format!("{count}type=\"query\",operation=\"other\"}} {others}");
        assert!(text.contains(&line), "{text}");
    }

    #[test]
    fn methods_and_states_are_bounded() {
        let metrics = Metrics::default();
        for method in ["GET", "BREW", "WHEN"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a token");
            metrics.request(&method, "/graphql", StatusCode::IM_A_TEAPOT, Duration::ZERO);
        }
        metrics.error("http", Code::NotFound);
        let text = metrics.render();
        for line in [
            "loanbook_http_request_duration_seconds_count{method=\"other\",route=\"/graphql\",status=\"4xx\"} 2",
            "loanbook_errors_total{code=\"NOT_FOUND\",surface=\"http\"} 1",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn what_is_held_is_given_back() {
        let metrics = Metrics::default();
        let held = metrics.websocket();
        assert!(
            metrics
                .render()
                .contains("loanbook_websocket_connections 1")
        );
        drop(held);
        assert!(
            metrics
                .render()
                .contains("loanbook_websocket_connections 0")
        );
    }
}
