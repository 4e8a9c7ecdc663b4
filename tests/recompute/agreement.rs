//! The figures of the recomputation against each other.

use chrono::{Datelike, Days, NaiveDate};

use super::{demo_book::DEMO, *};
use crate::app::date;

/// Figures that can be had in two ways are the same, for the whole book, and are the sums of those of its parts.
pub fn figures_agree_with_each_other() {
    let book = &*DEMO;
    let loan_types = ["Auto", "Consumer", "Business", "Education", "Personal"];
    let parts = loan_types
        .map(|loan_type| part_of(book, |_, loan| loan.loan_type.as_deref() == Some(loan_type)));
    for day in [
        "2019-10-01",
        "2022-12-31",
        "2024-02-29",
        "2025-07-06",
        "2025-11-23",
    ] {
        let day = date(day);
        stocks_agree(book, &parts, day);
        transitions_agree(book, &parts, day);
        flows_agree(book, day);
        customers_agree(book, day);
    }
}

fn stocks_agree(book: &Book, parts: &[Book], day: NaiveDate) {
    let total = executive(book, day);
    let at_risk = portfolio_at_risk(book, day);
    assert_eq!(at_risk.active_loans, total.active_loans);
    for buckets in [&US[..], &IFRS, &MFI] {
        let rows = ageing(book, day, buckets);
        assert_eq!(sum(&rows, |row| row.loans), total.active_loans);
        assert_eq!(sum(&rows, |row| row.balance_minor), total.outstanding_minor);
        for (at, row) in rows.iter().enumerate() {
            let of_parts = |part: &Book| ageing(part, day, buckets)[at].overdue_minor;
            assert_eq!(sum(parts, of_parts), row.overdue_minor);
        }
    }
    let beyond = |from| {
        let rows = ageing(book, day, &MFI);
        let buckets = rows.iter().zip(MFI).filter(|(_, bucket)| bucket.1 > from);
        buckets.map(|(row, _)| row.balance_minor).sum::<i64>()
    };
    for row in &at_risk.at_risk[1..] {
        assert_eq!(
            row.balance_minor,
            beyond(row.beyond_days),
            "PAR {}",
            row.beyond_days
        );
    }
    let of_parts = |part: &Book| arrears(part, day).overdue_principal_minor;
    assert_eq!(
        sum(parts, of_parts),
        arrears(book, day).overdue_principal_minor
    );
    let by_customer = concentration_by_customer(book, day, 10);
    let by_type = concentration(book, day, 10, |_, loan| loan.loan_type.clone());
    assert_eq!(by_customer.total_minor, total.outstanding_minor);
    assert_eq!(by_type.total_minor, total.outstanding_minor);
    assert_eq!(
        by_type.top_minor, by_type.total_minor,
        "there are five types"
    );
    assert!(by_customer.top_minor <= by_customer.total_minor);
    assert!(
        by_customer.squares <= by_type.squares && by_customer.holder_count == total.active_loans
    );
}

fn transitions_agree(book: &Book, parts: &[Book], day: NaiveDate) {
    for (start, end) in last_months(day, 2) {
        let month = roll_rates(book, start, end, &US);
        let mut of_parts = RollRates::default();
        for part in parts {
            of_parts.add(&roll_rates(part, start, end, &US));
        }
        assert_eq!(of_parts, month);

        let (before, after) = (ageing(book, start, &US), ageing(book, end, &US));
        let mut flow = Vec::new();
        for (at, (name, ..)) in US.iter().enumerate() {
            let (mut left, mut arrived, mut balance_minor) = (0, 0, 0);
            for ((row, column), cell) in &month.cells {
                if row.as_deref() == Some(*name) {
                    left += cell.loans;
                }
                if *column == Column::Bucket((*name).to_owned()) {
                    arrived += cell.loans;
                    balance_minor += cell.balance_end_minor;
                }
            }
            assert_eq!((left, arrived), (before[at].loans, after[at].loans));
            assert_eq!(balance_minor, after[at].balance_minor);
            if at > 0 {
                flow.push((balance_minor, before[at - 1].balance_minor));
            }
        }
        flow.push((month.charged_off_minor, month.balance_90_minor));
        assert_eq!(net_flow(book, start, end, &US), flow);

        let past_due = |row: &Option<String>| row.as_deref().is_some_and(|row| row != "current");
        let (mut cured, mut paid_off) = (0, 0);
        for ((_, column), cell) in month.cells.iter().filter(|((row, _), _)| past_due(row)) {
            cured += cell.loans * i64::from(*column == Column::Bucket("current".to_owned()));
            paid_off += cell.loans * i64::from(*column == Column::PaidOff);
        }
        let delinquent = sum(&before[1..], |row| row.loans);
        assert_eq!(
            cure(book, start, end),
            Cure {
                delinquent,
                cured,
                paid_off
            }
        );
    }
}

