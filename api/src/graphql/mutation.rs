//! The root of all mutations.

use super::{
    origination::{
        self, ChargeOffLoanInput, CreateCustomerInput, CreateLoanInput, CustomerPayload,
        DisburseLoanInput, LoanPayload,
    },
    payment::{self, PaymentPayload, RecordPaymentInput, ReversePaymentInput},
    reporting_date::{self, ReportingDatePayload, SetReportingDateInput},
};
use async_graphql::{Context, Object, Result};

/// Changes of the loan book. Each is made as a whole or not at all, is recorded, and carries an
/// idempotency key: sent again with the same key it is not made again, and answered as the first
/// time. A dry run says what would come of it and changes nothing.
pub struct Mutation;

/// Changes of the loan book. Each is made as a whole or not at all, is recorded, and carries an
/// idempotency key: sent again with the same key it is not made again, and answered as the first
/// time. A dry run says what would come of it and changes nothing.
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
}
