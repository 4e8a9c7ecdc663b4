//! The rows behind the figures: counts and sums, before anything is divided.
//!
//! They are those of the statements in `sql/`, for the whole book and with the arguments that
//! GraphQL and REST have where none are given.

use super::{
    Format, Options, Written,
    column::{Cell, Column, Kind},
    sheets::Sheets,
};
use crate::{
    db,
    error::Error,
    query::{self, Kind as Read, Parameters},
    service::{
        AsOf, Ctx,
        book::{self, DEFAULT_PROFILE, DEMO_PROVENANCE, Settings},
        bucket::DEFAULT_SCHEME,
        memory::OPTIONAL,
        period::{last_month_end, month_end_before},
        portfolio::Portfolio,
    },
};
use anyhow::ensure;
use chrono::NaiveDate;
use futures::TryStreamExt;
use sea_orm::DatabaseTransaction;
use std::path::Path;

/// Columns that hold a text; all others hold whole numbers.
const TEXTS: [&str; 8] = [
    "bucket",
    "closing_state",
    "kind",
    "opening_state",
    "payment_status",
    "search_name",
    "stage",
    "tier",
];

/// Days of a window that ends on the as-of date, without its first.
const WINDOW_DAYS: u64 = 29;

/// The names of all figures.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIGURES.iter().map(|(name, _)| *name)
}

