//! Rows of `customer_profile.csv`.

use crate::{
    Customer,
    layout::{
        heading::Heading,
        label,
        row::{AGES, Column, Row, SCORES},
    },
};

/// Columns that customers are known by.
pub(super) const REQUIRED: &[&str] = &[
    "customer_id",
    "full_name",
    "age",
    "gender",
    "income",
    "employment_type",
    "job_type",
    "housing_status",
    "credit_score",
    "account_created_date",
];

/// Columns that may be there.
pub(super) const OPTIONAL: &[&str] = &["external_id", "customer_external_id"];

/// The longest name in characters.
const NAME_CHARACTERS: usize = 200;

/// Where the columns are.
#[derive(Clone, Debug)]
pub(super) struct CustomerColumns {
    pub(super) customer_id: Column,
    external_id: Column,
    full_name: Column,
    age: Column,
    gender: Column,
    income: Column,
    employment_type: Column,
    job_type: Column,
    housing_status: Column,
    credit_score: Column,
    account_created_date: Column,
}

impl CustomerColumns {
    pub(super) fn of(heading: &Heading, is_wide: bool) -> Self {
        let external_id = heading.find("customer_external_id");
        // In a wide row the short name is the loan's.
        let short_name = heading.find("external_id").filter(|_| !is_wide);
        Self {
            customer_id: heading.find("customer_id"),
            external_id: external_id.or(short_name),
            full_name: heading.find("full_name"),
            age: heading.find("age"),
            gender: heading.find("gender"),
            income: heading.find("income"),
            employment_type: heading.find("employment_type"),
            job_type: heading.find("job_type"),
            housing_status: heading.find("housing_status"),
            credit_score: heading.find("credit_score"),
            account_created_date: heading.find("account_created_date"),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Option<Customer> {
        let id = row.required(self.customer_id, Row::id);
        let external_id = row.key(self.external_id);
        let customer = Customer {
            key: String::new(),
            id,
            full_name: super::unguarded_text(row.free_text(self.full_name, NAME_CHARACTERS)),
            age: row.number_or_none(self.age, AGES),
            gender: row.label(self.gender, label::GENDERS),
            income_minor: row.money_from_zero(self.income),
            employment_type: row.label(self.employment_type, label::EMPLOYMENT_TYPES),
            job_type: row.label(self.job_type, label::JOB_TYPES),
            housing_status: row.label(self.housing_status, label::HOUSING_STATUSES),
            credit_score: row.number_or_none(self.credit_score, SCORES),
            account_created_date: row.date(self.account_created_date),
        };
        let key = super::own_key(external_id?, id?);
        Some(Customer { key, ..customer })
    }
}
