//! What came in after the charge-off.

use crate::{
    answer::Rows,
    book::Book,
    day::{Day, month_number},
    position::{principal_received, receipts},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};
use std::collections::BTreeMap;

struct RecoveryOfChargeOffs;

#[derive(Default)]
struct MonthTotal {
    loans: i64,
    charged_off: i64,
    recovered: i64,
}

/// By the month of the charge-off and that of the receipt. Few loans are charged off: a map is
/// quick enough, and in order.
type Months = BTreeMap<(i64, i64), MonthTotal>;

/// `recovery_of_charge_offs`.
pub(crate) fn recovery_of_charge_offs(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &RecoveryOfChargeOffs))
}

impl Figure for RecoveryOfChargeOffs {
    const COLUMNS: &'static [&'static str] = &[
        "charge_off_month",
        "receipt_month",
        "loans",
        "charged_off_minor",
        "recovered_minor",
    ];
    type Total = Months;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Months>) {
        let as_of = part.as_of();
        let charged_off = part.loans_with(move |loan| {
            let charge_off: Day = loan.charge_off();
            (charge_off <= as_of).then_some(charge_off)
        });
        for (group_key, loan, charge_off) in charged_off {
            let months = totals.of(group_key);
            let month = month_number(charge_off);
            let total = months.entry((month, month)).or_default();
            total.loans += 1;
            total.charged_off += loan.amount() - principal_received(loan, charge_off);
            for receipt in receipts(loan) {
                if receipt.day > charge_off && receipt.day <= as_of {
                    let cell = (month, month_number(receipt.day));
                    let total = months.entry(cell).or_default();
                    total.recovered += receipt.principal + receipt.interest;
                }
            }
        }
    }

    fn merge(&self, months: &mut Months, other: Months) {
        for (cell, other) in other {
            let total = months.entry(cell).or_default();
            total.loans += other.loans;
            total.charged_off += other.charged_off;
            total.recovered += other.recovered;
        }
    }

    fn write(&self, group_key: i64, months: Months, rows: &mut Rows) {
        for ((charge_off_month, receipt_month), total) in months {
            rows.push(
                group_key,
                [
                    charge_off_month.into(),
                    receipt_month.into(),
                    total.loans.into(),
                    total.charged_off.into(),
                    total.recovered.into(),
                ],
            );
        }
    }
}
