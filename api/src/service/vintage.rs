//! How the loans of each month or quarter of disbursement turn out as they age.

use super::{
    Ctx,
    figure::{Members, Origin},
    filter::Filter,
    loan::{self, LoanFilter},
    month, period,
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::row,
};
use chrono::NaiveDate;
use risk::{
    calendar::{Period, last_day_of_period},
    rate::Ratio,
    vintage::{self, VintageEvent},
};
use std::collections::BTreeMap;

/// Most months on book.
pub const MAX_MONTHS: u32 = 480;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Loans that were ever 30 days past due.
    Ever30,
    /// Loans that were ever 60 days past due.
    Ever60,
    /// Loans that were ever 90 days past due.
    Ever90,
    /// What was charged off less what was received after it.
    CumulativeNetLoss,
}

impl Measure {
    /// The kind of event that it adds up, as the statement names it.
    const fn event(self) -> &'static str {
        match self {
            Self::Ever30 => "ever_30",
            Self::Ever60 => "ever_60",
            Self::Ever90 => "ever_90",
            Self::CumulativeNetLoss => CHARGED_OFF,
        }
    }
}

const DISBURSED: &str = "disbursed";
const CHARGED_OFF: &str = "charged_off";
const RECOVERED: &str = "recovered";

/// What a loan counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// One.
    Loans,
    /// Its original principal, in minor units.
    Amount,
}

/// The curves of all vintages.
#[derive(Clone, Debug)]
pub struct Vintages {
    /// Oldest first.
    pub vintages: Vec<VintageCurve>,
    /// Where they come from.
    pub origin: Origin,
}

/// One vintage.
#[derive(Clone, Debug)]
pub struct VintageCurve {
    /// First day of the month or quarter.
    pub first_day: NaiveDate,
    /// Last day of it.
    pub last_day: NaiveDate,
    /// Loans disbursed.
    pub loan_count: i64,
    /// Σ amounts lent, in minor units.
    pub amount_minor: i64,
    /// By month on book, from 0.
    pub cells: Vec<VintageCell>,
}

/// A vintage at a month on book.
#[derive(Clone, Debug)]
pub struct VintageCell {
    /// Months since the disbursement.
    pub month_on_book: u32,
    /// The share so far; nothing where the vintage is not that old.
    pub ratio: Option<Ratio>,
    /// Loans with the event so far; for the net loss, loans charged off.
    pub loan_count: Option<i64>,
    /// These loans.
    pub members: Members,
}

row! {
    struct EventRow {
        vintage_month: i64,
        kind: String,
        month_on_book: i64,
        loans: i64,
        amount_minor: i64,
    }
}

/// The curves of a measure for the months on book 0 to `months`; by default as
/// many as the oldest vintage has.
///
/// # Errors
/// When `months` is out of range, or the database fails.
pub async fn vintages(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
    measure: Measure,
    weight: Weight,
    months: Option<u32>,
) -> Result<Vintages> {
    if months.is_some_and(|months| months > MAX_MONTHS) {
        return Err(Error::input("months", format!("must be 0 to {MAX_MONTHS}")));
    }
    let figure = portfolio
        .figure::<EventRow>(ctx, "vintage_events", Vec::new())
        .await?;
    let rows = figure.of(portfolio);
    let as_of = portfolio.as_of.date();
    let mut sizes: BTreeMap<NaiveDate, Size> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.kind == DISBURSED) {
        let size = sizes
            .entry(month::last_day(row.vintage_month, period))
            .or_default();
        size.loans += row.loans;
        size.amount_minor += row.amount_minor;
    }
    let last_month = months.unwrap_or_else(|| oldest_age(sizes.keys().next(), as_of));
    let shares = curves(
        &sizes,
        &amounts(rows, period, measure, weight),
        last_month,
        as_of,
        weight,
    );
    let counts = curves(
        &sizes,
        &loans(rows, period, measure),
        last_month,
        as_of,
        Weight::Loans,
    );
    let vintages = sizes
        .iter()
        .zip(shares.into_iter().zip(counts))
        .map(|((last_day, size), (share, count))| VintageCurve {
            first_day: period::Period::from(period).first_day(*last_day),
            last_day: *last_day,
            loan_count: size.loans,
            amount_minor: size.amount_minor,
            cells: (0..)
                .zip(share.cells.into_iter().zip(count.cells))
                .map(|(month_on_book, (ratio, count))| VintageCell {
                    month_on_book,
                    ratio,
                    loan_count: count.map(|count| count.numerator),
                    members: members(portfolio, *last_day, period, measure, month_on_book),
                })
                .collect(),
        })
        .collect();
    Ok(Vintages {
        vintages,
        origin: figure.origin,
    })
}

