//! What several figures want to know of a loan at the end of a day.

use crate::{
    chunk::{SPLIT, SplitReceipt},
    day::{Day, NEVER, day_of_month, days_to_month_end},
    loan::LoanRef,
    question::{Fault, Question},
};
use std::ops::Range;

/// What was received on a loan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cash {
    pub(crate) principal: i64,
    pub(crate) interest: i64,
    pub(crate) late_fee: i64,
}

/// What was received on a loan by the end of a day.
#[inline]
pub(crate) fn cash(loan: LoanRef<'_>, by: Day) -> Cash {
    match loan.end(by) {
        Some(end) => Cash {
            principal: end.principal(),
            interest: end.interest(),
            late_fee: end.late_fee(),
        },
        None => add_up(loan, by),
    }
}

/// The same from the receipts.
pub(crate) fn add_up(loan: LoanRef<'_>, by: Day) -> Cash {
    let rows = &loan.chunk.instalments;
    let mut cash = Cash::default();
    for at in loan.instalments() {
        if rows.settled[at] <= by && rows.late_fee[at] != SPLIT {
            cash.principal += rows.principal.get(at);
            cash.interest += rows.interest.get(at);
            cash.late_fee += i64::from(rows.late_fee[at]);
        }
    }
    for receipt in loan.split_receipts() {
        if receipt.day <= by {
            cash.principal += receipt.principal;
            cash.interest += receipt.interest;
            cash.late_fee += receipt.late_fee;
        }
    }
    cash
}

/// Principal received by the end of a day.
#[inline]
pub(crate) fn principal_received(loan: LoanRef<'_>, by: Day) -> i64 {
    if let Some(end) = loan.end(by) {
        return end.principal();
    }
    let split = loan.split_receipts().iter();
    let split = split.filter(|receipt| receipt.day <= by);
    principal_at_once(loan, by) + split.map(|receipt| receipt.principal).sum::<i64>()
}

/// Principal of the instalments that were settled by the end of a day by one receipt.
#[inline]
fn principal_at_once(loan: LoanRef<'_>, by: Day) -> i64 {
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let settled = rows.settled[span.clone()].iter();
    let is_received = settled
        .zip(&rows.late_fee[span.clone()])
        .map(|(settled, late_fee)| (*settled <= by) & (*late_fee != SPLIT));
    rows.principal.sum_of(span, is_received)
}

/// Unpaid principal; a loan that is charged off has none.
pub(crate) fn balance(loan: LoanRef<'_>, as_of: Day) -> i64 {
    if loan.charge_off() <= as_of {
        0
    } else {
        loan.amount() - principal_received(loan, as_of)
    }
}

/// Balance and days past due of a loan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Unpaid principal; a loan that is charged off has none.
    pub(crate) balance: i64,
    pub(crate) days_past_due: i64,
}

/// Both in one pass: what is open at the end of a day has not paid its principal yet, and the
/// first of it that has fallen due tells how late the loan is.
#[inline]
pub(crate) fn standing(loan: LoanRef<'_>, by: Day) -> Standing {
    if loan.end(by).is_some() {
        return Standing {
            balance: balance(loan, by),
            days_past_due: days_past_due(loan, by),
        };
    }
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let mut principal = loan.principal_in_the_end();
    let mut oldest = None;
    for (at, settled) in span.clone().zip(&rows.settled[span]) {
        if *settled > by {
            if oldest.is_none() {
                oldest = Some(rows.due[at]);
            }
            if *settled != NEVER && rows.late_fee[at] != SPLIT {
                principal -= rows.principal.get(at);
            }
        }
    }
    for receipt in loan.split_receipts() {
        if receipt.day > by {
            principal -= receipt.principal;
        }
    }
    let is_charged_off = loan.charge_off() <= by;
    Standing {
        balance: if is_charged_off {
            0
        } else {
            loan.amount() - principal
        },
        days_past_due: oldest.map_or(0, |due| (i64::from(by) - i64::from(due)).max(0)),
    }
}

/// Finds how loans stood at the ends of several days, in one pass over each.
pub(crate) struct Standings {
    /// In order.
    days: Vec<Day>,
    /// The place of the first of them that is not before a day, for each day from the first
    /// and for one after the last.
    places: Vec<usize>,
}

