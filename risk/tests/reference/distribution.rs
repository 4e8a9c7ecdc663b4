//! Quantiles, whiskers, bins and correlations.

use risk::distribution::{Summary, equal_bins, pearson, spearman};
use serde_json::Value;

use crate::{Case, cases, count, list, numbers};

fn compare_summary(case: &Case, values: &[f64], expected: &Value) {
    let found = Summary::of_values(values).expect("values");
    let places = [
        found.minimum,
        found.lower_quartile,
        found.median,
        found.upper_quartile,
        found.maximum,
    ];
    case.assert_all_close("quantiles", &places, &expected["quantiles"]);
    case.assert_close("mean", found.mean, &expected["mean"]);
    let deviation = found.standard_deviation.expect("two values");
    case.assert_close("deviation", deviation, &expected["standard_deviation"]);
    let whiskers = [found.lower_whisker, found.upper_whisker];
    case.assert_all_close("whiskers", &whiskers, &expected["whiskers"]);
}

#[test]
fn published_data() {
    for case in cases(include_str!("distribution.json")) {
        let (x, y) = (numbers(&case.input["x"]), numbers(&case.input["y"]));
        let (by_value, by_rank) = (pearson(&x, &y), spearman(&x, &y));
        let expected = &case.expected;
        case.assert_close(
            "pearson",
            by_value.expect("both vary"),
            &expected["pearson"],
        );
        case.assert_close(
            "spearman",
            by_rank.expect("both vary"),
            &expected["spearman"],
        );
        compare_summary(&case, &x, &expected["x"]);
        compare_summary(&case, &y, &expected["y"]);
    }
}

/// Four data sets that differ in all but their statistics (Anscombe, 1973): their coefficients as R gives them, rounded.
#[test]
fn quartet() {
    let rounded = [0.816_42, 0.816_24, 0.816_29, 0.816_52];
    for (case, rounded) in cases(include_str!("distribution.json")).iter().zip(rounded) {
        let (x, y) = (numbers(&case.input["x"]), numbers(&case.input["y"]));
        let found = pearson(&x, &y).expect("both vary");
        assert!((found - rounded).abs() < 5e-6, "{found}, not {rounded}");
        let mean = Summary::of_values(&y).expect("values").mean;
        assert!((mean - 7.5).abs() < 1e-2, "{mean}");
    }
}

#[test]
fn bins_of_equal_width() {
    for case in cases(include_str!("histogram.json")) {
        let values: Vec<i64> = list(&case.input["values"]).iter().map(count).collect();
        let found = equal_bins(&values, count(&case.input["bins"]));
        let expected: Vec<i64> = list(&case.expected["counts"]).iter().map(count).collect();
        let counts: Vec<i64> = found.iter().map(|bin| bin.count).collect();
        assert_eq!(counts, expected, "{}", case.name);
        let mut edges: Vec<f64> = found.iter().map(|bin| bin.from).collect();
        edges.push(found[found.len() - 1].to);
        case.assert_all_close("edges", &edges, &case.expected["edges"]);
    }
}
