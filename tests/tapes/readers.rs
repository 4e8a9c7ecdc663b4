//! The layouts of tapes, read field by field. Fields are named by their numbers in the publishers' guides, which begin with 1.

use std::{collections::HashMap, str::FromStr};

use chrono::{Months, NaiveDate};

use super::recompute::{Exit, Loan, State, StateBook, last_of_month};

impl StateBook {
    /// Reads a file of Fannie Mae: 110 fields, no header, the rows of a loan one after the other.
    pub fn from_fannie(text: &str) -> Self {
        let mut book = Self::default();
        for line in text.lines() {
            let row = fields(line, 110);
            let loan_id = row[2];
            if book.loans.last().is_none_or(|loan| loan.loan_id != loan_id) {
                book.loans.push(Loan {
                    loan_id: loan_id.to_owned(),
                    // The month of origination.
                    disbursement_date: month_year(row[14]),
                    // The original unpaid principal.
                    amount_minor: minor(row[10]),
                    states: Vec::new(),
                });
            }
            let loan = book.loans.last_mut().expect("the loan of this row");
            // The zero-balance code, the month it took effect in and the principal unpaid then.
            let (code, effective, removed_minor) = (row[44], row[45], row[46]);
            let status = row[40];
            let exit = match code {
                "" => None,
                "01" => Some(Exit::PaidOff),
                "02" | "03" | "09" | "15" | "97" | "98" => Some(Exit::ChargedOff),
                "06" | "16" | "96" => Some(Exit::Removed),
                _ => panic!("zero-balance code {code}"),
            };
            // Unknown: of a loan that is still there, nothing can be said.
            if exit.is_none() && status == "XX" {
                continue;
            }
            loan.add(State {
                as_of: match exit {
                    // The month of the report.
                    None => last_of_month(month_year(row[3])),
                    Some(_) => last_of_month(month_year(effective)),
                },
                balance_minor: match exit {
                    // The current unpaid principal.
                    None => minor(row[12]),
                    Some(Exit::ChargedOff) => minor(removed_minor),
                    Some(Exit::PaidOff | Exit::Removed) => 0,
                },
                days_past_due: match status {
                    "XX" => 0,
                    months => 30 * parse::<i64>(months),
                },
                exit,
            });
        }
        book
    }

    /// Reads the two files of Freddie Mac: originations and monthly performance, 32 fields each, no header.
    pub fn from_freddie(originations: &str, performance: &str) -> Self {
        let mut book = Self::default();
        let mut places = HashMap::new();
        for line in originations.lines() {
            let row = fields(line, 32);
            let loan_id = row[20];
            let place = places.insert(loan_id, book.loans.len());
            assert!(place.is_none(), "loan {loan_id} is there twice");
            book.loans.push(Loan {
                loan_id: loan_id.to_owned(),
                // The month before the first payment.
                disbursement_date: year_month(row[2]) - Months::new(1),
                // The original unpaid principal.
                amount_minor: minor(row[11]),
                states: Vec::new(),
            });
        }
        for line in performance.lines() {
            let row = fields(line, 32);
            let loan = &mut book.loans[places[row[1]]];
            // The zero-balance code, the month it took effect in and the principal unpaid then.
            let (code, effective, removed_minor) = (row[9], row[10], row[27]);
            let exit = match code {
                "" => None,
                "01" => Some(Exit::PaidOff),
                "02" | "03" | "09" | "15" => Some(Exit::ChargedOff),
                "16" | "96" => Some(Exit::Removed),
                _ => panic!("zero-balance code {code}"),
            };
            loan.add(State {
                as_of: match exit {
                    // The month of the report.
                    None => last_of_month(year_month(row[2])),
                    Some(_) => last_of_month(year_month(effective)),
                },
                balance_minor: match exit {
                    // The current unpaid principal.
                    None => minor(row[3]),
                    Some(Exit::ChargedOff) => minor(removed_minor),
                    Some(Exit::PaidOff | Exit::Removed) => 0,
                },
                // Months past due.
                days_past_due: 30 * parse::<i64>(row[4]),
                exit,
            });
        }
        book
    }

