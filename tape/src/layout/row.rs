//! A row being read: its fields by position, and what is found wrong with them.

use super::{
    date::{self, DateOrder},
    field::{self, DecimalMark, Fault},
    label,
};
use crate::{Label, Problem, Severity};
use chrono::{NaiveDate, NaiveDateTime};
use csv::StringRecord;
use std::ops::RangeInclusive;

/// Place of a column, from 0; none where the table does not have it.
pub(crate) type Column = Option<usize>;

/// Credit scores of the book.
pub(crate) const SCORES: RangeInclusive<i64> = 300..=850;

/// Ages of the book.
pub(crate) const AGES: RangeInclusive<i64> = 0..=150;

/// Terms in months.
pub(crate) const TERMS: RangeInclusive<i64> = 1..=600;

/// Days past due: a century, which no counter reaches.
pub(crate) const DAYS: RangeInclusive<i64> = 0..=36_500;

/// The longest branch in characters.
pub(crate) const BRANCH_CHARACTERS: usize = 64;

/// The longest key of a customer or loan, in characters.
const KEY_CHARACTERS: usize = 64;

/// Decimals of a percentage that fit into parts per million.
const PERCENT_PLACES: u32 = 4;

/// 1,000 % a year.
const HIGHEST_RATE_PPM: i64 = 10_000_000;

/// How the values of a table are written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Style {
    pub(crate) decimal_mark: DecimalMark,
    pub(crate) date_order: Option<DateOrder>,
    /// Whether rates are fractions, 0.0385, and not percent, 3.85.
    pub(crate) has_rate_fractions: bool,
}

/// What the rows of a table have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) columns: Vec<String>,
    pub(crate) currency_exponent: u32,
    pub(crate) style: Style,
}

