//! Statlog German Credit data: 1,000 applications, as UCI's file of codes or as our CSV of labels.
//!
//! An application is a customer and a loan that was not paid out. The tape has no dates: the
//! user says of which day it is. The labels are those of `data/DATA_DICTIONARY.md`; they, and
//! the features, are the same from either file.

use super::{
    check,
    feature::Object,
    heading::Heading,
    row::{AGES, Row, TERMS},
};
use crate::{Bundle, Customer, Label, Loan};
use chrono::NaiveDate;
use csv::StringRecord;

/// Name of the layout.
pub(crate) const NAME: &str = "german_credit";

/// The attributes in their order; in UCI's file the class follows.
pub(crate) const ATTRIBUTES: [&str; 20] = [
    "checking_status",
    "duration_months",
    "credit_history",
    "purpose",
    "credit_amount",
    "savings_status",
    "employment_since",
    "installment_rate",
    "personal_status_sex",
    "other_debtors",
    "residence_since",
    "property",
    "age_years",
    "other_installment_plans",
    "housing",
    "existing_credits",
    "job",
    "dependents",
    "telephone",
    "foreign_worker",
];

/// Name of the class.
pub(crate) const CLASS: &str = "credit_risk";

/// The attributes that are numbers.
const NUMBERS: [&str; 7] = [
    "duration_months",
    "credit_amount",
    "installment_rate",
    "residence_since",
    "age_years",
    "existing_credits",
    "dependents",
];

/// UCI's codes and their labels.
const CODES: [(&str, &str); 56] = [
    ("A11", "lt_0_dm"),
    ("A12", "0_to_200_dm"),
    ("A13", "ge_200_dm_or_salary"),
    ("A14", "no_checking_account"),
    ("A30", "no_credits_or_all_paid"),
    ("A31", "all_paid_this_bank"),
    ("A32", "existing_paid_till_now"),
    ("A33", "delay_in_past"),
    ("A34", "critical_or_other_credits"),
    ("A40", "car_new"),
    ("A41", "car_used"),
    ("A42", "furniture_equipment"),
    ("A43", "radio_television"),
    ("A44", "domestic_appliances"),
    ("A45", "repairs"),
    ("A46", "education"),
    ("A47", "vacation"),
    ("A48", "retraining"),
    ("A49", "business"),
    ("A410", "others"),
    ("A61", "lt_100_dm"),
    ("A62", "100_to_500_dm"),
    ("A63", "500_to_1000_dm"),
    ("A64", "ge_1000_dm"),
    ("A65", "unknown_or_none"),
    ("A71", "unemployed"),
    ("A72", "lt_1_year"),
    ("A73", "1_to_4_years"),
    ("A74", "4_to_7_years"),
    ("A75", "ge_7_years"),
    ("A91", "male_divorced_separated"),
    ("A92", "female_divorced_separated_married"),
    ("A93", "male_single"),
    ("A94", "male_married_widowed"),
    ("A95", "female_single"),
    ("A101", "none"),
    ("A102", "co_applicant"),
    ("A103", "guarantor"),
    ("A121", "real_estate"),
    ("A122", "building_savings_or_life_insurance"),
    ("A123", "car_or_other"),
    ("A124", "unknown_or_none"),
    ("A141", "bank"),
    ("A142", "stores"),
    ("A143", "none"),
    ("A151", "rent"),
    ("A152", "own"),
    ("A153", "for_free"),
    ("A171", "unemployed_or_unskilled_non_resident"),
    ("A172", "unskilled_resident"),
    ("A173", "skilled_employee"),
    ("A174", "management_self_employed_or_highly_qualified"),
    ("A191", "none"),
    ("A192", "registered"),
    ("A201", "yes"),
    ("A202", "no"),
];

/// Reads rows of either file.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    as_of: NaiveDate,
    row_id: Option<usize>,
    attributes: [usize; 20],
    class: usize,
}

/// Whether a table has the columns of our CSV.
pub(crate) fn fits(heading: &Heading) -> bool {
    heading.has_all(&ATTRIBUTES) && heading.find(CLASS).is_some()
}

