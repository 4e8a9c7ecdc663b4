//! The book's key figures and what stands out in them, each with its counts.

use super::{
    Ctx,
    book::{DEFAULT_PROFILE, DEMO_PROVENANCE},
    kpi_models,
    payment_statistics::{self, InstalmentState},
    portfolio::Portfolio,
    portfolio_at_risk, risk_stratification,
};
use crate::error::Result;
use chrono::NaiveDate;
use risk::rate::Ratio;
use rust_decimal::Decimal;
use serde::Serialize;

/// Key figures and findings of the book at a date.
#[derive(Debug, Serialize)]
pub struct Insights {
    /// Name of the book.
    pub book: String,
    /// ISO 4217 code of its amounts.
    pub currency: String,
    /// End of this day.
    pub as_of: NaiveDate,
    /// What is simulated, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<&'static str>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The tiers, best first.
    pub tiers: Vec<Tier>,
    /// What stands out; of a demo book, what was planted in it.
    pub findings: Vec<String>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: &'static str,
    /// Its value, rounded for people.
    pub value: String,
    /// The counts or amounts behind it.
    pub counts: String,
}

/// One risk tier.
#[derive(Debug, Serialize)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Customers with a loan paid out.
    pub customers: i64,
    /// Unpaid principal of the active loans.
    pub outstanding: String,
    /// Instalments on time.
    pub on_time: i64,
    /// Instalments fallen due.
    pub due: i64,
    /// On time in percent of due.
    pub on_time_percent: Option<f64>,
    /// PAR 30 in percent.
    pub par30_percent: Option<f64>,
}

/// Gathers figures and findings at the book's reporting date.
///
/// # Errors
/// When the database fails.
pub async fn gather(ctx: &Ctx) -> Result<Insights> {
    let as_of = ctx.as_of(None).await?;
    let portfolio = Portfolio::whole(ctx, as_of);
    let settings = ctx.settings().await?;
    let kpis = kpi_models::executive(ctx, &portfolio).await?;
    let payments = payment_statistics::statistics(ctx, &portfolio).await?;
    let tiers = risk_stratification::tiers(ctx, &portfolio, DEFAULT_PROFILE)
        .await?
        .tiers;
    let at_risk = portfolio_at_risk::portfolio_at_risk(ctx, &portfolio).await?;
    let money =
        |minor: i64| grouped(&Decimal::new(minor, settings.currency_exponent()).to_string());
    let count = |number: i64| grouped(&number.to_string());
    let [_, at_risk, ..] = at_risk.at_risk.map(|beyond| beyond.ratio);
    let share_of = |state| Ratio::new(payments.count(state), payments.all.count);

    let figures = vec![
        Figure {
            name: "Customers",
            value: count(kpis.total_customers),
            counts: format!("with {} loans paid out", count(kpis.total_loans)),
        },
        Figure {
            name: "Active loans",
            value: count(kpis.active_loans),
            counts: format!("of {}", count(kpis.total_loans)),
        },
        Figure {
            name: "Amount originated",
            value: money(kpis.originated_minor),
            counts: format!("outstanding {}", money(kpis.outstanding_minor)),
        },
        Figure {
            name: "On-time rate",
            value: percent(kpis.on_time_rate),
            counts: of(kpis.on_time_rate, "instalments fallen due"),
        },
        Figure {
            name: "Overdue now",
            value: percent(share_of(InstalmentState::Overdue)),
            counts: of(share_of(InstalmentState::Overdue), "instalments fallen due"),
        },
        Figure {
            name: "Missed",
            value: percent(share_of(InstalmentState::Missed)),
            counts: of(share_of(InstalmentState::Missed), "instalments fallen due"),
        },
        Figure {
            name: "Mean days late",
            value: decimal(payments.all.mean_days_late().one_decimal()),
            counts: format!("over {} instalments", count(payments.all.count)),
        },
        Figure {
            name: "Portfolio at risk > 30 days",
            value: percent(at_risk),
            counts: format!(
                "{} of {} outstanding",
                money(at_risk.numerator),
                money(at_risk.denominator)
            ),
        },
        Figure {
            name: "Mean credit score",
            value: decimal(kpis.average_credit_score.one_decimal()),
            counts: format!(
                "over {} customers",
                count(kpis.average_credit_score.denominator)
            ),
        },
        Figure {
            name: "Revenue received",
            value: money(kpis.revenue_minor()),
            counts: format!(
                "interest {}, late fees {}",
                money(kpis.interest_received_minor),
                money(kpis.late_fees_minor)
            ),
        },
    ];
    Ok(Insights {
        book: settings.book.name.clone(),
        currency: settings.book.currency.clone(),
        as_of: as_of.date(),
        provenance: settings.book.demo_loans.map(|_| DEMO_PROVENANCE),
        figures,
        findings: findings(&kpis, &tiers),
        tiers: tiers
            .iter()
            .map(|tier| Tier {
                name: tier.tier.clone(),
                customers: tier.customers,
                outstanding: money(tier.outstanding_minor),
                on_time: tier.on_time_rate.numerator,
                due: tier.on_time_rate.denominator,
                on_time_percent: tier.on_time_rate.percent(),
                par30_percent: tier.portfolio_at_risk_30.percent(),
            })
            .collect(),
    })
}

fn findings(
    kpis: &kpi_models::ExecutiveKpis,
    tiers: &[risk_stratification::RiskTier],
) -> Vec<String> {
    let mut findings = Vec::new();
    let mut paying = tiers
        .iter()
        .filter(|tier| tier.on_time_rate.denominator > 0);
    if let (Some(best), Some(worst)) = (paying.next(), paying.next_back())
        && best.tier != worst.tier
    {
        findings.push(format!(
            "{} pays {} on time ({}), {} pays {} ({}).",
            best.tier,
            percent(best.on_time_rate),
            of(best.on_time_rate, "instalments"),
            worst.tier,
            percent(worst.on_time_rate),
            of(worst.on_time_rate, "instalments"),
        ));
        findings.push(format!(
            "{} holds {} of the outstanding principal and {} of its balance is more than 30 days \
             past due ({} active loans).",
            worst.tier,
            percent(worst.share_of_outstanding),
            percent(worst.portfolio_at_risk_30),
            grouped(&worst.active_loans.to_string()),
        ));
    }
    let recent = kpis.last_30_days.on_time_rate;
    if let (Some(now), Some(ever)) = (recent.value(), kpis.on_time_rate.value()) {
        let direction = if now >= ever { "better" } else { "worse" };
        findings.push(format!(
            "The last 30 days paid {direction} than the whole life of the book: {} on time ({}) \
             against {}.",
            percent(recent),
            of(recent, "instalments"),
            percent(kpis.on_time_rate),
        ));
    }
    findings
}

fn percent(ratio: Ratio) -> String {
    ratio
        .percent()
        .map_or_else(|| "-".to_owned(), |value| format!("{value:.1} %"))
}

fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"))
}

fn of(ratio: Ratio, what: &str) -> String {
    format!(
        "{} of {} {what}",
        grouped(&ratio.numerator.to_string()),
        grouped(&ratio.denominator.to_string())
    )
}

/// Writes commas between thousands: `5800000.00` is `5,800,000.00`.
fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.80", "-1,234,567.80"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
