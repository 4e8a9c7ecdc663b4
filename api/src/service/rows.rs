//! The rows that the principal of a context sees, as conditions for every way to read:
//! loans of its scope, and customers, repayments and payments of those loans.

use super::{Ctx, filter::Filter};
use crate::{auth::RowScope, query::Scope};
use ::entity::{customer_profile, loan_application};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};

/// Loans of the scope.
pub(super) fn of_loans(ctx: &Ctx) -> Condition {
    let rows = &ctx.principal.rows;
    Condition::all()
        .add(one_of(&rows.loan_types).on(loan_application::Column::LoanType))
        .add(one_of(&rows.branches).on(loan_application::Column::Branch))
}

/// One of these; any where there are none.
fn one_of<T: Clone>(values: &[T]) -> Filter<T> {
    Filter {
        one_of: (!values.is_empty()).then(|| values.to_vec()),
        ..Filter::default()
    }
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
    one_of(&rows.loan_types).put_into(scope, "loan_application.loan_type");
    one_of(&rows.branches).put_into(scope, "loan_application.branch");
}
