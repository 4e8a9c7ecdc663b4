use crate::{Exit, layout::testing};

const HEADER: &str = "id,member_id,loan_amnt,funded_amnt,term,int_rate,installment,grade,emp_length,home_ownership,annual_inc,issue_d,loan_status,purpose,dti,fico_range_low,fico_range_high,out_prncp,total_rec_prncp,recoveries";
const ROW: &str = "7,70,5000,4000, 36 months, 10.65%,162.87,B,10+ years,RENT,24000.0,Dec-2011,Current,car,27.65,735,739,3000.50,999.50,0";

fn rules(from: &str, to: &str) -> Vec<&'static str> {
    assert!(ROW.contains(from), "{from}");
    testing::read_csv(HEADER, &[&ROW.replacen(from, to, 1)])
        .remove(0)
        .1
}

#[test]
fn a_row_is_a_loan_and_its_state() {
    let (bundle, rules) = testing::read_csv(HEADER, &[ROW]).remove(0);
    assert!(rules.is_empty(), "{rules:?}");
    let (customer, loan) = (bundle.customer.unwrap(), bundle.loan.unwrap());
    assert_eq!(
        (customer.key.as_str(), customer.credit_score),
        ("M-70", Some(737))
    );
    assert_eq!(customer.employment_type, Some("Employed 7+ years"));
    assert_eq!(
        (loan.key.as_str(), loan.customer_key.as_str()),
        ("7", "M-70")
    );
    assert_eq!(
        (loan.amount_minor, loan.term_months, loan.interest_rate_ppm),
        (400_000, 36, 106_500)
    );
    assert_eq!((loan.loan_type, loan.status), ("Auto", Some("Active")));
    assert_eq!(loan.disbursement_date.unwrap().to_string(), "2011-12-01");
    assert_eq!(
        loan.features.as_deref(),
        Some(r#"{"grade":"B","purpose":"car","dti":27.65}"#)
    );
    let state = &bundle.states[0];
    assert_eq!(
        (state.as_of, state.balance_minor, state.days_past_due),
        (testing::AS_OF, 300_050, 0)
    );
}

#[test]
fn statuses_are_states() {
    for (status, balance, days, exit, rules) in [
        ("In Grace Period", 300_050, 1, None, vec![]),
        ("Late (16-30 days)", 300_050, 16, None, vec![]),
        ("Late (31-120 days)", 300_050, 31, None, vec![]),
        ("Default", 300_050, 121, None, vec![]),
        (
            "Fully Paid",
            0,
            0,
            Some(Exit::PaidOff),
            vec!["status_contradicts_balance"],
        ),
        (
            "Charged Off",
            300_050,
            121,
            Some(Exit::ChargedOff),
            vec!["charge_off_undated"],
        ),
        (
            "Does not meet the credit policy. Status:Charged Off",
            300_050,
            121,
            Some(Exit::ChargedOff),
            vec!["charge_off_undated"],
        ),
    ] {
        let row = ROW.replacen("Current", status, 1);
        let (bundle, found) = testing::read_csv(HEADER, &[&row]).remove(0);
        let state = &bundle.states[0];
        assert_eq!(
            (state.balance_minor, state.days_past_due, state.exit),
            (balance, days, exit),
            "{status}"
        );
        assert_eq!(found, rules, "{status}");
        let loan = bundle.loan.unwrap();
        assert_eq!(
            loan.charge_off_date.is_some(),
            exit == Some(Exit::ChargedOff)
        );
        let is_outside = loan.features.unwrap().contains(r#""credit_policy":false"#);
        assert_eq!(is_outside, status.starts_with("Does"), "{status}");
    }
}

#[test]
fn rules_of_rows() {
    for (from, to, rule) in [
        ("7,70", ",70", "missing_value"),
        ("Current", "Lost", "unknown_label"),
        (" 36 months", " 3 years", "not_a_number"),
        (" 36 months", " 0 months", "out_of_range"),
        ("Dec-2011", "Dec-2019", "dates_out_of_order"),
        ("Dec-2011", "2011", "not_a_date"),
        ("3000.50", "4000.01", "balance_above_original"),
        ("3000.50", "-1", "negative_amount"),
        ("735", "35", "out_of_range"),
    ] {
        assert_eq!(rules(from, to), [rule], "{from} -> {to}");
    }
}

#[test]
fn the_day_of_the_snapshot_is_needed() {
    let options = crate::Options::default();
    let refusal = testing::read_table(&testing::headed(HEADER, &[ROW]), &options).unwrap_err();
    assert_eq!(refusal.rule, "as_of_needed");
}

#[test]
fn remarks_are_known() {
    let is_remark = |fields: &[&str]| super::is_remark(&csv::StringRecord::from(fields.to_vec()));
    assert!(is_remark(&[
        "Total amount funded in policy code 1: 460296150"
    ]));
    assert!(is_remark(&[
        "Total amount funded in policy code 1: 460296150",
        "Total amount funded in policy code 2: 0"
    ]));
    assert!(is_remark(&[
        "Loans that do not meet the credit policy",
        "",
        ""
    ]));
    assert!(!is_remark(&["7", "70"]));
}
