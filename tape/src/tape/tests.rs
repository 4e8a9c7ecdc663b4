use super::*;
use crate::Exit;
use std::{collections::BTreeMap, fs};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/tapes/data")
        .join(name)
}

fn options(year: i32, month: u32, day: u32) -> Options {
    Options {
        as_of: NaiveDate::from_ymd_opt(year, month, day),
        ..Options::default()
    }
}

/// A file of its own for a test; it is removed with the folder of temporary files.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tape-tests-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn all(tape: &Tape) -> Vec<Item> {
    tape.items().unwrap().map(Result::unwrap).collect()
}

/// Rules that rows break, and how many do.
fn rules(items: &[Item]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for problem in items.iter().flat_map(|item| &item.problems) {
        *counts.entry(problem.rule).or_default() += 1;
    }
    counts
}

#[test]
fn lending_club_as_published() {
    let tape = Tape::open(&[data("lending_club.csv")], &options(2018, 4, 30)).unwrap();
    assert_eq!(tape.sources()[0].layout, "lending_club");
    let items = all(&tape);
    let states = items.iter().flat_map(|item| &item.bundle.states);
    let mut groups: BTreeMap<(i32, Option<&str>), (usize, i64)> = BTreeMap::new();
    for state in states {
        let exit = state.exit.map(|exit| match exit {
            Exit::PaidOff => "paid off",
            Exit::ChargedOff => "charged off",
            Exit::Removed => "removed",
        });
        let group = groups.entry((state.days_past_due, exit)).or_default();
        group.0 += 1;
        group.1 += state.balance_minor;
    }
    // Counts and sums that another program took from the file.
    let expected = [
        ((0, None), (1375, 2_007_155_473)),
        ((0, Some("paid off")), (447, 0)),
        ((1, None), (67, 117_694_368)),
        ((16, None), (38, 60_782_204)),
        ((31, None), (66, 121_491_221)),
        ((121, Some("charged off")), (7, 8_557_424)),
    ];
    assert_eq!(groups, BTreeMap::from(expected));
    assert_eq!(rules(&items), BTreeMap::from([("charge_off_undated", 7)]));
    assert_eq!(items.last().map(|item| item.row), Some(2001));
    let size = fs::metadata(data("lending_club.csv")).unwrap().len();
    assert_eq!(items.last().map(|item| item.bytes_read), Some(size));
}

#[test]
fn taiwan_as_published() {
    let tape = Tape::open(&[data("taiwan_credit_card.csv.gz")], &Options::default()).unwrap();
    assert_eq!(tape.sources()[0].layout, "taiwan_credit_card");
    let mut loans = 0;
    let mut by_month: BTreeMap<NaiveDate, (usize, i64)> = BTreeMap::new();
    let mut defaults = 0;
    let mut limits = 0;
    let mut genders: BTreeMap<_, usize> = BTreeMap::new();
    for item in tape.items().unwrap() {
        let item = item.unwrap();
        assert!(item.problems.is_empty(), "{:?}", item.problems);
        let loan = item.bundle.loan.unwrap();
        loans += 1;
        limits += loan.amount_minor;
        defaults += usize::from(loan.observed_default == Some(true));
        *genders
            .entry(item.bundle.customer.unwrap().gender)
            .or_default() += 1;
        for state in item.bundle.states {
            let month = by_month.entry(state.as_of).or_default();
            month.0 += usize::from(state.days_past_due > 0);
            month.1 += state.balance_minor;
        }
    }
    // Counts and sums that another program took from the file.
    let expected = [
        (4, 30, 3079, 116_826_806_300),
        (5, 31, 2968, 121_041_276_300),
        (6, 30, 3510, 129_898_955_800),
        (7, 31, 4213, 141_135_506_500),
        (8, 31, 4438, 147_619_554_100),
        (9, 30, 6818, 153_738_125_700),
    ];
    let expected = expected.map(|(month, day, late, balance)| {
        (
            NaiveDate::from_ymd_opt(2005, month, day).unwrap(),
            (late, balance),
        )
    });
    assert_eq!(by_month, BTreeMap::from(expected));
    assert_eq!((loans, defaults, limits), (30_000, 6_636, 502_452_968_000));
    assert_eq!(
        genders,
        BTreeMap::from([(Some("Female"), 18_112), (Some("Male"), 11_888)])
    );
}

