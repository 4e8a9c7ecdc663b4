//! Columns that are narrow while what they hold allows it.

use std::ops::Range;

/// Amounts in minor units, or identifiers: narrow while all of them fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers {
    Narrow(Vec<u32>),
    Wide(Vec<i64>),
}

/// Stamps of the six stages of each application: whole minutes where all of them are,
/// or microseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stages {
    /// Minutes since 1900 of the first stage that has ended in two halves, and minutes from
    /// there of each; [`NO_STAGE`] where it has not ended.
    Minutes(Vec<[u16; 8]>),
    /// Microseconds since 1970, `i64::MIN` where a stage has not ended.
    Exact(Vec<[i64; 6]>),
}

const NO_STAGE: u16 = u16::MAX;
const MICROSECONDS: i64 = 60_000_000;
/// From 1900 to 1970.
const MINUTES_TO_1970: i64 = 25_567 * 24 * 60;

impl Default for Numbers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Numbers {
    #[inline]
    pub(crate) fn get(&self, at: usize) -> i64 {
        match self {
            Self::Narrow(all) => all[at].into(),
            Self::Wide(all) => all[at],
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(all) => all.len(),
            Self::Wide(all) => all.len(),
        }
    }

    /// All of them in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    /// The sum of those in a range that are to be kept, without a branch for each.
    #[inline]
    pub(crate) fn sum_of(&self, range: Range<usize>, keep: impl Iterator<Item = bool>) -> i64 {
        let kept = |(number, keep): (i64, bool)| if keep { number } else { 0 };
        match self {
            Self::Narrow(all) => {
                let numbers = all[range].iter().map(|number| i64::from(*number));
                numbers.zip(keep).map(kept).sum()
            }
            Self::Wide(all) => all[range].iter().copied().zip(keep).map(kept).sum(),
        }
    }

    /// How many come before the first that does not fit; they are sorted so.
    pub(crate) fn partition_point(&self, fits: impl Fn(i64) -> bool) -> usize {
        match self {
            Self::Narrow(all) => all.partition_point(|number| fits((*number).into())),
            Self::Wide(all) => all.partition_point(|number| fits(*number)),
        }
    }

    pub(crate) fn push(&mut self, amount: i64) {
        match self {
            Self::Narrow(all) => match u32::try_from(amount) {
                Ok(narrow) => all.push(narrow),
                Err(_) => {
                    let mut wide: Vec<i64> = all.iter().map(|narrow| i64::from(*narrow)).collect();
                    wide.push(amount);
                    *self = Self::Wide(wide);
                }
            },
            Self::Wide(all) => all.push(amount),
        }
    }

    pub(crate) fn extend(&mut self, other: &Self, range: Range<usize>) {
        match (self, other) {
            (Self::Narrow(all), Self::Narrow(more)) => all.extend_from_slice(&more[range]),
            (Self::Wide(all), Self::Wide(more)) => all.extend_from_slice(&more[range]),
            (this, _) => range.for_each(|at| this.push(other.get(at))),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Narrow(all) => size_of_val(all.as_slice()),
            Self::Wide(all) => size_of_val(all.as_slice()),
        }
    }

    pub(crate) fn shrink(&mut self) {
        match self {
            Self::Narrow(all) => all.shrink_to_fit(),
            Self::Wide(all) => all.shrink_to_fit(),
        }
    }
}

impl Default for Stages {
    fn default() -> Self {
        Self::Minutes(Vec::new())
    }
}

impl Stages {
    /// Microseconds since 1970.
    pub(crate) fn get(&self, at: usize) -> [Option<i64>; 6] {
        match self {
            Self::Minutes(all) => {
                let [high, low, minutes @ ..] = all[at];
                let first = (i64::from(high) << 16 | i64::from(low)) - MINUTES_TO_1970;
                minutes.map(|after| {
                    (after != NO_STAGE).then(|| (first + i64::from(after)) * MICROSECONDS)
                })
            }
            Self::Exact(all) => all[at].map(|stamp| (stamp != i64::MIN).then_some(stamp)),
        }
    }

    pub(crate) fn push(&mut self, stamps: [Option<i64>; 6]) {
        if let Self::Minutes(all) = self {
            if let Some(narrow) = minutes(stamps) {
                all.push(narrow);
                return;
            }
            let wide = (0..all.len()).map(|at| self.get(at).map(exact)).collect();
            *self = Self::Exact(wide);
        }
        if let Self::Exact(all) = self {
            all.push(stamps.map(exact));
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Minutes(all) => size_of_val(all.as_slice()),
            Self::Exact(all) => size_of_val(all.as_slice()),
        }
    }

    pub(crate) fn shrink(&mut self) {
        match self {
            Self::Minutes(all) => all.shrink_to_fit(),
            Self::Exact(all) => all.shrink_to_fit(),
        }
    }
}

/// Stamps in their narrow form, where they have one.
fn minutes(stamps: [Option<i64>; 6]) -> Option<[u16; 8]> {
    let first = stamps.into_iter().flatten().min().unwrap_or(0);
    let whole = u32::try_from(first.div_euclid(MICROSECONDS) + MINUTES_TO_1970).ok()?;
    let mut narrow = [NO_STAGE; 8];
    narrow[0] = (whole >> 16) as u16;
    narrow[1] = (whole & 0xffff) as u16;
    for (stamp, place) in stamps.into_iter().zip(&mut narrow[2..]) {
        let Some(stamp) = stamp else { continue };
        if stamp.rem_euclid(MICROSECONDS) != 0 {
            return None;
        }
        let after = u16::try_from((stamp - first) / MICROSECONDS).ok()?;
        *place = Some(after).filter(|after| *after != NO_STAGE)?;
    }
    Some(narrow)
}

fn exact(stamp: Option<i64>) -> i64 {
    stamp.unwrap_or(i64::MIN)
}
