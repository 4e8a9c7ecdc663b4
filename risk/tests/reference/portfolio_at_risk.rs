//! Portfolio at risk of five loans.

use risk::portfolio_at_risk::{OpenLoan, PortfolioAtRiskRules, arrears_rate, portfolio_at_risk};

use crate::{count, list, worked_examples};

#[test]
fn five_loans() {
    for case in worked_examples("par", 1) {
        let balances: Vec<i64> = list(&case.input["balance"]).iter().map(count).collect();
        let days: Vec<i64> = list(&case.input["dpd"]).iter().map(count).collect();
        let overdue: Vec<i64> = list(&case.input["overdue"]).iter().map(count).collect();
        let renegotiated = list(&case.input["renegotiated"]);
        let loans: Vec<OpenLoan> = (0..balances.len())
            .map(|index| OpenLoan {
                balance_minor: balances[index],
                days_past_due: days[index],
                renegotiated: renegotiated[index].as_bool().expect("yes or no"),
            })
            .collect();
        let strict = PortfolioAtRiskRules::default();
        let loose = PortfolioAtRiskRules {
            strict: false,
            ..strict
        };
        let with_renegotiated = PortfolioAtRiskRules {
            include_renegotiated: true,
            ..strict
        };
        let by_balance = [
            ("par0", 0, strict),
            ("par30", 30, strict),
            ("par_ge30", 30, loose),
            ("par90", 90, strict),
            ("par30_incl_renegotiated", 30, with_renegotiated),
        ];
        for (name, days, rules) in by_balance {
            let found = portfolio_at_risk(&loans, days, &rules).balance.value();
            case.assert_close(name, found.expect("a balance"), &case.expected[name]);
        }
        let by_count = portfolio_at_risk(&loans, 30, &strict).loans.value();
        case.assert_close(
            "by count",
            by_count.expect("loans"),
            &case.expected["par30_by_count"],
        );
        // What Fineract's report calls portfolio at risk is the arrears rate.
        let pairs: Vec<(i64, i64)> = balances.into_iter().zip(overdue).collect();
        let arrears = arrears_rate(&pairs).value().expect("a balance");
        case.assert_close(
            "arrears",
            100.0 * arrears,
            &case.expected["fineract_report_pct"],
        );
    }
}
