//! The two numerical rules of the demo book.

/// The whole part of a number that is not negative.
#[allow(
    clippy::cast_possible_truncation,
    reason = "cutting off the fraction is the specification, and the numbers are small"
)]
pub(super) fn truncate(number: f64) -> i64 {
    number as i64
}

/// The piecewise linear function through the points (x, y), constant outside them.
pub(super) fn interpolate(at: f64, x: &[f64], y: &[f64]) -> f64 {
    let after = x.partition_point(|&knot| knot < at);
    if after == 0 {
        return y[0];
    }
    if after == x.len() {
        return y[y.len() - 1];
    }
    let (x0, x1, y0, y1) = (x[after - 1], x[after], y[after - 1], y[after]);
    y0 + (y1 - y0) * (at - x0) / (x1 - x0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolation_is_flat_outside_and_linear_between() {
        let (x, y) = ([0.0, 10.0, 20.0], [1.0, 2.0, 4.0]);
        let cases = [
            (-1.0, 1.0),
            (0.0, 1.0),
            (5.0, 1.5),
            (10.0, 2.0),
            (15.0, 3.0),
            (20.0, 4.0),
            (21.0, 4.0),
        ];
        for (at, expected) in cases {
            assert_eq!(
                interpolate(at, &x, &y).to_bits(),
                f64::to_bits(expected),
                "{at}"
            );
        }
    }

    #[test]
    fn truncation_cuts_off() {
        assert_eq!(truncate(0.999), 0);
        assert_eq!(truncate(60.999), 60);
    }
}
