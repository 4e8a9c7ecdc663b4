//! Population stability indices.

use risk::stability::{DEFAULT_FLOOR, population_stability_index};
use serde_json::Value;

use crate::{cases, count, list, scaled, worked_examples};

fn index(expected: &[i64], actual: &[i64]) -> f64 {
    let found = population_stability_index(expected, actual, DEFAULT_FLOOR)
        .expect("bins that agree")
        .expect("two samples");
    assert_eq!(found.floored_bins, 0);
    found.index
}

#[test]
fn samples_of_german_credit() {
    for case in cases(include_str!("psi.json")) {
        let counts =
            |name: &str| -> Vec<i64> { list(&case.input[name]).iter().map(count).collect() };
        let found = index(&counts("expected_counts"), &counts("actual_counts"));
        case.assert_close("psi", found, &case.expected["psi"]);
    }
}

#[test]
fn published_shares() {
    for case in worked_examples("psi", 1) {
        let percent = |shares: &Value| -> Vec<i64> {
            list(shares)
                .iter()
                .map(|share| scaled(share, 100.0))
                .collect()
        };
        let found = index(
            &percent(&case.input["expected"]),
            &percent(&case.input["actual"]),
        );
        case.assert_close("psi", found, &case.expected["psi"]);
    }
}
