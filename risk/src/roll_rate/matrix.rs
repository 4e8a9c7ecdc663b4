//! The matrix itself: weights between states, and the rates of its rows.

use super::RollRateError;
use crate::rate::Ratio;

/// The weight that went from one state to another in a month: loans, or their balance at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// State at the beginning of the month, from 0; a transient one.
    pub from: usize,
    /// State at its end, from 0; the absorbing ones come after the transient ones.
    pub to: usize,
    /// Number of loans, or balance in minor units; not negative.
    pub weight: i64,
}

/// A roll-rate matrix, kept as its weights so that months can be added.
///
/// **Formula**: p_ab = w_ab ÷ Σ_b w_ab (a fraction), with w_ab the weight of the loans in state a at the beginning of
/// the month and in state b at its end.
/// Several months are pooled: their weights are added, then divided.
/// Source: `docs/METRICS.md`, "Roll-rate (transition) matrix"; OCC, *Retail Lending*, Appendix G.
///
/// ```
/// use risk::roll_rate::{Cell, TransitionMatrix};
///
/// // States: current, 1-29 days, 30 and more days; paid off, charged off.
/// let cells = [
///     Cell { from: 0, to: 0, weight: 90 },
///     Cell { from: 0, to: 1, weight: 6 },
///     Cell { from: 0, to: 3, weight: 4 },
///     Cell { from: 1, to: 0, weight: 5 },
///     Cell { from: 1, to: 2, weight: 15 },
/// ];
/// let matrix = TransitionMatrix::from_cells(3, 2, &cells)?;
/// assert_eq!(matrix.probability(0, 1), Some(0.06));
/// assert_eq!(matrix.probability(0, 2), Some(0.0));
/// // Nothing was in the last bucket, so nothing is known of it.
/// assert_eq!(matrix.probability(2, 2), None);
/// # Ok::<(), risk::roll_rate::RollRateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionMatrix {
    transient: usize,
    absorbing: usize,
    /// Row by row, one row for each transient state.
    weights: Vec<i64>,
    /// Of the rows.
    totals: Vec<i64>,
}

impl TransitionMatrix {
    /// The matrix of some cells; those of the same states are added, those not named are 0.
    ///
    /// # Errors
    ///
    /// [`RollRateError::NoSuchCell`], [`RollRateError::NegativeWeight`] or [`RollRateError::Overflow`].
    pub fn from_cells(
        transient: usize,
        absorbing: usize,
        cells: &[Cell],
    ) -> Result<Self, RollRateError> {
        let states = transient + absorbing;
        let mut matrix = Self {
            transient,
            absorbing,
            weights: vec![0; transient * states],
            totals: vec![0; transient],
        };
        for &Cell { from, to, weight } in cells {
            if from >= transient || to >= states {
                return Err(RollRateError::NoSuchCell {
                    from,
                    to,
                    transient,
                    states,
                });
            }
            if weight < 0 {
                return Err(RollRateError::NegativeWeight { from, to, weight });
            }
            // A weight is at most its row's total, so only the total can overflow.
            matrix.totals[from] = matrix.totals[from]
                .checked_add(weight)
                .ok_or(RollRateError::Overflow { from })?;
            matrix.weights[from * states + to] += weight;
        }
        Ok(matrix)
    }

    /// The matrix of several months together: cells and row totals are added, then divided.
    ///
    /// # Errors
    ///
    /// [`RollRateError::NoMatrices`], [`RollRateError::DifferentStates`] or [`RollRateError::Overflow`].
    ///
    /// ```
    /// use risk::roll_rate::{Cell, TransitionMatrix};
    ///
    /// let month = |stayed, left| {
    ///     TransitionMatrix::from_cells(1, 1, &[
    ///         Cell { from: 0, to: 0, weight: stayed },
    ///         Cell { from: 0, to: 1, weight: left },
    ///     ])
    /// };
    /// // 1 of 10 left, then 9 of 30: together 10 of 40, not the mean of 0.1 and 0.3.
    /// let both = TransitionMatrix::pooled(&[month(9, 1)?, month(21, 9)?])?;
    /// assert_eq!(both.probability(0, 1), Some(0.25));
    /// # Ok::<(), risk::roll_rate::RollRateError>(())
    /// ```
    pub fn pooled(months: &[Self]) -> Result<Self, RollRateError> {
        let first = months.first().ok_or(RollRateError::NoMatrices)?;
        let expected = (first.transient, first.absorbing);
        let mut cells = Vec::new();
        for month in months {
            let found = (month.transient, month.absorbing);
            if found != expected {
                return Err(RollRateError::DifferentStates { expected, found });
            }
            cells.extend(month.cells());
        }
        Self::from_cells(first.transient, first.absorbing, &cells)
    }

    /// How many states can be left: the buckets.
    #[must_use]
    pub const fn transient_states(&self) -> usize {
        self.transient
    }

    /// How many states are never left.
    #[must_use]
    pub const fn absorbing_states(&self) -> usize {
        self.absorbing
    }

