//! Who may ask.

use clap::Args;

/// How those who ask are known.
#[derive(Args, Clone, Debug)]
pub struct IdentityConfig {}
