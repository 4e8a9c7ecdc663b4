//! The rows that the principal of a context sees, as conditions for every way to read:
//! loans of its scope, and customers, repayments and payments of those loans.

use super::Ctx;
use crate::{auth::RowScope, query::Scope};
use ::entity::{customer_profile, loan_application};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};

/// Loans of the scope.
pub(super) fn of_loans(ctx: &Ctx) -> Condition {
    let rows = &ctx.principal.rows;
    let mut condition = Condition::all();
    if !rows.loan_types.is_empty() {
        let types = rows.loan_types.iter().copied();
        condition = condition.add(loan_application::Column::LoanType.is_in(types));
    }
    if !rows.branches.is_empty() {
        let branches = rows.branches.iter().map(String::as_str);
        condition = condition.add(loan_application::Column::Branch.is_in(branches));
    }
    condition
}

/// Rows whose `loan_id` is that of a loan of the scope.
pub(super) fn by_loan(ctx: &Ctx, loan_id: impl ColumnTrait) -> Condition {
    by(ctx, loan_id, loan_application::Column::LoanId)
}

/// Customers with a loan of the scope.
pub(super) fn of_customers(ctx: &Ctx) -> Condition {
    by(
        ctx,
        customer_profile::Column::CustomerId,
        loan_application::Column::CustomerId,
    )
}

fn by(ctx: &Ctx, column: impl ColumnTrait, key: loan_application::Column) -> Condition {
    if ctx.principal.rows.is_everything() {
        return Condition::all();
    }
    let keys: SelectStatement = loan_application::Entity::find()
        .select_only()
        .column(key)
        .filter(of_loans(ctx))
        .into_query();
    Condition::all().add(column.in_subquery(keys))
}

/// Adds the scope to a statement of `sql/`.
pub(super) fn put_into(rows: &RowScope, scope: &mut Scope) {
    let types = rows.loan_types.iter().map(|kind| kind.to_value().into());
    let branches = rows.branches.iter().map(|branch| branch.as_str().into());
    for (column, values) in [
        ("loan_application.loan_type", types.collect::<Vec<_>>()),
        ("loan_application.branch", branches.collect()),
    ] {
        if !values.is_empty() {
            let places = vec!["?"; values.len()].join(", ");
            scope.add(&format!("{column} IN ({places})"), values);
        }
    }
}
