//! Reads the chunks, on all cores, and adds up what a figure wants by group.

use crate::{
    answer::Rows,
    book::Book,
    chunk::Chunk,
    day::Day,
    kept,
    loan::{CustomerRef, LoanRef},
    question::Question,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

/// What is added up for a figure, and the rows it comes to.
pub(crate) trait Figure: Sync {
    /// The columns of the statement, without `group_key`.
    const COLUMNS: &'static [&'static str];

    /// What is added up of the loans of a group.
    type Total: Clone + Default + Send + Sync + 'static;

    /// Whether totals of a book without groups are small, and so kept for the next one who
    /// asks the same: see [`kept`].
    const ARE_KEPT: bool = true;

    /// Adds up a chunk: [`Part::loans`] and [`Part::borrowers`] find its loans.
    fn add(&self, part: &Part<'_>, totals: &mut Totals<Self::Total>);

    /// Adds up what another core has.
    fn merge(&self, total: &mut Self::Total, other: Self::Total);

    /// Writes the rows of a group. A group that no loan is in has none.
    fn write(&self, group_key: i64, total: Self::Total, rows: &mut Rows);
}

/// The totals of the groups.
pub(crate) struct Totals<T> {
    places: HashMap<i64, usize, BuildHasherDefault<KeyHasher>>,
    last: (i64, usize),
    all: Vec<(i64, T)>,
}

/// Hashes the keys of groups by one multiplication. They are codes of a book, of which nobody
/// chooses many that collide, and a figure asks for one a loan.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64((*byte).into());
        }
    }

    fn write_i64(&mut self, key: i64) {
        self.write_u64(key.cast_unsigned());
    }

    fn write_u64(&mut self, key: u64) {
        // The golden ratio of 64 bits: near keys come far apart. The map reads both ends.
        let product = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A chunk and what is asked of it.
pub(crate) struct Part<'a> {
    pub(crate) chunk: &'a Chunk,
    pub(crate) question: &'a Question,
}

impl<T: Default> Totals<T> {
    fn new() -> Self {
        Self {
            places: HashMap::default(),
            last: (0, usize::MAX),
            all: Vec::new(),
        }
    }

    /// The total of a group. Loans of one group often come one after another.
    #[inline]
    pub(crate) fn of(&mut self, group_key: i64) -> &mut T {
        if self.last != (group_key, self.last.1) || self.last.1 == usize::MAX {
            let next = self.all.len();
            let place = *self.places.entry(group_key).or_insert(next);
            if place == next {
                self.all.push((group_key, T::default()));
            }
            self.last = (group_key, place);
        }
        &mut self.all[self.last.1].1
    }
}

impl<'a> Part<'a> {
    pub(crate) fn as_of(&self) -> Day {
        self.question.as_of
    }

    /// All loans that were paid out by a day, whatever the filter.
    pub(crate) fn paid_out_by(&self, day: Day) -> impl Iterator<Item = LoanRef<'a>> + use<'a> {
        let chunk = self.chunk;
        let loans = (0..chunk.loan_count()).map(move |at| chunk.loan(at));
        loans.filter(move |loan| loan.disbursement() <= day)
    }

