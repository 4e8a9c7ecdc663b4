//! `backup` and `restore`.

use crate::{
    RUNTIME,
    app::{TestApp, date},
    cli::{Folder, Served, stderr},
    database::connect,
};
use loanbook::service::{backup, book, demo, verify};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// The book is copied again and again while payments are recorded in it: each copy is the
/// book of one moment.
pub fn a_copy_under_writes_is_a_sound_book() {
    let folder = Folder::new("backup_writes");
    RUNTIME.block_on(async {
        let db = connect(&url(&folder.path("book.db"))).await;
        loanbook::db::migrate(&db).await.unwrap();
        demo::build(&db, 60, false, |_| {}).await.unwrap();
        let app = TestApp::new(db.clone());
        let (is_copied, written) = (AtomicBool::new(false), AtomicU32::new(0));
        let write = async |writer: u32| {
            for number in 0_u32.. {
                if is_copied.load(Ordering::Relaxed) {
                    return;
                }
                let loan = number % 60 + 1;
                let query = "mutation($input: RecordPaymentInput!) \
                    { recordPayment(input: $input) { dryRun } }";
                let input = json!({"loanId": format!("loan:{loan}"), "amount": "1.00",
                    "receivedDate": "2025-11-20", "idempotencyKey": format!("{writer} {number}")});
                let answer = app.post(query, json!({ "input": input })).await.json();
                if answer.get("errors").is_none() {
                    written.fetch_add(1, Ordering::Relaxed);
                }
            }
        };
        let copy = async {
            let mut counts = Vec::new();
            for number in 0..5 {
                let before = written.load(Ordering::Relaxed);
                // Not before something was written since the last copy.
                while written.load(Ordering::Relaxed) < before + 3 {
                    tokio::task::yield_now().await;
                }
                let out = folder.path(&format!("copy{number}.db"));
                let made = backup::back_up(&db, &out, |_| {}).await.unwrap();
                assert_eq!(made.contents.pending, 0);
                counts.push(written.load(Ordering::Relaxed));
            }
            is_copied.store(true, Ordering::Relaxed);
            counts
        };
        let (counts, (), ()) = tokio::join!(copy, write(1), write(2));
        assert!(counts.is_sorted() && counts[4] > counts[0], "{counts:?}");
        let mut changes = Vec::new();
        for number in 0..5 {
            let copy = connect(&url(&folder.path(&format!("copy{number}.db")))).await;
            let app = TestApp::new(copy.clone());
            let report = verify::verify(&app.ctx, |_| {}).await.unwrap();
            assert!(report.passed, "{report:#?}");
            changes.push(book::read(&copy).await.unwrap().version.last_change_id);
            copy.close().await.unwrap();
        }
        assert!(
            changes.is_sorted() && changes[4] > changes[0],
            "{changes:?}"
        );
        let names: Vec<_> = fs::read_dir(folder.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("partial"))
            .collect();
        assert!(names.is_empty(), "{names:?}");
        db.close().await.unwrap();
    });
}

