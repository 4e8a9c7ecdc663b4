//! How loans move between the buckets in a month: `sql/roll_rate.sql`.

use crate::{
    answer::Rows,
    book::Book,
    day::Day,
    loan::LoanRef,
    position::{Standing, principal_received, standing},
    question::{Bucket, Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct RollRates<'a> {
    /// None where it is before the calendar: then no loan was on the book.
    opening: Option<Day>,
    buckets: Vec<&'a Bucket>,
}

/// States beyond the buckets, in the places after theirs.
const NONE: &str = "none";
const PAID_OFF: &str = "paid_off";
const CHARGED_OFF: &str = "charged_off";

#[derive(Clone, Copy, Default)]
struct Total {
    loans: i64,
    opening: i64,
    closing: i64,
    charged_off: i64,
    opening_90: i64,
}

/// `roll_rates`.
pub(super) fn roll_rates(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = RollRates {
        opening: Day::try_from(question.day("opening_date")?).ok(),
        buckets: question.buckets()?,
    };
    Ok(scan::run(book, question, &figure))
}

impl RollRates<'_> {
    /// Names of all states: the buckets, then those of loans that are in none.
    fn states(&self) -> impl Iterator<Item = &str> {
        let buckets = self.buckets.iter().map(|bucket| bucket.name.as_str());
        buckets.chain([NONE, PAID_OFF, CHARGED_OFF])
    }

    fn bucket(&self, days: i64) -> usize {
        let mut buckets = self.buckets.iter();
        let found = buckets.position(|bucket| days <= bucket.to_days);
        found.unwrap_or(self.buckets.len())
    }

    /// Where a loan stood before the month; without a balance where it was not on the book.
    fn opening(&self, loan: LoanRef<'_>) -> Standing {
        match self.opening {
            None => Standing::default(),
            Some(opening) if loan.disbursement() > opening => Standing {
                balance: 0,
                ..standing(loan, opening)
            },
            Some(opening) => standing(loan, opening),
        }
    }
}

impl Figure for RollRates<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "opening_state",
        "closing_state",
        "loans",
        "opening_minor",
        "closing_minor",
        "charged_off_minor",
        "opening_90_minor",
    ];
    /// By opening and closing state.
    type Total = Vec<Total>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Total>>) {
        let as_of = part.as_of();
        let none = self.buckets.len();
        let states = none + 3;
        for (group_key, loan) in part.loans() {
            let opening = self.opening(loan);
            let closing = standing(loan, as_of);
            let is_charged_off = loan.charge_off() <= as_of;
            let charged_off = match self.opening {
                _ if !is_charged_off => 0,
                Some(opening) if loan.charge_off() <= opening => 0,
                _ => loan.amount() - principal_received(loan, loan.charge_off()),
            };
            let from = if opening.balance > 0 {
                self.bucket(opening.days_past_due)
            } else {
                none
            };
            let to = if is_charged_off {
                none + 2
            } else if closing.balance <= 0 {
                none + 1
            } else {
                self.bucket(closing.days_past_due)
            };
            let by_state = totals.of(group_key);
            by_state.resize(states * states, Total::default());
            let total = &mut by_state[from * states + to];
            total.loans += 1;
            total.opening += opening.balance;
            total.closing += closing.balance;
            total.charged_off += charged_off;
            if opening.days_past_due >= 90 {
                total.opening_90 += opening.balance;
            }
        }
    }

    fn merge(&self, by_state: &mut Vec<Total>, other: Vec<Total>) {
        by_state.resize(by_state.len().max(other.len()), Total::default());
        for (total, other) in by_state.iter_mut().zip(other) {
            total.loans += other.loans;
            total.opening += other.opening;
            total.closing += other.closing;
            total.charged_off += other.charged_off;
            total.opening_90 += other.opening_90;
        }
    }

    fn write(&self, group_key: i64, by_state: Vec<Total>, rows: &mut Rows) {
        let names: Vec<&str> = self.states().collect();
        let mut cells: Vec<_> = by_state
            .into_iter()
            .enumerate()
            .filter(|(_, total)| total.loans > 0)
            .map(|(at, total)| (names[at / names.len()], names[at % names.len()], total))
            .collect();
        cells.sort_by_key(|(from, to, _)| (*from, *to));
        for (from, to, total) in cells {
            rows.push(
                group_key,
                [
                    from.to_owned().into(),
                    to.to_owned().into(),
                    total.loans.into(),
                    total.opening.into(),
                    total.closing.into(),
                    total.charged_off.into(),
                    total.opening_90.into(),
                ],
            );
        }
    }
}
