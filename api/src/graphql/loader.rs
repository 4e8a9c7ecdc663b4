//! What sibling fields load together: one statement a level, whatever the number
//! of parents. Each operation has loaders of its own.

use super::batch::Batched;
use crate::{
    error::{Error, Result},
    service::{Ctx, customer, loan, page::Page, payment, repayment},
};
use ::entity::{customer_profile, loan_application, recorded_payment, repayment_history};
use dataloader::BatchFn;
use std::{collections::HashMap, fmt::Debug, future::Future, hash::Hash, sync::Arc};

/// A page of rows under a parent: part of the key, since each parent may be
/// asked for several pages under different aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ChildrenKey {
    pub(crate) parent: i64,
    pub(crate) size: u64,
    pub(crate) after: Option<i64>,
}

/// The loaders of one request.
pub(crate) struct Loaders {
    customers: LoaderOf<CustomerById>,
    loans: LoaderOf<LoanById>,
    loans_of_customers: LoaderOf<LoansOfCustomer>,
    loan_counts: LoaderOf<LoanCount>,
    repayments: LoaderOf<RepaymentById>,
    repayments_of_loans: LoaderOf<RepaymentsOfLoan>,
    repayment_counts: LoaderOf<RepaymentCount>,
    payments: LoaderOf<PaymentById>,
}

impl Loaders {
    pub(crate) fn new(ctx: &Ctx) -> Self {
        Self {
            customers: batched(ctx),
            loans: batched(ctx),
            loans_of_customers: batched(ctx),
            loan_counts: batched(ctx),
            repayments: batched(ctx),
            repayments_of_loans: batched(ctx),
            repayment_counts: batched(ctx),
            payments: batched(ctx),
        }
    }

    pub(crate) async fn customer(&self, id: i64) -> Result<Option<customer_profile::Model>> {
        load(&self.customers, id).await
    }

    pub(crate) async fn loan(&self, id: i64) -> Result<Option<loan_application::Model>> {
        load(&self.loans, id).await
    }

    pub(crate) async fn loans_of_customer(
        &self,
        key: ChildrenKey,
    ) -> Result<Page<loan_application::Model>> {
        Ok(load(&self.loans_of_customers, key)
            .await?
            .unwrap_or_default())
    }

    pub(crate) async fn loan_count(&self, customer_id: i64) -> Result<i64> {
        Ok(load(&self.loan_counts, customer_id).await?.unwrap_or(0))
    }

    pub(crate) async fn repayment(&self, id: i64) -> Result<Option<repayment_history::Model>> {
        load(&self.repayments, id).await
    }

    pub(crate) async fn payment(&self, id: i64) -> Result<Option<recorded_payment::Model>> {
        load(&self.payments, id).await
    }

    pub(crate) async fn repayments_of_loan(
        &self,
        key: ChildrenKey,
    ) -> Result<Page<repayment_history::Model>> {
        Ok(load(&self.repayments_of_loans, key)
            .await?
            .unwrap_or_default())
    }

    pub(crate) async fn repayment_count(&self, loan_id: i64) -> Result<i64> {
        Ok(load(&self.repayment_counts, loan_id).await?.unwrap_or(0))
    }
}

/// Where a loader's rows come from.
trait Source: Send + Sync + 'static {
    type Key: Copy + Debug + Eq + Hash + Send + Sync;
    type Value: Clone + Send + Sync;

    /// The values of many keys; a key without a value is absent.
    fn fetch(
        ctx: &Ctx,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>>> + Send;
}

/// The answer to one key: shared, so that handing it out copies nothing.
type Answer<S> = Result<Option<Arc<<S as Source>::Value>>>;

struct Batch<S> {
    ctx: Ctx,
    source: std::marker::PhantomData<S>,
}

impl<S> Clone for Batch<S> {
    fn clone(&self) -> Self {
        Self {
            ctx: self.ctx.clone(),
            source: std::marker::PhantomData,
        }
    }
}

type LoaderOf<S> = Batched<<S as Source>::Key, Answer<S>, Batch<S>>;

