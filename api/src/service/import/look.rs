//! The first reading of a tape: what is in it, what is wrong with it, and which days it knows of.

use super::{
    Order, Phase, Progress, Tell,
    files::{self, Stamp},
    quality::Quality,
    rejects::Rejects,
};
use chrono::NaiveDate;
use tape::{Bundle, Refusal, Tape};

/// Rows between two words about how far it is.
const ROWS_PER_WORD: u64 = 5000;

/// What the first reading has found.
pub(super) struct Looked {
    pub(super) content_hash: String,
    pub(super) stamp: Stamp,
    pub(super) quality: Quality,
    pub(super) rejects: Rejects,
    pub(super) rows: u64,
    /// The last day on which something happened that the tape tells of.
    pub(super) last_day: Option<NaiveDate>,
    /// Whether receipts are listed one by one.
    pub(super) has_receipts: bool,
    /// Whether there are instalments.
    pub(super) has_repayments: bool,
    /// Whether customers and loans are among the rows, for identifiers that mean those of the
    /// same tape.
    pub(super) has_customers: bool,
    pub(super) has_loans: bool,
}

/// Reads all rows.
pub(super) fn look(order: &Order, tell: &Tell) -> std::result::Result<(Looked, Tape), Refusal> {
    let tape = Tape::open(&order.paths, &order.options)?;
    let unread = |cause: std::io::Error| Refusal {
        file: super::source_names(&tape).join(", "),
        row: None,
        rule: "unreadable",
        message: format!("the file cannot be read: {cause}"),
    };
    let how = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        tape.sources().first().map(|source| source.layout),
        order.mapping_text,
        order.as_of,
        order.options.currency_exponent,
        order.options.form
    );
    let stamp = Stamp::of(&order.paths).map_err(unread)?;
    let content_hash = files::content_hash(&order.paths, &how).map_err(unread)?;
    let bytes = tape.sources().iter().map(|source| source.bytes).sum();
    let mut looked = Looked {
        content_hash,
        stamp,
        quality: Quality::default(),
        rejects: Rejects::to(order.rejects.clone()),
        rows: 0,
        last_day: None,
        has_receipts: false,
        has_repayments: false,
        has_customers: false,
        has_loans: false,
    };
    for item in tape.items()? {
        let item = item?;
        looked.rows += 1;
        let source = &tape.sources()[item.source];
        if !item.problems.is_empty() {
            looked.quality.note(&source.name, item.row, &item.problems);
            looked
                .rejects
                .add(source, item.row, &item.fields, &item.problems)
                .map_err(unread)?;
        }
        looked.learn(&item.bundle);
        if looked.rows.is_multiple_of(ROWS_PER_WORD) {
            tell(Progress {
                phase: Phase::Looking,
                bytes_read: item.bytes_read,
                bytes,
                rows: looked.rows,
                rejected: looked.quality.rejected(),
            });
        }
    }
    Ok((looked, tape))
}

impl Looked {
    fn learn(&mut self, bundle: &Bundle) {
        self.has_customers |= bundle.customer.is_some();
        self.has_receipts |= bundle.receipt.is_some();
        self.has_repayments |= bundle.repayment.is_some();
        if let Some(loan) = &bundle.loan {
            self.has_loans = true;
            self.see(loan.disbursement_date);
            self.see(loan.charge_off_date);
        }
        if let Some(row) = &bundle.repayment {
            self.see(Some(row.due_date));
            self.see(row.actual_paid_date);
            self.see(row.recovered_date);
        }
        if let Some(receipt) = &bundle.receipt {
            self.see(Some(receipt.receipt_date));
        }
        for state in &bundle.states {
            self.see(Some(state.as_of));
        }
    }

    fn see(&mut self, day: Option<NaiveDate>) {
        self.last_day = self.last_day.max(day);
    }
}
