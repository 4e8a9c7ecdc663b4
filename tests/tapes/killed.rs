//! A load that is killed, again and again: the book is as it was, or as it should be.

use super::{
    Files, context,
    loads::{change, dump, exported, native},
};
use crate::{database, database::Server};
use loanbook::service::import;
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// How often it is killed.
const KILLS: u32 = 20;

fn import_of(url: &str, tape: &[std::path::PathBuf]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loanbook"));
    command
        .arg("import")
        .args(tape)
        .env("DATABASE_URL", url)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

pub async fn a_load_that_is_killed_loses_and_doubles_nothing(server: &'static Server) {
    let demo = context(&server.demo().await);
    let texts = exported(&demo).await;
    let files = Files::new();
    let first = native(&files, "first", &texts, 30);
    let second = native(&files, "second", &texts, 90);
    change(&second[0], "\n7,", "\n7,X ");
    let url = server.create().await;
    assert!(import_of(&url, &first).status().unwrap().success());
    let db = database::connect(&url).await;
    let ctx = context(&db);
    let before = dump(&db).await;
    let undo_last = async || {
        let ctx = ctx.demand("import").await.unwrap();
        let last = import::list(&ctx.demand("import").await.unwrap(), 1)
            .await
            .unwrap();
        import::undo(&ctx, last[0].id).await.unwrap();
        assert_eq!(dump(&db).await, before);
    };
    let begun = Instant::now();
    assert!(import_of(&url, &second).status().unwrap().success());
    let whole = begun.elapsed();
    let after = dump(&db).await;
    assert_ne!(after, before);
    undo_last().await;
    let (mut lost, mut made) = (0, 0);
    for _ in 0..KILLS {
        let random = RandomState::new().build_hasher().finish() % 1000;
        let wait = whole.mul_f64(f64::from(u32::try_from(random).unwrap()) / 900.0);
        let mut child = import_of(&url, &second).spawn().unwrap();
        tokio::time::sleep(wait).await;
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        // A server may need a moment to see that its client is gone.
        let found = settled(&db).await;
        if found == after {
            made += 1;
            undo_last().await;
        } else {
            lost += 1;
            assert!(
                found == before,
                "killed after {wait:?}: neither before nor after"
            );
        }
    }
    assert_eq!(lost + made, KILLS);
    assert!(import_of(&url, &second).status().unwrap().success());
    assert_eq!(dump(&db).await, after);
    println!("killed {KILLS} times within {whole:?}: {made} loads were made, {lost} were not");
}

/// The book when no one writes to it any more.
async fn settled(db: &sea_orm::DatabaseConnection) -> String {
    let mut last = dump(db).await;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = dump(db).await;
        if now == last {
            return now;
        }
        last = now;
    }
}