fn batched<S: Source>(ctx: &Ctx) -> LoaderOf<S> {
    Batched::new(Batch {
        ctx: ctx.clone(),
        source: std::marker::PhantomData,
    })
}

impl<S: Source> BatchFn<S::Key, Answer<S>> for Batch<S> {
    async fn load(&mut self, keys: &[S::Key]) -> HashMap<S::Key, Answer<S>> {
        match S::fetch(&self.ctx, keys).await {
            Ok(mut found) => keys
                .iter()
                .map(|key| (*key, Ok(found.remove(key).map(Arc::new))))
                .collect(),
            Err(error) => keys.iter().map(|key| (*key, Err(error.clone()))).collect(),
        }
    }
}

async fn load<S: Source>(loader: &LoaderOf<S>, key: S::Key) -> Result<Option<S::Value>> {
    let answer = loader.load(key).await.map_err(Error::internal)?;
    Ok(answer?.map(Arc::unwrap_or_clone))
}

struct CustomerById;

impl Source for CustomerById {
    type Key = i64;
    type Value = customer_profile::Model;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, Self::Value>> {
        customer::by_ids(ctx, keys).await
    }
}

struct LoanById;

impl Source for LoanById {
    type Key = i64;
    type Value = loan_application::Model;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, Self::Value>> {
        loan::by_ids(ctx, keys).await
    }
}

struct RepaymentById;

impl Source for RepaymentById {
    type Key = i64;
    type Value = repayment_history::Model;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, Self::Value>> {
        repayment::by_ids(ctx, keys).await
    }
}

struct PaymentById;

impl Source for PaymentById {
    type Key = i64;
    type Value = recorded_payment::Model;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, Self::Value>> {
        payment::by_ids(ctx, keys).await
    }
}

struct LoanCount;

impl Source for LoanCount {
    type Key = i64;
    type Value = i64;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, i64>> {
        loan::count_by_customer_ids(ctx, keys).await
    }
}

struct RepaymentCount;

impl Source for RepaymentCount {
    type Key = i64;
    type Value = i64;

    async fn fetch(ctx: &Ctx, keys: &[i64]) -> Result<HashMap<i64, i64>> {
        repayment::count_by_loan_ids(ctx, keys).await
    }
}

struct LoansOfCustomer;

impl Source for LoansOfCustomer {
    type Key = ChildrenKey;
    type Value = Page<loan_application::Model>;

    async fn fetch(ctx: &Ctx, keys: &[ChildrenKey]) -> Result<HashMap<ChildrenKey, Self::Value>> {
        let mut all = HashMap::with_capacity(keys.len());
        for ((size, after), parents) in by_window(keys) {
            let pages = loan::by_customer_ids(ctx, &parents, size, after).await?;
            all.extend(with_window(pages, size, after));
        }
        Ok(all)
    }
}

struct RepaymentsOfLoan;

impl Source for RepaymentsOfLoan {
    type Key = ChildrenKey;
    type Value = Page<repayment_history::Model>;

    async fn fetch(ctx: &Ctx, keys: &[ChildrenKey]) -> Result<HashMap<ChildrenKey, Self::Value>> {
        let mut all = HashMap::with_capacity(keys.len());
        for ((size, after), parents) in by_window(keys) {
            let pages = repayment::by_loan_ids(ctx, &parents, size, after).await?;
            all.extend(with_window(pages, size, after));
        }
        Ok(all)
    }
}

/// The parents of each window: fields that ask for the same page share a statement.
fn by_window(keys: &[ChildrenKey]) -> HashMap<(u64, Option<i64>), Vec<i64>> {
    let mut windows: HashMap<_, Vec<_>> = HashMap::new();
    for key in keys {
        windows
            .entry((key.size, key.after))
            .or_default()
            .push(key.parent);
    }
    windows
}

fn with_window<V>(
    pages: HashMap<i64, V>,
    size: u64,
    after: Option<i64>,
) -> impl Iterator<Item = (ChildrenKey, V)> {
    pages.into_iter().map(move |(parent, page)| {
        let key = ChildrenKey {
            parent,
            size,
            after,
        };
        (key, page)
    })
}
