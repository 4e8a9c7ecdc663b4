//! Borrowers by risk tier, how they pay, and the riskiest of them.

use super::{
    Ctx, customer,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::{self, row},
};
use ::entity::customer_profile;
use risk::rate::Ratio;

/// The longest list of high-risk customers.
pub const MAX_HIGH_RISK: u32 = 1000;

/// The profile that sorts customers by how they have paid, not by score.
pub const BEHAVIOUR_PROFILE: &str = "behaviour";

/// The borrowers by tier.
#[derive(Clone, Debug)]
pub struct RiskStratification {
    /// Each tier of the profile, best first, empty ones too.
    pub tiers: Vec<RiskTier>,
    /// Where it comes from.
    pub origin: Origin,
}

/// The borrowers of one tier.
#[derive(Clone, Debug)]
pub struct RiskTier {
    /// Name of the tier.
    pub tier: String,
    /// Lowest credit score of the tier; none in the profile `behaviour`.
    pub minimum_score: Option<i64>,
    /// Customers with a loan paid out.
    pub customers: i64,
    /// Their loans.
    pub loans: i64,
    /// Of these, active.
    pub active_loans: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// Σ credit scores ÷ customers with one.
    pub average_credit_score: Ratio,
    /// On Time ÷ all instalments fallen due.
    pub on_time_rate: Ratio,
    /// Σ days late ÷ all instalments fallen due.
    pub average_delay_days: Ratio,
    /// Instalments On Time, Late, Overdue and Missed.
    pub payments: [i64; 4],
    /// Loans that have had an instalment fall due.
    pub loans_due: i64,
    /// Unpaid principal of loans more than 30 days past due ÷ all of it.
    pub portfolio_at_risk_30: Ratio,
    /// Unpaid principal of the tier ÷ that of all tiers.
    pub share_of_outstanding: Ratio,
    /// The loans of its customers.
    pub members: Members,
}

/// A customer of the lowest tier with an active loan.
#[derive(Clone, Debug)]
pub struct HighRiskCustomer {
    /// Who.
    pub customer: customer_profile::Model,
    /// Name of the tier.
    pub risk_tier: String,
    /// Days since the oldest open instalment of an active loan fell due; 0 if none is open.
    pub days_past_due: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// Instalments of all loans that are Late or Overdue.
    pub total_late_payments: i64,
    /// Instalments of all loans that are Missed.
    pub total_missed_payments: i64,
}

row! {
    struct TierRow {
        tier: String,
        customers: i64,
        loans: i64,
        active_loans: i64,
        outstanding_minor: i64,
        at_risk_30_minor: i64,
        scored_customers: i64,
        credit_score_sum: i64,
        loans_due: i64,
        on_time: i64,
        late: i64,
        overdue: i64,
        missed: i64,
        days_late: i64,
    }
}

/// The tiers of a profile, best first. By score, customers without one are in none; by
/// behaviour, those that nothing has fallen due on.
///
/// # Errors
/// When no profile is called so, or the database fails.
pub async fn tiers(ctx: &Ctx, portfolio: &Portfolio, profile: &str) -> Result<RiskStratification> {
    let parameters = vec![("profile", profile.into())];
    let (statement, members, tiers) = if profile == BEHAVIOUR_PROFILE {
        (
            "behaviour_tiers",
            "behaviour_tier_loans",
            by_behaviour(ctx).await?,
        )
    } else {
        (
            "risk_tiers",
            "risk_tier_loans",
            by_score(ctx, profile).await?,
        )
    };
    let figure = portfolio
        .figure::<TierRow>(ctx, statement, parameters)
        .await?;
    let rows = figure.of(portfolio);
    let outstanding_minor = rows.iter().map(|row| row.outstanding_minor).sum();
    let tiers = tiers
        .into_iter()
        .map(|(tier, minimum_score)| {
            let parameters = vec![("profile", profile.into()), ("tier", tier.as_str().into())];
            let members = Members::new(portfolio, members, parameters);
            let row = rows.iter().find(|row| row.tier == tier);
            RiskTier::new(tier, minimum_score, row, outstanding_minor, members)
        })
        .collect();
    Ok(RiskStratification {
        tiers,
        origin: figure.origin,
    })
}

