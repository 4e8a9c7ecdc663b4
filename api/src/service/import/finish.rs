//! What follows from all rows of a load together: each loan's status, and whether its
//! instalments fit what was lent.

use super::apply::Load;
use crate::error::{Code, Error, Result};
use ::entity::{
    loan_application::{Column, Entity, LoanStatus},
    loan_month_state, receipt, repayment_history,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, SimpleExpr, SubQueryStatement},
};
use tape::{Problem, Severity};

/// Loans in one list of a statement.
const IDS_PER_STATEMENT: usize = 1000;

/// Loans that are named where their schedules do not fit.
const MAX_NAMED: u64 = 1000;

/// Brings the stored status of each loan that the load has touched to the reporting date.
pub(super) async fn statuses(load: &Load<'_>) -> Result<()> {
    let (first, last) = load.ids.loans.given();
    if first <= last {
        restate(load.db, load.as_of, Column::LoanId.between(first, last)).await?;
    }
    let mut touched: Vec<i64> = load.touched.iter().copied().collect();
    touched.sort_unstable();
    for ids in touched.chunks(IDS_PER_STATEMENT) {
        let which = Column::LoanId.is_in(ids.iter().copied());
        restate(load.db, load.as_of, which).await?;
    }
    Ok(())
}

/// Brings the stored status of each loan that a tape reports by monthly states to a date.
pub(in crate::service) async fn restate_reported(
    db: &DatabaseTransaction,
    as_of: NaiveDate,
) -> Result<()> {
    let reported = loan_month_state::Entity::find()
        .select_only()
        .column(loan_month_state::Column::LoanId)
        .into_query();
    restate(db, as_of, Column::LoanId.in_subquery(reported)).await
}

async fn restate(db: &DatabaseTransaction, as_of: NaiveDate, which: SimpleExpr) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LoanStatus, status_at(as_of))
        .filter(which)
        .exec(db)
        .await?;
    Ok(())
}

/// The status of a loan by its dates and its cash: what `risk::delinquency::loan_state` says, as
/// one expression, so that a million loans are one statement.
fn status_at(as_of: NaiveDate) -> SimpleExpr {
    let label = |status: LoanStatus| Expr::value(status.to_value());
    let last_state = loan_month_state::Entity::find()
        .select_only()
        .column(loan_month_state::Column::BalanceMinor)
        .filter(
            Expr::col((loan_month_state::Entity, loan_month_state::Column::LoanId))
                .equals((Entity, Column::LoanId)),
        )
        .filter(loan_month_state::Column::AsOf.lte(as_of))
        .order_by_desc(loan_month_state::Column::AsOf)
        .limit(1)
        .into_query();
    let received = receipt::Entity::find()
        .select_only()
        .column_as(receipt::Column::PrincipalMinor.sum(), "principal_minor")
        .filter(
            Expr::col((receipt::Entity, receipt::Column::LoanId)).equals((Entity, Column::LoanId)),
        )
        .filter(receipt::Column::ReceiptDate.lte(as_of))
        .into_query();
    let is_open = repayment_history::Entity::find()
        .select_only()
        .expr(Expr::value(1))
        .filter(
            Expr::col((repayment_history::Entity, repayment_history::Column::LoanId))
                .equals((Entity, Column::LoanId)),
        )
        .filter(repayment_history::Column::DueDate.lte(as_of))
        .filter(
            repayment_history::Column::SettledDate
                .is_null()
                .or(repayment_history::Column::SettledDate.gt(as_of)),
        )
        .into_query();
    let scalar =
        |query| SimpleExpr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(query)));
    let paid = Func::coalesce([scalar(received), Expr::value(0)]);
    let balance = Func::coalesce([
        scalar(last_state),
        Expr::col((Entity, Column::LoanAmountMinor)).sub(paid),
    ]);
    let disbursed = Expr::col((Entity, Column::DisbursementDate));
    CaseStatement::new()
        .case(
            disbursed.clone().is_null().or(disbursed.gt(as_of)),
            label(LoanStatus::Pending),
        )
        .case(
            Expr::col((Entity, Column::ChargeOffDate)).lte(as_of),
            label(LoanStatus::ChargedOff),
        )
        .case(
            Expr::expr(balance).lte(0).and(Expr::exists(is_open).not()),
            label(LoanStatus::PaidOff),
        )
        .finally(label(LoanStatus::Active))
        .into()
}

