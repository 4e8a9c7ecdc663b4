//! What follows from a row of the source alone, worked out once for all loans made of it.

use super::{
    DemoBookError,
    arithmetic::{interpolate, truncate},
    german_credit::{GermanRow, GermanTable},
    labels::{employment_type, housing_status, job_type, loan_type},
    parameters::Parameters,
    random::{Draws, stream},
    scorecard::Scorecard,
};
use crate::{
    amortisation::{ScheduledInstalment, annuity_schedule},
    rate::largest_remainder,
};

/// The score at which the rate is the base rate.
const REFERENCE_SCORE: i32 = 650;

/// Incomes above this, in whole units of the currency, make late payments rarer.
const HIGH_INCOME: i64 = 50_000;

/// A prepared row.
#[derive(Debug)]
pub(super) struct PreparedRow {
    /// Instalments that have fallen due.
    pub(super) duration_months: u32,
    pub(super) term_months: u32,
    pub(super) credit_score: i32,
    pub(super) loan_amount_minor: i64,
    pub(super) interest_rate_ppm: i64,
    /// The instalments that have fallen due.
    pub(super) schedule: Vec<ScheduledInstalment>,
    pub(super) monthly_installment_minor: i64,
    pub(super) income_minor: i64,
    pub(super) observed_default: bool,
    pub(super) age: i32,
    pub(super) female: bool,
    pub(super) loan_type: &'static str,
    pub(super) employment_type: &'static str,
    pub(super) job_type: &'static str,
    pub(super) housing_status: &'static str,
    pub(super) features: String,
    /// Fixed part of the latent inclination to pay late.
    pub(super) inclination: f64,
    /// Scale of its monthly part.
    pub(super) volatility: f64,
    /// Probability of entering default with an instalment.
    pub(super) hazard: f64,
    /// Hours of each process stage for this applicant.
    pub(super) stage_hours: [f64; 5],
    /// Longest time between sign-up and application.
    pub(super) sign_up_days: f64,
}

/// Prepares all rows; there is at least one.
pub(super) fn prepare(
    table: &GermanTable,
    scorecard: &Scorecard,
    parameters: &Parameters,
) -> Result<Vec<PreparedRow>, DemoBookError> {
    let mut amounts = Vec::new();
    for row in table.rows() {
        amounts.push(i64::from(row.number("credit_amount")?));
    }
    let loan_amounts =
        largest_remainder(&amounts, parameters.portfolio_cents).ok_or(DemoBookError::EmptyTable)?;
    table
        .rows()
        .zip(loan_amounts)
        .map(|(row, loan_amount_minor)| prepare_row(&row, loan_amount_minor, scorecard, parameters))
        .collect()
}

fn prepare_row(
    row: &GermanRow<'_>,
    loan_amount_minor: i64,
    scorecard: &Scorecard,
    parameters: &Parameters,
) -> Result<PreparedRow, DemoBookError> {
    if loan_amount_minor <= 0 {
        return Err(row.unknown("credit_amount", row.text("credit_amount")?));
    }
    let duration_months = row.number("duration_months")?;
    let term_months = choose_term(row, duration_months, parameters)?;
    let credit_score = scorecard.score(row)?;
    let interest_rate_ppm = interest_rate(credit_score, parameters);
    let mut schedule = annuity_schedule(
        loan_amount_minor,
        interest_rate_ppm,
        term_months.cast_signed(),
    );
    schedule.truncate(usize::try_from(duration_months).unwrap_or(usize::MAX));
    let monthly_installment_minor = schedule.first().map_or(0, |first| first.amount_minor);
    let income = gross_income(row, monthly_installment_minor, parameters)?;
    let observed_default = row.text("credit_risk")? == "bad";
    let age = row.number("age_years")?;
    let existing_credits = row.number("existing_credits")?;
    let (loan_type, loan_type_effect) =
        row.label("purpose", |purpose| loan_type(purpose, parameters))?;
    let (housing_status, housing_effect) =
        row.label("housing", |housing| housing_status(housing, parameters))?;
    let (job_type, skilled) = row.label("job", job_type)?;

    // The order of these additions is part of the specification.
    let mut inclination = interpolate(
        f64::from(credit_score),
        &parameters.score_knots,
        &parameters.score_effect,
    );
    inclination += if observed_default {
        parameters.bad_effect
    } else {
        0.0
    };
    inclination += loan_type_effect;
    inclination += housing_effect;
    inclination += if skilled {
        0.0
    } else {
        parameters.unskilled_effect
    };
    inclination += if income > HIGH_INCOME {
        parameters.income_effect
    } else {
        0.0
    };

    Ok(PreparedRow {
        duration_months,
        term_months,
        credit_score,
        loan_amount_minor,
        interest_rate_ppm,
        schedule,
        monthly_installment_minor,
        income_minor: income * 100,
        observed_default,
        age: age.cast_signed(),
        female: row.text("personal_status_sex")?.starts_with("female"),
        loan_type,
        employment_type: row.label("employment_since", employment_type)?,
        job_type,
        housing_status,
        features: row.features()?,
        inclination,
        volatility: if (35..=50).contains(&age) {
            parameters.vol_35_50
        } else {
            1.0
        },
        hazard: if observed_default {
            parameters.default_hazard_bad
        } else {
            parameters.default_hazard_good
        },
        stage_hours: stage_hours(row, parameters)?,
        sign_up_days: 120.0 + 540.0 * (f64::from(existing_credits) - 1.0),
    })
}

