//! A borrower with all loans of a group: what the tiers are told by.

use crate::{
    day::Day,
    loan::LoanRef,
    position::{Payment, Rules, balance, days_past_due, payment},
};

/// Where a borrower stands; a loan that is charged off has no balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Borrower {
    pub(crate) loans: i64,
    pub(crate) active_loans: i64,
    pub(crate) balance: i64,
    /// Balance of the loans more than 30 days past due.
    pub(crate) at_risk_30: i64,
    /// Of the active loan that is most past due.
    pub(crate) days_past_due: i64,
    /// Loans of which something has fallen due.
    pub(crate) loans_due: i64,
    pub(crate) payment: Payment,
}

impl Borrower {
    pub(crate) fn of(loans: &[LoanRef<'_>], as_of: Day, rules: Rules) -> Self {
        let mut borrower = Self::default();
        for loan in loans {
            borrower.loans += 1;
            let balance = balance(*loan, as_of);
            if balance > 0 {
                let days = days_past_due(*loan, as_of);
                borrower.active_loans += 1;
                borrower.balance += balance;
                borrower.at_risk_30 += if days > 30 { balance } else { 0 };
                borrower.days_past_due = borrower.days_past_due.max(days);
            }
            let payment = payment(*loan, as_of, rules);
            borrower.loans_due += i64::from(payment.due > 0);
            borrower.payment += payment;
        }
        borrower
    }
}
