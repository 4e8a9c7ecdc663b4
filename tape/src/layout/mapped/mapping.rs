//! Mapping files: TOML that says which column means what.

use super::{
    alias::Target,
    standing::{MEANINGS, Standing},
};
use crate::{
    Label, Refusal, form,
    layout::{
        date::{self, DateOrder},
        field::{self, DecimalMark},
        label,
        row::BRANCH_CHARACTERS,
    },
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which column means what: a mapping file that was understood.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) file: String,
    pub(crate) tape: TapeSection,
    pub(crate) columns: BTreeMap<Target, String>,
    pub(crate) statuses: BTreeMap<String, Standing>,
    pub(crate) labels: BTreeMap<Target, BTreeMap<String, Label>>,
    pub(crate) defaults: Defaults,
}

/// What is said of the whole tape.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TapeSection {
    #[serde(default)]
    pub(crate) kind: Kind,
    decimal: Option<Decimal>,
    date_order: Option<Order>,
    pub(crate) rate: Option<RateUnit>,
    delimiter: Option<String>,
    encoding: Option<String>,
    header: Option<bool>,
    /// Columns that go into the features by their own names.
    #[serde(default)]
    pub(crate) features: Vec<String>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A loan in a month: rows of a loan stand together, or apart.
    #[default]
    LoanMonth,
    /// A loan.
    Loan,
}

/// What stands in for columns that are not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) loan_type: Option<Label>,
    pub(crate) interest_rate_ppm: Option<i32>,
    pub(crate) term_months: Option<i32>,
    pub(crate) branch: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) as_of: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decimal {
    Point,
    Comma,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Ymd,
    Dmy,
    Mdy,
}

/// How rates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RateUnit {
    /// `3.85`
    Percent,
    /// `0.0385`
    Fraction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    tape: TapeSection,
    columns: BTreeMap<Target, String>,
    #[serde(default)]
    values: BTreeMap<Target, BTreeMap<String, String>>,
    #[serde(default)]
    defaults: DefaultsSection,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultsSection {
    loan_type: Option<String>,
    interest_rate: Option<String>,
    term_months: Option<u16>,
    branch: Option<String>,
    currency: Option<String>,
    as_of: Option<String>,
}

impl Mapping {
    /// Reads the text of a mapping file.
    ///
    /// # Errors
    /// When it is no TOML, or says something that nobody understands; the row is its line.
    pub fn parse(text: &str, file: &str) -> Result<Self, Refusal> {
        let refuse = |row, message| Refusal {
            file: file.to_owned(),
            row,
            rule: "mapping_not_understood",
            message,
        };
        let raw: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            refuse(line, error.message().trim().replace('\n', "; "))
        })?;
        let mut mapping = Self {
            file: file.to_owned(),
            tape: raw.tape,
            columns: raw.columns,
            statuses: BTreeMap::new(),
            labels: BTreeMap::new(),
            defaults: raw
                .defaults
                .read()
                .map_err(|message| refuse(None, message))?,
        };
        for (target, values) in raw.values {
            mapping
                .add_values(target, values)
                .map_err(|message| refuse(None, message))?;
        }
        if let Some(text) = &mapping.tape.delimiter
            && delimiter(text).is_none()
        {
            let message = format!("delimiter is {text:?}: write one character, or tab");
            return Err(refuse(None, message));
        }
        Ok(mapping)
    }

    /// How the files are written, where the user has not said it otherwise.
    pub(crate) fn form_options(&self, options: &form::Options) -> form::Options {
        let mut options = options.clone();
        options.encoding = options.encoding.or_else(|| self.tape.encoding.clone());
        let own = self.tape.delimiter.as_deref().and_then(delimiter);
        options.delimiter = options.delimiter.or(own);
        options.has_header = options.has_header.or(self.tape.header);
        options
    }

    pub(crate) fn decimal_mark(&self) -> Option<DecimalMark> {
        self.tape.decimal.map(|decimal| match decimal {
            Decimal::Point => DecimalMark::Point,
            Decimal::Comma => DecimalMark::Comma,
        })
    }

    pub(crate) fn date_order(&self) -> Option<DateOrder> {
        self.tape.date_order.map(|order| match order {
            Order::Ymd => DateOrder::YearMonthDay,
            Order::Dmy => DateOrder::DayMonthYear,
            Order::Mdy => DateOrder::MonthDayYear,
        })
    }

    fn add_values(
        &mut self,
        target: Target,
        values: BTreeMap<String, String>,
    ) -> Result<(), String> {
        if target == Target::Status {
            for (value, meaning) in values {
                let standing = Standing::of_meaning(&meaning).ok_or_else(|| {
                    format!("values.status: {meaning:?} must be one of: {MEANINGS}")
                })?;
                self.statuses.insert(folded(&value), standing);
            }
            return Ok(());
        }
        let name = target.name();
        let labels = labels_of(target)
            .ok_or_else(|| format!("values.{name}: {name} has no list of values"))?;
        let mut own = BTreeMap::new();
        for (value, meaning) in values {
            own.insert(folded(&value), label_of(name, &meaning, labels)?);
        }
        self.labels.insert(target, own);
        Ok(())
    }
}

