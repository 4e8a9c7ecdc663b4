//! What is known of each loan and its borrower, to see how it is spread:
//! `sql/distribution.sql`.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    position::{balance, days_past_due},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Observations;

/// A loan with the values of the columns after its identifier.
type Observation = (i64, [Option<i64>; 9]);

/// `loan_observations`: in the order of the loans, whatever their groups.
pub(super) fn loan_observations(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let mut rows = scan::run(book, question, &Observations);
    rows.rows.sort_by_key(|row| match row.cells.first() {
        Some(Cell::Integer(loan_id)) => *loan_id,
        _ => i64::MIN,
    });
    Ok(rows)
}

impl Figure for Observations {
    const COLUMNS: &'static [&'static str] = &[
        "loan_id",
        "credit_score",
        "age",
        "income_minor",
        "loan_amount_minor",
        "interest_rate_ppm",
        "loan_term_months",
        "monthly_installment_minor",
        "outstanding_minor",
        "days_past_due",
    ];
    type Total = Vec<Observation>;
    const ARE_KEPT: bool = false;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Vec<Observation>>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let customer = loan.customer();
            // Finished loans would be zeros that hide how those that are left stand.
            let outstanding = Some(balance(loan, as_of)).filter(|balance| *balance > 0);
            let values = [
                customer.credit_score(),
                customer.age(),
                customer.income(),
                Some(loan.amount()),
                Some(loan.interest_rate_ppm()),
                Some(loan.term_months()),
                Some(loan.monthly_installment()),
                outstanding,
                outstanding.map(|_| days_past_due(loan, as_of)),
            ];
            totals.of(group_key).push((loan.id(), values));
        }
    }

    fn merge(&self, total: &mut Vec<Observation>, other: Vec<Observation>) {
        total.extend(other);
    }

    fn write(&self, group_key: i64, total: Vec<Observation>, rows: &mut Rows) {
        for (
            loan_id,
            [
                score,
                age,
                income,
                amount,
                rate,
                term,
                monthly,
                outstanding,
                days,
            ],
        ) in total
        {
            rows.push(
                group_key,
                [
                    loan_id.into(),
                    score.into(),
                    age.into(),
                    income.into(),
                    amount.into(),
                    rate.into(),
                    term.into(),
                    monthly.into(),
                    outstanding.into(),
                    days.into(),
                ],
            );
        }
    }
}
