//! What surrounds every request.

mod base_path;
pub mod client;
mod cors;
mod headers;
mod observe;
mod overload;
mod rate;
mod slow_body;

pub(crate) use base_path::{redirects, serve_below};
pub(crate) use cors::{is_among, is_same_host, share};
pub(crate) use headers::secure;
pub use observe::StatementCount;
pub(crate) use observe::{Observed, REQUEST_ID, answer_panic, observe};
pub(crate) use overload::{RETRY_AFTER_SECONDS, shed_load};
pub(crate) use rate::{RateLimits, limit_address, limit_principal};
pub(crate) use slow_body::refuse_slow_body;
