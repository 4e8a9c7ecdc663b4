//! Roll rates and cures in the schema.

use super::{
    ageing::BucketScheme,
    context,
    loan::{self, Loan, LoanOrder, LoanTotal},
    page::{PageArguments, Paged},
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{definition, portfolio::Portfolio, roll_rate};
use async_graphql::{Context, Object, Result, SimpleObject};

/// How loans moved between the buckets in a month, or in several added up.
pub(crate) struct RollRates {
    figure: roll_rate::RollRates,
    exponent: u32,
}

/// How loans moved between the buckets in a month, or in several added up. A loan that leaves is
/// paid_off, charged_off, or removed where a tape has taken it out; one that was disbursed meanwhile is in no row.
#[Object]
impl RollRates {
    /// Last day before the first month.
    async fn from(&self) -> Date {
        Date(self.figure.from)
    }

    /// Last day of the last month.
    async fn to(&self) -> Date {
        Date(self.figure.to)
    }

    /// The states that a loan can end in: the buckets from current to worst, paid_off, removed
    /// (only where a tape has taken loans out), charged_off.
    async fn states(&self) -> Vec<&str> {
        (0..self.figure.by_count.states())
            .map(|at| self.figure.state(at))
            .collect()
    }

    /// One row a bucket that loans began in.
    async fn rows(&self) -> Vec<RollRateRow> {
        (0..self.figure.buckets.len())
            .map(|from| RollRateRow::new(&self.figure, from, self.exponent))
            .collect()
    }

    /// Net flow rates: balance in each bucket at the end ÷ balance in the one before it at the
    /// begin; at last what was charged off ÷ balance 90 days past due.
    async fn net_flow(&self) -> Vec<NetFlow> {
        let buckets = &self.figure.buckets;
        let into = buckets.iter().skip(1).map(|bucket| bucket.name.clone());
        into.chain(["charged_off".to_owned()])
            .zip(&self.figure.net_flow)
            .map(|(into, rate)| NetFlow {
                into,
                rate: Ratio::of_amounts(
                    *rate,
                    self.exponent,
                    None,
                    &definition::NET_FLOW_RATE,
                    &self.figure.origin,
                ),
            })
            .collect()
    }

    /// What becomes of each bucket if every month is like these: the absorbing chain of the matrix
    /// by balance. It knows no amortisation, and on a young book overstates the loss of the
    /// current bucket.
    async fn ultimate_loss(&self) -> UltimateLoss {
        let balances = self.figure.closing_minor.iter();
        let rates = self.figure.ultimate_loss_rates();
        UltimateLoss {
            expected_loss: self
                .figure
                .ultimate_loss_minor()
                .map(|minor| Decimal::from_minor(minor, self.exponent)),
            buckets: self
                .figure
                .buckets
                .iter()
                .zip(balances.zip(rates))
                .map(|(bucket, (balance, loss_rate))| BucketLoss {
                    bucket: bucket.name.clone(),
                    balance: Decimal::from_minor(*balance, self.exponent),
                    loss_rate,
                })
                .collect(),
        }
    }
}

/// What became of the loans of one bucket.
#[derive(SimpleObject)]
pub(crate) struct RollRateRow {
    /// The bucket that they began in.
    bucket: String,
    /// Loans that began in it; over several months each month counts.
    loan_count: i64,
    /// Their balance at the begin.
    balance: Decimal,
    /// Moved to a worse bucket ÷ all, by number of loans.
    roll_forward: Ratio,
    /// Stayed in it ÷ all.
    stay: Ratio,
    /// Moved to a better bucket ÷ all.
    roll_back: Ratio,
    /// Moved to current ÷ all, part of those that moved back.
    cure: Ratio,
    /// One cell a state that they ended in.
    cells: Vec<RollRateCell>,
}

/// The loans that moved from one state to another.
pub(crate) struct RollRateCell {
    from: String,
    state: String,
    by_count: Ratio,
    by_balance: Ratio,
    count: i64,
    balance: Decimal,
    members: Option<crate::service::figure::Members>,
}

/// The loans that moved from one state to another.
#[Object]
impl RollRateCell {
    /// The bucket that they began in.
    async fn from(&self) -> &str {
        &self.from
    }

    /// The state that they ended in.
    async fn state(&self) -> &str {
        &self.state
    }

    /// Loans that moved so; over several months each month counts.
    async fn loan_count(&self) -> i64 {
        self.count
    }

    /// Their balance at the begin.
    async fn balance(&self) -> Decimal {
        self.balance
    }

    /// Loans that moved so ÷ loans that began in the bucket.
    async fn by_count(&self) -> &Ratio {
        &self.by_count
    }

    /// Their balance ÷ balance of all that began in the bucket, both at the begin.
    async fn by_balance(&self) -> &Ratio {
        &self.by_balance
    }

    /// The loans that moved so; null where several months are added up.
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Loan, LoanTotal>>> {
        let Some(members) = &self.members else {
            return Ok(None);
        };
        let arguments = PageArguments::forward(first, after);
        loan::behind(context, members, order_by, arguments)
            .await
            .map(Some)
    }
}

/// How much rolled into a bucket.
#[derive(SimpleObject)]
pub(crate) struct NetFlow {
    /// The bucket, or charged_off.
    into: String,
    /// What is in it ÷ what was in the one before it a month earlier.
    rate: Ratio,
}

/// What becomes of the balances if every month is like those asked for.
#[derive(SimpleObject)]
pub(crate) struct UltimateLoss {
    /// The part of all balances at the end that is expected to end charged off; null where the
    /// months do not tell.
    expected_loss: Option<Decimal>,
    /// Each bucket.
    buckets: Vec<BucketLoss>,
}

/// What becomes of the balance of one bucket.
#[derive(SimpleObject)]
pub(crate) struct BucketLoss {
    /// The bucket.
    bucket: String,
    /// Its balance at the end of the last month.
    balance: Decimal,
    /// The part that ends charged off; null where the months do not tell.
    loss_rate: Option<f64>,
}

/// Roll rates of one month or of several.
pub(super) async fn roll_rates(
    context: &Context<'_>,
    portfolio: &Portfolio,
    scheme: BucketScheme,
    month: Option<Date>,
    months: i32,
) -> Result<RollRates> {
    let ctx = context::ctx(context)?;
    let month = month.map(|date| date.0);
    let months = u32::try_from(months).unwrap_or(0);
    Ok(RollRates {
        figure: roll_rate::roll_rates(ctx, portfolio, scheme.name(), month, months).await?,
        exponent: ctx.settings().await?.currency_exponent(),
    })
}

impl RollRateRow {
    fn new(figure: &roll_rate::RollRates, from: usize, exponent: u32) -> Self {
        let flows = figure.by_count.row_flows(from);
        let loan_count = figure.by_count.row_total(from);
        let counts = |ratio: risk::rate::Ratio| {
            let definition = &definition::ROLL_RATE;
            Ratio::of_counts(ratio, Some(ratio.numerator), definition, &figure.origin)
        };
        let states = 0..figure.by_count.states();
        Self {
            bucket: figure.state(from).to_owned(),
            loan_count,
            balance: Decimal::from_minor(figure.by_balance.row_total(from), exponent),
            roll_forward: counts(flows.roll_forward),
            stay: counts(flows.stay),
            roll_back: counts(flows.roll_back),
            cure: counts(flows.cure),
            cells: states
                .map(|to| RollRateCell::new(figure, from, to, exponent))
                .collect(),
        }
    }
}

impl RollRateCell {
    fn new(figure: &roll_rate::RollRates, from: usize, to: usize, exponent: u32) -> Self {
        let definition = &definition::ROLL_RATE;
        let count = figure.by_count.weight(from, to);
        let by_count = figure.by_count.ratio(from, to);
        let by_balance = figure.by_balance.ratio(from, to);
        Self {
            from: figure.state(from).to_owned(),
            state: figure.state(to).to_owned(),
            by_count: Ratio::of_counts(by_count, Some(count), definition, &figure.origin),
            by_balance: Ratio::of_amounts(
                by_balance,
                exponent,
                Some(count),
                definition,
                &figure.origin,
            ),
            count,
            balance: Decimal::from_minor(figure.by_balance.weight(from, to), exponent),
            members: figure.members(figure.state(from), figure.state(to)),
        }
    }
}

/// Loans that were past due when a month began.
#[derive(SimpleObject)]
pub(crate) struct CureRate {
    /// Last day before the month.
    from: Date,
    /// Last day of the month.
    to: Date,
    /// Current at its end ÷ past due at its begin.
    cured: Ratio,
    /// Paid off in it ÷ past due at its begin: beside the cured, not among them.
    paid_off: Ratio,
}

/// The cure rate of a month.
pub(super) async fn cure_rate(
    context: &Context<'_>,
    portfolio: &Portfolio,
    month: Option<Date>,
) -> Result<CureRate> {
    let month = month.map(|date| date.0);
    let figure = roll_rate::cure_rate(context::ctx(context)?, portfolio, month).await?;
    let counts = |ratio: risk::rate::Ratio| {
        let definition = &definition::CURE_RATE;
        Ratio::of_counts(ratio, Some(ratio.numerator), definition, &figure.origin)
    };
    Ok(CureRate {
        from: Date(figure.from),
        to: Date(figure.to),
        cured: counts(figure.cured),
        paid_off: counts(figure.paid_off),
    })
}
