//! Tapes of a few rows, and their figures worked out by hand.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::recompute::*;

/// Three loans: one charged off, one paid off with a month unknown, one bought back.
pub(super) fn a_few_loans_of_fannie_mae() {
    let row = |loan, month, lent, amount, balance, status, end: [&str; 3]| {
        let mut fields = [""; 111];
        for (number, text) in [
            (2, loan),
            (3, month),
            (14, lent),
            (10, amount),
            (12, balance),
        ] {
            fields[number] = text;
        }
        for (number, text) in [(40, status), (44, end[0]), (45, end[1]), (46, end[2])] {
            fields[number] = text;
        }
        fields[1..].join("|")
    };
    let open = ["", "", ""];
    let (a, b, c) = ("100000.00", "200000.00", "50000.00");
    let tape = [
        row("A", "022019", "012019", a, "99900.00", "00", open),
        row("A", "032019", "012019", a, "99900.00", "01", open),
        row("A", "042019", "012019", a, "99900.00", "02", open),
        // Told a month after it took effect.
        row(
            "A",
            "072019",
            "012019",
            a,
            "0.00",
            "04",
            ["02", "062019", "99900.00"],
        ),
        row("B", "032019", "022019", b, "199000.50", "XX", open),
        row("B", "042019", "022019", b, "198000.25", "00", open),
        row(
            "B",
            "052019",
            "022019",
            b,
            "0.00",
            "00",
            ["01", "052019", "197000.00"],
        ),
        row("C", "042019", "032019", c, "49950.00", "01", open),
        row(
            "C",
            "052019",
            "032019",
            c,
            "0.00",
            "02",
            ["06", "052019", "49950.00"],
        ),
    ];
    let book = StateBook::from_fannie(&tape.join("\n"));
    let (march, april) = (date("2019-03-31"), date("2019-04-30"));
    let (may, june, july) = (date("2019-05-31"), date("2019-06-30"), date("2019-07-31"));

    assert_eq!(book.outstanding_minor(date("2018-12-31")), 0);
    assert_eq!(book.outstanding_minor(date("2019-01-01")), 10_000_000);
    // The unknown month of B leaves it at the amount lent.
    assert_eq!(
        book.outstanding_minor(march),
        9_990_000 + 20_000_000 + 5_000_000
    );
    assert_eq!(book.outstanding_minor(april), 34_785_025);
    assert_eq!(book.outstanding_minor(date("2019-05-30")), 34_785_025);
    assert_eq!(book.outstanding_minor(may), 9_990_000);
    assert_eq!((book.active_loans(may), book.active_loans(june)), (1, 0));
    let originated = book.originated(date("2019-02-28"));
    assert_eq!((originated.loans, originated.amount_minor), (2, 30_000_000));

    let ageing = |day, scheme| {
        let rows: Vec<Ageing> = book.ageing(day, scheme);
        let filled = rows.into_iter().filter(|row| row.loans > 0);
        Vec::from_iter(filled.map(|row| (row.bucket, row.loans, row.balance_minor)))
    };
    let (b_row, c_minor, a_minor) = (("current", 1, 19_800_025), 4_995_000, 9_990_000);
    let of_us = [b_row, ("30-59", 1, c_minor), ("60-89", 1, a_minor)];
    assert_eq!(ageing(april, &US), of_us);
    // Thirty days and sixty are on the other side here.
    let of_ifrs = [b_row, ("1-30", 1, c_minor), ("31-60", 1, a_minor)];
    assert_eq!(ageing(april, &IFRS), of_ifrs);
    assert_eq!(ageing(april, &MFI), of_ifrs);
    let of_lc = [b_row, ("16-30", 1, c_minor), ("31-120", 1, a_minor)];
    assert_eq!(ageing(april, &LC), of_lc);

    let risk = book.portfolio_at_risk(april);
    assert_eq!((risk.active_loans, risk.outstanding_minor), (3, 34_785_025));
    let at_risk = risk.at_risk.iter();
    let at_risk =
        Vec::from_iter(at_risk.map(|row| (row.beyond_days, row.loans, row.balance_minor)));
    let none = |days| (days, 0, 0);
    let (beyond_1, beyond_30) = ((1, 2, 14_985_000), (30, 1, 9_990_000));
    assert_eq!(
        at_risk,
        [beyond_1, beyond_30, none(60), none(90), none(180)]
    );

    let cells = |opening, closing| {
        let rates: RollRates = book.roll_rates(opening, closing, &US);
        let cells = rates.cells.into_iter();
        let cells = cells.map(|((from, to), cell)| {
            (from, to, cell.loans, cell.opening_minor, cell.closing_minor)
        });
        (
            Vec::from_iter(cells),
            rates.charged_off_minor,
            rates.balance_90_minor,
        )
    };
    let of_april = vec![
        ("30-59", "60-89", 1, 9_990_000, 9_990_000),
        ("current", "30-59", 1, 5_000_000, 4_995_000),
        ("current", "current", 1, 20_000_000, 19_800_025),
    ];
    assert_eq!(cells(march, april), (of_april, 0, 0));
    let to_june = vec![
        ("30-59", "removed", 1, 4_995_000, 0),
        ("60-89", "charged_off", 1, 9_990_000, 0),
        ("current", "paid_off", 1, 19_800_025, 0),
    ];
    assert_eq!(cells(april, june), (to_june, 9_990_000, 0));
    let of_june = vec![("60-89", "charged_off", 1, 9_990_000, 0)];
    assert_eq!(cells(may, june), (of_june, 9_990_000, 0));
    assert_eq!(cells(june, july), (Vec::new(), 0, 0));
    let cure = book.cure(april, may);
    assert_eq!((cure.delinquent, cure.cured, cure.paid_off), (2, 0, 0));

    // A was lent on 1 January: month 3 goes to 1 April, and is known when month 3 of 31 January is over.
    let vintage = &book.vintages(july, 7)[&date("2019-01-01")];
    assert_eq!((vintage.loans, vintage.amount_minor), (1, 10_000_000));
    let (no, yes) = (Some((0, 0)), Some((1, 10_000_000)));
    assert_eq!(vintage.ever[&30], [no, no, no, yes, yes, yes, yes, None]);
    assert_eq!(vintage.ever[&60], [no, no, no, no, yes, yes, yes, None]);
    assert_eq!(vintage.ever[&90], [no, no, no, no, no, no, yes, None]);
    let lost = [0, 0, 0, 0, 0, 0, 9_990_000].map(Some);
    assert_eq!(vintage.charged_off_minor[..7], lost);
    let known = |day| {
        book.vintages(date(day), 7)[&date("2019-01-01")].ever[&30]
            .iter()
            .flatten()
            .count()
    };
    assert_eq!(
        (
            known("2019-02-27"),
            known("2019-02-28"),
            known("2019-04-29")
        ),
        (1, 2, 3)
    );
    let charge_offs = book.charge_offs(june);
    let expected = ChargeOffs {
        loans: 1,
        amount_minor: 9_990_000,
    };
    assert_eq!(
        charge_offs,
        BTreeMap::from([(date("2019-06-01"), expected)])
    );
    assert!(book.charge_offs(june - Days::new(1)).is_empty());

    let spread = book.concentration(april);
    assert_eq!(
        (spread.active_customers, spread.outstanding_minor),
        (3, 34_785_025)
    );
    // 99 800 100 000 000 + 392 040 990 000 625 + 24 950 025 000 000.
    assert_eq!(spread.squares, 516_791_115_000_625);
    assert_eq!(spread.top_10_minor, 34_785_025);
}

