//! The whole book, day by day.

use super::{Answers, Asked};
use crate::{
    app::{TestApp, date},
    database::Server,
    demo::csv,
    recompute::Book,
};
use chrono::{Datelike, Days, Months, NaiveDate};
use futures::StreamExt;
use loanbook::service::{export::Form, portfolio::Portfolio};
use sea_orm::DatabaseConnection;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};
use tokio::sync::OnceCell;

/// The answers of the recomputation, kept for the other databases: they hold the same book.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<NaiveDate, Arc<OnceLock<Answers>>>>);

impl Kept {
    fn slot(&self, day: NaiveDate) -> Arc<OnceLock<Answers>> {
        let mut slots = self.0.lock().unwrap();
        slots.entry(day).or_default().clone()
    }
}

/// The demo book as the first database to be asked exports it; [`crate::demo`] tests that all export the same bytes.
pub async fn demo_book(db: &DatabaseConnection) -> &'static Book {
    static BOOK: OnceCell<Book> = OnceCell::const_new();
    BOOK.get_or_init(async || exported(db).await).await
}

/// The book that a database exports.
pub async fn exported(db: &DatabaseConnection) -> Book {
    let mut files = Vec::new();
    for table in Form::Documented.tables() {
        files.push(String::from_utf8(csv(db, *table).await).unwrap());
    }
    Book::parse(&files[0], &files[1], &files[2])
}

/// Each day of the last 13 weeks and each month-end before, from the day before the first loan on.
///
/// Variants of one statement take turns: of the lengths of period one is asked for at each day, of the schemes one besides the
/// first. What takes long to recompute or to read is asked on each third day: vintages, cohorts, the concentration by loan type.
fn days(book: &Book) -> Vec<Asked> {
    let first_loan = book.loans.iter().filter_map(|loan| loan.disbursement_date);
    let eve = first_loan.min().unwrap() - Days::new(1);
    let (first_day, last_day) = (date("2025-08-25"), date("2025-11-23"));
    let mut days = vec![eve];
    let mut month = eve.with_day(1).unwrap();
    while month < date("2025-10-01") {
        month = month + Months::new(1);
        days.push(month - Days::new(1));
    }
    days.extend(first_day.iter_days().take_while(|day| *day <= last_day));
    days.sort_unstable();
    days.dedup();
    // The last day is among those of which most is asked.
    let turns = (0..days.len()).rev();
    let asked = days.into_iter().zip(turns);
    asked.map(|(day, turn)| Asked::in_turn(day, turn)).collect()
}

/// How many days are asked for at once, each on its own connection.
const AT_ONCE: usize = 4;

pub async fn equals_the_recomputation_day_by_day(server: &Server) {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    let db = server.demo().await;
    let book = demo_book(&db).await;
    let asked = days(book);
    assert_eq!(asked.len(), 161);
    compare(db, book, &asked, KEPT.get_or_init(Kept::default)).await;
}

/// The whole book at some days.
pub async fn compare(db: DatabaseConnection, book: &Book, asked: &[Asked], kept: &Kept) {
    let app = TestApp::new(db);
    futures::stream::iter(asked)
        .for_each_concurrent(AT_ONCE, |asked| async {
            let slot = kept.slot(asked.day);
            let expected = slot.get_or_init(|| Answers::expected(book, asked));
            let as_of = app.ctx.as_of(Some(asked.day)).await.unwrap();
            let portfolio = Portfolio::whole(&app.ctx, as_of);
            expected
                .assert_found(&app.ctx, &portfolio, asked, "the whole book")
                .await;
        })
        .await;
}
