//! The credit-risk formulas of `loanbook`, as pure functions.
//!
//! Nothing here reads a file, a clock or a database: every figure is a function of its arguments, and the date it is
//! asked for is always one of them.
//! SQL delivers counts and sums, this crate makes rates of them, so each figure is defined once.
//!
//! - [`rate`]: ratios, percentages that add up, quantiles and means of counted values.
//! - [`calendar`]: months, quarters, month on book.
//! - [`delinquency`]: what a payment record says at a date: status, days late, receipts, state and bucket of the loan.
//! - [`portfolio_at_risk`], [`roll_rate`], [`vintage`], [`concentration`]: what a book's delinquency looks like.
//! - [`distribution`]: how single values are distributed and go together.
//! - [`provision`]: the loss allowance by a provision matrix.
//! - [`engagement`], [`survival`], [`stability`]: a customer's score, how long something lasts, how far a distribution
//!   has moved.
//! - [`amortisation`], [`annuity`]: the schedule of a level-payment loan, exact; the time value of money, unrounded.
//! - [`schedule`]: the rest of a schedule, with due dates.
//! - [`ledger`]: what the receipts of an instalment pay, and come to.
//! - [`demo_book`]: the simulated demo loan book, the same on every machine.
//!
//! Money is `i64` in minor units of the book's one currency, a stored rate is `i64` parts per million, and a rate
//! without a denominator is `None`.

pub mod rate;

pub mod calendar;

pub mod delinquency;

pub mod portfolio_at_risk;

pub mod roll_rate;

pub mod vintage;

pub mod concentration;

pub mod distribution;

pub mod provision;

pub mod engagement;

pub mod survival;

pub mod stability;

pub mod amortisation;

pub mod annuity;
pub mod schedule;

pub mod ledger;

pub mod demo_book;

mod split_mix;
