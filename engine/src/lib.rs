//! The book in memory: every figure of `sql/` as a plain loop over narrow columns.
//!
//! A [`Book`] holds customers, loans and instalments as columns, an instalment in
//! 14 bytes, in chunks of whole customers. [`answer`] reads them once for a
//! statement of `sql/`, by its name, and comes to the very rows that the
//! statement would: at any date, for any [`Selection`], in any groups. The SQL
//! stays the definition; tests compare the two row by row.
//!
//! Safe Rust, no async, no database, no clock. A chunk is never changed: a book
//! that a change was put into shares all others with the one before, so whoever
//! reads is not disturbed.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod answer;
mod book;
mod borrower;
mod chunk;
mod column;
mod day;
mod figures;
mod fill;
mod floor;
mod kept;
mod loan;
mod places;
mod position;
mod question;
mod record;
mod scan;
mod selection;
pub mod snapshot;
mod states;

pub use answer::{Cell, Row, Rows};
pub use book::{Book, Builder};
pub use chunk::Chunk;
pub use day::{Day, NEVER, day, signed_day};
pub use figures::{answer, answer_all, statements};
pub use floor::{Columns, floor};
pub use question::{BehaviourTier, Bucket, Fault, Question, ScoreTier, Tables, Value};
pub use record::{Customer, Instalment, Loan, Receipt, Unfit};
pub use selection::{Attribute, Condition, Grouping, Selection};
