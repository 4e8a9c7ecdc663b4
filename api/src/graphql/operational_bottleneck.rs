//! Process times in the schema.

use super::{context, ratio::Ratio};
use crate::service::{
    definition,
    operational_bottleneck::{self, Stage},
    portfolio::Portfolio,
};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// A stage of an application, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ProcessStage {
    /// From the application to complete documents.
    Documents,
    /// To the credit check.
    CreditCheck,
    /// To the decision.
    Decision,
    /// To the signed contract.
    Contract,
    /// To the payout.
    Funding,
}

/// In the order of the service's names.
const STAGES: [ProcessStage; 5] = [
    ProcessStage::Documents,
    ProcessStage::CreditCheck,
    ProcessStage::Decision,
    ProcessStage::Contract,
    ProcessStage::Funding,
];

/// The time that applications take, stage by stage.
#[derive(SimpleObject)]
pub(crate) struct ProcessTimes {
    /// Each stage, in order.
    stages: Vec<StageTimes>,
    /// The stage with the longest median: where applications wait longest; null when none has
    /// ended any.
    bottleneck: Option<ProcessStage>,
}

/// The time in one stage.
#[derive(SimpleObject)]
pub(crate) struct StageTimes {
    /// The stage.
    stage: ProcessStage,
    /// Applications that had ended it.
    application_count: i64,
    /// Sum of the minutes ÷ applications.
    mean_minutes: Ratio,
    /// Half of them took at most so many hours.
    median_hours: Option<f64>,
    /// Nine in ten took at most so many hours.
    percentile90_hours: Option<f64>,
    /// Applications that had begun it and not ended it.
    waiting_count: i64,
    /// Sum of the minutes that these had waited ÷ their number.
    mean_waiting_minutes: Ratio,
    /// The longest wait of them, in hours; null when none waits.
    longest_waiting_hours: Option<f64>,
}

/// The time in each stage.
pub(super) async fn process_times(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<ProcessTimes> {
    let ctx = context::ctx(context)?;
    let figure = operational_bottleneck::process_times(ctx, portfolio).await?;
    let bottleneck = figure.bottleneck().and_then(|longest| {
        let at = operational_bottleneck::STAGES
            .iter()
            .position(|name| *name == longest.name);
        STAGES.get(at?).copied()
    });
    Ok(ProcessTimes {
        bottleneck,
        stages: STAGES
            .into_iter()
            .zip(&figure.stages)
            .map(|(stage, times)| StageTimes::new(stage, times, &figure))
            .collect(),
    })
}

impl StageTimes {
    fn new(
        stage: ProcessStage,
        times: &Stage,
        figure: &operational_bottleneck::ProcessTimes,
    ) -> Self {
        let hours = |minutes: f64| minutes / 60.0;
        let mean = |ratio, definition, origin| Ratio::of_counts(ratio, None, definition, origin);
        #[allow(clippy::cast_precision_loss, reason = "minutes of a wait are few")]
        let longest = (times.waiting > 0).then_some(times.longest_waiting_minutes as f64);
        Self {
            stage,
            application_count: times.applications,
            mean_minutes: mean(
                times.mean_minutes,
                &definition::PROCESS_TIME,
                &figure.origin,
            ),
            median_hours: times.median_minutes.map(hours),
            percentile90_hours: times.percentile_90_minutes.map(hours),
            waiting_count: times.waiting,
            mean_waiting_minutes: mean(
                times.mean_waiting_minutes,
                &definition::WAITING_TIME,
                &figure.waiting,
            ),
            longest_waiting_hours: longest.map(hours),
        }
    }
}