/// Whether a row is one of UCI's file: 21 fields, of which the first is a code.
pub(crate) fn is_of_codes(fields: &StringRecord) -> bool {
    fields.len() == ATTRIBUTES.len() + 1
        && fields
            .get(0)
            .is_some_and(|first| first.trim().starts_with("A1"))
}

impl Reader {
    /// The reader of our CSV.
    pub(crate) fn of(heading: &Heading, as_of: NaiveDate) -> Option<Self> {
        let mut attributes = [0; 20];
        for (place, name) in attributes.iter_mut().zip(ATTRIBUTES) {
            *place = heading.find(name)?;
        }
        Some(Self {
            as_of,
            row_id: heading.find("row_id"),
            attributes,
            class: heading.find(CLASS)?,
        })
    }

    /// The reader of UCI's file.
    pub(crate) fn of_codes(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            row_id: None,
            attributes: std::array::from_fn(|place| place),
            class: ATTRIBUTES.len(),
        }
    }

    pub(crate) fn read(&self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let id = match self.row_id {
            Some(_) => row.required(self.row_id, Row::id).map(|id| id.to_string()),
            None => Some(row.number().to_string()),
        };
        let loan_type = self.label(row, "purpose", loan_type);
        let housing_status = self.label(row, "housing", housing_status);
        let employment_type = self.label(row, "employment_since", employment_type);
        let job_type = self.label(row, "job", job_type);
        let gender = self.label(row, "personal_status_sex", gender);
        let amount_minor = row.required(self.place("credit_amount"), Row::money_above_zero);
        let term_months = row.required(self.place("duration_months"), |row, column| {
            row.number_in(column, TERMS)
        });
        let age = row.number_or_none(self.place("age_years"), AGES);
        let observed_default = match row.text(Some(self.class)) {
            "good" | "1" => Some(false),
            "bad" | "2" => Some(true),
            _ => {
                row.error(
                    Some(self.class),
                    "unknown_label",
                    "write good or bad, or 1 or 2",
                );
                None
            }
        };
        let (Some(id), Some(loan_type), Some(amount_minor), Some(term_months)) =
            (id, loan_type, amount_minor, term_months)
        else {
            return bundle;
        };
        let customer_key = format!("A-{id}");
        bundle.customer = Some(Customer {
            key: customer_key.clone(),
            age,
            gender,
            employment_type,
            job_type,
            housing_status,
            account_created_date: Some(self.as_of),
            ..Customer::default()
        });
        bundle.loan = Some(check::with_annuity(Loan {
            key: id,
            customer_key,
            loan_type,
            amount_minor,
            term_months,
            status: Some("Pending"),
            observed_default,
            features: self.features(row),
            ..Loan::default()
        }));
        bundle
    }

    fn place(&self, name: &str) -> Option<usize> {
        let number = ATTRIBUTES.iter().position(|attribute| *attribute == name)?;
        Some(self.attributes[number])
    }

    fn label(
        &self,
        row: &mut Row<'_>,
        name: &str,
        of_label: impl Fn(&str) -> Option<Label>,
    ) -> Option<Label> {
        let column = self.place(name);
        let found = of_label(decoded(row.text(column)));
        if found.is_none() {
            row.error(
                column,
                "unknown_label",
                "write a label or a code of data/DATA_DICTIONARY.md",
            );
        }
        found
    }

    fn features(&self, row: &Row<'_>) -> Option<String> {
        let mut object = Object::new();
        for (name, place) in ATTRIBUTES.iter().zip(self.attributes) {
            let text = decoded(row.text(Some(place)));
            if NUMBERS.contains(name) {
                object.number(name, text);
            } else {
                object.text(name, text);
            }
        }
        object.finish()
    }
}

/// The label of a code; a label stays what it is.
fn decoded(text: &str) -> &str {
    CODES
        .iter()
        .find(|(code, _)| *code == text)
        .map_or(text, |(_, label)| label)
}

