//! Rules of the house that the compiler cannot check, read from the source text.

use loanbook::{
    query,
    service::{definition, memory},
};
use std::{
    collections::{BTreeSet, HashMap},
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
                if !["target", "node_modules", "dist", "gql", ".git"].contains(&name.as_str()) {
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
    assert_absent(
        "engine/src",
        &[
            "sea_orm", "tokio", "async ", "std::fs", "std::env", "::now(", "unsafe",
        ],
        &[],
    );
    assert_absent(
        "tape/src",
        &["sea_orm", "tokio", "async ", "env::var", "::now("],
        &[],
    );
    assert_absent("entity/src", &["async_graphql", "migration::"], &[]);
    assert_absent("migration/src", &["entity::"], &[]);
    assert_absent(
        "api/src",
        &["::now(", "SystemTime"],
        &["clock.rs", "service/lease.rs"],
    );
    assert_absent("api/src", &["env::var", "vars_os"], &["config/mod.rs"]);
    for folder in [
        "api/src",
        "engine/src",
        "entity/src",
        "migration/src",
        "risk/src",
        "tape/src",
    ] {
        assert_absent(folder, &["allow(unsafe_code"], &["db/nodelay.rs"]);
    }
    assert_absent(
        "api/src",
        &["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"],
        // A loan's status at a date is a condition, put into the statements of sql/.
        &[
            "query/scope.rs",
            "db.rs",
            "db/bulk.rs",
            "db/insert.rs",
            "db/sqlite.rs",
        ],
    );
}

/// A figure has a statement and a loop: one without the other is not finished.
pub fn figures_have_a_statement_and_a_loop() {
    // Rows by group are figures; lists of identifiers and small tables are not.
    let of_file = |content: &'static str| {
        let sections = content.split("\n-- name: ").skip(1);
        sections.filter_map(|section| {
            let name = section.lines().next()?.trim();
            section.contains("\n-- Columns: group_key").then_some(name)
        })
    };
    let statements: BTreeSet<&str> = query::FILES
        .into_iter()
        .flat_map(|(_, content)| of_file(content))
        .collect();
    let loops: BTreeSet<&str> = memory::statements().collect();
    assert_eq!(
        statements, loops,
        "the statements of sql/, and the loops of engine/src/figures/mod.rs"
    );
}

/// Files of `sql/` that are the second half of another: no file has more than 600 lines.
const SECOND_HALVES: [(&str, &str); 1] = [("behaviour", "risk_stratification")];

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
    let (list, manual) = (read("sql/README.md"), read("docs/SQL.md"));
    let loaded: Vec<_> = query::FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(on_disk, loaded);
    for (feature, text) in query::FILES {
        for word in ["-- Question:", "-- Parameters:"] {
            assert!(
                text.starts_with("-- Question:") && text.contains(word),
                "{feature} lacks {word}"
            );
        }
        let twin = SECOND_HALVES
            .iter()
            .find(|(half, _)| *half == feature)
            .map_or(feature, |(_, whole)| *whole);
        for layer in ["service", "graphql"] {
            let path = format!("api/src/{layer}/{twin}.rs");
            assert!(root().join(&path).exists(), "{feature} has no {path}");
        }
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
            for (file, document) in [("sql/README.md", &list), ("docs/SQL.md", &manual)] {
                assert!(
                    document.contains(&format!("`{name}`")),
                    "{name} is not in {file}"
                );
            }
            let code: String = statement
                .lines()
                .map(|line| line.split("--").next().unwrap())
                .collect();
            for parameter in parameters(&code) {
                assert!(
                    comments(text).any(|comment| parameters(comment).contains(&parameter)),
                    "{feature} does not say what :{parameter} is"
                );
            }
            // What Scope looks for: without it a filter would be left out unnoticed.
            let takes_filter = statement.contains("\n    -- :filter\n");
            let takes_group = statement.contains("0 AS group_key\n    FROM loan_application\n");
            let is_about_loans = code.contains("FROM loan_application");
            assert_eq!(
                (takes_filter, takes_group),
                (is_about_loans, is_about_loans),
                "{name} takes no filter or no group"
            );
            assert!(
                !is_about_loans
                    || statement.contains("-- Columns: group_key")
                    || code.contains(":group_key"),
                "{name} mixes the groups"
            );
            for word in [" FILTER", "||", "AVG(", "CONCAT(", "NOW(", "::", " / "] {
                assert!(
                    !code.contains(word),
                    "{name} uses {word}: not portable, or a rate"
                );
            }
        }
    }
}