row! {
    /// A tier by behaviour.
    pub struct BehaviourTier {
        /// Its name.
        name: String,
    }
}

/// Names, without a score. They are read once: only a migration changes them.
async fn by_behaviour(ctx: &Ctx) -> Result<Vec<(String, Option<i64>)>> {
    let tiers = ctx
        .behaviour_tiers
        .get_or_try_init(|| query::rows::<BehaviourTier>(&ctx.db, "behaviour_tier_names", &[]))
        .await?;
    Ok(tiers.iter().map(|tier| (tier.name.clone(), None)).collect())
}

/// Names and lowest scores.
async fn by_score(ctx: &Ctx, profile: &str) -> Result<Vec<(String, Option<i64>)>> {
    let settings = ctx.settings().await?;
    let tiers = settings.tiers(profile)?;
    Ok(tiers
        .into_iter()
        .map(|tier| (tier.name.clone(), Some(tier.minimum_score.into())))
        .collect())
}

impl RiskTier {
    fn new(
        tier: String,
        minimum_score: Option<i64>,
        row: Option<&TierRow>,
        all_outstanding_minor: i64,
        members: Members,
    ) -> Self {
        let of = |read: fn(&TierRow) -> i64| row.map_or(0, read);
        let payments = [
            of(|row| row.on_time),
            of(|row| row.late),
            of(|row| row.overdue),
            of(|row| row.missed),
        ];
        let due = payments.iter().sum();
        let outstanding_minor = of(|row| row.outstanding_minor);
        Self {
            tier,
            minimum_score,
            customers: of(|row| row.customers),
            loans: of(|row| row.loans),
            active_loans: of(|row| row.active_loans),
            outstanding_minor,
            average_credit_score: Ratio::new(
                of(|row| row.credit_score_sum),
                of(|row| row.scored_customers),
            ),
            on_time_rate: Ratio::new(payments[0], due),
            average_delay_days: Ratio::new(of(|row| row.days_late), due),
            payments,
            loans_due: of(|row| row.loans_due),
            portfolio_at_risk_30: Ratio::new(of(|row| row.at_risk_30_minor), outstanding_minor),
            share_of_outstanding: Ratio::new(outstanding_minor, all_outstanding_minor),
            members,
        }
    }
}

row! {
    struct HighRiskRow {
        customer_id: i64,
        tier: String,
        days_past_due: i64,
        outstanding_minor: i64,
        instalments_late: i64,
        instalments_missed: i64,
    }
}

/// The customers of the lowest tier with an active loan: longest past due
/// first, then the largest balance, then the identifier.
///
/// # Errors
/// When `limit` is not 1 to 1000, no profile is called so, or the database fails.
pub async fn high_risk_customers(
    ctx: &Ctx,
    portfolio: &Portfolio,
    profile: &str,
    limit: u32,
) -> Result<Vec<HighRiskCustomer>> {
    if !(1..=MAX_HIGH_RISK).contains(&limit) {
        return Err(Error::input(
            "limit",
            format!("must be 1 to {MAX_HIGH_RISK}"),
        ));
    }
    ctx.settings().await?.tiers(profile)?;
    let parameters = vec![
        ("profile", profile.into()),
        ("limit", i64::from(limit).into()),
    ];
    let figure = portfolio
        .figure::<HighRiskRow>(ctx, "high_risk_customers", parameters)
        .await?;
    let rows = figure.of(portfolio);
    let ids: Vec<_> = rows.iter().map(|row| row.customer_id).collect();
    let mut customers = customer::by_ids(ctx, &ids).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(HighRiskCustomer {
                // One that was deleted between the two statements is left out.
                customer: customers.remove(&row.customer_id)?,
                risk_tier: row.tier.clone(),
                days_past_due: row.days_past_due,
                outstanding_minor: row.outstanding_minor,
                total_late_payments: row.instalments_late,
                total_missed_payments: row.instalments_missed,
            })
        })
        .collect())
}