    /// How many states there are.
    #[must_use]
    pub const fn states(&self) -> usize {
        self.transient + self.absorbing
    }

    /// The weight that went from one state to another; 0 for states that do not exist.
    #[must_use]
    pub fn weight(&self, from: usize, to: usize) -> i64 {
        if from < self.transient && to < self.states() {
            self.weights[from * self.states() + to]
        } else {
            0
        }
    }

    /// The weight that was in a state at the beginning; 0 for a state that cannot be left.
    #[must_use]
    pub fn row_total(&self, from: usize) -> i64 {
        self.totals.get(from).copied().unwrap_or(0)
    }

    /// A cell as the two integers of its rate; without denominator in an empty row.
    #[must_use]
    pub fn ratio(&self, from: usize, to: usize) -> Ratio {
        Ratio::new(self.weight(from, to), self.row_total(from))
    }

    /// The share of a state's weight that went to another (a fraction, a row sums to 1); `None` in an empty row.
    ///
    /// **Formula**: p_ab = w_ab ÷ Σ_b w_ab.
    #[must_use]
    pub fn probability(&self, from: usize, to: usize) -> Option<f64> {
        self.ratio(from, to).value()
    }

    fn cells(&self) -> impl Iterator<Item = Cell> {
        (0..self.transient).flat_map(move |from| {
            (0..self.states()).map(move |to| Cell {
                from,
                to,
                weight: self.weight(from, to),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(list: &[(usize, usize, i64)]) -> Vec<Cell> {
        list.iter()
            .map(|&(from, to, weight)| Cell { from, to, weight })
            .collect()
    }

    #[test]
    fn cells_are_checked() {
        let built =
            |list: &[(usize, usize, i64)]| TransitionMatrix::from_cells(2, 1, &cells(list)).err();
        let no_such = |from, to| {
            Some(RollRateError::NoSuchCell {
                from,
                to,
                transient: 2,
                states: 3,
            })
        };
        assert_eq!(built(&[(2, 0, 1)]), no_such(2, 0)); // an absorbing state is not left
        assert_eq!(built(&[(0, 3, 1)]), no_such(0, 3));
        assert_eq!(
            built(&[(0, 1, -1)]),
            Some(RollRateError::NegativeWeight {
                from: 0,
                to: 1,
                weight: -1
            })
        );
        assert_eq!(
            built(&[(1, 1, i64::MAX), (1, 2, 1)]),
            Some(RollRateError::Overflow { from: 1 })
        );
        assert_eq!(built(&[(0, 1, 2), (0, 1, 3)]), None);
    }

    #[test]
    fn matrices_of_other_states_are_not_pooled() {
        let small = TransitionMatrix::from_cells(1, 2, &[]).expect("no cells");
        let large = TransitionMatrix::from_cells(2, 2, &[]).expect("no cells");
        assert_eq!(
            TransitionMatrix::pooled(&[small, large]),
            Err(RollRateError::DifferentStates {
                expected: (1, 2),
                found: (2, 2)
            })
        );
        assert_eq!(
            TransitionMatrix::pooled(&[]),
            Err(RollRateError::NoMatrices)
        );
    }

    #[test]
    fn empty_row_has_no_rate() {
        let matrix =
            TransitionMatrix::from_cells(2, 1, &cells(&[(0, 1, 3)])).expect("a cell that exists");
        for to in 0..3 {
            assert_eq!(matrix.probability(1, to), None);
        }
        assert_eq!(
            (
                matrix.weight(5, 0),
                matrix.row_total(2),
                matrix.weight(0, 3)
            ),
            (0, 0, 0)
        );
    }

    proptest! {
        #[test]
        fn rows_sum_to_one(
            list in prop::collection::vec((0_usize..4, 0_usize..6, 0_i64..1_000_000_000), 0..40),
        ) {
            let matrix = TransitionMatrix::from_cells(4, 2, &cells(&list)).expect("cells that exist");
            for from in 0..4 {
                let row: Option<f64> = (0..6).map(|to| matrix.probability(from, to)).sum();
                match row {
                    Some(sum) => prop_assert!((sum - 1.0).abs() < 1e-12),
                    None => prop_assert_eq!(matrix.row_total(from), 0),
                }
            }
        }

        #[test]
        fn pooling_is_the_matrix_of_all_cells(
            first in prop::collection::vec((0_usize..3, 0_usize..5, 0_i64..1_000), 0..20),
            second in prop::collection::vec((0_usize..3, 0_usize..5, 0_i64..1_000), 0..20),
        ) {
            let matrix = |list: &[(usize, usize, i64)]| TransitionMatrix::from_cells(3, 2, &cells(list));
            let months = [matrix(&first).expect("cells"), matrix(&second).expect("cells")];
            let all: Vec<_> = first.iter().chain(&second).copied().collect();
            prop_assert_eq!(TransitionMatrix::pooled(&months), matrix(&all));
        }
    }
}
