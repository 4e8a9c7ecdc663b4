//! The databases that tests run on.

use loanbook::{
    config::DatabaseConfig,
    db::{self, Purpose},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use std::{
    env,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::sync::OnceCell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    MariaDb,
    MySql,
    PostgreSql,
}

impl Backend {
    pub const ALL: [Self; 4] = [Self::Sqlite, Self::MariaDb, Self::MySql, Self::PostgreSql];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::MariaDb => "MariaDB",
            Self::MySql => "MySQL",
            Self::PostgreSql => "PostgreSQL",
        }
    }

    /// Where the server is, without a database's name; it may create databases.
    fn server_url(self) -> String {
        let (variable, default) = match self {
            Self::Sqlite => return format!("sqlite://{}", env::temp_dir().display()),
            Self::MariaDb => ("TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306"),
            Self::MySql => (
                "TEST_MYSQL_URL",
                "mysql://loanbook:loanbook@127.0.0.1:33306",
            ),
            Self::PostgreSql => ("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432"),
        };
        env::var(variable).unwrap_or_else(|_| default.to_owned())
    }
}

/// A server that answers.
pub struct Server {
    pub backend: Backend,
    pub version: String,
    url: String,
    demo: OnceCell<String>,
}

/// Databases to delete when all tests are done.
static MADE: Mutex<Vec<(Backend, String, String)>> = Mutex::new(Vec::new());

/// True where it is a failure that this database is missing.
pub fn is_required(backend: Backend) -> bool {
    let names = env::var("TEST_REQUIRE_DATABASES").unwrap_or_default();
    for name in names.split(',').filter(|name| !name.is_empty()) {
        let is_known = Backend::ALL.iter().any(|known| known.name() == name);
        assert!(
            is_known,
            "TEST_REQUIRE_DATABASES: {name} is none of {:?}",
            Backend::ALL
        );
    }
    names.split(',').any(|name| name == backend.name())
}

/// Looks whether the server is there and is what it should be.
pub async fn find(backend: Backend) -> Result<&'static Server, String> {
    let url = backend.server_url();
    let version = match backend {
        Backend::Sqlite => "bundled".to_owned(),
        _ => {
            let db = Database::connect(admin_url(backend, &url))
                .await
                .map_err(|error| format!("{url} does not answer: {error}"))?;
            let statement =
                Statement::from_string(db.get_database_backend(), "SELECT VERSION() AS version");
            let row = db.query_one_raw(statement).await.unwrap().unwrap();
            let version: String = row.try_get("", "version").unwrap();
            db.close().await.unwrap();
            let is_maria = version.contains("MariaDB");
            if (backend == Backend::MariaDb) != is_maria {
                return Err(format!("{url} is {version}"));
            }
            version.chars().take(24).collect()
        }
    };
    Ok(Box::leak(Box::new(Server {
        backend,
        version,
        url,
        demo: OnceCell::new(),
    })))
}

impl Server {
    /// A new, empty database, deleted when all tests are done.
    pub async fn create(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("loanbook_test_{}_{number}", std::process::id());
        if self.backend != Backend::Sqlite {
            let admin = Database::connect(admin_url(self.backend, &self.url))
                .await
                .unwrap();
            admin
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await
                .unwrap();
            admin.close().await.unwrap();
        }
        MADE.lock()
            .unwrap()
            .push((self.backend, self.url.clone(), name.clone()));
        match self.backend {
            Backend::Sqlite => format!("{}/{name}.db", self.url),
            _ => format!("{}/{name}", self.url),
        }
    }

    /// A connection to a new database with the structure and no rows.
    pub async fn empty(&self) -> DatabaseConnection {
        let db = connect(&self.create().await).await;
        db::migrate(&db).await.unwrap();
        db
    }

    /// The demo book, shared by the tests that only read.
    pub async fn demo(&self) -> DatabaseConnection {
        connect(self.demo_url().await).await
    }

    /// Where the demo book is.
    pub async fn demo_url(&self) -> &str {
        self.demo
            .get_or_init(async || {
                let url = self.create().await;
                let db = connect(&url).await;
                db::migrate(&db).await.unwrap();
                loanbook::service::demo::build(&db, 1000, false, |_| {})
                    .await
                    .unwrap();
                db.close().await.unwrap();
                url
            })
            .await
    }
}

pub async fn connect(url: &str) -> DatabaseConnection {
    connect_for(url, Duration::from_secs(60)).await
}

/// A connection on which no statement may take longer.
pub async fn connect_for(url: &str, limit: Duration) -> DatabaseConnection {
    let config = DatabaseConfig {
        database_url: url.to_owned(),
        max_connections: 4,
    };
    let purpose = Purpose {
        may_create: true,
        statement_timeout: Some(limit),
    };
    db::connect(&config, purpose).await.unwrap()
}

fn admin_url(backend: Backend, url: &str) -> String {
    match backend {
        Backend::PostgreSql => format!("{url}/postgres"),
        _ => url.to_owned(),
    }
}

/// Deletes what the tests made.
pub async fn drop_all() {
    let made = std::mem::take(&mut *MADE.lock().unwrap());
    for (backend, url, name) in made {
        if backend == Backend::Sqlite {
            let file = format!("{}/{name}.db", url.trim_start_matches("sqlite://"));
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{file}{suffix}"));
            }
            continue;
        }
        let Ok(admin) = Database::connect(admin_url(backend, &url)).await else {
            continue;
        };
        let force = match backend {
            Backend::PostgreSql => " WITH (FORCE)",
            _ => "",
        };
        let _ = admin
            .execute_unprepared(&format!("DROP DATABASE {name}{force}"))
            .await;
        let _ = admin.close().await;
    }
}