/// A row, and the problems found in it.
pub(crate) struct Row<'a> {
    shape: &'a Shape,
    fields: &'a StringRecord,
    number: u64,
    problems: Vec<Problem>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(shape: &'a Shape, fields: &'a StringRecord, number: u64) -> Self {
        Self {
            shape,
            fields,
            number,
            problems: Vec::new(),
        }
    }

    /// Its number in the file, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether something in it forbids to load it.
    pub(crate) fn has_error(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn column_name(&self, column: Column) -> &'a str {
        column
            .and_then(|place| self.shape.columns.get(place))
            .map_or("", String::as_str)
    }

    /// Notes what is wrong with a value.
    pub(crate) fn report(
        &mut self,
        severity: Severity,
        column: Column,
        rule: &'static str,
        fix: impl Into<String>,
    ) {
        let value = self.text(column);
        let problem = Problem::new(severity, self.column_name(column), value, rule, fix);
        self.problems.push(problem);
    }

    pub(crate) fn error(&mut self, column: Column, rule: &'static str, fix: impl Into<String>) {
        self.report(Severity::Error, column, rule, fix);
    }

    pub(crate) fn warn(&mut self, column: Column, rule: &'static str, fix: impl Into<String>) {
        self.report(Severity::Warning, column, rule, fix);
    }

    pub(crate) fn note(&mut self, column: Column, rule: &'static str, fix: impl Into<String>) {
        self.report(Severity::Note, column, rule, fix);
    }

    /// A field without blanks around it; empty where the table does not have the column.
    pub(crate) fn text(&self, column: Column) -> &'a str {
        column
            .and_then(|place| self.fields.get(place))
            .map_or("", str::trim)
    }

    pub(crate) fn is_blank(&self, column: Column) -> bool {
        self.text(column).is_empty()
    }

    /// Reads a field that must not be empty.
    pub(crate) fn required<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&mut Self, Column) -> Option<T>,
    ) -> Option<T> {
        if self.is_blank(column) {
            self.error(column, "missing_value", "fill in the value");
            return None;
        }
        read(self, column)
    }

    /// An amount in minor units.
    pub(crate) fn money(&mut self, column: Column) -> Option<i64> {
        let (exponent, mark) = (self.shape.currency_exponent, self.shape.style.decimal_mark);
        self.parse(column, |text| field::money(text, exponent, mark))
    }

    /// An amount that is 0 or more.
    pub(crate) fn money_from_zero(&mut self, column: Column) -> Option<i64> {
        let amount = self.money(column)?;
        if amount < 0 {
            self.error(column, "negative_amount", "write an amount of 0 or more");
            return None;
        }
        Some(amount)
    }

    /// An amount that is above 0.
    pub(crate) fn money_above_zero(&mut self, column: Column) -> Option<i64> {
        let amount = self.money_from_zero(column)?;
        if amount == 0 {
            self.error(column, "out_of_range", "write an amount above 0");
            return None;
        }
        Some(amount)
    }

    /// A yearly rate in parts per million.
    pub(crate) fn rate(&mut self, column: Column) -> Option<i32> {
        let style = self.shape.style;
        let text = self.text(column);
        let (digits, places) = match text.strip_suffix('%') {
            Some(digits) => (digits, PERCENT_PLACES),
            None if style.has_rate_fractions => (text, PERCENT_PLACES + 2),
            None => (text, PERCENT_PLACES),
        };
        let scaled = self.parse(column, |_| {
            field::decimal(digits, places, style.decimal_mark)
        })?;
        if !(0..=HIGHEST_RATE_PPM).contains(&scaled.value) {
            self.error(
                column,
                "out_of_range",
                "write a yearly rate of 0 to 1,000 %",
            );
            return None;
        }
        if !scaled.exact {
            let percent = PERCENT_PLACES;
            self.warn(
                column,
                "too_many_decimals",
                format!("rounded to {percent} decimals of a percent"),
            );
        }
        i32::try_from(scaled.value).ok()
    }

    /// A whole number within a range.
    pub(crate) fn number_in(&mut self, column: Column, range: RangeInclusive<i64>) -> Option<i32> {
        let number = self.parse(column, field::integer)?;
        if !range.contains(&number) {
            let (low, high) = range.into_inner();
            self.error(
                column,
                "out_of_range",
                format!("write a number from {low} to {high}"),
            );
            return None;
        }
        i32::try_from(number).ok()
    }

    /// A whole number that is left out, with a warning, where it is out of its range.
    pub(crate) fn number_or_none(
        &mut self,
        column: Column,
        range: RangeInclusive<i64>,
    ) -> Option<i32> {
        let number = self.parse(column, field::integer)?;
        if !range.contains(&number) {
            let (low, high) = range.into_inner();
            self.warn(
                column,
                "out_of_range",
                format!("left empty: it must be {low} to {high}"),
            );
            return None;
        }
        i32::try_from(number).ok()
    }

    /// An identifier above 0.
    pub(crate) fn id(&mut self, column: Column) -> Option<i64> {
        let id = self.parse(column, field::integer)?;
        if id < 1 {
            self.error(column, "out_of_range", "write an identifier above 0");
            return None;
        }
        Some(id)
    }

    /// A key: any text that is not too long.
    pub(crate) fn key(&mut self, column: Column) -> Option<&'a str> {
        let key = self.text(column);
        if key.chars().count() > KEY_CHARACTERS {
            self.error(
                column,
                "key_too_long",
                format!("write a key of at most {KEY_CHARACTERS} characters"),
            );
            return None;
        }
        self.has_no_control_character(column).then_some(key)
    }

    /// Text of the lender's own; cut where it is too long.
    pub(crate) fn free_text(&mut self, column: Column, most_characters: usize) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() || !self.has_no_control_character(column) {
            return None;
        }
        let short: String = text.chars().take(most_characters).collect();
        if short.len() < text.len() {
            self.warn(
                column,
                "text_too_long",
                format!("cut after {most_characters} characters"),
            );
        }
        Some(short)
    }

    /// A label of one of the book's lists.
    pub(crate) fn label(&mut self, column: Column, labels: &[Label]) -> Option<Label> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let found = label::find(text, labels);
        if found.is_none() {
            self.error(
                column,
                "unknown_label",
                format!("write one of: {}", labels.join(", ")),
            );
        }
        found
    }

    /// A currency by its code.
    pub(crate) fn currency(&mut self, column: Column) -> Option<String> {
        let code = self.text(column);
        if code.is_empty() {
            return None;
        }
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.error(
                column,
                "not_a_currency",
                "write a code of ISO 4217, such as EUR",
            );
            return None;
        }
        Some(code.to_owned())
    }

    /// A JSON object, kept as the text that it is.
    pub(crate) fn json_object(&mut self, column: Column) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let is_object =
            text.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if !is_object {
            self.error(
                column,
                "not_a_json_object",
                "write a JSON object, or leave it empty",
            );
            return None;
        }
        Some(text.to_owned())
    }

    pub(crate) fn boolean(&mut self, column: Column) -> Option<bool> {
        self.parse(column, field::boolean)
    }

    pub(crate) fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let order = self.shape.style.date_order;
        self.parse(column, |text| date::date(text, order))
    }

    /// The first day of a month, by a way to write months.
    pub(crate) fn month(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Result<NaiveDate, Fault>,
    ) -> Option<NaiveDate> {
        self.parse(column, read)
    }

    pub(crate) fn stamp(&mut self, column: Column) -> Option<NaiveDateTime> {
        self.parse(column, date::stamp)
    }

    /// What a parser makes of a field; a field that is empty is no problem.
    pub(crate) fn parse<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&'a str) -> Result<T, Fault>,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match parse(text) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.error(column, fault.rule(), fault.fix());
                None
            }
        }
    }

    fn has_no_control_character(&mut self, column: Column) -> bool {
        // Databases refuse some of them, and nobody sees any of them.
        let is_clean = !self.text(column).chars().any(char::is_control);
        if !is_clean {
            self.error(
                column,
                "control_character",
                "remove the characters that cannot be seen",
            );
        }
        is_clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the only field of a row, and names the rule that it breaks.
    fn read<T>(
        text: &str,
        read: impl Fn(&mut Row<'_>) -> Option<T>,
    ) -> (Option<T>, Vec<(Severity, &'static str)>) {
        let shape = Shape {
            columns: vec!["field".to_owned()],
            currency_exponent: 2,
            style: Style::default(),
        };
        let fields = StringRecord::from(vec![text]);
        let mut row = Row::new(&shape, &fields, 2);
        let value = read(&mut row);
        let rules = row.into_problems().into_iter().map(|problem| {
            assert_eq!(
                (problem.column.as_str(), problem.value.as_str()),
                ("field", text.trim())
            );
            (problem.severity, problem.rule)
        });
        (value, rules.collect())
    }

    const FIELD: Column = Some(0);
    const ERROR: Severity = Severity::Error;

    #[test]
    fn rates_are_parts_per_million() {
        for (text, ppm) in [
            ("10.65%", 106_500),
            ("10.65", 106_500),
            (" 3.85 ", 38_500),
            ("0", 0),
        ] {
            assert_eq!(
                read(text, |row| row.rate(FIELD)),
                (Some(ppm), vec![]),
                "{text}"
            );
        }
        let warned = vec![(Severity::Warning, "too_many_decimals")];
        assert_eq!(
            read("3.12345", |row| row.rate(FIELD)),
            (Some(31_235), warned)
        );
        for (text, rule) in [
            ("1000.1", "out_of_range"),
            ("-1", "out_of_range"),
            ("x", "not_a_number"),
        ] {
            assert_eq!(
                read(text, |row| row.rate(FIELD)),
                (None, vec![(ERROR, rule)]),
                "{text}"
            );
        }
    }

    #[test]
    fn ranges_are_kept() {
        let amount = |text| read(text, |row| row.required(FIELD, Row::money_above_zero));
        assert_eq!(amount("12.50"), (Some(1250), vec![]));
        assert_eq!(amount("-1"), (None, vec![(ERROR, "negative_amount")]));
        assert_eq!(amount("0.00"), (None, vec![(ERROR, "out_of_range")]));
        assert_eq!(amount(" "), (None, vec![(ERROR, "missing_value")]));
        let score = |text| read(text, |row| row.number_or_none(FIELD, SCORES));
        assert_eq!(score("300"), (Some(300), vec![]));
        assert_eq!(
            score("851"),
            (None, vec![(Severity::Warning, "out_of_range")])
        );
        assert_eq!(score("good"), (None, vec![(ERROR, "not_a_number")]));
        assert_eq!(
            read("601", |row| row.number_in(FIELD, TERMS)),
            (None, vec![(ERROR, "out_of_range")])
        );
        assert_eq!(
            read("0", |row| row.id(FIELD)),
            (None, vec![(ERROR, "out_of_range")])
        );
    }

    #[test]
    fn texts_are_clean_and_short() {
        let text = |text| read(text, |row| row.free_text(FIELD, 3));
        assert_eq!(text("Abc "), (Some("Abc".to_owned()), vec![]));
        assert_eq!(
            text("Abcd"),
            (
                Some("Abc".to_owned()),
                vec![(Severity::Warning, "text_too_long")]
            )
        );
        assert_eq!(text("A\0b"), (None, vec![(ERROR, "control_character")]));
        let key = "k".repeat(65);
        assert_eq!(
            read(&key, |row| row.key(FIELD).map(str::len)),
            (None, vec![(ERROR, "key_too_long")])
        );
        let label = |text| read(text, |row| row.label(FIELD, label::GENDERS));
        assert_eq!(label("FEMALE"), (Some("Female"), vec![]));
        assert_eq!(label("f"), (None, vec![(ERROR, "unknown_label")]));
    }
}
