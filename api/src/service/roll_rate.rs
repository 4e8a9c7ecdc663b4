//! How loans move between the buckets in a month, and what becomes of them.

use super::{
    AsOf, Ctx,
    bucket::{self, Bucket},
    check_name,
    figure::{Members, Origin},
    period::{last_month_end, month_end_before},
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::row,
};
use chrono::NaiveDate;
use risk::{
    rate::Ratio,
    roll_rate::{self, Cell, TransitionMatrix},
};
use rust_decimal::{
    Decimal,
    prelude::{FromPrimitive, ToPrimitive},
};

/// Most months of one mean.
pub const MAX_MONTHS: u32 = 36;

/// The states that a loan does not leave, in the order of the matrix. Only a book of which a tape
/// has taken loans out knows the second.
const ABSORBING: [&str; 3] = [PAID_OFF, REMOVED, CHARGED_OFF];

const PAID_OFF: &str = "paid_off";
const REMOVED: &str = "removed";
const CHARGED_OFF: &str = "charged_off";

/// The opening state of a loan that was not on the book.
const NO_STATE: &str = "none";

/// Stands for every opening state but the current one.
const PAST_DUE: &str = "past_due";

/// Movements between buckets in one month or in several together.
#[derive(Clone, Debug)]
pub struct RollRates {
    /// Last day of the month before the first month.
    pub from: NaiveDate,
    /// Last day of the last month.
    pub to: NaiveDate,
    /// The buckets, from current to worst.
    pub buckets: Vec<Bucket>,
    /// The states that a loan does not leave.
    absorbing: Vec<&'static str>,
    /// By number of loans.
    pub by_count: TransitionMatrix,
    /// By the balance at the begin of the month, in minor units.
    pub by_balance: TransitionMatrix,
    /// Balance in each bucket from the second on ÷ balance in the one before it a
    /// month earlier; at last what was charged off ÷ balance 90 days past due.
    pub net_flow: Vec<Ratio>,
    /// Balance in each bucket at the end of the last month, in minor units.
    pub closing_minor: Vec<i64>,
    /// Where it comes from: the last month.
    pub origin: Origin,
    portfolio: Portfolio,
    scheme: String,
}

row! {
    struct MovementRow {
        opening_state: String,
        closing_state: String,
        loans: i64,
        opening_minor: i64,
        closing_minor: i64,
        charged_off_minor: i64,
        opening_90_minor: i64,
    }
}

/// One month's rows.
struct Month {
    rows: Vec<MovementRow>,
    portfolio: Portfolio,
    origin: Origin,
}

/// The movements of the `months` months that end with the one of `month` (by
/// default the latest that has ended), added up before anything is divided.
///
/// # Errors
/// When the month has not ended by the as-of date, `months` is out of range, no
/// scheme is called so, or the database fails.
pub async fn roll_rates(
    ctx: &Ctx,
    portfolio: &Portfolio,
    scheme: &str,
    month: Option<NaiveDate>,
    months: u32,
) -> Result<RollRates> {
    if !(1..=MAX_MONTHS).contains(&months) {
        return Err(Error::input("months", format!("must be 1 to {MAX_MONTHS}")));
    }
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let to = month_end(portfolio.as_of, "month", month)?;
    let mut end = to;
    let mut ends = Vec::new();
    for _ in 0..months {
        ends.push(end);
        end = month_end_before(end);
    }
    let mut all = read(ctx, portfolio, scheme, &ends).await?;
    let mut states = all.iter().flat_map(|month| &month.rows);
    let has_removed = states.any(|row| row.closing_state == REMOVED);
    let absorbing = ABSORBING.into_iter();
    let absorbing: Vec<_> = absorbing
        .filter(|state| has_removed || *state != REMOVED)
        .collect();
    let matrix = |weight: fn(&MovementRow) -> i64| {
        let matrices = all
            .iter()
            .map(|month| matrix_of(&month.rows, &buckets, &absorbing, weight))
            .collect::<Result<Vec<_>>>()?;
        TransitionMatrix::pooled(&matrices).map_err(Error::internal)
    };
    let by_count = matrix(|row| row.loans)?;
    let by_balance = matrix(|row| row.opening_minor)?;
    let net_flow = net_flow(&all, &buckets)?;
    let latest = all.swap_remove(0);
    let closing_minor = buckets
        .iter()
        .map(|bucket| {
            sum(
                &latest.rows,
                |row| row.closing_state == bucket.name,
                |row| row.closing_minor,
            )
        })
        .collect();
    Ok(RollRates {
        from: end,
        to,
        buckets,
        absorbing,
        by_count,
        by_balance,
        net_flow,
        closing_minor,
        origin: latest.origin,
        portfolio: latest.portfolio,
        scheme: scheme.to_owned(),
    })
}

