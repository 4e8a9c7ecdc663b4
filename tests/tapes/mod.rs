//! Loan tapes: those of agencies, made by a generator and recomputed from their text, and real ones.

mod generator;
mod lives;
mod readers;
mod recompute;
mod self_check;
mod worked;

mod figures;
pub use figures::*;

mod loads;
pub use loads::*;

mod hostile;
pub use hostile::*;

mod killed;
pub use killed::*;

mod uploads;
pub use uploads::*;

pub use self_check::self_check as recomputation_checks_itself;

use crate::app::date;
use loanbook::{
    auth::{Admin, As},
    clock::Clock,
    error::Error,
    service::{
        Ctx,
        import::{self, Limit, Order, Report},
    },
};
use sea_orm::DatabaseConnection;
use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Real files: see data/README.md.
const LENDING_CLUB: &str = include_str!("data/lending_club.csv");
const TAIWAN: &[u8] = include_bytes!("data/taiwan_credit_card.csv.gz");

/// Files of one test, deleted at the end.
pub struct Files(PathBuf);

impl Files {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("loanbook_tapes_{}_{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A load of these files as they are.
pub fn order(paths: &[&Path]) -> Order {
    Order {
        paths: paths.iter().map(|path| path.to_path_buf()).collect(),
        options: tape::Options::default(),
        mapping_text: None,
        dry_run: false,
        max_rejected: Limit::Rows(0),
        rejects: None,
        as_of: None,
        currency: None,
    }
}

pub fn context(db: &DatabaseConnection) -> Ctx {
    Ctx::new(db.clone(), Clock::Fixed(date("2025-12-31")))
}

pub async fn admin(ctx: &Ctx) -> As<Admin> {
    ctx.demand("import").await.unwrap()
}

pub async fn load(ctx: &Ctx, order: Order) -> Result<Report, Error> {
    import::load(&admin(ctx).await, order, Arc::new(|_| {})).await
}
