//! Which documents are answered.

use clap::Args;

/// What GraphQL answers, and to whom it explains itself.
#[derive(Args, Clone, Debug)]
pub struct ProtocolConfig {}
