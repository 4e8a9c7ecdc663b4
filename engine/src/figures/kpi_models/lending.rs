//! Loans paid out and charged off, day by day.

use super::days::Days;
use crate::{
    answer::Rows,
    book::Book,
    day::{Day, date},
    position::principal_received,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct ByDay {
    from: Day,
    as_of: Day,
}

#[derive(Clone, Default)]
struct DayTotal {
    loans_disbursed: i64,
    disbursed: i64,
    loans_charged_off: i64,
    charged_off: i64,
}

/// `lending_by_day`.
pub(crate) fn lending_by_day(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = ByDay {
        from: question.first_day("from_date")?,
        as_of: question.as_of,
    };
    Ok(scan::run(book, question, &figure))
}

impl Figure for ByDay {
    const COLUMNS: &'static [&'static str] = &[
        "day",
        "loans_disbursed",
        "disbursed_minor",
        "loans_charged_off",
        "charged_off_minor",
    ];
    type Total = Days<DayTotal>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Days<DayTotal>>) {
        let window = self.from..=self.as_of;
        let events = part.loans_with(move |loan| {
            let events = [loan.disbursement(), loan.charge_off()].map(|day| window.contains(&day));
            events.contains(&true).then_some(events)
        });
        for (group_key, loan, [is_disbursed, is_charged_off]) in events {
            let days = totals.of(group_key);
            if is_disbursed {
                let total = days.of(loan.disbursement(), self.as_of);
                total.loans_disbursed += 1;
                total.disbursed += loan.amount();
            }
            if is_charged_off {
                let total = days.of(loan.charge_off(), self.as_of);
                total.loans_charged_off += 1;
                total.charged_off += loan.amount() - principal_received(loan, loan.charge_off());
            }
        }
    }

    fn merge(&self, days: &mut Days<DayTotal>, other: Days<DayTotal>) {
        days.merge(other, |total, other| {
            total.loans_disbursed += other.loans_disbursed;
            total.disbursed += other.disbursed;
            total.loans_charged_off += other.loans_charged_off;
            total.charged_off += other.charged_off;
        });
    }

    fn write(&self, group_key: i64, days: Days<DayTotal>, rows: &mut Rows) {
        for (day, total) in days.oldest_first(self.as_of) {
            if total.loans_disbursed + total.loans_charged_off == 0 {
                continue;
            }
            rows.push(
                group_key,
                [
                    date(day).into(),
                    total.loans_disbursed.into(),
                    total.disbursed.into(),
                    total.loans_charged_off.into(),
                    total.charged_off.into(),
                ],
            );
        }
    }
}
