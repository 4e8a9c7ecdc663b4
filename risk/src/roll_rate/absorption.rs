//! Where loans end: the absorbing chain of a roll-rate matrix.

use super::{RollRateError, TransitionMatrix};

impl TransitionMatrix {
    /// The probability that a loan of each bucket ends in each absorbing state.
    ///
    /// A row of the answer is `None` where that bucket is empty or leads, over any number of months, to an empty one:
    /// then nothing says where such a loan ends.
    ///
    /// **Formula**: N·R with the fundamental matrix N = (I − Q)⁻¹, Q the probabilities between buckets and R those into
    /// the absorbing states; solved as (I − Q)·X = R by elimination with partial pivoting (fractions, a row sums to 1).
    /// Source: Kemeny and Snell (1960), *Finite Markov Chains*; Cyert, Davidson and Thompson (1962), *Estimation of the
    /// Allowance for Doubtful Accounts by Markov Chains*.
    ///
    /// # Errors
    ///
    /// [`RollRateError::Singular`] if loans could stay in the buckets for ever.
    ///
    /// ```
    /// use risk::roll_rate::{Cell, TransitionMatrix};
    ///
    /// // A month: half stay, a quarter each are paid off and charged off.
    /// let cells = [(0, 0, 2), (0, 1, 1), (0, 2, 1)].map(|(from, to, weight)| Cell { from, to, weight });
    /// let ends = TransitionMatrix::from_cells(1, 2, &cells)?.absorption()?;
    /// assert_eq!(ends, [Some(vec![0.5, 0.5])]);
    /// # Ok::<(), risk::roll_rate::RollRateError>(())
    /// ```
    pub fn absorption(&self) -> Result<Vec<Option<Vec<f64>>>, RollRateError> {
        let transient = self.transient_states();
        let unknown = self.leading_to(|state| self.row_total(state) == 0);
        let leaving = self.leading_to(|state| {
            (transient..self.states()).any(|absorbing| self.weight(state, absorbing) > 0)
        });
        let known: Vec<usize> = (0..transient).filter(|&state| !unknown[state]).collect();
        // Exact, on the integers: elimination alone might take a rounding error for a pivot.
        if known.iter().any(|&state| !leaving[state]) {
            return Err(RollRateError::Singular);
        }
        let probability = |from, to| self.probability(from, to).unwrap_or(0.0);
        let equations: Vec<Vec<f64>> = known
            .iter()
            .map(|&from| {
                let left = known
                    .iter()
                    .map(|&to| f64::from(u8::from(from == to)) - probability(from, to));
                let right = (transient..self.states()).map(|to| probability(from, to));
                left.chain(right).collect()
            })
            .collect();
        let mut solved = solve(equations).ok_or(RollRateError::Singular)?.into_iter();
        Ok(unknown
            .iter()
            .map(|&unknown| if unknown { None } else { solved.next() })
            .collect())
    }

    /// The amount expected to end in each absorbing state, in their order, from the balances by bucket.
    ///
    /// The answer is in the unit of the balances, not rounded; with `charged_off` as an absorbing state it holds the
    /// ultimate loss.
    ///
    /// **Formula**: balances · N·R, with N·R as in [`absorption`](Self::absorption).
    /// Source: `docs/METRICS.md`, "Ultimate loss".
    ///
    /// # Errors
    ///
    /// [`RollRateError::BalanceCount`], [`RollRateError::Singular`], or [`RollRateError::UnknownOutcome`] if a bucket
    /// with a balance is empty in the matrix or leads to an empty one.
    ///
    /// ```
    /// use risk::roll_rate::{Cell, TransitionMatrix};
    ///
    /// // Current: 3 of 4 are paid off, 1 falls behind. Behind: 1 of 2 is paid off, 1 charged off.
    /// let cells = [(0, 1, 1), (0, 2, 3), (1, 2, 1), (1, 3, 1)]
    ///     .map(|(from, to, weight)| Cell { from, to, weight });
    /// let matrix = TransitionMatrix::from_cells(2, 2, &cells)?;
    /// // An eighth of 8,000 and half of 1,000 are lost.
    /// assert_eq!(matrix.ultimate_loss(&[8_000, 1_000])?, [7_500.0, 1_500.0]);
    /// # Ok::<(), risk::roll_rate::RollRateError>(())
    /// ```
    pub fn ultimate_loss(&self, balances_minor: &[i64]) -> Result<Vec<f64>, RollRateError> {
        if balances_minor.len() != self.transient_states() {
            return Err(RollRateError::BalanceCount {
                expected: self.transient_states(),
                found: balances_minor.len(),
            });
        }
        let ends = self.absorption()?;
        let mut amounts = vec![0.0; self.absorbing_states()];
        for (state, (&balance, end)) in balances_minor.iter().zip(&ends).enumerate() {
            if balance == 0 {
                continue;
            }
            let end = end
                .as_ref()
                .ok_or(RollRateError::UnknownOutcome { state })?;
            for (amount, probability) in amounts.iter_mut().zip(end) {
                *amount += balance as f64 * probability;
            }
        }
        Ok(amounts)
    }

    /// Which buckets hold the condition, or lead over any number of months to one that does.
    fn leading_to(&self, holds: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut found: Vec<bool> = (0..self.transient_states()).map(holds).collect();
        // A path passes each bucket once at most.
        for _ in 0..self.transient_states() {
            for from in 0..self.transient_states() {
                found[from] |=
                    (0..self.transient_states()).any(|to| found[to] && self.weight(from, to) > 0);
            }
        }
        found
    }
}

