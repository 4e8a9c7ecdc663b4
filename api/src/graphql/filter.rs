//! Conditions in arguments, and their way to the service's.

use super::{
    id::Kind,
    label::{EmploymentType, Gender, HousingStatus, JobType, LoanStatus, LoanType, PaymentStatus},
    scalar::{Date, Decimal},
};
use crate::{
    error::{Error, Result},
    service::filter::Filter,
};
use async_graphql::{ID, InputObject, InputType};

/// Conditions on a whole number; all that are given must hold.
#[derive(InputObject)]
pub(crate) struct IntFilter {
    /// Equal to this.
    eq: Option<i32>,
    /// Equal to one of these.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<i32>>,
    /// This or more.
    gte: Option<i32>,
    /// This or less.
    lte: Option<i32>,
}

impl IntFilter {
    fn into_filter(self) -> Filter<i32> {
        Filter {
            equal: self.eq,
            one_of: self.one_of,
            at_least: self.gte,
            at_most: self.lte,
        }
    }
}

/// Conditions on an exact decimal; all that are given must hold.
#[derive(InputObject)]
pub(crate) struct DecimalFilter {
    /// Equal to this.
    eq: Option<Decimal>,
    /// Equal to one of these.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<Decimal>>,
    /// This or more.
    gte: Option<Decimal>,
    /// This or less.
    lte: Option<Decimal>,
}

impl DecimalFilter {
    /// Amounts as minor units of a currency of `exponent` decimal places.
    fn into_minor(self, field: &str, exponent: u32) -> Result<Filter<i64>> {
        self.map(|decimal| decimal.to_minor(field, exponent))
    }

    /// Fractions as parts per million.
    fn into_ppm(self, field: &str) -> Result<Filter<i32>> {
        self.map(|decimal| decimal.to_ppm(field))
    }

    fn map<T>(self, convert: impl Fn(Decimal) -> Result<T>) -> Result<Filter<T>> {
        Ok(Filter {
            equal: self.eq.map(&convert).transpose()?,
            one_of: self
                .one_of
                .map(|all| all.into_iter().map(&convert).collect())
                .transpose()?,
            at_least: self.gte.map(&convert).transpose()?,
            at_most: self.lte.map(&convert).transpose()?,
        })
    }
}

/// Conditions on a date; all that are given must hold.
#[derive(InputObject)]
pub(crate) struct DateFilter {
    /// On this day.
    eq: Option<Date>,
    /// On one of these days.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<Date>>,
    /// On this day or later.
    gte: Option<Date>,
    /// On this day or earlier.
    lte: Option<Date>,
}

impl DateFilter {
    fn into_filter(self) -> Filter<chrono::NaiveDate> {
        Filter {
            equal: self.eq.map(|date| date.0),
            one_of: self
                .one_of
                .map(|dates| dates.into_iter().map(|date| date.0).collect()),
            at_least: self.gte.map(|date| date.0),
            at_most: self.lte.map(|date| date.0),
        }
    }
}

/// Conditions on an identifier; all that are given must hold.
#[derive(InputObject)]
pub(crate) struct IdFilter {
    /// This one.
    eq: Option<ID>,
    /// One of these.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<ID>>,
}

impl IdFilter {
    fn into_filter(self, field: &str, kind: Kind) -> Result<Filter<i64>> {
        let convert = |id: ID| kind.number(field, &id);
        Ok(Filter {
            equal: self.eq.map(convert).transpose()?,
            one_of: self
                .one_of
                .map(|ids| ids.into_iter().map(convert).collect())
                .transpose()?,
            ..Filter::default()
        })
    }
}

/// Conditions on a code; all that are given must hold.
#[derive(InputObject)]
pub(crate) struct CodeFilter {
    /// Exactly this, letter case included.
    eq: Option<String>,
    /// One of these.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<String>>,
}

impl CodeFilter {
    fn into_filter(self, field: &str) -> Result<Filter<String>> {
        for text in self.eq.iter().chain(self.one_of.iter().flatten()) {
            plain(field, text)?;
        }
        Ok(Filter {
            equal: self.eq,
            one_of: self.one_of,
            ..Filter::default()
        })
    }
}

/// Refuses a text that no database can hold.
pub(crate) fn plain(field: &str, text: &str) -> Result<()> {
    if text.contains('\0') {
        return Err(Error::input(field, "must not hold the character U+0000"));
    }
    Ok(())
}

/// Conditions on a label of a closed list; all that are given must hold.
#[derive(InputObject)]
#[graphql(
    concrete(name = "GenderFilter", params(Gender)),
    concrete(name = "EmploymentTypeFilter", params(EmploymentType)),
    concrete(name = "JobTypeFilter", params(JobType)),
    concrete(name = "HousingStatusFilter", params(HousingStatus)),
    concrete(name = "LoanTypeFilter", params(LoanType)),
    concrete(name = "LoanStatusFilter", params(LoanStatus)),
    concrete(name = "PaymentStatusFilter", params(PaymentStatus))
)]
pub(crate) struct LabelFilter<T: InputType> {
    /// This one.
    eq: Option<T>,
    /// One of these.
    #[graphql(name = "in", validator(max_items = 1000))]
    one_of: Option<Vec<T>>,
}

impl<T: InputType> LabelFilter<T> {
    fn into_filter<Stored: From<T>>(self) -> Filter<Stored> {
        Filter {
            equal: self.eq.map(Stored::from),
            one_of: self
                .one_of
                .map(|labels| labels.into_iter().map(Stored::from).collect()),
            ..Filter::default()
        }
    }
}

/// Conditions that were given or not, as the service takes them.
pub(crate) fn number(filter: Option<IntFilter>) -> Filter<i32> {
    filter.map(IntFilter::into_filter).unwrap_or_default()
}

/// As [`number`], of a date.
pub(crate) fn date(filter: Option<DateFilter>) -> Filter<chrono::NaiveDate> {
    filter.map(DateFilter::into_filter).unwrap_or_default()
}

/// As [`number`], of a label.
pub(crate) fn label<T: InputType, Stored: From<T>>(
    filter: Option<LabelFilter<T>>,
) -> Filter<Stored> {
    filter.map(LabelFilter::into_filter).unwrap_or_default()
}

/// As [`number`], of an amount in a currency of `exponent` decimal places; `field` names it in errors.
pub(crate) fn amount(
    filter: Option<DecimalFilter>,
    field: &str,
    exponent: u32,
) -> Result<Filter<i64>> {
    let minor = filter.map(|filter| filter.into_minor(field, exponent));
    Ok(minor.transpose()?.unwrap_or_default())
}

/// As [`amount`], of a fraction, in parts per million.
pub(crate) fn fraction(filter: Option<DecimalFilter>, field: &str) -> Result<Filter<i32>> {
    let ppm = filter.map(|filter| filter.into_ppm(field));
    Ok(ppm.transpose()?.unwrap_or_default())
}

/// As [`amount`], of a code.
pub(crate) fn code(filter: Option<CodeFilter>, field: &str) -> Result<Filter<String>> {
    let code = filter.map(|filter| filter.into_filter(field));
    Ok(code.transpose()?.unwrap_or_default())
}

/// As [`amount`], of an identifier.
pub(crate) fn identifier(filter: Option<IdFilter>, field: &str, kind: Kind) -> Result<Filter<i64>> {
    let number = filter.map(|filter| filter.into_filter(field, kind));
    Ok(number.transpose()?.unwrap_or_default())
}
