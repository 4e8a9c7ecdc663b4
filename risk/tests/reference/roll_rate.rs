//! Absorbing chains of textbooks, and a projection of balances.

use risk::roll_rate::{Cell, TransitionMatrix};
use serde_json::Value;

use crate::{count, list, number, scaled, worked_examples};

/// A matrix whose weights are its probabilities in units of 1/1000; the states that are left come first.
fn matrix(rows: &[Vec<&Value>], transient: usize) -> TransitionMatrix {
    let states = rows[0].len();
    let cells: Vec<Cell> = rows
        .iter()
        .take(transient)
        .enumerate()
        .flat_map(|(from, row)| {
            row.iter().enumerate().map(move |(to, probability)| Cell {
                from,
                to,
                weight: scaled(probability, 1000.0),
            })
        })
        .collect();
    let built =
        TransitionMatrix::from_cells(transient, states - transient, &cells).expect("a matrix");
    for from in 0..transient {
        assert_eq!(built.row_total(from), 1000);
    }
    built
}

#[test]
fn absorbing_chains() {
    for case in worked_examples("absorbing_chain", 2) {
        let between = list(&case.input["Q"]);
        let ends = list(&case.input["R_paid_bad"]);
        let rows: Vec<Vec<&Value>> = between
            .iter()
            .zip(ends)
            .map(|(q, r)| list(q).iter().chain(list(r)).collect())
            .collect();
        let chain = matrix(&rows, between.len());
        let balances: Vec<i64> = list(&case.input["balances"]).iter().map(count).collect();
        let found = chain
            .ultimate_loss(&balances)
            .expect("an end of every loan");
        case.assert_all_close("paid and bad", &found, &case.expected["paid_bad"]);
        for end in chain.absorption().expect("an end of every loan") {
            let total: f64 = end.expect("a row").iter().sum();
            assert!((total - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn projection_of_balances() {
    for case in worked_examples("markov_projection", 1) {
        let rows: Vec<Vec<&Value>> = list(&case.input["P"])
            .iter()
            .map(|row| list(row).iter().collect())
            .collect();
        // The last state, charge-off, is never left.
        let charge_off = rows.len() - 1;
        assert!((number(rows[charge_off][charge_off]) - 1.0).abs() < 1e-12);
        let opening: Vec<i64> = list(&case.input["b0"])
            .iter()
            .map(|balance| scaled(balance, 1.0))
            .collect();
        let path = matrix(&rows, charge_off)
            .project(&opening, 12)
            .expect("no empty row");
        case.assert_all_close("after a month", &path[1], &case.expected["after1"]);
        case.assert_close("6 months", path[6][charge_off], &case.expected["co6"]);
        case.assert_close("12 months", path[12][charge_off], &case.expected["co12"]);
        let rate = path[12][charge_off] / opening.iter().sum::<i64>() as f64;
        case.assert_close("rate of 12 months", rate, &case.expected["rate12"]);
    }
}
