//! Why a matrix cannot be built or has no answer.

/// What is wrong with a roll-rate matrix, or with what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RollRateError {
    /// A cell names a state that the matrix does not have, or leaves an absorbing one.
    #[error(
        "no cell from state {from} to state {to} in a matrix of {transient} transient of {states} states"
    )]
    NoSuchCell {
        /// State that is left, from 0.
        from: usize,
        /// State that is reached, from 0.
        to: usize,
        /// How many states can be left.
        transient: usize,
        /// How many states there are.
        states: usize,
    },
    /// A weight is below zero.
    #[error("the weight {weight} from state {from} to state {to} is negative")]
    NegativeWeight {
        /// State that is left, from 0.
        from: usize,
        /// State that is reached, from 0.
        to: usize,
        /// The weight.
        weight: i64,
    },
    /// The weights of a row do not fit the integer.
    #[error("the weights that leave state {from} sum to more than 64 bits hold")]
    Overflow {
        /// State that is left, from 0.
        from: usize,
    },
    /// Matrices of different states cannot be pooled.
    #[error(
        "a matrix of {found:?} transient and absorbing states cannot be added to one of {expected:?}"
    )]
    DifferentStates {
        /// Transient and absorbing states of the first matrix.
        expected: (usize, usize),
        /// Those of another.
        found: (usize, usize),
    },
    /// There is nothing to pool.
    #[error("no matrix to pool")]
    NoMatrices,
    /// The balances are not one for each state.
    #[error("{found} balances for {expected} states")]
    BalanceCount {
        /// How many the matrix needs.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// A state with a balance leads to one whose row is empty, so where the balance goes is unknown.
    #[error("the balance of state {state} reaches a state from which nothing was observed")]
    UnknownOutcome {
        /// The state with the balance, from 0.
        state: usize,
    },
    /// Some loans would stay in the buckets for ever: I − Q has no inverse.
    #[error("some state never leads to an absorbing one, so I - Q is singular")]
    Singular,
}
