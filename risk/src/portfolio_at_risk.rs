//! Portfolio at risk, and the arrears rate beside it.

use crate::rate::Ratio;

/// One active loan as portfolio at risk sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLoan {
    /// Unpaid principal, in minor units.
    pub balance_minor: i64,
    /// Days past due; 0 if current.
    pub days_past_due: i64,
    /// Whether it was renegotiated because the borrower could not pay.
    pub renegotiated: bool,
}

/// The settings of portfolio at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortfolioAtRiskRules {
    /// Whether a loan must be *more* than X days past due; otherwise X days are enough. True by default.
    pub strict: bool,
    /// Whether renegotiated loans are at risk whatever their days past due. False by default.
    pub include_renegotiated: bool,
}

impl Default for PortfolioAtRiskRules {
    fn default() -> Self {
        Self {
            strict: true,
            include_renegotiated: false,
        }
    }
}

/// Portfolio at risk by balance and by number of loans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortfolioAtRisk {
    /// Balance at risk ÷ balance, in minor units: what "PAR" means where nothing else is said.
    pub balance: Ratio,
    /// Loans at risk ÷ loans.
    pub loans: Ratio,
}

/// Portfolio at risk past X days, from the active loans.
///
/// The *whole* unpaid principal of a loan at risk counts, not its overdue part; no accrued interest.
///
/// **Formula** PAR_X (a fraction): Σ B over loans with d > X ÷ Σ B over all, with B the unpaid principal and d the days
/// past due; d ≥ X unless `strict`.
/// Source: CGAP/SEEP and MIX definitions; `docs/METRICS.md`, "PAR_X".
///
/// ```
/// use risk::portfolio_at_risk::{OpenLoan, PortfolioAtRiskRules, portfolio_at_risk};
///
/// let loan = |balance_minor, days_past_due| OpenLoan { balance_minor, days_past_due, renegotiated: false };
/// let loans = [loan(60_000, 0), loan(20_000, 30), loan(20_000, 31)];
/// let strict = portfolio_at_risk(&loans, 30, &PortfolioAtRiskRules::default());
/// assert_eq!(strict.balance.value(), Some(0.2));
/// let loose = PortfolioAtRiskRules { strict: false, ..PortfolioAtRiskRules::default() };
/// assert_eq!(portfolio_at_risk(&loans, 30, &loose).balance.value(), Some(0.4));
/// ```
#[must_use]
pub fn portfolio_at_risk(
    loans: &[OpenLoan],
    days: i64,
    rules: &PortfolioAtRiskRules,
) -> PortfolioAtRisk {
    let mut balance = Ratio::new(0, 0);
    let mut count = Ratio::new(0, 0);
    for loan in loans {
        balance.denominator += loan.balance_minor;
        count.denominator += 1;
        let late = if rules.strict {
            loan.days_past_due > days
        } else {
            loan.days_past_due >= days
        };
        if late || (rules.include_renegotiated && loan.renegotiated) {
            balance.numerator += loan.balance_minor;
            count.numerator += 1;
        }
    }
    PortfolioAtRisk {
        balance,
        loans: count,
    }
}

/// The arrears rate: the overdue part of the principal alone, against the whole.
///
/// `loans` holds (unpaid principal, overdue principal) of the active loans, in minor units.
///
/// **Formula** (a fraction): Σ overdue principal ÷ Σ unpaid principal.
/// Source: CGAP; `docs/METRICS.md`, "PAR_X".
///
/// ```
/// use risk::portfolio_at_risk::arrears_rate;
///
/// assert_eq!(arrears_rate(&[(60_000, 0), (40_000, 5_000)]).value(), Some(0.05));
/// assert_eq!(arrears_rate(&[]).value(), None);
/// ```
#[must_use]
pub fn arrears_rate(loans: &[(i64, i64)]) -> Ratio {
    let overdue_minor = loans.iter().map(|&(_, overdue)| overdue).sum();
    let balance_minor = loans.iter().map(|&(balance, _)| balance).sum();
    Ratio::new(overdue_minor, balance_minor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STRICT: PortfolioAtRiskRules = PortfolioAtRiskRules {
        strict: true,
        include_renegotiated: false,
    };
    const LOOSE: PortfolioAtRiskRules = PortfolioAtRiskRules {
        strict: false,
        include_renegotiated: false,
    };

    fn loan(days_past_due: i64) -> OpenLoan {
        OpenLoan {
            balance_minor: 1,
            days_past_due,
            renegotiated: false,
        }
    }

    #[test]
    fn edge_days() {
        // (X, days past due, at risk if strict, at risk if not)
        let cases = [
            (1, 0, 0, 0),
            (1, 1, 0, 1),
            (1, 2, 1, 1),
            (30, 29, 0, 0),
            (30, 30, 0, 1),
            (30, 31, 1, 1),
            (60, 60, 0, 1),
            (60, 61, 1, 1),
            (90, 90, 0, 1),
            (90, 91, 1, 1),
        ];
        for (days, past_due, strict, loose) in cases {
            let at_risk = |rules| portfolio_at_risk(&[loan(past_due)], days, &rules).loans;
            assert_eq!(
                at_risk(STRICT),
                Ratio::new(strict, 1),
                "{past_due} > {days}"
            );
            assert_eq!(at_risk(LOOSE), Ratio::new(loose, 1), "{past_due} >= {days}");
        }
    }

    #[test]
    fn empty_book_has_no_rate() {
        let none = portfolio_at_risk(&[], 30, &STRICT);
        assert_eq!((none.balance.value(), none.loans.value()), (None, None));
    }

    proptest! {
        #[test]
        fn more_days_are_less_at_risk(list in prop::collection::vec((0_i64..1_000_000, 0_i64..200), 0..30), days in 0_i64..200) {
            let loans: Vec<OpenLoan> = list
                .iter()
                .map(|&(balance_minor, days_past_due)| OpenLoan { balance_minor, ..loan(days_past_due) })
                .collect();
            let now = portfolio_at_risk(&loans, days, &STRICT).balance;
            prop_assert!(portfolio_at_risk(&loans, days + 1, &STRICT).balance.numerator <= now.numerator);
            prop_assert_eq!(portfolio_at_risk(&loans, days + 1, &LOOSE).balance, now);
        }
    }
}
