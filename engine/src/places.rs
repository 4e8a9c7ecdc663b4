//! Finds the few days of a column that lie in a window.

use crate::day::Day;

/// Days that are compared at once before any of them is looked at alone.
const BLOCK: u32 = 16;

/// The places of the days from one to another, both included, in order.
pub(crate) fn days_between(days: &[Day], from: Day, to: Day) -> Vec<u32> {
    let mut places = Vec::new();
    if from > to {
        return places;
    }
    let span = to - from;
    let (blocks, rest) = days.as_chunks::<{ BLOCK as usize }>();
    let mut first = 0;
    for block in blocks {
        // Days before the first come round to the largest: the least one tells of the whole block.
        // A minimum has no branch: the comparisons are of eight days each.
        let after_from = block.map(|day| day.wrapping_sub(from));
        if after_from.into_iter().fold(Day::MAX, Day::min) <= span {
            let (mut inside, mut count) = ([0; BLOCK as usize], 0);
            for (place, after) in (first..).zip(after_from) {
                inside[count] = place;
                count += usize::from(after <= span);
            }
            places.extend_from_slice(&inside[..count]);
        }
        first += BLOCK;
    }
    let inside = (first..).zip(rest);
    let inside = inside.filter(|(_, day)| day.wrapping_sub(from) <= span);
    places.extend(inside.map(|(place, _)| place));
    places
}

#[cfg(test)]
mod tests {
    use super::days_between;

    #[test]
    fn days_of_a_window_are_found_at_both_ends_of_every_block() {
        let days: Vec<u16> = (0..100).map(|at| at % 50).chain([u16::MAX]).collect();
        for (from, to) in [(0, 0), (15, 17), (49, 49), (0, u16::MAX), (5, 4), (60, 70)] {
            let expected = (0..101).filter(|at| (from..=to).contains(&days[*at as usize]));
            let expected: Vec<u32> = expected.collect();
            assert_eq!(days_between(&days, from, to), expected, "{from} to {to}");
        }
    }
}
