//! How long applications take, stage by stage, and where they wait.

use super::{Ctx, figure::Origin, portfolio::Portfolio};
use crate::{error::Result, query::row};
use risk::rate::{self, Ratio};

/// The stages of an application, in order, as the statements name them.
pub const STAGES: [&str; 5] = [
    "documents",
    "credit_check",
    "decision",
    "contract",
    "funding",
];

/// The time that applications take.
#[derive(Clone, Debug)]
pub struct ProcessTimes {
    /// Each stage, in order.
    pub stages: Vec<Stage>,
    /// Where the times of the ended stages come from.
    pub origin: Origin,
    /// Where the waiting times come from.
    pub waiting: Origin,
}

/// One stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name, one of [`STAGES`].
    pub name: &'static str,
    /// Applications that had ended it.
    pub applications: i64,
    /// Σ minutes ÷ applications.
    pub mean_minutes: Ratio,
    /// Half of the applications took at most so many minutes.
    pub median_minutes: Option<f64>,
    /// Nine in ten took at most so many minutes.
    pub percentile_90_minutes: Option<f64>,
    /// Applications that had begun it and not ended it.
    pub waiting: i64,
    /// Σ minutes that these had waited ÷ their number.
    pub mean_waiting_minutes: Ratio,
    /// The longest wait of them, in minutes.
    pub longest_waiting_minutes: i64,
}

impl ProcessTimes {
    /// The stage with the longest median: where applications wait longest.
    #[must_use]
    pub fn bottleneck(&self) -> Option<&Stage> {
        self.stages
            .iter()
            .filter(|stage| stage.median_minutes.is_some())
            .max_by(|left, right| {
                let median = |stage: &Stage| stage.median_minutes.unwrap_or(0.0);
                median(left).total_cmp(&median(right))
            })
    }
}

row! {
    struct StageRow {
        stage: String,
        applications: i64,
        total_minutes: i64,
        lower_50_minutes: i64,
        upper_50_minutes: i64,
        lower_90_minutes: i64,
        upper_90_minutes: i64,
    }
}

row! {
    struct WaitingRow {
        stage: String,
        applications: i64,
        waiting_minutes: i64,
        longest_minutes: i64,
    }
}

/// The time in each stage of the applications that had ended it, and the wait of
/// those that had not. Applications count whether they were paid out or not.
///
/// # Errors
/// When the database fails.
pub async fn process_times(ctx: &Ctx, portfolio: &Portfolio) -> Result<ProcessTimes> {
    let (ended, waiting) = tokio::try_join!(
        portfolio.figure::<StageRow>(ctx, "stage_times", Vec::new()),
        portfolio.figure::<WaitingRow>(ctx, "stages_waiting", Vec::new()),
    )?;
    let stages = STAGES
        .into_iter()
        .map(|name| {
            let ended = ended.of(portfolio).iter().find(|row| row.stage == name);
            let waiting = waiting.of(portfolio).iter().find(|row| row.stage == name);
            stage(name, ended, waiting)
        })
        .collect();
    Ok(ProcessTimes {
        stages,
        origin: ended.origin,
        waiting: waiting.origin,
    })
}

fn stage(name: &'static str, ended: Option<&StageRow>, waiting: Option<&WaitingRow>) -> Stage {
    let applications = ended.map_or(0, |row| row.applications);
    let quantile = |p: f64, of: fn(&StageRow) -> (i64, i64)| {
        let (lower, upper) = of(ended?);
        rate::interpolate_quantile(lower, upper, applications, p)
    };
    let waiting_applications = waiting.map_or(0, |row| row.applications);
    Stage {
        name,
        applications,
        mean_minutes: Ratio::new(ended.map_or(0, |row| row.total_minutes), applications),
        median_minutes: quantile(0.5, |row| (row.lower_50_minutes, row.upper_50_minutes)),
        percentile_90_minutes: quantile(0.9, |row| (row.lower_90_minutes, row.upper_90_minutes)),
        waiting: waiting_applications,
        mean_waiting_minutes: Ratio::new(
            waiting.map_or(0, |row| row.waiting_minutes),
            waiting_applications,
        ),
        longest_waiting_minutes: waiting.map_or(0, |row| row.longest_minutes),
    }
}
