//! What a load does to the book: all of it or nothing, once, and back again.

use super::{Files, admin, context, load, order};
use crate::{database::Server, writes::Bank};
use ::entity::{
    customer_profile, import_batch, import_before, loan_application, loan_month_state, receipt,
    repayment_history,
};
use loanbook::{
    error::Code,
    service::{
        Ctx, book,
        export::{self, Form, Table},
        import::{self, Limit},
        payment, verify, write,
    },
};
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait, QueryOrder};
use std::{fs, path::PathBuf};

/// Everything in a book.
pub async fn dump(db: &DatabaseConnection) -> String {
    let settings = book::read(db).await.unwrap().book;
    format!("{}{settings:#?}", rows(db).await)
}

/// The rows of a book, but for what is its own affair: the identifiers of receipts, the payments
/// that they are part of, and which load brought a state.
async fn rows(db: &DatabaseConnection) -> String {
    let mut text = String::new();
    let customers = customer_profile::Entity::find()
        .order_by_asc(customer_profile::Column::CustomerId)
        .all(db);
    text.push_str(&format!("{:#?}", customers.await.unwrap()));
    let loans = loan_application::Entity::find()
        .order_by_asc(loan_application::Column::LoanId)
        .all(db);
    text.push_str(&format!("{:#?}", loans.await.unwrap()));
    let rows = repayment_history::Entity::find()
        .order_by_asc(repayment_history::Column::PaymentId)
        .all(db);
    text.push_str(&format!("{:#?}", rows.await.unwrap()));
    let mut receipts = receipt::Entity::find().all(db).await.unwrap();
    receipts.sort_by_key(|receipt| {
        let amounts = (receipt.principal_minor, receipt.interest_minor);
        (receipt.payment_id, receipt.receipt_date, amounts)
    });
    for receipt in &mut receipts {
        receipt.receipt_id = 0;
        receipt.recorded_payment_id = None;
    }
    text.push_str(&format!("{receipts:#?}"));
    let mut states = loan_month_state::Entity::find().all(db).await.unwrap();
    states.sort_by_key(|state| (state.loan_id, state.as_of));
    for state in &mut states {
        state.import_batch_id = 0;
    }
    text.push_str(&format!("{states:#?}"));
    text
}

/// The documented export of a book: three texts.
pub async fn exported(ctx: &Ctx) -> Vec<String> {
    let view = loanbook::db::begin_read(&ctx.db).await.unwrap();
    let mut texts = Vec::new();
    for table in Form::Documented.tables().iter().copied() {
        let mut text = Vec::new();
        let exponent = ctx.settings().await.unwrap().currency_exponent();
        export::write_csv(&view, exponent, (table, Form::Documented), &mut text)
            .await
            .unwrap();
        texts.push(String::from_utf8(text).unwrap());
    }
    view.rollback().await.unwrap();
    texts
}

/// The first so many loans of the demo book as the three files of its export, by their keys.
pub fn native(files: &Files, name: &str, texts: &[String], loans: usize) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for (table, text) in Form::Documented.tables().iter().copied().zip(texts) {
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let of = |line: &&str| {
            // Customers and loans have the same numbers in the demo book.
            let place = usize::from(table == Table::Repayments);
            let id: usize = line.split(',').nth(place).unwrap().parse().unwrap();
            id <= loans
        };
        let kept: Vec<_> = std::iter::once(header).chain(lines.filter(of)).collect();
        let path = files.path(&format!("{name}_{}.csv", table.name()));
        fs::write(&path, kept.join("\n") + "\n").unwrap();
        paths.push(path);
    }
    paths
}

pub fn paths(paths: &[PathBuf]) -> Vec<&std::path::Path> {
    paths.iter().map(PathBuf::as_path).collect()
}