    /// The loans that were paid out by the as-of date and pass the filter, each with its group.
    pub(crate) fn loans(&self) -> impl Iterator<Item = (i64, LoanRef<'a>)> + '_ {
        let as_of = self.as_of();
        self.matching(move |loan| loan.disbursement() <= as_of)
    }

    /// Those of the same loans in which something is found, each with it.
    pub(crate) fn loans_with<Found>(
        &self,
        find: impl Fn(LoanRef<'a>) -> Option<Found> + 'a,
    ) -> impl Iterator<Item = (i64, LoanRef<'a>, Found)> + '_ {
        let as_of = self.as_of();
        self.matching_with(move |loan| {
            if loan.disbursement() > as_of {
                return None;
            }
            find(loan)
        })
    }

    /// Those of the same loans that have one of these instalments, each with its own: places in
    /// the columns of the chunk, in order.
    pub(crate) fn loans_of<'p>(
        &self,
        mut places: &'p [u32],
    ) -> impl Iterator<Item = (i64, LoanRef<'a>, &'p [u32])> + use<'_, 'a, 'p> {
        let (chunk, selection, as_of) = (self.chunk, &*self.question.selection, self.as_of());
        let mut ends = (0..).zip(&chunk.loans.instalments_end);
        std::iter::from_fn(move || {
            loop {
                let first = *places.first()?;
                let (at, end) = ends.find(|(_, end)| **end > first)?;
                let count = places.iter().take_while(|place| *place < end).count();
                let own;
                (own, places) = places.split_at(count);
                let loan = chunk.loan(at);
                if loan.disbursement() <= as_of
                    && let Some(group_key) = selection.place(loan, as_of)
                {
                    return Some((group_key, loan, own));
                }
            }
        })
    }

    /// The loans that are in a population and pass the filter, each with its group.
    pub(crate) fn matching(
        &self,
        population: impl Fn(LoanRef<'a>) -> bool + 'a,
    ) -> impl Iterator<Item = (i64, LoanRef<'a>)> + '_ {
        self.matching_with(move |loan| population(loan).then_some(()))
            .map(|(group_key, loan, ())| (group_key, loan))
    }

    /// The loans in which something is found, and that pass the filter: each with its group and
    /// what was found. It is looked for first, since a loan's group may be dearer to know.
    pub(crate) fn matching_with<Found>(
        &self,
        find: impl Fn(LoanRef<'a>) -> Option<Found> + 'a,
    ) -> impl Iterator<Item = (i64, LoanRef<'a>, Found)> + '_ {
        let (chunk, selection, as_of) = (self.chunk, &*self.question.selection, self.as_of());
        (0..chunk.loan_count())
            .map(|at| chunk.loan(at))
            .filter_map(move |loan| Some((loan, find(loan)?)))
            .filter_map(move |(loan, found)| Some((selection.place(loan, as_of)?, loan, found)))
    }

    /// The same loans by borrower: calls `each` with every group that a customer has loans in.
    pub(crate) fn borrowers(&self, each: impl FnMut(i64, CustomerRef<'a>, &[LoanRef<'a>])) {
        let loans = self
            .loans()
            .map(|(group_key, loan)| (group_key, loan, loan));
        by_borrower(loans, each);
    }

    /// What is found in the same loans, by borrower: customers in whose loans nothing is found
    /// are left out.
    pub(crate) fn borrowers_with<Found: Copy>(
        &self,
        find: impl Fn(LoanRef<'a>) -> Option<Found> + 'a,
        each: impl FnMut(i64, CustomerRef<'a>, &[Found]),
    ) {
        by_borrower(self.loans_with(find), each);
    }
}

/// What was found in loans, by group and customer, whose loans come one after another.
fn by_borrower<'a, Found: Copy>(
    loans: impl Iterator<Item = (i64, LoanRef<'a>, Found)>,
    mut each: impl FnMut(i64, CustomerRef<'a>, &[Found]),
) {
    let mut same_customer: Vec<(i64, LoanRef<'a>, Found)> = Vec::new();
    let mut same_group: Vec<Found> = Vec::new();
    let mut close = |loans: &mut Vec<(i64, LoanRef<'a>, Found)>| {
        // Most customers have one.
        if let [(group_key, loan, found)] = loans[..] {
            each(group_key, loan.customer(), &[found]);
            loans.clear();
            return;
        }
        // By group; a customer's loans stay in their order.
        loans.sort_by_key(|(group_key, ..)| *group_key);
        for same in loans.chunk_by(|one, next| one.0 == next.0) {
            let (group_key, first, _) = same[0];
            same_group.clear();
            same_group.extend(same.iter().map(|(.., found)| *found));
            each(group_key, first.customer(), &same_group);
        }
        loans.clear();
    };
    for (group_key, loan, found) in loans {
        let is_another = same_customer
            .last()
            .is_some_and(|(_, before, _)| before.place_of_customer() != loan.place_of_customer());
        if is_another {
            close(&mut same_customer);
        }
        same_customer.push((group_key, loan, found));
    }
    close(&mut same_customer);
}

/// The rows of a figure, by group.
pub(crate) fn run<F: Figure>(book: &Book, question: &Question, figure: &F) -> Rows {
    run_all(book, std::slice::from_ref(question), figure)
}

/// The rows of a figure that answers several questions at once. It is for the figure to tell
/// their loans and dates apart: a [`Part`] knows those of the first.
pub(crate) fn run_all<F: Figure>(book: &Book, questions: &[Question], figure: &F) -> Rows {
    let mut rows = Rows::new(F::COLUMNS);
    for (group_key, total) in totals(book, questions, figure) {
        figure.write(group_key, total, &mut rows);
    }
    rows
}

fn totals<F: Figure>(book: &Book, questions: &[Question], figure: &F) -> BTreeMap<i64, F::Total> {
    let Some(question) = questions.first() else {
        return BTreeMap::new();
    };
    // A group may be a single loan: totals of many groups are as large as the book.
    let are_kept = F::ARE_KEPT && question.selection.groupings.is_empty();
    let known = if are_kept {
        book.kept.find::<ByGroup<F>>(questions)
    } else {
        Vec::new()
    };
    let blocks: Vec<&[Arc<Chunk>]> = kept::blocks(&book.chunks).collect();
    let all: Vec<Arc<ByGroup<F>>> = blocks
        .par_iter()
        .enumerate()
        .map(|(at, chunks)| match known.get(at) {
            Some(known) if known.is_of(chunks) => known.totals.clone(),
            _ => Arc::new(add_up(chunks, question, figure)),
        })
        .collect();
    if are_kept {
        let blocks = blocks.into_iter().zip(&all);
        let blocks = blocks.map(|(chunks, totals)| kept::Block::new(chunks, totals.clone()));
        book.kept.keep(questions, blocks.collect());
    }
    let mut sum = BTreeMap::new();
    for totals in all {
        let totals = Arc::try_unwrap(totals).unwrap_or_else(|kept| (*kept).clone());
        for (group_key, total) in totals {
            match sum.entry(group_key) {
                Entry::Vacant(first) => {
                    first.insert(total);
                }
                Entry::Occupied(mut sum) => figure.merge(sum.get_mut(), total),
            }
        }
    }
    sum
}

type ByGroup<F> = Vec<(i64, <F as Figure>::Total)>;

/// The totals of some chunks, on all cores that are free.
fn add_up<F: Figure>(chunks: &[Arc<Chunk>], question: &Question, figure: &F) -> ByGroup<F> {
    let scan = |mut totals: Totals<F::Total>, chunk: &Arc<Chunk>| {
        if question.selection.may_be_in(chunk) {
            figure.add(&Part { chunk, question }, &mut totals);
        }
        totals
    };
    let merge = |mut one: Totals<F::Total>, other: Totals<F::Total>| {
        for (group_key, total) in other.all {
            figure.merge(one.of(group_key), total);
        }
        one
    };
    let chunks = chunks.par_iter().with_min_len(kept::MIN_CHUNKS);
    let totals = chunks.fold(Totals::new, scan).reduce(Totals::new, merge);
    totals.all
}
