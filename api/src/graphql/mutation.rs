//! The root of all mutations.

use super::{
    import::{self, BeginUploadInput, ImportJob, LoadTapeInput, UndoImportPayload, Upload},
    origination::{
        self, ChargeOffLoanInput, CreateCustomerInput, CreateLoanInput, CustomerPayload,
        DisburseLoanInput, LoanPayload,
    },
    payment::{self, PaymentPayload, RecordPaymentInput, ReversePaymentInput},
    reporting_date::{self, ReportingDatePayload, SetReportingDateInput},
};
use async_graphql::{Context, ID, Object, Result};

/// Changes of the loan book. Each is made as a whole or not at all, is recorded, and carries an
/// idempotency key: sent again with the same key it is not made again, and answered as the first
/// time. A dry run says what would come of it and changes nothing. Loan tapes are known by their
/// content instead of a key.
pub struct Mutation;

/// Changes of the loan book. Each is made as a whole or not at all, is recorded, and carries an
/// idempotency key: sent again with the same key it is not made again, and answered as the first
/// time. A dry run says what would come of it and changes nothing. Loan tapes are known by their
/// content instead of a key.
#[Object]
impl Mutation {
    /// Records money received on a loan. It pays the oldest open instalment first, in each of
    /// them interest before principal, then the next instalments in advance; what the loan does
    /// not owe is answered as unapplied.
    async fn record_payment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The payment.")] input: RecordPaymentInput,
    ) -> Result<PaymentPayload> {
        payment::record(context, input).await
    }

    /// Takes a recorded payment or recovery back, as if it had never come.
    async fn reverse_payment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The reversal.")] input: ReversePaymentInput,
    ) -> Result<PaymentPayload> {
        payment::reverse(context, input).await
    }

    /// Records money received on a loan after it was charged off; it pays as a payment does.
    async fn record_recovery(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The recovery.")] input: RecordPaymentInput,
    ) -> Result<PaymentPayload> {
        payment::record_recovery(context, input).await
    }

    /// Creates a customer.
    async fn create_customer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CreateCustomerInput,
    ) -> Result<CustomerPayload> {
        origination::create_customer(context, input).await
    }

    /// Creates a loan of equal monthly instalments, with its schedule. It is paid out later, by
    /// disburseLoan.
    async fn create_loan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The loan.")] input: CreateLoanInput,
    ) -> Result<LoanPayload> {
        origination::create_loan(context, input).await
    }

    /// Pays a loan out, and writes the instalments that have fallen due since.
    async fn disburse_loan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The payout.")] input: DisburseLoanInput,
    ) -> Result<LoanPayload> {
        origination::disburse_loan(context, input).await
    }

    /// Writes a loan off as a loss. What is received on it later is a recovery.
    async fn charge_off_loan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The charge-off.")] input: ChargeOffLoanInput,
    ) -> Result<LoanPayload> {
        origination::charge_off_loan(context, input).await
    }

    /// Sets the last day that figures can be asked for. Forward, the instalments are written that
    /// fall due until then; in both directions stored statuses are brought to the new date.
    async fn set_reporting_date(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The new date.")] input: SetReportingDateInput,
    ) -> Result<ReportingDatePayload> {
        reporting_date::set_reporting_date(context, input).await
    }

    /// Begins to send a file; its bytes go to /api/v1/uploads/{id}. For admins.
    async fn begin_upload(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The file.")] input: BeginUploadInput,
    ) -> Result<Upload> {
        import::begin_upload(context, input).await
    }

    /// Deletes an upload that is not wanted any more. For admins.
    async fn discard_upload(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Identifier of the upload.")] id: ID,
    ) -> Result<Upload> {
        import::discard_upload(context, id).await
    }

    /// Begins to load uploads that are complete: all of their rows or nothing. The same files
    /// again change nothing. For admins.
    async fn load_tape(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The uploads, and how they are read.")] input: LoadTapeInput,
    ) -> Result<ImportJob> {
        import::load_tape(context, input).await
    }

    /// Takes a load back: the book is as it was before. Later loads are taken back first. For
    /// admins.
    async fn undo_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of the load.")] number: i32,
    ) -> Result<UndoImportPayload> {
        import::undo_import(context, number).await
    }
}
