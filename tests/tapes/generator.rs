//! Synthetic tapes in the layouts of Fannie Mae and Freddie Mac: the same for the same seed, on every machine.
//!
//! A tape goes from January 2019 for as many months as asked for, and every loan has at least one row on it. What happens to the loans is
//! in `lives.rs`. Fields are named by their numbers in the publishers' guides, which begin with 1.

use super::lives::{Ending, FANNIE_MAE, FREDDIE_MAC, Loan, Purpose, Row, lend};

/// A file of Fannie Mae: 110 fields, no header, the rows of a loan one after the other.
pub fn fannie_mae(loans: u32, months: u32, seed: u64) -> String {
    let mut text = String::new();
    for number in 0..loans {
        let loan = lend(&FANNIE_MAE, number, months, seed);
        let mut history = vec!["XX".to_owned(); 24];
        for row in &loan.rows {
            history.remove(0);
            history.push(fannie_status(row));
            text.push_str(&fannie_line(&loan, row, &history.concat()));
            text.push('\n');
        }
    }
    text
}

/// The two files of Freddie Mac, originations and monthly performance: 32 fields each, no header, in the same order of loans.
pub fn freddie_mac(loans: u32, months: u32, seed: u64) -> (String, String) {
    let (mut originations, mut performance) = (String::new(), String::new());
    for number in 0..loans {
        let loan = lend(&FREDDIE_MAC, number, months, seed);
        originations.push_str(&freddie_origination(&loan));
        originations.push('\n');
        for row in &loan.rows {
            performance.push_str(&freddie_performance(&loan, row));
            performance.push('\n');
        }
    }
    (originations, performance)
}

fn fannie_line(loan: &Loan, row: &Row, history: &str) -> String {
    let has_ended = row.ending.is_some();
    let maturity = loan.first_payment + loan.term - 1;
    let age = (row.month + 1).saturating_sub(loan.first_payment);
    let last_paid = (row.months_late > 0).then(|| row.month.saturating_sub(row.months_late));
    let purpose = match loan.purpose {
        Purpose::Purchase => "P",
        Purpose::CashOut => "C",
        Purpose::NoCashOut => "R",
    };
    let co_score = (loan.borrowers > 1).then_some(loan.score).flatten();
    line(
        110,
        &[
            // The loan's identifier, the month of the report, the channel, the seller, the servicer.
            (
                2,
                &format!("{:012}", 100_000_300_017 + u64::from(loan.number) * 7),
            ),
            (3, &month_year(row.month)),
            (4, loan.channel),
            (5, loan.seller),
            (6, if has_ended { "" } else { "Other" }),
            // The rate at the beginning and now.
            (8, &rate(loan)),
            (9, &rate(loan)),
            // The unpaid principal at the beginning and now; 11 is for other programmes.
            (10, &dollars(loan.amount_minor)),
            (12, &dollars(row.balance_minor)),
            // The term, the months of origination and first payment.
            (13, &loan.term.to_string()),
            (14, &month_year(loan.lent)),
            (15, &month_year(loan.first_payment)),
            // The age, the months that remain by law and as paid, the month of the end.
            (16, &age.to_string()),
            (17, &(maturity - row.month).to_string()),
            (
                18,
                &if has_ended { 0 } else { maturity - row.month }.to_string(),
            ),
            (19, &month_year(maturity)),
            // Loan to value, with second liens too; borrowers; debt to income; scores.
            (20, &loan.loan_to_value.to_string()),
            (21, &loan.loan_to_value.to_string()),
            (22, &loan.borrowers.to_string()),
            (23, &or_blank(loan.debt_to_income)),
            (24, &or_blank(loan.score)),
            (25, &or_blank(co_score)),
            // First home, purpose, kind of property, units, occupancy.
            (26, loan.first_home),
            (27, purpose),
            (28, loan.property),
            (29, &loan.units.to_string()),
            (30, loan.occupancy),
            // The state, the metropolitan area, three digits of the postal code.
            (31, loan.state),
            (32, "00000"),
            (33, "902"),
            // Fixed rate, no penalty for paying early, not interest only.
            (35, "FRM"),
            (36, "N"),
            (37, "N"),
            // How late, and the same of 24 months with the newest to the right; modified.
            (40, &fannie_status(row)),
            (41, history),
            (42, yes_or_no(row.is_modified)),
            // The zero-balance code, the month it took effect in and the principal unpaid before.
            (44, row.ending.as_ref().map_or("", |ending| ending.code)),
            (45, &of_ending(row, |ending| month_year(ending.month))),
            (46, &of_ending(row, |ending| dollars(ending.balance_minor))),
            // The month of the last instalment paid.
            (51, &last_paid.map_or_else(String::new, month_year)),
            // Servicing activity, high balance, plan of assistance, high loan to value.
            (74, "N"),
            (87, "N"),
            (102, "7"),
            (103, "N"),
            // The alternative way out of a delay, and how often.
            (106, "7"),
            (107, "0"),
        ],
    )
}

