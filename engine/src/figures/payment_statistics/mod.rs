//! How the instalments that have fallen due were paid: `sql/payment_statistics.sql`.

mod by_days_late;
mod distribution;

pub(super) use by_days_late::payment_statistics;
pub(super) use distribution::payment_distribution;
