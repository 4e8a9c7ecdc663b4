//! Rules of the house that the compiler cannot check, read from the source text.

use loanbook::query;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Files below `folder` that end so, without what is built or fetched.
fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !["target", "node_modules", "dist", ".git"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

/// The text without the tests beside it.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

fn assert_absent(folder: &str, words: &[&str], except: &[&str]) {
    for (path, text) in files(folder, &[".rs"]) {
        if except.iter().any(|file| path.ends_with(file)) {
            continue;
        }
        for word in words {
            assert!(
                !program(&text).contains(word),
                "{word} in {}",
                path.display()
            );
        }
    }
}

pub fn layers_know_only_what_they_may() {
    assert_absent(
        "api/src/graphql",
        &["sea_orm", "crate::rest", "crate::query"],
        &[],
    );
    assert_absent(
        "api/src/rest",
        &["sea_orm", "crate::graphql", "crate::query"],
        &[],
    );
    assert_absent(
        "api/src/service",
        &["async_graphql", "axum", "crate::graphql", "crate::rest"],
        &[],
    );
    assert_absent(
        "risk/src",
        &[
            "sea_orm", "tokio", "async ", "std::fs", "std::env", "::now(",
        ],
        &[],
    );
    assert_absent("entity/src", &["async_graphql", "migration::"], &[]);
    assert_absent("migration/src", &["entity::"], &[]);
    assert_absent(
        "api/src",
        &["::now(", "SystemTime"],
        &["clock.rs", "service/lease.rs"],
    );
    assert_absent("api/src", &["env::var", "vars_os"], &["config.rs"]);
    assert_absent(
        "api/src",
        &["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"],
        &["query.rs", "db.rs"],
    );
}

pub fn statements_are_documented_and_used() {
    let services: String = files("api/src/service", &[".rs"])
        .iter()
        .map(|(_, text)| program(text))
        .collect();
    let mut on_disk: Vec<_> = files("sql", &[".sql"])
        .iter()
        .map(|(path, _)| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    on_disk.sort();
    let loaded: Vec<_> = query::FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(on_disk, loaded);
    for (feature, text) in query::FILES {
        for word in ["-- Question:", "-- Parameters:"] {
            assert!(
                text.starts_with("-- Question:") && text.contains(word),
                "{feature} lacks {word}"
            );
        }
        assert!(
            root()
                .join(format!("api/src/service/{feature}.rs"))
                .exists(),
            "{feature}"
        );
        assert!(
            root()
                .join(format!("api/src/graphql/{feature}.rs"))
                .exists(),
            "{feature}"
        );
        assert!(
            text.lines().all(|line| line.len() <= 84),
            "{feature} has a line over 84 columns"
        );
        for (name, statement) in query::statements(text) {
            assert!(
                services.contains(&format!("\"{name}\"")),
                "{name} is not used"
            );
            assert!(
                statement.contains("-- Columns:"),
                "{name} does not say its columns"
            );
            let code: String = statement
                .lines()
                .map(|line| line.split("--").next().unwrap())
                .collect();
            for word in [" FILTER", "||", "AVG(", "CONCAT(", "NOW(", "::", " / "] {
                assert!(
                    !code.contains(word),
                    "{name} uses {word}: not portable, or a rate"
                );
            }
        }
    }
}

/// A common table expression that several statements repeat has one text.
pub fn shared_ctes_are_the_same_everywhere() {
    let mut known: HashMap<&str, (&str, &str)> = HashMap::new();
    for (_, text) in query::FILES {
        for (statement, body) in query::statements(text) {
            for part in body.split("\n)") {
                let Some(at) = part.find(" AS (\n") else {
                    continue;
                };
                let name = part[..at].rsplit('\n').next().unwrap();
                // Steps of one statement alone may share a plain name.
                if [
                    "receipt",
                    "timed",
                    "classified",
                    "counted",
                    "borrower",
                    "score",
                ]
                .contains(&name)
                {
                    continue;
                }
                let (_, code) = part.split_at(at);
                let (first, other) = known.entry(name).or_insert((statement, code));
                assert_eq!(
                    *other, code,
                    "{name} of {statement} differs from that of {first}"
                );
            }
        }
    }
    assert!(
        known.contains_key("instalment") && known.contains_key("loan_position"),
        "{known:?}"
    );
}

pub fn files_are_short_and_finished() {
    for (path, text) in files(".", &[".rs", ".sql", ".js", ".mjs", ".css"]) {
        assert!(
            text.lines().count() <= 600,
            "{} is over 600 lines",
            path.display()
        );
        // In two parts, so that this file does not find itself.
        for word in [
            concat!("TO", "DO"),
            concat!("FIX", "ME"),
            concat!("dbg", "!("),
        ] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

/// The figures of the schema and the statements behind them stand in docs/METRICS.md.
pub fn figures_are_in_metrics() {
    let metrics = read("docs/METRICS.md");
    for (_, text) in query::FILES {
        for (name, _) in query::statements(text) {
            assert!(
                metrics.contains(&format!("`{name}`")),
                "{name} is not in docs/METRICS.md"
            );
        }
    }
    for field in [
        "executiveKpis",
        "dailyKpis",
        "paymentDistribution",
        "paymentStatistics",
        "riskTiers",
        "highRiskCustomers",
    ] {
        assert!(read("api/schema.graphql").contains(field));
        assert!(
            metrics.contains(&format!("`{field}`")),
            "{field} is not in docs/METRICS.md"
        );
    }
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}
