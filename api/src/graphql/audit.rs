//! The audit log in the schema.

use super::{
    change, context,
    identity::Role,
    page::{self, PageArguments, Paged},
    scalar::DateTime,
};
use crate::{
    auth::{self, Admin},
    service::audit,
};
use async_graphql::{
    Context, Enum, ID, InputObject, Result, SimpleObject, connection::EmptyFields,
};

/// Kinds of deeds that the audit log records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "audit::Action")]
pub(crate) enum AuditAction {
    /// A change of the book.
    Write,
    /// Rows taken away as a list: a page of more than 100 rows, or the tables as files.
    Export,
    /// Something that the role does not allow, or a credential that is not taken.
    Denied,
    /// A session of the dashboard begun.
    Login,
    /// An API key made or revoked.
    Key,
}

/// A deed in the audit log, which is only ever added to.
#[derive(SimpleObject)]
pub(crate) struct AuditRecord {
    /// Identifier of the record; later ones are higher, with gaps.
    id: ID,
    /// When.
    at: DateTime,
    /// What kind of deed.
    action: AuditAction,
    /// Who; null where nobody was known.
    principal: Option<String>,
    /// In which role; null where nobody was known.
    role: Option<Role>,
    /// What was written, exported or refused.
    subject: String,
    /// Rows that were asked for, of an export.
    row_count: Option<i64>,
    /// The change that was written, as the mutation answered it.
    change_id: Option<ID>,
    /// Where the request came from; null for the command line.
    client_address: Option<String>,
    /// The request, as the server's log names it.
    request_id: Option<String>,
}

/// Which records of the audit log; all conditions must hold.
#[derive(Default, InputObject)]
pub(crate) struct AuditFilter {
    /// What kind of deed.
    action: Option<AuditAction>,
    /// By whom.
    principal: Option<String>,
}

/// A page of the audit log.
pub(crate) type AuditRecords = Paged<AuditRecord, EmptyFields>;

/// One page, newest first.
pub(super) async fn audit_log(
    context: &Context<'_>,
    filter: Option<AuditFilter>,
    arguments: PageArguments,
) -> Result<AuditRecords> {
    let ctx = context::ctx(context)?.demand::<Admin>("auditLog").await?;
    let filter = filter.unwrap_or_default();
    let filter = audit::AuditFilter {
        action: filter.action.map(Into::into),
        principal: filter.principal,
    };
    let records = audit::list_records(&ctx, filter, &arguments.window()?).await?;
    Ok(page::connection(records, EmptyFields, |row| AuditRecord {
        id: ID(format!("audit:{}", row.audit_record_id)),
        at: DateTime(row.recorded_at),
        // The table's check lets no other in, and a log must be read whatever is in it.
        action: audit::Action::parse(&row.action)
            .unwrap_or(audit::Action::Denied)
            .into(),
        principal: row.principal,
        role: row
            .role
            .and_then(|name| auth::Role::parse(&name).ok())
            .map(Into::into),
        subject: row.subject,
        row_count: row.row_count,
        change_id: row.change_id.map(change::id),
        client_address: row.client_address,
        request_id: row.request_id,
    }))
}
