//! Small books whose figures can be had with pencil and paper: the edges of the definitions.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::*;
use crate::app::date;

const CUSTOMERS: &str = "\
customer_id,age,gender,income,employment_type,job_type,housing_status,credit_score,account_created_date
1,40,Female,50000,,,Own,650,2023-12-31
2,30,Male,,,,,,2024-02-05
";

/// The first loan misses all, is charged off on 2024-07-01 and pays a little on that day and after it. The second
/// is an application. The third pays three of four instalments on their due dates.
const LOANS: &str = "\
loan_id,customer_id,loan_type,loan_amount,interest_rate,loan_term_months,monthly_installment,disbursement_date,charge_off_date,\
submitted_at,documents_at,credit_checked_at,decided_at,contract_signed_at,disbursed_at
1,1,Auto,1200.00,3.85,12,100.00,2024-01-31,2024-07-01,2024-01-10T08:00:00,2024-01-11T08:00:00,,,,
2,1,Auto,900.00,,12,100.00,,,2024-06-30T23:58:00,,,,,
3,2,Auto,390.00,12.5,4,100.00,2024-02-05,,2024-02-01T00:00:00,2024-02-01T01:00:00,,,,
";

const REPAYMENTS: &str = "\
payment_id,loan_id,installment_number,due_date,installment_amount,principal_due,interest_due,actual_paid_date,\
amount_paid,late_fee,recovered_amount,recovered_date
1,1,1,2024-03-01,100.00,90.00,10.00,2024-07-01,70.00,0.00,30.00,2024-07-01
2,1,2,2024-04-01,100.00,91.00,9.00,2024-08-15,50.00,0.00,50.00,2024-08-15
3,2,1,2024-03-01,100.00,90.00,10.00,,0.00,0.00,0.00,
4,3,1,2024-03-05,100.00,97.00,3.00,2024-03-05,100.00,0.00,0.00,
5,3,2,2024-04-05,100.00,97.00,3.00,2024-04-05,100.00,0.00,0.00,
6,3,3,2024-05-05,100.00,98.00,2.00,2024-05-05,100.00,0.00,0.00,
7,3,4,2024-06-05,99.00,98.00,1.00,,0.00,0.00,0.00,
";

fn book() -> Book {
    Book::parse(CUSTOMERS, LOANS, REPAYMENTS)
}

fn loan(loan_id: i64) -> Book {
    part_of(&book(), |_, loan| loan.loan_id == loan_id)
}

/// The loan without a receipt for its first 60 days, by its age in days.
pub fn each_day_is_in_its_bucket() {
    let (us, ifrs, mfi) = (&US[..], &IFRS[..], &MFI[..]);
    let unpaid = REPAYMENTS.replace("2024-07-01,70.00,0.00,30.00,2024-07-01", ",0.00,0.00,0.00,");
    let kept = LOANS.replace("2024-01-31,2024-07-01", "2024-01-31,");
    let book = Book::parse(CUSTOMERS, &kept, &unpaid);
    let first = part_of(&book, |_, loan| loan.loan_id == 1);
    for (age_days, buckets, thresholds_passed) in [
        (0, ["current", "current", "current"], 0),
        (1, ["1-29", "1-30", "1-30"], 0),
        (2, ["1-29", "1-30", "1-30"], 1),
        (29, ["1-29", "1-30", "1-30"], 1),
        (30, ["30-59", "1-30", "1-30"], 1),
        (31, ["30-59", "31-60", "31-60"], 2),
        (59, ["30-59", "31-60", "31-60"], 2),
        (60, ["60-89", "31-60", "31-60"], 2),
        (61, ["60-89", "61-90", "61-90"], 3),
        (89, ["60-89", "61-90", "61-90"], 3),
        (90, ["90-119", "61-90", "61-90"], 3),
        (91, ["90-119", "91+", "91-180"], 4),
        (119, ["90-119", "91+", "91-180"], 4),
        (120, ["120+", "91+", "91-180"], 4),
        (180, ["120+", "91+", "91-180"], 4),
        (181, ["120+", "91+", "181+"], 5),
    ] {
        let day = date("2024-03-01") + Days::new(age_days);
        let found = [us, ifrs, mfi].map(|scheme| {
            let rows = ageing(&first, day, scheme);
            let holding = rows.into_iter().find(|row| row.loans == 1);
            holding.expect("an active loan").bucket
        });
        assert_eq!(found, buckets, "{age_days} days");
        let at_risk = portfolio_at_risk(&first, day).at_risk;
        let passed = at_risk.iter().filter(|row| row.loans == 1).count();
        assert_eq!(passed, thresholds_passed, "{age_days} days");
    }
    let status_at = |age_days| {
        let day = date("2024-03-01") + Days::new(age_days);
        let counts = distribution(&part_of(&first, |_, _| true), day);
        (counts.overdue, counts.missed)
    };
    // The second instalment falls due on day 31.
    assert_eq!([0, 60, 61].map(status_at), [(1, 0), (2, 0), (1, 1)]);
    let default_at = |age_days| {
        let found = first_payment_default(&first, date("2024-03-01") + Days::new(age_days), 30);
        (found.loans, found.defaulted)
    };
    assert_eq!([29, 30].map(default_at), [(0, 0), (1, 1)]);
}

