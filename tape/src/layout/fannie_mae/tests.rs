use super::FIELDS;
use crate::{Bundle, Exit, layout::testing};

/// Day, balance, days past due and exit.
type State = (String, i64, i32, Option<Exit>);

/// A row with these fields by their numbers in the guide; a loan that is a year old, and current.
fn row(width: usize, changes: &[(usize, &str)]) -> String {
    let mut fields = vec![""; width];
    let usual = [
        (2, "100001"),
        (3, "012021"),
        (4, "R"),
        (5, "A BANK"),
        (8, "3.625"),
        (10, "200000.00"),
        (12, "190000.00"),
        (13, "360"),
        (14, "012020"),
        (16, "12"),
        (20, "80"),
        (23, "999"),
        (24, "751"),
        (30, "P"),
        (33, "012"),
        (40, "00"),
    ];
    for (number, text) in usual.iter().chain(changes) {
        fields[number - 1] = text;
    }
    fields.join("|")
}

fn read(rows: &[String]) -> Vec<(Bundle, Vec<&'static str>)> {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    testing::read_headerless('|', &rows)
}

/// The state of the last of some rows, and the rules that it breaks.
fn last_state(rows: &[&[(usize, &str)]]) -> (Option<State>, Vec<&'static str>) {
    let rows: Vec<String> = rows.iter().map(|changes| row(110, changes)).collect();
    let (bundle, rules) = read(&rows).pop().unwrap();
    let state = bundle.states.into_iter().next();
    let parts = state.map(|state| {
        (
            state.as_of.to_string(),
            state.balance_minor,
            state.days_past_due,
            state.exit,
        )
    });
    (parts, rules)
}

fn state(day: &str, balance: i64, days: i32, exit: Option<Exit>) -> Option<State> {
    Some((day.to_owned(), balance, days, exit))
}

#[test]
fn places_are_those_of_the_guide() {
    for (number, name) in [
        (2, "loan_id"),
        (24, "borrower_credit_score"),
        (40, "current_loan_delinquency_status"),
        (44, "zero_balance_code"),
        (63, "modification_non_interest_bearing_upb"),
        (88, "arm_initial_fixed_rate_up_to_5_years"),
        (101, "arm_plan_number"),
        (108, "total_deferral"),
        (110, "interest_bearing_upb"),
    ] {
        assert_eq!(FIELDS[number - 1], name);
    }
}

#[test]
fn the_first_row_of_a_loan_says_the_loan() {
    for width in [108, 110] {
        let other = row(width, &[(2, "100002")]);
        let read = read(&[row(width, &[]), row(width, &[(3, "022021")]), other]);
        let has_loan: Vec<bool> = read
            .iter()
            .map(|(bundle, _)| bundle.loan.is_some())
            .collect();
        assert_eq!(has_loan, [true, false, true]);
        let bundle = &read[0].0;
        let (customer, loan) = (
            bundle.customer.as_ref().unwrap(),
            bundle.loan.as_ref().unwrap(),
        );
        assert_eq!(
            (customer.key.as_str(), customer.credit_score),
            ("B-100001", Some(751))
        );
        assert_eq!(
            (loan.amount_minor, loan.interest_rate_ppm, loan.term_months),
            (20_000_000, 36_250, 360)
        );
        assert_eq!(loan.monthly_installment_minor, 91_210);
        assert_eq!(loan.disbursement_date.unwrap().to_string(), "2020-01-01");
        assert_eq!(loan.branch.as_deref(), Some("A BANK"));
        let features = r#"{"channel":"R","original_loan_to_value":80,"occupancy_status":"P","zip_code_short":"012"}"#;
        assert_eq!(loan.features.as_deref(), Some(features));
    }
}

#[test]
fn months_are_thirty_days() {
    assert_eq!(
        last_state(&[&[]]),
        (state("2021-01-31", 19_000_000, 0, None), vec![])
    );
    assert_eq!(
        last_state(&[&[(40, "03")]]).0,
        state("2021-01-31", 19_000_000, 90, None)
    );
    assert_eq!(
        last_state(&[&[(40, "XX")]]),
        (None, vec!["delinquency_unknown"])
    );
    assert_eq!(last_state(&[&[(40, "zz")]]), (None, vec!["not_a_number"]));
    assert_eq!(
        last_state(&[&[(12, "200000.01")]]).1,
        ["balance_above_original"]
    );
}

#[test]
fn the_first_months_may_be_masked() {
    let masked = (
        state("2021-01-31", 20_000_000, 0, None),
        vec!["balance_masked"],
    );
    assert_eq!(last_state(&[&[(12, ""), (16, "6")]]), masked);
    assert_eq!(last_state(&[&[(12, "0.00"), (16, "-1")]]), masked);
    assert_eq!(
        last_state(&[&[(12, ""), (16, "7")]]),
        (None, vec!["missing_value"])
    );
    assert_eq!(
        last_state(&[&[(12, "0.00"), (16, "7")]]).0,
        state("2021-01-31", 0, 0, None)
    );
}

#[test]
fn codes_of_a_balance_of_zero() {
    for (code, exit, balance) in [
        ("01", Exit::PaidOff, 0),
        ("02", Exit::ChargedOff, 18_000_050),
        ("03", Exit::ChargedOff, 18_000_050),
        ("09", Exit::ChargedOff, 18_000_050),
        ("15", Exit::ChargedOff, 18_000_050),
        ("97", Exit::ChargedOff, 18_000_050),
        ("98", Exit::ChargedOff, 18_000_050),
        ("06", Exit::Removed, 0),
        ("16", Exit::Removed, 0),
        ("96", Exit::Removed, 0),
    ] {
        let changes = [
            (12, "0.00"),
            (40, "XX"),
            (44, code),
            (45, "122020"),
            (46, "180000.50"),
        ];
        assert_eq!(
            last_state(&[&changes]),
            (state("2020-12-31", balance, 0, Some(exit)), vec![]),
            "{code}"
        );
    }
    assert_eq!(last_state(&[&[(44, "55")]]), (None, vec!["unknown_code"]));
}

#[test]
fn a_loss_falls_back_on_what_was_last_known() {
    let loss = [(12, ""), (40, ""), (44, "09")];
    let last = last_state(&[&[(40, "05")], &loss]);
    assert_eq!(
        last,
        (
            state("2021-01-31", 19_000_000, 150, Some(Exit::ChargedOff)),
            vec![]
        )
    );
    assert_eq!(last_state(&[&loss]), (None, vec!["missing_value"]));
    // The loan before is another one.
    let other = [(2, "7"), (12, ""), (40, ""), (44, "09")];
    assert_eq!(last_state(&[&[], &other]), (None, vec!["missing_value"]));
}

#[test]
fn other_widths_are_refused() {
    for width in [25, 31, 107, 109, 111] {
        let table = testing::headerless(
            '|',
            &[&row(width.max(46), &[])
                .split('|')
                .take(width)
                .collect::<Vec<_>>()
                .join("|")],
        );
        let refusal = testing::read_table(&table, &testing::options()).unwrap_err();
        assert_eq!(refusal.rule, "unknown_width", "{width}");
        assert!(refusal.message.contains("108 and 110"), "{refusal}");
    }
}
