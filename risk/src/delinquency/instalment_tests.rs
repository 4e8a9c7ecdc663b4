//! Tables of edge days and identities of an instalment.

use proptest::prelude::*;

use super::*;
use InstalmentStatus::{Late, Missed, OnTime, Overdue, Scheduled};

const RULES: Rules = Rules {
    settled_tolerance_minor: 0,
    grace_days: 0,
    missed_after_days: 60,
};

fn due() -> NaiveDate {
    // Day 61 is 2025-07-17, so the hand-over on 1 August is day 76, the latest possible.
    "2025-05-17".parse().expect("a date")
}

fn day(days: i64) -> NaiveDate {
    due() + TimeDelta::days(days)
}

fn open() -> Instalment {
    Instalment {
        due_date: due(),
        amount_minor: 10_000,
        interest_due_minor: 1_000,
        actual_paid_date: None,
        amount_paid_minor: 0,
        late_fee_minor: 0,
        recovered_amount_minor: 0,
        recovered_date: None,
    }
}

fn paid_on_day(days: i64) -> Instalment {
    let missed = days > RULES.missed_after_days;
    Instalment {
        actual_paid_date: Some(day(days)),
        amount_paid_minor: 10_000,
        recovered_amount_minor: if missed { 10_000 } else { 0 },
        recovered_date: missed.then_some(day(days)),
        ..open()
    }
}

#[test]
fn status_and_days_of_an_open_instalment() {
    let cases = [
        (-1, Scheduled, 0),
        (0, Overdue, 0),
        (1, Overdue, 1),
        (30, Overdue, 30),
        (31, Overdue, 31),
        (60, Overdue, 60),
        (61, Missed, 61),
        (75, Missed, 75),
        (76, Missed, 76),
        (77, Missed, 76),
        (400, Missed, 76),
    ];
    for (days, status, late) in cases {
        assert_eq!(open().status(day(days), &RULES), status, "day {days}");
        assert_eq!(open().days_late(day(days), &RULES), late, "day {days}");
    }
}

#[test]
fn status_and_days_of_a_settled_instalment() {
    // (paid on day, status and days late on day 200)
    let cases = [
        (-5, OnTime, 0),
        (0, OnTime, 0),
        (1, Late, 1),
        (30, Late, 30),
        (31, Late, 31),
        (60, Late, 60),
        (61, Missed, 61),
        (76, Missed, 76),
        (77, Missed, 76),
        (180, Missed, 76),
    ];
    for (paid, status, late) in cases {
        let instalment = paid_on_day(paid);
        assert_eq!(
            instalment.status(day(200), &RULES),
            status,
            "paid on day {paid}"
        );
        assert_eq!(
            instalment.days_late(day(200), &RULES),
            late,
            "paid on day {paid}"
        );
        // The evening before, the payment is unknown.
        let eve = day(paid - 1);
        assert_eq!(instalment.settled_by(eve, &RULES), None);
        assert_eq!(instalment.status(eve, &RULES), open().status(eve, &RULES));
        assert_eq!(
            instalment.days_late(eve, &RULES),
            open().days_late(eve, &RULES)
        );
    }
}

#[test]
fn early_payment_stays_scheduled_until_due() {
    let instalment = paid_on_day(-5);
    assert_eq!(instalment.settled_by(day(-5), &RULES), Some(day(-5)));
    assert_eq!(instalment.status(day(-1), &RULES), Scheduled);
    assert_eq!(instalment.received_minor(day(-6)), 0);
    assert_eq!(instalment.received_minor(day(-5)), 10_000);
}

#[test]
fn rules_move_the_limits() {
    let rules = Rules {
        settled_tolerance_minor: 5,
        grace_days: 3,
        missed_after_days: 90,
    };
    let short = |missing_minor: i64| Instalment {
        amount_paid_minor: 10_000 - missing_minor,
        ..paid_on_day(3)
    };
    assert_eq!(short(5).status(day(10), &rules), OnTime);
    assert_eq!(short(6).status(day(10), &rules), Overdue);
    assert_eq!(short(5).status(day(10), &RULES), Overdue);
    assert_eq!(paid_on_day(4).status(day(10), &rules), Late);
    assert_eq!(open().status(day(90), &rules), Overdue);
    assert_eq!(open().status(day(91), &rules), Missed);
}

