//! An independent, slow and obvious recomputation of portfolio figures from monthly states.
//!
//! It shares nothing with the product but the contract: `docs/METRICS.md`, and what a state is. A tape says at the end of a month what
//! a loan's balance is and how many days past due it is; until the next state that stays so. Plain loops over loans and their states
//! answer each question, in counts and minor units, never in rates. The readers are in `readers.rs`.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

/// The loans of a tape, one a customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StateBook {
    pub loans: Vec<Loan>,
}

/// A loan and its states, oldest first, none of the same day.
#[derive(Debug, Clone, PartialEq)]
pub struct Loan {
    pub loan_id: String,
    pub disbursement_date: NaiveDate,
    pub amount_minor: i64,
    pub states: Vec<State>,
}

/// What a tape says of a loan at the end of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub as_of: NaiveDate,
    /// Of a loan charged off, the principal that was unpaid when it was.
    pub balance_minor: i64,
    pub days_past_due: i64,
    pub exit: Option<Exit>,
}

/// How a loan left the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    PaidOff,
    ChargedOff,
    /// Sold or bought back: neither good nor bad.
    Removed,
}

/// A name, the least days past due and the most, if there is a limit.
pub type Bucket = (&'static str, i64, Option<i64>);

pub const US: [Bucket; 6] = [
    ("current", 0, Some(0)),
    ("1-29", 1, Some(29)),
    ("30-59", 30, Some(59)),
    ("60-89", 60, Some(89)),
    ("90-119", 90, Some(119)),
    ("120+", 120, None),
];

pub const IFRS: [Bucket; 5] = [
    ("current", 0, Some(0)),
    ("1-30", 1, Some(30)),
    ("31-60", 31, Some(60)),
    ("61-90", 61, Some(90)),
    ("91+", 91, None),
];

pub const MFI: [Bucket; 6] = [
    ("current", 0, Some(0)),
    ("1-30", 1, Some(30)),
    ("31-60", 31, Some(60)),
    ("61-90", 61, Some(90)),
    ("91-180", 91, Some(180)),
    ("181+", 181, None),
];

pub const LC: [Bucket; 5] = [
    ("current", 0, Some(0)),
    ("1-15", 1, Some(15)),
    ("16-30", 16, Some(30)),
    ("31-120", 31, Some(120)),
    ("121+", 121, None),
];

/// The schemes by name.
pub const SCHEMES: [(&str, &[Bucket]); 4] =
    [("us", &US), ("ifrs", &IFRS), ("mfi", &MFI), ("lc", &LC)];

/// The days that a portfolio is at risk beyond.
pub const AT_RISK_BEYOND_DAYS: [i64; 5] = [1, 30, 60, 90, 180];

/// The days past due that vintages ask for.
pub const EVER_DAYS: [i64; 3] = [30, 60, 90];

/// A loan at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position<'a> {
    pub loan: &'a Loan,
    pub balance_minor: i64,
    pub days_past_due: i64,
    pub exit: Option<Exit>,
}

/// Loans, and what was lent to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Originated {
    pub loans: i64,
    pub amount_minor: i64,
}

/// The active loans of one bucket. What of them is overdue, a tape does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ageing {
    pub bucket: &'static str,
    pub loans: i64,
    pub balance_minor: i64,
}

/// The active loans, and those of them past due by more than so many days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortfolioAtRisk {
    pub active_loans: i64,
    pub outstanding_minor: i64,
    pub at_risk: Vec<AtRisk>,
}

/// The active loans past due by more than so many days, and the whole of their principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRisk {
    pub beyond_days: i64,
    pub loans: i64,
    pub balance_minor: i64,
}

/// The loans of one state at the opening and one at the closing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    pub loans: i64,
    pub opening_minor: i64,
    /// 0 for a loan that has ended, a charged-off one too.
    pub closing_minor: i64,
}

/// The transitions from the end of one day to the end of another. No cell is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollRates {
    /// By the bucket at the opening and, at the closing, the bucket or `paid_off`, `charged_off`, `removed`.
    pub cells: BTreeMap<(&'static str, &'static str), Cell>,
    /// The amounts of all loans charged off after the opening and by the closing.
    pub charged_off_minor: i64,
    /// The balance at the opening of the loans 90 days past due or more.
    pub balance_90_minor: i64,
}

/// The loans past due at the opening.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cure {
    pub delinquent: i64,
    /// Active at the closing, and 0 days past due.
    pub cured: i64,
    pub paid_off: i64,
}

/// The loans disbursed in one month. Each list goes by months since the disbursement, from 0; a cell is none until the last day of the
/// vintage's month is so many months back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vintage {
    pub loans: i64,
    pub amount_minor: i64,
    /// By 30, 60 and 90: the loans with a state so many days past due, and the amount lent to them.
    pub ever: BTreeMap<i64, Vec<Option<(i64, i64)>>>,
    pub charged_off_minor: Vec<Option<i64>>,
}

