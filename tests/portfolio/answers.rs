//! All that both sides say of a portfolio at a day.

use super::{Curves, Customers, Flows, Movements, Stocks, assert_same};
use crate::recompute::{Book, Bucket, IFRS, MFI, Period, US};
use chrono::NaiveDate;
use loanbook::service::{Ctx, portfolio::Portfolio};

/// A set of buckets by its name.
pub type Scheme = (&'static str, &'static [Bucket<'static>]);

const SCHEMES: [Scheme; 3] = [("us", &US), ("ifrs", &IFRS), ("mfi", &MFI)];

/// Each length of period, with the number of them that is asked for.
const EVERY: [(Period, u32); 4] = [
    (Period::Day, 35),
    (Period::Week, 10),
    (Period::Month, 14),
    (Period::Quarter, 6),
];

/// What is asked of a portfolio.
pub struct Asked {
    pub day: NaiveDate,
    /// Series by these periods.
    pub every: Vec<(Period, u32)>,
    /// Ageing by these.
    pub schemes: Vec<Scheme>,
    /// Roll rates by these, of so many months together.
    pub matrices: Vec<(Scheme, u32)>,
    /// The concentration by loan type, which a group has not.
    pub is_spread: bool,
    /// What is asked of the loans at other days too.
    pub has_movements: bool,
    /// Vintages and cohorts.
    pub has_curves: bool,
}

impl Asked {
    /// Everything, in all variants.
    pub fn everything(day: NaiveDate) -> Self {
        let mut matrices = SCHEMES.map(|scheme| (scheme, 1)).to_vec();
        matrices.extend([(SCHEMES[0], 3), (SCHEMES[1], 12)]);
        Self {
            day,
            every: EVERY.into(),
            schemes: SCHEMES.into(),
            matrices,
            is_spread: true,
            has_movements: true,
            has_curves: true,
        }
    }

    /// One series, and the first scheme with another one; what takes long at each third turn, what takes longest at each ninth.
    pub fn in_turn(day: NaiveDate, turn: usize) -> Self {
        let everything = Self::everything(day);
        let matrices = if turn.is_multiple_of(9) { 5 } else { 3 };
        Self {
            every: vec![EVERY[turn % 4]],
            schemes: vec![SCHEMES[0], SCHEMES[1 + turn % 2]],
            matrices: everything.matrices[..matrices].into(),
            is_spread: turn.is_multiple_of(3),
            has_curves: turn.is_multiple_of(3),
            ..everything
        }
    }
}

pub struct Answers {
    stocks: Stocks,
    flows: Flows,
    customers: Customers,
    movements: Option<Movements>,
    curves: Option<Curves>,
}

impl Answers {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        Self {
            stocks: Stocks::expected(book, asked),
            flows: Flows::expected(book, asked),
            customers: Customers::expected(book, asked),
            movements: asked
                .has_movements
                .then(|| Movements::expected(book, asked)),
            curves: asked.has_curves.then(|| Curves::expected(book, asked)),
        }
    }

    /// Asks the service for the same.
    pub async fn assert_found(&self, ctx: &Ctx, portfolio: &Portfolio, asked: &Asked, of: &str) {
        let what = |theme| format!("{theme} of {of} at {}", asked.day);
        let stocks = Stocks::found(ctx, portfolio, asked).await;
        assert_same(&stocks, &self.stocks, &what("stocks"));
        let flows = Flows::found(ctx, portfolio, asked).await;
        assert_same(&flows, &self.flows, &what("flows"));
        let customers = Customers::found(ctx, portfolio).await;
        assert_same(&customers, &self.customers, &what("customers"));
        if let Some(expected) = &self.movements {
            let movements = Movements::found(ctx, portfolio, asked).await;
            assert_same(&movements, expected, &what("movements"));
        }
        if let Some(expected) = &self.curves {
            let curves = Curves::found(ctx, portfolio).await;
            assert_same(&curves, expected, &what("curves"));
        }
    }
}