impl Standings {
    /// At these days, of which there is one at the least.
    pub(crate) fn at(mut days: Vec<Day>) -> Self {
        days.sort_unstable();
        days.dedup();
        let span = u32::from(days[0])..=u32::from(days[days.len() - 1]) + 1;
        let place = |day: u32| days.partition_point(|known| u32::from(*known) < day);
        let places = span.map(place).collect();
        Self { days, places }
    }

    /// All of them, in order.
    pub(crate) fn days(&self) -> &[Day] {
        &self.days
    }

    /// The last of the days.
    pub(crate) fn last(&self) -> Day {
        self.days[self.days.len() - 1]
    }

    /// The place of the first of the days that is not before this one; one beyond all where
    /// all are.
    #[inline]
    pub(crate) fn place(&self, day: Day) -> usize {
        let after_first = usize::from(day.saturating_sub(self.days[0]));
        self.places[after_first.min(self.places.len() - 1)]
    }

    /// How a loan stood at the end of each day, in their order; and one place more, of which
    /// nothing is said.
    pub(crate) fn of(&self, loan: LoanRef<'_>, standings: &mut Vec<Standing>) {
        standings.clear();
        standings.resize(self.days.len() + 1, Standing::default());
        let rows = &loan.chunk.instalments;
        let span = loan.instalments();
        let mut settled = rows.settled[span.clone()].iter();
        let first_open = settled.position(|settled| *settled > self.days[0]);
        let open = span.start + first_open.unwrap_or(span.len())..span.end;
        let last = self.last();
        // First the principal that came until each day after the one before.
        let done = span.start..open.start;
        let is_one = |late_fee: &u16| *late_fee != SPLIT;
        let late_fees = rows.late_fee[done.clone()].iter();
        standings[0].balance = rows.principal.sum_of(done, late_fees.map(is_one));
        let receipts = rows.settled[open.clone()].iter();
        let receipts = receipts.zip(&rows.late_fee[open.clone()]);
        for (at, (settled, late_fee)) in open.clone().zip(receipts) {
            if *settled <= last {
                // No branch for those that are split: they come when they come.
                let principal = rows.principal.get(at) * i64::from(is_one(late_fee));
                standings[self.place(*settled)].balance += principal;
            }
        }
        for receipt in loan.split_receipts() {
            standings[self.place(receipt.day)].balance += receipt.principal;
        }
        let mut balance = loan.amount();
        let mut open = open;
        for (standing, day) in standings.iter_mut().zip(&self.days) {
            balance -= standing.balance;
            standing.balance = if loan.charge_off() <= *day {
                0
            } else {
                balance
            };
            // What is settled by a day is settled by the next one too.
            while open.start < open.end && rows.settled[open.start] <= *day {
                open.start += 1;
            }
            if open.start < open.end && rows.due[open.start] < *day {
                standing.days_past_due = i64::from(*day - rows.due[open.start]);
            }
        }
    }
}

/// Days since the oldest instalment fell due that is open; 0 where none is.
#[inline]
pub(crate) fn days_past_due(loan: LoanRef<'_>, as_of: Day) -> i64 {
    first_open(loan, as_of).map_or(0, |at| {
        i64::from(as_of) - i64::from(loan.chunk.instalments.due[at])
    })
}

/// Place of the oldest instalment fallen due that is open.
#[inline]
pub(crate) fn first_open(loan: LoanRef<'_>, as_of: Day) -> Option<usize> {
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    if let Some(end) = loan.end(as_of) {
        return end.first_open().map(|place| span.start + place);
    }
    // By due date: where the first that is open has not fallen due, none has.
    let mut settled = rows.settled[span.clone()].iter();
    let place = settled.position(|settled| *settled > as_of)?;
    Some(span.start + place).filter(|at| rows.due[*at] <= as_of)
}

/// Places of the instalments that fall due from one day to another, both included.
#[inline]
pub(crate) fn due_between(loan: LoanRef<'_>, from: Day, to: Day) -> Range<usize> {
    let span = loan.instalments();
    let due = &loan.chunk.instalments.due[span.clone()];
    // Most loans of a book had ended before its last days.
    if due.last().is_none_or(|last| *last < from) {
        return span.end..span.end;
    }
    let end = due.partition_point(|due| *due <= to);
    let start = due[..end].partition_point(|due| *due < from);
    span.start + start..span.start + end
}

