//! The registry of layouts: which columns a tape has, and what they mean in the book's words.
//!
//! A headed table is known by the names of its columns, a headerless one by its width and the
//! shape of its key fields. A width that no release has is refused, never guessed: agencies
//! insert fields, and a row that is read one field off still looks like numbers.

mod agency;
mod check;
mod date;
mod fannie_mae;
mod feature;
mod field;
mod freddie_mac;
mod german_credit;
mod heading;
mod label;
mod lending_club;
mod mapped;
mod native;
mod registry;
mod row;
mod sighting;
mod taiwan_credit_card;
#[cfg(test)]
mod testing;

pub use mapped::Mapping;
pub use registry::LAYOUTS;
pub(crate) use registry::{Found, Reader, as_of_needed, find, propose, refuse};
pub(crate) use row::{Row, Shape};
pub(crate) use sighting::Sighting;
