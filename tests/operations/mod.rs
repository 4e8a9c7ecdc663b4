//! What an operator needs: health, metrics, logs, copies, a database that comes back.

mod away;
mod backup;
mod health;
mod logs;
mod settings;
#[cfg(feature = "otel")]
mod traces;

pub use away::the_service_heals_when_the_database_comes_back;
pub use backup::{
    a_copy_under_writes_is_a_sound_book, books_are_copied_and_restored_from_the_shell,
    only_sound_files_are_restored,
};
pub use health::{metrics_count_what_is_asked, readiness_says_what_is_missing};
pub use logs::slow_statements_are_logged_without_values;
pub use settings::every_setting_and_metric_is_documented;
#[cfg(feature = "otel")]
pub use traces::spans_reach_a_collector;