/// The names after a colon.
fn parameters(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.split(':')
        .skip(1)
        .map(|rest| &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())])
        .filter(|name| !name.is_empty())
        .collect()
}

fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with("--"))
}

/// Steps that have a plain name of their own meaning in some statements: the name,
/// the statements, and what is different there. Shorten it by better names.
const OWN_STEPS: [(&str, &[&str], &str); 1] =
    [("tiered", &["risk_tiers"], "by score, not by behaviour")];

/// A common table expression that several statements repeat has one text, so that
/// what is said of it in one place is true in all.
pub fn shared_ctes_are_the_same_everywhere() {
    let own_step = |name: &str, statement: &str| {
        OWN_STEPS
            .iter()
            .position(|(step, statements, _)| *step == name && statements.contains(&statement))
    };
    // By name, and by the line of the list above that sets it apart.
    let mut known: HashMap<(&str, Option<usize>), (&str, &str)> = HashMap::new();
    for (_, text) in query::FILES {
        for (statement, body) in query::statements(text) {
            for part in body.split("\n)") {
                let Some(at) = part.find(" AS (\n") else {
                    continue;
                };
                let name = part[..at].rsplit('\n').next().unwrap();
                let (_, code) = part.split_at(at);
                let place = (name, own_step(name, statement));
                let (first, other) = known.entry(place).or_insert((statement, code));
                assert_eq!(
                    *other, code,
                    "{name} of {statement} differs from that of {first}"
                );
            }
        }
    }
    for name in ["segment", "cash", "arrears", "loan_position", "payment"] {
        assert!(known.contains_key(&(name, None)), "no statement has {name}");
    }
    for (at, (name, statements, _)) in OWN_STEPS.iter().enumerate() {
        let own = known.get(&(*name, Some(at)));
        let shared = known.get(&(*name, None));
        assert!(
            own.is_some()
                && shared.is_some()
                && own.map(|own| own.1) != shared.map(|(_, code)| *code),
            "{name} of {statements:?} need not be in the list: take it out"
        );
    }
}

