//! The rates that a row of the matrix is read by: forward, stay, back, cure.

use super::TransitionMatrix;
use crate::rate::Ratio;

/// Where the weight of one bucket went in a month.
///
/// `roll_forward`, `stay`, `roll_back` and `absorbed` have the row's weight as denominator and add up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFlows {
    /// To any worse bucket; a charge-off is in `absorbed`.
    pub roll_forward: Ratio,
    /// To the same bucket.
    pub stay: Ratio,
    /// To any better bucket, current included.
    pub roll_back: Ratio,
    /// The part of `roll_back` that became current; without denominator for the current bucket, which cannot cure.
    pub cure: Ratio,
    /// To each absorbing state, in their order.
    pub absorbed: Vec<Ratio>,
}

impl TransitionMatrix {
    /// Where the weight of a bucket went: forward, nowhere, back, to current, out of the buckets.
    ///
    /// **Formula**: with row total W_a, roll forward = Σ_{b > a} w_ab ÷ W_a over buckets b; stay = w_aa ÷ W_a; roll back
    /// = Σ_{b < a} w_ab ÷ W_a; cure = w_a0 ÷ W_a for a > 0; absorbed = w_ac ÷ W_a for each absorbing state c.
    /// Source: `docs/METRICS.md`, "Roll-rate (transition) matrix".
    ///
    /// ```
    /// use risk::{rate::Ratio, roll_rate::{Cell, TransitionMatrix}};
    ///
    /// let cells = [(1, 0, 30), (1, 1, 10), (1, 2, 50), (1, 4, 10)]
    ///     .map(|(from, to, weight)| Cell { from, to, weight });
    /// let flows = TransitionMatrix::from_cells(3, 2, &cells)?.row_flows(1);
    /// assert_eq!(flows.roll_forward, Ratio::new(50, 100));
    /// assert_eq!(flows.stay, Ratio::new(10, 100));
    /// assert_eq!(flows.roll_back, Ratio::new(30, 100));
    /// assert_eq!(flows.cure, Ratio::new(30, 100));
    /// assert_eq!(flows.absorbed, [Ratio::new(0, 100), Ratio::new(10, 100)]);
    /// # Ok::<(), risk::roll_rate::RollRateError>(())
    /// ```
    #[must_use]
    pub fn row_flows(&self, from: usize) -> RowFlows {
        let total = self.row_total(from);
        let ratio_of = |reached: std::ops::Range<usize>| {
            Ratio::new(reached.map(|to| self.weight(from, to)).sum(), total)
        };
        RowFlows {
            roll_forward: ratio_of(from + 1..self.transient_states()),
            stay: self.ratio(from, from),
            roll_back: ratio_of(0..from),
            cure: if from == 0 {
                Ratio::new(0, 0)
            } else {
                self.ratio(from, 0)
            },
            absorbed: (self.transient_states()..self.states())
                .map(|to| self.ratio(from, to))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cell;
    use super::*;
    use proptest::prelude::*;

    fn matrix(list: &[(usize, usize, i64)]) -> TransitionMatrix {
        let cells: Vec<Cell> = list
            .iter()
            .map(|&(from, to, weight)| Cell { from, to, weight })
            .collect();
        TransitionMatrix::from_cells(4, 2, &cells).expect("cells that exist")
    }

    #[test]
    fn flows_of_the_first_the_last_and_an_empty_bucket() {
        let matrix = matrix(&[
            (0, 0, 8),
            (0, 1, 1),
            (0, 4, 1),
            (3, 0, 2),
            (3, 1, 3),
            (3, 5, 5),
        ]);
        let first = matrix.row_flows(0);
        assert_eq!(first.roll_forward, Ratio::new(1, 10));
        assert_eq!(first.roll_back, Ratio::new(0, 10));
        assert_eq!(first.cure.value(), None); // current already
        assert_eq!(first.absorbed, [Ratio::new(1, 10), Ratio::new(0, 10)]);
        let last = matrix.row_flows(3);
        assert_eq!(last.roll_forward, Ratio::new(0, 10));
        assert_eq!(last.roll_back, Ratio::new(5, 10));
        assert_eq!(last.cure, Ratio::new(2, 10));
        assert_eq!(last.absorbed, [Ratio::new(0, 10), Ratio::new(5, 10)]);
        let empty = matrix.row_flows(2);
        for rate in [empty.roll_forward, empty.stay, empty.roll_back, empty.cure] {
            assert_eq!(rate.value(), None);
        }
    }

    proptest! {
        #[test]
        fn flows_sum_to_the_row(
            list in prop::collection::vec((0_usize..4, 0_usize..6, 0_i64..1_000_000_000), 0..40),
        ) {
            let matrix = matrix(&list);
            for from in 0..4 {
                let flows = matrix.row_flows(from);
                let absorbed: i64 = flows.absorbed.iter().map(|rate| rate.numerator).sum();
                let all = flows.roll_forward.numerator
                    + flows.stay.numerator
                    + flows.roll_back.numerator
                    + absorbed;
                prop_assert_eq!(all, matrix.row_total(from));
                prop_assert!(flows.cure.numerator <= flows.roll_back.numerator);
            }
        }
    }
}