/// 1 pending, 2 active, 3 paid off, 4 charged off.
pub(crate) fn status(loan: LoanRef<'_>, as_of: Day) -> i64 {
    if loan.charge_off() <= as_of {
        4
    } else if loan.disbursement() > as_of {
        1
    } else if loan.amount() <= principal_received(loan, as_of) {
        3
    } else {
        2
    }
}

/// A receipt on an instalment.
pub(crate) struct Received {
    pub(crate) day: Day,
    pub(crate) principal: i64,
    pub(crate) interest: i64,
    pub(crate) late_fee: i64,
}

/// All receipts on a loan: those of instalments paid at once, then the others; neither by day.
pub(crate) fn receipts(loan: LoanRef<'_>) -> impl Iterator<Item = Received> + '_ {
    let plain = loan
        .instalments()
        .filter_map(move |at| only_receipt(loan, at));
    plain.chain(loan.split_receipts().iter().map(split_receipt))
}

/// The receipts on one instalment.
pub(crate) fn receipts_on(
    loan: LoanRef<'_>,
    instalment: usize,
) -> impl Iterator<Item = Received> + '_ {
    let split = split_of(loan, instalment).map(split_receipt);
    only_receipt(loan, instalment).into_iter().chain(split)
}

/// The receipt that paid an instalment at once, if one did.
fn only_receipt(loan: LoanRef<'_>, at: usize) -> Option<Received> {
    let rows = &loan.chunk.instalments;
    (rows.late_fee[at] != SPLIT && rows.settled[at] != NEVER).then(|| Received {
        day: rows.settled[at],
        principal: rows.principal.get(at),
        interest: rows.interest.get(at),
        late_fee: rows.late_fee[at].into(),
    })
}

fn split_receipt(receipt: &SplitReceipt) -> Received {
    Received {
        day: receipt.day,
        principal: receipt.principal,
        interest: receipt.interest,
        late_fee: receipt.late_fee,
    }
}

/// The split receipts of one instalment.
fn split_of(loan: LoanRef<'_>, instalment: usize) -> impl Iterator<Item = &SplitReceipt> {
    let all = loan.split_receipts().iter();
    all.filter(move |receipt| receipt.instalment as usize == instalment)
}

/// Amount due of an instalment: principal and interest.
#[inline]
pub(crate) fn amount_due(loan: LoanRef<'_>, at: usize) -> i64 {
    let rows = &loan.chunk.instalments;
    rows.principal.get(at) + rows.interest.get(at)
}

/// Principal and interest of an open instalment received by the end of a day, if anything was.
pub(crate) fn received_on_open(loan: LoanRef<'_>, at: usize, by: Day) -> Option<(i64, i64)> {
    if loan.chunk.instalments.late_fee[at] != SPLIT {
        return None;
    }
    split_of(loan, at)
        .filter(|receipt| receipt.day <= by)
        .fold(None, |sum, receipt| {
            let (principal, interest) = sum.unwrap_or((0, 0));
            Some((principal + receipt.principal, interest + receipt.interest))
        })
}

/// Principal and interest of the instalments fallen due that are open, less what was received.
pub(crate) fn overdue(loan: LoanRef<'_>, as_of: Day) -> (i64, i64) {
    let rows = &loan.chunk.instalments;
    let (mut principal, mut interest) = (0, 0);
    let Some(first) = first_open(loan, as_of) else {
        return (principal, interest);
    };
    for at in first..loan.instalments().end {
        if rows.due[at] > as_of {
            break;
        }
        if rows.settled[at] > as_of {
            let (of_principal, of_interest) = received_on_open(loan, at, as_of).unwrap_or((0, 0));
            principal += rows.principal.get(at) - of_principal;
            interest += rows.interest.get(at) - of_interest;
        }
    }
    (principal, interest)
}

