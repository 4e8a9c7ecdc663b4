//! One error for the whole service, and the one table of its codes.
//!
//! GraphQL and REST say the same `code`, words and fields. What went wrong
//! inside (a database message, a path) is logged once and never sent.

use crate::telemetry;
use axum::http::StatusCode;
use sea_orm::{
    DbErr, RuntimeErr, SqlErr,
    sqlx::{error::DatabaseError, mysql::MySqlDatabaseError, sqlite::SqliteError},
};
use std::{sync::Arc, time::Duration};

/// The closed list of things that can be wrong, as clients see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An argument is missing, malformed or out of range.
    BadUserInput,
    /// Nobody is known to ask: a credential is missing, wrong, expired or revoked.
    Unauthenticated,
    /// The role of who asks does not allow it.
    Forbidden,
    /// Only certain documents are answered, and this is none of them.
    DocumentNotTrusted,
    /// No document is kept under this hash.
    PersistedQueryNotFound,
    /// Nothing is stored under this name.
    NotFound,
    /// The path exists, but not with this HTTP method.
    MethodNotAllowed,
    /// The client takes none of the forms that an answer has.
    NotAcceptable,
    /// The request does not fit what is stored.
    Conflict,
    /// What was sent can be read, but not be taken into the book.
    Unprocessable,
    /// The query would cost more than one request may.
    QueryTooComplex,
    /// The request body is larger than one request may send.
    PayloadTooLarge,
    /// The request took longer to come than it may.
    RequestTimeout,
    /// The request body is of a kind that is not read here.
    UnsupportedMediaType,
    /// More was asked in a short time than one client may.
    RateLimited,
    /// The answer took longer than one request may.
    Timeout,
    /// The database cannot be reached, or too many ask at once.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// Every code, for documentation and tests.
    pub const ALL: [Self; 18] = [
        Self::BadUserInput,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::DocumentNotTrusted,
        Self::PersistedQueryNotFound,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::Conflict,
        Self::Unprocessable,
        Self::QueryTooComplex,
        Self::PayloadTooLarge,
        Self::RequestTimeout,
        Self::UnsupportedMediaType,
        Self::RateLimited,
        Self::Timeout,
        Self::Unavailable,
        Self::Internal,
    ];

    /// Name, HTTP status and title: the one place that relates them.
    const fn row(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::BadUserInput => (
                "BAD_USER_INPUT",
                StatusCode::BAD_REQUEST,
                "The request is not valid",
            ),
            Self::Unauthenticated => (
                "UNAUTHENTICATED",
                StatusCode::UNAUTHORIZED,
                "Who asks is not known",
            ),
            Self::Forbidden => (
                "FORBIDDEN",
                StatusCode::FORBIDDEN,
                "The role does not allow it",
            ),
            Self::DocumentNotTrusted => (
                "DOCUMENT_NOT_TRUSTED",
                StatusCode::FORBIDDEN,
                "The document is not one of those that are answered",
            ),
            Self::PersistedQueryNotFound => (
                "PERSISTED_QUERY_NOT_FOUND",
                StatusCode::BAD_REQUEST,
                "No document is kept under this hash",
            ),
            Self::NotFound => ("NOT_FOUND", StatusCode::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => (
                "METHOD_NOT_ALLOWED",
                StatusCode::METHOD_NOT_ALLOWED,
                "The method is not allowed here",
            ),
            Self::NotAcceptable => (
                "NOT_ACCEPTABLE",
                StatusCode::NOT_ACCEPTABLE,
                "The answer has no form that the client takes",
            ),
            Self::Conflict => (
                "CONFLICT",
                StatusCode::CONFLICT,
                "The request does not fit what is stored",
            ),
            Self::Unprocessable => (
                "UNPROCESSABLE",
                StatusCode::UNPROCESSABLE_ENTITY,
                "What was sent cannot be taken into the book",
            ),
            Self::QueryTooComplex => (
                "QUERY_TOO_COMPLEX",
                StatusCode::BAD_REQUEST,
                "The query asks for too much at once",
            ),
            Self::PayloadTooLarge => (
                "PAYLOAD_TOO_LARGE",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request body is too large",
            ),
            Self::RequestTimeout => (
                "REQUEST_TIMEOUT",
                StatusCode::REQUEST_TIMEOUT,
                "The request took too long to come",
            ),
            Self::UnsupportedMediaType => (
                "UNSUPPORTED_MEDIA_TYPE",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The request body is of another kind than is read here",
            ),
            Self::RateLimited => (
                "RATE_LIMITED",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests in a short time",
            ),
            Self::Timeout => (
                "TIMEOUT",
                StatusCode::GATEWAY_TIMEOUT,
                "The answer took too long",
            ),
            Self::Unavailable => (
                "UNAVAILABLE",
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is not available",
            ),
            Self::Internal => (
                "INTERNAL",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
            ),
        }
    }

    /// The name in GraphQL `extensions.code` and in a problem document's `code`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status of a REST answer.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// The title of a problem document.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    /// The `type` of a problem document (RFC 9457): a name, not an address.
    #[must_use]
    pub fn problem_type(self) -> String {
        let name = self.name().to_ascii_lowercase().replace('_', "-");
        format!("urn:loanbook:problem:{name}")
    }
}

