//! How much of what was missed or written off came in after all: `sql/recovery_rate.sql`.

mod of_charge_offs;
mod of_missed;

pub(super) use of_charge_offs::recovery_of_charge_offs;
pub(super) use of_missed::recovery_of_missed;
