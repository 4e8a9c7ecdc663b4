//! The formulas against reference numbers that our own code did not produce; see `README.md` beside this file.

use serde_json::Value;

mod amortisation;
mod annuity;
mod distribution;
mod portfolio_at_risk;
mod provision;
mod roll_rate;
mod stability;
mod survival;

const WORKED_EXAMPLES: &str = include_str!("worked_examples.json");

/// One case of a reference file.
struct Case {
    name: String,
    input: Value,
    expected: Value,
    absolute: f64,
    relative: f64,
}

impl Case {
    /// Asserts that a number is the expected one within the tolerance of the file.
    fn assert_close(&self, what: &str, found: f64, expected: &Value) {
        let expected = number(expected);
        let tolerance = self.absolute + self.relative * expected.abs();
        assert!(
            (found - expected).abs() <= tolerance,
            "{}, {what}: {found}, expected {expected} within {tolerance}",
            self.name
        );
    }

    /// Asserts the same of a list, whose length must agree.
    fn assert_all_close(&self, what: &str, found: &[f64], expected: &Value) {
        let expected = list(expected);
        assert_eq!(found.len(), expected.len(), "{}, {what}", self.name);
        for (found, expected) in found.iter().zip(expected) {
            self.assert_close(what, *found, expected);
        }
    }
}

/// The cases of a file, at least one.
fn cases(text: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(text).expect("JSON");
    let tolerance = |kind| file["tolerance"].get(kind).map_or(0.0, number);
    let found: Vec<Case> = list(&file["cases"])
        .iter()
        .zip(1..)
        .map(|(case, index)| Case {
            name: format!("{} {index}", file["name"]),
            input: case["input"].clone(),
            expected: case["expected"].clone(),
            absolute: tolerance("abs"),
            relative: tolerance("rel"),
        })
        .collect();
    assert!(!found.is_empty(), "no cases");
    found
}

/// The worked examples of a kind, as many as the test knows of.
fn worked_examples(kind: &str, count: usize) -> Vec<Case> {
    let file: Value = serde_json::from_str(WORKED_EXAMPLES).expect("JSON");
    let found: Vec<Case> = list(&file)
        .iter()
        .filter(|example| example["kind"] == kind)
        .map(|example| Case {
            name: example["id"].to_string(),
            input: example["inputs"].clone(),
            expected: example["expected"].clone(),
            absolute: number(&example["tolerance"]),
            relative: 0.0,
        })
        .collect();
    assert_eq!(found.len(), count, "examples of {kind}");
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

/// A decimal number as so many units of its last place: 106.62 in hundredths is 10,662.
fn scaled(value: &Value, units: f64) -> i64 {
    let product = number(value) * units;
    let whole = product.round();
    assert!(
        (product - whole).abs() < 1e-6,
        "{value} is no whole number of 1/{units}"
    );
    format!("{whole}").parse().expect("a whole number")
}

fn count<T: TryFrom<i64>>(value: &Value) -> T {
    let whole = value.as_i64().expect("a whole number");
    T::try_from(whole).ok().expect("a number of that size")
}
