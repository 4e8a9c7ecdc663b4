use super::super::Mapping;
use crate::{
    Exit, Options,
    layout::{propose, testing},
};

const HEADER: &str = "Loan Number,Borrower ID,Original Balance,Rate,Term,Origination Date,Reporting Date,Current Balance,DPD,Status,Grade";

fn read(rows: &[&str]) -> Vec<testing::Read> {
    testing::read_csv(HEADER, rows)
}

fn with_mapping(text: &str) -> Options {
    Options {
        mapping: Some(Mapping::parse(text, "map.toml").unwrap()),
        ..Options::default()
    }
}

#[test]
fn names_that_everybody_uses_suffice() {
    let read = read(&[
        "L1,C1,1000,5.5,12,2024-01-10,2024-01-31,\"1,000.00\",0,Current,A",
        "L1,C1,1000,5.5,12,2024-01-10,2024-02-29,917.50,45,Late,A",
        "L1,C1,1000,5.5,12,2024-01-10,2024-03-31,0,130,Charged Off,A",
        "L1,C1,1000,5.5,12,2024-01-10,2024-04-30,0,160,Charged Off,A",
        "L2,,1000,5.5,12,2024-01-10,2024-01-31,,,Paid Off,A",
        "L3,,1000,5.5,12,2024-01-10,2024-01-31,0,0,Charged Off,A",
    ]);
    let states: Vec<_> = read
        .iter()
        .map(|(bundle, rules)| {
            let state = bundle.states.first();
            let parts = state.map(|state| (state.balance_minor, state.days_past_due, state.exit));
            (bundle.loan.is_some(), parts, rules.as_slice())
        })
        .collect();
    assert_eq!(
        states,
        [
            (true, Some((100_000, 0, None)), [].as_slice()),
            (false, Some((91_750, 45, None)), [].as_slice()),
            (
                false,
                Some((91_750, 130, Some(Exit::ChargedOff))),
                [].as_slice()
            ),
            (false, None, ["state_after_exit"].as_slice()),
            (true, Some((0, 0, Some(Exit::PaidOff))), [].as_slice()),
            (
                true,
                Some((0, 0, Some(Exit::ChargedOff))),
                ["charge_off_without_balance"].as_slice()
            ),
        ]
    );
    let (first, last) = (&read[0].0, &read[4].0);
    assert_eq!(first.customer.as_ref().unwrap().key, "C1");
    assert_eq!(last.customer.as_ref().unwrap().key, "B-L2");
    let loan = first.loan.as_ref().unwrap();
    assert_eq!(
        (
            loan.loan_type,
            loan.interest_rate_ppm,
            loan.monthly_installment_minor
        ),
        ("Personal", 55_000, 8_584)
    );
}

#[test]
fn rules_of_rows() {
    let row = "L1,C1,1000,5.5,12,2024-01-10,2024-01-31,900,0,Current,A";
    for (from, to, rule) in [
        ("0,Current", "30,Current", "status_contradicts_days"),
        ("0,Current", "0,Late", "status_contradicts_days"),
        ("0,Current", ",Late", "delinquency_unknown"),
        ("0,Current", "0,Default", "unknown_label"),
        (",900,", ",1100,", "balance_above_original"),
        (
            ",900,0,Current",
            ",900,0,Paid Off",
            "status_contradicts_balance",
        ),
        (",900,", ",,", "missing_value"),
        ("L1", "", "missing_value"),
    ] {
        assert_eq!(
            read(&[&row.replacen(from, to, 1)])[0].1,
            [rule],
            "{from} -> {to}"
        );
    }
}

#[test]
fn unknown_columns_are_refused() {
    let table = testing::headed("Loan Number,Account ID,Amount,x", &["1,1,2,3"]);
    let refusal = testing::read_table(&table, &testing::options()).unwrap_err();
    assert_eq!(refusal.rule, "columns_not_known");
    for part in [
        "found: amount;",
        "more than once: loan_key;",
        "missing: loan_key, disbursement_date",
        "--propose-mapping",
    ] {
        assert!(refusal.message.contains(part), "{refusal}");
    }
}

#[test]
fn rates_below_one_may_be_either() {
    let table = testing::headed(
        HEADER,
        &["L1,C1,1000,0.055,12,2024-01-10,2024-01-31,900,0,Current,A"],
    );
    let refusal = testing::read_table(&table, &testing::options()).unwrap_err();
    assert_eq!(refusal.rule, "rate_unit_unknown");
}

