//! The closed lists of labels, as the schema spells them.

use ::entity::{customer_profile, loan_application, repayment_history};
use async_graphql::Enum;

/// Recorded gender. In the demo book it comes from a source known to be unreliable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "customer_profile::Gender")]
pub(crate) enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Employment, and the time in the present job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "customer_profile::EmploymentType")]
pub(crate) enum EmploymentType {
    /// Without work.
    Unemployed,
    /// Less than a year in the present job.
    UnderOneYear,
    /// One to four years in the present job.
    OneToFourYears,
    /// Four to seven years in the present job.
    FourToSevenYears,
    /// Seven years or more in the present job.
    SevenYearsOrMore,
}

/// Skill level of the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "customer_profile::JobType")]
pub(crate) enum JobType {
    /// Without work, or unskilled and not resident.
    UnemployedOrUnskilledNonResident,
    /// Unskilled, resident.
    Unskilled,
    /// Skilled employee or official.
    Skilled,
    /// Management, self-employed or highly qualified.
    ManagementOrHighlyQualified,
}

/// Housing of the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "customer_profile::HousingStatus")]
pub(crate) enum HousingStatus {
    /// Owns the home.
    Own,
    /// Pays rent.
    Rent,
    /// Lives for free.
    Free,
}

/// What a loan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "loan_application::LoanType")]
pub(crate) enum LoanType {
    /// A vehicle.
    Auto,
    /// A business.
    Business,
    /// Furniture and appliances.
    Consumer,
    /// Education and retraining.
    Education,
    /// Anything else.
    Personal,
}

/// Where a loan stands at the book's reporting date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "loan_application::LoanStatus")]
pub(crate) enum LoanStatus {
    /// Applied for, not paid out.
    Pending,
    /// Paid out, with principal or an instalment open.
    Active,
    /// Paid back in full.
    PaidOff,
    /// Written off as a loss.
    ChargedOff,
}

/// How an instalment was paid, at the book's reporting date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "repayment_history::PaymentStatus")]
pub(crate) enum PaymentStatus {
    /// Settled on or before its due date.
    OnTime,
    /// Settled 1 to 60 days after its due date, or overdue: not settled, at most 60 days past due.
    Late,
    /// Not settled within 60 days of its due date, whether recovered later or not.
    Missed,
}