/// The loans charged off in one month, and the principal unpaid then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChargeOffs {
    pub loans: i64,
    pub amount_minor: i64,
}

/// How the outstanding principal is spread over customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Concentration {
    pub active_customers: i64,
    pub outstanding_minor: i64,
    /// The sum of the squares of the balances.
    pub squares: u128,
    /// What the ten biggest hold.
    pub top_10_minor: i64,
}

impl StateBook {
    /// The principal unpaid of the active loans.
    pub fn outstanding_minor(&self, day: NaiveDate) -> i64 {
        let mut outstanding_minor = 0;
        for position in self.active(day) {
            outstanding_minor += position.balance_minor;
        }
        outstanding_minor
    }

    /// How many loans are active.
    pub fn active_loans(&self, day: NaiveDate) -> i64 {
        let mut loans = 0;
        for _ in self.active(day) {
            loans += 1;
        }
        loans
    }

    /// The loans disbursed by a day, whatever became of them.
    pub fn originated(&self, day: NaiveDate) -> Originated {
        let mut answer = Originated::default();
        for loan in &self.loans {
            if loan.disbursement_date <= day {
                answer.loans += 1;
                answer.amount_minor += loan.amount_minor;
            }
        }
        answer
    }

    /// The active loans by bucket, one row for each bucket.
    pub fn ageing(&self, day: NaiveDate, scheme: &[Bucket]) -> Vec<Ageing> {
        let mut answer = Vec::new();
        for (bucket, ..) in scheme {
            let mut row = Ageing {
                bucket,
                loans: 0,
                balance_minor: 0,
            };
            for position in self.active(day) {
                if bucket_of(scheme, position.days_past_due) == *bucket {
                    row.loans += 1;
                    row.balance_minor += position.balance_minor;
                }
            }
            answer.push(row);
        }
        answer
    }

    /// The portfolio at risk beyond each of [`AT_RISK_BEYOND_DAYS`].
    pub fn portfolio_at_risk(&self, day: NaiveDate) -> PortfolioAtRisk {
        let mut answer = PortfolioAtRisk {
            active_loans: self.active_loans(day),
            outstanding_minor: self.outstanding_minor(day),
            at_risk: Vec::new(),
        };
        for beyond_days in AT_RISK_BEYOND_DAYS {
            let mut at_risk = AtRisk {
                beyond_days,
                loans: 0,
                balance_minor: 0,
            };
            for position in self.active(day) {
                if position.days_past_due > beyond_days {
                    at_risk.loans += 1;
                    at_risk.balance_minor += position.balance_minor;
                }
            }
            answer.at_risk.push(at_risk);
        }
        answer
    }

    /// Where the loans active at the opening are at the closing.
    pub fn roll_rates(
        &self,
        opening: NaiveDate,
        closing: NaiveDate,
        scheme: &[Bucket],
    ) -> RollRates {
        let mut answer = RollRates::default();
        for before in self.active(opening) {
            let after = before.loan.at(closing).expect("disbursed by the opening");
            let row = bucket_of(scheme, before.days_past_due);
            let key = (row, state_of(&after, scheme));
            let cell = answer.cells.entry(key).or_default();
            cell.loans += 1;
            cell.opening_minor += before.balance_minor;
            cell.closing_minor += after.balance_minor;
            if before.days_past_due >= 90 {
                answer.balance_90_minor += before.balance_minor;
            }
        }
        for loan in &self.loans {
            if let Some((date, amount_minor)) = loan.charge_off()
                && opening < date
                && date <= closing
            {
                answer.charged_off_minor += amount_minor;
            }
        }
        answer
    }

    /// What became by the closing of the loans past due at the opening.
    pub fn cure(&self, opening: NaiveDate, closing: NaiveDate) -> Cure {
        let mut answer = Cure::default();
        for before in self.active(opening) {
            if before.days_past_due == 0 {
                continue;
            }
            answer.delinquent += 1;
            let after = before.loan.at(closing).expect("disbursed by the opening");
            match state_of(&after, &US) {
                "current" => answer.cured += 1,
                "paid_off" => answer.paid_off += 1,
                _ => {}
            }
        }
        answer
    }

    /// The vintages by the first day of their month, to so many months after the disbursement.
    pub fn vintages(&self, day: NaiveDate, months: u32) -> BTreeMap<NaiveDate, Vintage> {
        let mut by_month: BTreeMap<NaiveDate, Vec<&Loan>> = BTreeMap::new();
        for loan in &self.loans {
            if loan.disbursement_date <= day {
                let month = first_of_month(loan.disbursement_date);
                by_month.entry(month).or_default().push(loan);
            }
        }
        let mut answer = BTreeMap::new();
        for (first_day, loans) in by_month {
            let mut vintage = Vintage::default();
            for loan in &loans {
                vintage.loans += 1;
                vintage.amount_minor += loan.amount_minor;
            }
            for month in 0..=months {
                let is_known = last_of_month(first_day) + Months::new(month) <= day;
                for days in EVER_DAYS {
                    let cell = is_known.then(|| ever_past_due(&loans, days, month, day));
                    vintage.ever.entry(days).or_default().push(cell);
                }
                let cell = is_known.then(|| charged_off(&loans, month, day));
                vintage.charged_off_minor.push(cell);
            }
            answer.insert(first_day, vintage);
        }
        answer
    }

