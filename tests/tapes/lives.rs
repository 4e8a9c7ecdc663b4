//! The lives of the loans on synthetic tapes.
//!
//! Loans are lent from January 2019 on, over 18 months. Month by month each pays, misses, catches up, is modified, and may end: prepaid,
//! charged off after at least four months, or bought back. All of it is integer arithmetic.

/// What the two publishers do differently.
pub(super) struct Publisher {
    /// From the month a loan is lent to that of its first payment.
    months_to_first_payment: u32,
    /// Some rows don't say how late the loan is, and some endings are told a month later, in place of the row of their own month.
    has_gaps: bool,
    charged_off_codes: &'static [&'static str],
    removed_codes: &'static [&'static str],
}

pub(super) const FANNIE_MAE: Publisher = Publisher {
    months_to_first_payment: 2,
    has_gaps: true,
    charged_off_codes: &["02", "03", "09", "15"],
    removed_codes: &["06", "16", "96"],
};

pub(super) const FREDDIE_MAC: Publisher = Publisher {
    months_to_first_payment: 1,
    has_gaps: false,
    charged_off_codes: &["02", "03", "09", "15"],
    removed_codes: &["16", "96"],
};

/// The zero-balance code of a loan paid off, before its time or at its end.
const PAID_OFF_CODE: &str = "01";

/// A loan and its rows. Months count from January 2019, which is 0.
pub(super) struct Loan {
    pub(super) number: u32,
    pub(super) lent: u32,
    pub(super) first_payment: u32,
    pub(super) term: u32,
    pub(super) amount_minor: i64,
    /// In thousandths of a percent: 3875 is 3.875 %.
    pub(super) rate: i64,
    pub(super) score: Option<u32>,
    pub(super) debt_to_income: Option<u32>,
    pub(super) loan_to_value: u32,
    pub(super) borrowers: u32,
    pub(super) units: u32,
    pub(super) seller: &'static str,
    pub(super) state: &'static str,
    /// One of the letters that both publishers use, by what is asked.
    pub(super) channel: &'static str,
    pub(super) first_home: &'static str,
    pub(super) occupancy: &'static str,
    pub(super) property: &'static str,
    /// Purchase, or refinancing with or without cash.
    pub(super) purpose: Purpose,
    pub(super) rows: Vec<Row>,
}

#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Purchase,
    CashOut,
    NoCashOut,
}

/// A month of a loan as it is reported.
pub(super) struct Row {
    pub(super) month: u32,
    /// 0 at the end.
    pub(super) balance_minor: i64,
    pub(super) months_late: u32,
    /// Not told how late.
    pub(super) is_unknown: bool,
    pub(super) is_modified: bool,
    pub(super) ending: Option<Ending>,
}

pub(super) struct Ending {
    pub(super) code: &'static str,
    pub(super) month: u32,
    /// What was unpaid before it.
    pub(super) balance_minor: i64,
}

/// What happens to a loan in a month.
#[derive(Clone, Copy)]
enum Event {
    /// So many instalments come in: 1 keeps the delay as it is, each more makes it a month shorter.
    Pay(u32),
    /// The instalment, and more of the principal.
    PayExtra,
    Miss,
    Modify,
    Prepay,
    ChargeOff,
    Remove,
}

/// Draws a loan and lives through its months.
pub(super) fn lend(publisher: &Publisher, number: u32, months: u32, seed: u64) -> Loan {
    assert!(months >= 2, "a month to lend in and one to report");
    // A stream for each loan: more loans, or more months, leave the beginnings as they are.
    let mut random = Random(seed.rotate_left(32) ^ u64::from(number));
    let lent = random.below(18.min(months - 1));
    let mut loan = Loan {
        number,
        lent,
        first_payment: lent + publisher.months_to_first_payment,
        term: random.pick(&[360, 360, 360, 240, 180]),
        amount_minor: i64::from(50 + random.below(600)) * 100_000,
        rate: i64::from(2500 + 125 * random.below(25)),
        score: (!random.chance(30)).then(|| 580 + random.below(260)),
        debt_to_income: (!random.chance(40)).then(|| 10 + random.below(40)),
        loan_to_value: 40 + random.below(58),
        borrowers: 1 + random.below(2),
        units: random.pick(&[1, 1, 1, 1, 2, 4]),
        seller: random.pick(&[
            "Other",
            "Wells Fargo Bank, N.A.",
            "Quicken Loans Inc.",
            "JPMorgan Chase Bank, National Association",
        ]),
        state: random.pick(&["CA", "TX", "FL", "NY", "IL", "WA", "OH", "PR"]),
        channel: random.pick(&["R", "C", "B"]),
        first_home: random.pick(&["Y", "N", "N"]),
        occupancy: random.pick(&["P", "P", "P", "P", "S", "I"]),
        property: random.pick(&["SF", "SF", "PU", "CO", "MH"]),
        purpose: random.pick(&[Purpose::Purchase, Purpose::CashOut, Purpose::NoCashOut]),
        rows: Vec::new(),
    };
    // Some loans come to the publisher a month or two later.
    let first_row = (lent + 1 + random.pick(&[0, 0, 0, 0, 1, 2])).min(months - 1);
    live(&mut loan, publisher, &mut random, first_row, months);
    loan
}

