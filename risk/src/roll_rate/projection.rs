//! Balances some months ahead, if every month is like that of a roll-rate matrix.

use super::{RollRateError, TransitionMatrix};

impl TransitionMatrix {
    /// The balances by state at the end of 0, 1, … `months` months, one list for each.
    ///
    /// `balances_minor` holds one balance for each state, the absorbing ones included; what is absorbed stays there and
    /// adds up. The answer is in the unit of the balances, not rounded.
    ///
    /// **Formula**: b(t + 1) = b(t)·P, with P the probabilities, completed by the identity for the absorbing states; no
    /// new loans.
    /// Source: Kemeny and Snell (1960), *Finite Markov Chains*.
    ///
    /// # Errors
    ///
    /// [`RollRateError::BalanceCount`], or [`RollRateError::UnknownOutcome`] if a balance reaches an empty row before
    /// the last month.
    ///
    /// ```
    /// use risk::roll_rate::{Cell, TransitionMatrix};
    ///
    /// // Each month a tenth of the balance is charged off.
    /// let cells = [(0, 0, 9), (0, 1, 1)].map(|(from, to, weight)| Cell { from, to, weight });
    /// let matrix = TransitionMatrix::from_cells(1, 1, &cells)?;
    /// let months = matrix.project(&[10_000, 0], 2)?;
    /// assert_eq!(months, [[10_000.0, 0.0], [9_000.0, 1_000.0], [8_100.0, 1_900.0]]);
    /// # Ok::<(), risk::roll_rate::RollRateError>(())
    /// ```
    pub fn project(
        &self,
        balances_minor: &[i64],
        months: usize,
    ) -> Result<Vec<Vec<f64>>, RollRateError> {
        if balances_minor.len() != self.states() {
            return Err(RollRateError::BalanceCount {
                expected: self.states(),
                found: balances_minor.len(),
            });
        }
        let opening: Vec<f64> = balances_minor
            .iter()
            .map(|&balance| balance as f64)
            .collect();
        let mut path = vec![opening];
        for month in 0..months {
            let next = self.next_month(&path[month])?;
            path.push(next);
        }
        Ok(path)
    }

    fn next_month(&self, balances: &[f64]) -> Result<Vec<f64>, RollRateError> {
        let mut next = vec![0.0; self.states()];
        for (state, &balance) in balances.iter().enumerate() {
            if state >= self.transient_states() {
                next[state] += balance;
            } else if balance.abs() > 0.0 {
                for (to, reached) in next.iter_mut().enumerate() {
                    let probability = self
                        .probability(state, to)
                        .ok_or(RollRateError::UnknownOutcome { state })?;
                    *reached += balance * probability;
                }
            }
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cell;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_row_stops_a_projection_when_it_is_reached() {
        let cells = [(0, 0, 1), (0, 1, 1)].map(|(from, to, weight)| Cell { from, to, weight });
        let matrix = TransitionMatrix::from_cells(2, 1, &cells).expect("cells that exist");
        assert_eq!(
            matrix.project(&[100, 0, 0], 1),
            Ok(vec![vec![100.0, 0.0, 0.0], vec![50.0, 50.0, 0.0]])
        );
        assert_eq!(
            matrix.project(&[100, 0, 0], 2),
            Err(RollRateError::UnknownOutcome { state: 1 })
        );
        assert_eq!(
            matrix.project(&[100, 0], 1),
            Err(RollRateError::BalanceCount {
                expected: 3,
                found: 2
            })
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_losses_converge_to_the_ultimate_one(
            list in prop::collection::vec((0_usize..3, 0_usize..3, 1_i64..100), 0..12),
            balances in prop::collection::vec(0_i64..1_000_000, 3),
        ) {
            // At least a tenth or so leaves each bucket every month.
            let exits = (0..3).flat_map(|from| [(from, 3, 60), (from, 4, 40)]);
            let cells: Vec<Cell> = list
                .iter()
                .copied()
                .chain(exits)
                .map(|(from, to, weight)| Cell { from, to, weight })
                .collect();
            let matrix = TransitionMatrix::from_cells(3, 2, &cells).expect("cells that exist");
            let mut opening = balances.clone();
            opening.extend([0, 0]);
            let path = matrix.project(&opening, 600).expect("no row is empty");
            let total = balances.iter().sum::<i64>() as f64;
            for month in &path {
                prop_assert!((month.iter().sum::<f64>() - total).abs() < 1e-3);
            }
            let ultimate = matrix.ultimate_loss(&balances).expect("no row is empty");
            for (projected, expected) in path[600][3..].iter().zip(ultimate) {
                prop_assert!((projected - expected).abs() < 1e-3);
            }
        }
    }
}
