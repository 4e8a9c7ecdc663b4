//! All chunks of a book, and how a change comes into them.

use crate::{
    chunk::Chunk,
    kept::Kept,
    record::{Customer, Unfit},
};
use std::{collections::BTreeMap, sync::Arc};

/// Customers of a chunk: small, so that a change copies little; not too small, since
/// each has a cost of its own.
const CUSTOMERS: usize = 512;

/// A book as it was at one moment. Cheap to copy: chunks are shared.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub(crate) chunks: Vec<Arc<Chunk>>,
    branches: Arc<Branches>,
    pub(crate) kept: Kept,
}

/// Labels of branches by code, from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Branches {
    pub(crate) labels: Vec<String>,
    codes: BTreeMap<String, u16>,
}

/// Takes customers in ascending order of their identifiers.
#[derive(Debug, Default)]
pub struct Builder {
    book: Book,
    chunk: Chunk,
    branches: Branches,
    closed_bytes: usize,
}

impl Branches {
    pub(crate) fn new(labels: Vec<String>) -> Self {
        let mut branches = Self::default();
        for label in labels {
            branches.code(&label);
        }
        branches
    }

    /// The code of a label, a new one where it has none; none where there are too many.
    fn code(&mut self, label: &str) -> Option<u16> {
        if let Some(code) = self.codes.get(label) {
            return Some(*code);
        }
        let code = u16::try_from(self.labels.len() + 1).ok()?;
        self.labels.push(label.to_owned());
        self.codes.insert(label.to_owned(), code);
        Some(code)
    }
}

impl Builder {
    /// Appends a customer.
    ///
    /// # Errors
    /// When a value does not fit into its column.
    pub fn push(&mut self, customer: &Customer) -> Result<(), Unfit> {
        let branches = &mut self.branches;
        self.chunk
            .push(customer, &mut |label| branches.code(label))?;
        if self.chunk.customer_count() >= CUSTOMERS {
            self.close();
        }
        Ok(())
    }

    /// Bytes of the columns so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.closed_bytes + self.chunk.bytes()
    }

    /// The book of those that were appended.
    #[must_use]
    pub fn finish(mut self) -> Book {
        if self.chunk.customer_count() > 0 {
            self.close();
        }
        self.book.branches = Arc::new(self.branches);
        self.book
    }

    fn close(&mut self) {
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.shrink();
        self.closed_bytes += chunk.bytes();
        self.book.chunks.push(Arc::new(chunk));
    }
}

impl Book {
    pub(crate) fn from_parts(chunks: Vec<Arc<Chunk>>, labels: Vec<String>) -> Self {
        Self {
            chunks,
            branches: Arc::new(Branches::new(labels)),
            kept: Kept::default(),
        }
    }

    pub(crate) fn branch_labels(&self) -> &[String] {
        &self.branches.labels
    }

    /// The chunks.
    #[must_use]
    pub fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Number of loans.
    #[must_use]
    pub fn loan_count(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.loan_count()).sum()
    }

    /// Number of instalments.
    #[must_use]
    pub fn instalment_count(&self) -> usize {
        let counts = self.chunks.iter().map(|chunk| chunk.instalment_count());
        counts.sum()
    }

    /// Bytes of the columns.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes()).sum()
    }

    /// The code of a branch, as [`crate::Attribute::Branch`] has it.
    #[must_use]
    pub fn branch_code(&self, label: &str) -> Option<i64> {
        self.branches.codes.get(label).map(|code| (*code).into())
    }

    /// Forgets the totals that are kept for those who ask again.
    pub fn forget(&self) {
        self.kept.forget();
    }

    /// The same book with its first chunk written anew, as a change of a customer does.
    #[must_use]
    pub fn written_anew(&self) -> Self {
        let mut book = self.clone();
        if let Some(first) = book.chunks.first_mut() {
            *first = Arc::new((**first).clone());
        }
        book
    }

    /// The book with these customers as they are now. Those that are known are replaced, or
    /// taken out where they have no loan left; others are put in.
    ///
    /// # Errors
    /// When a value does not fit into its column.
    pub fn with(&self, customers: Vec<Customer>) -> Result<Self, Unfit> {
        let mut changed: BTreeMap<usize, BTreeMap<i64, Customer>> = BTreeMap::new();
        for customer in customers {
            let id = customer.customer_id;
            // That of the last chunk that does not begin after it.
            let begun = |chunk: &Arc<Chunk>| chunk.customers.id.get(0) <= id;
            let at = self.chunks.partition_point(begun).saturating_sub(1);
            changed.entry(at).or_default().insert(id, customer);
        }
        let mut branches = (*self.branches).clone();
        let mut chunks = Vec::with_capacity(self.chunks.len() + 1);
        let mut done = 0;
        let empty = Arc::<Chunk>::default();
        for (at, customers) in changed {
            chunks.extend_from_slice(&self.chunks[done..at]);
            let old = self.chunks.get(at).unwrap_or(&empty);
            replace(old, customers, &mut branches, &mut chunks)?;
            done = (at + 1).min(self.chunks.len());
        }
        chunks.extend_from_slice(&self.chunks[done..]);
        let branches = if branches == *self.branches {
            self.branches.clone()
        } else {
            Arc::new(branches)
        };
        Ok(Self {
            chunks,
            branches,
            kept: self.kept.clone(),
        })
    }
}

