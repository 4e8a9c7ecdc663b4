//! The time value of money.

use risk::annuity::{
    future_value, interest_rate, internal_rate_of_return, net_present_value, number_of_periods,
    payment, payment_parts, present_value,
};

use crate::{Case, cases, count, number, numbers, worked_examples};

#[test]
fn published_payments() {
    for case in worked_examples("payment", 1) {
        let rows = case.input["rows"].as_array().expect("rows");
        let found: Vec<f64> = rows
            .iter()
            .map(|row| {
                let monthly_rate = number(&row[1]) / 12.0;
                -payment(monthly_rate, count(&row[2]), number(&row[0]), 0.0).expect("months")
            })
            .collect();
        case.assert_all_close("payment", &found, &case.expected["exact"]);
    }
}

#[test]
fn interest_and_principal_of_every_month() {
    for case in cases(include_str!("amortisation.json")) {
        let principal = number(&case.input["principal"]);
        let rate = number(&case.input["annual_rate"]) / 12.0;
        let months: u32 = count(&case.input["months"]);
        let level = payment(rate, months, principal, 0.0).expect("months");
        case.assert_close("payment", -level, &case.expected["payment"]);
        let parts: Vec<_> = (1..=months)
            .map(|month| payment_parts(rate, month, months, principal).expect("a month"))
            .collect();
        let interest: Vec<f64> = parts.iter().map(|part| -part.interest).collect();
        let repaid: Vec<f64> = parts.iter().map(|part| -part.principal).collect();
        case.assert_all_close("interest", &interest, &case.expected["interest"]);
        case.assert_all_close("principal", &repaid, &case.expected["principal"]);
        let total = interest.iter().sum();
        case.assert_close("total interest", total, &case.expected["total_interest"]);
    }
}

#[test]
fn other_time_value_functions() {
    let mut functions = Vec::new();
    for case in cases(include_str!("nper_rate_fv.json")) {
        let function = case.input["fn"].as_str().expect("a name").to_owned();
        let found = time_value(&function, &case);
        case.assert_close(&function, found, &case.expected);
        functions.push(function);
    }
    assert_eq!(functions, ["nper", "rate", "fv", "pv"]);
}

fn time_value(function: &str, case: &Case) -> f64 {
    let given = |name: &str| number(&case.input[name]);
    let periods = || count(&case.input["nper"]);
    match function {
        "nper" => {
            number_of_periods(given("rate"), given("pmt"), given("pv"), 0.0).expect("settled")
        }
        "rate" => interest_rate(periods(), given("pmt"), given("pv"), given("fv")).expect("a rate"),
        "fv" => future_value(given("rate"), periods(), given("pmt"), given("pv")),
        "pv" => present_value(given("rate"), periods(), given("pmt"), given("fv")),
        other => panic!("no function {other}"),
    }
}

#[test]
fn rates_of_return_and_present_values() {
    for case in cases(include_str!("irr_npv.json")) {
        let cash_flows = numbers(&case.input["cashflows"]);
        let rate = internal_rate_of_return(&cash_flows).expect("a rate");
        case.assert_close("irr", rate, &case.expected["irr"]);
        case.assert_close("apr", 12.0 * rate, &case.expected["apr_nominal_12"]);
        let value = net_present_value(number(&case.input["npv_rate"]), &cash_flows);
        case.assert_close("npv", value, &case.expected["npv"]);
    }
}
