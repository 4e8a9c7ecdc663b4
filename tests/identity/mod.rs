//! Who asks: keys, sessions and tokens; what roles may do; which rows and names are shown.

mod keys;
mod matrix;
mod rows;
mod tokens;

pub use keys::{
    an_open_door_does_not_start, deeds_are_in_the_audit_log, keys_let_in_until_they_are_revoked,
    sessions_begin_and_end, sockets_know_who_asks_for_as_long_as_they_last,
    without_a_login_this_machine_alone_may_ask,
};
pub use matrix::every_field_is_allowed_or_refused_as_the_matrix_says;
pub use rows::{names_are_shown_to_those_who_need_them, rows_are_those_of_the_scope};
pub use tokens::{keys_of_a_provider_are_followed, tokens_are_checked_to_the_letter};

use crate::app::TestApp;
use loanbook::{
    auth::{Admin, Role, RowScope},
    service::api_key::{self, NewApiKey},
};
use sea_orm::DatabaseConnection;

/// A service that asks for a login.
fn guarded(db: DatabaseConnection) -> TestApp {
    let open = TestApp::new(db);
    TestApp::with_flags(open.ctx, &["--authentication", "required"])
}

/// The same service, asked by a new key of this role and scope.
async fn bearer(
    app: &TestApp,
    name: &str,
    role: Role,
    loan_types: &[&str],
    branches: &[&str],
) -> TestApp {
    let owned = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let rows = RowScope::parse(role, &owned(loan_types), &owned(branches)).unwrap();
    app.bearing(&key(app, name, role, rows, None).await)
}

async fn key(app: &TestApp, name: &str, role: Role, rows: RowScope, days: Option<i64>) -> String {
    let admin = app.ctx.demand::<Admin>("api-key").await.unwrap();
    let new = NewApiKey {
        name: name.to_owned(),
        role,
        rows,
        days,
    };
    api_key::create(&admin, new).await.unwrap().1
}
