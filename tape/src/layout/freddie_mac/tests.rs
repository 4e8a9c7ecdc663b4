use crate::{Exit, layout::testing};

const ORIGINATION: &str = "751|202003|N|205002|16974|000|1|P|80|999|200000|80|3.625|R|N|FRM|IL|SF|60600|F20Q10000001|P|360|2|A BANK|A SERVICER||||9|2|N|N";

fn performance(changes: &[(usize, &str)]) -> String {
    let mut fields = [""; 32];
    let usual = [
        (1, "F20Q10000001"),
        (2, "202101"),
        (3, "190000"),
        (4, "0"),
        (5, "10"),
    ];
    for (number, text) in usual.iter().chain(changes) {
        fields[number - 1] = text;
    }
    fields.join("|")
}

#[test]
fn origination_says_customers_and_loans() {
    let (bundle, rules) = testing::read_headerless('|', &[ORIGINATION]).remove(0);
    assert!(rules.is_empty(), "{rules:?}");
    let (customer, loan) = (bundle.customer.unwrap(), bundle.loan.unwrap());
    assert_eq!(
        (customer.key.as_str(), customer.credit_score),
        ("B-F20Q10000001", Some(751))
    );
    assert_eq!(
        (customer.housing_status, loan.key.as_str()),
        (Some("Own"), "F20Q10000001")
    );
    assert_eq!(loan.disbursement_date.unwrap().to_string(), "2020-02-01");
    assert_eq!(
        (loan.amount_minor, loan.monthly_installment_minor),
        (20_000_000, 91_210)
    );
    let features = loan.features.unwrap();
    assert!(
        features
            .starts_with(r#"{"first_time_home_buyer":"N","metropolitan_statistical_area":"16974""#),
        "{features}"
    );
    assert!(!features.contains("debt_to_income"), "{features}");
    let unknown = ORIGINATION.replacen("751", "9999", 1);
    let (bundle, rules) = testing::read_headerless('|', &[&unknown]).remove(0);
    assert_eq!(
        (bundle.customer.unwrap().credit_score, rules.as_slice()),
        (None, [].as_slice())
    );
}

#[test]
fn performance_says_states() {
    let rows = [
        performance(&[]),
        performance(&[(4, "2")]),
        performance(&[(4, "RA")]),
        performance(&[(4, "RA")]),
        performance(&[(4, "XX")]),
        performance(&[
            (3, "0"),
            (4, "RA"),
            (9, "09"),
            (10, "202006"),
            (27, "185000.00"),
        ]),
        performance(&[(1, "F20Q10000002"), (4, "RA")]),
        performance(&[(1, "F20Q10000002"), (3, "0"), (9, "01")]),
        performance(&[(1, "F20Q10000003"), (3, "0"), (9, "03")]),
        performance(&[(1, "F20Q10000003"), (3, "0"), (9, "96")]),
        performance(&[(1, "F20Q10000003"), (3, "")]),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let read: Vec<_> = testing::read_headerless('|', &rows)
        .into_iter()
        .map(|(bundle, rules)| {
            let state = bundle.states.into_iter().next();
            (
                state.map(|state| (state.balance_minor, state.days_past_due, state.exit)),
                rules,
            )
        })
        .collect();
    let expected = [
        (Some((19_000_000, 0, None)), vec![]),
        (Some((19_000_000, 60, None)), vec![]),
        (Some((19_000_000, 120, None)), vec![]),
        (Some((19_000_000, 150, None)), vec![]),
        (None, vec!["delinquency_unknown"]),
        (Some((18_500_000, 180, Some(Exit::ChargedOff))), vec![]),
        (Some((19_000_000, 120, None)), vec![]),
        (Some((0, 0, Some(Exit::PaidOff))), vec![]),
        (None, vec!["missing_value"]),
        (Some((0, 0, Some(Exit::Removed))), vec![]),
        (None, vec!["missing_value"]),
    ];
    assert_eq!(read, expected);
}

#[test]
fn other_releases_are_refused() {
    let thirty_five = format!("{}|||", performance(&[]));
    for (row, words) in [(thirty_five.as_str(), "35 fields"), ("x|y", "2 fields")] {
        let refusal = testing::read_table(&testing::headerless('|', &[row]), &testing::options())
            .unwrap_err();
        assert_eq!(refusal.rule, "unknown_width");
        assert!(refusal.message.contains(words), "{refusal}");
    }
}
