//! All chunks of a book, and how a change comes into them.

use crate::{
    chunk::Chunk,
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
        Ok(Self { chunks, branches })
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
