//! Default of credit card clients, Taiwan 2005 (UCI 350): a row per account, six months each.
//!
//! - An account is a customer and a loan. Its limit stands for the amount lent: a card has no
//!   principal, term or rate, so the term is 1 month at 0 %, and the instalment is the limit.
//! - It counts as disbursed on 2005-03-31, the last day before its first statement.
//! - `BILL_AMT6` and `PAY_6` are of April 2005, `BILL_AMT1` and `PAY_0` of September: a state at
//!   the end of each. `PAY` counts months, 30 days each; 0 and below is paid duly. A credit
//!   balance counts as 0, and a bill above the limit is usual.
//! - UCI writes the sex as 1, male, and 2, female; a copy that is going round as 0 and 1. Which it
//!   is, the first rows tell; where they do not, the sex is left empty.
//! - The spreadsheet has a row `X1`, `X2`, … above the names.

use super::{
    agency,
    feature::{self, Feature, Kind},
    heading::Heading,
    row::{AGES, Column, Row},
};
use crate::{Bundle, Customer, Loan, LoanState};
use chrono::NaiveDate;
use csv::StringRecord;

/// Name of the layout.
pub(crate) const NAME: &str = "taiwan_credit_card";

const STATEMENTS: [NaiveDate; 6] = [
    day(4, 30),
    day(5, 31),
    day(6, 30),
    day(7, 31),
    day(8, 31),
    day(9, 30),
];

const OPENED: NaiveDate = day(3, 31);

const fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2005, month, day).expect("a date of the calendar")
}

/// Reads rows of the table.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    id: Column,
    limit: Column,
    sex: Column,
    sex_codes: SexCodes,
    age: Column,
    default: Column,
    /// Delinquency and bill by month, April first.
    months: [(Column, Column); 6],
    features: Vec<Feature>,
}

/// How the sex is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SexCodes {
    /// 1 is male, 2 is female.
    FromOne,
    /// 0 is male, 1 is female.
    FromZero,
    Unknown,
}

impl SexCodes {
    fn of_sample(sample: &[StringRecord], column: Column) -> Self {
        let has = |code| {
            let mut values = sample.iter().filter_map(|row| row.get(column?));
            values.any(|value| value.trim() == code)
        };
        match (has("0"), has("2")) {
            (false, true) => Self::FromOne,
            (true, false) => Self::FromZero,
            _ => Self::Unknown,
        }
    }
}

impl Reader {
    /// The reader of a table with these columns, if they are the table's.
    pub(crate) fn of(heading: &Heading, sample: &[StringRecord]) -> Option<Self> {
        let either = |one: &str, other: &str| heading.find(one).or(heading.find(other));
        let statuses = [
            heading.find("pay_6"),
            heading.find("pay_5"),
            heading.find("pay_4"),
            heading.find("pay_3"),
            heading.find("pay_2"),
            either("pay_0", "pay_1"),
        ];
        let bills = [6, 5, 4, 3, 2, 1].map(|number| heading.find(&format!("bill_amt{number}")));
        let mut months = [(None, None); 6];
        for (month, pair) in months.iter_mut().zip(statuses.into_iter().zip(bills)) {
            *month = pair;
        }
        let default = either("default payment next month", "default.payment.next.month");
        let features = ["EDUCATION", "MARRIAGE"].into_iter().filter_map(|name| {
            let column = heading.find(&name.to_lowercase())?;
            Some(Feature {
                column,
                name,
                kind: Kind::Number,
            })
        });
        let reader = Self {
            id: heading.find("id"),
            limit: heading.find("limit_bal"),
            sex: heading.find("sex"),
            sex_codes: SexCodes::of_sample(sample, heading.find("sex")),
            age: heading.find("age"),
            default,
            months,
            features: features.collect(),
        };
        let is_there = reader.id.is_some()
            && reader.limit.is_some()
            && months
                .iter()
                .all(|(status, bill)| status.is_some() && bill.is_some());
        is_there.then_some(reader)
    }

    pub(crate) fn read(&self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let id = row.required(self.id, Row::key);
        let amount_minor = row.required(self.limit, Row::money_above_zero);
        let age = row.number_or_none(self.age, AGES);
        let observed_default = row.boolean(self.default);
        let gender = self.gender(row);
        let (Some(id), Some(amount_minor)) = (id, amount_minor) else {
            return bundle;
        };
        bundle.states = self.read_states(row, id);
        let customer_key = format!("C-{id}");
        bundle.customer = Some(Customer {
            key: customer_key.clone(),
            age,
            gender,
            account_created_date: Some(OPENED),
            ..Customer::default()
        });
        bundle.loan = Some(Loan {
            key: id.to_owned(),
            customer_key,
            loan_type: "Personal",
            amount_minor,
            interest_rate_ppm: 0,
            term_months: 1,
            monthly_installment_minor: amount_minor,
            disbursement_date: Some(OPENED),
            observed_default,
            features: feature::object(row, &self.features).finish(),
            ..Loan::default()
        });
        bundle
    }

