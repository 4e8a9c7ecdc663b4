//! The audit log: who has written, exported, or been refused. Rows are only ever inserted.

use super::{
    Ctx,
    page::{self, Keyset, Page, Window},
};
use crate::{
    auth::{Admin, As, Principal, Role},
    error::Result,
    telemetry,
};
use ::entity::audit_record::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use std::net::IpAddr;

/// The closed list of deeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A change of the book.
    Write,
    /// Rows taken away as a list.
    Export,
    /// Something that the role does not allow, or a credential that is not taken.
    Denied,
    /// A session begun.
    Login,
    /// A key made or revoked.
    Key,
}

impl Action {
    /// Every deed.
    pub const ALL: [Self; 5] = [
        Self::Write,
        Self::Export,
        Self::Denied,
        Self::Login,
        Self::Key,
    ];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Export => "export",
            Self::Denied => "denied",
            Self::Login => "login",
            Self::Key => "key",
        }
    }

    /// The deed of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// A deed to be recorded.
pub(super) struct Deed<'a> {
    pub(super) action: Action,
    pub(super) subject: &'a str,
    pub(super) row_count: Option<i64>,
    pub(super) change_id: Option<i64>,
}

impl<'a> Deed<'a> {
    pub(super) const fn new(action: Action, subject: &'a str) -> Self {
        Self {
            action,
            subject,
            row_count: None,
            change_id: None,
        }
    }
}

/// A page of so many rows is no screen: it is recorded as an export.
const EXPORT_FROM_ROWS: u64 = 101;

/// Appends a deed of the context's principal, in the transaction that it happens in if there is one.
pub(super) async fn record(ctx: &Ctx, db: &impl ConnectionTrait, deed: Deed<'_>) -> Result<()> {
    append(ctx, db, Some(&ctx.principal), deed).await
}

async fn append(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    principal: Option<&Principal>,
    deed: Deed<'_>,
) -> Result<()> {
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let row = ActiveModel {
        audit_record_id: NotSet,
        recorded_at: Set(ctx.clock.stamp()),
        action: Set(deed.action.name().to_owned()),
        principal: Set(principal.map(|principal| cut(&principal.name, 128))),
        role: Set(principal.map(|principal| principal.role.name().to_owned())),
        subject: Set(cut(deed.subject, 64)),
        row_count: Set(deed.row_count),
        change_id: Set(deed.change_id),
        client_address: Set(telemetry::client_address().map(|address: IpAddr| address.to_string())),
        request_id: Set(telemetry::request_id()),
    };
    Entity::insert(row).exec(db).await?;
    Ok(())
}

/// Records that the principal was refused. A refusal holds whether or not it can be recorded.
pub(crate) async fn denied(ctx: &Ctx, subject: &str) {
    let (name, role) = (&ctx.principal.name, ctx.principal.role.name());
    tracing::warn!(
        principal = name,
        role,
        subject,
        "Refused {subject} to {name}"
    );
    if let Err(error) = record(ctx, &ctx.db, Deed::new(Action::Denied, subject)).await {
        error.log();
    }
}

/// Records a credential that was not taken.
pub(crate) async fn unknown(ctx: &Ctx, subject: &str) {
    tracing::warn!(subject, "Refused an unknown client: {subject}");
    let deed = Deed::new(Action::Denied, subject);
    if let Err(error) = append(ctx, &ctx.db, None, deed).await {
        error.log();
    }
}

/// Records a long page of a list as an export, before it is read; refuses it to a viewer.
///
/// # Errors
/// FORBIDDEN where the role may not export; when the database fails.
pub(super) async fn export(ctx: &Ctx, list: &str, rows: u64) -> Result<()> {
    if rows < EXPORT_FROM_ROWS || ctx.principal.is_operator {
        return Ok(());
    }
    let most = EXPORT_FROM_ROWS - 1;
    let subject = format!("a page of {list} of more than {most} rows");
    ctx.permit(&subject, Role::may_export).await?;
    let deed = Deed {
        row_count: i64::try_from(rows).ok(),
        ..Deed::new(Action::Export, list)
    };
    record(ctx, &ctx.db, deed).await
}

/// Which records are asked for; all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// What kind of deed.
    pub action: Option<Action>,
    /// By whom.
    pub principal: Option<String>,
}

/// One page of the audit log, newest first.
///
/// # Errors
/// When a cursor is of another list, or the database fails.
pub async fn list_records(
    ctx: &As<Admin>,
    filter: AuditFilter,
    window: &Window,
) -> Result<Page<Model>> {
    let mut select = Entity::find();
    if let Some(action) = filter.action {
        select = select.filter(Column::Action.eq(action.name()));
    }
    if let Some(principal) = filter.principal {
        select = select.filter(Column::Principal.eq(principal));
    }
    let keyset = Keyset {
        name: "audit",
        column: Column::AuditRecordId,
        id: Column::AuditRecordId,
        descending: true,
        nullable: false,
    };
    page::read(&ctx.db, select, &keyset, window).await
}
