//! The simulator: prepared once, then one loan at a time.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    DemoBookError, SimulatedCustomer, SimulatedLoan, SimulatedTerms,
    calendar::Calendar,
    german_credit::GermanTable,
    parameters::Parameters,
    payments::{Payer, default_entry},
    prepare::{PreparedRow, prepare},
    process,
    random::{Draws, stream},
    scorecard::Scorecard,
};

/// Instalments fall due on one of the days that every month has.
const DUE_DAYS: f64 = 28.0;

/// The texts that the demo book is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The German Credit table with readable labels, as CSV.
    pub german_credit_csv: &'a str,
    /// The calibrated parameters, as JSON.
    pub parameters_json: &'a str,
    /// The points of the credit score, as JSON.
    pub scorecard_json: &'a str,
}

/// Makes the loans of the demo book, each on its own.
///
/// ```
/// use risk::demo_book::{Simulator, Sources};
///
/// let simulator = Simulator::new(&Sources {
///     german_credit_csv: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/german_credit.csv")),
///     parameters_json: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/params.json")),
///     scorecard_json: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/scorecard_points.json")),
/// })?;
/// assert_eq!(simulator.instalment_count(1_000), 20_903);
///
/// let first = simulator.simulate(1);
/// assert_eq!(first.customer.full_name, "Dario Lopez");
/// assert_eq!(first.loan.loan_amount_minor, 207_266);
/// assert_eq!(first.repayments.len(), 6);
/// # Ok::<(), risk::demo_book::DemoBookError>(())
/// ```
#[derive(Debug)]
pub struct Simulator {
    parameters: Parameters,
    rows: Vec<PreparedRow>,
    /// The instalments of all rows before each row.
    instalments_before: Vec<u64>,
    /// The instalments of all rows.
    instalments_per_round: u64,
}

impl Simulator {
    /// Parses and checks the sources, and works out what is the same for every loan made of a row.
    ///
    /// # Errors
    ///
    /// If a source does not parse, a row has a value that is not known, or a parameter breaks a condition.
    pub fn new(sources: &Sources<'_>) -> Result<Self, DemoBookError> {
        let parameters = Parameters::parse(sources.parameters_json)?;
        let scorecard = Scorecard::parse(sources.scorecard_json)?;
        let table = GermanTable::parse(sources.german_credit_csv)?;
        let rows = prepare(&table, &scorecard, &parameters)?;
        check_vintages(&rows, &parameters)?;
        let mut instalments_per_round = 0;
        let mut instalments_before = Vec::with_capacity(rows.len());
        for row in &rows {
            instalments_before.push(instalments_per_round);
            instalments_per_round += u64::from(row.duration_months);
        }
        Ok(Self {
            parameters,
            rows,
            instalments_before,
            instalments_per_round,
        })
    }

    /// The date at which the book stands.
    #[must_use]
    pub fn reporting_date(&self) -> NaiveDate {
        self.parameters.report_date
    }

    /// The number of instalments of the first so many loans.
    #[must_use]
    pub fn instalment_count(&self, loans: u64) -> u64 {
        let (round, index) = self.position(loans);
        self.instalments_per_round * round + self.instalments_before[index]
    }

    /// The number of a loan's first payment, known without making the loans before it.
    ///
    /// Loans are numbered from 1.
    #[must_use]
    pub fn first_payment_id(&self, loan_number: u64) -> i64 {
        let before = self.instalment_count(loan_number.saturating_sub(1));
        before.cast_signed() + 1
    }