fn fannie_status(row: &Row) -> String {
    if row.is_unknown {
        return "XX".to_owned();
    }
    format!("{:02}", row.months_late)
}

fn freddie_origination(loan: &Loan) -> String {
    let purpose = match loan.purpose {
        Purpose::Purchase => "P",
        Purpose::CashOut => "C",
        Purpose::NoCashOut => "N",
    };
    line(
        32,
        &[
            // The score, the months of first payment and end, the first home.
            (1, &loan.score.unwrap_or(9999).to_string()),
            (2, &year_month(loan.first_payment)),
            (3, loan.first_home),
            (4, &year_month(loan.first_payment + loan.term - 1)),
            // The metropolitan area may be blank; the insured percentage, units, occupancy.
            (6, "000"),
            (7, &loan.units.to_string()),
            (8, loan.occupancy),
            // Loan to value with second liens, debt to income, the unpaid principal, loan to value, the rate.
            (9, &loan.loan_to_value.to_string()),
            (10, &loan.debt_to_income.unwrap_or(999).to_string()),
            (11, &(loan.amount_minor / 100).to_string()),
            (12, &loan.loan_to_value.to_string()),
            (13, &rate(loan)),
            // The channel, no penalty for paying early, fixed rate.
            (14, loan.channel),
            (15, "N"),
            (16, "FRM"),
            // The state, the kind of property, three digits of the postal code and two zeros.
            (17, loan.state),
            (18, loan.property),
            (19, "90200"),
            // The loan's identifier, the purpose, the term, the borrowers.
            (20, &freddie_id(loan)),
            (21, purpose),
            (22, &loan.term.to_string()),
            (23, &loan.borrowers.to_string()),
            // The seller and the servicer; 26 to 29 are for refinancing programmes.
            (24, &loan.seller.to_uppercase()),
            (25, "Other servicers"),
            (28, "9"),
            // How the property was valued, not interest only, insurance not cancelled.
            (30, "2"),
            (31, "N"),
            (32, "7"),
        ],
    )
}

fn freddie_performance(loan: &Loan, row: &Row) -> String {
    let age = row.month - loan.first_payment;
    // In the first half year the publisher rounds to a thousand dollars.
    let balance_minor = if age < 6 {
        (row.balance_minor + 50_000) / 100_000 * 100_000
    } else {
        row.balance_minor
    };
    let remaining = loan.first_payment + loan.term - 1 - row.month;
    line(
        32,
        &[
            // The loan's identifier, the month of the report, the unpaid principal, how late.
            (1, &freddie_id(loan)),
            (2, &year_month(row.month)),
            (3, &dollars(balance_minor)),
            (4, &row.months_late.to_string()),
            // The age, the months that remain.
            (5, &age.to_string()),
            (6, &remaining.to_string()),
            // Modified; blank if not.
            (8, if row.is_modified { "Y" } else { "" }),
            // The zero-balance code and the month it took effect in.
            (9, row.ending.as_ref().map_or("", |ending| ending.code)),
            (10, &of_ending(row, |ending| year_month(ending.month))),
            // The rate, the principal that bears no interest, the month of the last instalment paid.
            (11, &rate(loan)),
            (12, "0.00"),
            (13, &year_month(row.month.saturating_sub(row.months_late))),
            // The principal unpaid before the end.
            (27, &of_ending(row, |ending| dollars(ending.balance_minor))),
            // The principal that bears interest.
            (32, &dollars(balance_minor)),
        ],
    )
}

/// The year and quarter the loan was lent in, and a number.
fn freddie_id(loan: &Loan) -> String {
    let (year, quarter) = (19 + loan.lent / 12, loan.lent % 12 / 3 + 1);
    format!("F{year}Q{quarter}{:07}", loan.number + 1)
}

/// Puts fields at their places, the first of which is 1; the others are blank.
fn line(width: usize, fields: &[(usize, &str)]) -> String {
    let mut texts = vec![""; width];
    for (number, text) in fields {
        texts[number - 1] = text;
    }
    texts.join("|")
}

fn month_year(month: u32) -> String {
    format!("{:02}{}", month % 12 + 1, 2019 + month / 12)
}

fn year_month(month: u32) -> String {
    format!("{}{:02}", 2019 + month / 12, month % 12 + 1)
}

fn dollars(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn rate(loan: &Loan) -> String {
    format!("{}.{:03}", loan.rate / 1000, loan.rate % 1000)
}

fn or_blank(number: Option<u32>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn of_ending(row: &Row, text: impl Fn(&Ending) -> String) -> String {
    row.ending.as_ref().map_or_else(String::new, text)
}

fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "Y" } else { "N" }
}