    fn gender(&self, row: &mut Row<'_>) -> Option<&'static str> {
        match (row.text(self.sex), self.sex_codes) {
            ("", _) | ("0" | "1" | "2", SexCodes::Unknown) => None,
            ("1", SexCodes::FromOne) | ("0", SexCodes::FromZero) => Some("Male"),
            ("2", SexCodes::FromOne) | ("1", SexCodes::FromZero) => Some("Female"),
            _ => {
                row.error(
                    self.sex,
                    "unknown_code",
                    "write 1 for male and 2 for female, in all rows",
                );
                None
            }
        }
    }

    fn read_states(&self, row: &mut Row<'_>, id: &str) -> Vec<LoanState> {
        let mut states = Vec::with_capacity(STATEMENTS.len());
        for (as_of, (status, bill)) in STATEMENTS.into_iter().zip(self.months) {
            let months = row.required(status, |row, column| {
                row.number_in(column, -2..=agency::MOST_MONTHS)
            });
            let balance_minor = row.required(bill, Row::money);
            if let (Some(months), Some(balance_minor)) = (months, balance_minor) {
                states.push(LoanState {
                    loan_key: id.to_owned(),
                    as_of,
                    balance_minor: balance_minor.max(0),
                    days_past_due: agency::DAYS_PER_MONTH * months.max(0),
                    exit: None,
                });
            }
        }
        states
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing;

    const HEADER: &str = "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6,PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default payment next month";

    #[test]
    fn an_account_has_six_months() {
        let read = testing::read_csv(
            HEADER,
            &["1,20000,2,2,1,24,2,2,-1,-1,-2,-2,3913,3102,689,0,0,-7,0,689,0,0,0,0,1"],
        );
        let (bundle, rules) = &read[0];
        assert!(rules.is_empty(), "{rules:?}");
        let loan = bundle.loan.as_ref().unwrap();
        assert_eq!(
            (loan.key.as_str(), loan.customer_key.as_str()),
            ("1", "C-1")
        );
        assert_eq!(
            (loan.amount_minor, loan.observed_default),
            (2_000_000, Some(true))
        );
        assert_eq!(
            loan.features.as_deref(),
            Some(r#"{"EDUCATION":2,"MARRIAGE":1}"#)
        );
        assert_eq!(bundle.customer.as_ref().unwrap().gender, Some("Female"));
        let states: Vec<_> = bundle
            .states
            .iter()
            .map(|state| {
                (
                    state.as_of.to_string(),
                    state.balance_minor,
                    state.days_past_due,
                )
            })
            .collect();
        let expected = [
            ("2005-04-30", 0, 0),
            ("2005-05-31", 0, 0),
            ("2005-06-30", 0, 0),
            ("2005-07-31", 68_900, 0),
            ("2005-08-31", 310_200, 60),
            ("2005-09-30", 391_300, 60),
        ]
        .map(|(day, balance, days)| (day.to_owned(), balance, days));
        assert_eq!(states, expected);
    }

    #[test]
    fn the_first_rows_tell_how_the_sex_is_written() {
        let row =
            |sex: &&str| format!("1,20000,{sex},2,1,24,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,0,0,0");
        let genders = |sexes: &[&str]| {
            let rows: Vec<String> = sexes.iter().map(row).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let read = testing::read_csv(HEADER, &rows).into_iter();
            read.map(|(bundle, _)| bundle.customer.and_then(|customer| customer.gender))
                .collect::<Vec<_>>()
        };
        assert_eq!(genders(&["1", "2"]), [Some("Male"), Some("Female")]);
        assert_eq!(genders(&["0", "1"]), [Some("Male"), Some("Female")]);
        assert_eq!(genders(&["1", "1"]), [None, None]);
    }

    #[test]
    fn codes_that_are_not_known_are_errors() {
        let read = testing::read_csv(
            HEADER,
            &["1,20000,3,2,1,24,2,2,-1,-1,-3,,3913,3102,689,0,0,0,0,689,0,0,0,0,2"],
        );
        let rules = [
            "not_a_yes_or_no",
            "unknown_code",
            "missing_value",
            "out_of_range",
        ];
        assert_eq!(read[0].1, rules);
    }
}