/// Refuses a load whose receipts are not what its instalments say was paid: a tape that lists
/// receipts lists all of them.
pub(super) async fn check_receipts(load: &Load<'_>) -> Result<()> {
    if !load.has_receipts {
        return Ok(());
    }
    let (first, last) = load.ids.payments.given();
    let column = repayment_history::Column::PaymentId;
    let mut which = vec![column.between(first, last)];
    let replaced: Vec<i64> = load.replaced.iter().copied().collect();
    let lists = replaced.chunks(IDS_PER_STATEMENT);
    which.extend(lists.map(|ids| column.is_in(ids.iter().copied())));
    for some in which {
        if let Some(message) = find_unpaid(load, some).await? {
            return Err(Error::new(Code::Unprocessable, message));
        }
    }
    Ok(())
}

/// What is wrong with the receipts of these instalments.
async fn find_unpaid(load: &Load<'_>, which: SimpleExpr) -> Result<Option<String>> {
    let received = Func::coalesce([
        receipt::Column::PrincipalMinor
            .sum()
            .add(receipt::Column::InterestMinor.sum()),
        Expr::value(0),
    ]);
    let found: Option<(i64, i32)> = repayment_history::Entity::find()
        .select_only()
        .column(repayment_history::Column::LoanId)
        .column(repayment_history::Column::InstallmentNumber)
        .join(JoinType::LeftJoin, ledger())
        .filter(which)
        .group_by(repayment_history::Column::PaymentId)
        .group_by(repayment_history::Column::LoanId)
        .group_by(repayment_history::Column::InstallmentNumber)
        .group_by(repayment_history::Column::AmountPaidMinor)
        .having(Expr::expr(received).ne(Expr::col((
            repayment_history::Entity,
            repayment_history::Column::AmountPaidMinor,
        ))))
        .limit(1)
        .into_tuple()
        .one(load.db)
        .await?;
    let Some((loan_id, number)) = found else {
        return Ok(None);
    };
    let loan = Entity::find_by_id(loan_id).one(load.db).await?;
    let key = loan.map(|loan| loan.external_id).unwrap_or_default();
    Ok(Some(format!(
        "the receipts of instalment {number} of loan {key} do not make what it says was paid \
         (receipts_do_not_add_up): nothing was written; a tape that lists receipts lists all of \
         them, else leave that file out"
    )))
}

/// From an instalment to its receipts.
fn ledger() -> RelationDef {
    repayment_history::Entity::belongs_to(receipt::Entity)
        .from(repayment_history::Column::PaymentId)
        .to(receipt::Column::PaymentId)
        .into()
}

/// The loans of the load whose instalments have more principal than was lent.
pub(super) async fn check_schedules(load: &Load<'_>) -> Result<Vec<Problem>> {
    if load.counts.repayments.inserted + load.counts.repayments.updated == 0 {
        return Ok(Vec::new());
    }
    let (first, last) = load.ids.payments.given();
    let found: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::ExternalId)
        .column(Column::LoanAmountMinor)
        .inner_join(repayment_history::Entity)
        .filter(
            Column::LoanId.in_subquery(
                repayment_history::Entity::find()
                    .select_only()
                    .column(repayment_history::Column::LoanId)
                    .filter(repayment_history::Column::PaymentId.between(first, last))
                    .into_query(),
            ),
        )
        .group_by(Column::LoanId)
        .group_by(Column::ExternalId)
        .group_by(Column::LoanAmountMinor)
        .having(
            repayment_history::Column::PrincipalDueMinor
                .sum()
                .gt(Expr::col((Entity, Column::LoanAmountMinor))),
        )
        .limit(MAX_NAMED)
        .into_tuple()
        .all(load.db)
        .await?;
    let problem = |(key, _): (String, i64)| {
        let fix = "the principal of its instalments is more than was lent; both are loaded as \
                   they are";
        let rule = "schedule_exceeds_amount";
        Problem::new(Severity::Warning, "", &key, rule, fix)
    };
    Ok(found.into_iter().map(problem).collect())
}