/// Writes the rows of figures into a folder, all as they stand at one moment; one named `all`
/// stands for every one. First of all is `about`: what the book is, and how to read the rest.
/// `progress` is told how many figures are done, and of how many.
///
/// # Errors
/// When a name is of no figure, the book knows nothing of the date, the database fails, a file
/// cannot be written, or this build does not have the format.
pub async fn write_figures(
    ctx: &Ctx,
    folder: &Path,
    options: &Options,
    (figures, as_of): (&[String], Option<NaiveDate>),
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Vec<Written>> {
    let chosen = choose(figures)?;
    let as_of = ctx.as_of(as_of).await?;
    let total = chosen.len() as u64;
    progress(0, total);
    let view = db::begin_read(&ctx.db).await?;
    let settings = book::read(&view).await?;
    let mut asked = Vec::new();
    for (statement, columns) in chosen {
        asked.push((statement, columns, question(ctx, statement, as_of)?));
    }
    let mut sheets = Sheets::open(folder, options, settings.currency_exponent(), "figures")?;
    sheets.begin("about", &ABOUT)?;
    for row in about(&settings, as_of, options, &asked) {
        sheets.write(&row)?;
    }
    sheets.end()?;
    for (done, (statement, columns, asked)) in (1..).zip(asked) {
        write(&view, &mut sheets, statement, columns, asked).await?;
        progress(done, total);
    }
    view.rollback().await?;
    sheets.publish()
}

/// A figure by its statement, and the names of its columns.
type Figure = (&'static str, &'static str);

/// Figures in the order of the list, each once.
fn choose(figures: &[String]) -> anyhow::Result<Vec<Figure>> {
    for name in figures {
        ensure!(
            name == "all" || names().any(|known| known == name),
            "no figure is called {name}: there are all, {}",
            names().collect::<Vec<_>>().join(", ")
        );
    }
    let is_asked = |name: &str| figures.iter().any(|asked| asked == "all" || asked == name);
    let chosen = FIGURES.iter().filter(|(name, _)| is_asked(name));
    Ok(chosen.copied().collect())
}

/// The loans that a figure is about, and what it is asked with.
type Asked = (Portfolio, Parameters);

/// What a figure is asked where nothing else is said.
fn question(ctx: &Ctx, statement: &str, as_of: AsOf) -> Result<Asked, Error> {
    let whole = Portfolio::whole(ctx, as_of);
    let from_date = ("from_date", as_of.less(WINDOW_DAYS).into());
    let own: Parameters = match statement {
        "roll_rates" => {
            // Of the latest month that has ended.
            let end = last_month_end(as_of);
            let month = whole.at(as_of.not_after("month", end)?);
            let parameters = vec![
                ("opening_date", month_end_before(end).into()),
                ("scheme", DEFAULT_SCHEME.into()),
            ];
            return Ok((month, parameters));
        }
        "instalments_in_window" | "receipts_by_day" | "instalments_by_day" | "lending_by_day" => {
            vec![from_date]
        }
        "ageing" => vec![("scheme", DEFAULT_SCHEME.into())],
        "cohort_repayments" => vec![("months", 12_i64.into()), ("reach_days", 403_i64.into())],
        "collection_efficiency" => vec![
            from_date,
            ("opening_date", as_of.less(WINDOW_DAYS + 1).into()),
            ("scheme", DEFAULT_SCHEME.into()),
        ],
        "concentration" => vec![("top", 10_i64.into())],
        "first_payment_default" => vec![
            ("due_boundary", as_of.less(30).into()),
            ("default_after_days", 30_i64.into()),
        ],
        "risk_tiers" => vec![("profile", DEFAULT_PROFILE.into())],
        "behaviour_tiers" => vec![("profile", "behaviour".into())],
        "high_risk_customers" => vec![
            ("profile", DEFAULT_PROFILE.into()),
            ("limit", 10_i64.into()),
        ],
        _ => Vec::new(),
    };
    Ok((whole, own))
}

/// Writes the rows of one figure.
async fn write(
    view: &DatabaseTransaction,
    sheets: &mut Sheets,
    statement: &'static str,
    names: &'static str,
    (portfolio, own): Asked,
) -> anyhow::Result<()> {
    let names: Vec<&str> = names.split(' ').collect();
    let columns: Vec<Column> = names.iter().copied().map(column).collect();
    let kinds: Vec<Read> = columns.iter().map(|column| read_as(column.kind)).collect();
    let mut parameters = own;
    parameters.extend(portfolio.as_of.parameters());
    let scope = &portfolio.selection.scope;
    // Elsewhere it is the sum over no row that is empty: 0, as the service has it.
    let is_optional = OPTIONAL.contains(&statement);
    sheets.begin(statement, &columns)?;
    let rows = query::stream(view, statement, scope, &parameters, (&names, &kinds)).await?;
    futures::pin_mut!(rows);
    while let Some(row) = rows.try_next().await? {
        let cells = row.cells.into_iter().map(|cell| match cell {
            engine::Cell::Null if !is_optional => Cell::Integer(0),
            cell => cell.into(),
        });
        sheets.write(&cells.collect::<Vec<_>>())?;
    }
    sheets.end()
}

fn column(name: &'static str) -> Column {
    let kind = match name {
        "day" => Kind::Date,
        // Squares are beyond 64 bits.
        "square_sum" => Kind::Real,
        name if TEXTS.contains(&name) => Kind::Text,
        _ => Kind::Integer,
    };
    Column { name, kind }
}

const fn read_as(kind: Kind) -> Read {
    match kind {
        Kind::Date => Read::Date,
        Kind::Real => Read::Real,
        Kind::Text => Read::Text,
        _ => Read::Integer,
    }
}

const ABOUT: [Column; 2] = [
    Column::new("item", Kind::Text),
    Column::new("value", Kind::Text),
];

/// What the book is and how to read its figures, a row a thing.
fn about(
    settings: &Settings,
    as_of: AsOf,
    options: &Options,
    asked: &[(&'static str, &'static str, Asked)],
) -> Vec<Vec<Cell>> {
    let (book, exponent) = (&settings.book, settings.currency_exponent());
    let unit = 10_u64.saturating_pow(exponent);
    let mut rows = vec![
        ("book".to_owned(), book.name.clone()),
        ("currency".to_owned(), book.currency.clone()),
        ("as_of".to_owned(), as_of.date().to_string()),
        (
            "program".to_owned(),
            concat!("loanbook ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        (
            "columns ending in _minor".to_owned(),
            format!("whole minor units, {unit} to one {}", book.currency),
        ),
        (
            "columns ending in _month".to_owned(),
            "months from the year 0: 12 times the year, plus 0 for January; month and \
             month_on_book are counted from the first one of a row's cohort or vintage"
                .to_owned(),
        ),
        (
            "meaning of each figure".to_owned(),
            "docs/METRICS.md and sql/README.md of the program".to_owned(),
        ),
    ];
    if book.demo_loans.is_some() {
        rows.push(("provenance".to_owned(), DEMO_PROVENANCE.to_owned()));
    }
    if options.format == Format::Csv && !options.is_raw {
        rows.push((
            "texts that look like formulas".to_owned(),
            "have an apostrophe before them".to_owned(),
        ));
    }
    for (statement, _, (portfolio, own)) in asked {
        let mut arguments: Vec<_> = own
            .iter()
            .map(|(name, value)| format!("{name}={}", query::print(value)))
            .collect();
        if portfolio.as_of != as_of {
            arguments.insert(0, format!("as_of={}", portfolio.as_of.date()));
        }
        if !arguments.is_empty() {
            rows.push(((*statement).to_owned(), arguments.join(" ")));
        }
    }
    let cells = rows
        .into_iter()
        .map(|(item, value)| vec![item.into(), value.into()]);
    cells.collect()
}

/// Each figure with its columns as sql/README.md has them, without the group's key.
const FIGURES: &[Figure] = &[
    ("portfolio_groups", "loans customers"),
    (
        "executive_kpis",
        "customers scored_customers credit_score_sum loans active_loans originated_minor \
         outstanding_minor interest_received_minor late_fees_minor instalments_due \
         instalments_on_time loans_due",
    ),
    (
        "instalments_in_window",
        "instalments_due instalments_on_time days_late loans_due",
    ),
    (
        "receipts_by_day",
        "day receipts on_time late missed collected_minor interest_minor late_fees_minor \
         delay_days loans",
    ),
    (
        "instalments_by_day",
        "day instalments on_time late overdue missed amount_due_minor received_minor",
    ),
    (
        "lending_by_day",
        "day loans_disbursed disbursed_minor loans_charged_off charged_off_minor",
    ),
    (
        "payment_distribution",
        "on_time late overdue missed loans_on_time loans_late loans_overdue loans_missed",
    ),
    (
        "payment_statistics",
        "payment_status days_late instalments amount_due_minor amount_paid_minor",
    ),
    (
        "portfolio_at_risk",
        "active_loans outstanding_minor loans_1 loans_30 loans_60 loans_90 loans_180 \
         at_risk_1_minor at_risk_30_minor at_risk_60_minor at_risk_90_minor at_risk_180_minor",
    ),
    (
        "arrears_rate",
        "loans outstanding_minor overdue_principal_minor overdue_minor",
    ),
    (
        "collection_efficiency",
        "bucket loans due_minor collected_minor current_minor",
    ),
    (
        "recovery_of_missed",
        "missed_7 recovered_7 missed_30 recovered_30 missed_90 recovered_90",
    ),
    (
        "recovery_of_charge_offs",
        "charge_off_month receipt_month loans charged_off_minor recovered_minor",
    ),
    ("first_payment_default", "loans defaulted_loans"),
    (
        "stage_times",
        "stage applications total_minutes lower_50_minutes upper_50_minutes lower_90_minutes \
         upper_90_minutes",
    ),
    (
        "stages_waiting",
        "stage applications waiting_minutes longest_minutes",
    ),
    ("engagement_scores", "score customers"),
    ("ageing", "bucket loans balance_minor overdue_minor"),
    (
        "roll_rates",
        "opening_state closing_state loans opening_minor closing_minor charged_off_minor \
         opening_90_minor",
    ),
    (
        "vintage_events",
        "vintage_month kind month_on_book loans amount_minor",
    ),
    (
        "cohort_sizes",
        "cohort_month customers scored_customers credit_score_sum",
    ),
    (
        "cohort_repayments",
        "cohort_month month due_minor received_minor",
    ),
    ("cohort_activity", "cohort_month month change_by"),
    ("slipping_customers", "customers customers_due loans"),
    (
        "concentration",
        "holders loans outstanding_minor largest_minor square_sum",
    ),
    (
        "loan_observations",
        "loan_id credit_score age income_minor loan_amount_minor interest_rate_ppm \
         loan_term_months monthly_installment_minor outstanding_minor days_past_due",
    ),
    (
        "risk_tiers",
        "tier customers loans active_loans outstanding_minor at_risk_30_minor scored_customers \
         credit_score_sum loans_due on_time late overdue missed days_late",
    ),
    (
        "behaviour_tiers",
        "tier customers loans active_loans outstanding_minor at_risk_30_minor scored_customers \
         credit_score_sum loans_due on_time late overdue missed days_late",
    ),
    (
        "high_risk_customers",
        "customer_id search_name credit_score tier days_past_due outstanding_minor \
         instalments_late instalments_missed",
    ),
];