/// Missed, partly paid on day 60, charged off, recovered in part.
pub fn a_loan_lives_and_ends() {
    let first = loan(1);
    let whole = book();
    // The application counts nowhere, though it has an instalment.
    let total = executive(&whole, date("2024-08-31"));
    assert_eq!(
        (total.loans, total.customers, total.instalments_due),
        (2, 2, 6)
    );
    assert_eq!((total.score_sum, total.score_count), (650, 1));

    // Interest first: 40.00 on day 60 leave 30.00 for the principal. 160.00 are overdue, 151.00 of it principal.
    let day = date("2024-06-30");
    assert_eq!(balance(&first.loans[0], day), 117_000);
    assert_eq!(ageing(&first, day, &US)[5].overdue_minor, 16_000);
    assert_eq!(arrears(&first, day).overdue_principal_minor, 15_100);

    // Charged off at the end of its day: what comes in on that day is no recovery.
    let (start, end) = (day, date("2024-07-31"));
    let month = roll_rates(&first, start, end, &US);
    let cell = Cell {
        loans: 1,
        balance_start_minor: 117_000,
        balance_end_minor: 114_000,
    };
    let key = (Some("120+".to_owned()), Column::ChargedOff);
    assert_eq!(month.cells, BTreeMap::from([(key, cell)]));
    assert_eq!(
        (month.charged_off_minor, month.balance_90_minor),
        (114_000, 117_000)
    );
    assert_eq!(net_flow(&first, start, end, &US)[5], (114_000, 117_000));
    let cured = cure(&whole, start, end);
    assert_eq!((cured.delinquent, cured.cured, cured.paid_off), (2, 0, 0));
    let states =
        ["2024-01-30", "2024-06-30", "2024-07-01"].map(|day| state(&first.loans[0], date(day)));
    assert_eq!(
        states,
        [None, Some(LoanState::Active), Some(LoanState::ChargedOff)]
    );

    let day = date("2024-09-30");
    let by_month = recovery_of_charge_offs(&first, day);
    let july = &by_month[&date("2024-07-01")];
    assert_eq!(
        (july.loans, july.charged_off_minor, july.recovered_minor),
        (1, 114_000, 5_000)
    );
    let by_cash = charge_offs_by_cash_month(&first, day);
    let cash = |day| {
        (
            by_cash[&date(day)].recovered_minor,
            by_cash[&date(day)].charged_off_minor,
        )
    };
    assert_eq!(cash("2024-07-01"), (0, 114_000));
    assert_eq!(cash("2024-08-01"), (5_000, 0));

    // Months end on 02-29, 03-31 …: 30 days past due on 03-31, 60 on 04-30, 90 on 05-30.
    let vintage = &vintages(&first, day, Period::Month, 9)[&date("2024-01-01")];
    let loans = |ever: i64| {
        let cells = vintage.ever[&ever].iter();
        cells
            .map(|cell| cell.map(|cell| cell.0))
            .collect::<Vec<_>>()
    };
    let from = |month: usize| {
        (0..10)
            .map(|m| (m < 9).then_some(i64::from(m >= month)))
            .collect::<Vec<_>>()
    };
    assert_eq!(loans(30), from(2));
    assert_eq!(loans(60), from(3));
    assert_eq!(loans(90), from(4));
    let mut net_loss = vec![Some(0); 6];
    net_loss.extend([Some(114_000), Some(109_000), Some(109_000), None]);
    assert_eq!(vintage.net_loss_minor, net_loss);
    // The quarter isn't complete before 03-31.
    let quarter = &vintages(&first, day, Period::Quarter, 9)[&date("2024-01-01")];
    assert_eq!(quarter.net_loss_minor.iter().flatten().count(), 7);

    // Signed up on 12-31: the instalment of 03-01 is due in the third month, two are whole; active on 01-31 … 06-30.
    let cohort = &cohorts(&first, day, 9)[&date("2023-12-01")];
    let due = [(2, (10_000, 7_000)), (3, (10_000, 5_000))];
    assert_eq!(cohort.repayment_minor, BTreeMap::from(due));
    let retained = [0, 1, 1, 1, 1, 1, 1, 0, 0, 0].map(Some);
    assert_eq!(cohort.retention, retained);
    let cohort = &cohorts(&first, date("2024-08-30"), 9)[&date("2023-12-01")];
    assert_eq!(cohort.retention[7..], [Some(0), None, None]);

    let efficiency = |from, day| collection_efficiency(&whole, date(from), date(day), &US);
    let before = efficiency("2024-05-01", "2024-06-30");
    let received = |found: &CollectionEfficiency, bucket: &str| {
        let row = &found.by_bucket[&Some(bucket.to_owned())];
        (row.received_minor, row.due_minor)
    };
    assert_eq!(received(&before, "current"), (10_000, 19_900));
    assert_eq!(received(&before, "60-89"), (0, 0));
    let after = efficiency("2024-04-30", "2024-07-01");
    assert_eq!(
        after.total.received_minor, 10_000,
        "without the loan charged off"
    );
    let rate = |book: &Book| book.loans[0].interest_rate_ppm;
    assert_eq!(
        (rate(&first), rate(&loan(3))),
        (Some(38_500), Some(125_000))
    );
    assert_eq!(whole.loans[0].customer.income_minor, Some(5_000_000));
}

