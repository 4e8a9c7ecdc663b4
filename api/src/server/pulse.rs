//! What a connection does, and since when: how long each of it may take.

use crate::{clock, config::LimitConfig};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The longest that a client may take for each step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) head: Duration,
    pub(super) idle: Duration,
    /// Until the client takes something of its answer.
    pub(super) stall: Duration,
}

impl From<&LimitConfig> for Patience {
    fn from(limits: &LimitConfig) -> Self {
        Self {
            head: limits.head_timeout(),
            idle: limits.idle_timeout(),
            stall: limits.body_timeout(),
        }
    }
}

impl Patience {
    /// The shortest time that anything may take.
    pub(super) fn shortest(&self) -> Duration {
        self.head.min(self.idle).min(self.stall)
    }
}

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing has come yet.
    New,
    /// A head has begun to come.
    Head,
    /// A request is being answered.
    Request,
    /// It waits for its next request.
    Idle,
}

/// What a connection does, as told by those who read, answer and write.
pub(super) struct Pulse(Mutex<State>);

struct State {
    phase: Phase,
    since: Instant,
    /// Since when the client takes nothing of what is written.
    stalled: Option<Instant>,
}

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Look again then.
    Wait(Instant),
    /// It was of no use for too long: end it in order.
    End,
    /// It does not do what it must.
    Cut(&'static str),
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State {
            phase: Phase::New,
            since: clock::start(),
            stalled: None,
        }))
    }

    /// Bytes have come. The time of a head counts from its first one, and from the start for
    /// the first head.
    pub(super) fn on_read(&self) {
        let mut state = self.state();
        match state.phase {
            Phase::New => state.phase = Phase::Head,
            Phase::Idle => state.enter(Phase::Head),
            Phase::Head | Phase::Request => {}
        }
    }

    /// A head is complete.
    pub(super) fn on_request(&self) {
        self.state().enter(Phase::Request);
    }

    /// An answer is written, or waits to be.
    pub(super) fn on_answered(&self) {
        self.state().enter(Phase::Idle);
    }

    /// Whether the client takes what is written to it.
    pub(super) fn on_write(&self, is_taken: bool) {
        let mut state = self.state();
        if is_taken {
            state.stalled = None;
        } else if state.stalled.is_none() {
            state.stalled = Some(clock::start());
        }
    }

    /// Whether nothing has ever come.
    pub(super) fn is_new(&self) -> bool {
        self.state().phase == Phase::New
    }

    /// What is to be done at this moment. What begins later is seen within the shortest time
    /// that anything may take.
    pub(super) fn judge(&self, now: Instant, patience: &Patience) -> Verdict {
        let state = self.state();
        let mut next = now + patience.shortest();
        if let Some(stalled) = state.stalled {
            if now >= stalled + patience.stall {
                return Verdict::Cut("the client takes nothing of its answer");
            }
            next = next.min(stalled + patience.stall);
        }
        let (due, verdict) = match state.phase {
            Phase::New => (patience.head, Verdict::End),
            Phase::Head => (
                patience.head,
                Verdict::Cut("the head of a request did not come in time"),
            ),
            // Limited by the router.
            Phase::Request => return Verdict::Wait(next),
            Phase::Idle => (patience.idle, Verdict::End),
        };
        if now >= state.since + due {
            verdict
        } else {
            Verdict::Wait(next.min(state.since + due))
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = clock::start();
    }
}

#[cfg(test)]
mod tests {
    use super::{Patience, Pulse, Verdict};
    use std::time::{Duration, Instant};

    const PATIENCE: Patience = Patience {
        head: Duration::from_secs(10),
        idle: Duration::from_secs(75),
        stall: Duration::from_secs(20),
    };

    fn after(pulse: &Pulse, seconds: u64) -> Verdict {
        pulse.judge(Instant::now() + Duration::from_secs(seconds), &PATIENCE)
    }

    #[test]
    fn each_step_has_its_time() {
        let pulse = Pulse::new();
        assert!(matches!(after(&pulse, 9), Verdict::Wait(_)));
        assert_eq!(after(&pulse, 11), Verdict::End, "a silent client");
        pulse.on_read();
        assert!(matches!(after(&pulse, 11), Verdict::Cut(_)), "half a head");
        pulse.on_request();
        assert!(matches!(after(&pulse, 1000), Verdict::Wait(_)));
        pulse.on_answered();
        assert!(matches!(after(&pulse, 74), Verdict::Wait(_)));
        assert_eq!(after(&pulse, 76), Verdict::End, "an idle client");
        pulse.on_read();
        assert!(matches!(after(&pulse, 11), Verdict::Cut(_)), "half a head");
        pulse.on_request();
        pulse.on_write(false);
        assert!(matches!(after(&pulse, 19), Verdict::Wait(_)));
        assert!(matches!(after(&pulse, 21), Verdict::Cut(_)), "it reads not");
        pulse.on_write(true);
        assert!(matches!(after(&pulse, 21), Verdict::Wait(_)));
    }
}
