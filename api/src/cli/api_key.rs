//! `loanbook api-key`: the keys that people and programs are known by.

use super::print;
use crate::{
    auth::{Admin, Role, RowScope},
    service::{
        Ctx,
        api_key::{self, NewApiKey},
    },
};
use ::entity::api_key::Model;
use chrono::NaiveDateTime;
use clap::Subcommand;
use serde::Serialize;

/// What is done with keys.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a key and print it: it is shown this once, and kept as a hash
    #[command(after_help = "\
Roles:
  viewer     figures and lists, without names, ages or exports
  analyst    figures, how they come about, and exports; no names
  collector  names, payments and exports
  admin      everything

Examples:
  loanbook api-key create --name ops --role admin
  loanbook api-key create --name north --role collector --branch North --days 90")]
    Create {
        /// Whose key it is, for the audit log
        #[arg(long)]
        name: String,
        /// What its bearer may do: viewer, analyst, collector or admin
        #[arg(long)]
        role: String,
        /// Let its bearer see loans of this type alone; may be repeated
        #[arg(long = "loan-type", value_name = "TYPE")]
        loan_types: Vec<String>,
        /// Let its bearer see loans of this branch alone; may be repeated
        #[arg(long = "branch", value_name = "LABEL")]
        branches: Vec<String>,
        /// Days until it ceases to be taken; never when not given
        #[arg(long)]
        days: Option<i64>,
    },
    /// Show every key, without its secret
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key, and end the sessions that were begun with it
    Revoke {
        /// Its name
        name: String,
    },
}

/// Makes, shows or revokes a key.
pub(super) async fn run(ctx: &Ctx, action: Action) -> anyhow::Result<()> {
    let ctx = ctx.demand::<Admin>("api-key").await?;
    match action {
        Action::Create {
            name,
            role,
            loan_types,
            branches,
            days,
        } => {
            let role = Role::parse(&role)?;
            let new = NewApiKey {
                rows: RowScope::parse(role, &loan_types, &branches)?,
                name,
                role,
                days,
            };
            let (made, secret) = api_key::create(&ctx, new).await?;
            print::status(&format!(
                "The key of {} ({}). It is shown this once:",
                made.name, made.role
            ));
            print::text(&format!("{secret}\n"))
        }
        Action::List { json } => list(&api_key::list(&ctx).await?, json),
        Action::Revoke { name } => {
            let revoked = api_key::revoke(&ctx, &name).await?;
            print::status(&format!("The key of {} is revoked.", revoked.name));
            Ok(())
        }
    }
}

/// A key without its secret.
#[derive(Serialize)]
struct Key<'a> {
    name: &'a str,
    role: &'a str,
    loan_types: Option<&'a str>,
    branches: Option<&'a str>,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    revoked_at: Option<NaiveDateTime>,
}

/// The keys there are.
fn list(keys: &[Model], as_json: bool) -> anyhow::Result<()> {
    let keys: Vec<_> = keys
        .iter()
        .map(|key| Key {
            name: &key.name,
            role: &key.role,
            loan_types: key.loan_types.as_deref(),
            branches: key.branches.as_deref(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
        })
        .collect();
    if as_json {
        return print::json(&keys);
    }
    if keys.is_empty() {
        print::status("There is no key yet: `loanbook api-key create --name ops --role admin`");
        return Ok(());
    }
    let day = |stamp: Option<NaiveDateTime>| {
        stamp.map_or_else(|| "-".to_owned(), |stamp| stamp.date().to_string())
    };
    let mut lines = vec![format!(
        "{:<24} {:<10} {:<11} {:<11} {:<11} sees",
        "name", "role", "created", "expires", "revoked"
    )];
    lines.extend(keys.iter().map(|key| {
        let parts: Vec<_> = [key.loan_types, key.branches]
            .into_iter()
            .flatten()
            .collect();
        format!(
            "{:<24} {:<10} {:<11} {:<11} {:<11} {}",
            key.name,
            key.role,
            day(Some(key.created_at)),
            day(key.expires_at),
            day(key.revoked_at),
            if parts.is_empty() {
                "everything".to_owned()
            } else {
                parts.join("; ")
            }
        )
    }));
    print::text(&lines.join("\n"))
}
