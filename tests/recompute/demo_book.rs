//! The demo book, made without a database and read like any other.

use std::{fmt::Write, sync::LazyLock};

use risk::demo_book::{SimulatedLoan, Simulator, Sources};

use super::Book;

/// The 1,000 loans as at 2025-11-23.
pub static DEMO: LazyLock<Book> = LazyLock::new(demo_book);

fn demo_book() -> Book {
    let simulator = Simulator::new(&Sources {
        german_credit_csv: include_str!("../../data/german_credit.csv"),
        parameters_json: include_str!("../../data/params.json"),
        scorecard_json: include_str!("../../data/scorecard_points.json"),
    });
    let simulator = simulator.expect("the sources of the demo book");
    let mut files = [CUSTOMER_COLUMNS, LOAN_COLUMNS, REPAYMENT_COLUMNS].map(str::to_owned);
    for number in 1..=1000 {
        write_loan(&mut files, &simulator.simulate(number)).expect("text has room");
    }
    Book::parse(&files[0], &files[1], &files[2])
}

const CUSTOMER_COLUMNS: &str = "customer_id,age,gender,income,employment_type,job_type,housing_status,credit_score,\
account_created_date\n";

const LOAN_COLUMNS: &str = "loan_id,customer_id,loan_type,loan_amount,interest_rate,loan_term_months,monthly_installment,\
disbursement_date,charge_off_date,submitted_at,documents_at,credit_checked_at,decided_at,contract_signed_at,disbursed_at\n";

const REPAYMENT_COLUMNS: &str = "payment_id,loan_id,installment_number,due_date,installment_amount,principal_due,\
interest_due,actual_paid_date,amount_paid,late_fee,recovered_amount,recovered_date\n";

/// Appends a line to each file but the last, which gets one for every instalment.
fn write_loan(files: &mut [String; 3], simulated: &SimulatedLoan) -> std::fmt::Result {
    let [customers, loans, repayments] = files;
    let customer = &simulated.customer;
    write!(customers, "{},{},", customer.customer_id, customer.age)?;
    write!(
        customers,
        "{},{},",
        customer.gender,
        customer.income_minor / 100
    )?;
    write!(
        customers,
        "{},{},",
        customer.employment_type, customer.job_type
    )?;
    write!(
        customers,
        "{},{},",
        customer.housing_status, customer.credit_score
    )?;
    writeln!(customers, "{}", customer.account_created_date)?;

    let loan = &simulated.loan;
    write!(
        loans,
        "{},{},{},",
        loan.loan_id, loan.customer_id, loan.loan_type
    )?;
    write!(
        loans,
        "{},{},",
        decimals(loan.loan_amount_minor),
        decimals(loan.interest_rate_ppm / 100)
    )?;
    write!(
        loans,
        "{},{},{},",
        loan.loan_term_months,
        decimals(loan.monthly_installment_minor),
        loan.disbursement_date
    )?;
    write!(loans, "{}", or_empty(loan.charge_off_date))?;
    for stamp in [
        loan.submitted_at,
        loan.documents_at,
        loan.credit_checked_at,
        loan.decided_at,
        loan.contract_signed_at,
        loan.disbursed_at,
    ] {
        write!(loans, ",{}", stamp.format("%Y-%m-%dT%H:%M:%S"))?;
    }
    writeln!(loans)?;

    for row in &simulated.repayments {
        write!(repayments, "{},{},", row.payment_id, row.loan_id)?;
        write!(repayments, "{},{},", row.installment_number, row.due_date)?;
        write!(repayments, "{},", decimals(row.installment_amount_minor))?;
        write!(repayments, "{},", decimals(row.principal_due_minor))?;
        write!(repayments, "{},", decimals(row.interest_due_minor))?;
        write!(repayments, "{},", or_empty(row.actual_paid_date))?;
        write!(repayments, "{},", decimals(row.amount_paid_minor))?;
        write!(repayments, "{},", decimals(row.late_fee_minor))?;
        write!(repayments, "{},", decimals(row.recovered_amount_minor))?;
        writeln!(repayments, "{}", or_empty(row.recovered_date))?;
    }
    Ok(())
}

/// A hundredth as a number with two decimals.
fn decimals(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
