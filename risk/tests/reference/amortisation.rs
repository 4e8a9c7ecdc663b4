//! Exact schedules: minor units, half-up.

use risk::amortisation::annuity_schedule;

use crate::{cases, count, list, number, scaled, worked_examples};

#[test]
fn half_up_schedule() {
    for case in worked_examples("amortisation", 1) {
        let schedule = annuity_schedule(
            scaled(&case.input["principal"], 100.0),
            scaled(&case.input["annual_rate"], 1e6),
            count(&case.input["n"]),
        );
        let expected = &case.expected;
        let interest: Vec<i64> = schedule.iter().map(|month| month.interest_minor).collect();
        let expected_interest: Vec<i64> = list(&expected["interest"])
            .iter()
            .map(|value| scaled(value, 100.0))
            .collect();
        assert_eq!(interest, expected_interest);
        assert_eq!(
            interest.iter().sum::<i64>(),
            scaled(&expected["total_interest"], 100.0)
        );
        let (last, level) = schedule.split_last().expect("instalments");
        assert!(!level.is_empty());
        for month in level {
            assert_eq!(month.amount_minor, scaled(&expected["payment"], 100.0));
        }
        assert_eq!(last.amount_minor, scaled(&expected["last_payment"], 100.0));
    }
}

#[test]
fn published_payments_to_the_cent() {
    for case in worked_examples("payment", 1) {
        let rows = list(&case.input["rows"]);
        let exact = list(&case.expected["exact"]);
        assert_eq!(rows.len(), exact.len());
        for (row, payment) in rows.iter().zip(exact) {
            let principal_minor = scaled(&row[0], 100.0);
            let schedule = annuity_schedule(principal_minor, scaled(&row[1], 1e6), count(&row[2]));
            let difference = schedule[0].amount_minor as f64 - number(payment) * 100.0;
            assert!(difference.abs() <= 0.5, "{row}: {difference}");
        }
    }
}

/// The unrounded schedules of numpy-financial: each instalment may be half a minor unit off, and what is off adds up.
#[test]
fn schedules_follow_the_unrounded_ones() {
    for case in cases(include_str!("amortisation.json")) {
        let term: i32 = count(&case.input["months"]);
        let schedule = annuity_schedule(
            scaled(&case.input["principal"], 100.0),
            scaled(&case.input["annual_rate"], 1e6),
            term,
        );
        let expected = &case.expected;
        assert_eq!(schedule.len(), list(&expected["interest"]).len());
        let payment = number(&expected["payment"]) * 100.0;
        assert!((schedule[0].amount_minor as f64 - payment).abs() <= 0.5);
        let interest: i64 = schedule.iter().map(|month| month.interest_minor).sum();
        let expected_interest = number(&expected["total_interest"]) * 100.0;
        assert!((interest as f64 - expected_interest).abs() <= 0.5 * f64::from(term));
    }
}