/// Solves n linear equations, each given as its n coefficients and its right-hand sides; `None` if they are singular.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let count = rows.len();
    for column in 0..count {
        let pivot_row = (column..count)
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot_row);
        let pivot = rows[column].clone();
        if pivot[column].abs() < f64::EPSILON {
            return None;
        }
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / pivot[column];
            for (value, above) in row.iter_mut().zip(&pivot).skip(column) {
                *value -= factor * above;
            }
        }
    }
    let mut solution: Vec<Vec<f64>> = vec![Vec::new(); count];
    for index in (0..count).rev() {
        let row = &rows[index];
        solution[index] = (count..row.len())
            .map(|side| {
                let known: f64 = (index + 1..count)
                    .map(|later| row[later] * solution[later][side - count])
                    .sum();
                (row[side] - known) / row[index]
            })
            .collect();
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::super::Cell;
    use super::*;
    use proptest::prelude::*;

    fn matrix(
        transient: usize,
        absorbing: usize,
        list: &[(usize, usize, i64)],
    ) -> TransitionMatrix {
        let cells: Vec<Cell> = list
            .iter()
            .map(|&(from, to, weight)| Cell { from, to, weight })
            .collect();
        TransitionMatrix::from_cells(transient, absorbing, &cells).expect("cells that exist")
    }

    #[test]
    fn loans_that_never_leave_have_no_end() {
        let cases = [
            matrix(1, 1, &[(0, 0, 1)]),
            matrix(2, 1, &[(0, 1, 1), (1, 0, 1)]),
            // Thirds: the pivot of floating-point elimination would be a rounding error, not 0.
            matrix(
                3,
                1,
                &[
                    (0, 0, 1),
                    (0, 1, 2),
                    (1, 1, 1),
                    (1, 2, 2),
                    (2, 0, 2),
                    (2, 2, 1),
                ],
            ),
            matrix(2, 1, &[(0, 0, 1), (0, 2, 1), (1, 1, 1)]),
            matrix(1, 0, &[(0, 0, 1)]),
        ];
        for matrix in cases {
            assert_eq!(
                matrix.absorption(),
                Err(RollRateError::Singular),
                "{matrix:?}"
            );
        }
    }

    #[test]
    fn an_empty_row_hides_the_end_of_what_leads_to_it() {
        // 0 leads over 1 to the empty 2; 3 does not.
        let matrix = matrix(
            4,
            1,
            &[
                (0, 1, 1),
                (0, 4, 9),
                (1, 2, 1),
                (1, 4, 9),
                (3, 3, 1),
                (3, 4, 1),
            ],
        );
        let ends = matrix.absorption().expect("an end");
        assert_eq!(ends, [None, None, None, Some(vec![1.0])]);
        assert_eq!(matrix.ultimate_loss(&[0, 0, 0, 70]), Ok(vec![70.0]));
        assert_eq!(
            matrix.ultimate_loss(&[0, 10, 0, 70]),
            Err(RollRateError::UnknownOutcome { state: 1 })
        );
        assert_eq!(
            matrix.ultimate_loss(&[0, 0, 10, 70]),
            Err(RollRateError::UnknownOutcome { state: 2 })
        );
        assert_eq!(
            matrix.ultimate_loss(&[1]),
            Err(RollRateError::BalanceCount {
                expected: 4,
                found: 1
            })
        );
    }

    #[test]
    fn rows_are_exchanged_where_the_first_pivot_is_zero() {
        // x = 2, y = 3 from 0x + 1y = 3, 1x + 1y = 5.
        let solved = solve(vec![vec![0.0, 1.0, 3.0], vec![1.0, 1.0, 5.0]]);
        assert_eq!(solved, Some(vec![vec![2.0], vec![3.0]]));
        assert_eq!(solve(vec![vec![1.0, 1.0, 1.0], vec![1.0, 1.0, 2.0]]), None);
        assert_eq!(solve(Vec::new()), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn every_loan_ends_somewhere(
            list in prop::collection::vec((0_usize..5, 0_usize..7, 0_i64..1_000), 0..60),
            balances in prop::collection::vec(0_i64..1_000_000_000, 5),
        ) {
            let built = matrix(5, 2, &list);
            let Ok(ends) = built.absorption() else {
                return Ok(());
            };
            for (state, end) in ends.iter().enumerate() {
                let Some(end) = end else { continue };
                prop_assert!((end.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(end.iter().all(|share| (-1e-9..1.0 + 1e-9).contains(share)));
                // One month on, the answer is the same: X = Q·X + R.
                for (side, &share) in end.iter().enumerate() {
                    let later: f64 = (0..5)
                        .map(|to| {
                            built.probability(state, to).expect("a row that is known")
                                * ends[to].as_ref().map_or(0.0, |next| next[side])
                        })
                        .sum();
                    let now = built.probability(state, 5 + side).expect("a row that is known");
                    prop_assert!((later + now - share).abs() < 1e-9);
                }
            }
            if let Ok(amounts) = built.ultimate_loss(&balances) {
                let total: i64 = balances.iter().sum();
                prop_assert!((amounts.iter().sum::<f64>() - total as f64).abs() < 1e-3);
            }
        }
    }
}
