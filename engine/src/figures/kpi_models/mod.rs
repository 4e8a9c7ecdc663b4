//! How the book is doing as a whole, and what came in day by day: `sql/kpi_models.sql`.

mod days;
mod executive;
mod instalments;
mod lending;
mod receipts;

pub(super) use executive::executive;
pub(super) use instalments::{instalments_by_day, instalments_in_window};
pub(super) use lending::lending_by_day;
pub(super) use receipts::receipts_by_day;