#[test]
fn files_are_read_in_the_order_of_their_parts() {
    let repayments = file(
        "order-a.csv",
        "loan_id,installment_number,due_date,installment_amount,principal_due,interest_due,actual_paid_date,amount_paid\n\
         1,1,2025-06-13,10,9,1,,\n1,2,2025-07-13,10,9,1\n,,,,,,,\n",
    );
    let customers = file(
        "order-b.csv",
        "customer_id,full_name,age,gender,income,employment_type,job_type,housing_status,credit_score,account_created_date,mood\n\
         1,,,,,,,,,,good\n",
    );
    let tape = Tape::open(&[repayments.clone(), customers], &Options::default()).unwrap();
    let releases: Vec<&str> = tape
        .sources()
        .iter()
        .map(|source| source.release.as_str())
        .collect();
    assert_eq!(releases, ["customers", "repayments"]);
    for _ in 0..2 {
        let read: Vec<_> = all(&tape)
            .into_iter()
            .map(|item| {
                (
                    item.source,
                    item.row,
                    item.problems.first().map(|problem| problem.rule),
                )
            })
            .collect();
        let expected = [
            (0, 2, Some("column_not_used")),
            (1, 2, None),
            (1, 3, Some("wrong_number_of_fields")),
            (1, 4, Some("row_skipped")),
        ];
        assert_eq!(read, expected);
    }
    let loans = data("lending_club.csv");
    let refusal = Tape::open(&[repayments, loans], &options(2018, 4, 30)).unwrap_err();
    assert_eq!(refusal.rule, "mixed_layouts");
}

#[test]
fn names_may_stand_below_a_remark() {
    let header = "id,loan_amnt,term,int_rate,installment,issue_d,loan_status,out_prncp";
    let path = file(
        "remark.csv",
        &format!(
            "Notes offered by Prospectus (https://example.com)\n{header}\n\
             1,1000, 36 months,10.65%,32.57,Dec-2011,Current,500\n\
             Total amount funded in policy code 1: 1000\n"
        ),
    );
    let items = all(&Tape::open(&[path], &options(2018, 4, 30)).unwrap());
    let loans = items
        .iter()
        .filter(|item| item.bundle.loan.is_some())
        .count();
    assert_eq!(loans, 1);
    assert!(
        items
            .iter()
            .flat_map(|item| &item.problems)
            .all(|problem| problem.rule == "row_skipped")
    );
}

#[test]
fn a_spreadsheet_may_have_names_above_names() {
    let above: Vec<String> = (1..=24).map(|number| format!("X{number}")).collect();
    let path = file(
        "taiwan.csv",
        &format!(
            ",{}\nID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6,PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default payment next month\n\
             1,20000,2,2,1,24,2,2,-1,-1,-2,-2,3913,3102,689,0,0,0,0,689,0,0,0,0,1\n",
            above.join(",")
        ),
    );
    let items = all(&Tape::open(&[path], &Options::default()).unwrap());
    let last = items.last().unwrap();
    assert_eq!((last.row, last.bundle.states.len()), (3, 6));
}

#[test]
fn german_credit_as_uci_has_it() {
    let path = file(
        "german.data",
        "A11 6 A34 A43 1169 A65 A75 4 A93 A101 4 A121 67 A143 A152 2 A173 1 A192 A201 1\n\
         A12 48 A32 A43 5951 A61 A73 2 A92 A101 2 A121 22 A143 A152 1 A173 1 A191 A201 2\n",
    );
    let mut options = options(2025, 11, 23);
    options.form.delimiter = Some(b' ');
    let tape = Tape::open(&[path], &options).unwrap();
    assert_eq!(tape.sources()[0].release, "codes");
    let items = all(&tape);
    let keys: Vec<_> = items
        .iter()
        .map(|item| item.bundle.loan.as_ref().map(|loan| loan.key.as_str()))
        .collect();
    assert_eq!(keys, [Some("GER-1"), Some("GER-2")]);
}

#[test]
fn our_german_credit_and_a_layout_by_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/german_credit.csv");
    let tape = Tape::open(std::slice::from_ref(&path), &options(2025, 11, 23)).unwrap();
    let items = all(&tape);
    assert!(rules(&items).is_empty());
    let loans: Vec<_> = items
        .iter()
        .filter_map(|item| item.bundle.loan.as_ref())
        .collect();
    let sum: i64 = loans.iter().map(|loan| loan.amount_minor).sum();
    let bad = loans
        .iter()
        .filter(|loan| loan.observed_default == Some(true))
        .count();
    assert_eq!((loans.len(), sum, bad), (1000, 327_125_800, 300));
    let refused = |layout: &str, options: Options| {
        let options = Options {
            layout: Some(layout.to_owned()),
            ..options
        };
        Tape::open(std::slice::from_ref(&path), &options)
            .unwrap_err()
            .rule
    };
    assert_eq!(refused("german_credit", Options::default()), "as_of_needed");
    assert_eq!(refused("native", Options::default()), "columns_not_known");
    assert_eq!(refused("german", Options::default()), "unknown_layout");
}