/// Two loans: one cured and then charged off, one late and then paid off.
pub(super) fn a_few_loans_of_freddie_mac() {
    let origination = |loan, first_payment, amount| {
        let mut fields = [""; 33];
        (fields[20], fields[2], fields[11]) = (loan, first_payment, amount);
        fields[1..].join("|")
    };
    let month = |loan, month, balance, status, end: [&str; 3]| {
        let mut fields = [""; 33];
        (fields[1], fields[2], fields[3], fields[4]) = (loan, month, balance, status);
        [fields[9], fields[10], fields[27]] = end;
        fields[1..].join("|")
    };
    let originations = [
        origination("X", "202001", "100000"),
        origination("Y", "202002", "70000"),
    ];
    let open = ["", "", ""];
    let performance = [
        month("X", "202001", "100000.00", "3", open),
        month("X", "202002", "99000.40", "0", open),
        month("X", "202003", "0.00", "4", ["03", "202003", "98800.05"]),
        month("Y", "202002", "69000.00", "1", open),
        month("Y", "202003", "0", "0", ["01", "202003", "68900.00"]),
    ];
    let book = StateBook::from_freddie(&originations.join("\n"), &performance.join("\n"));
    let (january, february, march) = (date("2020-01-31"), date("2020-02-29"), date("2020-03-31"));
    let lent = [&book.loans[0], &book.loans[1]].map(|loan| loan.disbursement_date);
    assert_eq!(lent, [date("2019-12-01"), date("2020-01-01")]);
    assert_eq!(book.outstanding_minor(january), 17_000_000);
    assert_eq!(book.outstanding_minor(february), 9_900_040 + 6_900_000);
    assert_eq!(book.outstanding_minor(march), 0);
    let cure = |opening, closing| {
        let cure: Cure = book.cure(opening, closing);
        (cure.delinquent, cure.cured, cure.paid_off)
    };
    assert_eq!(cure(january, february), (1, 1, 0));
    assert_eq!(cure(february, march), (1, 0, 1));
    let rates = book.roll_rates(january, march, &US);
    assert_eq!(
        rates.cells[&("90-119", "charged_off")].opening_minor,
        10_000_000
    );
    assert_eq!(
        (rates.charged_off_minor, rates.balance_90_minor),
        (9_880_005, 10_000_000)
    );
}

