//! Tapes of any other lender: columns by a mapping file, or by names that everybody uses.

mod alias;
mod mapping;
mod open;
mod proposal;
mod reader;
mod standing;

pub use mapping::Mapping;
pub(crate) use open::{by_mapping, by_names};
pub(crate) use proposal::propose;
pub(crate) use reader::Reader;

/// Name of the layout.
pub(crate) const NAME: &str = "mapped";
