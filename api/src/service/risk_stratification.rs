//! Borrowers by risk tier, how they pay, and the riskiest of them.

use super::{
    Ctx, audit, check_name, customer,
    figure::{Figure, Members, Origin},
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
    let statement = match profile {
        BEHAVIOUR_PROFILE => "behaviour_tiers",
        _ => "risk_tiers",
    };
    let tiers = of_profile(ctx, profile).await?;
    let figure = portfolio
        .figure::<TierRow>(ctx, statement, parameters)
        .await?;
    let rows = figure.of(portfolio);
    let outstanding_minor = rows.iter().map(|row| row.outstanding_minor).sum();
    let tiers = tiers
        .into_iter()
        .map(|(tier, minimum_score)| {
            let members = members(portfolio, profile, &tier);
            let row = rows.iter().find(|row| row.tier == tier);
            RiskTier::new(tier, minimum_score, row, outstanding_minor, members)
        })
        .collect();
    Ok(RiskStratification {
        tiers,
        origin: figure.origin,
    })
}

/// The loans of the customers of one tier.
///
/// # Errors
/// When no profile or no tier is called so, or the database fails.
pub async fn loans_of_tier(
    ctx: &Ctx,
    portfolio: &Portfolio,
    profile: &str,
    tier: &str,
) -> Result<Members> {
    let tiers = of_profile(ctx, profile).await?;
    check_name("tier", tier, tiers.iter().map(|(name, _)| name.as_str()))?;
    Ok(members(portfolio, profile, tier))
}

fn members(portfolio: &Portfolio, profile: &str, tier: &str) -> Members {
    let statement = match profile {
        BEHAVIOUR_PROFILE => "behaviour_tier_loans",
        _ => "risk_tier_loans",
    };
    let parameters = vec![("profile", profile.into()), ("tier", tier.into())];
    Members::new(portfolio, statement, parameters)
}

/// Names and lowest scores of the tiers of a profile, best first.
async fn of_profile(ctx: &Ctx, profile: &str) -> Result<Vec<(String, Option<i64>)>> {
    match profile {
        BEHAVIOUR_PROFILE => by_behaviour(ctx).await,
        _ => by_score(ctx, profile).await,
    }
}

row! {
    /// A tier by behaviour, and the limits that a customer in it keeps.
    pub struct BehaviourTier {
        /// Its name.
        name: String,
        /// Most instalments Late, Overdue or Missed.
        maximum_late: i64,
        /// Most instalments Missed.
        maximum_missed: i64,
        /// Most days of average delay.
        maximum_average_delay_days: i64,
    }
}

/// The tiers by behaviour, best first. They are read once: only a migration changes them.
pub(super) async fn behaviour_tiers(ctx: &Ctx) -> Result<&[BehaviourTier]> {
    let tiers = ctx
        .behaviour_tiers
        .get_or_try_init(|| query::rows::<BehaviourTier>(&ctx.db, "behaviour_tier_names", &[]))
        .await?;
    Ok(tiers)
}

/// Names, without a score.
async fn by_behaviour(ctx: &Ctx) -> Result<Vec<(String, Option<i64>)>> {
    let tiers = behaviour_tiers(ctx).await?;
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
    /// A high-risk customer, without the profile.
    pub(super) struct HighRiskRow {
        customer_id: i64,
        search_name: String,
        credit_score: i64,
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
    audit::export(ctx, "highRiskCustomers", limit.into()).await?;
    let figure = high_risk(ctx, portfolio, profile, limit.into()).await?;
    let rows: Vec<_> = figure.of(portfolio).iter().collect();
    let customers = with_profiles(ctx, &rows).await?;
    Ok(customers.into_iter().map(|(_, found)| found).collect())
}

/// The first `limit` of them, without their profiles.
pub(super) async fn high_risk(
    ctx: &Ctx,
    portfolio: &Portfolio,
    profile: &str,
    limit: i64,
) -> Result<Figure<HighRiskRow>> {
    ctx.settings().await?.tiers(profile)?;
    let parameters = vec![("profile", profile.into()), ("limit", limit.into())];
    portfolio
        .figure(ctx, "high_risk_customers", parameters)
        .await
}

/// Each row with its customer; one that was deleted between the two statements is left out.
pub(super) async fn with_profiles<'a>(
    ctx: &Ctx,
    rows: &[&'a HighRiskRow],
) -> Result<Vec<(&'a HighRiskRow, HighRiskCustomer)>> {
    let ids: Vec<_> = rows.iter().map(|row| row.customer_id).collect();
    let mut customers = customer::by_ids(ctx, &ids).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            let found = HighRiskCustomer {
                customer: customers.remove(&row.customer_id)?,
                risk_tier: row.tier.clone(),
                days_past_due: row.days_past_due,
                outstanding_minor: row.outstanding_minor,
                total_late_payments: row.instalments_late,
                total_missed_payments: row.instalments_missed,
            };
            Some((*row, found))
        })
        .collect())
}
