//! Loan tapes: files of lenders, read row by row into the words of the book.
//!
//! A [`Tape`] is one file or several that belong together. It finds out how each is packed
//! and written ([`form`]), which [`layout`] its columns have, and gives [`Item`]s: what a row
//! says, and what is wrong with it. It holds one row at a time, however long the file is.
//!
//! Knows neither database nor clock. Money is minor units of the book's currency, rates are
//! parts per million, as in the tables.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod form;
pub mod layout;
mod problem;
mod record;
mod tape;

pub use layout::{LAYOUTS, Mapping};
pub use problem::{Problem, Refusal, Severity};
pub use record::{
    Bundle, Customer, Exit, Label, Loan, LoanState, Receipt, Repayment, STATE_LABELS,
};
pub use tape::{Item, Items, Options, Source, Tape, propose_mapping};