/// What is wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Name of the argument or parameter.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

/// What the service answers when it cannot answer.
#[derive(Clone, Debug)]
pub struct Error {
    /// Which of the closed list it is.
    pub code: Code,
    /// For people: lower case, names the input, says what to do.
    pub message: String,
    /// The fields at fault, when the input is.
    pub fields: Vec<FieldError>,
    /// When the same may be asked again, in seconds.
    retry_after: Option<u64>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// A result of the service layer.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error without a cause or a field.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// The input's `field` is wrong.
    #[must_use]
    pub fn input(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            fields: vec![FieldError {
                field: field.to_owned(),
                message: message.clone(),
            }],
            ..Self::new(Code::BadUserInput, message)
        }
    }

    /// The input's `field` is no credential that is taken.
    #[must_use]
    pub fn unauthenticated(field: &str, message: impl Into<String>) -> Self {
        Self::input(field, message).with_code(Code::Unauthenticated)
    }

    /// Nothing is stored under what the input's `field` names.
    #[must_use]
    pub fn not_found(field: &str, message: impl Into<String>) -> Self {
        Self::input(field, message).with_code(Code::NotFound)
    }

    /// The input's `field` does not fit what is stored.
    #[must_use]
    pub fn conflict(field: &str, message: impl Into<String>) -> Self {
        Self::input(field, message).with_code(Code::Conflict)
    }

    /// The same words under another code.
    #[must_use]
    pub fn with_code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// The same error, which will be none in so many seconds.
    #[must_use]
    pub fn again_in(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// In how many seconds the same may be asked again, where that is known.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The answer did not come within this time.
    #[must_use]
    pub fn too_slow(limit: Duration) -> Self {
        let seconds = limit.as_secs();
        let message = format!("the answer took longer than {seconds} seconds");
        Self::new(Code::Timeout, message)
    }

    /// The same error, about fields that lie inside of another.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        for error in &mut self.fields {
            error.field = format!("{outer}.{}", error.field);
        }
        self
    }

    /// Whether the same transaction may succeed when it is run again as a whole:
    /// it met another one, by deadlock, serialisation or a lock that was not had in time.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.database_error()
            .and_then(answer_of)
            .is_some_and(is_transient)
    }

    /// Whether a row with the same key was there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        let violated = self.database_error().and_then(DbErr::sql_err);
        matches!(violated, Some(SqlErr::UniqueConstraintViolation(_)))
    }

    fn database_error(&self) -> Option<&DbErr> {
        self.cause.as_deref()?.downcast_ref()
    }

    /// The same error, about another field: the one that the client sent.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        for error in &mut self.fields {
            field.clone_into(&mut error.field);
        }
        self
    }

    /// A fault of ours; the cause is for the log alone.
    #[must_use]
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(Code::Internal, "internal error")
        }
    }

    /// The message with the field at fault before it, spelled as the client spells it.
    #[must_use]
    pub fn describe(&self, spell: impl Fn(&str) -> String) -> String {
        match self.fields.as_slice() {
            [only] => format!("{}: {}", spell(&only.field), only.message),
            _ => self.message.clone(),
        }
    }

    /// Writes the cause to the log. To be called once, where the error is answered.
    pub fn log(&self) {
        let Some(cause) = &self.cause else { return };
        let (code, id) = (self.code.name(), telemetry::request_id());
        match self.code {
            Code::Unavailable => tracing::warn!(error.code = code, request.id = id, "{cause}"),
            _ => tracing::error!(error.code = code, request.id = id, "{cause}"),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe(str::to_owned))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause
            .as_deref()
            .map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        let (code, message) = match Trouble::of(&cause) {
            Trouble::Away => (
                Code::Unavailable,
                "the database cannot be reached, try again shortly",
            ),
            Trouble::TooSlow => (
                Code::Timeout,
                "the database took too long; ask for less, or for an earlier page",
            ),
            Trouble::Fault => return Self::internal(cause),
        };
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(code, message)
        }
    }
}

