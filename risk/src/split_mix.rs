//! A number that looks random, and is always the same for the same number.

/// SplitMix64: adds the constant, then finalises (Steele, Lea and Flood, 2014).
pub(crate) const fn mix(number: u64) -> u64 {
    let start = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let once = (start ^ (start >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    twice ^ (twice >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mix_known_answers() {
        assert_eq!(mix(0), 16_294_208_416_658_607_535);
        assert_eq!(mix(1), 10_451_216_379_200_822_465);
    }
}
