//! The calibrated parameters of the demo book, parsed once.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};

use super::DemoBookError;

/// The parameters as the file names them.
///
/// The thresholds belong together: after any change they have to be calibrated anew, or the book loses its exact
/// counts of payments on time, late and missed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameters {
    pub(super) seed: u64,
    #[serde(deserialize_with = "parse_date")]
    pub(super) report_date: NaiveDate,
    pub(super) portfolio_cents: i64,

    // Terms: a loan of a listed duration ends with the book with the given probability, the others run on.
    pub(super) run_off_durations: Vec<u32>,
    pub(super) run_off_prob: f64,
    pub(super) terms: Vec<u32>,
    pub(super) min_remaining: u32,
    pub(super) rate_base_bp: f64,
    pub(super) rate_slope_bp_per_point: f64,
    pub(super) rate_min_bp: f64,
    pub(super) rate_max_bp: f64,
    pub(super) income_gross_factor: f64,

    // The latent inclination to pay late: fixed part of a customer, effect of the loan, monthly effect.
    pub(super) phi: f64,
    pub(super) sigma_a: f64,
    pub(super) bad_effect: f64,
    pub(super) score_knots: Vec<f64>,
    pub(super) score_effect: Vec<f64>,
    pub(super) loan_type_effect: LoanTypeEffects,
    pub(super) housing_effect: HousingEffects,
    pub(super) unskilled_effect: f64,
    pub(super) income_effect: f64,
    pub(super) learning_effect: f64,
    pub(super) vol_35_50: f64,
    pub(super) vintage_effect: BTreeMap<i32, f64>,

    // Default, and what the latent number means for a payment.
    pub(super) default_from: u32,
    pub(super) default_hazard_bad: f64,
    pub(super) default_hazard_good: f64,
    pub(super) cut_delinquent: f64,
    pub(super) missed_noise: f64,
    pub(super) cut_missed: f64,
    pub(super) days_noise: f64,
    pub(super) days_x: Vec<f64>,
    pub(super) days_y: Vec<f64>,
    pub(super) part_prob: f64,
    pub(super) recover_prob: f64,
    pub(super) late_fee_cents: i64,
    pub(super) late_fee_after_days: i64,

    pub(super) stage_hours: StageHours,
    pub(super) first_female: Vec<String>,
    pub(super) first_male: Vec<String>,
    pub(super) last_names: Vec<String>,
}

/// The effect of each loan type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct LoanTypeEffects {
    pub(super) auto: f64,
    pub(super) consumer: f64,
    pub(super) education: f64,
    pub(super) business: f64,
    pub(super) personal: f64,
}

/// The effect of each way of housing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HousingEffects {
    pub(super) own: f64,
    pub(super) rent: f64,
    pub(super) for_free: f64,
}

/// Usual hours of each stage of an application, in the order in which they follow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageHours {
    pub(super) documents: f64,
    pub(super) credit_check: f64,
    pub(super) decision: f64,
    pub(super) contract: f64,
    pub(super) funding: f64,
}

impl Parameters {
    pub(super) fn parse(json: &str) -> Result<Self, DemoBookError> {
        let parameters: Self = serde_json::from_str(json).map_err(DemoBookError::Parameters)?;
        parameters.check()?;
        Ok(parameters)
    }

    /// The effect of a year of disbursement, if it is known.
    pub(super) fn vintage_effect(&self, year: i32) -> Option<f64> {
        self.vintage_effect.get(&year).copied()
    }

    /// The conditions that the simulation relies on.
    fn check(&self) -> Result<(), DemoBookError> {
        let curve = "as many ascending points as its partner list, and at least one";
        let names = "lists with at least one name each, both of one length";
        let conditions = [
            // A due day moved from the report date to the next would not exist in every month.
            (
                "report_date",
                self.report_date.day() != 28,
                "another day than the 28th",
            ),
            (
                "score_knots",
                is_curve(&self.score_knots, &self.score_effect),
                curve,
            ),
            ("days_x", is_curve(&self.days_x, &self.days_y), curve),
            ("phi", (-1.0..=1.0).contains(&self.phi), "between -1 and 1"),
            ("rate_min_bp", self.rate_min_bp >= 0.0, "at least 0"),
            ("default_from", self.default_from >= 1, "at least 1"),
            (
                "late_fee_after_days",
                self.late_fee_after_days >= 0,
                "at least 0",
            ),
            (
                "last_names",
                !self.last_names.is_empty(),
                "a list with at least one name",
            ),
            (
                "first_female",
                !self.first_female.is_empty() && self.first_female.len() == self.first_male.len(),
                names,
            ),
        ];
        match conditions.into_iter().find(|&(_, holds, _)| !holds) {
            Some((name, _, condition)) => Err(DemoBookError::InvalidParameter { name, condition }),
            None => Ok(()),
        }
    }
}

fn is_curve(x: &[f64], y: &[f64]) -> bool {
    !x.is_empty() && x.len() == y.len() && x.is_sorted_by(|left, right| left < right)
}

fn parse_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = include_str!("../../../data/params.json");

    #[test]
    fn the_calibrated_parameters_are_complete() {
        let parameters = Parameters::parse(JSON).expect("the parameters of the demo book");
        assert_eq!(parameters.seed, 20_903);
        assert_eq!(parameters.report_date.to_string(), "2025-11-23");
        assert_eq!(parameters.vintage_effect(2022), Some(0.35));
        assert_eq!(parameters.vintage_effect(2018), None);
    }

    #[test]
    fn a_broken_condition_is_named() {
        let json = JSON.replace("2025-11-23", "2025-11-28");
        let error = Parameters::parse(&json).expect_err("the 28th");
        assert_eq!(
            error.to_string(),
            "parameter report_date must be another day than the 28th"
        );
        let unsorted = JSON.replace("570.0, 620.0", "620.0, 570.0");
        let error = Parameters::parse(&unsorted).expect_err("descending knots");
        assert!(error.to_string().starts_with("parameter score_knots"));
        assert!(matches!(
            Parameters::parse("{}"),
            Err(DemoBookError::Parameters(_))
        ));
    }
}