/// Two accounts: one with a credit balance in between, one late for all of the time.
pub(super) fn a_few_cards_of_taiwan() {
    let names = "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,\
        BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6,\
        PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default payment next month";
    let text = format!(
        "{names}\n1,20000,1,2,1,24,2,1,-1,-2,0,0,300,200,100,-50,0,400,0,0,0,0,0,0,1\n\
        2,50000,2,1,1,30,8,7,6,5,4,3,9000,8000,7000,6000,5000,4000,0,0,0,0,0,0,0\n"
    );
    let book = StateBook::from_taiwan(&text);
    let (april, may, august) = (date("2005-04-30"), date("2005-05-31"), date("2005-08-31"));
    assert_eq!(book.outstanding_minor(date("2005-03-30")), 0);
    assert_eq!(book.outstanding_minor(date("2005-03-31")), 7_000_000);
    assert_eq!(book.outstanding_minor(april), 40_000 + 400_000);
    assert_eq!((book.active_loans(may), book.active_loans(august)), (1, 2));
    // An account without balance is paid off until it has one again.
    let rates = book.roll_rates(april, may, &MFI);
    assert_eq!(rates.cells[&("current", "paid_off")].opening_minor, 40_000);
    assert_eq!(rates.cells[&("61-90", "91-180")].closing_minor, 500_000);
    assert_eq!(book.roll_rates(may, august, &MFI).cells.len(), 1);
    let rates = book.roll_rates(august, date("2005-09-30"), &US);
    assert_eq!(rates.cells[&("30-59", "60-89")].closing_minor, 30_000);
    assert_eq!(rates.balance_90_minor, 800_000);
}

/// Seven loans, one in each state.
pub(super) fn a_few_loans_of_lending_club() {
    let text = "id,funded_amnt,issue_d,loan_status,out_prncp,total_rec_prncp\n\
        1,1000,Jan-2018,Current,900.10,99.90\n\
        2,1000,Feb-2018,In Grace Period,800.00,200.00\n\
        3,1000,Mar-2018,Late (16-30 days),700.00,300.00\n\
        4,1000,Mar-2018,Late (31-120 days),600.00,400.00\n\
        5,1000,Mar-2018,Default,500.00,500.00\n\
        6,1000,Mar-2018,Fully Paid,0.00,1000.00\n\
        7,1000,Dec-2017,Charged Off,0.00,123.45\n";
    let as_of = date("2018-09-30");
    let book = StateBook::from_lending_club(text, as_of);
    assert_eq!(book.outstanding_minor(date("2018-02-28")), 300_000);
    assert_eq!(book.outstanding_minor(as_of), 350_010);
    let rows = book.ageing(as_of, &LC);
    assert!(rows.iter().all(|row| row.loans == 1), "one in each bucket");
    let loss = ChargeOffs {
        loans: 1,
        amount_minor: 87_655,
    };
    assert_eq!(
        book.charge_offs(as_of),
        BTreeMap::from([(date("2018-09-01"), loss)])
    );
    assert!(book.charge_offs(as_of - Days::new(1)).is_empty());
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date as YYYY-MM-DD")
}