fn flows_agree(book: &Book, day: NaiveDate) {
    let total = executive(book, day);
    let days = series_by_receipt(book, day, Period::Day, 30);
    let by_day = days.iter().map(|row| daily(book, row.to).collected_minor);
    assert_eq!(by_day.sum::<i64>(), sum(&days, |row| row.collected_minor));
    let quarters = series_by_receipt(book, day, Period::Quarter, 30);
    assert_eq!(
        sum(&quarters, |row| row.interest_minor),
        total.interest_received_minor
    );
    assert_eq!(
        sum(&quarters, |row| row.late_fees_minor),
        total.late_fees_received_minor
    );
    assert_eq!(
        sum(&quarters, |row| row.on_time + row.late + row.missed),
        sum(&quarters, |row| row.receipts)
    );
    let months = series_by_due_date(book, day, Period::Month, 90);
    assert_eq!(
        sum(&months, |row| row.instalments.on_time),
        total.instalments_on_time
    );
    assert_eq!(
        sum(&months, |row| row.instalments.total()),
        total.instalments_due
    );
    if day.weekday() == chrono::Weekday::Sun {
        let weeks = series_by_receipt(book, day, Period::Week, 2);
        let [this, previous] = week_over_week(book, day);
        assert_eq!(weeks, [previous.receipts, this.receipts]);
    }

    let kept = part_of(book, |_, loan| {
        state(loan, day) != Some(LoanState::ChargedOff)
    });
    let days = series_by_receipt(&kept, day, Period::Day, 30);
    let due = series_by_due_date(&kept, day, Period::Day, 30);
    let efficiency = collection_efficiency(book, day - Days::new(29), day, &US);
    let expected = Collected {
        received_minor: sum(&days, |row| row.collected_minor),
        due_minor: sum(&due, |row| row.amount_due_minor),
        received_on_due_minor: sum(&due, |row| row.received_minor),
    };
    assert_eq!(efficiency.total, expected);
    let by_bucket: Vec<_> = efficiency.by_bucket.into_values().collect();
    assert_eq!(
        sum(&by_bucket, |row| row.received_minor),
        expected.received_minor
    );

    let by_month: Vec<_> = recovery_of_charge_offs(book, day).into_values().collect();
    let by_cash: Vec<_> = charge_offs_by_cash_month(book, day).into_values().collect();
    assert_eq!(
        sum(&by_month, |row| row.recovered_minor),
        sum(&by_cash, |row| row.recovered_minor)
    );
    assert_eq!(
        sum(&by_month, |row| row.charged_off_minor),
        sum(&by_cash, |row| row.charged_off_minor)
    );
    let unpaid = [7, 30, 90].map(|days| recovery_of_missed(book, day, days));
    assert!(unpaid.is_sorted_by(|less, more| less.due >= more.due));
    let first = first_payment_default(book, day, 30);
    let first_due = part_of(book, |_, loan| {
        let first = loan.repayments.first();
        first.is_some_and(|row| row.due_date + Days::new(30) <= day)
    });
    assert_eq!(first.loans, executive(&first_due, day).loans);
}

fn customers_agree(book: &Book, day: NaiveDate) {
    let total = executive(book, day);
    let vintages_by_month = vintages(book, day, Period::Month, 90);
    let vintages_by_quarter = vintages(book, day, Period::Quarter, 90);
    for vintages in [&vintages_by_month, &vintages_by_quarter] {
        let amounts = vintages.values().map(|vintage| vintage.amount_minor);
        assert_eq!(amounts.sum::<i64>(), total.originated_minor);
        for vintage in vintages.values() {
            for cells in vintage.ever.values() {
                assert!(
                    cells.iter().flatten().is_sorted(),
                    "once late, always counted"
                );
            }
        }
    }
    let cohorts: Vec<_> = cohorts(book, day, 90).into_values().collect();
    assert_eq!(sum(&cohorts, |row| row.customers), total.customers);
    assert_eq!(sum(&cohorts, |row| row.score_sum), total.score_sum);
    let paid = statistics(book, day);
    let of_cohort = |row: &Cohort| row.repayment_minor.values().map(|cell| cell.1).sum();
    assert_eq!(
        sum(&cohorts, of_cohort),
        sum(&paid, |row| row.amount_paid_minor)
    );

    let thresholds = [("Upper", 650), ("Lower", 0)];
    let tiers_by_score = tiers(book, day, &thresholds);
    assert_eq!(sum(&tiers_by_score, |row| row.customers), total.customers);
    let payments = tier_payments(book, day, &thresholds);
    assert_eq!(
        sum(&payments, |row| row.instalments.total()),
        total.instalments_due
    );
    let tiers = behaviour_tiers(book, day);
    assert_eq!(
        sum(&tiers, |row| row.instalments_due),
        total.instalments_due
    );
    let payments = behaviour_tier_payments(book, day);
    let days_late = |row: &StatusStatistics| row.days_late.iter().sum();
    assert_eq!(
        sum(&payments, |row| row.days_late_sum),
        sum(&paid, days_late)
    );
    assert_eq!(
        sum(&behaviour_high_risk(book, day), |row| row.outstanding_minor),
        tiers[3].outstanding_minor
    );
    assert_eq!(
        sum(&high_risk(book, day, 650), |row| row.outstanding_minor),
        tiers_by_score[1].outstanding_minor
    );

    let scores = engagement(book, day);
    assert_eq!(
        sum(&engagement_bands(&scores), |count| *count),
        sum(&Vec::from_iter(scores), |_| 1)
    );
}

fn sum<T>(rows: &[T], of_row: impl Fn(&T) -> i64) -> i64 {
    rows.iter().map(of_row).sum()
}