pub fn only_sound_files_are_restored() {
    let folder = Folder::new("restore_sound");
    RUNTIME.block_on(async {
        let good = folder.path("good.db");
        let db = connect(&url(&good)).await;
        loanbook::db::migrate(&db).await.unwrap();
        demo::build(&db, 30, false, |_| {}).await.unwrap();
        let copy = folder.path("copy.db");
        backup::back_up(&db, &copy, |_| {}).await.unwrap();
        let again = backup::back_up(&db, &copy, |_| {}).await.unwrap_err();
        assert!(
            format!("{again:#}").contains("is not overwritten"),
            "{again:#}"
        );
        db.close().await.unwrap();

        // Each is the copy with something wrong in it.
        let book = folder.path("book.db");
        let refusal = async |name: &str, change: &str| {
            let file = folder.path(name);
            fs::copy(&copy, &file).unwrap();
            let db = connect(&url(&file)).await;
            db.execute_unprepared(change).await.unwrap();
            db.close().await.unwrap();
            let error = backup::restore(&book, &file, false).await.unwrap_err();
            assert!(!book.exists(), "{name}");
            format!("{error:#}")
        };
        let words = refusal(
            "newer.db",
            "INSERT INTO seaql_migrations VALUES ('m20990101_000001_later', 0)",
        );
        let words = words.await;
        assert!(words.contains("a newer version of loanbook"), "{words}");
        let orphan =
            "PRAGMA foreign_keys = OFF; DELETE FROM customer_profile WHERE customer_id = 1";
        let words = refusal("orphan.db", orphan).await;
        assert!(words.contains("that is not there"), "{words}");
        let words = refusal("other.db", "DROP TABLE seaql_migrations").await;
        assert!(words.contains("no book of loanbook"), "{words}");

        let mut bytes = fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0x5a);
        for (name, bytes) in [("torn.db", bytes.as_slice()), ("text.db", b"no database")] {
            fs::write(folder.path(name), bytes).unwrap();
            let error = backup::restore(&book, &folder.path(name), false).await;
            let words = format!("{:#}", error.unwrap_err());
            assert!(words.contains("damaged"), "{name}: {words}");
        }
        assert!(!book.exists());

        // A book that cannot be opened is replaced all the same, and kept.
        fs::write(&book, b"no database").unwrap();
        let restored = backup::restore(&book, &copy, true).await.unwrap();
        assert_eq!(fs::read(restored.kept.unwrap()).unwrap(), b"no database");
        let app = TestApp::new(connect(&url(&book)).await);
        let report = verify::verify(&app.ctx, |_| {}).await.unwrap();
        assert!(report.passed, "{report:#?}");
        let settings = book::read(&app.ctx.db).await.unwrap();
        assert_eq!(settings.book.reporting_date, Some(date("2025-11-23")));
        app.ctx.db.close().await.unwrap();
    });
}

pub fn books_are_copied_and_restored_from_the_shell() {
    let folder = Folder::new("restore_shell");
    folder.run(&["demo", "--loans", "20"]);
    let mut server = Served::start(&folder, &[]);
    let copied = folder.run(&["backup", "--out", "copy.db"]);
    let words = stderr(&copied);
    assert!(copied.status.success(), "{words}");
    assert!(
        words.contains("The copy is sound.") && words.contains(" MB, "),
        "{words}"
    );
    let again = folder.run(&["backup", "--out", "copy.db"]);
    assert!(
        stderr(&again).contains("not overwritten"),
        "{}",
        stderr(&again)
    );
    let nowhere = folder.run(&["backup", "--out", "no/such/folder/copy.db"]);
    assert!(
        stderr(&nowhere).contains("cannot write"),
        "{}",
        stderr(&nowhere)
    );

    let careful = folder.run(&["restore", "copy.db"]);
    assert!(
        stderr(&careful).contains("--replace"),
        "{}",
        stderr(&careful)
    );
    // The server answers from the book: its place is not taken.
    assert!(
        server
            .send("GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .contains("ready")
    );
    let in_use = folder.run(&["restore", "copy.db", "--replace"]);
    assert!(stderr(&in_use).contains("is in use"), "{}", stderr(&in_use));
    assert!(!folder.path("loanbook.db.before-restore").exists());
    server.stop();

    folder.run(&["demo", "--loans", "30", "--replace"]);
    let loans = || folder.ok(&["verify", "--json"]).contains("\"loans\": 20");
    assert!(!loans());
    let restored = folder.run(&["restore", "copy.db", "--replace"]);
    let words = stderr(&restored);
    assert!(restored.status.success(), "{words}");
    assert!(words.contains("to undo: loanbook restore"), "{words}");
    assert!(loans());
    let undone = folder.run(&["restore", "loanbook.db.before-restore", "--replace"]);
    assert!(undone.status.success(), "{}", stderr(&undone));
    assert!(!loans());
    assert!(folder.path("loanbook.db.before-restore-2").exists());

    let server_book = [
        "--database-url",
        "postgres://u:geheim@h/x",
        "backup",
        "--out",
        "x.db",
    ];
    let words = stderr(&folder.run(&server_book));
    assert!(
        words.contains("pg_dump") && !words.contains("geheim"),
        "{words}"
    );
}