fn live(loan: &mut Loan, publisher: &Publisher, random: &mut Random, first_row: u32, months: u32) {
    let instalment_minor = instalment(loan);
    let mut balance_minor = loan.amount_minor;
    let (mut months_late, mut is_modified) = (0, false);
    for month in loan.lent + 1..months {
        let event = if month < loan.first_payment {
            Event::Pay(0)
        } else if month <= first_row {
            Event::Pay(1)
        } else {
            draw_event(random, months_late)
        };
        let opening_minor = balance_minor;
        let mut code = None;
        match event {
            Event::Pay(instalments) => {
                for _ in 0..instalments {
                    balance_minor -= principal(loan, instalment_minor, balance_minor);
                }
                months_late -= instalments.saturating_sub(1);
            }
            Event::PayExtra => {
                balance_minor -= principal(loan, instalment_minor, balance_minor);
                balance_minor -= balance_minor * i64::from(random.below(200)) / 1000;
            }
            Event::Miss => months_late += 1,
            Event::Modify => {
                // The interest in arrears becomes principal, as far as the amount lent allows.
                let arrears_minor = interest(loan, balance_minor) * i64::from(months_late);
                balance_minor = (balance_minor + arrears_minor).min(loan.amount_minor);
                (months_late, is_modified) = (0, true);
            }
            Event::Prepay => {
                (balance_minor, months_late) = (0, 0);
            }
            Event::ChargeOff => {
                months_late += 1;
                code = Some(random.pick(publisher.charged_off_codes));
            }
            Event::Remove => {
                months_late += u32::from(months_late > 0);
                code = Some(random.pick(publisher.removed_codes));
            }
        }
        if balance_minor == 0 {
            code = Some(PAID_OFF_CODE);
        }
        let is_told_later =
            code.is_some() && publisher.has_gaps && month + 1 < months && random.chance(150);
        if month >= first_row {
            loan.rows.push(Row {
                month: month + u32::from(is_told_later),
                balance_minor: if code.is_some() { 0 } else { balance_minor },
                months_late,
                is_unknown: code.is_none() && publisher.has_gaps && random.chance(15),
                is_modified,
                ending: code.map(|code| Ending {
                    code,
                    month,
                    balance_minor: opening_minor,
                }),
            });
        }
        if code.is_some() {
            return;
        }
    }
}

/// Of a thousand loans, how many do what; more often badly than on real tapes, so that few loans show all of it.
fn draw_event(random: &mut Random, months_late: u32) -> Event {
    let draw = random.below(1000);
    match (months_late, draw) {
        (0, 0..60) => Event::Miss,
        (0, 60..72) => Event::Prepay,
        (0, 72..75) => Event::Remove,
        (0, 75..95) => Event::PayExtra,
        (0, _) => Event::Pay(1),
        (_, 0..320) => Event::Miss,
        (_, 320..540) => Event::Pay(1),
        (_, 540..640) => Event::Pay(2),
        (_, 640..800) => Event::Pay(months_late + 1),
        (_, 800..810) => Event::Prepay,
        (_, 810..825) => Event::Remove,
        (3.., 825..870) => Event::Modify,
        (4.., 870..) => Event::ChargeOff,
        (_, _) => Event::Miss,
    }
}

/// P·r ÷ (1 − (1+r)^−n), in fixed point, and a cent more: the last instalment is the smaller one.
fn instalment(loan: &Loan) -> i64 {
    const ONE: i128 = 1_000_000_000_000;
    let monthly = ONE * i128::from(loan.rate) / 1_200_000;
    let mut growth = ONE;
    for _ in 0..loan.term {
        growth = growth * (ONE + monthly) / ONE;
    }
    let exact = i128::from(loan.amount_minor) * monthly * growth / ((growth - ONE) * ONE);
    i64::try_from(exact).expect("less than the amount") + 1
}

/// A month's interest, half a cent up.
fn interest(loan: &Loan, balance_minor: i64) -> i64 {
    (balance_minor * loan.rate + 600_000) / 1_200_000
}

/// The part of an instalment that is principal.
fn principal(loan: &Loan, instalment_minor: i64, balance_minor: i64) -> i64 {
    (instalment_minor - interest(loan, balance_minor)).min(balance_minor)
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to less than the limit.
    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit)).expect("less than a u32")
    }

    /// Whether something happens that does so many times in a thousand.
    fn chance(&mut self, per_thousand: u32) -> bool {
        self.below(1000) < per_thousand
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let count = u32::try_from(choices.len()).expect("a few choices");
        choices[self.below(count) as usize]
    }
}
