//! `loanbook`: a GraphQL service for credit-risk analytics and loan-portfolio
//! management, with REST routes beside it.
//!
//! Read in this order: [`config`], [`app`], then [`graphql`] and `rest`, which are
//! two thin surfaces over [`service`], which asks the statements of [`query`].

pub mod app;
mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
mod digest;
pub mod error;
pub mod event;
pub mod graphql;
pub mod middleware;
pub mod query;
pub mod rest;
pub mod server;
pub mod service;
pub mod telemetry;
