//! What every resolver finds in its context.

use crate::service::Ctx;
use async_graphql::{Context, Result};

/// The service's context.
pub(super) fn ctx<'a>(context: &Context<'a>) -> Result<&'a Ctx> {
    context.data::<Ctx>()
}