    /// Makes a loan with its customer and its instalments.
    ///
    /// Loans are numbered from 1, without an upper limit that matters (2⁴⁰), and nothing is kept between calls.
    #[must_use]
    pub fn simulate(&self, loan_number: u64) -> SimulatedLoan {
        let (_, index) = self.position(loan_number.saturating_sub(1));
        let row = &self.rows[index];
        let draws = Draws::new(self.parameters.seed, loan_number);
        let default_entry = default_entry(&self.parameters, row, draws);
        let calendar = self.calendar(row, draws, default_entry.is_some());
        let payer = Payer {
            parameters: &self.parameters,
            row,
            draws,
            calendar,
            default_entry,
        };
        let courses = payer.courses();
        let charge_off_date = payer.charge_off(&courses);
        let anything_open = courses.iter().any(|course| course.is_open());
        let loan_id = loan_number.cast_signed();
        let repayments = courses
            .iter()
            .zip(self.first_payment_id(loan_number)..)
            .map(|(course, payment_id)| {
                let mut repayment = payer.repayment(course, charge_off_date);
                repayment.payment_id = payment_id;
                repayment.loan_id = loan_id;
                repayment
            })
            .collect();

        let disbursement_date = calendar.disbursement();
        let stamps = process::stamps(row, draws, disbursement_date);
        let [
            submitted_at,
            documents_at,
            credit_checked_at,
            decided_at,
            contract_signed_at,
            disbursed_at,
        ] = stamps;
        let application_date = submitted_at.date();
        SimulatedLoan {
            customer: SimulatedCustomer {
                customer_id: loan_id,
                full_name: self.full_name(loan_number, row.female),
                age: row.age,
                gender: if row.female { "Female" } else { "Male" },
                income_minor: row.income_minor,
                employment_type: row.employment_type,
                job_type: row.job_type,
                housing_status: row.housing_status,
                credit_score: row.credit_score,
                account_created_date: process::sign_up(row, draws, application_date),
            },
            loan: SimulatedTerms {
                loan_id,
                customer_id: loan_id,
                loan_type: row.loan_type,
                loan_amount_minor: row.loan_amount_minor,
                interest_rate_ppm: row.interest_rate_ppm,
                loan_term_months: row.term_months.cast_signed(),
                monthly_installment_minor: row.monthly_installment_minor,
                application_date,
                approval_date: decided_at.date(),
                disbursement_date,
                loan_status: loan_status(row, charge_off_date, anything_open),
                charge_off_date,
                observed_default: row.observed_default,
                submitted_at,
                documents_at,
                credit_checked_at,
                decided_at,
                contract_signed_at,
                disbursed_at,
                features: row.features.clone(),
            },
            repayments,
        }
    }

    /// The loan's calendar; nothing of a defaulted loan falls due on the report date itself.
    fn calendar(&self, row: &PreparedRow, draws: Draws, defaulted: bool) -> Calendar {
        let report_date = self.parameters.report_date;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "cutting off the fraction is the specification"
        )]
        let drawn_day = 1 + (draws.uniform(0, stream::DUE_DAY) * DUE_DAYS) as u32;
        let is_moved = defaulted && drawn_day == report_date.day();
        Calendar::new(
            report_date,
            drawn_day + u32::from(is_moved),
            row.duration_months,
        )
    }

    /// A name that no other of the first loans has, as many as there are names.
    fn full_name(&self, loan_number: u64, female: bool) -> String {
        let Parameters {
            first_female,
            first_male,
            last_names,
            ..
        } = &self.parameters;
        let first_names = if female { first_female } else { first_male };
        let n_last = last_names.len();
        let n_names = (first_names.len() * n_last) as u64;
        let choice = index_of((loan_number % n_names * 2_741 + 17) % n_names);
        format!(
            "{} {}",
            first_names[choice / n_last],
            last_names[choice % n_last]
        )
    }

    /// How often all rows have been used before the loan after so many, and the row it is made of.
    fn position(&self, loans_before: u64) -> (u64, usize) {
        let n_rows = self.rows.len() as u64;
        (loans_before / n_rows, index_of(loans_before % n_rows))
    }
}

/// The state of the loan at the report date.
fn loan_status(
    row: &PreparedRow,
    charge_off_date: Option<NaiveDate>,
    anything_open: bool,
) -> &'static str {
    if charge_off_date.is_some() {
        "Charged Off"
    } else if row.duration_months == row.term_months && !anything_open {
        "Paid Off"
    } else {
        "Active"
    }
}

/// Every year in which a loan may be disbursed needs an effect.
fn check_vintages(rows: &[PreparedRow], parameters: &Parameters) -> Result<(), DemoBookError> {
    let report_date = parameters.report_date;
    for row in rows {
        let latest = report_date - Months::new(row.duration_months);
        // The last instalment falls due within the month before the report date, the payout may be on the Friday before.
        let earliest = latest - Months::new(1) - Days::new(2);
        let missing = (earliest.year()..=latest.year())
            .find(|&year| parameters.vintage_effect(year).is_none());
        if let Some(year) = missing {
            return Err(DemoBookError::MissingVintage { year });
        }
    }
    Ok(())
}

/// A remainder as an index of the list whose length it was divided by.
#[allow(
    clippy::cast_possible_truncation,
    reason = "it is smaller than the length of a list"
)]
fn index_of(remainder: u64) -> usize {
    remainder as usize
}