/// Three instalments on time, then one that isn't.
pub fn customers_are_read_from_their_last_instalments() {
    let book = book();
    // 50·3/4 + 30·300/399 + 20·(90 − 56)/60 = 71.39
    let day = date("2024-06-30");
    assert_eq!(engagement(&book, day)[&2], 71);
    assert_eq!(slipping(&book, day), [2]);
    assert_eq!(slipping(&book, date("2024-06-04")), [0; 0]);
    assert_eq!(engagement(&book, date("2024-06-04"))[&2], 100);
    // At most 30 days old counts in full, 90 days old not at all; the window begins after 03-05 180 days on.
    assert_eq!(engagement(&book, date("2024-08-03"))[&2], 60);
    assert_eq!(engagement(&book, date("2024-08-02"))[&2], 60);
    assert_eq!(engagement(&book, date("2024-07-31"))[&2], 61);
    // 50·2/3 + 30·200/299
    assert_eq!(engagement(&book, date("2024-09-01"))[&2], 53);
    assert!(!engagement(&book, date("2024-12-02")).contains_key(&2));
    assert_eq!(engagement_bands(&engagement(&book, day)), [1, 0, 0, 1, 0]);

    let tier_names = |day| {
        let tiers = behaviour_tiers(&book, date(day));
        let held = tiers.into_iter().filter(|tier| tier.customers > 0);
        held.map(|tier| tier.name).collect::<Vec<_>>()
    };
    // Nothing fallen due: no tier. Then one instalment a customer: on time, and overdue by 4 days and more.
    assert_eq!(tier_names("2024-02-29"), [""; 0]);
    assert_eq!(tier_names("2024-03-08"), ["Prime", "Standard"]);
    assert_eq!(tier_names("2024-03-09"), ["Prime", "Subprime"]);
    assert_eq!(tier_names("2024-03-31"), ["Prime", "Subprime"]);
    assert_eq!(tier_names("2024-05-31"), ["Prime", "High Risk"]);
}

