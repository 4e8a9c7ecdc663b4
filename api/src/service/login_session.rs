//! Sessions of the dashboard: begun with an API key, kept in the database, so that
//! they outlive the server and end with the key.

use super::{
    Ctx, api_key,
    audit::{self, Action, Deed},
};
use crate::{
    auth::{Principal, secret},
    error::Result,
};
use ::entity::{
    api_key as key_table,
    login_session::{ActiveModel, Column, Entity},
};
use chrono::TimeDelta;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Begins a session of the key's bearer; answers what the cookie is to hold. Nothing where
/// the key is not taken.
pub(crate) async fn begin(ctx: &Ctx, key: &str, life: TimeDelta) -> Result<Option<String>> {
    let Some(found) = api_key::find(ctx, key).await? else {
        return Ok(None);
    };
    let now = ctx.clock.stamp();
    // Nobody comes back for what has ended.
    Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(&ctx.db)
        .await?;
    let text = secret::generate("")?;
    let end = now + life;
    let row = ActiveModel {
        secret_hash: Set(secret::hash(&text)),
        api_key_id: Set(found.api_key_id),
        created_at: Set(now),
        expires_at: Set(found.expires_at.map_or(end, |expiry| expiry.min(end))),
    };
    Entity::insert(row).exec_without_returning(&ctx.db).await?;
    let ctx = ctx.of(api_key::principal(&found)?);
    audit::record(&ctx, &ctx.db, Deed::new(Action::Login, "session")).await?;
    Ok(Some(text))
}

/// Ends a session; one that is not there has ended.
pub(crate) async fn end(ctx: &Ctx, text: &str) -> Result<()> {
    Entity::delete_by_id(secret::hash(text))
        .exec(&ctx.db)
        .await?;
    Ok(())
}

/// Whose session it is, while it lasts.
pub(crate) async fn find(ctx: &Ctx, text: &str) -> Result<Option<Principal>> {
    let now = ctx.clock.stamp();
    let session = Entity::find_by_id(secret::hash(text)).one(&ctx.db).await?;
    let Some(session) = session.filter(|session| now < session.expires_at) else {
        return Ok(None);
    };
    let key = key_table::Entity::find_by_id(session.api_key_id)
        .one(&ctx.db)
        .await?;
    let Some(key) = key.filter(|key| api_key::is_taken(key, now)) else {
        return Ok(None);
    };
    Ok(Some(Principal {
        expires_at: Some(session.expires_at),
        ..api_key::principal(&key)?
    }))
}
