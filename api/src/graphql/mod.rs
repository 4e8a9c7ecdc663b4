//! The GraphQL schema. Types and resolvers only parse, call one function of the
//! service layer, and shape its answer.

mod ageing;
mod asked;
mod audit;
mod batch;
mod book;
mod cell;
mod change;
mod cohort_analysis;
mod collection_efficiency;
mod concentration;
mod context;
mod customer;
mod definition;
mod dimension;
mod distribution;
mod documents;
mod endpoint;
mod engagement;
mod error;
mod filter;
mod first_payment_default;
mod guard;
mod high_risk;
mod http;
mod id;
mod identity;
mod import;
mod kpi_models;
mod label;
mod loader;
mod loan;
mod measure;
mod media;
mod mutation;
mod operational_bottleneck;
mod order;
mod origination;
mod page;
mod payment;
mod payment_statistics;
mod period;
mod portfolio;
mod portfolio_at_risk;
mod query;
mod ratio;
mod recovery_rate;
mod repayment;
mod reporting_date;
mod risk_stratification;
mod roll_rate;
mod scalar;
mod schedule;
mod slipping_customers;
mod socket;
mod subscription;
mod variables;
mod vintage;

use async_graphql::connection::EmptyFields;
use audit::AuditRecord;
use customer::{Customer, CustomerTotal};
pub(crate) use endpoint::Endpoint;
use high_risk::HighRiskConnection;
pub(crate) use http::{MAX_BODY_BYTES, answer_get, answer_post, restate_errors};
use loan::{Loan, LoanTotal};
use page::Paged;
use repayment::{Repayment, RepaymentTotal};
pub(crate) use socket::connect;

/// The schema with everything that its resolvers need.
pub type Schema =
    async_graphql::Schema<query::Query, mutation::Mutation, subscription::Subscriptions>;

/// Builds the schema. Each request brings the [`Ctx`](crate::service::Ctx) of who asks.
#[must_use]
pub fn schema() -> Schema {
    bare().finish()
}

/// The schema in GraphQL's own language, as committed in `api/schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_enum_items()
        .sorted_fields()
        .sorted_arguments();
    bare().finish().sdl_with_options(options)
}

fn bare()
-> async_graphql::SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscriptions> {
    async_graphql::Schema::build(
        query::Query,
        mutation::Mutation,
        subscription::Subscriptions,
    )
    // The library's connection says nothing about itself.
    .override_output_type_description::<Paged<Customer, CustomerTotal>>(
        "One page of a list of customers, and how to get the next one.",
    )
    .override_output_type_description::<Paged<Loan, LoanTotal>>(
        "One page of a list of loans, and how to get the next one.",
    )
    .override_output_type_description::<HighRiskConnection>(
        "One page of a list of high-risk customers, and how to get the next one.",
    )
    .override_output_type_description::<Paged<AuditRecord, EmptyFields>>(
        "One page of the audit log, and how to get the next one.",
    )
    .override_output_type_description::<Paged<Repayment, RepaymentTotal>>(
        "One page of a list of repayments, and how to get the next one.",
    )
}
