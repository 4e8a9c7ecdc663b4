//! A book as a file, so that the next start need not read the database: a header, the
//! columns as they are in memory, and a checksum of all of it.

use crate::{
    book::Book,
    chunk::{Chunk, SplitReceipt},
    column::{Numbers, Stages},
};
use bytemuck::Pod;
use std::{
    io::{self, Read, Write},
    sync::Arc,
};

/// What a file begins with. The number is that of the form: a file of another is of no use.
const MAGIC: [u8; 16] = *b"loanbook engine\x01";

/// Tells machines apart whose numbers lie in memory in another order.
const ORDER: u32 = 0x0102_0304;

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It cannot be read, or ends too early.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Another program, version or kind of machine has written it.
    #[error("it is of another form")]
    Form,
    /// It is not as it was written.
    #[error("it is damaged")]
    Damaged,
}

/// Writes a book, and a note of the caller's that is given back by [`read`].
///
/// # Errors
/// When the file cannot be written.
pub fn write(book: &Book, note: &[u8], out: impl Write) -> io::Result<()> {
    let mut out = Out {
        out,
        sum: crc32fast::Hasher::new(),
    };
    out.bytes(&MAGIC)?;
    out.bytes(&ORDER.to_ne_bytes())?;
    out.column(note)?;
    let labels = book.branch_labels();
    out.count(labels.len())?;
    for label in labels {
        out.column(label.as_bytes())?;
    }
    out.count(book.chunks().len())?;
    for chunk in book.chunks() {
        out.chunk(chunk)?;
    }
    let sum = out.sum.clone().finalize();
    out.bytes(&sum.to_ne_bytes())?;
    out.out.flush()
}

/// Reads a book, and the note that was written with it; `length` is that of the file.
///
/// # Errors
/// When the file is damaged, of another form, or cannot be read.
pub fn read(input: impl Read, length: u64) -> Result<(Book, Vec<u8>), SnapshotError> {
    let mut input = In {
        input,
        left: length,
        sum: crc32fast::Hasher::new(),
    };
    if input.array::<16>()? != MAGIC || input.array()? != ORDER.to_ne_bytes() {
        return Err(SnapshotError::Form);
    }
    let note = input.column()?;
    let mut labels = Vec::new();
    for _ in 0..input.count()? {
        labels.push(input.text()?);
    }
    let mut chunks = Vec::new();
    for _ in 0..input.count()? {
        chunks.push(Arc::new(input.chunk()?));
    }
    let sum = input.sum.clone().finalize();
    if input.array()? != sum.to_ne_bytes() || input.left > 0 {
        return Err(SnapshotError::Damaged);
    }
    Ok((Book::from_parts(chunks, labels), note))
}

struct Out<W> {
    out: W,
    sum: crc32fast::Hasher,
}

impl<W: Write> Out<W> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }

    fn count(&mut self, count: usize) -> io::Result<()> {
        self.bytes(&(count as u64).to_ne_bytes())
    }

    fn column<T: Pod>(&mut self, column: &[T]) -> io::Result<()> {
        self.count(column.len())?;
        self.bytes(bytemuck::cast_slice(column))
    }

    /// A column of one of two widths.
    fn either<N: Pod, W2: Pod>(&mut self, column: Result<&[N], &[W2]>) -> io::Result<()> {
        self.bytes(&[u8::from(column.is_err())])?;
        match column {
            Ok(narrow) => self.column(narrow),
            Err(wide) => self.column(wide),
        }
    }

    fn numbers(&mut self, amounts: &Numbers) -> io::Result<()> {
        self.either(match amounts {
            Numbers::Narrow(all) => Ok(all),
            Numbers::Wide(all) => Err(all),
        })
    }

    fn chunk(&mut self, chunk: &Chunk) -> io::Result<()> {
        let customers = &chunk.customers;
        self.numbers(&customers.id)?;
        self.column(&customers.loans_end)?;
        self.column(&customers.credit_score)?;
        self.column(&customers.age)?;
        self.numbers(&customers.income)?;
        self.column(&customers.account_created)?;
        self.column(&customers.labels)?;
        let loans = &chunk.loans;
        self.numbers(&loans.id)?;
        self.column(&loans.customer)?;
        self.column(&loans.instalments_end)?;
        self.column(&loans.receipts_end)?;
        self.numbers(&loans.amount)?;
        self.numbers(&loans.monthly_installment)?;
        self.column(&loans.interest_rate_ppm)?;
        self.column(&loans.term_months)?;
        self.column(&loans.disbursement)?;
        self.column(&loans.charge_off)?;
        self.column(&loans.loan_type)?;
        self.column(&loans.branch)?;
        self.column(&loans.first)?;
        self.either(match &loans.stages {
            Stages::Minutes(all) => Ok(all),
            Stages::Exact(all) => Err(all),
        })?;
        let ends = &loans.ends;
        self.column(&ends.last_day)?;
        self.numbers(&ends.principal)?;
        self.numbers(&ends.interest)?;
        self.numbers(&ends.late_fee)?;
        self.column(&ends.on_time)?;
        self.column(&ends.late)?;
        self.column(&ends.missed)?;
        self.column(&ends.first_open)?;
        let rows = &chunk.instalments;
        self.column(&rows.due)?;
        self.column(&rows.settled)?;
        self.column(&rows.late_fee)?;
        self.numbers(&rows.principal)?;
        self.numbers(&rows.interest)?;
        self.count(chunk.receipts.len())?;
        for receipt in &chunk.receipts {
            self.bytes(&receipt.instalment.to_ne_bytes())?;
            self.bytes(&receipt.day.to_ne_bytes())?;
            self.bytes(&receipt.principal.to_ne_bytes())?;
            self.bytes(&receipt.interest.to_ne_bytes())?;
            self.bytes(&receipt.late_fee.to_ne_bytes())?;
        }
        Ok(())
    }
}

