use crate::{Bundle, Exit, layout::testing};

const CUSTOMERS: &str = "customer_id,full_name,age,gender,income,employment_type,job_type,housing_status,credit_score,account_created_date";
const LOANS: &str = "loan_id,customer_id,loan_type,loan_amount,interest_rate,loan_term_months,monthly_installment,application_date,approval_date,disbursement_date,loan_status,charge_off_date,observed_default,submitted_at,documents_at,credit_checked_at,decided_at,contract_signed_at,disbursed_at,features";
const REPAYMENTS: &str = "payment_id,loan_id,installment_number,due_date,installment_amount,principal_due,interest_due,actual_paid_date,amount_paid,late_fee,payment_status,days_past_due,recovered_amount,recovered_date";

const CUSTOMER: &str = "1,Dario Lopez,67,Male,39500,Employed 7+ years,Skilled,Own,706,2024-04-27";
const LOAN: &str = r#"1,1,Consumer,2072.66,3.85,12,176.34,2025-05-08,2025-05-10,2025-05-13,Active,,false,2025-05-08T06:59:00,2025-05-09T05:44:00,2025-05-09T11:32:00,2025-05-10T04:28:00,2025-05-12T19:57:00,2025-05-13T11:26:00,"{""purpose"":""radio""}""#;
const REPAYMENT: &str =
    "1,1,1,2025-06-13,176.34,169.69,6.65,2025-06-13,176.34,0.00,On Time,0,0.00,";

/// The one row's bundle; nothing may be wrong with it.
fn read_one(header: &str, row: &str) -> Bundle {
    let (bundle, rules) = testing::read_csv(header, &[row]).remove(0);
    assert!(rules.is_empty(), "{rules:?}");
    bundle
}

/// The rules that a row breaks after a change of its text.
fn rules(header: &str, row: &str, from: &str, to: &str) -> Vec<&'static str> {
    assert!(row.contains(from), "{from}");
    testing::read_csv(header, &[&row.replacen(from, to, 1)])
        .remove(0)
        .1
}

