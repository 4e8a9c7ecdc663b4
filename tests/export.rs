//! Files for other programs: what is in them, in each format, and what never gets into them.

use crate::{
    app::date,
    cli::{Folder, stderr},
    database::Server,
    demo::csv,
};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
#[cfg(feature = "parquet")]
use chrono::{NaiveDate, NaiveDateTime};
use loanbook::{
    clock::Clock,
    service::{
        Ctx, ageing,
        export::{self, Form, Format, Kind, Options, Table},
        kpi_models, operational_bottleneck,
        portfolio::Portfolio,
    },
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection};
use std::{collections::BTreeMap, fs, path::Path};

/// Names as a spreadsheet runs them, with what is written in their place.
const NAMES: [(&str, &str); 8] = [
    ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
    ("+49 30 1234", "'+49 30 1234"),
    ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ("@SUM(1+1)", "'@SUM(1+1)"),
    ("'=quoted already", "''=quoted already"),
    ("'s Gravesande, \"Willem\"", "'s Gravesande, \"Willem\""),
    ("O'Neil -1", "O'Neil -1"),
    ("Ünal\nÇelik", "Ünal\nÇelik"),
];

fn ctx(db: &DatabaseConnection) -> Ctx {
    Ctx::new(db.clone(), Clock::Fixed(date("2025-12-31")))
}

/// Exports the tables into a folder of its own.
async fn tables(db: &DatabaseConnection, name: &str, options: Options) -> Folder {
    let folder = Folder::new(&format!("export_{name}"));
    export::write_tables(&ctx(db), &folder.path(""), &options, |_, _| {})
        .await
        .unwrap();
    folder
}

/// The records of a CSV file, the one of names first.
fn records(file: &Path) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(file)
        .unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        row.iter().map(str::to_owned).collect()
    });
    rows.collect()
}