#[test]
fn a_mapping_file_says_what_names_do_not() {
    let text = r#"
        [tape]
        kind = "loan"
        date_order = "dmy"
        decimal = "comma"
        rate = "fraction"
        features = ["Note"]
        [columns]
        loan_key = "Nr"
        amount = "Betrag"
        interest_rate = "Zins"
        disbursement_date = "Auszahlung"
        maturity_date = "Ende"
        balance = "Rest"
        status = "Lage"
        [values.status]
        ok = "current"
        ">30" = "late:31"
        [defaults]
        loan_type = "Auto"
        branch = "Nord"
        as_of = "2024-12-31"
    "#;
    let header = "nr,betrag,zins,auszahlung,ende,rest,lage,note";
    let rows = [
        "1,\"1.000,00\",\"0,055\",03.04.2024,03.04.2026,\"800,5\",OK,x",
        "1,\"1.000,00\",\"0,055\",03.04.2024,03.04.2026,\"800,5\",>30,x",
        "2,\"1.000,00\",\"0,055\",03.04.2024,03.04.2024,\"800,5\",<30,x",
    ];
    let read = testing::read_table(&testing::headed(header, &rows), &with_mapping(text)).unwrap();
    let (bundle, rules) = &read[0];
    assert!(rules.is_empty(), "{rules:?}");
    let loan = bundle.loan.as_ref().unwrap();
    assert_eq!(
        (loan.amount_minor, loan.interest_rate_ppm, loan.term_months),
        (100_000, 55_000, 24)
    );
    assert_eq!(
        (loan.loan_type, loan.branch.as_deref()),
        ("Auto", Some("Nord"))
    );
    assert_eq!(loan.features.as_deref(), Some(r#"{"Note":"x"}"#));
    assert_eq!(loan.disbursement_date.unwrap().to_string(), "2024-04-03");
    assert_eq!(bundle.states[0].balance_minor, 80_050);
    // A row a loan: the same key says a loan again.
    assert!(read[1].0.loan.is_some());
    assert_eq!(read[1].0.states[0].days_past_due, 31);
    assert_eq!(read[2].1, ["out_of_range", "unknown_label"]);
}

#[test]
fn mapping_files_must_fit() {
    let table = testing::headed(
        HEADER,
        &["L1,C1,1000,5.5,12,2024-01-10,2024-01-31,900,0,Current,A"],
    );
    let refused = |text| {
        testing::read_table(&table, &with_mapping(text))
            .unwrap_err()
            .rule
    };
    let twice = testing::headed("a,A", &["1,2"]);
    let refusal =
        testing::read_table(&twice, &with_mapping("[columns]\nloan_key = \"a\"")).unwrap_err();
    assert_eq!(refusal.rule, "column_twice");
    assert_eq!(
        refused("[columns]\nloan_key = \"Nr\""),
        "mapping_column_missing"
    );
    assert_eq!(
        refused("[columns]\nloan_key = \"Loan Number\""),
        "columns_not_known"
    );
}

#[test]
fn a_proposal_is_a_mapping_file() {
    let row = "L1,C1,1000,5.5,12,2024-01-10,2024-01-31,900,0,Current,A";
    let table = testing::headed(
        HEADER,
        &[
            row,
            &row.replacen("Current", "De\"fault", 1)
                .replace('"', "\"\"")
                .replacen("De\"\"fault", "\"De\"\"fault\"", 1),
        ],
    );
    let text = propose(&table).unwrap();
    assert!(
        text.contains("\nloan_key = \"Loan Number\"  # such as L1\n"),
        "{text}"
    );
    assert!(text.contains("\n# ? = \"Grade\"  # such as A\n"), "{text}");
    assert!(text.contains("\n\"Current\" = \"current\"\n"), "{text}");
    let read = testing::read_table(&testing::headed(HEADER, &[row]), &with_mapping(&text)).unwrap();
    assert!(read[0].1.is_empty() && read[0].0.loan.is_some());
    let odd = testing::headed("\"two\nlines\",status", &["1,\"a\nb\""]);
    assert!(Mapping::parse(&propose(&odd).unwrap(), "map.toml").is_ok());
    assert_eq!(
        propose(&testing::headerless(',', &["1,2"]))
            .unwrap_err()
            .rule,
        "no_header"
    );
}