impl RollRates {
    /// The state with this number: a bucket, or one that loans do not leave.
    #[must_use]
    pub fn state(&self, at: usize) -> &str {
        match self.buckets.get(at) {
            Some(bucket) => &bucket.name,
            None => self.absorbing[at - self.buckets.len()],
        }
    }

    /// The loans of a cell, where one month is asked for.
    #[must_use]
    pub fn members(&self, from: &str, to: &str) -> Option<Members> {
        (month_end_before(self.to) == self.from)
            .then(|| cell_members(&self.portfolio, &self.scheme, self.to, from, to))
    }

    /// The share of each bucket's balance that ends charged off, if every month is
    /// like these; nothing where the months do not tell.
    ///
    /// **Source**: absorbing Markov chain, N = (I − Q)⁻¹, N·R.
    #[must_use]
    pub fn ultimate_loss_rates(&self) -> Vec<Option<f64>> {
        let charged_off = self.absorbing.len() - 1;
        match self.by_balance.absorption() {
            Ok(rows) => rows
                .into_iter()
                .map(|row| row.and_then(|outcomes| outcomes.get(charged_off).copied()))
                .collect(),
            Err(_) => vec![None; self.buckets.len()],
        }
    }

    /// What of the balances at the end of the last month ends charged off, rounded to minor units.
    #[must_use]
    pub fn ultimate_loss_minor(&self) -> Option<i64> {
        let outcomes = self.by_balance.ultimate_loss(&self.closing_minor).ok()?;
        Decimal::from_f64(*outcomes.last()?)?.round().to_i64()
    }
}

/// Loans that were past due when the month began, and what became of them.
#[derive(Clone, Debug)]
pub struct CureRate {
    /// Last day of the month before.
    pub from: NaiveDate,
    /// Last day of the month.
    pub to: NaiveDate,
    /// Current at the end ÷ past due at the begin.
    pub cured: Ratio,
    /// Paid off in the month ÷ past due at the begin; not among the cured.
    pub paid_off: Ratio,
    /// Where it comes from.
    pub origin: Origin,
}

/// The cure rate of a month, by default of the latest that has ended.
///
/// # Errors
/// When the month has not ended by the as-of date, or the database fails.
pub async fn cure_rate(
    ctx: &Ctx,
    portfolio: &Portfolio,
    month: Option<NaiveDate>,
) -> Result<CureRate> {
    let scheme = bucket::DEFAULT_SCHEME;
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let current = buckets.first().map_or("", |bucket| bucket.name.as_str());
    let to = month_end(portfolio.as_of, "month", month)?;
    let month = read(ctx, portfolio, scheme, &[to]).await?.remove(0);
    let was_past_due =
        |row: &MovementRow| row.opening_state != NO_STATE && row.opening_state != current;
    let count = |state: Option<&str>| {
        let ended = |row: &MovementRow| state.is_none_or(|state| row.closing_state == state);
        sum(
            &month.rows,
            |row| was_past_due(row) && ended(row),
            |row| row.loans,
        )
    };
    let past_due = count(None);
    Ok(CureRate {
        from: month_end_before(to),
        to,
        cured: Ratio::new(count(Some(current)), past_due),
        paid_off: Ratio::new(count(Some(PAID_OFF)), past_due),
        origin: month.origin,
    })
}

/// The loans that moved from one state to another in a month, by default in the latest that
/// has ended.
///
/// # Errors
/// When the month has not ended by the as-of date, no scheme, bucket or state is called so, or
/// the database fails.
pub async fn loans_in_cell(
    ctx: &Ctx,
    portfolio: &Portfolio,
    scheme: &str,
    month: Option<NaiveDate>,
    from: &str,
    state: &str,
) -> Result<Members> {
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let names = buckets.iter().map(|bucket| bucket.name.as_str());
    check_name("from", from, names.clone())?;
    check_name("state", state, names.chain(ABSORBING))?;
    let end = month_end(portfolio.as_of, "month", month)?;
    let portfolio = portfolio.at(portfolio.as_of.not_after("month", end)?);
    Ok(cell_members(&portfolio, scheme, end, from, state))
}

