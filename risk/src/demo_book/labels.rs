//! The labels that the book shows for those of the source; `None` for one that the source does not have.

use super::parameters::Parameters;

/// The loan type of a purpose, and its effect.
pub(super) fn loan_type(purpose: &str, parameters: &Parameters) -> Option<(&'static str, f64)> {
    let effects = &parameters.loan_type_effect;
    match purpose {
        "car_new" | "car_used" => Some(("Auto", effects.auto)),
        "furniture_equipment" | "radio_television" | "domestic_appliances" => {
            Some(("Consumer", effects.consumer))
        }
        "education" | "retraining" => Some(("Education", effects.education)),
        "business" => Some(("Business", effects.business)),
        "repairs" | "others" | "vacation" => Some(("Personal", effects.personal)),
        _ => None,
    }
}

/// The label of a way of housing, and its effect.
pub(super) fn housing_status(
    housing: &str,
    parameters: &Parameters,
) -> Option<(&'static str, f64)> {
    let effects = &parameters.housing_effect;
    match housing {
        "own" => Some(("Own", effects.own)),
        "rent" => Some(("Rent", effects.rent)),
        "for_free" => Some(("Free", effects.for_free)),
        _ => None,
    }
}

/// The label of a job, and whether it is a skilled one.
pub(super) fn job_type(job: &str) -> Option<(&'static str, bool)> {
    match job {
        "unemployed_or_unskilled_non_resident" => {
            Some(("Unemployed or Unskilled (Non-resident)", false))
        }
        "unskilled_resident" => Some(("Unskilled", false)),
        "skilled_employee" => Some(("Skilled", true)),
        "management_self_employed_or_highly_qualified" => {
            Some(("Management / Highly Qualified", true))
        }
        _ => None,
    }
}

/// The label of the time in the present employment.
pub(super) fn employment_type(since: &str) -> Option<&'static str> {
    match since {
        "unemployed" => Some("Unemployed"),
        "lt_1_year" => Some("Employed under 1 year"),
        "1_to_4_years" => Some("Employed 1-4 years"),
        "4_to_7_years" => Some("Employed 4-7 years"),
        "ge_7_years" => Some("Employed 7+ years"),
        _ => None,
    }
}
