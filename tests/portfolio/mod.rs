//! Every figure of a portfolio against the recomputation: day by day, for any segment and group, the lists behind the cells, and the
//! statements that explain them.
//!
//! A theme is a struct that both sides fill: `expected` from the raw rows, `found` from the service.

mod compare;
use compare::{Near, assert_same};

mod answers;
use answers::{Answers, Asked, Scheme};

mod stocks;
use stocks::Stocks;

mod flows;
use flows::Flows;

mod customers;
use customers::Customers;

mod movements;
use movements::Movements;

mod curves;
use curves::Curves;

mod days;
pub use days::*;

mod segments;
pub use segments::*;

mod cells;
pub use cells::*;

mod distribution;
pub use distribution::*;

mod addresses;
pub use addresses::*;

mod high_risk;
pub use high_risk::*;
