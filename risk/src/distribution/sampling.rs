//! Which of many to draw, the same ones each time.

use crate::split_mix::mix;

/// The place of an identifier in an order that has nothing to do with it: the first so many are a sample.
///
/// The order is a fixed one, so the same identifiers give the same sample, and a larger sample holds the smaller ones.
///
/// **Formula**: SplitMix64 of the identifier, a one-to-one function: no two identifiers have one place.
/// Source: Steele, Lea and Flood (2014), *Fast Splittable Pseudorandom Number Generators*.
///
/// ```
/// use risk::distribution::sampling_key;
///
/// let mut loans = [1, 2, 3, 4, 5, 6];
/// loans.sort_by_key(|loan| sampling_key(*loan));
/// assert_eq!(loans, [3, 5, 4, 1, 2, 6]);
/// ```
#[must_use]
pub const fn sampling_key(identifier: i64) -> u64 {
    mix(identifier.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_drawn_from_everywhere() {
        let mut loans: Vec<i64> = (1..=10_000).collect();
        loans.sort_by_key(|loan| sampling_key(*loan));
        // Half of each sample is of the first half, to about three times √(n ÷ 4).
        for (size, least, most) in [(100, 35, 65), (1_000, 453, 547)] {
            let first_half = loans[..size].iter().filter(|loan| **loan <= 5_000).count();
            assert!(
                (least..=most).contains(&first_half),
                "{first_half} of {size}"
            );
        }
    }
}