    /// The charge-offs to a day by the first day of their month; a month without any has no row.
    pub fn charge_offs(&self, day: NaiveDate) -> BTreeMap<NaiveDate, ChargeOffs> {
        let mut answer: BTreeMap<NaiveDate, ChargeOffs> = BTreeMap::new();
        for loan in &self.loans {
            if let Some((date, amount_minor)) = loan.charge_off()
                && date <= day
            {
                let row = answer.entry(first_of_month(date)).or_default();
                row.loans += 1;
                row.amount_minor += amount_minor;
            }
        }
        answer
    }

    /// The concentration by customer: each has one loan.
    pub fn concentration(&self, day: NaiveDate) -> Concentration {
        let mut answer = Concentration::default();
        let mut balances = Vec::new();
        for position in self.active(day) {
            balances.push(position.balance_minor);
        }
        balances.sort_unstable();
        balances.reverse();
        for (rank, balance_minor) in balances.into_iter().enumerate() {
            answer.active_customers += 1;
            answer.outstanding_minor += balance_minor;
            answer.squares += u128::from(balance_minor.unsigned_abs()).pow(2);
            if rank < 10 {
                answer.top_10_minor += balance_minor;
            }
        }
        answer
    }

    /// The loans disbursed by a day, not charged off by it, and with a balance.
    pub fn active(&self, day: NaiveDate) -> Vec<Position<'_>> {
        let mut answer = Vec::new();
        for loan in &self.loans {
            if let Some(position) = loan.at(day)
                && position.balance_minor > 0
            {
                answer.push(position);
            }
        }
        answer
    }
}

impl Loan {
    /// The position at the end of a day: that of the last state by then, or the whole amount and no delay. None before the disbursement.
    pub fn at(&self, day: NaiveDate) -> Option<Position<'_>> {
        if self.disbursement_date > day {
            return None;
        }
        let mut position = Position {
            loan: self,
            balance_minor: self.amount_minor,
            days_past_due: 0,
            exit: None,
        };
        for state in &self.states {
            if state.as_of <= day {
                position.balance_minor = state.balance_minor;
                position.days_past_due = state.days_past_due;
                position.exit = state.exit;
            }
        }
        if self.charge_off().is_some_and(|(date, _)| date <= day) {
            position.balance_minor = 0;
            position.exit = Some(Exit::ChargedOff);
        }
        Some(position)
    }

    /// The day of the charge-off, if there ever is one, and the principal unpaid then.
    pub fn charge_off(&self) -> Option<(NaiveDate, i64)> {
        for state in &self.states {
            if state.exit == Some(Exit::ChargedOff) {
                return Some((state.as_of, state.balance_minor));
            }
        }
        None
    }
}

/// The name of the bucket that days past due fall into.
pub fn bucket_of(scheme: &[Bucket], days_past_due: i64) -> &'static str {
    for (name, from, to) in scheme {
        if *from <= days_past_due && to.is_none_or(|to| days_past_due <= to) {
            return name;
        }
    }
    panic!("no bucket holds {days_past_due} days")
}

/// The bucket, or how the loan ended. A loan without balance is paid off, also where no exit says so.
fn state_of(position: &Position<'_>, scheme: &[Bucket]) -> &'static str {
    match position.exit {
        Some(Exit::ChargedOff) => "charged_off",
        Some(Exit::Removed) => "removed",
        Some(Exit::PaidOff) => "paid_off",
        None if position.balance_minor <= 0 => "paid_off",
        None => bucket_of(scheme, position.days_past_due),
    }
}

/// Counts the loans with a state so many days past due, known at a day and within so many months of the disbursement.
fn ever_past_due(loans: &[&Loan], days: i64, months: u32, day: NaiveDate) -> (i64, i64) {
    let mut answer = (0, 0);
    for loan in loans {
        let last_day = day.min(loan.disbursement_date + Months::new(months));
        let mut is_late = false;
        for state in &loan.states {
            if state.as_of <= last_day && state.days_past_due >= days {
                is_late = true;
            }
        }
        if is_late {
            answer.0 += 1;
            answer.1 += loan.amount_minor;
        }
    }
    answer
}

fn charged_off(loans: &[&Loan], months: u32, day: NaiveDate) -> i64 {
    let mut charged_off_minor = 0;
    for loan in loans {
        let last_day = day.min(loan.disbursement_date + Months::new(months));
        if let Some((date, amount_minor)) = loan.charge_off()
            && date <= last_day
        {
            charged_off_minor += amount_minor;
        }
    }
    charged_off_minor
}

pub(super) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

pub(super) fn last_of_month(day: NaiveDate) -> NaiveDate {
    first_of_month(day) + Months::new(1) - Days::new(1)
}
