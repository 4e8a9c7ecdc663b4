//! What surrounds every request.

mod base_path;
pub mod client;
mod observe;
mod overload;
mod slow_body;

pub(crate) use base_path::{redirects, serve_below};
pub use observe::StatementCount;
pub(crate) use observe::{Observed, REQUEST_ID, answer_panic, observe};
pub(crate) use overload::{RETRY_AFTER_SECONDS, shed_load};
pub(crate) use slow_body::refuse_slow_body;