/// The values of a column.
fn column(records: &[Vec<String>], name: &str) -> Vec<String> {
    let at = records[0].iter().position(|known| known == name).unwrap();
    records[1..].iter().map(|row| row[at].clone()).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A book of customers with such names, and a loan from a branch with such a label.
async fn book_of_formulas(server: &Server) -> DatabaseConnection {
    let db = server.empty().await;
    for (number, (name, _)) in (1..).zip(NAMES) {
        let customer = entity::customer_profile::ActiveModel {
            customer_id: Set(number),
            external_id: Set(format!("={number}")),
            full_name: Set(name.to_owned()),
            search_name: Set(name.to_lowercase()),
            // A negative number is no formula: it stays one.
            income_minor: Set(Some(-150 * number)),
            account_created_date: Set(date("2024-01-01")),
            ..Default::default()
        };
        customer.insert(&db).await.unwrap();
    }
    let loan = entity::loan_application::ActiveModel {
        loan_id: Set(1),
        external_id: Set("L-1".to_owned()),
        customer_id: Set(1),
        loan_type: Set(entity::loan_application::LoanType::Auto),
        branch: Set(Some("=Berlin".to_owned())),
        currency: Set("EUR".to_owned()),
        // More digits than a cell of Excel has.
        loan_amount_minor: Set(1_234_567_890_123_456_789 / 10),
        interest_rate_ppm: Set(38_501),
        loan_term_months: Set(12),
        monthly_installment_minor: Set(1),
        loan_status: Set(entity::loan_application::LoanStatus::Pending),
        submitted_at: Set(Some("2024-01-01T23:59:58".parse().unwrap())),
        features: Set(Some("=1+1".to_owned())),
        ..Default::default()
    };
    loan.insert(&db).await.unwrap();
    db
}

pub async fn formulas_are_made_harmless(server: &Server) {
    let db = book_of_formulas(server).await;
    let csv = Options::of(Format::Csv);
    let folder = tables(&db, "harmless", csv).await;
    let customers = records(&folder.path("customer_profile.csv"));
    assert_eq!(
        column(&customers, "full_name"),
        NAMES.map(|(_, written)| written)
    );
    assert_eq!(column(&customers, "external_id")[0], "'=1");
    assert_eq!(column(&customers, "income")[..2], ["-1.5", "-3"]);
    let loans = records(&folder.path("loan_application.csv"));
    for (name, value) in [
        ("branch", "'=Berlin"),
        ("features", "'=1+1"),
        ("external_id", "L-1"),
        ("currency", "EUR"),
        ("loan_amount", "1234567890123456.78"),
        ("interest_rate", "3.8501"),
        ("submitted_at", "2024-01-01T23:59:58"),
        ("observed_default", ""),
    ] {
        assert_eq!(column(&loans, name), [value], "{name}");
    }

    let raw = Options {
        is_raw: true,
        ..csv
    };
    let folder = tables(&db, "raw", raw).await;
    let customers = records(&folder.path("customer_profile.csv"));
    assert_eq!(column(&customers, "full_name"), NAMES.map(|(name, _)| name));

    let folder = tables(&db, "texts", Options::of(Format::Excel)).await;
    let mut book: Xlsx<_> = open_workbook(folder.path("book.xlsx")).unwrap();
    let formulas = book.worksheet_formula("customer_profile").unwrap();
    assert!(formulas.is_empty(), "{formulas:?}");
    let sheet = book.worksheet_range("customer_profile").unwrap();
    for (row, (name, _)) in (1..).zip(NAMES) {
        assert_eq!(sheet[(row, 1)], Data::String(name.to_owned()));
    }
    let loans = book.worksheet_range("loan_application").unwrap();
    let amount = Data::String("1234567890123456.78".to_owned());
    assert_eq!(loans[(1, 3)], amount, "no digit is lost");
}

pub async fn the_demo_is_written_in_its_documented_form(server: &Server) {
    let db = server.demo().await;
    let options = Options::of(Format::Csv);
    let folder = tables(&db, "documented", options).await;
    let marked = Options {
        has_mark: true,
        ..options
    };
    let with_mark = tables(&db, "mark", marked).await;
    let mut files = Vec::new();
    for table in Form::Documented.tables() {
        let file = format!("{}.csv", table.name());
        let written = fs::read(folder.path(&file)).unwrap();
        assert!(written == csv(&db, *table).await, "{file}");
        let marked = fs::read(with_mark.path(&file)).unwrap();
        assert!(
            marked.strip_prefix(b"\xef\xbb\xbf") == Some(written.as_slice()),
            "{file}"
        );
        files.push(file);
    }
    files.sort();
    assert_eq!(names_in(&folder.path("")), files, "and nothing else");

    let full = Options {
        is_full: true,
        ..options
    };
    let full = tables(&db, "full", full).await;
    for (table, further) in [
        (Table::Customers, ["external_id"].as_slice()),
        (Table::Loans, &["external_id", "branch", "currency"]),
        (Table::Repayments, &[]),
    ] {
        let file = format!("{}.csv", table.name());
        let (short, long) = (records(&folder.path(&file)), records(&full.path(&file)));
        let places = short[0].len();
        assert_eq!(long[0][places..], *further);
        let begins = long.iter().map(|row| &row[..places]);
        assert!(begins.eq(short.iter().map(Vec::as_slice)), "{file}");
    }
    let receipts = records(&full.path("receipt.csv"));
    assert_eq!(
        receipts[0].join(","),
        "loan_id,installment_number,receipt_date,principal,interest,late_fee"
    );
    // What the instalments say was received is what the receipts add up to.
    let instalments = records(&full.path("repayment_history.csv"));
    let cents = |records: &[Vec<String>], name: &str| -> i64 {
        let amounts = column(records, name).into_iter();
        amounts.map(|amount| minor(&amount)).sum()
    };
    assert_eq!(
        cents(&receipts, "principal") + cents(&receipts, "interest"),
        cents(&instalments, "amount_paid")
    );
    assert_eq!(
        cents(&receipts, "late_fee"),
        cents(&instalments, "late_fee")
    );

    // Another book than the demo is always written whole.
    let changed = server.empty().await;
    let folder = tables(&changed, "changed", options).await;
    assert_eq!(names_in(&folder.path("")).len(), 4);
}

/// Hundredths, from a decimal with two places.
fn minor(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

/// What an importer sees in a cell, as CSV has it.
fn as_csv(cell: &Data, kind: Kind, written: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::Float(number) if kind != Kind::Text => {
            // CSV says how many places there are; the number has to be the very same.
            let places = written
                .split_once('.')
                .map_or(0, |(_, places)| places.len());
            let exact: f64 = written.parse().unwrap();
            assert!(
                number.to_bits() == exact.to_bits(),
                "{number} for {written}"
            );
            format!("{number:.places$}")
        }
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            match kind {
                Kind::Date => day,
                _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => panic!("{other:?} for {written}"),
    }
}

pub async fn excel_has_the_values_of_csv(server: &Server) {
    let db = server.demo().await;
    let full = Options {
        is_full: true,
        is_raw: true,
        ..Options::of(Format::Csv)
    };
    let files = tables(&db, "csv_beside_excel", full).await;
    let folder = tables(&db, "excel", Options::of(Format::Excel)).await;
    assert_eq!(
        names_in(&folder.path("")),
        ["book.xlsx"],
        "and nothing else"
    );
    let mut book: Xlsx<_> = open_workbook(folder.path("book.xlsx")).unwrap();
    // The demo book has no loans that a tape reports month by month.
    let tables = Form::Full.tables().split_last().unwrap().1;
    let names = tables.iter().map(|table| table.name());
    assert_eq!(book.sheet_names(), names.collect::<Vec<_>>());
    for table in tables {
        let sheet: Range<Data> = book.worksheet_range(table.name()).unwrap();
        let rows = records(&files.path(&format!("{}.csv", table.name())));
        assert_eq!(sheet.height(), rows.len(), "{}", table.name());
        let columns = table.columns(Form::Full);
        for (at, (row, cells)) in rows.iter().zip(sheet.rows()).enumerate() {
            for ((written, cell), column) in row.iter().zip(cells).zip(&columns) {
                let kind = if at == 0 { Kind::Text } else { column.kind };
                let value = as_csv(cell, kind, written);
                assert_eq!(
                    value,
                    *written,
                    "{} of {}, row {at}",
                    column.name,
                    table.name()
                );
            }
        }
    }
}

#[cfg(not(feature = "parquet"))]
pub async fn parquet_has_the_values_of_csv(server: &Server) {
    let db = server.demo().await;
    let folder = Folder::new("no_parquet");
    let options = Options::of(Format::Parquet);
    let refused = export::write_tables(&ctx(&db), &folder.path("x"), &options, |_, _| {}).await;
    let words = refused.unwrap_err().to_string();
    assert!(words.contains("--features parquet"), "{words}");
    assert!(!folder.path("x").exists(), "and nothing is made");
}

#[cfg(feature = "parquet")]
pub async fn parquet_has_the_values_of_csv(server: &Server) {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };

    let db = server.demo().await;
    let full = Options {
        is_full: true,
        is_raw: true,
        ..Options::of(Format::Csv)
    };
    let files = tables(&db, "csv_beside_parquet", full).await;
    let folder = tables(&db, "parquet", Options::of(Format::Parquet)).await;
    let as_csv = |field: &Field, kind: Kind| match field {
        Field::Null => String::new(),
        Field::Bool(value) => value.to_string(),
        Field::Long(number) => number.to_string(),
        Field::Str(text) => text.clone(),
        Field::Date(days) => {
            let day = NaiveDate::default() + chrono::TimeDelta::days((*days).into());
            day.to_string()
        }
        Field::TimestampMicros(micros) => {
            let moment = NaiveDateTime::default() + chrono::TimeDelta::microseconds(*micros);
            moment.format("%Y-%m-%dT%H:%M:%S").to_string()
        }
        Field::Decimal(decimal) => {
            let bytes = decimal.data().try_into().unwrap();
            let scale = decimal.scale().try_into().unwrap();
            let exact = rust_decimal::Decimal::new(i64::from_be_bytes(bytes), scale);
            let short = exact.normalize();
            match kind {
                Kind::Money => exact.to_string(),
                Kind::ShortMoney => short.to_string(),
                _ => format!("{short:.*}", short.scale().max(2) as usize),
            }
        }
        other => panic!("{other:?}"),
    };
    for table in Form::Full.tables().split_last().unwrap().1 {
        let name = table.name();
        let file = fs::File::open(folder.path(&format!("{name}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows = records(&files.path(&format!("{name}.csv")));
        let columns = table.columns(Form::Full);
        let mut count = 0;
        for (row, written) in reader.get_row_iter(None).unwrap().zip(&rows[1..]) {
            let row = row.unwrap();
            for (((found, field), written), column) in
                row.get_column_iter().zip(written).zip(&columns)
            {
                assert_eq!(found, column.name);
                let value = as_csv(field, column.kind);
                assert_eq!(value, *written, "{found} of {name}, row {count}");
            }
            count += 1;
        }
        assert_eq!(count, rows.len() - 1, "{name}");
        let total = reader.metadata().file_metadata().num_rows();
        assert_eq!(usize::try_from(total).unwrap(), count, "{name}");
    }
    let schema = {
        let file = fs::File::open(folder.path("loan_application.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let mut text = Vec::new();
        let root = reader.metadata().file_metadata().schema().clone();
        parquet::schema::printer::print_schema(&mut text, &root);
        String::from_utf8(text).unwrap()
    };
    for line in [
        "OPTIONAL INT64 loan_id;",
        "OPTIONAL INT64 loan_amount (DECIMAL(18,2));",
        "OPTIONAL INT32 disbursement_date (DATE);",
        "OPTIONAL INT64 submitted_at (TIMESTAMP(MICROS,false));",
        "OPTIONAL BYTE_ARRAY branch (STRING);",
        "OPTIONAL BOOLEAN observed_default;",
    ] {
        assert!(schema.contains(line), "{line} is not in\n{schema}");
    }
}

/// Exports figures into a folder of its own.
async fn figures(db: &DatabaseConnection, name: &str, format: Format, asked: &[&str]) -> Folder {
    let folder = Folder::new(&format!("export_{name}"));
    let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
    let asked = (asked.as_slice(), Some(date("2024-12-31")));
    let options = Options::of(format);
    export::write_figures(&ctx(db), &folder.path(""), &options, asked, |_, _| {})
        .await
        .unwrap();
    folder
}

/// The columns of each statement, as sql/README.md has them.
fn documented_columns() -> BTreeMap<String, Vec<String>> {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/README.md");
    let text = fs::read_to_string(readme).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let quoted = |cell: &str| -> Vec<String> {
        let words = cell.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect()
    };
    let rows = rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let statement = quoted(cells.get(2)?).pop()?;
        Some((statement, quoted(cells.get(5)?)))
    });
    rows.collect()
}

pub async fn figures_are_the_rows_of_the_service(server: &Server) {
    let db = server.demo().await;
    let ctx = ctx(&db);
    let as_of = ctx.as_of(Some(date("2024-12-31"))).await.unwrap();
    let portfolio = Portfolio::whole(&ctx, as_of);
    let folder = figures(&db, "figures", Format::Csv, &["all"]).await;
    let rows = |name: &str| records(&folder.path(&format!("{name}.csv")));

    let ageing = ageing::ageing(&ctx, &portfolio, "us").await.unwrap();
    let buckets = ageing.buckets.iter().filter(|bucket| bucket.loan_count > 0);
    let mut expected: Vec<_> = buckets
        .map(|found| {
            let sums = [
                found.loan_count,
                found.balance.numerator,
                found.overdue_minor,
            ];
            let mut row = vec![found.bucket.name.clone()];
            row.extend(sums.map(|sum| sum.to_string()));
            row
        })
        .collect();
    let mut written = rows("ageing")[1..].to_vec();
    written.sort();
    expected.sort();
    assert_eq!(written, expected);

    let kpis = kpi_models::executive(&ctx, &portfolio).await.unwrap();
    let written = rows("executive_kpis");
    for (name, value) in [
        ("customers", kpis.total_customers),
        ("loans", kpis.total_loans),
        ("active_loans", kpis.active_loans),
        ("outstanding_minor", kpis.outstanding_minor),
        ("instalments_due", kpis.on_time_rate.denominator),
        ("instalments_on_time", kpis.on_time_rate.numerator),
    ] {
        assert_eq!(column(&written, name), [value.to_string()], "{name}");
    }
    let times = operational_bottleneck::process_times(&ctx, &portfolio)
        .await
        .unwrap();
    assert_eq!(rows("stage_times").len() - 1, times.stages.len());

    let documented = documented_columns();
    let mut files: Vec<_> = export::figure_names()
        .map(|name| {
            assert_eq!(rows(name)[0], documented[name], "{name}");
            format!("{name}.csv")
        })
        .collect();
    let statements = loanbook::service::memory::statements();
    assert!(export::figure_names().eq(statements), "each figure");
    files.push("about.csv".to_owned());
    files.sort();
    assert_eq!(names_in(&folder.path("")), files);

    let about: BTreeMap<_, _> = rows("about")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    assert_eq!(about["as_of"], "2024-12-31");
    assert_eq!(about["currency"], "EUR");
    assert_eq!(about["ageing"], "scheme=us");
    assert!(about["program"].starts_with("loanbook "));
    assert!(about["columns ending in _minor"].contains("100 to one EUR"));

    let excel = figures(
        &db,
        "figures_excel",
        Format::Excel,
        &["roll_rates", "ageing"],
    )
    .await;
    let mut book: Xlsx<_> = open_workbook(excel.path("figures.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["about", "ageing", "roll_rates"]);
    let sheet = book.worksheet_range("ageing").unwrap();
    let cells = sheet.rows().map(|row| {
        let cells = row.iter().map(ToString::to_string);
        cells.collect::<Vec<_>>()
    });
    assert!(cells.eq(rows("ageing")), "{sheet:?}");
}

/// A book without a row has figures too: no row, or one of zeros.
pub async fn figures_of_an_empty_book(server: &Server) {
    let db = server.empty().await;
    let folder = figures(&db, "empty", Format::Csv, &["all"]).await;
    for name in export::figure_names() {
        let rows = records(&folder.path(&format!("{name}.csv")));
        let cells = rows[1..].iter().flatten();
        assert!(
            cells.into_iter().all(|cell| cell == "0"),
            "{name}: {rows:?}"
        );
    }
}

pub async fn a_failed_export_leaves_nothing(server: &Server) {
    let db = server.empty().await;
    loanbook::service::demo::build(&db, 3, false, |_| {})
        .await
        .unwrap();
    // A folder in the way of the second file: the first one is not named either.
    let folder = Folder::new("export_failed");
    fs::create_dir(folder.path(".loan_application.csv.partial")).unwrap();
    let options = Options::of(Format::Csv);
    let refused = export::write_tables(&ctx(&db), &folder.path(""), &options, |_, _| {}).await;
    let words = format!("{:#}", refused.unwrap_err());
    assert!(words.contains("loan_application.csv"), "{words}");
    assert_eq!(
        names_in(&folder.path("")),
        [".loan_application.csv.partial"],
        "the folder in the way alone"
    );
}

pub fn works_from_the_shell() {
    let folder = Folder::new("export_shell");
    folder.run(&["demo", "--loans", "20"]);
    let help = folder.ok(&["export", "--help"]);
    for word in [
        "--full",
        "--raw",
        "--mark",
        "--figure",
        "--as-of",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    let said = folder.run(&["export", "--format", "xlsx", "--out", "excel"]);
    assert!(said.status.success(), "{}", stderr(&said));
    let said = stderr(&said);
    assert!(said.contains("sheet receipt"), "{said}");
    assert_eq!(names_in(&folder.path("excel")), ["book.xlsx"]);

    folder.ok(&["export", "--full", "--mark", "--out", "full"]);
    assert_eq!(names_in(&folder.path("full")).len(), 4);
    let asked = "ageing,executive_kpis";
    folder.ok(&[
        "export",
        "--figure",
        asked,
        "--as-of",
        "2025-06-30",
        "--out",
        "figures",
    ]);
    assert_eq!(
        names_in(&folder.path("figures")),
        ["about.csv", "ageing.csv", "executive_kpis.csv"]
    );

    for (arguments, code, words) in [
        (["--figure", "aging"].as_slice(), 1, "executive_kpis"),
        (
            &["--figure", "all", "--as-of", "2031-01-01"],
            1,
            "2025-11-23",
        ),
        (&["--figure", "all", "--full"], 2, "--full"),
        (&["--as-of", "2025-06-30"], 2, "--figure"),
        (&["--format", "xlsx", "--raw"], 1, "--format csv"),
        (&["--format", "ods"], 2, "parquet"),
    ] {
        let out = ["export", "--out", "refused"];
        let refused = folder.run(&[&out, arguments].concat());
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}");
        let said = stderr(&refused);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert!(!folder.path("refused").exists());
}