struct In<R> {
    input: R,
    /// Bytes that the file still has: a length beyond it is not believed.
    left: u64,
    sum: crc32fast::Hasher,
}

impl<R: Read> In<R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), SnapshotError> {
        let length = bytes.len() as u64;
        self.left = self
            .left
            .checked_sub(length)
            .ok_or(SnapshotError::Damaged)?;
        self.input.read_exact(bytes)?;
        self.sum.update(bytes);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A number of things of which each takes a byte at the least.
    fn count(&mut self) -> Result<usize, SnapshotError> {
        let count = u64::from_ne_bytes(self.array()?);
        if count > self.left {
            return Err(SnapshotError::Damaged);
        }
        usize::try_from(count).map_err(|_| SnapshotError::Damaged)
    }

    fn column<T: Pod>(&mut self) -> Result<Vec<T>, SnapshotError> {
        let count = self.count()?;
        if (count as u64).saturating_mul(size_of::<T>() as u64) > self.left {
            return Err(SnapshotError::Damaged);
        }
        let mut column = vec![T::zeroed(); count];
        self.fill(bytemuck::cast_slice_mut(&mut column))?;
        Ok(column)
    }

    fn text(&mut self) -> Result<String, SnapshotError> {
        String::from_utf8(self.column()?).map_err(|_| SnapshotError::Damaged)
    }

    fn either<N: Pod, W: Pod>(&mut self) -> Result<Result<Vec<N>, Vec<W>>, SnapshotError> {
        Ok(match self.array()? {
            [0] => Ok(self.column()?),
            _ => Err(self.column()?),
        })
    }

    fn numbers(&mut self) -> Result<Numbers, SnapshotError> {
        Ok(match self.either()? {
            Ok(narrow) => Numbers::Narrow(narrow),
            Err(wide) => Numbers::Wide(wide),
        })
    }

