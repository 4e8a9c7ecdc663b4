//! Comparing what both sides say.

use std::fmt::Debug;

/// A statistic, the same up to rounding in its last digits.
#[derive(Clone, Copy, Debug)]
pub struct Near(pub f64);

/// Of a number beyond 1 this part, of others this much.
const TOLERANCE: f64 = 1e-6;

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        (self.0 - other.0).abs() <= TOLERANCE * self.0.abs().max(1.0)
    }
}

/// The lines on which they differ are shown: whole, the values are pages long.
pub fn assert_same<T: Debug + PartialEq>(found: &T, expected: &T, what: &str) {
    if found == expected {
        return;
    }
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let lines = found.lines().count().max(expected.lines().count());
    let (mut found, mut expected) = (found.lines(), expected.lines());
    let mut differences = Vec::new();
    let mut heading = "";
    for _ in 0..lines {
        let (found, expected) = (found.next(), expected.next());
        if let Some(line) = expected.filter(|line| line.ends_with(['{', '[', '('])) {
            heading = line;
        }
        if found != expected {
            differences.push(format!(
                "{heading} … found {found:?}, expected {expected:?}"
            ));
        }
    }
    differences.truncate(12);
    panic!("{what}:\n{}", differences.join("\n"));
}