pub fn files_are_short_and_finished() {
    for (path, text) in files(".", &[".rs", ".sql", ".js", ".mjs", ".css", ".ts", ".tsx"]) {
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

/// The server answers each page of the dashboard, and no other path, with its file.
pub fn pages_are_served() {
    let pages = read(root().join("dashboard/src/frame/pages.tsx"));
    let mut drawn: Vec<_> = pages
        .split("{ path: '")
        .skip(1)
        .filter_map(|rest| rest.split('\'').next())
        .filter(|path| !path.is_empty())
        .collect();
    let assets = read(root().join("api/src/assets.rs"));
    let list = assets
        .split_once("const DASHBOARD")
        .and_then(|(_, rest)| rest.split_once("= ["))
        .and_then(|(_, rest)| rest.split_once("];"))
        .map_or("", |(list, _)| list);
    let mut served: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    drawn.sort_unstable();
    served.sort_unstable();
    assert!(drawn.len() > 5, "the pages are not found: {drawn:?}");
    assert_eq!(drawn, served, "frame/pages.tsx and assets.rs differ");
}

/// Fields of the portfolio that are no figures, but ways to another one or to rows.
const NO_FIGURES: [&str; 4] = ["asOf", "groupBy", "history", "loans"];

/// Every statement, every figure of the schema and every definition has its row in
/// docs/METRICS.md, and a row names fields that there are.
pub fn figures_are_in_metrics() {
    let metrics = read("docs/METRICS.md");
    let schema = read("api/schema.graphql");
    let table: Vec<Vec<_>> = metrics
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| {
            line.split(" |")
                .map(|cell| cell.trim_matches(['|', ' ']))
                .collect()
        })
        .filter(|cells: &Vec<_>| cells.len() == 7)
        .collect();
    let names_in = |column: usize| -> Vec<&str> {
        let cells = table.iter().map(|cells| cells[column]);
        cells
            .flat_map(|cell| cell.split('`').skip(1).step_by(2))
            .collect()
    };

    let statements = names_in(2);
    for (_, text) in query::FILES {
        for (name, _) in query::statements(text) {
            assert!(
                statements.contains(&name),
                "{name} is not in the table of docs/METRICS.md"
            );
        }
    }

    let paths = names_in(3);
    let of_portfolio = fields(&schema, "Portfolio")
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !NO_FIGURES.contains(name));
    // A root field about a date is a figure; the others are rows.
    let of_root = fields(&schema, "Query")
        .into_iter()
        .filter(|(_, arguments)| arguments.contains(&"asOf"))
        .map(|(name, _)| name)
        .filter(|name| *name != "portfolio");
    for figure in of_portfolio.chain(of_root) {
        let is_there = paths.iter().any(|path| {
            let rest = path.strip_prefix(figure);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '(']))
        });
        assert!(
            is_there,
            "{figure} of the schema is not in the table of docs/METRICS.md"
        );
    }
    for path in paths {
        let path = path.split(['(', ')']).step_by(2).collect::<String>();
        for field in path.split([' ', '{', '}']).filter(|word| !word.is_empty()) {
            let is_there = ["(", ":"]
                .iter()
                .any(|end| schema.contains(&format!("\n\t{field}{end}")));
            assert!(is_there, "docs/METRICS.md names {field}, which is no field");
        }
    }

    for definition in definition::ALL {
        assert!(
            table.iter().any(|cells| cells[0] == definition.name),
            "{} has no row in docs/METRICS.md",
            definition.name
        );
    }
}

/// Fields of a type of the schema, each with the names of its arguments.
fn fields<'a>(schema: &'a str, type_name: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let (_, from_body) = schema
        .split_once(&format!("\ntype {type_name} {{\n"))
        .unwrap();
    let (body, _) = from_body.split_once("\n}").unwrap();
    let mut is_description = false;
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in body.lines() {
        let code = line.trim_start_matches('\t');
        if code == "\"\"\"" {
            is_description = !is_description;
        } else if !is_description && !code.starts_with(')') {
            let name = code.split(['(', ':']).next().unwrap();
            match line.len() - code.len() {
                1 => fields.push((name, Vec::new())),
                _ => fields.last_mut().unwrap().1.push(name),
            }
        }
    }
    fields
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

pub fn promises_are_tested() {
    let tests = read("tests/main.rs");
    let text = read("docs/SECURITY.md");
    let (_, promises) = text.split_once("## Promises").unwrap();
    let (promises, _) = promises.split_once("\n## ").unwrap();
    let rows: Vec<_> = promises
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(2)
        .collect();
    assert!(rows.len() > 10);
    for row in rows {
        let named: Vec<_> = row
            .rsplit("| ")
            .next()
            .unwrap()
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(!named.is_empty(), "no test holds this promise: {row}");
        for test in named {
            let is_there = tests.contains(&format!(" {test},")) || root().join(test).exists();
            assert!(
                is_there,
                "docs/SECURITY.md names {test}, which is not there"
            );
        }
    }
}

pub fn codes_are_documented() {
    let api = read("docs/API.md");
    let architecture = read("docs/ARCHITECTURE.md");
    for code in loanbook::error::Code::ALL {
        let (name, status) = (code.name(), code.status().as_u16());
        for (file, row) in [
            (&api, format!("\n| {name} | {status} | ")),
            (&architecture, format!("\n| `{name}` | {status} | ")),
        ] {
            assert!(file.contains(&row), "no table has the row {row}");
        }
    }
}