fn loan_type(purpose: &str) -> Option<Label> {
    match purpose {
        "car_new" | "car_used" => Some("Auto"),
        "furniture_equipment" | "radio_television" | "domestic_appliances" => Some("Consumer"),
        "education" | "retraining" => Some("Education"),
        "business" => Some("Business"),
        "repairs" | "others" | "vacation" => Some("Personal"),
        _ => None,
    }
}

fn housing_status(housing: &str) -> Option<Label> {
    match housing {
        "own" => Some("Own"),
        "rent" => Some("Rent"),
        "for_free" => Some("Free"),
        _ => None,
    }
}

fn employment_type(since: &str) -> Option<Label> {
    match since {
        "unemployed" => Some("Unemployed"),
        "lt_1_year" => Some("Employed under 1 year"),
        "1_to_4_years" => Some("Employed 1-4 years"),
        "4_to_7_years" => Some("Employed 4-7 years"),
        "ge_7_years" => Some("Employed 7+ years"),
        _ => None,
    }
}

fn job_type(job: &str) -> Option<Label> {
    match job {
        "unemployed_or_unskilled_non_resident" => Some("Unemployed or Unskilled (Non-resident)"),
        "unskilled_resident" => Some("Unskilled"),
        "skilled_employee" => Some("Skilled"),
        "management_self_employed_or_highly_qualified" => Some("Management / Highly Qualified"),
        _ => None,
    }
}

fn gender(status: &str) -> Option<Label> {
    if status.starts_with("female") {
        Some("Female")
    } else {
        status.starts_with("male").then_some("Male")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing;

    const FEATURES: &str = r#"{"checking_status":"lt_0_dm","duration_months":6,"credit_history":"critical_or_other_credits","purpose":"radio_television","credit_amount":1169,"savings_status":"unknown_or_none","employment_since":"ge_7_years","installment_rate":4,"personal_status_sex":"male_single","other_debtors":"none","residence_since":4,"property":"real_estate","age_years":67,"other_installment_plans":"none","housing":"own","existing_credits":2,"job":"skilled_employee","dependents":1,"telephone":"registered","foreign_worker":"yes"}"#;

    #[test]
    fn both_files_say_the_same() {
        let header = format!("row_id,{},{CLASS}", ATTRIBUTES.join(","));
        let labels = testing::read_csv(
            &header,
            &[
                "1,lt_0_dm,6,critical_or_other_credits,radio_television,1169,unknown_or_none,ge_7_years,4,male_single,none,4,real_estate,67,none,own,2,skilled_employee,1,registered,yes,good",
            ],
        );
        let codes = testing::read_headerless(
            ' ',
            &["A11 6 A34 A43 1169 A65 A75 4 A93 A101 4 A121 67 A143 A152 2 A173 1 A192 A201 1"],
        );
        assert_eq!(labels, codes);
        let (bundle, rules) = &labels[0];
        assert!(rules.is_empty(), "{rules:?}");
        let (customer, loan) = (
            bundle.customer.as_ref().unwrap(),
            bundle.loan.as_ref().unwrap(),
        );
        assert_eq!(loan.features.as_deref(), Some(FEATURES));
        assert_eq!(
            (
                loan.amount_minor,
                loan.term_months,
                loan.monthly_installment_minor
            ),
            (116_900, 6, 19_484)
        );
        assert_eq!(
            (loan.status, loan.disbursement_date),
            (Some("Pending"), None)
        );
        assert_eq!(
            (customer.key.as_str(), customer.gender),
            ("A-1", Some("Male"))
        );
        assert_eq!(customer.account_created_date, Some(testing::AS_OF));
    }

    #[test]
    fn codes_that_are_not_known_are_errors() {
        let read = testing::read_headerless(
            ' ',
            &["A11 6 A34 A49 1169 A65 A76 4 A93 A101 4 A121 67 A143 A152 2 A173 1 A192 A201 3"],
        );
        assert_eq!(read[0].1, ["unknown_label", "unknown_label"]);
        assert_eq!(read[0].0, Bundle::default());
    }
}
