//! Query parameters: each is taken by name, and a bad or unknown one is named.

use crate::{
    clock::parse_date,
    error::{Error, Result},
    service::{AsOf, Ctx},
};
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// The query parameters of a request that have not been taken yet.
pub(crate) struct Parameters(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::input("query", "must be name=value pairs joined by &"))?;
        let mut parameters = HashMap::with_capacity(pairs.len());
        for (name, value) in pairs {
            if parameters.insert(name.clone(), value).is_some() {
                return Err(Error::input(&name, "must be given once"));
            }
        }
        Ok(Self(parameters))
    }
}

impl Parameters {
    /// A calendar date.
    pub(crate) fn date(&mut self, name: &str) -> Result<Option<NaiveDate>> {
        self.parse(name, "must be a date, written YYYY-MM-DD", parse_date)
    }

    /// A whole number.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u32>> {
        self.parse(name, "must be a whole number", |text| text.parse().ok())
    }

    /// A word.
    pub(crate) fn word(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Refuses parameters that nobody took.
    pub(crate) fn finish(self) -> Result<()> {
        match self.0.into_keys().min() {
            None => Ok(()),
            Some(name) => Err(Error::input(&name, "is not a parameter of this route")),
        }
    }

    /// The as-of date, which every figure takes, and nothing else.
    pub(crate) async fn only_as_of(mut self, ctx: &Ctx) -> Result<AsOf> {
        let as_of = self.date("as_of")?;
        self.finish()?;
        ctx.as_of(as_of).await
    }

    fn parse<T>(
        &mut self,
        name: &str,
        rule: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        self.0
            .remove(name)
            .map(|text| read(&text).ok_or_else(|| Error::input(name, rule)))
            .transpose()
    }
}