    /// Reads the card file of Taiwan: six months of accounts, given out the month before.
    pub fn from_taiwan(text: &str) -> Self {
        // The newest month first, as in the file. There is no PAY_1.
        let months = [
            ("PAY_0", "BILL_AMT1", "2005-09-30"),
            ("PAY_2", "BILL_AMT2", "2005-08-31"),
            ("PAY_3", "BILL_AMT3", "2005-07-31"),
            ("PAY_4", "BILL_AMT4", "2005-06-30"),
            ("PAY_5", "BILL_AMT5", "2005-05-31"),
            ("PAY_6", "BILL_AMT6", "2005-04-30"),
        ];
        let mut book = Self::default();
        for row in rows(text) {
            let mut loan = Loan {
                loan_id: row["ID"].clone(),
                disbursement_date: parse("2005-03-31"),
                amount_minor: minor(&row["LIMIT_BAL"]),
                states: Vec::new(),
            };
            for (pay, bill, as_of) in months.into_iter().rev() {
                loan.add(State {
                    as_of: parse(as_of),
                    // Below zero the bank owes the customer.
                    balance_minor: minor(&row[bill]).max(0),
                    // -2 and -1: nothing used, paid in full.
                    days_past_due: 30 * parse::<i64>(&row[pay]).max(0),
                    exit: None,
                });
            }
            book.loans.push(loan);
        }
        book
    }

    /// Reads the file of Lending Club as what was so on one day.
    pub fn from_lending_club(text: &str, as_of: NaiveDate) -> Self {
        let mut book = Self::default();
        for row in rows(text) {
            let amount_minor = minor(&row["funded_amnt"]);
            let (days_past_due, exit) = match row["loan_status"].as_str() {
                "Issued" | "Current" => (0, None),
                "In Grace Period" => (1, None),
                "Late (16-30 days)" => (16, None),
                "Late (31-120 days)" => (31, None),
                "Default" => (121, None),
                "Fully Paid" => (0, Some(Exit::PaidOff)),
                "Charged Off" => (0, Some(Exit::ChargedOff)),
                status => panic!("loan status {status}"),
            };
            let mut loan = Loan {
                loan_id: row["id"].clone(),
                disbursement_date: named_month(&row["issue_d"]),
                amount_minor,
                states: Vec::new(),
            };
            loan.add(State {
                as_of,
                balance_minor: match exit {
                    None => minor(&row["out_prncp"]),
                    Some(Exit::ChargedOff) => amount_minor - minor(&row["total_rec_prncp"]),
                    Some(Exit::PaidOff | Exit::Removed) => 0,
                },
                days_past_due,
                exit,
            });
            book.loans.push(loan);
        }
        book
    }
}

impl Loan {
    fn add(&mut self, state: State) {
        let is_next = self
            .states
            .last()
            .is_none_or(|last| last.as_of < state.as_of);
        assert!(is_next, "loan {}: {} follows", self.loan_id, state.as_of);
        self.states.push(state);
    }
}

/// The fields of a line, the first at 1.
fn fields(line: &str, count: usize) -> Vec<&str> {
    let mut row = vec![""];
    row.extend(line.split('|'));
    assert_eq!(row.len() - 1, count, "fields in {line}");
    row
}

/// The fields of each line by the names in the first.
fn rows(csv_text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a well-formed row")).collect()
}

/// Reads a whole number or a date.
fn parse<T: FromStr>(text: &str) -> T {
    let parsed = text.parse().ok();
    parsed.unwrap_or_else(|| panic!("{text:?} is no whole number, nor a date"))
}

/// The first day of a month such as `012019`.
fn month_year(text: &str) -> NaiveDate {
    let (month, year) = text.split_at(2);
    parse(&format!("{year}-{month}-01"))
}

/// The first day of a month such as `201901`.
fn year_month(text: &str) -> NaiveDate {
    let (year, month) = text.split_at(4);
    parse(&format!("{year}-{month}-01"))
}

/// The first day of a month such as `Jan-2019`.
fn named_month(text: &str) -> NaiveDate {
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (name, year) = text.split_once('-').expect("a month and a year");
    let place = names.iter().position(|known| *known == name);
    let month = place.expect("an English month") + 1;
    parse(&format!("{year}-{month:02}-01"))
}

/// Reads dollars, or dollars and cents, as cents.
fn minor(text: &str) -> i64 {
    let (dollars, cents) = text.split_once('.').unwrap_or((text, ""));
    assert!(cents.len() <= 2, "{text} has more than cents");
    parse(&format!("{dollars}{cents:0<2}"))
}
