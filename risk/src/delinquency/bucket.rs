//! The bucket of days past due that a loan is in.

/// The index of the bucket of a loan, in a scheme given by the first day of each bucket; `None` below the first.
///
/// `first_days` ascends; the last bucket has no end. Schemes are data, so none is written here.
///
/// **Formula**: the last k with first day of k ≤ days past due.
/// Source: `docs/METRICS.md`, "Bucket schemes".
///
/// ```
/// use risk::delinquency::bucket_index;
///
/// let us = [0, 1, 30, 60, 90, 120];
/// assert_eq!(bucket_index(&us, 0), Some(0));
/// assert_eq!(bucket_index(&us, 29), Some(1));
/// assert_eq!(bucket_index(&us, 30), Some(2));
/// assert_eq!(bucket_index(&us, 4_000), Some(5));
/// ```
#[must_use]
pub fn bucket_index(first_days: &[i64], days_past_due: i64) -> Option<usize> {
    first_days
        .partition_point(|&first| first <= days_past_due)
        .checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_days_of_the_schemes() {
        let us = [0, 1, 30, 60, 90, 120];
        let ifrs = [0, 1, 31, 61, 91];
        let mfi = [0, 1, 31, 61, 91, 181];
        // (days past due, us, ifrs, mfi)
        let cases = [
            (0, 0, 0, 0),
            (1, 1, 1, 1),
            (29, 1, 1, 1),
            (30, 2, 1, 1),
            (31, 2, 2, 2),
            (60, 3, 2, 2),
            (61, 3, 3, 3),
            (90, 4, 3, 3),
            (91, 4, 4, 4),
            (120, 5, 4, 4),
            (180, 5, 4, 4),
            (181, 5, 4, 5),
        ];
        for (days, in_us, in_ifrs, in_mfi) in cases {
            let found = [&us[..], &ifrs, &mfi].map(|scheme| bucket_index(scheme, days));
            assert_eq!(
                found,
                [Some(in_us), Some(in_ifrs), Some(in_mfi)],
                "{days} days"
            );
        }
        assert_eq!(bucket_index(&us, -1), None);
        assert_eq!(bucket_index(&[], 5), None);
    }
}