/// Replaces a part of a file that stands there once.
pub fn change(path: &PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

pub async fn the_demo_book_comes_back_from_its_export(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let all = native(&files, "all", &texts, usize::MAX);
    let ctx = context(&server.empty().await);
    let report = load(&ctx, order(&paths(&all))).await.unwrap();
    assert_eq!(report.batch.layout, "native");
    assert_eq!(report.batch.rows_read, 1000 + 1000 + 20_903);
    assert_eq!(report.batch.counts.repayments.inserted, 20_903);
    assert_eq!(exported(&ctx).await, texts);
    let receipts = async |ctx: &Ctx| receipt::Entity::find().count(&ctx.db).await.unwrap();
    assert_eq!(receipts(&ctx).await, receipts(&demo).await);
    let report = verify::verify(&ctx, |_| {}).await.unwrap();
    assert!(report.passed, "{report:#?}");
    // Its own export changes nothing in the demo book either, though its keys are others.
    let same = load(
        &demo,
        super::Order {
            dry_run: true,
            ..order(&paths(&all))
        },
    )
    .await
    .unwrap();
    assert_eq!(same.batch.counts.repayments.unchanged, 20_903);
    assert_eq!(same.batch.counts.customers.unchanged, 1000);
    assert_eq!(same.batch.counts.loans.unchanged, 1000);
}

/// The full export of a book as files.
async fn full(files: &Files, name: &str, ctx: &Ctx) -> Vec<PathBuf> {
    let view = loanbook::db::begin_read(&ctx.db).await.unwrap();
    let exponent = book::read(&ctx.db).await.unwrap().currency_exponent();
    let mut paths = Vec::new();
    for table in Form::Full.tables().iter().copied() {
        let mut text = Vec::new();
        export::write_csv(&view, exponent, (table, Form::Full), &mut text)
            .await
            .unwrap();
        // A table without rows is left out.
        if text.iter().filter(|byte| **byte == b'\n').count() > 1 {
            paths.push(files.write(&format!("{name}_{}.csv", table.name()), text));
        }
    }
    view.rollback().await.unwrap();
    paths
}

pub async fn books_come_back_from_their_full_export(server: &'static Server) {
    let files = Files::new();
    // A book with payments in parts, in advance and of formulas for names.
    let bank = Bank::new(server, 40).await;
    let ctx = context(&bank.db);
    for (loan_id, amount) in [(1, 5000), (2, 100), (2, 250), (7, 100_000)] {
        let new = payment::NewPayment {
            loan_id,
            amount_minor: amount,
            late_fee_minor: 0,
            received_date: crate::app::date("2025-11-20"),
        };
        let order = write::Order {
            idempotency_key: format!("{loan_id} {amount}"),
            dry_run: false,
        };
        let collector = ctx.demand("pay").await.unwrap();
        payment::record_payment(&collector, new, &order)
            .await
            .unwrap();
    }
    let input = serde_json::json!({"fullName": "=cmd|' /c calc'!A1", "idempotencyKey": "formula"});
    bank.write("createCustomer", input, "{ dryRun }").await;
    let tape = full(&files, "paid", &ctx).await;
    let other = context(&server.empty().await);
    let load_order = super::Order {
        as_of: Some(crate::app::date("2025-11-23")),
        ..order(&paths(&tape))
    };
    load(&other, load_order).await.unwrap();
    assert_eq!(rows(&other.db).await, rows(&bank.db).await);
    let report = verify::verify(&other, |_| {}).await.unwrap();
    assert!(report.passed, "{report:#?}");

    // And one of monthly states.
    let reported = context(&server.empty().await);
    let text = super::generator::fannie_mae(60, 24, 3);
    let path = files.write("2019Q1.txt", text);
    load(&reported, order(&[&path])).await.unwrap();
    let tape = full(&files, "reported", &reported).await;
    let other = context(&server.empty().await);
    load(&other, order(&paths(&tape))).await.unwrap();
    assert_eq!(rows(&other.db).await, rows(&reported.db).await);
}

pub async fn loads_are_made_once_and_taken_back(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let db = server.empty().await;
    let ctx = context(&db);
    let empty = dump(&db).await;
    let first = native(&files, "first", &texts, 20);
    let only_tried = super::Order {
        dry_run: true,
        ..order(&paths(&first))
    };
    let tried = load(&ctx, only_tried).await.unwrap();
    assert_eq!(tried.batch.counts.loans.inserted, 20);
    assert_eq!(dump(&db).await, empty);
    assert_eq!(import_batch::Entity::find().count(&db).await.unwrap(), 0);

    let one = load(&ctx, order(&paths(&first))).await.unwrap();
    assert_eq!(
        (one.is_repeated, one.batch.counts.loans.inserted),
        (false, 20)
    );
    let after_one = dump(&db).await;
    let again = load(&ctx, order(&paths(&first))).await.unwrap();
    assert_eq!((again.is_repeated, again.batch.id), (true, one.batch.id));
    assert_eq!(dump(&db).await, after_one);

    // Ten loans more, a new name, and an instalment that was paid since.
    let second = native(&files, "second", &texts, 30);
    let customers = fs::read_to_string(&second[0]).unwrap();
    let name = customers.lines().nth(5).unwrap().split(',').nth(1).unwrap();
    change(&second[0], &format!("\n5,{name},"), "\n5,Another Name,");
    let rows = fs::read_to_string(&second[2]).unwrap();
    let open = rows
        .lines()
        .find(|line| line.contains(",,0.00,0.00,"))
        .expect("an instalment that is open");
    let amount = open.split(',').nth(4).unwrap();
    let paid = open.replacen(",,0.00,0.00,", &format!(",2025-11-23,{amount},0.00,"), 1);
    change(&second[2], open, &paid);
    let two = load(&ctx, order(&paths(&second))).await.unwrap();
    let counts = two.batch.counts;
    assert_eq!((counts.loans.inserted, counts.loans.unchanged), (10, 20));
    assert_eq!(
        (counts.customers.inserted, counts.customers.updated),
        (10, 1)
    );
    assert_eq!(counts.repayments.updated, 1);
    assert_ne!(dump(&db).await, after_one);
    let report = verify::verify(&ctx, |_| {}).await.unwrap();
    assert!(report.passed, "{report:#?}");

    // The first one lies below the second.
    let error = import::undo(&admin(&ctx).await, one.batch.id)
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Conflict);
    let undone = import::undo(&admin(&ctx).await, two.batch.id)
        .await
        .unwrap();
    assert_eq!(undone.restored, 2);
    assert_eq!(dump(&db).await, after_one);
    assert_eq!(import_before::Entity::find().count(&db).await.unwrap(), 0);
    let error = import::undo(&admin(&ctx).await, two.batch.id)
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Conflict);
    import::undo(&admin(&ctx).await, one.batch.id)
        .await
        .unwrap();
    assert_eq!(dump(&db).await, empty);
    // What was taken back can be loaded again.
    let third = load(&ctx, order(&paths(&first))).await.unwrap();
    assert!(!third.is_repeated);
    assert_eq!(dump(&db).await, after_one);
}

