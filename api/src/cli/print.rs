//! What the commands print: results on standard output, progress on standard error.

use crate::service::{insights::Insights, verify::Report};
use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{self, Write};

/// A bar with what is done and the time left; invisible where nobody looks.
pub(super) fn progress(total: u64, what: &str) -> ProgressBar {
    let template =
        format!("{{bar:40}} {{human_pos}} of {{human_len}} {what}, {{per_sec}}, {{eta}} left");
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}

/// A line about what was done.
pub(super) fn status(line: &str) {
    eprintln!("{line}");
}

/// A text that another program may read.
pub(super) fn text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.trim_end()).context("cannot write to standard output")
}

/// A value that another program may read.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    text(&serde_json::to_string_pretty(value)?)
}

#[derive(Serialize)]
struct MigrationState<'a> {
    name: &'a str,
    applied: bool,
}

/// Each migration and whether it is applied.
pub(super) fn migrations(states: &[(String, bool)], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let states: Vec<_> = states
            .iter()
            .map(|(name, applied)| MigrationState {
                name,
                applied: *applied,
            })
            .collect();
        return json(&states);
    }
    let lines: Vec<_> = states
        .iter()
        .map(|(name, applied)| {
            let state = if *applied { "applied" } else { "pending" };
            format!("{state}  {name}")
        })
        .collect();
    text(&lines.join("\n"))
}

/// The outcome of `verify`.
pub(super) fn report(report: &Report, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return json(report);
    }
    let mut lines = vec![format!(
        "{} customers, {} loans, {} repayments; statuses as at {}\n",
        report.customers, report.loans, report.repayments, report.as_of
    )];
    for check in &report.checks {
        let outcome = match (check.failed, check.checked) {
            (0, 0) => "none",
            (0, _) => "ok",
            _ => "BROKEN",
        };
        lines.push(format!(
            "{outcome:<7} {:<22} {} ({} checked)",
            check.name, check.rule, check.checked
        ));
        lines.extend(
            check
                .examples
                .iter()
                .map(|example| format!("          {example}")),
        );
        let unnamed = check.failed - check.examples.len() as u64;
        if unnamed > 0 {
            lines.push(format!("          and {unnamed} more"));
        }
    }
    let broken = report
        .checks
        .iter()
        .filter(|check| check.failed > 0)
        .count();
    lines.push(match broken {
        0 => "\nThe book holds together.".to_owned(),
        1 => "\nThe book breaks 1 rule.".to_owned(),
        _ => format!("\nThe book breaks {broken} rules."),
    });
    text(&lines.join("\n"))
}

/// Key figures and findings.
pub(super) fn insights(insights: &Insights, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return json(insights);
    }
    let mut lines = vec![format!(
        "{} as at {}, amounts in {}\n",
        insights.book, insights.as_of, insights.currency
    )];
    for figure in &insights.figures {
        lines.push(format!(
            "{:<28} {:>14}   {}",
            figure.name, figure.value, figure.counts
        ));
    }
    lines.push(format!(
        "\n{:<12} {:>10} {:>16} {:>20} {:>9} {:>8}",
        "Risk tier", "customers", "outstanding", "on time / due", "on time", "PAR 30"
    ));
    for tier in &insights.tiers {
        let percent = |value: Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1} %"))
        };
        lines.push(format!(
            "{:<12} {:>10} {:>16} {:>20} {:>9} {:>8}",
            tier.name,
            tier.customers,
            tier.outstanding,
            format!("{} / {}", tier.on_time, tier.due),
            percent(tier.on_time_percent),
            percent(tier.par30_percent),
        ));
    }
    lines.push(match insights.provenance {
        Some(_) => "\nDifferences planted in the demo book (not findings)".to_owned(),
        None => "\nFindings".to_owned(),
    });
    lines.extend(
        insights
            .findings
            .iter()
            .map(|finding| format!("- {finding}")),
    );
    if let Some(provenance) = insights.provenance {
        lines.push(format!("\n{provenance}"));
    }
    text(&lines.join("\n"))
}
