//! The recomputation against tapes worked out by hand, in `worked.rs`, and its figures against each other on generated ones.

use chrono::{Days, NaiveDate};

use super::{
    generator::{fannie_mae, freddie_mac},
    recompute::*,
    worked::*,
};

/// Everything below.
pub fn self_check() {
    a_few_loans_of_fannie_mae();
    a_few_loans_of_freddie_mac();
    a_few_cards_of_taiwan();
    a_few_loans_of_lending_club();
    generated_tapes_hold_what_they_promise();
    let (originations, performance) = freddie_mac(300, 30, 7);
    for book in [
        StateBook::from_fannie(&fannie_mae(300, 30, 7)),
        StateBook::from_freddie(&originations, &performance),
    ] {
        for day in [
            "2018-12-31",
            "2019-08-31",
            "2020-02-29",
            "2020-06-17",
            "2021-06-30",
        ] {
            figures_agree(&book, date(day));
        }
    }
}

/// The generated tapes are the same for the same seed, and have everything that is asked of them.
fn generated_tapes_hold_what_they_promise() {
    let tape = fannie_mae(300, 30, 7);
    assert_eq!(tape, fannie_mae(300, 30, 7));
    assert_ne!(tape, fannie_mae(300, 30, 8));
    assert!(
        tape.starts_with(&fannie_mae(10, 30, 7)),
        "more loans are only added"
    );
    let rows = Vec::from_iter(tape.lines().map(|row| Vec::from_iter(row.split('|'))));
    // The first field has the number 1.
    let has = |number: usize, text| rows.iter().any(|row| row[number - 1] == text);
    for code in ["01", "02", "03", "09", "15", "06", "16", "96"] {
        assert!(has(44, code), "a loan ends with {code}");
    }
    for status in ["00", "01", "02", "03", "04", "05", "06", "XX"] {
        assert!(has(40, status), "status {status}");
    }
    assert!(has(23, "") && has(24, "") && has(42, "Y"));
    assert!(
        rows.iter()
            .any(|row| !row[44].is_empty() && row[44] != row[2]),
        "told later"
    );
    let (originations, performance) = freddie_mac(300, 30, 7);
    assert!(originations.lines().any(|row| row.starts_with("9999|")));
    assert!(originations.lines().any(|row| row.contains("|999|")));
    for book in [
        StateBook::from_fannie(&tape),
        StateBook::from_freddie(&originations, &performance),
    ] {
        assert_eq!(book.loans.len(), 300);
        let mut months_lent = Vec::from_iter(book.loans.iter().map(|loan| loan.disbursement_date));
        months_lent.sort_unstable();
        months_lent.dedup();
        assert_eq!(
            (months_lent.len(), months_lent[0]),
            (18, date("2019-01-01"))
        );
        let pairs = || book.loans.iter().flat_map(|loan| loan.states.windows(2));
        let is_raised = |pair: &[State]| {
            pair[1].exit.is_none() && pair[0].balance_minor < pair[1].balance_minor
        };
        assert!(pairs().any(is_raised), "a modified loan owes more");
        assert!(
            pairs().all(|pair| pair[0].exit.is_none()),
            "an exit is the last state"
        );
        for loan in &book.loans {
            for state in &loan.states {
                assert!((0..=loan.amount_minor).contains(&state.balance_minor));
                let has_left = matches!(state.exit, Some(Exit::PaidOff | Exit::Removed));
                assert_eq!(has_left, state.balance_minor == 0);
                assert!(state.exit != Some(Exit::ChargedOff) || state.days_past_due > 120);
            }
        }
    }
}