#[test]
fn part_payment_is_dated_day_60_and_pays_interest_first() {
    let instalment = Instalment {
        actual_paid_date: Some(day(100)),
        amount_paid_minor: 10_000,
        recovered_amount_minor: 9_400,
        recovered_date: Some(day(100)),
        ..open()
    };
    let part = Receipt {
        date: day(60),
        interest_minor: 600,
        principal_minor: 0,
        recovery: false,
    };
    let rest = Receipt {
        date: day(100),
        interest_minor: 400,
        principal_minor: 9_000,
        recovery: true,
    };
    assert_eq!(instalment.receipts(), [part, rest]);
    assert_eq!(instalment.settled_on(&RULES), Some(day(100)));
    assert_eq!(instalment.principal_received_minor(day(99)), 0);
    assert_eq!(instalment.received_minor(day(99)), 600);
    assert_eq!(instalment.received_minor(day(59)), 0);
}

#[test]
fn recovery_before_the_part_payment_is_put_in_order() {
    let instalment = Instalment {
        amount_paid_minor: 10_000,
        recovered_amount_minor: 4_000,
        recovered_date: Some(day(50)),
        ..open()
    };
    let dates: Vec<NaiveDate> = instalment
        .receipts()
        .iter()
        .map(|receipt| receipt.date)
        .collect();
    assert_eq!(dates, [day(50), day(60)]);
    assert_eq!(instalment.settled_on(&RULES), Some(day(60)));
}

#[test]
fn money_without_a_date_is_no_receipt() {
    let instalment = Instalment {
        amount_paid_minor: 10_000,
        ..open()
    };
    assert!(instalment.receipts().is_empty());
    assert_eq!(instalment.settled_on(&RULES), None);
}

#[test]
fn nothing_asked_for_is_settled_when_due() {
    let nothing = Instalment {
        amount_minor: 0,
        ..open()
    };
    assert_eq!(nothing.status(day(0), &RULES), OnTime);
}

prop_compose! {
    fn any_instalment()(
        amount_minor in 1_i64..1_000_000,
        interest_share in 0_i64..=100,
        paid_share in 0_i64..=110,
        recovered_share in 0_i64..=100,
        paid_day in -30_i64..400,
        recovered in any::<bool>(),
    ) -> Instalment {
        let amount_paid_minor = amount_minor * paid_share / 100;
        let recovered_date = recovered.then(|| day(paid_day.max(61)));
        Instalment {
            due_date: due(),
            amount_minor,
            interest_due_minor: amount_minor * interest_share / 100,
            actual_paid_date: recovered_date.or(Some(day(paid_day))),
            amount_paid_minor,
            late_fee_minor: 0,
            recovered_amount_minor: if recovered { amount_paid_minor * recovered_share / 100 } else { 0 },
            recovered_date,
        }
    }
}

proptest! {
    #[test]
    fn receipts_sum_to_the_amount_paid(instalment in any_instalment(), as_of in -40_i64..500) {
        let receipts = instalment.receipts();
        let interest: i64 = receipts.iter().map(|receipt| receipt.interest_minor).sum();
        let principal: i64 = receipts.iter().map(|receipt| receipt.principal_minor).sum();
        prop_assert_eq!(interest + principal, instalment.amount_paid_minor);
        prop_assert_eq!(interest, instalment.amount_paid_minor.min(instalment.interest_due_minor));
        prop_assert_eq!(instalment.principal_received_minor(day(500)), principal);
        prop_assert!(receipts.is_sorted_by_key(|receipt| receipt.date));
        prop_assert!(instalment.received_minor(day(as_of)) <= instalment.received_minor(day(as_of + 1)));
    }

    #[test]
    fn status_and_days_agree(instalment in any_instalment(), as_of in -40_i64..500, grace_days in 0_i64..10) {
        let rules = Rules { grace_days, ..RULES };
        let t = day(as_of);
        let days = instalment.days_late(t, &rules);
        let settled = instalment.settled_by(t, &rules);
        match instalment.status(t, &rules) {
            Scheduled => prop_assert!(as_of < 0 && days == 0),
            OnTime => prop_assert!(settled.is_some() && days == 0),
            Late => prop_assert!(settled.is_some() && (grace_days + 1..=60).contains(&days)),
            Overdue => prop_assert!(settled.is_none() && days == as_of && days <= 60),
            Missed => prop_assert!((61..=76).contains(&days)),
        }
    }
}