    fn chunk(&mut self) -> Result<Chunk, SnapshotError> {
        let mut chunk = Chunk::default();
        let customers = &mut chunk.customers;
        customers.id = self.numbers()?;
        customers.loans_end = self.column()?;
        customers.credit_score = self.column()?;
        customers.age = self.column()?;
        customers.income = self.numbers()?;
        customers.account_created = self.column()?;
        customers.labels = self.column()?;
        let loans = &mut chunk.loans;
        loans.id = self.numbers()?;
        loans.customer = self.column()?;
        loans.instalments_end = self.column()?;
        loans.receipts_end = self.column()?;
        loans.amount = self.numbers()?;
        loans.monthly_installment = self.numbers()?;
        loans.interest_rate_ppm = self.column()?;
        loans.term_months = self.column()?;
        loans.disbursement = self.column()?;
        loans.charge_off = self.column()?;
        loans.loan_type = self.column()?;
        loans.branch = self.column()?;
        loans.first = self.column()?;
        loans.stages = match self.either()? {
            Ok(minutes) => Stages::Minutes(minutes),
            Err(exact) => Stages::Exact(exact),
        };
        let ends = &mut loans.ends;
        ends.last_day = self.column()?;
        ends.principal = self.numbers()?;
        ends.interest = self.numbers()?;
        ends.late_fee = self.numbers()?;
        ends.on_time = self.column()?;
        ends.late = self.column()?;
        ends.missed = self.column()?;
        ends.first_open = self.column()?;
        let rows = &mut chunk.instalments;
        rows.due = self.column()?;
        rows.settled = self.column()?;
        rows.late_fee = self.column()?;
        rows.principal = self.numbers()?;
        rows.interest = self.numbers()?;
        for _ in 0..self.count()? {
            chunk.receipts.push(SplitReceipt {
                instalment: u32::from_ne_bytes(self.array()?),
                day: u16::from_ne_bytes(self.array()?),
                principal: i64::from_ne_bytes(self.array()?),
                interest: i64::from_ne_bytes(self.array()?),
                late_fee: i64::from_ne_bytes(self.array()?),
            });
        }
        Ok(chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::{SnapshotError, read, write};
    use crate::{Builder, Customer, Instalment, Loan, Receipt};
    use chrono::NaiveDate;

    fn customer(id: i64) -> Customer {
        let date = |day: u32| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
        let receipt = |day, principal_minor| Receipt {
            receipt_date: date(day),
            principal_minor,
            interest_minor: 10,
            late_fee_minor: 0,
        };
        let instalment = |number, receipts| Instalment {
            installment_number: number,
            due_date: date(2),
            principal_due_minor: 100,
            interest_due_minor: 10,
            settled_date: None,
            receipts,
        };
        let loan = Loan {
            loan_id: id * 10,
            loan_type: 2,
            branch: Some(format!("Branch {}", id % 3)),
            // Every other one is beyond a narrow column.
            loan_amount_minor: (id % 2) << 40,
            monthly_installment_minor: 110,
            interest_rate_ppm: 40_000,
            loan_term_months: 12,
            disbursement_date: Some(date(1)),
            charge_off_date: None,
            stages: [date(1).and_hms_opt(8, 0, 1); 6],
            instalments: vec![
                instalment(1, vec![receipt(3, 20), receipt(4, 30)]),
                instalment(2, Vec::new()),
            ],
        };
        Customer {
            customer_id: id,
            age: None,
            income_minor: Some(0),
            credit_score: Some(700),
            account_created_date: date(1),
            gender: 1,
            employment_type: 0,
            job_type: 1,
            housing_status: 2,
            loans: vec![loan],
        }
    }

    #[test]
    fn a_book_comes_back_as_it_was() {
        let mut builder = Builder::default();
        for id in 1..=700 {
            builder.push(&customer(id)).unwrap();
        }
        let book = builder.finish();
        let mut file = Vec::new();
        write(&book, b"note", &mut file).unwrap();
        let (found, note) = read(file.as_slice(), file.len() as u64).unwrap();
        assert_eq!(note, b"note");
        assert_eq!(found.chunks(), book.chunks());
        assert_eq!(found.branch_code("Branch 2"), book.branch_code("Branch 2"));

        let is_damaged = |file: &[u8]| {
            let found = read(file, file.len() as u64);
            matches!(
                found,
                Err(SnapshotError::Damaged | SnapshotError::Io(_) | SnapshotError::Form)
            )
        };
        for at in (0..file.len()).step_by(97) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x10;
            assert!(is_damaged(&damaged), "byte {at}");
            assert!(is_damaged(&file[..at]), "cut at {at}");
        }
        file.push(0);
        assert!(is_damaged(&file), "one byte more");
    }

    #[test]
    fn a_changed_book_equals_one_built_afresh() {
        let build = |ids: &[i64]| {
            let mut builder = Builder::default();
            for id in ids {
                builder.push(&customer(*id)).unwrap();
            }
            builder.finish()
        };
        let all: Vec<i64> = (1..=1500).collect();
        let some: Vec<i64> = all.iter().copied().filter(|id| id % 3 > 0).collect();
        let missing = all.iter().filter(|id| *id % 3 == 0).map(|id| customer(*id));
        let missing: Vec<Customer> = missing.collect();
        let grown = build(&some).with(missing).unwrap();
        assert_eq!(grown.loan_count(), 1500);
        let customers = |book: &crate::Book| {
            let chunks = book.chunks().iter();
            chunks
                .flat_map(|chunk| chunk.customers.id.iter().collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(customers(&grown), all);
        // One without a loan is taken out; to one of two the other is put back.
        let gone = Customer {
            loans: Vec::new(),
            ..customer(7)
        };
        let without = grown.with(vec![gone]).unwrap();
        assert_eq!(without.loan_count(), 1499);
        let back = without.with(vec![customer(7)]).unwrap();
        assert_eq!(customers(&back), all);
        assert_eq!(back.instalment_count(), 3000);
    }
}
