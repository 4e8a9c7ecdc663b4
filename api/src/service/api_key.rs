//! API keys: made, listed, revoked, and found by what a client sends.

use super::{
    Ctx,
    audit::{self, Action, Deed},
    is_label,
};
use crate::{
    auth::{Admin, As, KEY_PREFIX, Principal, Role, RowScope, secret},
    db,
    error::{Error, Result},
};
use ::entity::{
    api_key::{ActiveModel, Column, Entity, Model},
    login_session as session_table,
};
use chrono::{NaiveDateTime, TimeDelta};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

/// The longest name of a key.
const MAX_NAME: usize = 64;

/// The longest life of a key.
const MAX_DAYS: i64 = 3650;

/// A key to be.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// Whose key it is.
    pub name: String,
    /// What its bearer may do.
    pub role: Role,
    /// The loans that its bearer sees.
    pub rows: RowScope,
    /// Days until it ceases to be taken; never when empty.
    pub days: Option<i64>,
}

/// Makes a key; answers it with its secret, which nobody can be shown again.
///
/// # Errors
/// BAD_USER_INPUT for names and lives that cannot be; CONFLICT when the name is taken.
pub async fn create(ctx: &As<Admin>, new: NewApiKey) -> Result<(Model, String)> {
    if !is_label(&new.name, MAX_NAME) {
        return Err(Error::input(
            "name",
            format!("must be 1 to {MAX_NAME} characters"),
        ));
    }
    if new.days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
        return Err(Error::input("days", format!("must be 1 to {MAX_DAYS}")));
    }
    let text = secret::generate(KEY_PREFIX)?;
    let now = ctx.clock.stamp();
    let loan_types = new.rows.loan_types.iter().map(ActiveEnum::to_value);
    let transaction = db::begin_write(&ctx.db).await?;
    let row = ActiveModel {
        api_key_id: NotSet,
        name: Set(new.name),
        role: Set(new.role.name().to_owned()),
        loan_types: Set(joined(&loan_types.collect::<Vec<_>>())),
        branches: Set(joined(&new.rows.branches)),
        secret_hash: Set(secret::hash(&text)),
        created_at: Set(now),
        expires_at: Set(new.days.map(|days| now + TimeDelta::days(days))),
        revoked_at: Set(None),
    };
    let made = row.insert(&transaction).await.map_err(|error| {
        let error = Error::from(error);
        if error.is_unique_violation() {
            Error::conflict("name", "a key of this name exists; names are kept for ever")
        } else {
            error
        }
    })?;
    let subject = format!("created {}", made.name);
    audit::record(ctx, &transaction, Deed::new(Action::Key, &subject)).await?;
    transaction.commit().await?;
    Ok((made, text))
}

/// Every key, by name, revoked ones too.
///
/// # Errors
/// When the database fails.
pub async fn list(ctx: &As<Admin>) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .order_by_asc(Column::Name)
        .all(&ctx.db)
        .await?)
}

/// Revokes a key, and ends the sessions that were begun with it.
///
/// # Errors
/// NOT_FOUND without the key; CONFLICT when it was revoked already.
pub async fn revoke(ctx: &As<Admin>, name: &str) -> Result<Model> {
    let transaction = db::begin_write(&ctx.db).await?;
    let found = Entity::find()
        .filter(Column::Name.eq(name))
        .one(&transaction)
        .await?
        .ok_or_else(|| Error::not_found("name", format!("there is no key called {name}")))?;
    if found.revoked_at.is_some() {
        return Err(Error::conflict("name", "the key was revoked already"));
    }
    session_table::Entity::delete_many()
        .filter(session_table::Column::ApiKeyId.eq(found.api_key_id))
        .exec(&transaction)
        .await?;
    let mut row = found.into_active_model();
    row.revoked_at = Set(Some(ctx.clock.stamp()));
    let revoked = row.update(&transaction).await?;
    let subject = format!("revoked {}", revoked.name);
    audit::record(ctx, &transaction, Deed::new(Action::Key, &subject)).await?;
    transaction.commit().await?;
    Ok(revoked)
}

/// The key of this secret, if it is taken today.
pub(crate) async fn find(ctx: &Ctx, text: &str) -> Result<Option<Model>> {
    let found = Entity::find()
        .filter(Column::SecretHash.eq(secret::hash(text)))
        .one(&ctx.db)
        .await?;
    Ok(found.filter(|key| is_taken(key, ctx.clock.stamp())))
}

/// Whether a key is neither revoked nor expired.
pub(crate) fn is_taken(key: &Model, now: NaiveDateTime) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|end| now < end)
}

/// Who a key makes its bearer.
pub(crate) fn principal(key: &Model) -> Result<Principal> {
    let list = |text: &Option<String>| {
        let parts = text.as_deref().unwrap_or_default().split(',');
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // A row that cannot be read lets nobody in.
    let role = Role::parse(&key.role).map_err(Error::internal)?;
    let rows = RowScope::parse(role, &list(&key.loan_types), &list(&key.branches));
    Ok(Principal {
        name: key.name.clone(),
        role,
        rows: rows.map_err(Error::internal)?,
        expires_at: key.expires_at,
        is_operator: false,
    })
}

fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(","))
}
