//! docs/OPERATIONS.md names every setting with its default, and every metric.

use loanbook::telemetry::metrics::DESCRIPTIONS;
use std::fs;

fn handbook() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/OPERATIONS.md");
    fs::read_to_string(file).unwrap()
}

pub fn every_setting_and_metric_is_documented() {
    let handbook = handbook();
    let rows: Vec<&str> = handbook
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    let command = loanbook::cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    let mut missing = Vec::new();
    for (prefix, owner) in [("", &command), ("serve ", serve)] {
        for setting in owner.get_arguments() {
            let Some(flag) = setting.get_long() else {
                continue;
            };
            if ["help", "version"].contains(&flag) {
                continue;
            }
            let environment = setting
                .get_env()
                .unwrap_or_else(|| panic!("--{flag} has no name in the environment"))
                .to_string_lossy();
            let default = setting
                .get_default_values()
                .iter()
                .map(|value| value.to_string_lossy())
                .collect::<Vec<_>>()
                .join(",");
            let names = [format!("`{environment}`"), format!("`{prefix}--{flag}`")];
            let is_there = rows.iter().any(|row| {
                names.iter().all(|name| row.contains(name.as_str())) && row.contains(&default)
            });
            if !is_there {
                let default = if default.is_empty() { "-" } else { &default };
                missing.push(format!(
                    "| {} | {} | `{default}` | what it does |",
                    names[0], names[1]
                ));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "the table of settings in docs/OPERATIONS.md lacks these rows, or has another default:\n{}",
        missing.join("\n")
    );
    for (name, words) in DESCRIPTIONS {
        assert!(
            rows.iter().any(|row| row.contains(&format!("`{name}`"))),
            "the table of metrics in docs/OPERATIONS.md lacks `{name}`: {words}"
        );
    }
}
