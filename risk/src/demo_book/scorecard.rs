//! The credit score of the demo book: points of thirteen characteristics.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{DemoBookError, german_credit::GermanRow};

/// The points as the file names them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scorecard {
    base: i32,
    clip: (i32, i32),
    bands: Bands,
    purpose_group: BTreeMap<String, String>,
    points: BTreeMap<String, BTreeMap<String, i32>>,
}

/// The lower edges of the bands; the first band has none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bands {
    duration_months: [u32; 4],
    credit_amount: [u32; 3],
    existing_credits_cap: u32,
}

const DURATION_LABELS: [&str; 5] = ["lt_9", "9_15", "16_24", "25_36", "ge_37"];
const AMOUNT_LABELS: [&str; 4] = ["lt_1400", "1400_3999", "4000_7999", "ge_8000"];

impl Scorecard {
    pub(super) fn parse(json: &str) -> Result<Self, DemoBookError> {
        serde_json::from_str(json).map_err(DemoBookError::Scorecard)
    }

    /// The score of a row.
    ///
    /// **Formula**: base + Σ points of its bins, held within the clip (points, 300-850).
    pub(super) fn score(&self, row: &GermanRow<'_>) -> Result<i32, DemoBookError> {
        let mut score = self.base;
        for (characteristic, points) in &self.points {
            let bin = self.bin(row, characteristic)?;
            score += points
                .get(&bin)
                .ok_or_else(|| row.unknown(characteristic, &bin))?;
        }
        let (lowest, highest) = self.clip;
        Ok(score.min(highest).max(lowest))
    }

    /// The bin of a row in a characteristic; most are labels of the table.
    fn bin(&self, row: &GermanRow<'_>, characteristic: &str) -> Result<String, DemoBookError> {
        let bin = match characteristic {
            "duration_months" => DURATION_LABELS
                [band(row.number(characteristic)?, &self.bands.duration_months)]
            .to_owned(),
            "credit_amount" => AMOUNT_LABELS
                [band(row.number(characteristic)?, &self.bands.credit_amount)]
            .to_owned(),
            "existing_credits" => row
                .number(characteristic)?
                .min(self.bands.existing_credits_cap)
                .to_string(),
            "purpose_group" => row.label("purpose", |purpose| {
                self.purpose_group
                    .get(purpose)
                    .or_else(|| self.purpose_group.get("*"))
                    .cloned()
            })?,
            _ => row.text(characteristic)?.to_owned(),
        };
        Ok(bin)
    }
}

/// The number of edges at or below the value: the index of its band.
fn band(value: u32, edges: &[u32]) -> usize {
    edges.iter().filter(|&&edge| value >= edge).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_to_the_band_above() {
        let edges = [9, 16, 25, 37];
        let cases = [
            (4, "lt_9"),
            (8, "lt_9"),
            (9, "9_15"),
            (24, "16_24"),
            (25, "25_36"),
            (37, "ge_37"),
        ];
        for (months, label) in cases {
            assert_eq!(
                DURATION_LABELS[band(months, &edges)],
                label,
                "{months} months"
            );
        }
    }
}
