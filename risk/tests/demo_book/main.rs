//! The demo book, byte for byte, and the delinquency rules applied to it.

use std::sync::LazyLock;

use risk::demo_book::{DemoBookError, SimulatedLoan, Simulator, Sources};

mod delinquency;
mod exchange;

const GERMAN_CREDIT: &str = include_str!("../../../data/german_credit.csv");
const PARAMETERS: &str = include_str!("../../../data/params.json");
const SCORECARD: &str = include_str!("../../../data/scorecard_points.json");

static SIMULATOR: LazyLock<Simulator> = LazyLock::new(|| {
    new_simulator(GERMAN_CREDIT, PARAMETERS).expect("the sources of the demo book")
});

fn new_simulator(
    german_credit_csv: &str,
    parameters_json: &str,
) -> Result<Simulator, DemoBookError> {
    Simulator::new(&Sources {
        german_credit_csv,
        parameters_json,
        scorecard_json: SCORECARD,
    })
}

fn loans(count: u64) -> impl Iterator<Item = SimulatedLoan> {
    (1..=count).map(|number| SIMULATOR.simulate(number))
}

#[test]
fn thousand_loans_byte_for_byte() {
    let expected = [
        "c361d4203608734b8eaa50e952e1f597d2ccb42db06dffa7e0f1160ce2fa38bf",
        "c7e933002d99c9850f02f9cd4c23a50968df132829c36975c5a5f828e4d93c6e",
        "e11161a4fe4c988fe8783a9dd13f007506de6598a90bd6e4e9d69bfdab7d595d",
    ];
    assert_eq!(exchange::checksums(1_000), expected);
}

#[test]
fn ten_thousand_loans_byte_for_byte() {
    let expected = [
        "11c03f6bdb5695cb9a2d6176bd60c5305afb4ac9e1be80602dd2ffab958c7906",
        "f2eb1850e86cf9233379da60b94ba1e353802694d22290b870cc96947beb7b96",
        "a5e7279b192f1c007a232d9cc0ac331753ffaabfd8f06df733bf1bc508e636b5",
    ];
    assert_eq!(exchange::checksums(10_000), expected);
}

#[test]
fn payment_numbers_follow_each_other() {
    let mut next = 1;
    for (number, simulated) in (1..).zip(loans(1_200)) {
        assert_eq!(SIMULATOR.first_payment_id(number), next, "loan {number}");
        for repayment in &simulated.repayments {
            assert_eq!(repayment.payment_id, next, "loan {number}");
            next += 1;
        }
        assert_eq!(
            SIMULATOR.instalment_count(number).cast_signed(),
            next - 1,
            "loan {number}"
        );
    }
    assert_eq!(SIMULATOR.instalment_count(1_000_000), 20_903_000);
    // The last loan has the last row's 45 instalments.
    assert_eq!(SIMULATOR.first_payment_id(1_000_000), 20_903_000 - 44);
}

#[test]
fn sources_are_checked() {
    let error = |german_credit: &str, parameters: &str| {
        new_simulator(german_credit, parameters)
            .expect_err("a broken source")
            .to_string()
    };
    let header = GERMAN_CREDIT.lines().next().expect("a header");
    assert_eq!(
        error(header, PARAMETERS),
        "the German Credit table has no amounts to lend"
    );
    assert_eq!(
        error(
            &GERMAN_CREDIT.replacen("radio_television", "yacht", 1),
            PARAMETERS
        ),
        r#"row 1 of the German Credit table: purpose cannot be "yacht""#
    );
    assert_eq!(
        error(&GERMAN_CREDIT.replacen("lt_0_dm", "broke", 1), PARAMETERS),
        r#"row 1 of the German Credit table: checking_status cannot be "broke""#
    );
    assert_eq!(
        error(GERMAN_CREDIT, &PARAMETERS.replace(r#""2019": 0.0, "#, "")),
        "the parameters have no vintage effect for 2019, a year of disbursement"
    );
    assert_eq!(
        error(GERMAN_CREDIT, &PARAMETERS.replace(", 72, 84]", "]")),
        "row 135 of the German Credit table: no loan term for 60 months behind it"
    );
}
