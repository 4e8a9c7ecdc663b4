//! What an operator sees of the server.

use clap::Args;

/// Metrics, traces and the log of slow statements.
#[derive(Args, Clone, Debug)]
pub struct OperationsConfig {}