pub fn applications_wait_to_the_end_of_the_day() {
    let stage = |at: usize, day: NaiveDate| stages(&book(), day).swap_remove(at);
    let found = stage(0, date("2024-06-30"));
    assert_eq!(
        (found.minutes, found.waiting, found.waiting_minutes_sum),
        (vec![60, 1440], 1, 2)
    );
    let found = stage(0, date("2024-01-10"));
    assert_eq!(
        (found.minutes, found.waiting, found.waiting_minutes_sum),
        (vec![], 1, 960)
    );
    let found = stage(1, date("2024-01-11"));
    assert_eq!(
        (found.minutes, found.waiting, found.waiting_minutes_sum),
        (vec![], 1, 960)
    );
}

/// Of the first bucket 70 end paid off and 30 move on; of the second 50 return and 50 are charged off.
pub fn transitions_lead_to_losses() {
    let buckets = [
        ("first", 0, Some(0)),
        ("second", 1, Some(29)),
        ("third", 30, None),
    ];
    let bucket = |name: &str| Column::Bucket(name.to_owned());
    let mut month = RollRates::default();
    let mut set = |row: &str, column, loans| {
        let cell = Cell {
            loans,
            balance_start_minor: 3 * loans,
            balance_end_minor: 0,
        };
        month.cells.insert((Some(row.to_owned()), column), cell);
        month.clone()
    };
    set("first", Column::PaidOff, 70);
    set("first", bucket("second"), 30);
    set("second", bucket("first"), 50);
    let month = set("second", Column::ChargedOff, 50);
    for weight in [Weight::Loans, Weight::Balance] {
        let found = ultimate_loss(&month, &buckets, weight, &[100, 200, 0]).expect("an end");
        let [Some(first), Some(second), None] = found.by_bucket[..] else {
            unreachable!("the third bucket has no transition: {found:?}");
        };
        assert!((second - 0.5 / 0.85).abs() < 1e-12 && (first - 0.15 / 0.85).abs() < 1e-12);
        let expected = found.expected_minor.expect("an amount");
        assert!((expected - 100.0 * first - 200.0 * second).abs() < 1e-9);
        let unknown = ultimate_loss(&month, &buckets, weight, &[100, 200, 1]).expect("an end");
        assert_eq!(unknown.expected_minor, None);
    }
    let mut endless = RollRates::default();
    endless.add(&month);
    let stays = Cell {
        loans: 1,
        balance_start_minor: 1,
        balance_end_minor: 1,
    };
    endless
        .cells
        .insert((Some("third".to_owned()), bucket("third")), stays);
    assert_eq!(
        ultimate_loss(&endless, &buckets, Weight::Loans, &[1, 1, 1]),
        None
    );
}

pub fn periods_begin_and_end() {
    let day = date("2024-02-29");
    for (period, from, before) in [
        (Period::Day, "2024-02-29", "2024-02-28"),
        (Period::Week, "2024-02-26", "2024-02-19"),
        (Period::Month, "2024-02-01", "2024-01-01"),
        (Period::Quarter, "2024-01-01", "2023-10-01"),
    ] {
        let eve = date(from) - Days::new(1);
        assert_eq!(
            period.window(day, 2),
            [(date(before), eve), (date(from), day)]
        );
    }
    let (january, february) = (date("2024-01-31"), date("2024-02-29"));
    assert_eq!(last_months(day, 1), [(january, february)]);
    assert_eq!(
        last_months(date("2024-02-28"), 1),
        [(date("2023-12-31"), january)]
    );
}
