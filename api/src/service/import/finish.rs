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
pub(super) async fn statuses(db: &DatabaseTransaction, load: &Load<'_>) -> Result<()> {
    for which in load.touched_loans(Column::LoanId) {
        restate(db, load.as_of, which).await?;
    }
    Ok(())
}

impl Load<'_> {
    /// The loans that the load has written something of, in parts, by the column that names them.
    fn touched_loans(&self, column: impl ColumnTrait) -> Vec<SimpleExpr> {
        let (first, last) = self.ids.loans.given();
        let mut touched: Vec<i64> = self.touched.iter().copied().collect();
        touched.sort_unstable();
        let lists = touched.chunks(IDS_PER_STATEMENT);
        let lists = lists.map(|ids| column.is_in(ids.iter().copied()));
        let new = (first <= last).then(|| column.between(first, last));
        new.into_iter().chain(lists).collect()
    }
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
pub(super) async fn check_receipts(db: &DatabaseTransaction, load: &Load<'_>) -> Result<()> {
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
        if let Some(message) = find_unpaid(db, some).await? {
            return Err(Error::new(Code::Unprocessable, message));
        }
    }
    Ok(())
}

/// What is wrong with the receipts of these instalments.
async fn find_unpaid(db: &DatabaseTransaction, which: SimpleExpr) -> Result<Option<String>> {
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
        .one(db)
        .await?;
    let Some((loan_id, number)) = found else {
        return Ok(None);
    };
    let loan = Entity::find_by_id(loan_id).one(db).await?;
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

/// The loans that the load has touched whose instalments have more principal than was lent.
pub(super) async fn check_schedules(
    db: &DatabaseTransaction,
    load: &Load<'_>,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for which in load.touched_loans(repayment_history::Column::LoanId) {
        let keys = find_exceeded(db, which).await?;
        problems.extend(keys.iter().map(|key| {
            let fix = "the principal of its instalments is more than was lent; both are loaded \
                       as they are";
            let rule = "schedule_exceeds_amount";
            Problem::new(Severity::Warning, "", key, rule, fix)
        }));
    }
    Ok(problems)
}

/// The keys of such loans among these.
async fn find_exceeded(db: &DatabaseTransaction, which: SimpleExpr) -> Result<Vec<String>> {
    let (schedule, loan_id, principal) = ("schedule", "loan_id", "principal_due_minor");
    // Added up before the loans are looked at: databases read rows in the order they lie in.
    let due = repayment_history::Entity::find()
        .select_only()
        .column_as(repayment_history::Column::LoanId, loan_id)
        .column_as(
            repayment_history::Column::PrincipalDueMinor.sum(),
            principal,
        )
        .filter(which)
        .group_by(repayment_history::Column::LoanId)
        .into_query();
    let mut exceeded = Entity::find()
        .select_only()
        .column(Column::ExternalId)
        .filter(Expr::col((schedule, principal)).gt(Expr::col((Entity, Column::LoanAmountMinor))))
        .order_by_asc(Column::LoanId)
        .limit(MAX_NAMED);
    let of_loan = Expr::col((schedule, loan_id)).equals((Entity, Column::LoanId));
    QuerySelect::query(&mut exceeded).join_subquery(JoinType::InnerJoin, due, schedule, of_loan);
    Ok(exceeded.into_tuple().all(db).await?)
}
