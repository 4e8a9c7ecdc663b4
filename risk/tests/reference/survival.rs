//! The Rossi recidivism data: survival, its interval, and the log-rank test of financial aid.

use risk::survival::{Observation, kaplan_meier, log_rank};
use serde_json::Value;

use crate::{cases, count, list};

/// The quantile of the standard normal distribution that 95 % intervals use.
const NORMAL_97_5: f64 = 1.959_963_984_540_054;

fn observations(input: &Value) -> Vec<Observation> {
    list(&input["time"])
        .iter()
        .zip(list(&input["event"]))
        .map(|(time, event)| Observation {
            time: count(time),
            event: count::<i64>(event) == 1,
        })
        .collect()
}

#[test]
fn survival_of_the_rossi_data() {
    let all = cases(include_str!("kaplan_meier_rossi.json"));
    let case = &all[0];
    let seen = observations(&case.input);
    let table = kaplan_meier(&seen);
    let expected = &case.expected;
    assert_eq!(seen.len(), count::<usize>(&expected["n"]));
    assert_eq!(table.rows[0].at_risk, count::<i64>(&expected["n"]));
    let events: i64 = table.rows.iter().map(|row| row.events).sum();
    assert_eq!(events, count::<i64>(&expected["events"]));
    assert!(expected["median"].is_null());
    assert_eq!(table.median(), None);
    let survival = expected["survival"].as_object().expect("times");
    assert!(!survival.is_empty());
    for (week, share) in survival {
        let row = table.row_at(week.parse().expect("a week")).expect("a row");
        case.assert_close(week, row.survival, share);
        let (lower, upper) = row.interval(NORMAL_97_5).expect("an interval");
        case.assert_close(week, lower, &expected["ci_lower_loglog"][week]);
        case.assert_close(week, upper, &expected["ci_upper_loglog"][week]);
    }
}

#[test]
fn financial_aid_by_log_rank() {
    let all = cases(include_str!("kaplan_meier_rossi.json"));
    let case = &all[1];
    // Times and events are those of the first case.
    let groups = list(&case.input["logrank_group"]);
    let seen = observations(&all[0].input);
    assert_eq!(seen.len(), groups.len());
    let group = |wanted: i64| -> Vec<Observation> {
        let members = seen.iter().zip(groups);
        members
            .filter(|(_, group)| count::<i64>(group) == wanted)
            .map(|(observation, _)| *observation)
            .collect()
    };
    let found = log_rank(&group(0), &group(1)).expect("events in both groups");
    case.assert_close("chi-squared", found.chi_squared, &case.expected["chi2"]);
    case.assert_close("p", found.p_value, &case.expected["p"]);
    assert_eq!(all.len(), 2);
}