/// Loans and amounts of a vintage.
#[derive(Default)]
struct Size {
    loans: i64,
    amount_minor: i64,
}

/// What the events of a measure weigh: a receipt after the charge-off counts against it.
fn amounts(
    rows: &[EventRow],
    period: Period,
    measure: Measure,
    weight: Weight,
) -> Vec<VintageEvent> {
    let is_loss = measure == Measure::CumulativeNetLoss;
    rows.iter()
        .filter_map(|row| {
            let amount = match (row.kind.as_str(), weight) {
                (RECOVERED, _) if is_loss => -row.amount_minor,
                (kind, Weight::Loans) if kind == measure.event() && !is_loss => row.loans,
                (kind, _) if kind == measure.event() => row.amount_minor,
                _ => return None,
            };
            Some(event(row, period, amount))
        })
        .collect()
}

fn loans(rows: &[EventRow], period: Period, measure: Measure) -> Vec<VintageEvent> {
    rows.iter()
        .filter(|row| row.kind == measure.event())
        .map(|row| event(row, period, row.loans))
        .collect()
}

fn event(row: &EventRow, period: Period, amount: i64) -> VintageEvent {
    VintageEvent {
        last_day: month::last_day(row.vintage_month, period),
        month_on_book: u32::try_from(row.month_on_book).unwrap_or(0),
        amount,
    }
}

fn curves(
    sizes: &BTreeMap<NaiveDate, Size>,
    events: &[VintageEvent],
    last_month: u32,
    as_of: NaiveDate,
    weight: Weight,
) -> Vec<vintage::VintageCurve> {
    let vintages: Vec<_> = sizes
        .iter()
        .map(|(last_day, size)| vintage::Vintage {
            last_day: *last_day,
            denominator: match weight {
                Weight::Loans => size.loans,
                Weight::Amount => size.amount_minor,
            },
        })
        .collect();
    vintage::cumulative_curves(&vintages, events, last_month, as_of)
}

/// The last month on book that a vintage has been through as a whole.
fn oldest_age(last_day: Option<&NaiveDate>, as_of: NaiveDate) -> u32 {
    let Some(last_day) = last_day else { return 0 };
    (0..=MAX_MONTHS)
        .take_while(|month| vintage::is_observed(*last_day, *month, as_of))
        .last()
        .unwrap_or(0)
}

/// The loans of a vintage to which it had happened by a month on book.
///
/// # Errors
/// When no loan was disbursed in the period of `day`, the vintage as a whole is not that old, or
/// the database fails.
pub async fn loans_in_cell(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
    measure: Measure,
    day: NaiveDate,
    month_on_book: u32,
) -> Result<Members> {
    portfolio.as_of.not_after("from", day)?;
    let first_day = period::Period::from(period).first_day(day);
    let last_day = last_day_of_period(day, period);
    let disbursed = LoanFilter {
        disbursement_date: Filter {
            at_least: Some(first_day),
            at_most: Some(last_day),
            ..Filter::default()
        },
        behind: Some(portfolio.loans()),
        ..LoanFilter::default()
    };
    if loan::count_loans(ctx, disbursed).await? == 0 {
        let message =
            format!("must be of a vintage: no loan was disbursed from {first_day} to {last_day}");
        return Err(Error::input("from", message));
    }
    let as_of = portfolio.as_of.date();
    if month_on_book > MAX_MONTHS || !vintage::is_observed(last_day, month_on_book, as_of) {
        let message = format!("must be 0 to the number of whole months since {last_day}");
        return Err(Error::input("monthOnBook", message));
    }
    Ok(members(portfolio, last_day, period, measure, month_on_book))
}

fn members(
    portfolio: &Portfolio,
    last_day: NaiveDate,
    period: Period,
    measure: Measure,
    month_on_book: u32,
) -> Members {
    let first_day = period::Period::from(period).first_day(last_day);
    let parameters = vec![
        ("event", measure.event().into()),
        ("first_month", month::number(first_day).into()),
        ("last_month", month::number(last_day).into()),
        ("month_on_book", i64::from(month_on_book).into()),
    ];
    Members::new(portfolio, "vintage_loans", parameters)
}
