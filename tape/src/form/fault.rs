//! What goes wrong on the way to a row, before it is known which file it is.

use crate::Refusal;
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// A refusal without its file: only the caller knows how that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) row: Option<u64>,
    pub(super) rule: &'static str,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            row: None,
            rule,
            message: message.into(),
        }
    }

    pub(super) fn at(row: u64, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            rule,
            message: message.into(),
        }
    }

    /// The disk's or the network's, or that of a file that ends too early.
    pub(super) fn unreadable(error: &io::Error) -> Self {
        Self::new("unreadable", format!("it cannot be read: {error}"))
    }

    pub(super) fn of(self, file: &str) -> Refusal {
        Refusal {
            file: file.to_owned(),
            row: self.row,
            rule: self.rule,
            message: self.message,
        }
    }
}

/// Calls a reader of a binary form. Those of Excel and Parquet panic on some damaged files, and
/// such a file must not end the thread that serves others too.
pub(super) fn without_panic<T>(
    rule: &'static str,
    call: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(Fault::new(
            rule,
            "it is damaged, and was given up; save it again or export it as CSV",
        ))
    })
}
