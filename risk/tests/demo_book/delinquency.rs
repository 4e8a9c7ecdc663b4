//! The delinquency rules on the book: what is stored at the reporting date follows from the dates.

use risk::{
    delinquency::{Instalment, InstalmentStatus, LoanStatus, Rules, days_past_due, loan_status},
    demo_book::{SimulatedLoan, SimulatedRepayment},
    rate::{Ratio, mean, percentages},
};

use crate::{SIMULATOR, loans};

fn instalment(repayment: &SimulatedRepayment) -> Instalment {
    Instalment {
        due_date: repayment.due_date,
        amount_minor: repayment.installment_amount_minor,
        interest_due_minor: repayment.interest_due_minor,
        actual_paid_date: repayment.actual_paid_date,
        amount_paid_minor: repayment.amount_paid_minor,
        late_fee_minor: repayment.late_fee_minor,
        recovered_amount_minor: repayment.recovered_amount_minor,
        recovered_date: repayment.recovered_date,
    }
}

fn instalments(simulated: &SimulatedLoan) -> Vec<Instalment> {
    simulated.repayments.iter().map(instalment).collect()
}

#[test]
fn stored_statuses_and_days_follow_from_dates() {
    let (rules, as_of) = (Rules::default(), SIMULATOR.reporting_date());
    let mut counts = [0_i64; 3];
    let mut n_overdue = 0;
    let mut days = Vec::new();
    for repayment in loans(1_000).flat_map(|simulated| simulated.repayments) {
        let instalment = instalment(&repayment);
        let status = instalment.status(as_of, &rules);
        let (place, label) = match status {
            InstalmentStatus::OnTime => (0, "On Time"),
            InstalmentStatus::Late | InstalmentStatus::Overdue => (1, "Late"),
            InstalmentStatus::Missed => (2, "Missed"),
            InstalmentStatus::Scheduled => (2, "none of the book"),
        };
        assert_eq!(
            repayment.payment_status, label,
            "payment {}",
            repayment.payment_id
        );
        let days_late = instalment.days_late(as_of, &rules);
        assert_eq!(
            i64::from(repayment.days_past_due),
            days_late,
            "payment {}",
            repayment.payment_id
        );
        assert_eq!(
            instalment.received_minor(as_of),
            repayment.amount_paid_minor
        );
        counts[place] += 1;
        n_overdue += i32::from(status == InstalmentStatus::Overdue);
        days.push((days_late, 1));
    }
    assert_eq!(counts, [15_850, 4_200, 853]);
    assert_eq!(n_overdue, 191);
    assert_eq!(percentages(&counts), Some(vec![75.8, 20.1, 4.1]));
    let average_delay = mean(&days).expect("there are instalments");
    assert!((average_delay - 6.512).abs() < 0.0005, "{average_delay}");
}

#[test]
fn stored_loan_statuses_follow_from_dates() {
    let (rules, as_of) = (Rules::default(), SIMULATOR.reporting_date());
    let mut counts = [0; 3];
    for simulated in loans(1_000) {
        let loan = &simulated.loan;
        let status = loan_status(
            Some(loan.disbursement_date),
            loan.charge_off_date,
            loan.loan_amount_minor,
            &instalments(&simulated),
            as_of,
            &rules,
        );
        let (place, label) = match status {
            LoanStatus::Active => (0, "Active"),
            LoanStatus::PaidOff => (1, "Paid Off"),
            LoanStatus::ChargedOff => (2, "Charged Off"),
            LoanStatus::Pending => (0, "none of the book"),
        };
        assert_eq!(loan.loan_status, label, "loan {}", loan.loan_id);
        counts[place] += 1;
    }
    assert_eq!(counts, [770, 201, 29]);
}

#[test]
fn portfolio_at_risk_of_the_book() {
    let (rules, as_of) = (Rules::default(), SIMULATOR.reporting_date());
    let (mut outstanding, mut beyond_30, mut beyond_90) = (0, 0, 0);
    for simulated in loans(1_000).filter(|simulated| simulated.loan.charge_off_date.is_none()) {
        let rows = instalments(&simulated);
        let repaid: i64 = rows
            .iter()
            .map(|row| row.principal_received_minor(as_of))
            .sum();
        let balance = simulated.loan.loan_amount_minor - repaid;
        let days = days_past_due(&rows, as_of, &rules);
        outstanding += balance;
        beyond_30 += if days > 30 { balance } else { 0 };
        beyond_90 += if days > 90 { balance } else { 0 };
    }
    assert_eq!((outstanding + 50) / 100, 1_151_760);
    let rate = |part| Ratio::new(part, outstanding).value().expect("a portfolio");
    assert!(
        (rate(beyond_30) - 0.0607).abs() < 0.00005,
        "{}",
        rate(beyond_30)
    );
    assert!(
        (rate(beyond_90) - 0.0230).abs() < 0.00005,
        "{}",
        rate(beyond_90)
    );
}
