//! Something of each day of a window that ends at the as-of date.

use crate::day::Day;

/// By days before the as-of date: as many as anything happened on, so that a window over the
/// whole calendar takes no more than one over the life of the book.
#[derive(Clone, Default)]
pub(super) struct Days<T> {
    by_days_ago: Vec<T>,
}

impl<T: Default> Days<T> {
    /// That of a day, which is not after the as-of date.
    #[inline]
    pub(super) fn of(&mut self, day: Day, as_of: Day) -> &mut T {
        let days_ago = usize::from(as_of - day);
        if days_ago >= self.by_days_ago.len() {
            self.by_days_ago.resize_with(days_ago + 1, T::default);
        }
        &mut self.by_days_ago[days_ago]
    }

    /// Adds those of the same days.
    pub(super) fn merge(&mut self, other: Self, merge: impl Fn(&mut T, T)) {
        for (days_ago, of_day) in other.by_days_ago.into_iter().enumerate() {
            match self.by_days_ago.get_mut(days_ago) {
                Some(known) => merge(known, of_day),
                None => self.by_days_ago.push(of_day),
            }
        }
    }

    /// Each day, the oldest first.
    pub(super) fn oldest_first(self, as_of: Day) -> impl Iterator<Item = (Day, T)> {
        let days = self.by_days_ago.into_iter().zip(0..);
        let days: Vec<_> = days.map(|(of_day, ago)| (as_of - ago, of_day)).collect();
        days.into_iter().rev()
    }
}