#[test]
fn the_three_files_of_an_export() {
    let customer = read_one(CUSTOMERS, CUSTOMER).customer.unwrap();
    assert_eq!((customer.key.as_str(), customer.id), ("1", Some(1)));
    assert_eq!(
        (customer.income_minor, customer.credit_score),
        (Some(3_950_000), Some(706))
    );
    let loan = read_one(LOANS, LOAN).loan.unwrap();
    assert_eq!(
        (loan.key.as_str(), loan.customer_key.as_str()),
        ("1", "id:1")
    );
    assert_eq!(
        (loan.amount_minor, loan.interest_rate_ppm),
        (207_266, 38_500)
    );
    assert_eq!(
        (loan.monthly_installment_minor, loan.observed_default),
        (17_634, Some(false))
    );
    assert!(loan.stages.iter().all(Option::is_some));
    assert_eq!(loan.features.as_deref(), Some(r#"{"purpose":"radio"}"#));
    let repayment = read_one(REPAYMENTS, REPAYMENT).repayment.unwrap();
    assert_eq!(
        (repayment.loan_key.as_str(), repayment.id),
        ("id:1", Some(1))
    );
    assert_eq!(
        (repayment.amount_minor, repayment.amount_paid_minor),
        (17_634, 17_634)
    );
    assert_eq!(repayment.status, Some("On Time"));
}

#[test]
fn own_keys_are_external_identifiers_where_there_are_some() {
    let customers = format!("{CUSTOMERS},external_id");
    let key = |row: &str| read_one(&customers, row).customer.unwrap().key;
    assert_eq!(key(&format!("{CUSTOMER},K-7")), "K-7");
    assert_eq!(key(&format!("{CUSTOMER},")), "1");
    let loans = format!("{LOANS},external_id,branch,currency");
    let loan = read_one(&loans, &format!("{LOAN},L-7,North,EUR"))
        .loan
        .unwrap();
    assert_eq!(
        (loan.key.as_str(), loan.customer_key.as_str()),
        ("L-7", "id:1")
    );
    assert_eq!(
        (loan.branch.as_deref(), loan.currency.as_deref()),
        (Some("North"), Some("EUR"))
    );
}

#[test]
fn receipts_and_states() {
    let receipt = read_one(
        "loan_id,installment_number,receipt_date,principal,interest,late_fee",
        "7,2,2025-06-13,169.69,6.65,5",
    );
    let receipt = receipt.receipt.unwrap();
    assert_eq!(
        (
            receipt.loan_key.as_str(),
            receipt.number,
            receipt.late_fee_minor
        ),
        ("id:7", 2, 500)
    );
    let header = "loan_id,as_of,balance,days_past_due,exit";
    let read = testing::read_csv(
        header,
        &[
            "7,2025-06-30,12.00,30,",
            "7,2025-07-31,12.00,60,charged_off",
            "8,2025-07-31,1,0,paid_off",
            "8,2025-08-31,0,0,gone",
        ],
    );
    let state = |place: usize| {
        let (bundle, rules) = &read[place];
        (
            bundle
                .states
                .first()
                .map(|state| (state.balance_minor, state.exit)),
            rules.as_slice(),
        )
    };
    assert_eq!(state(0), (Some((1200, None)), [].as_slice()));
    assert_eq!(
        state(1),
        (Some((1200, Some(Exit::ChargedOff))), [].as_slice())
    );
    assert_eq!(
        state(2),
        (
            Some((0, Some(Exit::PaidOff))),
            ["status_contradicts_balance"].as_slice()
        )
    );
    assert_eq!(state(3), (None, ["unknown_label"].as_slice()));
}

#[test]
fn wide_rows_say_a_customer_and_a_loan_once() {
    let header = format!(
        "{CUSTOMERS},{},{REPAYMENTS}",
        LOANS.replacen(",customer_id", "", 1)
    )
    .replacen("payment_id,loan_id", "payment_id", 1);
    let loan = LOAN.replacen("1,1", "1", 1);
    let row =
        |repayment: &str| format!("{CUSTOMER},{loan},{}", repayment.replacen("1,1,", "1,", 1));
    let wrong = row(&REPAYMENT.replacen("169.69", "169.70", 1));
    let before = row(&REPAYMENT.replacen("2025-06-13", "2025-05-13", 1));
    let right = row(REPAYMENT);
    let read = testing::read_csv(&header, &[&wrong, &right, &right, &before]);
    let has: Vec<_> = read
        .iter()
        .map(|(bundle, rules)| {
            let has = (
                bundle.customer.is_some(),
                bundle.loan.is_some(),
                bundle.repayment.is_some(),
            );
            (has, rules.as_slice())
        })
        .collect();
    assert_eq!(
        has,
        [
            (
                (false, false, false),
                ["instalment_does_not_add_up"].as_slice()
            ),
            ((true, true, true), [].as_slice()),
            ((false, false, true), [].as_slice()),
            ((false, false, false), ["dates_out_of_order"].as_slice()),
        ]
    );
}

#[test]
fn rules_of_customers() {
    for (from, to, rule) in [
        ("1,", ",", "missing_value"),
        ("1,", "x,", "not_a_number"),
        ("67", "167", "out_of_range"),
        ("67", "6.5", "too_many_decimals"),
        ("Male", "M", "unknown_label"),
        ("39500", "-1", "negative_amount"),
        ("39500", "1e400", "not_a_number"),
        ("39500", "NaN", "not_a_number"),
        ("Skilled", "Good", "unknown_label"),
        ("706", "299", "out_of_range"),
        ("2024-04-27", "2024-02-30", "date_not_in_calendar"),
        ("2024-04-27", "1824-02-20", "date_out_of_range"),
        ("2024-04-27", "04/05/2024", "ambiguous_date"),
    ] {
        assert_eq!(
            rules(CUSTOMERS, CUSTOMER, from, to),
            [rule],
            "{from} -> {to}"
        );
    }
    assert!(
        rules(
            CUSTOMERS,
            CUSTOMER,
            "Employed 7+ years",
            "EMPLOYED 7+ YEARS"
        )
        .is_empty()
    );
}

#[test]
fn rules_of_loans() {
    for (from, to, rule) in [
        ("1,1,", "0,1,", "out_of_range"),
        ("2072.66", "0", "out_of_range"),
        ("2072.66", "2072.665", "too_many_decimals"),
        ("2072.66", "", "missing_value"),
        ("3.85", "1000.01", "out_of_range"),
        (",12,", ",601,", "out_of_range"),
        ("Consumer", "Mortgage", "unknown_label"),
        ("2025-05-10,", "2025-05-07,", "dates_out_of_order"),
        ("2025-05-13,", "2025-05-09,", "dates_out_of_order"),
        (
            "Active,,",
            "Active,2025-09-01,",
            "status_contradicts_charge_off",
        ),
        ("Active,,", "Charged Off,,", "status_contradicts_charge_off"),
        ("Active,,", "Charged Off,2025-05-01,", "dates_out_of_order"),
        ("false", "perhaps", "not_a_yes_or_no"),
        ("2025-05-09T05:44:00", "2025-05-09", "not_a_stamp"),
        (
            "2025-05-09T05:44:00",
            "2025-05-07T05:44:00",
            "dates_out_of_order",
        ),
        ("\"{\"", "\"[\"", "not_a_json_object"),
    ] {
        assert_eq!(rules(LOANS, LOAN, from, to), [rule], "{from} -> {to}");
    }
    let loan = read_one(LOANS, &LOAN.replacen("176.34", "", 1))
        .loan
        .unwrap();
    assert_eq!(loan.monthly_installment_minor, 17_634);
}

#[test]
fn rules_of_repayments() {
    for (from, to, rule) in [
        ("1,1,1,", "1,1,0,", "out_of_range"),
        ("169.69", "169.60", "instalment_does_not_add_up"),
        (
            "6.65,2025-06-13,176.34",
            "6.65,2025-06-13,176.35",
            "paid_above_due",
        ),
        (
            "6.65,2025-06-13,176.34",
            "6.65,,176.34",
            "paid_without_date",
        ),
        (
            "6.65,2025-06-13,176.34",
            "6.65,2025-06-13,0",
            "date_without_payment",
        ),
        (
            "6.65,2025-06-13,176.34",
            "6.65,2025-06-13,-1",
            "negative_amount",
        ),
        ("On Time,0,0.00,", "On Time,0,5.00,", "paid_without_date"),
        (
            "On Time,0,0.00,",
            "On Time,0,500.00,2025-09-13",
            "recovered_above_paid",
        ),
        ("On Time,0", "On Time,3", "status_contradicts_days"),
        ("On Time,0", "Late,0", "status_contradicts_days"),
        ("On Time,0", "Paid,0", "unknown_label"),
    ] {
        assert_eq!(
            rules(REPAYMENTS, REPAYMENT, from, to),
            [rule],
            "{from} -> {to}"
        );
    }
}

#[test]
fn spreadsheets_of_other_countries() {
    let row = "1,1,1,13/06/2025,\"176,34\",\"169,69\",\"6,65\",13/06/2025,\"176,34\",\"0,00\",On Time,0,\"0,00\",";
    let repayment = read_one(REPAYMENTS, row).repayment.unwrap();
    assert_eq!(repayment.amount_minor, 17_634);
    assert_eq!(repayment.due_date.to_string(), "2025-06-13");
}

#[test]
fn a_column_twice_is_refused() {
    let table = testing::headed(&format!("{CUSTOMERS},age"), &[&format!("{CUSTOMER},67")]);
    let refusal = testing::read_table(&table, &testing::options()).unwrap_err();
    assert_eq!(refusal.rule, "column_twice");
}

#[test]
fn guards_against_formulas_are_taken_off() {
    for (written, text) in [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'@name", "@name"),
        ("O'Brien", "O'Brien"),
        ("'t Hooft", "'t Hooft"),
        ("'", "'"),
    ] {
        assert_eq!(super::unguarded(written), text, "{written}");
    }
}
