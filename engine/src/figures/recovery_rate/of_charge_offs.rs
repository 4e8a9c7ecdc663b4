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

#[derive(Clone, Default)]
struct MonthTotal {
    loans: i64,
    charged_off: i64,
    receipts: i64,
    recovered: i64,
}

/// By the month of the charge-off, and there by months from it to that of the receipt. Few loans
/// are charged off: a map is quick enough for them, and in order.
type Months = BTreeMap<i64, Vec<MonthTotal>>;

/// `recovery_of_charge_offs`.
pub(crate) fn recovery_of_charge_offs(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &RecoveryOfChargeOffs))
}

/// The total of so many months after the charge-off.
fn of_month(months: &mut Vec<MonthTotal>, after: usize) -> &mut MonthTotal {
    if after >= months.len() {
        months.resize_with(after + 1, MonthTotal::default);
    }
    &mut months[after]
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
            let charge_off_month = month_number(charge_off);
            let months = totals.of(group_key).entry(charge_off_month).or_default();
            let total = of_month(months, 0);
            total.loans += 1;
            total.charged_off += loan.amount() - principal_received(loan, charge_off);
            for receipt in receipts(loan) {
                if receipt.day > charge_off && receipt.day <= as_of {
                    let after = month_number(receipt.day) - charge_off_month;
                    let total = of_month(months, usize::try_from(after).unwrap_or_default());
                    total.receipts += 1;
                    total.recovered += receipt.principal + receipt.interest;
                }
            }
        }
    }

    fn merge(&self, all: &mut Months, others: Months) {
        for (charge_off_month, others) in others {
            let months = all.entry(charge_off_month).or_default();
            for (after, other) in others.into_iter().enumerate() {
                let total = of_month(months, after);
                total.loans += other.loans;
                total.charged_off += other.charged_off;
                total.receipts += other.receipts;
                total.recovered += other.recovered;
            }
        }
    }

    fn write(&self, group_key: i64, all: Months, rows: &mut Rows) {
        for (charge_off_month, months) in all {
            for (receipt_month, total) in (charge_off_month..).zip(months) {
                if total.loans + total.receipts == 0 {
                    continue;
                }
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
}