/// The term: some loans end with the book, the others get the first offered term that leaves enough months.
fn choose_term(
    row: &GermanRow<'_>,
    duration_months: u32,
    parameters: &Parameters,
) -> Result<u32, DemoBookError> {
    let draws = Draws::new(parameters.seed, row.number as u64);
    let runs_off = parameters.run_off_durations.contains(&duration_months)
        && draws.uniform(0, stream::RUN_OFF) < parameters.run_off_prob;
    if runs_off {
        return Ok(duration_months);
    }
    let shortest = duration_months.saturating_add(parameters.min_remaining);
    let term = parameters.terms.iter().find(|&&term| term >= shortest);
    term.copied().ok_or(DemoBookError::NoTerm {
        row: row.number,
        duration_months,
    })
}

/// The yearly rate: linear in the score, held within limits, rounded to 0.05 %.
fn interest_rate(credit_score: i32, parameters: &Parameters) -> i64 {
    let below_reference = f64::from(REFERENCE_SCORE - credit_score);
    let basis_points =
        parameters.rate_base_bp + below_reference * parameters.rate_slope_bp_per_point;
    let within = basis_points
        .min(parameters.rate_max_bp)
        .max(parameters.rate_min_bp);
    truncate(within / 5.0 + 0.5) * 5 * 100
}

/// The yearly gross income in whole units of the currency, rounded to hundreds.
///
/// The instalment is taken as the middle of its band of `installment_rate`, a share of the disposable income
/// (Groemping 2019).
fn gross_income(
    row: &GermanRow<'_>,
    installment_minor: i64,
    parameters: &Parameters,
) -> Result<i64, DemoBookError> {
    let share = row.label("installment_rate", |band| match band {
        "1" => Some(0.40),
        "2" => Some(0.30),
        "3" => Some(0.225),
        "4" => Some(0.15),
        _ => None,
    })?;
    let disposable = 12.0 * (installment_minor as f64 / 100.0) / share;
    Ok(truncate(disposable * parameters.income_gross_factor / 100.0 + 0.5) * 100)
}

/// The hours of each stage, in the order in which the stages follow.
fn stage_hours(row: &GermanRow<'_>, parameters: &Parameters) -> Result<[f64; 5], DemoBookError> {
    let factor = |applies: bool, factor: f64| if applies { factor } else { 1.0 };
    let no_telephone = row.text("telephone")? == "none";
    let other_debtors = row.text("other_debtors")? != "none";
    let critical = row.text("credit_history")? == "critical_or_other_credits";
    let large = row.number("credit_amount")? >= 7_500;
    let management = row.text("job")? == "management_self_employed_or_highly_qualified";
    let hours = &parameters.stage_hours;
    Ok([
        hours.documents * (factor(no_telephone, 1.6) * factor(other_debtors, 1.4)),
        hours.credit_check * factor(critical, 1.5),
        hours.decision * (factor(large, 3.5) * factor(management, 1.8)),
        hours.contract,
        hours.funding,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared() -> Vec<PreparedRow> {
        let table =
            GermanTable::parse(include_str!("../../../data/german_credit.csv")).expect("the table");
        let parameters =
            Parameters::parse(include_str!("../../../data/params.json")).expect("the parameters");
        let scorecard = Scorecard::parse(include_str!("../../../data/scorecard_points.json"))
            .expect("the scorecard");
        prepare(&table, &scorecard, &parameters).expect("the rows")
    }

    #[test]
    fn specified_rows() {
        let rows = prepared();
        // (row, score, rate, D, T, amount, instalment, income)
        let cases = [
            (1, 706, 38_500, 6, 12, 207_266, 17_634, 39_500),
            (2, 610, 57_500, 48, 60, 1_055_123, 20_276, 22_700),
            (1_000, 659, 48_000, 45, 48, 811_333, 18_611, 27_800),
        ];
        for (number, score, rate, duration, term, amount, installment, income) in cases {
            let row = &rows[number - 1];
            let found = (
                row.credit_score,
                row.interest_rate_ppm,
                row.duration_months,
                row.term_months,
            );
            assert_eq!(found, (score, rate, duration, term), "row {number}");
            let money = (
                row.loan_amount_minor,
                row.monthly_installment_minor,
                row.income_minor,
            );
            assert_eq!(money, (amount, installment, income * 100), "row {number}");
        }
    }

    #[test]
    fn specified_inclinations_to_the_last_bit() {
        let rows = prepared();
        for (number, inclination) in [
            (1, -0.646_752),
            (2, -0.004_220_000_000_000_029),
            (1_000, -0.948_018),
        ] {
            let found = rows[number - 1].inclination;
            assert_eq!(
                found.to_bits(),
                f64::to_bits(inclination),
                "row {number}: {found}"
            );
        }
    }

    #[test]
    fn specified_totals() {
        let rows = prepared();
        assert_eq!(
            rows.iter().map(|row| row.loan_amount_minor).sum::<i64>(),
            580_000_000
        );
        assert_eq!(
            rows.iter().map(|row| row.duration_months).sum::<u32>(),
            20_903
        );
        assert_eq!(
            rows.iter()
                .filter(|row| row.term_months == row.duration_months)
                .count(),
            252
        );
    }
}
