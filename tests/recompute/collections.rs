//! What is collected of what fell due, was missed or was charged off.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::{
    book::Book,
    calendar::Period,
    delinquency::{Bucket, bucket_of},
    facts::{
        LoanState, collected_by, days_past_due, disbursed_by, due_by, is_charged_off, settled_by,
        state,
    },
    roll_rates::charge_off,
    vintages::received_after_charge_off,
};

/// The instalments that were unpaid at the end of their due date, at least so many days back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MissedRecovery {
    pub due: i64,
    /// Of these, settled within so many days.
    pub settled: i64,
}

/// The loans whose first instalment fell due at least so many days back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FirstPaymentDefault {
    pub loans: i64,
    /// Of these, unsettled at the end of that day.
    pub defaulted: i64,
}

/// The loans charged off in one month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChargeOffMonth {
    pub loans: i64,
    pub charged_off_minor: i64,
    /// Received on them since, in whatever month, without fees.
    pub recovered_minor: i64,
}

/// What was received in one month on loans charged off before, without fees, beside what was charged off in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CashMonth {
    pub recovered_minor: i64,
    pub charged_off_minor: i64,
}

/// Money of a window, without fees.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collected {
    pub received_minor: i64,
    pub due_minor: i64,
    /// Received by the end of the window on what fell due in it.
    pub received_on_due_minor: i64,
}

/// What was collected on the loans that aren't charged off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CollectionEfficiency {
    pub total: Collected,
    /// By the bucket at the end of the day before the window; none if the loan wasn't active then. A row for each.
    pub by_bucket: BTreeMap<Option<String>, Collected>,
}

/// How much of what wasn't paid on its due date was settled within so many days.
pub fn recovery_of_missed(book: &Book, day: NaiveDate, within_days: i64) -> MissedRecovery {
    let mut answer = MissedRecovery::default();
    for (_, repayment) in due_by(book, day) {
        let last = repayment.due_date + TimeDelta::days(within_days);
        if last <= day && settled_by(repayment, repayment.due_date).is_none() {
            answer.due += 1;
            answer.settled += i64::from(settled_by(repayment, last).is_some());
        }
    }
    answer
}

/// How many loans weren't paid at first, so many days after the due date.
pub fn first_payment_default(book: &Book, day: NaiveDate, after_days: i64) -> FirstPaymentDefault {
    let mut answer = FirstPaymentDefault::default();
    for (_, repayment) in due_by(book, day) {
        let last = repayment.due_date + TimeDelta::days(after_days);
        if repayment.installment_number == 1 && last <= day {
            answer.loans += 1;
            answer.defaulted += i64::from(settled_by(repayment, last).is_none());
        }
    }
    answer
}

/// The charge-offs and what came back, by the first day of the month of the charge-off.
pub fn recovery_of_charge_offs(book: &Book, day: NaiveDate) -> BTreeMap<NaiveDate, ChargeOffMonth> {
    let mut answer: BTreeMap<NaiveDate, ChargeOffMonth> = BTreeMap::new();
    for loan in disbursed_by(book, day) {
        if let Some((date, amount_minor)) = charge_off(loan, day) {
            let month = answer.entry(Period::Month.first_day(date)).or_default();
            month.loans += 1;
            month.charged_off_minor += amount_minor;
            for receipt in received_after_charge_off(loan, day) {
                month.recovered_minor += receipt.collected_minor();
            }
        }
    }
    answer
}

/// The same receipts by the first day of their own month; months with neither a charge-off nor a receipt have no row.
pub fn charge_offs_by_cash_month(book: &Book, day: NaiveDate) -> BTreeMap<NaiveDate, CashMonth> {
    let mut answer: BTreeMap<NaiveDate, CashMonth> = BTreeMap::new();
    for loan in disbursed_by(book, day) {
        if let Some((date, amount_minor)) = charge_off(loan, day) {
            let month = answer.entry(Period::Month.first_day(date)).or_default();
            month.charged_off_minor += amount_minor;
            for receipt in received_after_charge_off(loan, day) {
                let month = answer.entry(Period::Month.first_day(receipt.date));
                month.or_default().recovered_minor += receipt.collected_minor();
            }
        }
    }
    answer
}

/// What was received and what fell due from a day to the other, both included.
pub fn collection_efficiency(
    book: &Book,
    from: NaiveDate,
    day: NaiveDate,
    buckets: &[Bucket<'_>],
) -> CollectionEfficiency {
    let mut answer = CollectionEfficiency::default();
    answer.by_bucket.insert(None, Collected::default());
    for (name, ..) in buckets {
        let row = Some((*name).to_owned());
        answer.by_bucket.insert(row, Collected::default());
    }
    let before = from - TimeDelta::days(1);
    for loan in disbursed_by(book, day) {
        if is_charged_off(loan, day) {
            continue;
        }
        let mut own = Collected::default();
        for repayment in &loan.repayments {
            for receipt in &repayment.receipts {
                if from <= receipt.date && receipt.date <= day {
                    own.received_minor += receipt.collected_minor();
                }
            }
            if from <= repayment.due_date && repayment.due_date <= day {
                own.due_minor += repayment.installment_amount_minor;
                own.received_on_due_minor += collected_by(repayment, day);
            }
        }
        let bucket = (state(loan, before) == Some(LoanState::Active)).then(|| {
            let at = bucket_of(buckets, days_past_due(loan, before));
            buckets[at].0.to_owned()
        });
        answer.total.add(&own);
        answer.by_bucket.entry(bucket).or_default().add(&own);
    }
    answer
}

impl Collected {
    const fn add(&mut self, other: &Self) {
        self.received_minor += other.received_minor;
        self.due_minor += other.due_minor;
        self.received_on_due_minor += other.received_on_due_minor;
    }
}
