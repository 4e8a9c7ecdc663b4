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
/// assert_eq!(loans[..3], [2, 1, 6]);
/// ```
#[must_use]
pub const fn sampling_key(identifier: i64) -> u64 {
    mix(identifier.cast_unsigned())
}