/// What a failed statement says of the database.
enum Trouble {
    /// It is not there, or takes nobody in.
    Away,
    /// It gave the statement up for the time it took.
    TooSlow,
    /// It refused what we sent.
    Fault,
}

impl Trouble {
    fn of(cause: &DbErr) -> Self {
        use sea_orm::sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        let error = match cause {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Self::Away,
            DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => error,
            _ => return Self::Fault,
        };
        match &**error {
            Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed => Self::Away,
            Database(answer) if is_interrupted(&**answer) => Self::TooSlow,
            Database(answer) => match answer.code().as_deref() {
                // SQLite: busy, cannot open. SQLSTATE: connection, resources, shutting down.
                Some("5" | "14") => Self::Away,
                Some(code)
                    if ["08", "53", "57P"]
                        .iter()
                        .any(|class| code.starts_with(class)) =>
                {
                    Self::Away
                }
                _ => Self::Fault,
            },
            _ => Self::Fault,
        }
    }
}

/// What the database itself said, if it said anything.
fn answer_of(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error()
}

/// Serialisation failure and deadlock on PostgreSQL (40001, 40P01), deadlock, lock
/// wait and changed record on MySQL and MariaDB (1213, 1205, 1020), SQLite's BUSY and LOCKED.
fn is_transient(answer: &dyn DatabaseError) -> bool {
    let code = answer.code();
    if let Some(answer) = answer.try_downcast_ref::<MySqlDatabaseError>() {
        return [1020, 1205, 1213].contains(&answer.number());
    }
    if answer.try_downcast_ref::<SqliteError>().is_some() {
        // The low byte of an extended code is the code.
        let code = code.and_then(|code| code.parse::<u32>().ok());
        return code.is_some_and(|code| [5, 6].contains(&(code & 0xff)));
    }
    ["40001", "40P01"].contains(&code.as_deref().unwrap_or_default())
}

/// PostgreSQL cancelled the statement, MySQL (3024) or MariaDB (1969) ended it, or our
/// own limit interrupted SQLite (9), for its time.
fn is_interrupted(answer: &dyn DatabaseError) -> bool {
    if let Some(answer) = answer.try_downcast_ref::<MySqlDatabaseError>() {
        return [1969, 3024].contains(&answer.number());
    }
    let is_sqlite = answer.try_downcast_ref::<SqliteError>().is_some();
    answer.code().as_deref() == Some(if is_sqlite { "9" } else { "57014" })
}
