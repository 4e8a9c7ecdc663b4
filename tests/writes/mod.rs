//! Changes of the book: each through GraphQL, on every database.

mod bank;
mod concurrent;
mod dates;
mod events;
mod figures;
mod keys;
mod loans;
mod payments;
mod sequence;

pub use bank::Bank;
pub use concurrent::*;
pub use dates::*;
pub use events::*;
pub use figures::*;
pub use keys::*;
pub use loans::*;
pub use payments::*;
pub use sequence::*;
