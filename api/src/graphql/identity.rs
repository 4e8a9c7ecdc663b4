//! Who asks, and whose keys there are.

use super::{context, label::LoanType, scalar::DateTime};
use crate::{
    auth::{self, Admin, Analyst, Collector, Needed},
    service::api_key,
};
use ::entity::api_key::Model;
use async_graphql::{Context, Enum, Result, SimpleObject};

/// What a principal may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Role")]
pub(crate) enum Role {
    /// Reads figures and lists, without names, ages, or exports.
    Viewer,
    /// Reads ages too, how figures come about, and exports lists; no names.
    Analyst,
    /// Knows the customers by name, records what they pay, and exports lists.
    Collector,
    /// Everything: new customers and loans, the reporting date, the audit log.
    Admin,
}

/// Who asks: a person or a program.
#[derive(SimpleObject)]
pub(crate) struct Principal {
    /// The name in the audit log: of an API key its name, of a token its subject.
    name: String,
    /// What it may do.
    role: Role,
    /// The loan types that it sees; all when empty.
    loan_types: Vec<LoanType>,
    /// The branches that it sees; all when empty.
    branches: Vec<String>,
    /// When it must log in again; null where it need not.
    expires_at: Option<DateTime>,
    /// Whether it had to say who it is. A server on its own machine's loopback address may ask
    /// nobody.
    is_logged_in: bool,
    /// Whether it is shown customers' names; else *** stands in their place.
    sees_names: bool,
    /// Whether it may read pages of more than 100 rows, which the audit log records.
    may_export: bool,
    /// Whether it may look into how figures come about, and at single loans of a distribution.
    may_explore: bool,
    /// Whether it may record payments and take them back.
    may_record_payments: bool,
}

/// A key that a person or a program is known by. Its secret is kept nowhere.
#[derive(SimpleObject)]
pub(crate) struct ApiKey {
    /// Whose key it is.
    name: String,
    /// What its bearer may do.
    role: Role,
    /// The loan types that its bearer sees; all when empty.
    loan_types: Vec<LoanType>,
    /// The branches that its bearer sees; all when empty.
    branches: Vec<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it ceases to be taken; null where it does not.
    expires_at: Option<DateTime>,
    /// When it was revoked; null where it was not.
    revoked_at: Option<DateTime>,
}

/// Who asks.
pub(super) fn me(context: &Context<'_>) -> Result<Principal> {
    let principal = context::ctx(context)?.principal.as_ref().clone();
    Ok(Principal {
        loan_types: principal
            .rows
            .loan_types
            .into_iter()
            .map(Into::into)
            .collect(),
        branches: principal.rows.branches,
        expires_at: principal.expires_at.map(DateTime),
        is_logged_in: !principal.is_operator,
        sees_names: principal.role.sees_names(),
        may_export: principal.role.may_export(),
        may_explore: Analyst::ROLES.contains(&principal.role),
        may_record_payments: Collector::ROLES.contains(&principal.role),
        role: principal.role.into(),
        name: principal.name,
    })
}

/// Every key, by name.
pub(super) async fn api_keys(context: &Context<'_>) -> Result<Vec<ApiKey>> {
    let ctx = context::ctx(context)?.demand::<Admin>("apiKeys").await?;
    let keys = api_key::list(&ctx).await?;
    keys.into_iter().map(ApiKey::new).collect()
}

impl ApiKey {
    fn new(key: Model) -> Result<Self> {
        let bearer = api_key::principal(&key)?;
        Ok(Self {
            name: key.name,
            role: bearer.role.into(),
            loan_types: bearer.rows.loan_types.into_iter().map(Into::into).collect(),
            branches: bearer.rows.branches,
            created_at: DateTime(key.created_at),
            expires_at: key.expires_at.map(DateTime),
            revoked_at: key.revoked_at.map(DateTime),
        })
    }
}
