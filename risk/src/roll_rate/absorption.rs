//! Where loans end: the absorbing chain of a roll-rate matrix.

use super::{RollRateError, TransitionMatrix};

impl TransitionMatrix {
    /// The probability that a loan of each bucket ends in each absorbing state.
    ///
    /// A row of the answer is `None` where that bucket is empty or leads, over any number of months, to an empty one:
    /// then nothing says where such a loan ends.
    ///
    /// **Formula**: N·R with the fundamental matrix N = (I − Q)⁻¹, Q the probabilities between buckets and R those into
    /// the absorbing states (fractions, a row sums to 1).
    /// Source: Kemeny and Snell (1960), *Finite Markov Chains*; Cyert, Davidson and Thompson (1962), *Estimation of the
    /// Allowance for Doubtful Accounts by Markov Chains*.
    ///
    /// Solved by leaving out one bucket after another, which subtracts nothing: each probability is right to the last
    /// digits also where loans hardly ever leave, where elimination on I − Q loses them.
    /// Source: Grassmann, Taksar and Heyman (1985), *Regenerative Analysis and Steady State Distributions for Markov
    /// Chains*, Operations Research 33(5).
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
        let known: Vec<usize> = (0..transient).filter(|&state| !unknown[state]).collect();
        let weights = known
            .iter()
            .map(|&from| {
                let into = known.iter().copied().chain(transient..self.states());
                into.map(|to| self.weight(from, to) as f64).collect()
            })
            .collect();
        let mut ends = ends(weights).ok_or(RollRateError::Singular)?.into_iter();
        Ok(unknown
            .iter()
            .map(|&unknown| if unknown { None } else { ends.next() })
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

/// Where each of n buckets ends, from its weights into the n buckets and then into the absorbing states; `None` if loans
/// of one never leave the buckets.
fn ends(mut weights: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let count = weights.len();
    // From the last bucket to the first: who enters it goes on at once to where it is left for.
    for bucket in (0..count).rev() {
        let mut onward = weights[bucket].clone();
        onward.drain(bucket..count);
        let leaving: f64 = onward.iter().sum();
        // Sums of what is not negative: 0 is exact.
        if leaving == 0.0 {
            return None;
        }
        onward.iter_mut().for_each(|weight| *weight /= leaving);
        for row in &mut weights[..bucket] {
            let entering = row[bucket];
            let (buckets, rest) = row.split_at_mut(bucket);
            let kept = buckets.iter_mut().chain(&mut rest[count - bucket..]);
            for (weight, share) in kept.zip(&onward) {
                *weight += entering * share;
            }
        }
        weights[bucket] = onward;
    }
    // Each row now holds the shares that go to earlier buckets, and then to the absorbing states.
    let mut ends: Vec<Vec<f64>> = Vec::with_capacity(count);
    for (bucket, onward) in weights.iter().enumerate() {
        let (buckets, absorbing) = onward.split_at(bucket);
        let mut end = absorbing.to_vec();
        for (share, earlier) in buckets.iter().zip(&ends) {
            for (into, probability) in end.iter_mut().zip(earlier) {
                *into += share * probability;
            }
        }
        ends.push(end);
    }
    Some(ends)
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
            // Thirds: one less two of them is a rounding error in floating point, not 0.
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
    fn loans_that_hardly_ever_leave_end_exactly() {
        // Two buckets that pass their loans to and fro; of 2⁵³ + 4 months in the second, four are the last.
        let stay = 1 << 53;
        let matrix = matrix(2, 2, &[(0, 1, 1), (1, 0, stay), (1, 2, 3), (1, 3, 1)]);
        let end = Some(vec![0.75, 0.25]);
        assert_eq!(matrix.absorption(), Ok(vec![end.clone(), end]));
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
                prop_assert!((end.iter().sum::<f64>() - 1.0).abs() < 1e-14);
                prop_assert!(end.iter().all(|share| (0.0..1.0 + 1e-14).contains(share)));
                // One month on, the answer is the same: X = Q·X + R.
                for (side, &share) in end.iter().enumerate() {
                    let later: f64 = (0..5)
                        .map(|to| {
                            built.probability(state, to).expect("a row that is known")
                                * ends[to].as_ref().map_or(0.0, |next| next[side])
                        })
                        .sum();
                    let now = built.probability(state, 5 + side).expect("a row that is known");
                    prop_assert!((later + now - share).abs() < 1e-14);
                }
            }
            if let Ok(amounts) = built.ultimate_loss(&balances) {
                let total = balances.iter().sum::<i64>() as f64;
                prop_assert!((amounts.iter().sum::<f64>() - total).abs() <= total * 1e-14);
            }
        }
    }
}
