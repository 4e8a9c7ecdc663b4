//! What happened to the loans of each month of disbursement: `sql/vintage.sql`.

use super::months::Months;
use crate::{
    answer::Rows,
    book::Book,
    day::{Day, month_number, months_to_reach},
    loan::LoanRef,
    position::{principal_received, receipts},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct VintageEvents;

/// What can happen, in the order of the rows.
const KINDS: [&str; 6] = [
    "charged_off",
    "disbursed",
    "ever_30",
    "ever_60",
    "ever_90",
    "recovered",
];
const CHARGED_OFF: usize = 0;
const DISBURSED: usize = 1;
/// Places and days past due.
const EVER: [(usize, Day); 3] = [(2, 30), (3, 60), (4, 90)];
const RECOVERED: usize = 5;

#[derive(Clone, Default)]
struct Sum {
    events: i64,
    amount: i64,
}

/// By kind, and there by month on book.
#[derive(Clone, Default)]
struct Vintage([Months<Sum>; KINDS.len()]);

/// `vintage_events`.
pub(super) fn vintage_events(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &VintageEvents))
}

impl Vintage {
    /// Adds what happened to a loan.
    fn add(&mut self, loan: LoanRef<'_>, as_of: Day) {
        let disbursed = loan.disbursement();
        let mut event = |kind: usize, day: Day, amount: i64| {
            let sum = self.0[kind].of(months_to_reach(disbursed, day));
            sum.events += 1;
            sum.amount += amount;
        };
        let amount = loan.amount();
        event(DISBURSED, disbursed, amount);
        each_past_due(loan, as_of, |kind, day| event(kind, day, amount));
        let charge_off = loan.charge_off();
        if charge_off <= as_of {
            let charged_off = amount - principal_received(loan, charge_off);
            event(CHARGED_OFF, charge_off, charged_off);
            for receipt in receipts(loan) {
                if charge_off < receipt.day && receipt.day <= as_of {
                    event(RECOVERED, receipt.day, receipt.principal + receipt.interest);
                }
            }
        }
    }
}

/// The days on which a loan was so many days past due for the first time: its oldest instalment
/// that was not settled so many days after it fell due.
fn each_past_due(loan: LoanRef<'_>, as_of: Day, mut each: impl FnMut(usize, Day)) {
    if loan.end(as_of).is_some_and(|end| {
        let [_, late, missed] = end.settled();
        late + missed == 0 && end.first_open().is_none()
    }) {
        return;
    }
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let (due, settled) = (&rows.due[span.clone()], &rows.settled[span]);
    let mut from = 0;
    for (kind, days) in EVER {
        let Some(last) = as_of.checked_sub(days) else {
            return;
        };
        // An open one is never settled: more days after than any.
        let is_past_due =
            |due: Day, settled: Day| (due <= last) & (settled.saturating_sub(due) > days);
        let pairs = || due[from..].iter().zip(&settled[from..]);
        // First without a branch an instalment, so that eight of them are compared at once.
        let any = pairs().fold(false, |any, (due, settled)| {
            any | is_past_due(*due, *settled)
        });
        if !any {
            return;
        }
        let Some(at) = pairs().position(|(due, settled)| is_past_due(*due, *settled)) else {
            return;
        };
        from += at;
        each(kind, due[from] + days);
    }
}

impl Figure for VintageEvents {
    const COLUMNS: &'static [&'static str] = &[
        "vintage_month",
        "kind",
        "month_on_book",
        "loans",
        "amount_minor",
    ];
    /// By month of disbursement.
    type Total = Months<Vintage>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Months<Vintage>>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let vintages = totals.of(group_key);
            let vintage = vintages.of(month_number(loan.disbursement()));
            vintage.add(loan, as_of);
        }
    }

    fn merge(&self, vintages: &mut Months<Vintage>, other: Months<Vintage>) {
        vintages.merge(other, |vintage, other| {
            for (months, other) in vintage.0.iter_mut().zip(other.0) {
                months.merge(other, |sum, other| {
                    sum.events += other.events;
                    sum.amount += other.amount;
                });
            }
        });
    }

    fn write(&self, group_key: i64, vintages: Months<Vintage>, rows: &mut Rows) {
        for (vintage_month, vintage) in vintages.in_order() {
            for (kind, months) in vintage.0.into_iter().enumerate() {
                for (month_on_book, sum) in months.in_order().filter(|(_, sum)| sum.events > 0) {
                    let loans = if kind == RECOVERED { 0 } else { sum.events };
                    rows.push(
                        group_key,
                        [
                            vintage_month.into(),
                            KINDS[kind].into(),
                            month_on_book.into(),
                            loans.into(),
                            sum.amount.into(),
                        ],
                    );
                }
            }
        }
    }
}
