//! Connections, as clients have them with the binary.

mod limits;
mod paths;
mod process;
mod stop;
mod tls;

pub use limits::{
    clients_that_do_not_read_are_cut, deep_questions_are_answered,
    heads_that_are_too_large_are_refused, slow_bodies_are_refused,
    slow_heads_and_idle_connections_are_closed, too_many_clients_are_turned_away,
    too_many_requests_are_turned_away,
};
pub use paths::{
    everything_is_below_the_base_path, forwarded_headers_count_from_trusted_proxies_alone,
};
pub use stop::{
    a_second_signal_ends_at_once, clients_are_served_while_the_server_leaves,
    requests_under_way_are_answered_at_the_stop, websockets_do_not_hold_the_stop,
};
pub use tls::{tls_errors_say_what_to_do, tls_serves_and_reads_certificates_again};