pub async fn payments_are_not_written_over(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let ctx = context(&server.empty().await);
    let first = native(&files, "first", &texts, 10);
    let one = load(&ctx, order(&paths(&first))).await.unwrap();
    let rows = fs::read_to_string(&first[2]).unwrap();
    let open = rows
        .lines()
        .find(|line| line.contains(",,0.00,0.00,"))
        .expect("an instalment that is open");
    let fields: Vec<_> = open.split(',').collect();
    let (loan_id, amount) = (fields[1].parse().unwrap(), fields[4]);
    let new = payment::NewPayment {
        loan_id,
        amount_minor: 100,
        late_fee_minor: 0,
        received_date: crate::app::date("2025-11-23"),
    };
    let order_of = |key: &str| write::Order {
        idempotency_key: key.to_owned(),
        dry_run: false,
    };
    let collector = ctx.demand("pay").await.unwrap();
    payment::record_payment(&collector, new, &order_of("one"))
        .await
        .unwrap();
    // The load before cannot be taken back any more, and the tape cannot write over the payment.
    let error = import::undo(&admin(&ctx).await, one.batch.id)
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Conflict);
    let second = native(&files, "second", &texts, 10);
    let paid = open.replacen(",,0.00,0.00,", &format!(",2025-11-23,{amount},0.00,"), 1);
    change(&second[2], open, &paid);
    let error = load(&ctx, order(&paths(&second))).await.unwrap_err();
    assert_eq!(error.code, Code::Unprocessable);
    assert!(
        error.message.contains("payment_recorded_here"),
        "{}",
        error.message
    );
}

