//! Which documents are answered.

use clap::{Args, builder::BoolishValueParser};
use std::path::PathBuf;

/// What GraphQL answers, and to whom it explains itself.
#[derive(Args, Clone, Debug)]
pub struct ProtocolConfig {
    /// Answer only the GraphQL documents of this file, and those of the dashboard: a JSON object
    /// of documents by their names or SHA-256, as code generators write it, or a list of documents
    #[arg(long, env = "LOANBOOK_TRUSTED_DOCUMENTS", value_name = "FILE")]
    pub trusted_documents: Option<PathBuf>,

    /// Explain nothing: no introspection, no suggestions in errors, no GraphiQL
    #[arg(long, env = "LOANBOOK_PRODUCTION", value_parser = BoolishValueParser::new())]
    pub production: bool,
}
