//! How much may be asked at once.

use clap::Args;

/// Limits on connections and requests.
#[derive(Args, Clone, Debug)]
pub struct LimitConfig {}