pub async fn wrong_rows_are_left_out_and_told(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let db = server.empty().await;
    let ctx = context(&db);
    let tape = native(&files, "wrong", &texts, 12);
    // A date that is none, an instalment twice that says something else, one of no loan.
    change(&tape[1], "\n3,3,", "\n3,999,");
    let rows = fs::read_to_string(&tape[2]).unwrap();
    let second = rows.lines().nth(2).unwrap();
    let mut more = rows.replacen(second, &second.replacen("-", "-13", 1), 1);
    let fourth = rows.lines().nth(4).unwrap();
    let (id, rest) = fourth.split_once(',').unwrap();
    assert_ne!(id, "999999");
    more.push_str(&format!(
        "999999,{}\n",
        rest.replacen(",0.00,", ",5.00,", 1)
    ));
    fs::write(&tape[2], more).unwrap();
    let before = dump(&db).await;
    let error = load(&ctx, order(&paths(&tape))).await.unwrap_err();
    assert_eq!(error.code, Code::Unprocessable);
    assert!(
        error.message.contains("rows are wrong"),
        "{}",
        error.message
    );
    assert_eq!(dump(&db).await, before);
    let kept = import::list(&ctx.demand("import").await.unwrap(), 10)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(import::status_name(kept[0].status), "refused");
    assert!(!kept[0].findings.is_empty());

    let rejects = files.path("rejects");
    let tolerant = super::Order {
        max_rejected: Limit::PartsPerMillion(500_000),
        rejects: Some(rejects.clone()),
        ..order(&paths(&tape))
    };
    let report = load(&ctx, tolerant).await.unwrap();
    let rules: Vec<_> = report
        .batch
        .findings
        .iter()
        .filter(|finding| finding.severity == "error")
        .map(|finding| (finding.rule.as_str(), finding.rows))
        .collect();
    for rule in ["orphan_loan", "orphan_repayment"] {
        assert!(
            rules.iter().any(|(name, _)| *name == rule),
            "{rule}: {rules:?}"
        );
    }
    let loans = fs::read_to_string(rejects.join("wrong_loan_application.csv.rejects.csv")).unwrap();
    let mut lines = loans.lines();
    assert!(lines.next().unwrap().ends_with(",_row,_errors"));
    assert!(lines.next().unwrap().contains("orphan_loan"), "{loans}");
    let rejected: u64 = rules.iter().map(|(_, rows)| rows).sum();
    assert_eq!(report.batch.rows_rejected, rejected);
    let report = verify::verify(&ctx, |_| {}).await.unwrap();
    let broken: Vec<_> = report
        .checks
        .iter()
        .filter(|check| check.failed > 0)
        .collect();
    // The instalment that was left out is missed by its number alone.
    assert!(
        broken
            .iter()
            .all(|check| check.name == "numbers_without_gap"),
        "{broken:#?}"
    );
}

pub async fn a_row_of_the_book_is_changed_once_by_a_load(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let db = server.empty().await;
    let ctx = context(&db);
    let first = native(&files, "first", &texts, 5);
    load(&ctx, order(&paths(&first))).await.unwrap();
    // Each table has a row that is another one now, and then another one again.
    let second = native(&files, "second", &texts, 5);
    for (path, column) in [(&second[0], 1), (&second[1], 3), (&second[2], 9)] {
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().nth(1).unwrap();
        let with = |value: &str| {
            let mut fields: Vec<_> = line.split(',').collect();
            fields[column] = value;
            fields.join(",")
        };
        let (once, again) = match column {
            1 => ("First Name", "Second Name"),
            3 => ("2001.00", "2002.00"),
            _ => ("3.21", "4.32"),
        };
        change(path, line, &(with(once) + "\n" + &with(again)));
    }
    let tolerant = super::Order {
        max_rejected: Limit::Rows(1),
        ..order(&paths(&second))
    };
    let report = load(&ctx, tolerant).await.unwrap();
    let counts = &report.batch.counts;
    let updated = (
        counts.customers.updated,
        counts.loans.updated,
        counts.repayments.updated,
    );
    assert_eq!(updated, (1, 1, 1));
    let told = |rule: &str| {
        let of_rule = report.batch.findings.iter();
        let of_rule = of_rule.filter(|finding| finding.rule == rule);
        of_rule.map(|finding| finding.rows).sum::<u64>()
    };
    assert_eq!(told("repeated_with_other_values"), 2);
    assert_eq!(told("duplicate_key"), 1);
    // A row that says what the book says is the first one as well.
    let third = native(&files, "third", &exported(&ctx).await, 5);
    let text = fs::read_to_string(&third[0]).unwrap();
    let line = text.lines().nth(1).unwrap();
    let other = line.replace("First Name", "Third Name");
    assert_ne!(line, other);
    change(&third[0], line, &format!("{line}\n{other}"));
    let report = load(&ctx, order(&paths(&third))).await.unwrap();
    assert_eq!(report.batch.counts.customers.updated, 0);
    let is_told = |finding: &import::Finding| {
        finding.rule == "repeated_with_other_values" && finding.rows == 1
    };
    assert!(report.batch.findings.iter().any(is_told));
    let after = exported(&ctx).await;
    assert!(after[0].contains("First Name") && !after[0].contains("Second Name"));
    assert!(after[1].contains(",2001.00,") && !after[1].contains(",2002.00,"));
    assert!(after[2].contains(",3.21,") && !after[2].contains(",4.32,"));
}

