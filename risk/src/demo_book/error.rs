//! Why a demo book cannot be prepared.

/// What is wrong with the sources of the demo book.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoBookError {
    /// The German Credit table is no CSV.
    #[error("failed to parse the German Credit table")]
    GermanCredit(#[from] csv::Error),
    /// The parameters do not parse.
    #[error("failed to parse the parameters of the demo book")]
    Parameters(#[source] serde_json::Error),
    /// The scorecard does not parse.
    #[error("failed to parse the scorecard of the demo book")]
    Scorecard(#[source] serde_json::Error),
    /// A row's attributes cannot be written as JSON.
    #[error("failed to write the attributes of row {row} as JSON")]
    Features {
        /// Number of the row, from 1.
        row: usize,
        /// The cause.
        source: serde_json::Error,
    },
    /// The table has no rows or no amounts.
    #[error("the German Credit table has no amounts to lend")]
    EmptyTable,
    /// A column is missing.
    #[error("the German Credit table has no column {column}")]
    MissingColumn {
        /// Name of the column.
        column: String,
    },
    /// A value is not one that the column can have.
    #[error("row {row} of the German Credit table: {column} cannot be {value:?}")]
    UnknownValue {
        /// Number of the row, from 1.
        row: usize,
        /// Name of the column or of the characteristic made of it.
        column: String,
        /// What was found.
        value: String,
    },
    /// No offered term is long enough for the instalments that have fallen due.
    #[error(
        "row {row} of the German Credit table: no loan term for {duration_months} months behind it"
    )]
    NoTerm {
        /// Number of the row, from 1.
        row: usize,
        /// Months that the loan has run.
        duration_months: u32,
    },
    /// No effect is given for a year in which loans are disbursed.
    #[error("the parameters have no vintage effect for {year}, a year of disbursement")]
    MissingVintage {
        /// The year.
        year: i32,
    },
    /// A parameter breaks a condition.
    #[error("parameter {name} must be {condition}")]
    InvalidParameter {
        /// Name of the parameter.
        name: &'static str,
        /// What it has to fulfil.
        condition: &'static str,
    },
}
