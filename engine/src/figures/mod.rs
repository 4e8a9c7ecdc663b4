//! The figures: a file for each file of `sql/`, of the same name.

mod ageing;
mod cohort_analysis;
mod collection_efficiency;
mod concentration;
mod distribution;
mod engagement;
mod first_payment_default;
mod kpi_models;
mod months;
mod operational_bottleneck;
mod payment_statistics;
mod portfolio;
mod portfolio_at_risk;
mod recovery_rate;
mod risk_stratification;
mod roll_rate;
mod slipping_customers;
mod vintage;

use crate::{
    answer::Rows,
    book::Book,
    question::{Fault, Question},
};

type Answer = fn(&Book, &Question) -> Result<Rows, Fault>;

/// Every figure by the name of its statement in `sql/`.
const FIGURES: &[(&str, Answer)] = &[
    ("portfolio_groups", portfolio::groups),
    ("executive_kpis", kpi_models::executive),
    ("instalments_in_window", kpi_models::instalments_in_window),
    ("receipts_by_day", kpi_models::receipts_by_day),
    ("instalments_by_day", kpi_models::instalments_by_day),
    ("lending_by_day", kpi_models::lending_by_day),
    (
        "payment_distribution",
        payment_statistics::payment_distribution,
    ),
    ("payment_statistics", payment_statistics::payment_statistics),
    ("portfolio_at_risk", portfolio_at_risk::portfolio_at_risk),
    ("arrears_rate", portfolio_at_risk::arrears_rate),
    (
        "collection_efficiency",
        collection_efficiency::collection_efficiency,
    ),
    ("recovery_of_missed", recovery_rate::recovery_of_missed),
    (
        "recovery_of_charge_offs",
        recovery_rate::recovery_of_charge_offs,
    ),
    (
        "first_payment_default",
        first_payment_default::first_payment_default,
    ),
    ("stage_times", operational_bottleneck::stage_times),
    ("stages_waiting", operational_bottleneck::stages_waiting),
    ("engagement_scores", engagement::engagement_scores),
    ("ageing", ageing::ageing),
    ("roll_rates", roll_rate::roll_rates),
    ("vintage_events", vintage::vintage_events),
    ("cohort_sizes", cohort_analysis::cohort_sizes),
    ("cohort_repayments", cohort_analysis::cohort_repayments),
    ("cohort_activity", cohort_analysis::cohort_activity),
    ("slipping_customers", slipping_customers::slipping_customers),
    ("concentration", concentration::concentration),
    ("loan_observations", distribution::loan_observations),
    ("risk_tiers", risk_stratification::risk_tiers),
    ("behaviour_tiers", risk_stratification::behaviour_tiers),
    (
        "high_risk_customers",
        risk_stratification::high_risk_customers,
    ),
];

/// The names of the statements that are answered.
pub fn statements() -> impl Iterator<Item = &'static str> {
    FIGURES.iter().map(|(name, _)| *name)
}

/// The rows that the statement of the question would answer.
///
/// # Errors
/// When no figure is called so, or a parameter is missing: faults of ours.
pub fn answer(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let statement = question.statement;
    let mut figures = FIGURES.iter();
    let (_, answer) = figures
        .find(|(name, _)| *name == statement)
        .ok_or_else(|| Fault::UnknownStatement(statement.to_owned()))?;
    answer(book, question)
}

/// The rows of several questions, in one pass where they are those of the months of a figure
/// that can be read so: the same statement, arguments and loans.
///
/// # Errors
/// Those of [`answer`].
pub fn answer_all(book: &Book, questions: &[Question]) -> Result<Vec<Rows>, Fault> {
    roll_rate::of_months(book, questions).unwrap_or_else(|| {
        let answers = questions.iter().map(|question| answer(book, question));
        answers.collect()
    })
}