/// What an instalment's row says was received: everything, where it is settled by then, or else
/// what was received by then, if anything was.
#[inline]
pub(crate) fn received_on(loan: LoanRef<'_>, at: usize, as_of: Day) -> Option<i64> {
    let rows = &loan.chunk.instalments;
    let is_settled = rows.settled[at] <= as_of;
    if rows.late_fee[at] == SPLIT {
        received_in_parts(loan, at, as_of, is_settled)
    } else {
        is_settled.then(|| amount_due(loan, at))
    }
}

#[cold]
fn received_in_parts(loan: LoanRef<'_>, at: usize, as_of: Day, is_settled: bool) -> Option<i64> {
    if !is_settled {
        return received_on_open(loan, at, as_of).map(|(principal, interest)| principal + interest);
    }
    let all = split_of(loan, at);
    let all = all.map(|receipt| receipt.principal + receipt.interest);
    Some(all.sum())
}

/// The rules of the field, which what each loan has come to is counted by.
pub(crate) const STANDARD: Rules = Rules {
    grace_days: 0,
    missed_after_days: 60,
};

/// When an instalment is on time, and when it is missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Days after the due date that still are on time.
    pub(crate) grace_days: i64,
    /// Days after which an open instalment is missed.
    pub(crate) missed_after_days: i64,
}

/// How an instalment that has fallen due stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    OnTime,
    Late,
    Overdue,
    Missed,
}

impl Rules {
    pub(crate) fn of(question: &Question) -> Result<Self, Fault> {
        Ok(Self {
            grace_days: question.integer("grace_days")?,
            missed_after_days: question.integer("missed_after_days")?,
        })
    }

    /// The state of an instalment due by `as_of`.
    #[inline]
    pub(crate) fn state(self, due: Day, settled: Day, as_of: Day) -> State {
        if settled <= as_of {
            let days = i64::from(settled) - i64::from(due);
            if days <= self.grace_days {
                State::OnTime
            } else if days <= self.missed_after_days {
                State::Late
            } else {
                State::Missed
            }
        } else if i64::from(as_of) - i64::from(due) > self.missed_after_days {
            State::Missed
        } else {
            State::Overdue
        }
    }

    /// Days late of an instalment that is not on time, as the collections counter has it: it
    /// stops at the hand-over, the first 1st or 16th of a month on or after the day on which it
    /// became Missed.
    pub(crate) fn days_late(self, state: State, due: Day, settled: Day, as_of: Day) -> i64 {
        let open = i64::from(settled.min(as_of)) - i64::from(due);
        if state != State::Missed {
            return open;
        }
        let missed_after = self.missed_after_days;
        // A day beyond the calendar is long after any as-of date: the counter runs on.
        let Ok(missed) = Day::try_from(i64::from(due) + missed_after + 1) else {
            return open;
        };
        let most = match day_of_month(missed) {
            1 => missed_after + 1,
            of_month @ 2..=16 => missed_after + 17 - of_month,
            _ => missed_after + 2 + days_to_month_end(missed),
        };
        open.min(most)
    }
}

/// How a loan was paid so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Payment {
    /// Instalments fallen due; where there are none, the loan has no payment at all.
    pub(crate) due: i64,
    pub(crate) on_time: i64,
    pub(crate) late: i64,
    pub(crate) overdue: i64,
    pub(crate) missed: i64,
    /// Days late of all of them.
    pub(crate) days_late: i64,
}

impl std::ops::AddAssign for Payment {
    fn add_assign(&mut self, other: Self) {
        self.due += other.due;
        self.on_time += other.on_time;
        self.late += other.late;
        self.overdue += other.overdue;
        self.missed += other.missed;
        self.days_late += other.days_late;
    }
}

/// How the instalments of a loan that had fallen due were paid.
pub(crate) fn payment(loan: LoanRef<'_>, as_of: Day, rules: Rules) -> Payment {
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let mut payment = Payment::default();
    for (due, settled) in rows.due[span.clone()].iter().zip(&rows.settled[span]) {
        if *due > as_of {
            break;
        }
        payment.due += 1;
        let state = rules.state(*due, *settled, as_of);
        match state {
            State::OnTime => {
                payment.on_time += 1;
                continue;
            }
            State::Late => payment.late += 1,
            State::Overdue => payment.overdue += 1,
            State::Missed => payment.missed += 1,
        }
        payment.days_late += rules.days_late(state, *due, *settled, as_of);
    }
    payment
}
