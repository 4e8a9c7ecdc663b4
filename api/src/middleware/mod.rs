//! What surrounds every request.

pub mod client;
mod observe;

pub use observe::StatementCount;
pub(crate) use observe::{answer_panic, observe};
