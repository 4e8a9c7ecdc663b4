//! A question to the database as one to the book in memory: the same filter, groups,
//! date and arguments.

use super::Held;
use crate::{
    error::{Error, Result},
    query::Parameters,
    service::{
        Ctx, bucket, dimension,
        filter::Filter,
        portfolio::{Portfolio, Selection, score_ranges},
        risk_stratification,
    },
};
use ::entity::loan_application::LoanType;
use engine::{Attribute, BehaviourTier, Bucket, Condition, Question, ScoreTier, Tables, Value};
use sea_orm::{ActiveEnum, DbErr, Iterable};
use std::sync::Arc;

/// The question that a statement with these parameters is the answer to.
///
/// # Errors
/// When the book's tables cannot be read, or a parameter is of a type that no figure has.
pub(super) async fn question(
    ctx: &Ctx,
    held: &Held,
    portfolio: &Portfolio,
    statement: &'static str,
    parameters: &Parameters,
) -> Result<Question> {
    let as_of = portfolio.as_of.date();
    let as_of = engine::day(as_of).ok_or_else(|| {
        Error::internal(DbErr::Custom(format!("{as_of} is no day of the columns")))
    })?;
    let arguments = parameters.iter().map(|(name, value)| {
        let value = match value {
            sea_orm::Value::BigInt(Some(number)) => Value::Integer(*number),
            sea_orm::Value::Int(Some(number)) => Value::Integer((*number).into()),
            sea_orm::Value::String(Some(text)) => Value::Text(text.clone()),
            sea_orm::Value::ChronoDate(Some(date)) => Value::Date(*date),
            _ => {
                let message = format!("the parameter {name} is of no type that figures have");
                return Err(Error::internal(DbErr::Custom(message)));
            }
        };
        Ok((*name, value))
    });
    Ok(Question {
        statement,
        as_of,
        arguments: arguments.collect::<Result<_>>()?,
        selection: Arc::new(selection(ctx, held, &portfolio.selection).await?),
        tables: Arc::new(tables(ctx).await?),
    })
}

async fn tables(ctx: &Ctx) -> Result<Tables> {
    let buckets = bucket::all(ctx).await?.iter().map(|bucket| Bucket {
        scheme: bucket.scheme.clone(),
        name: bucket.name.clone(),
        from_days: bucket.from_days,
        to_days: bucket.to_days,
    });
    let settings = ctx.settings().await?;
    let score_tiers = settings.all_tiers().iter().map(|tier| ScoreTier {
        profile: tier.profile.clone(),
        name: tier.name.clone(),
        minimum_score: tier.minimum_score.into(),
    });
    let behaviour_tiers = risk_stratification::behaviour_tiers(ctx).await?;
    let behaviour_tiers = behaviour_tiers.iter().map(|tier| BehaviourTier {
        name: tier.name.clone(),
        maximum_late: tier.maximum_late,
        maximum_missed: tier.maximum_missed,
        maximum_average_delay_days: tier.maximum_average_delay_days,
    });
    Ok(Tables {
        buckets: buckets.collect(),
        score_tiers: score_tiers.collect(),
        behaviour_tiers: behaviour_tiers.collect(),
    })
}

/// The same loans and groups.
async fn selection(ctx: &Ctx, held: &Held, selection: &Selection) -> Result<engine::Selection> {
    use Attribute as A;
    let settings = ctx.settings().await?;
    let (filter, rows) = (&selection.filter, &selection.rows);
    let mut conditions = Conditions(Vec::new());
    if !rows.loan_types.is_empty() {
        let types: Vec<LoanType> = rows.loan_types.clone();
        conditions.one_of(A::LoanType, types.iter().map(dimension::place));
    }
    if !rows.branches.is_empty() {
        // A branch that no loan is of has no code.
        let codes = rows.branches.iter();
        conditions.one_of(
            A::Branch,
            codes.filter_map(|label| held.book.branch_code(label)),
        );
    }
    conditions.labels(A::LoanType, &filter.loan_type);
    conditions.labels(A::LoanStatus, &filter.loan_status);
    conditions.labels(A::Gender, &filter.gender);
    conditions.labels(A::EmploymentType, &filter.employment_type);
    conditions.labels(A::JobType, &filter.job_type);
    conditions.labels(A::HousingStatus, &filter.housing_status);
    conditions.add(A::LoanAmount, &filter.loan_amount_minor, |amount| *amount);
    conditions.add(A::InterestRate, &filter.interest_rate_ppm, |rate| {
        i64::from(*rate)
    });
    conditions.add(A::LoanTerm, &filter.loan_term_months, |term| {
        i64::from(*term)
    });
    conditions.add(A::DisbursementDate, &filter.disbursement_date, |date| {
        i64::from(engine::signed_day(*date))
    });
    conditions.add(A::LoanId, &filter.loan_id, |id| *id);
    conditions.add(A::CustomerId, &filter.customer_id, |id| *id);
    conditions.add(A::CreditScore, &filter.credit_score, |score| {
        i64::from(*score)
    });
    conditions.add(A::Age, &filter.age, |age| i64::from(*age));
    if !filter.risk_tiers.is_empty() {
        let ranges = score_ranges(&filter.risk_tiers, &settings)?.into_iter();
        let range = |(from, below): (i32, Option<i32>)| {
            i64::from(from)..=below.map_or(i64::MAX, |below| i64::from(below) - 1)
        };
        conditions.0.push(Condition {
            attribute: A::CreditScore,
            ranges: ranges.map(range).collect(),
        });
    }
    let groupings = selection.dimensions.iter();
    Ok(engine::Selection {
        conditions: conditions.0,
        groupings: groupings.map(|by| by.grouping(&settings)).collect(),
    })
}

struct Conditions(Vec<Condition>);

impl Conditions {
    fn one_of(&mut self, attribute: Attribute, values: impl Iterator<Item = i64>) {
        self.0.push(Condition {
            attribute,
            ranges: values.map(|value| value..=value).collect(),
        });
    }

    /// What a filter asks of an attribute, by the number that stands for each value.
    fn add<T>(&mut self, attribute: Attribute, filter: &Filter<T>, number: impl Fn(&T) -> i64) {
        if let Some(value) = &filter.equal {
            self.one_of(attribute, std::iter::once(number(value)));
        }
        if let Some(values) = &filter.one_of {
            self.one_of(attribute, values.iter().map(&number));
        }
        let bounds = (filter.at_least.as_ref(), filter.at_most.as_ref());
        if bounds.0.or(bounds.1).is_some() {
            let from = bounds.0.map_or(i64::MIN, &number);
            let to = bounds.1.map_or(i64::MAX, &number);
            self.0.push(Condition {
                attribute,
                ranges: vec![from..=to],
            });
        }
    }

    fn labels<E: ActiveEnum<Value = String> + Iterable>(
        &mut self,
        attribute: Attribute,
        filter: &Filter<E>,
    ) {
        if let Some(label) = &filter.equal {
            self.one_of(attribute, std::iter::once(dimension::place(label)));
        }
        if let Some(labels) = &filter.one_of {
            self.one_of(attribute, labels.iter().map(dimension::place));
        }
    }
}
