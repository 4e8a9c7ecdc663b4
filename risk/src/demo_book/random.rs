//! Counter-based random numbers: each draw is a function of (seed, number, instalment, stream).

use crate::split_mix::mix;

/// What a draw is used for; the second and further draws of one purpose take the numbers after it.
pub(super) mod stream {
    /// Normal: effect of the loan.
    pub(crate) const LOAN_EFFECT: u64 = 0;
    /// Normal: innovation of the monthly effect.
    pub(crate) const INNOVATION: u64 = 10;
    /// Normal: whether a delinquent instalment is missed.
    pub(crate) const MISSED: u64 = 20;
    /// Normal: days by which an instalment is late.
    pub(crate) const DAYS_LATE: u64 = 30;
    /// Entry into default.
    pub(crate) const DEFAULT_ENTRY: u64 = 40;
    /// Whether a missed instalment has a part payment.
    pub(crate) const PART_PAYMENT: u64 = 50;
    /// Share of the part payment.
    pub(crate) const PART_SHARE: u64 = 51;
    /// Whether something is recovered after a charge-off.
    pub(crate) const RECOVERY: u64 = 53;
    /// Settlement day of a missed instalment.
    pub(crate) const MISSED_DAYS: u64 = 54;
    /// Days paid early, a product of two draws.
    pub(crate) const EARLY_DAYS: [u64; 2] = [55, 56];
    /// Days until a recovery, a product of two draws.
    pub(crate) const RECOVERY_DAYS: [u64; 2] = [57, 58];
    /// Share that is recovered.
    pub(crate) const RECOVERY_SHARE: u64 = 59;
    /// Day of the month on which instalments fall due.
    pub(crate) const DUE_DAY: u64 = 62;
    /// Whether a loan's term ends with the book; keyed by the row of the source, not by the loan.
    pub(crate) const RUN_OFF: u64 = 63;
    /// Days between sign-up and application, a product of two draws.
    pub(crate) const SIGN_UP: [u64; 2] = [79, 77];
    /// Minute of the disbursement.
    pub(crate) const DISBURSEMENT_MINUTE: u64 = 78;
    /// Length of the first process stage; each stage takes two draws.
    pub(crate) const STAGES: u64 = 80;
}

/// The draws of one loan (or of one row of the source).
#[derive(Debug, Clone, Copy)]
pub(super) struct Draws {
    key: u64,
}

impl Draws {
    /// The draws of a number; numbers below 2⁴⁰ have distinct ones.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        Self {
            key: (seed << 40) ^ (number << 24),
        }
    }

    /// A uniform number in [0, 1) with 53 bits, for an instalment (0: the loan itself) and a stream.
    pub(super) fn uniform(self, instalment: u32, stream: u64) -> f64 {
        let bits = mix(self.key ^ (u64::from(instalment) << 8) ^ stream);
        (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// The product of two uniform numbers.
    pub(super) fn product(self, instalment: u32, streams: [u64; 2]) -> f64 {
        self.uniform(instalment, streams[0]) * self.uniform(instalment, streams[1])
    }

    /// An almost normal number: four uniform ones added up, mean 0 and variance 1 (Irwin-Hall).
    pub(super) fn normal(self, instalment: u32, stream: u64) -> f64 {
        let sum = self.uniform(instalment, stream)
            + self.uniform(instalment, stream + 1)
            + self.uniform(instalment, stream + 2)
            + self.uniform(instalment, stream + 3);
        (sum - 2.0) * ROOT_3
    }
}

const ROOT_3: f64 = 1.732_050_807_568_877_2;

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 20_903;

    #[test]
    fn uniform_known_answers() {
        let cases = [
            (1, 0, 62, 0.457_201_589_097_100_74),
            (1, 1, 10, 0.149_112_421_854_487_48),
            (1_000, 24, 56, 0.001_306_625_394_793_87),
            (999_999, 72, 40, 0.252_090_977_261_105_63),
        ];
        for (number, instalment, stream, expected) in cases {
            let found: f64 = Draws::new(SEED, number).uniform(instalment, stream);
            assert_eq!(
                found.to_bits(),
                f64::to_bits(expected),
                "u({number}, {instalment}, {stream})"
            );
        }
    }

    #[test]
    fn normal_known_answers() {
        let cases = [
            (1, 0, 0, -0.300_514_109_016_996_27),
            (1, 1, 10, -0.510_917_077_377_258_7),
            (2, 48, 20, -0.548_206_301_904_917_7),
        ];
        for (number, instalment, stream, expected) in cases {
            let found: f64 = Draws::new(SEED, number).normal(instalment, stream);
            assert_eq!(
                found.to_bits(),
                f64::to_bits(expected),
                "n({number}, {instalment}, {stream})"
            );
        }
    }
}