/// The loans cured in the month of this day.
///
/// # Errors
/// When the month has not ended by the as-of date, or the database fails.
pub async fn cured_loans(ctx: &Ctx, portfolio: &Portfolio, day: NaiveDate) -> Result<Members> {
    let scheme = bucket::DEFAULT_SCHEME;
    let buckets = bucket::of_scheme(ctx, scheme).await?;
    let current = buckets.first().map_or("", |bucket| bucket.name.as_str());
    let end = month_end(portfolio.as_of, "cured", Some(day))?;
    let portfolio = portfolio.at(portfolio.as_of.not_after("cured", end)?);
    Ok(cell_members(&portfolio, scheme, end, PAST_DUE, current))
}

/// The last day of the month asked for; it must have ended.
fn month_end(as_of: AsOf, field: &str, month: Option<NaiveDate>) -> Result<NaiveDate> {
    let latest = last_month_end(as_of);
    let Some(day) = month else { return Ok(latest) };
    let end = risk::calendar::last_day_of_period(day, risk::calendar::Period::Month);
    if end > latest {
        let message = format!("must have ended by the as-of date: {latest} at the latest");
        return Err(Error::input(field, message));
    }
    Ok(end)
}

/// The months that end on these days.
async fn read(
    ctx: &Ctx,
    portfolio: &Portfolio,
    scheme: &str,
    ends: &[NaiveDate],
) -> Result<Vec<Month>> {
    let asked = ends.iter().map(|end| {
        let portfolio = portfolio.at(portfolio.as_of.not_after("month", *end)?);
        let parameters = vec![
            ("opening_date", month_end_before(*end).into()),
            ("scheme", scheme.into()),
        ];
        Ok((portfolio, parameters))
    });
    let asked = asked.collect::<Result<Vec<_>>>()?;
    let figures = ctx
        .figures
        .read_all(ctx, "roll_rates", asked.clone())
        .await?;
    let months = asked.into_iter().zip(figures);
    let months = months.map(|((portfolio, _), figure)| Month {
        rows: figure.of(&portfolio).to_vec(),
        portfolio,
        origin: figure.origin,
    });
    Ok(months.collect())
}

fn cell_members(
    portfolio: &Portfolio,
    scheme: &str,
    end: NaiveDate,
    from: &str,
    to: &str,
) -> Members {
    let parameters = vec![
        ("opening_date", month_end_before(end).into()),
        ("scheme", scheme.into()),
        ("opening_state", from.into()),
        ("closing_state", to.into()),
    ];
    Members::new(portfolio, "roll_rate_loans", parameters)
}

/// A loan that was not on the book is in no row.
fn matrix_of(
    rows: &[MovementRow],
    buckets: &[Bucket],
    absorbing: &[&str],
    weight: fn(&MovementRow) -> i64,
) -> Result<TransitionMatrix> {
    let place = |state: &str| {
        let end = || absorbing.iter().position(|known| *known == state);
        let bucket = buckets.iter().position(|bucket| bucket.name == state);
        bucket.or_else(|| end().map(|at| at + buckets.len()))
    };
    let cells: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            Some(Cell {
                from: place(&row.opening_state)?,
                to: place(&row.closing_state)?,
                weight: weight(row),
            })
        })
        .collect();
    TransitionMatrix::from_cells(buckets.len(), absorbing.len(), &cells).map_err(Error::internal)
}

fn net_flow(months: &[Month], buckets: &[Bucket]) -> Result<Vec<Ratio>> {
    let all = |of: &dyn Fn(&Month) -> i64| months.iter().map(of).sum::<i64>();
    let opening: Vec<_> = buckets
        .iter()
        .map(|bucket| {
            all(&|month| {
                sum(
                    &month.rows,
                    |row| row.opening_state == bucket.name,
                    |row| row.opening_minor,
                )
            })
        })
        .collect();
    let closing: Vec<_> = buckets
        .iter()
        .map(|bucket| {
            all(&|month| {
                sum(
                    &month.rows,
                    |row| row.closing_state == bucket.name,
                    |row| row.closing_minor,
                )
            })
        })
        .collect();
    let charged_off = all(&|month| sum(&month.rows, |_| true, |row| row.charged_off_minor));
    let ninety_days = all(&|month| sum(&month.rows, |_| true, |row| row.opening_90_minor));
    let rates = roll_rate::net_flow_rates(&opening, &closing, charged_off, ninety_days)
        .map_err(Error::internal)?;
    let mut steps = rates.into_bucket;
    steps.push(rates.into_charge_off);
    Ok(steps)
}

fn sum(
    rows: &[MovementRow],
    counts: impl Fn(&MovementRow) -> bool,
    of: impl Fn(&MovementRow) -> i64,
) -> i64 {
    rows.iter().filter(|row| counts(row)).map(of).sum()
}
