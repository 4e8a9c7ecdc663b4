//! How long an application takes, stage by stage, and where it waits:
//! `sql/operational_bottleneck.sql`.

mod stage;
mod times;
mod waiting;

pub(super) use times::stage_times;
pub(super) use waiting::stages_waiting;
