//! Something of each month that anything happened in.

/// By month, from the first to the last that was asked for.
#[derive(Clone)]
pub(super) struct Months<T> {
    first: i64,
    all: Vec<T>,
}

/// Months that there is room for at once: more than most need.
const ROOM: usize = 48;

impl<T> Default for Months<T> {
    fn default() -> Self {
        Self {
            first: 0,
            all: Vec::new(),
        }
    }
}

impl<T: Default> Months<T> {
    /// That of a month.
    #[inline]
    pub(super) fn of(&mut self, month: i64) -> &mut T {
        let mut at = self.place(month);
        if at >= self.all.len() {
            self.reach(month);
            at = self.place(month);
        }
        &mut self.all[at]
    }

    /// Adds those of the same months.
    pub(super) fn merge(&mut self, other: Self, merge: impl Fn(&mut T, T)) {
        for (month, of_month) in other.in_order() {
            merge(self.of(month), of_month);
        }
    }

    /// Each month, the first one first; some of them nothing happened in.
    pub(super) fn in_order(self) -> impl Iterator<Item = (i64, T)> {
        (self.first..).zip(self.all)
    }

    /// Beyond all that there are where the month is before the first.
    #[inline]
    fn place(&self, month: i64) -> usize {
        usize::try_from(month - self.first).unwrap_or(usize::MAX)
    }

    #[cold]
    fn reach(&mut self, month: i64) {
        if self.all.is_empty() {
            self.first = month;
            self.all.reserve(ROOM);
        }
        let before = (month..self.first).map(|_| T::default());
        self.all.splice(0..0, before);
        self.first = self.first.min(month);
        let count = self.place(month) + 1;
        if count > self.all.len() {
            self.all.resize_with(count, T::default);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Months;

    #[test]
    fn months_grow_to_both_sides() {
        let mut months = Months::<i64>::default();
        for month in [5, 7, 3, 5, -1] {
            *months.of(month) += 1;
        }
        let found = months.in_order().filter(|(_, count)| *count > 0);
        assert_eq!(found.collect::<Vec<_>>(), [(-1, 1), (3, 1), (5, 2), (7, 1)]);
    }
}