/// Writes a chunk anew with other customers, in two where it has become too large.
fn replace(
    old: &Chunk,
    customers: BTreeMap<i64, Customer>,
    branches: &mut Branches,
    chunks: &mut Vec<Arc<Chunk>>,
) -> Result<(), Unfit> {
    let mut new = Chunk::default();
    let mut done = 0;
    for (id, customer) in customers {
        let at = old.customers.id.partition_point(|known| known < id);
        new.extend(old, done..at);
        let is_known = at < old.customer_count() && old.customers.id.get(at) == id;
        done = at + usize::from(is_known);
        if !customer.loans.is_empty() {
            new.push(&customer, &mut |label| branches.code(label))?;
        }
    }
    new.extend(old, done..old.customer_count());
    let count = new.customer_count();
    let mut from = 0;
    while from < count {
        let rest = count - from;
        let to = if rest > 2 * CUSTOMERS {
            from + CUSTOMERS
        } else {
            count
        };
        let mut part = if (from, to) == (0, count) {
            std::mem::take(&mut new)
        } else {
            let mut part = Chunk::default();
            part.extend(&new, from..to);
            part
        };
        part.shrink();
        chunks.push(Arc::new(part));
        from = to;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Book, Builder};
    use crate::{
        Bucket, Chunk, Customer, Instalment, Loan, Question, Receipt, ScoreTier, Selection, Tables,
        Value, answer, answer_all, day, statements,
    };
    use chrono::{Days, Months, NaiveDate};
    use std::{collections::BTreeMap, sync::Arc};

    /// Changes of one run; `ENGINE_CHANGES=1000000` makes more.
    const CHANGES: u64 = 20_000;

    /// A small generator of numbers: the same on each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % limit
        }

        fn day(&mut self) -> NaiveDate {
            NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(self.below(2000))
        }

        /// Now and then one that a narrow column does not hold.
        fn amount(&mut self) -> i64 {
            let small = self.below(1000) as i64;
            if self.below(500) == 0 {
                small << 40
            } else {
                small
            }
        }

        fn customer(&mut self, id: i64) -> Customer {
            let loans = (0..self.below(4)).map(|number| {
                let instalments = (1..=self.below(6)).map(|number| {
                    let (due_date, principal) = (self.day(), self.amount());
                    let receipts = (0..self.below(3)).map(|_| Receipt {
                        receipt_date: self.day(),
                        principal_minor: if self.below(2) == 0 { principal } else { 1 },
                        interest_minor: 5,
                        late_fee_minor: self.amount(),
                    });
                    let receipts: Vec<Receipt> = receipts.collect();
                    Instalment {
                        installment_number: i32::try_from(number).unwrap(),
                        due_date,
                        principal_due_minor: principal,
                        interest_due_minor: 5,
                        settled_date: receipts.last().map(|receipt| receipt.receipt_date),
                        receipts,
                    }
                });
                let instalments = instalments.collect();
                Loan {
                    loan_id: id * 10 + number as i64,
                    loan_type: 1,
                    branch: None,
                    loan_amount_minor: self.amount(),
                    monthly_installment_minor: 7,
                    interest_rate_ppm: 40_000,
                    loan_term_months: 12,
                    disbursement_date: Some(self.day()),
                    charge_off_date: None,
                    stages: [
                        self.day().and_hms_opt(8, 0, 0),
                        None,
                        None,
                        None,
                        None,
                        None,
                    ],
                    instalments,
                }
            });
            let loans = loans.collect();
            Customer {
                customer_id: id,
                age: Some(30),
                income_minor: Some(self.amount()),
                credit_score: None,
                account_created_date: self.day(),
                gender: 1,
                employment_type: 2,
                job_type: 3,
                housing_status: 0,
                loans,
            }
        }
    }

    /// All chunks as one: where they end does not matter.
    fn whole(book: &Book) -> Chunk {
        let mut whole = Chunk::default();
        for chunk in book.chunks() {
            whole.extend(chunk, 0..chunk.customer_count());
        }
        whole
    }

    /// Every figure at a date, whatever it needs.
    fn questions(as_of: NaiveDate) -> Vec<Question> {
        let bucket = |name: &str, from_days, to_days| Bucket {
            scheme: "us".to_owned(),
            name: name.to_owned(),
            from_days,
            to_days,
        };
        let tables = Arc::new(Tables {
            buckets: vec![
                bucket("current", 0, 0),
                bucket("early", 1, 89),
                bucket("late", 90, 100_000),
            ],
            score_tiers: vec![ScoreTier {
                profile: "us".to_owned(),
                name: "all".to_owned(),
                minimum_score: 0,
            }],
            behaviour_tiers: Vec::new(),
        });
        let name = Value::Text("us".to_owned());
        let dates = ["from_date", "opening_date", "due_boundary"];
        let dates = dates.map(|date| (date, Value::Date(as_of - Months::new(1))));
        let numbers = [
            ("grace_days", 0),
            ("missed_after_days", 60),
            ("months", 12),
            ("reach_days", 400),
            ("top", 10),
            ("limit", 10),
            ("default_after_days", 30),
        ];
        let numbers = numbers.map(|(name, number)| (name, Value::Integer(number)));
        let names = [("scheme", name.clone()), ("profile", name)];
        let arguments: Vec<_> = dates.into_iter().chain(numbers).chain(names).collect();
        let question = |statement| Question {
            statement,
            as_of: day(as_of).unwrap(),
            arguments: arguments.clone(),
            selection: Arc::new(Selection::default()),
            tables: tables.clone(),
        };
        statements().map(question).collect()
    }

    #[test]
    fn totals_that_are_kept_are_those_of_the_book() {
        let mut numbers = Numbers(0x5eed);
        let mut book = Book::default();
        let as_of = NaiveDate::from_ymd_opt(2023, 6, 30).unwrap();
        let customers = (0..12_000).map(|id| numbers.customer(id));
        book = book.with(customers.collect()).unwrap();
        assert!(book.chunks().len() > 16, "it is more than two blocks");
        for _ in 0..20 {
            let id = numbers.below(12_500) as i64;
            book = book.with(vec![numbers.customer(id)]).unwrap();
            let afresh = Book::from_parts(book.chunks.clone(), Vec::new());
            for question in questions(as_of) {
                let kept = answer(&book, &question).unwrap();
                let new = answer(&afresh, &question).unwrap();
                assert_eq!(kept, new, "{}", question.statement);
            }
        }
    }

    #[test]
    fn months_of_one_pass_are_those_of_several() {
        let mut numbers = Numbers(0x5eed);
        let customers = (0..2_000).map(|id| numbers.customer(id));
        let book = Book::default().with(customers.collect()).unwrap();
        let first = NaiveDate::from_ymd_opt(2019, 12, 31).unwrap();
        let months = [80, 62, 38, 25, 24, 23, 11, 10, 3, 0].into_iter();
        let months = months.flat_map(|month| questions(first + Months::new(month)));
        let months: Vec<_> = months
            .filter(|question| question.statement == "roll_rates")
            .collect();
        let each = months.iter().map(|month| answer(&book, month).unwrap());
        assert_eq!(
            answer_all(&book, &months).unwrap(),
            each.collect::<Vec<_>>()
        );
    }

    #[test]
    fn any_changes_come_to_the_book_that_is_built_afresh() {
        let asked = std::env::var("ENGINE_CHANGES").ok();
        let changes = asked.map_or(CHANGES, |text| text.parse().unwrap());
        let mut numbers = Numbers(0x0b00_c5ee);
        let mut customers = BTreeMap::new();
        let mut book = Book::default();
        let mut done = 0;
        while done < changes {
            let count = 1 + numbers.below(8);
            let ids = (0..count).map(|_| numbers.below(3000) as i64);
            let ids: Vec<i64> = ids.collect();
            let changed: Vec<Customer> = ids.iter().map(|id| numbers.customer(*id)).collect();
            for customer in &changed {
                customers.insert(customer.customer_id, customer.clone());
            }
            book = book.with(changed).unwrap();
            done += count;
        }
        let mut builder = Builder::default();
        for customer in customers
            .values()
            .filter(|customer| !customer.loans.is_empty())
        {
            builder.push(customer).unwrap();
        }
        assert!(book.chunks().len() > 2, "it is more than one chunk");
        assert!(whole(&book) == whole(&builder.finish()));
    }
}
