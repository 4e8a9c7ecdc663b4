//! Provision matrices and loss rates of IFRS 9.

use risk::{
    provision::{ProvisionBucket, provision_matrix},
    rate::Ratio,
};
use serde_json::Value;

use crate::{Case, cases, count, list, scaled, worked_examples};

#[test]
fn ifrs_9_example_12() {
    for case in cases(include_str!("ifrs9_ie12_provision_matrix.json")) {
        assert_matrix(&case, &case.input["gross"], &case.input["loss_rates"]);
    }
    for case in worked_examples("provision_matrix", 1) {
        assert_matrix(&case, &case.input["balance"], &case.input["rate"]);
    }
}

fn assert_matrix(case: &Case, balances: &Value, rates: &Value) {
    let buckets: Vec<ProvisionBucket> = list(balances)
        .iter()
        .zip(list(rates))
        .map(|(balance, rate)| ProvisionBucket {
            balance_minor: scaled(balance, 100.0),
            loss_rate: Ratio::from_ppm(scaled(rate, 1e6)),
        })
        .collect();
    assert_eq!(buckets.len(), list(&case.input["buckets"]).len());
    let found = provision_matrix(&buckets);
    let in_units = |minor: Option<i64>| minor.expect("an allowance") as f64 / 100.0;
    let by_bucket: Vec<f64> = found
        .by_bucket_minor
        .iter()
        .copied()
        .map(in_units)
        .collect();
    case.assert_all_close("allowance", &by_bucket, &case.expected["allowance"]);
    case.assert_close(
        "total",
        in_units(found.total_minor),
        &case.expected["total"],
    );
}

/// IFRS 9 Illustrative Example 9: present value of the losses against the gross amount of a group of loans.
#[test]
fn loss_rates_of_groups() {
    for case in worked_examples("loss_rate", 1) {
        for group in ["X", "Y"] {
            let given = |name: &str| count::<i64>(&case.input[group][name]);
            let rate = Ratio::new(given("pv_loss_fwd"), given("n") * given("amount"));
            case.assert_close(group, rate.value().expect("loans"), &case.expected[group]);
        }
    }
}
