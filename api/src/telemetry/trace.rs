//! The span of a request: every line that is logged inside of it names the request, and
//! the trace of the client that it belongs to.

use axum::http::{HeaderMap, Method};
use tracing::{Span, field};

/// The header of W3C Trace Context.
const TRACEPARENT: &str = "traceparent";

/// The part of a trace that a client asks from, as W3C Trace Context has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The trace: 32 hexadecimal digits.
    pub trace_id: String,
    /// The client's span: 16 hexadecimal digits.
    pub span_id: String,
    /// Whether the client keeps the trace.
    pub is_sampled: bool,
}

impl Parent {
    /// Reads the header, if it is there once and valid.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let value = values.next()?.to_str().ok()?;
        if values.next().is_some() {
            return None;
        }
        Self::parse(value)
    }

    fn parse(value: &str) -> Option<Self> {
        let mut parts = value.split('-');
        let [version, trace_id, span_id, flags] =
            [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        // Later versions may append; this one may not.
        let is_version =
            is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        let is_id = |id: &str, length| is_hex(id, length) && id.bytes().any(|digit| digit != b'0');
        if !is_version || !is_id(trace_id, 32) || !is_id(span_id, 16) || !is_hex(flags, 2) {
            return None;
        }
        Some(Self {
            trace_id: trace_id.to_owned(),
            span_id: span_id.to_owned(),
            is_sampled: u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1),
        })
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    let is_digit = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    text.len() == length && text.bytes().all(is_digit)
}

/// The span of a request. It is of the highest level, so that whatever is logged has it.
#[must_use]
pub fn request_span(id: &str, method: &Method, route: &str, parent: Option<&Parent>) -> Span {
    macro_rules! span {
        ($($more:tt)*) => {
            tracing::error_span!(
                "request",
                request.id = id,
                http.method = %method,
                http.route = route,
                trace.id = parent.map(|parent| field::display(&parent.trace_id)),
                graphql.operation = field::Empty,
                http.status = field::Empty,
                $($more)*
            )
        };
    }
    #[cfg(not(feature = "otel"))]
    let span = span!();
    // What a collector shows in its lists.
    #[cfg(feature = "otel")]
    let span = span!(otel.kind = "server", otel.name = %format_args!("{method} {route}"));
    #[cfg(feature = "otel")]
    if let Some(parent) = parent {
        super::otel::continue_trace(&span, parent);
    }
    span
}

#[cfg(test)]
mod tests {
    use super::Parent;

    #[test]
    fn only_valid_parents_are_taken_up() {
        const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let parent = Parent::parse(GOOD).expect("it is valid");
        assert_eq!(parent.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(parent.span_id, "00f067aa0ba902b7");
        assert!(parent.is_sampled);
        for (value, is_valid) in [
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                true,
            ),
            (
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                true,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                false,
            ),
            (
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                false,
            ),
            ("", false),
        ] {
            assert_eq!(Parent::parse(value).is_some(), is_valid, "{value}");
        }
    }
}