impl DefaultsSection {
    fn read(self) -> Result<Defaults, String> {
        let loan_type = self
            .loan_type
            .map(|text| label_of("loan_type", &text, label::LOAN_TYPES));
        let interest_rate_ppm = self.interest_rate.map(|text| {
            let digits = text.trim_end_matches('%');
            let scaled = field::decimal(digits, 4, DecimalMark::Point)
                .map_err(|_| format!("defaults.interest_rate: {text:?} is no percentage"))?;
            i32::try_from(scaled.value)
                .ok()
                .filter(|rate| (0..=10_000_000).contains(rate))
                .ok_or_else(|| format!("defaults.interest_rate: {text:?} must be 0 to 1000"))
        });
        let term_months = self.term_months.map(|months| {
            (1..=600)
                .contains(&months)
                .then_some(i32::from(months))
                .ok_or_else(|| format!("defaults.term_months: {months} must be 1 to 600"))
        });
        let as_of = self.as_of.map(|text| {
            date::date(&text, None)
                .map_err(|_| format!("defaults.as_of: {text:?} must be written YYYY-MM-DD"))
        });
        let branch = self.branch.map(|text| {
            let fits =
                text.chars().count() <= BRANCH_CHARACTERS && !text.contains(char::is_control);
            let message = || {
                format!(
                    "defaults.branch: {text:?} must have at most {BRANCH_CHARACTERS} characters"
                )
            };
            fits.then_some(text.clone()).ok_or_else(message)
        });
        let currency = self.currency.map(|text| {
            let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            let message = || format!("defaults.currency: {text:?} must be a code such as EUR");
            is_code.then_some(text.clone()).ok_or_else(message)
        });
        Ok(Defaults {
            loan_type: loan_type.transpose()?,
            interest_rate_ppm: interest_rate_ppm.transpose()?,
            term_months: term_months.transpose()?,
            branch: branch.transpose()?,
            currency: currency.transpose()?,
            as_of: as_of.transpose()?,
        })
    }
}

/// The list of labels that a column's values are mapped to.
pub(crate) fn labels_of(target: Target) -> Option<&'static [Label]> {
    match target {
        Target::LoanType => Some(label::LOAN_TYPES),
        Target::Gender => Some(label::GENDERS),
        Target::EmploymentType => Some(label::EMPLOYMENT_TYPES),
        Target::JobType => Some(label::JOB_TYPES),
        Target::HousingStatus => Some(label::HOUSING_STATUSES),
        _ => None,
    }
}

fn label_of(name: &str, text: &str, labels: &[Label]) -> Result<Label, String> {
    label::find(text, labels)
        .ok_or_else(|| format!("{name}: {text:?} must be one of: {}", labels.join(", ")))
}

/// A value of a tape as it is looked up: its case says nothing, its signs may.
pub(crate) fn folded(value: &str) -> String {
    value.trim().to_lowercase()
}

fn delimiter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        b"tab" => Some(b'\t'),
        [byte] => Some(*byte),
        _ => None,
    }
}

/// The line, from 1, that a byte is in.
fn line_of(text: &str, offset: usize) -> u64 {
    let before = text.bytes().take(offset).filter(|byte| *byte == b'\n');
    before.count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Exit;

    #[test]
    fn a_file_is_understood() {
        let text = r#"
            [tape]
            kind = "loan"
            decimal = "comma"
            date_order = "dmy"
            delimiter = "tab"
            [columns]
            loan_key = "Loan Number"
            balance = "UPB"
            [values.status]
            "Performing" = "current"
            "30+" = "late:30"
            "Gone" = "charged_off"
            [values.gender]
            M = "male"
            [defaults]
            loan_type = "Auto"
            interest_rate = "5.25"
            term_months = 36
            as_of = "2024-12-31"
        "#;
        let mapping = Mapping::parse(text, "map.toml").unwrap();
        assert_eq!(mapping.tape.kind, Kind::Loan);
        assert_eq!(mapping.decimal_mark(), Some(DecimalMark::Comma));
        assert_eq!(mapping.date_order(), Some(DateOrder::DayMonthYear));
        assert_eq!(mapping.columns[&Target::LoanKey], "Loan Number");
        assert_eq!(mapping.statuses["gone"], Standing::Left(Exit::ChargedOff));
        assert_eq!(mapping.statuses["30+"], Standing::Late(Some(30)));
        assert_eq!(mapping.labels[&Target::Gender]["m"], "Male");
        let defaults = &mapping.defaults;
        assert_eq!(
            (defaults.interest_rate_ppm, defaults.term_months),
            (Some(52_500), Some(36))
        );
        let options = mapping.form_options(&form::Options::default());
        assert_eq!(options.delimiter, Some(b'\t'));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        let cases: [(&str, Option<u64>, &str); 10] = [
            ("[columns]\n[defaults]\ncurrency = \"eur\"", None, "EUR"),
            ("[columns]\n[defaults]\nbranch = \"a\\nb\"", None, "branch"),
            ("[columns]\nloan_key = 5", Some(2), "invalid type"),
            ("[columns]\nloan_kee = \"x\"", Some(2), "loan_kee"),
            ("[tape]\nsort = \"x\"\n[columns]", Some(2), "sort"),
            (
                "[columns]\n[values.status]\nx = \"late:\"",
                None,
                "late:<days>",
            ),
            (
                "[columns]\n[values.gender]\nx = \"y\"",
                None,
                "Female, Male",
            ),
            ("[columns]\n[values.balance]\nx = \"y\"", None, "no list"),
            ("[columns]\n[defaults]\nterm_months = 0", None, "1 to 600"),
            ("[tape]\ndelimiter = \"||\"\n[columns]", None, "delimiter"),
        ];
        for (text, line, part) in cases {
            let refusal = Mapping::parse(text, "map.toml").unwrap_err();
            assert_eq!(
                (refusal.rule, refusal.row),
                ("mapping_not_understood", line),
                "{refusal}"
            );
            assert!(refusal.message.contains(part), "{refusal}");
        }
    }
}
