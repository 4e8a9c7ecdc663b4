//! What a figure is asked with.

use crate::{
    day::{Day, NEVER, signed_day},
    selection::Selection,
};
use chrono::NaiveDate;
use std::sync::Arc;

/// A figure with its date, arguments and loans.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The name of the statement in `sql/`.
    pub statement: &'static str,
    /// End of this day; what happened later is unknown.
    pub as_of: Day,
    /// The parameters of the statement by name; the first of a name counts.
    pub arguments: Vec<(&'static str, Value)>,
    /// Which loans, in which groups.
    pub selection: Arc<Selection>,
    /// The book's small tables.
    pub tables: Arc<Tables>,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A name.
    Text(String),
    /// A date.
    Date(NaiveDate),
}

/// The small tables that some figures look names up in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Buckets of days past due of every scheme.
    pub buckets: Vec<Bucket>,
    /// Tiers by credit score of every profile.
    pub score_tiers: Vec<ScoreTier>,
    /// Tiers by payment behaviour, best first.
    pub behaviour_tiers: Vec<BehaviourTier>,
}

/// A bucket of days past due.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// Of which set.
    pub scheme: String,
    /// What it is called.
    pub name: String,
    /// The first day.
    pub from_days: i64,
    /// The last day.
    pub to_days: i64,
}

/// A tier by credit score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTier {
    /// Of which set.
    pub profile: String,
    /// What it is called.
    pub name: String,
    /// The lowest score in it.
    pub minimum_score: i64,
}

/// A tier by payment behaviour: the limits that a customer in it keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct BehaviourTier {
    /// What it is called.
    pub name: String,
    /// Instalments Late, Overdue or Missed at the most.
    pub maximum_late: i64,
    /// Instalments Missed at the most.
    pub maximum_missed: i64,
    /// Average delay in days at the most.
    pub maximum_average_delay_days: i64,
}

/// Why a question cannot be answered: a fault of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// No figure has this name.
    #[error("no figure in memory is called {0}")]
    UnknownStatement(String),
    /// A parameter is missing, or of another type.
    #[error("the figure needs the parameter {0}")]
    Argument(&'static str),
}

impl Question {
    fn argument(&self, name: &'static str) -> Result<&Value, Fault> {
        let mut arguments = self.arguments.iter();
        let found = arguments.find(|(known, _)| *known == name);
        found.map(|(_, value)| value).ok_or(Fault::Argument(name))
    }

    /// A whole number.
    pub(crate) fn integer(&self, name: &'static str) -> Result<i64, Fault> {
        match self.argument(name)? {
            Value::Integer(number) => Ok(*number),
            _ => Err(Fault::Argument(name)),
        }
    }

    /// A name.
    pub(crate) fn text(&self, name: &'static str) -> Result<&str, Fault> {
        match self.argument(name)? {
            Value::Text(text) => Ok(text),
            _ => Err(Fault::Argument(name)),
        }
    }

    /// A day, counted like [`Day`]: a window may begin before the calendar of the columns.
    pub(crate) fn day(&self, name: &'static str) -> Result<i32, Fault> {
        match self.argument(name)? {
            Value::Date(date) => Ok(signed_day(*date)),
            _ => Err(Fault::Argument(name)),
        }
    }

    /// The first day of the columns that is not before an argument.
    pub(crate) fn first_day(&self, name: &'static str) -> Result<Day, Fault> {
        Ok(Day::try_from(self.day(name)?.max(0)).unwrap_or(NEVER))
    }

    /// The tiers by credit score of the profile that is asked for, from the lowest up.
    pub(crate) fn score_tiers(&self) -> Result<Vec<&ScoreTier>, Fault> {
        let profile = self.text("profile")?;
        let all = self.tables.score_tiers.iter();
        let mut tiers: Vec<_> = all.filter(|tier| tier.profile == profile).collect();
        tiers.sort_by_key(|tier| tier.minimum_score);
        Ok(tiers)
    }

    /// The buckets of the scheme that is asked for, in order.
    pub(crate) fn buckets(&self) -> Result<Vec<&Bucket>, Fault> {
        let scheme = self.text("scheme")?;
        let buckets = self.tables.buckets.iter();
        Ok(buckets.filter(|bucket| bucket.scheme == scheme).collect())
    }
}
