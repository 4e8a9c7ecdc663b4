//! The least that a figure can take: one pass over the columns that it needs.

use crate::{book::Book, chunk::Chunk, column::Numbers};
use rayon::prelude::*;

/// Which columns a figure cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Numbers, dates and borrowers of the loans.
    Loans,
    /// Those, and when each instalment fell due and was settled.
    Days,
    /// Those, and the amounts of each instalment.
    All,
}

/// Reads these columns once, on all cores, and does next to nothing with them. The sum is
/// of no use but that the reading is not optimised away.
#[must_use]
pub fn floor(book: &Book, columns: Columns) -> u64 {
    let read = |chunk: &std::sync::Arc<Chunk>| {
        let loans = sum(&chunk.loans.disbursement) + sum(&chunk.loans.charge_off);
        let loans = loans + numbers(&chunk.loans.amount);
        let rows = &chunk.instalments;
        let days = || sum(&rows.due) + sum(&rows.settled);
        match columns {
            Columns::Loans => loans,
            Columns::Days => loans + days(),
            Columns::All => {
                loans
                    + days()
                    + sum(&rows.late_fee)
                    + numbers(&rows.principal)
                    + numbers(&rows.interest)
            }
        }
    };
    book.chunks.par_iter().with_min_len(8).map(read).sum()
}

/// In 32 bits for a while, so that several are added at once.
fn sum(column: &[u16]) -> u64 {
    let parts = column.chunks(1 << 15);
    parts
        .map(|part| u64::from(part.iter().map(|day| u32::from(*day)).sum::<u32>()))
        .sum()
}

fn numbers(column: &Numbers) -> u64 {
    match column {
        Numbers::Narrow(all) => all.iter().map(|amount| u64::from(*amount)).sum(),
        Numbers::Wide(all) => all
            .iter()
            .fold(0, |sum, amount| sum.wrapping_add(amount.cast_unsigned())),
    }
}
