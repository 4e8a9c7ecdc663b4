//! Loads of uploaded files, which go on while others ask how far they are.

use super::{Order, Progress, Report, load};
use crate::{
    auth::{Admin, As},
    clock,
    error::{Error, Result},
    service::{Ctx, upload},
    telemetry,
};
use futures::{Stream, stream};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::watch;
use uuid::Uuid;

/// Loads that have ended are remembered, so many.
const MAX_REMEMBERED: usize = 100;

/// A word about how far it is comes at most so often.
const WORD_EVERY: Duration = Duration::from_millis(250);

/// The loads of this process.
#[derive(Default)]
pub struct Jobs(Mutex<HashMap<Uuid, (Instant, watch::Receiver<Job>)>>);

/// A load that was begun.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its identifier.
    pub id: Uuid,
    /// How far it is.
    pub progress: Progress,
    /// Rows that this phase reads in a second.
    pub rows_per_second: u64,
    /// Seconds that this phase will take at this speed; none where that is not known.
    pub seconds_left: Option<u64>,
    /// What came of it; none while it goes on.
    pub outcome: Option<Result<Report>>,
}

/// Begins to load uploads that are complete. They are deleted when they are in the book.
///
/// # Errors
/// NOT_FOUND for an upload that is not there; CONFLICT for one that is not complete, or while
/// another load goes on.
pub async fn begin(ctx: &As<Admin>, uploads: Vec<Uuid>, mut order: Order) -> Result<Job> {
    order.paths = upload::files(ctx, &uploads).await?;
    let id = Uuid::new_v4();
    let (sender, receiver) = watch::channel(Job {
        id,
        progress: Progress::default(),
        rows_per_second: 0,
        seconds_left: None,
        outcome: None,
    });
    ctx.jobs.enter(id, receiver.clone())?;
    let ctx = ctx.demand::<Admin>("loadTape").await?;
    let sender = Arc::new(sender);
    let work = async move {
        let meter = Meter::new(sender.clone());
        let is_dry_run = order.dry_run;
        let outcome = load(&ctx, order, Arc::new(move |step| meter.tell(step))).await;
        if let Err(error) = &outcome {
            tracing::warn!(code = error.code.name(), "A tape was not loaded");
        }
        if outcome.is_ok() && !is_dry_run {
            for id in uploads {
                // It is in the book; a file that stays is swept later.
                let _ = upload::discard(&ctx, id).await;
            }
        }
        sender.send_modify(|job| {
            job.seconds_left = Some(0);
            job.outcome = Some(outcome);
        });
    };
    tokio::spawn(telemetry::on_behalf_of(telemetry::request(), work));
    let job = receiver.borrow().clone();
    Ok(job)
}

/// A load that was begun on this server.
///
/// # Errors
/// NOT_FOUND for one that is not known here.
pub fn find(ctx: &As<Admin>, id: Uuid) -> Result<Job> {
    let receiver = ctx.jobs.receiver(id)?;
    let job = receiver.borrow().clone();
    Ok(job)
}

/// How far a load is, from now to its end.
///
/// # Errors
/// NOT_FOUND for one that is not known here.
pub fn watch(ctx: &As<Admin>, id: Uuid) -> Result<impl Stream<Item = Job> + use<>> {
    let mut receiver = ctx.jobs.receiver(id)?;
    receiver.mark_changed();
    Ok(stream::unfold(Some(receiver), async |receiver| {
        let mut receiver = receiver?;
        receiver.changed().await.ok()?;
        let job = receiver.borrow_and_update().clone();
        let next = job.outcome.is_none().then_some(receiver);
        Some((job, next))
    }))
}

impl Jobs {
    /// Remembers a load, unless another one goes on: they would wait for each other.
    fn enter(&self, id: Uuid, receiver: watch::Receiver<Job>) -> Result<()> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = jobs
            .values()
            .find(|(_, job)| job.borrow().outcome.is_none());
        if let Some((_, job)) = running {
            let message = format!("load {} goes on; wait for its end", job.borrow().id);
            return Err(Error::conflict("uploads", message));
        }
        if jobs.len() >= MAX_REMEMBERED {
            let oldest = jobs.iter().min_by_key(|(_, (begun, _))| *begun);
            if let Some(oldest) = oldest.map(|(id, _)| *id) {
                jobs.remove(&oldest);
            }
        }
        jobs.insert(id, (clock::start(), receiver));
        Ok(())
    }

    fn receiver(&self, id: Uuid) -> Result<watch::Receiver<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = jobs.get(&id).map(|(_, receiver)| receiver.clone());
        found.ok_or_else(|| {
            let message = format!("this server knows no load {id}");
            Error::not_found("id", message)
        })
    }
}

/// Makes speeds of what a load tells.
struct Meter {
    sender: Arc<watch::Sender<Job>>,
    /// When the phase began, and when the last word was said.
    times: Mutex<(Instant, Instant)>,
}

impl Meter {
    fn new(sender: Arc<watch::Sender<Job>>) -> Self {
        let now = clock::start();
        Self {
            sender,
            times: Mutex::new((now, now)),
        }
    }

    fn tell(&self, step: Progress) {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new_phase = self.sender.borrow().progress.phase != step.phase;
        if is_new_phase {
            times.0 = clock::start();
        } else if times.1.elapsed() < WORD_EVERY {
            return;
        }
        times.1 = clock::start();
        let milliseconds = u64::try_from(times.0.elapsed().as_millis()).unwrap_or(u64::MAX);
        let milliseconds = milliseconds.max(1);
        let left = step.bytes.saturating_sub(step.bytes_read);
        let seconds_left = (step.bytes_read > 0)
            .then(|| left.saturating_mul(milliseconds) / step.bytes_read / 1000);
        self.sender.send_modify(|job| {
            job.progress = step;
            job.rows_per_second = step.rows.saturating_mul(1000) / milliseconds;
            job.seconds_left = seconds_left;
        });
    }
}

impl Ctx {
    /// The same context, whose server takes files.
    #[must_use]
    pub fn with_uploads(self, uploads: upload::Uploads) -> Self {
        Self {
            uploads: Some(Arc::new(uploads)),
            ..self
        }
    }
}