/// A load remembers what it wrote however far behind it is, as rows are read in blocks of 2,000.
pub async fn instalments_far_apart_are_told_as_the_same(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let tape = native(&files, "far", &texts, 200);
    let text = fs::read_to_string(&tape[2]).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!(lines.len() > 4_000);
    let other = |line: &str| {
        let mut fields: Vec<_> = line.split(',').collect();
        assert_ne!(fields[9], "7.77");
        (fields[0], fields[9]) = ("999999", "7.77");
        fields.join(",")
    };
    // Of the last loan of a block right after it, of one in between, and of the very first.
    let again = [&lines[2_000], &lines[1_000], &lines[1]].map(|line| other(line));
    // The same once more says nothing new.
    let same = lines[2_000].clone();
    let [of_last, in_between, of_first] = again;
    lines.push(in_between);
    lines.push(of_first);
    lines.insert(2_001, of_last);
    lines.insert(2_002, same);
    fs::write(&tape[2], lines.join("\n") + "\n").unwrap();
    let ctx = context(&server.empty().await);
    let tolerant = super::Order {
        max_rejected: Limit::Rows(3),
        ..order(&paths(&tape))
    };
    let report = load(&ctx, tolerant).await.unwrap();
    let told = report.batch.findings.iter();
    let told = told.filter(|finding| finding.rule == "duplicate_key");
    assert_eq!(told.map(|finding| finding.rows).sum::<u64>(), 3);
    let counts = &report.batch.counts.repayments;
    assert_eq!((counts.unchanged, counts.updated), (1, 0));
    let [_, _, after] = exported(&ctx).await.try_into().unwrap();
    assert_eq!(after, text);
}

pub async fn receipts_of_a_changed_instalment_must_add_up(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let first = native(&files, "first", &texts, 5);
    let ctx = context(&server.empty().await);
    load(&ctx, order(&paths(&first))).await.unwrap();
    let tape = full(&files, "full", &ctx).await;
    let before = dump(&ctx.db).await;
    let instalments = tape
        .iter()
        .find(|path| path.to_string_lossy().contains("repayment_history"))
        .unwrap();
    let text = fs::read_to_string(instalments).unwrap();
    let header: Vec<_> = text.lines().next().unwrap().split(',').collect();
    let place = |name: &str| header.iter().position(|field| *field == name).unwrap();
    let (paid, due) = (place("amount_paid"), place("installment_amount"));
    let line = text.lines().skip(1).find(|line| {
        let fields: Vec<_> = line.split(',').collect();
        fields[paid] == fields[due]
    });
    let line = line.expect("an instalment that is paid in full");
    let mut fields: Vec<_> = line.split(',').collect();
    fields[paid] = "1.00";
    change(instalments, line, &fields.join(","));
    let error = load(&ctx, order(&paths(&tape))).await.unwrap_err();
    assert!(
        error.message.contains("receipts_do_not_add_up"),
        "{}",
        error.message
    );
    assert_eq!(dump(&ctx.db).await, before);
}
