//! How many instalments of a loan stand how.

use crate::{
    day::Day,
    loan::LoanRef,
    position::{Rules, STANDARD},
};

/// Instalments that have fallen due, by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct States {
    pub(crate) on_time: i64,
    pub(crate) late: i64,
    pub(crate) overdue: i64,
    pub(crate) missed: i64,
}

impl States {
    /// Of a loan; none where nothing has fallen due.
    pub(crate) fn of(loan: LoanRef<'_>, as_of: Day, rules: Rules) -> Option<Self> {
        let rows = &loan.chunk.instalments;
        let span = loan.instalments();
        if rules == STANDARD
            && let Some(end) = loan.end(as_of)
        {
            let [on_time, late, missed] = end.settled();
            let settled = Self {
                on_time,
                late,
                missed,
                ..Self::default()
            };
            let open = match end.first_open() {
                Some(first) => {
                    let open = span.start + first..span.end;
                    open_ones(&rows.due[open.clone()], &rows.settled[open], as_of, rules)
                }
                None => Self::default(),
            };
            return (!span.is_empty()).then(|| settled.plus(open));
        }
        let due = &rows.due[span.clone()];
        let fallen_due = due.partition_point(|due| *due <= as_of);
        let (due, settled) = (&due[..fallen_due], &rows.settled[span][..fallen_due]);
        // A block has no more instalments than a count of its loop can tell.
        let blocks = due
            .chunks(Day::MAX.into())
            .zip(settled.chunks(Day::MAX.into()));
        let states = blocks.map(|(due, settled)| Self::of_block(due, settled, as_of, rules));
        states.reduce(Self::plus)
    }

    /// Those of two together.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
            overdue: self.overdue + other.overdue,
            missed: self.missed + other.missed,
        }
    }

    /// Of all states.
    pub(crate) fn sum(self) -> i64 {
        self.on_time + self.late + self.overdue + self.missed
    }

    /// Of instalments that have fallen due. Days as narrow as those of the columns, and no
    /// branch, so that eight are compared at once.
    fn of_block(due: &[Day], settled: &[Day], as_of: Day, rules: Rules) -> Self {
        // A limit beyond the calendar is as good as its end.
        let narrow = |days: i64| Day::try_from(days.max(0)).unwrap_or(Day::MAX);
        let (grace, missed_after) = (narrow(rules.grace_days), narrow(rules.missed_after_days));
        let overdue_from = as_of.saturating_sub(missed_after);
        let (mut on_time, mut settled_soon, mut overdue) = (0_u16, 0_u16, 0_u16);
        for (due, settled) in due.iter().zip(settled) {
            on_time += u16::from(*settled <= due.saturating_add(grace).min(as_of));
            settled_soon += u16::from(*settled <= due.saturating_add(missed_after).min(as_of));
            overdue += u16::from((*settled > as_of) & (*due >= overdue_from));
        }
        let late = settled_soon.saturating_sub(on_time);
        let others = [on_time, late, overdue].map(i64::from);
        Self {
            on_time: on_time.into(),
            late: late.into(),
            overdue: overdue.into(),
            missed: due.len() as i64 - others.iter().sum::<i64>(),
        }
    }
}

/// The open ones among instalments that have fallen due.
fn open_ones(due: &[Day], settled: &[Day], as_of: Day, rules: Rules) -> States {
    let mut states = States::default();
    for (due, settled) in due.iter().zip(settled) {
        if *settled > as_of {
            let days = i64::from(as_of) - i64::from(*due);
            let is_missed = days > rules.missed_after_days;
            states.missed += i64::from(is_missed);
            states.overdue += i64::from(!is_missed);
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::States;
    use crate::{
        day::{Day, NEVER},
        position::{Rules, State},
    };

    #[test]
    fn eight_at_once_are_as_one_by_one() {
        for (grace_days, missed_after_days) in [(0, 60), (5, 30), (0, 0), (70_000, 70_000)] {
            let rules = Rules {
                grace_days,
                missed_after_days,
            };
            for as_of in [3, 100, 160, 161, NEVER - 1] {
                let days = || (0..200).chain([NEVER - 2, NEVER - 1]);
                let pairs = days().filter(|due| *due <= as_of).flat_map(|due| {
                    let settled = days().step_by(7).chain([due, NEVER]);
                    settled.map(move |settled| (due, settled))
                });
                let (due, settled): (Vec<Day>, Vec<Day>) = pairs.unzip();
                let count = |state: State| {
                    let states = due.iter().zip(&settled);
                    let states = states
                        .filter(|(due, settled)| rules.state(**due, **settled, as_of) == state);
                    states.count() as i64
                };
                let expected = States {
                    on_time: count(State::OnTime),
                    late: count(State::Late),
                    overdue: count(State::Overdue),
                    missed: count(State::Missed),
                };
                let states = States::of_block(&due, &settled, as_of, rules);
                assert_eq!(states, expected, "{rules:?} at {as_of}");
            }
        }
    }
}
