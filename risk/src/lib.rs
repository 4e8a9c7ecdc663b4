//! The credit-risk formulas of `loanbook`, as pure functions.
//!
//! Nothing here reads a file, a clock or a database: every figure is a function of its arguments, and the date it is
//! asked for is always one of them.
//! SQL delivers counts and sums, this crate makes rates of them, so each figure is defined once.
//!
//! - [`rate`]: ratios, percentages that add up, quantiles and means of counted values.
//! - [`delinquency`]: what a payment record says at a date: status, days late, receipts, state of the loan.
//! - [`amortisation`]: the schedule of a level-payment loan.
//! - [`schedule`]: the rest of a schedule, with due dates.
//! - [`ledger`]: what the receipts of an instalment pay, and come to.
//! - [`demo_book`]: the simulated demo loan book, the same on every machine.
//!
//! Money is `i64` in minor units of the book's one currency, a stored rate is `i64` parts per million, and a rate
//! without a denominator is `None`.

pub mod rate;

pub mod delinquency;

pub mod amortisation;

pub mod schedule;

pub mod ledger;

pub mod demo_book;