/// Figures that can be had in two ways are the same.
fn figures_agree(book: &StateBook, day: NaiveDate) {
    let (loans, outstanding_minor) = (book.active_loans(day), book.outstanding_minor(day));
    let originated = book.originated(day);
    for (name, scheme) in SCHEMES {
        let rows = book.ageing(day, scheme);
        assert_eq!(sum(&rows, |row| row.loans), loans, "{name} {day}");
        assert_eq!(
            sum(&rows, |row| row.balance_minor),
            outstanding_minor,
            "{name} {day}"
        );
        transitions_agree(book, first_of_month(day) - Days::new(1), day, scheme);
        transitions_agree(book, day - Days::new(100), day, scheme);
    }

    let risk = book.portfolio_at_risk(day);
    assert_eq!(
        (risk.active_loans, risk.outstanding_minor),
        (loans, outstanding_minor)
    );
    let mfi = book.ageing(day, &MFI);
    for row in &risk.at_risk[1..] {
        let beyond = MFI
            .iter()
            .position(|bucket| bucket.1 == row.beyond_days + 1);
        let beyond = &mfi[beyond.expect("a bucket that begins there")..];
        assert_eq!(row.loans, sum(beyond, |bucket| bucket.loans));
        assert_eq!(
            row.balance_minor,
            sum(beyond, |bucket| bucket.balance_minor)
        );
    }

    let spread = book.concentration(day);
    assert_eq!(
        (spread.active_customers, spread.outstanding_minor),
        (loans, outstanding_minor)
    );
    assert!(spread.top_10_minor <= outstanding_minor);
    let whole = u128::from(outstanding_minor.unsigned_abs());
    assert!(spread.squares <= whole * whole);

    let charge_offs = Vec::from_iter(book.charge_offs(day).into_values());
    let since_ever = book.roll_rates(date("2000-01-01"), day, &US);
    assert!(since_ever.cells.is_empty(), "no loan was there");
    let charged_off_minor = sum(&charge_offs, |row| row.amount_minor);
    assert_eq!(since_ever.charged_off_minor, charged_off_minor);

    let vintages = Vec::from_iter(book.vintages(day, 60).into_values());
    assert_eq!(sum(&vintages, |vintage| vintage.loans), originated.loans);
    assert_eq!(
        sum(&vintages, |vintage| vintage.amount_minor),
        originated.amount_minor
    );
    for vintage in &vintages {
        let known = vintage.charged_off_minor.iter().flatten();
        assert!(known.is_sorted(), "what was lost stays lost");
        assert!(vintage.charged_off_minor.is_sorted_by_key(Option::is_none));
        for days in EVER_DAYS {
            let cells = &vintage.ever[&days];
            assert!(
                cells.iter().flatten().is_sorted(),
                "once late, always counted"
            );
            assert!(cells.iter().flatten().all(|cell| cell.0 <= vintage.loans));
            assert_eq!(cells.len(), 61);
        }
    }
}

fn transitions_agree(book: &StateBook, opening: NaiveDate, closing: NaiveDate, scheme: &[Bucket]) {
    let rates = book.roll_rates(opening, closing, scheme);
    let cells = Vec::from_iter(rates.cells.iter());
    for row in book.ageing(opening, scheme) {
        let of_row = |of: fn(&Cell) -> i64| {
            sum(
                &cells,
                |((from, _), cell)| if *from == row.bucket { of(cell) } else { 0 },
            )
        };
        assert_eq!(of_row(|cell| cell.loans), row.loans);
        assert_eq!(of_row(|cell| cell.opening_minor), row.balance_minor);
    }
    for row in book.ageing(closing, scheme) {
        let of_column = |of: fn(&Cell) -> i64| {
            sum(
                &cells,
                |((_, to), cell)| if *to == row.bucket { of(cell) } else { 0 },
            )
        };
        let new = book.active(closing);
        let new = new.iter().filter(|position| {
            let is_there = bucket_of(scheme, position.days_past_due) == row.bucket;
            is_there && position.loan.disbursement_date > opening
        });
        let new_minor = new
            .clone()
            .map(|position| position.balance_minor)
            .sum::<i64>();
        let new_loans = new.map(|_| 1).sum::<i64>();
        assert_eq!(of_column(|cell| cell.loans) + new_loans, row.loans);
        assert_eq!(
            of_column(|cell| cell.closing_minor) + new_minor,
            row.balance_minor
        );
    }
    for ((_, to), cell) in &rates.cells {
        let has_ended = ["paid_off", "charged_off", "removed"].contains(to);
        assert!(!has_ended || cell.closing_minor == 0);
    }
    let of_late = |to: Option<&str>| {
        sum(&cells, |((from, column), cell)| {
            let counts = *from != "current" && to.is_none_or(|to| to == *column);
            if counts { cell.loans } else { 0 }
        })
    };
    let expected = Cure {
        delinquent: of_late(None),
        cured: of_late(Some("current")),
        paid_off: of_late(Some("paid_off")),
    };
    assert_eq!(book.cure(opening, closing), expected);
    let mut between = book
        .charge_offs(closing)
        .into_values()
        .map(|row| row.amount_minor)
        .sum::<i64>();
    between -= book
        .charge_offs(opening)
        .into_values()
        .map(|row| row.amount_minor)
        .sum::<i64>();
    assert_eq!(rates.charged_off_minor, between);
}

fn sum<T>(rows: &[T], of_row: impl Fn(&T) -> i64) -> i64 {
    rows.iter().map(of_row).sum()
}
