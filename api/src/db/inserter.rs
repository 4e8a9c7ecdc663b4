//! Rows that a transaction writes while the next ones are made.

use super::insert::inserts;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr};
use std::{
    future::poll_fn,
    pin::Pin,
    sync::Mutex,
    task::Poll::{Pending, Ready},
};

/// A statement that the database works on.
type Running<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// A transaction that inserts without waiting for the last statement: the database works on it
/// while its caller makes the next. An error of one is told by the call after it.
pub struct Inserter<'a> {
    transaction: &'a DatabaseTransaction,
    /// Never locked: in a mutex, what holds it may be looked at from another thread.
    running: Mutex<Option<Running<'a>>>,
}

impl<'a> Inserter<'a> {
    /// Of this transaction, which nobody else uses meanwhile.
    #[must_use]
    pub const fn of(transaction: &'a DatabaseTransaction) -> Self {
        Self {
            transaction,
            running: Mutex::new(None),
        }
    }

    /// The transaction, when all of it is written that was to be.
    ///
    /// # Errors
    /// When the database refused a row.
    pub async fn settled(&mut self) -> Result<&'a DatabaseTransaction, DbErr> {
        let running = self.running.get_mut().ok().and_then(Option::take);
        if let Some(running) = running {
            running.await?;
        }
        Ok(self.transaction)
    }

    /// Writes rows, as many at a time as a statement takes.
    ///
    /// # Errors
    /// When the database refused a row, of these or of those before.
    pub async fn insert_all<Row: ActiveModelTrait>(
        &mut self,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), DbErr> {
        for insert in inserts(rows, self.transaction.get_database_backend()) {
            let transaction = self.settled().await?;
            let mut running: Running<'a> = Box::pin(insert.run(transaction));
            // Asked once, it is sent.
            match poll_fn(|context| Ready(running.as_mut().poll(context))).await {
                Ready(done) => done?,
                Pending => self.running = Mutex::new(Some(running)),
            }
        }
        Ok(())
    }
}
