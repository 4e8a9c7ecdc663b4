//! The root of all subscriptions, and the events that they tell.

use super::{
    change::{self, ChangeKind},
    context,
    customer::{self, Customer},
    dimension::PortfolioFilter,
    id::Kind,
    import::{self, ImportJob},
    loan::{self, Loan},
    payment::Payment,
    portfolio::Portfolio,
    scalar::Date,
};
use crate::{
    event::{Change, Event},
    service::{listen, payment, portfolio},
};
use async_graphql::{Context, ID, Object, Result, Subscription};
use futures::{Stream, StreamExt};

/// Changes of the loan book as they are committed by this server. A client that reads too slowly
/// is told that it has missed some, and must read anew what it shows.
pub struct Subscriptions;

/// Changes of the loan book as they are committed by this server. A client that reads too slowly
/// is told that it has missed some, and must read anew what it shows.
#[Subscription(name = "Subscription")]
impl Subscriptions {
    /// Each payment or recovery when it has been recorded.
    async fn payment_recorded(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those on the loan of this `id`; all when not given.")]
        loan_id: Option<ID>,
    ) -> Result<impl Stream<Item = PaymentRecorded> + use<>> {
        let loan = loan_id.map(|id| Kind::Loan.number("loanId", &id));
        let events = listen::payments(context::ctx(context)?, loan.transpose()?);
        Ok(events.map(|event| PaymentRecorded(of(event))))
    }

    /// Each change of the book when it has been made, with the portfolio as it is now.
    async fn portfolio_changed(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Only changes of loans that pass it, wherever they stand, and of no one loan."
        )]
        filter: Option<PortfolioFilter>,
    ) -> Result<impl Stream<Item = PortfolioChanged> + use<>> {
        let ctx = context::ctx(context)?;
        let filter = filter.unwrap_or_default().parse(&*ctx.settings().await?)?;
        let events = listen::portfolio_changes(ctx, filter.clone()).await?;
        Ok(events.map(move |event| PortfolioChanged {
            change: of(event),
            filter: filter.clone(),
        }))
    }

    /// How far a load of uploads is, several times a second until it has ended. For admins.
    async fn import_progress(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Identifier of the job.")] id: ID,
    ) -> Result<impl Stream<Item = ImportJob> + use<>> {
        import::import_progress(context, id).await
    }
}

const fn of(event: Event) -> Option<Change> {
    match event {
        Event::Changed(change) => Some(change),
        Event::Missed => None,
    }
}

/// A payment that was recorded, or word that some were missed.
pub(crate) struct PaymentRecorded(Option<Change>);

/// A payment that was recorded, or word that some were missed.
#[Object]
impl PaymentRecorded {
    /// Whether events were missed because they came faster than they were read: read anew what
    /// you show. All other fields are null then.
    async fn resync(&self) -> bool {
        self.0.is_none()
    }

    /// Identifier of the change, such as change:12.
    async fn change_id(&self) -> Option<ID> {
        self.0.map(|event| change::id(event.change_id))
    }

    /// The payment.
    async fn payment(&self, context: &Context<'_>) -> Result<Option<Payment>> {
        let Some(event) = self.0 else { return Ok(None) };
        let ctx = context::ctx(context)?;
        let exponent = ctx.settings().await?.currency_exponent();
        let found = payment::of_change(ctx, event.change_id).await?;
        Ok(found.map(|model| Payment { model, exponent }))
    }

    /// The loan it was paid on.
    async fn loan(&self, context: &Context<'_>) -> Result<Option<Loan>> {
        find_loan(context, self.0).await
    }
}

/// A change of the book, or word that some were missed.
pub(crate) struct PortfolioChanged {
    change: Option<Change>,
    filter: portfolio::PortfolioFilter,
}

/// A change of the book, or word that some were missed.
#[Object]
impl PortfolioChanged {
    /// Whether events were missed because they came faster than they were read: read anew what
    /// you show. All other fields are null then.
    async fn resync(&self) -> bool {
        self.change.is_none()
    }

    /// Identifier of the change, such as change:12.
    async fn change_id(&self) -> Option<ID> {
        self.change.map(|event| change::id(event.change_id))
    }

    /// What kind of change.
    async fn kind(&self) -> Option<ChangeKind> {
        self.change.map(|event| event.kind.into())
    }

    /// The loan it is about, if one.
    async fn loan(&self, context: &Context<'_>) -> Result<Option<Loan>> {
        find_loan(context, self.change).await
    }

    /// The customer it is about, if one.
    async fn customer(&self, context: &Context<'_>) -> Result<Option<Customer>> {
        match self.change.and_then(|event| event.customer_id) {
            Some(id) => customer::find(context, id).await,
            None => Ok(None),
        }
    }

    /// The portfolio at the book's reporting date, as it is after the change.
    async fn portfolio(&self, context: &Context<'_>) -> Result<Portfolio> {
        let ctx = context::ctx(context)?;
        let as_of = ctx.as_of(None).await?;
        let found = portfolio::Portfolio::filtered(ctx, as_of, self.filter.clone()).await?;
        Ok(Portfolio(found))
    }

    /// The day from which figures change; null where all of them may.
    async fn effective_date(&self) -> Option<Date> {
        self.change.and_then(|event| event.effective_date).map(Date)
    }
}

async fn find_loan(context: &Context<'_>, event: Option<Change>) -> Result<Option<Loan>> {
    match event.and_then(|event| event.loan_id) {
        Some(id) => loan::find(context, id).await,
        None => Ok(None),
    }
}
