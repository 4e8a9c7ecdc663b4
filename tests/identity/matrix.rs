//! Each role × each field of the schema and each REST route: allowed or refused.
//!
//! The fields come from introspection, so that a new one cannot be forgotten: it is not in
//! `matrix.txt` until somebody looks at it. `UPDATE_SNAPSHOTS=1` writes the file.

use super::{bearer, guarded};
use crate::{
    app::TestApp,
    database::{self, Backend},
    writes::Bank,
};
use axum::http::StatusCode;
use futures::StreamExt;
use loanbook::auth::{Principal, Role, RowScope};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    env,
    fmt::Write,
    fs,
    time::Duration,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/identity/matrix.txt");

const INTROSPECTION: &str = "{ __schema { types { name kind \
    fields(includeDeprecated: true) { name args { name defaultValue type { ...T } } type { ...T } } \
    inputFields { name defaultValue type { ...T } } enumValues { name } } } } \
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The schema as introspection tells it.
struct Schema(HashMap<String, Value>);

/// A type without what it is wrapped in.
fn named(kind: &Value) -> &Value {
    match &kind["ofType"] {
        Value::Null => kind,
        inner => named(inner),
    }
}

impl Schema {
    fn list<'a>(&'a self, name: &str, of: &str) -> &'a [Value] {
        let items = self.0[name][of].as_array();
        items.map_or(&[], Vec::as_slice)
    }

    /// A value of a type, the simplest that it takes.
    fn value(&self, kind: &Value, argument: &str) -> String {
        match kind["kind"].as_str().unwrap() {
            "NON_NULL" => return self.value(&kind["ofType"], argument),
            "LIST" => return format!("[{}]", self.value(&kind["ofType"], argument)),
            _ => {}
        }
        let name = kind["name"].as_str().unwrap();
        match (kind["kind"].as_str().unwrap(), name) {
            ("ENUM", _) => {
                let first = &self.list(name, "enumValues")[0]["name"];
                first.as_str().unwrap().to_owned()
            }
            ("INPUT_OBJECT", _) => {
                let fields = self.list(name, "inputFields").iter();
                let fields = fields.filter(|field| is_needed(field) || field["name"] == "dryRun");
                format!("{{{}}}", self.arguments(fields))
            }
            (_, "Int") => "1".to_owned(),
            (_, "Float") => "1.0".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "Date") => "\"2025-06-30\"".to_owned(),
            (_, "Decimal") => "\"1.00\"".to_owned(),
            (_, "ID") if argument == "id" => "\"customer:1\"".to_owned(),
            (_, "ID") => "\"1\"".to_owned(),
            _ => "\"a\"".to_owned(),
        }
    }

    fn arguments<'a>(&self, fields: impl Iterator<Item = &'a Value>) -> String {
        let pairs = fields.map(|field| {
            let name = field["name"].as_str().unwrap();
            format!("{name}: {}", self.value(&field["type"], name))
        });
        pairs.collect::<Vec<_>>().join(", ")
    }

    /// A field with the arguments that it cannot do without.
    fn call(&self, field: &Value) -> String {
        let name = field["name"].as_str().unwrap();
        let arguments = field["args"].as_array().unwrap().iter();
        let arguments = self.arguments(arguments.filter(|argument| {
            // What would cost more than a request may is asked for in short.
            let is_length = ["first", "months", "count", "limit"]
                .iter()
                .any(|name| argument["name"] == *name);
            is_needed(argument) || is_length
        }));
        match (name, arguments.as_str()) {
            // One that the demo book has.
            ("loan" | "customer", "id: \"customer:1\"") => format!("{name}(id: \"1\")"),
            (_, "") => name.to_owned(),
            _ => format!("{name}({arguments})"),
        }
    }

    /// A way from the root to each type that is an object: the fields on it, outermost first.
    fn ways(&self, root: &str) -> BTreeMap<String, Vec<String>> {
        let mut ways = BTreeMap::from([(root.to_owned(), Vec::new())]);
        let mut next = VecDeque::from([root.to_owned()]);
        while let Some(name) = next.pop_front() {
            for field in self.list(&name, "fields") {
                let inner = named(&field["type"]);
                let to = inner["name"].as_str().unwrap();
                if inner["kind"] == "OBJECT" && !ways.contains_key(to) {
                    let mut way: Vec<String> = ways[&name].clone();
                    way.push(self.call(field));
                    ways.insert(to.to_owned(), way);
                    next.push_back(to.to_owned());
                }
            }
        }
        ways
    }
}

fn is_needed(field: &Value) -> bool {
    field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null()
}

/// An operation that asks for one field at the end of a way.
fn operation(root: &str, way: &[String], schema: &Schema, field: &Value) -> String {
    let mut text = schema.call(field);
    if named(&field["type"])["kind"] != "SCALAR" && named(&field["type"])["kind"] != "ENUM" {
        text.push_str(" { __typename }");
    }
    for outer in way.iter().rev() {
        text = format!("{outer} {{ {text} }}");
    }
    format!("{} {{ {text} }}", root.to_lowercase())
}

/// Whether the answer holds the field, at the end of some way that is not null or empty.
fn holds(answer: &Value, name: &str) -> bool {
    match answer {
        Value::Object(fields) => {
            fields.contains_key(name) || fields.values().any(|value| holds(value, name))
        }
        Value::Array(items) => items.iter().any(|item| holds(item, name)),
        _ => false,
    }
}

/// A line of the file: the roles that are allowed, others as a dash.
fn line(what: &str, allowed: &[bool], note: &str) -> String {
    let roles = Role::ALL.iter().zip(allowed);
    let roles = roles.map(|(role, is)| if *is { role.name() } else { "-" });
    let roles: Vec<_> = roles.map(|name| format!("{name:<9}")).collect();
    format!("{what:<56} {}{note}", roles.join(" "))
        .trim_end()
        .to_owned()
}

fn is_refused(answer: &Value) -> bool {
    let errors = answer["errors"].as_array();
    errors.is_some_and(|errors| {
        errors
            .iter()
            .any(|error| error["extensions"]["code"] == "FORBIDDEN")
    })
}

pub fn every_field_is_allowed_or_refused_as_the_matrix_says() {
    let server = crate::RUNTIME.block_on(database::find(Backend::Sqlite));
    crate::RUNTIME.block_on(async {
        let bank = Bank::new(server.unwrap(), 60).await;
        let found = matrix(&guarded(bank.db.clone())).await;
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(FILE, &found).unwrap();
        }
        let expected = fs::read_to_string(FILE).unwrap_or_default();
        let new: Vec<_> = found
            .lines()
            .filter(|line| !expected.contains(line))
            .collect();
        let gone: Vec<_> = expected
            .lines()
            .filter(|line| !found.contains(line))
            .collect();
        assert!(
            found == expected,
            "the roles of these fields are not those of {FILE}; look at each, then run this test \
             with UPDATE_SNAPSHOTS=1\nnow: {new:#?}\nin the file: {gone:#?}"
        );
    });
}

async fn matrix(app: &TestApp) -> String {
    let mut bearers = Vec::new();
    for role in Role::ALL {
        bearers.push(bearer(app, role.name(), role, &[], &[]).await);
    }
    let admin = bearers.last().unwrap();
    let types = admin.graphql(INTROSPECTION, json!({})).await;
    let types = types["__schema"]["types"].as_array().unwrap().clone();
    let name = |kind: &Value| kind["name"].as_str().unwrap().to_owned();
    let schema = Schema(types.into_iter().map(|kind| (name(&kind), kind)).collect());

    let mut lines = String::from(
        "# Which roles may ask for a field or a route. Written by the test; read each change.\n\n",
    );
    let mut known = schema.ways("Query");
    let mut roots: BTreeMap<String, &str> =
        known.keys().map(|name| (name.clone(), "Query")).collect();
    for root in ["Mutation", "Subscription"] {
        for (name, way) in schema.ways(root) {
            known.entry(name.clone()).or_insert(way);
            roots.entry(name).or_insert(root);
        }
    }
    for (name, way) in &known {
        let root = roots[name];
        for field in schema.list(name, "fields") {
            let field_name = field["name"].as_str().unwrap();
            let what = format!("{name}.{field_name}");
            if name.starts_with("__") {
                continue;
            }
            let text = operation(root, way, &schema, field);
            if root == "Subscription" {
                if name == "Subscription" || name == "Subscriptions" {
                    let allowed = listen(app, &text).await;
                    writeln!(lines, "{}", line(&what, &allowed, "")).unwrap();
                }
                continue;
            }
            let mut allowed = Vec::new();
            let mut is_reached = false;
            for bearer in &bearers {
                let answer = bearer.post(&text, json!({})).await.json();
                allowed.push(!is_refused(&answer));
                // The guard may find so many lists at once too much.
                let is_too_much = answer["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX";
                is_reached |= !is_too_much
                    && (holds(&answer["data"], field_name) || answer.get("errors").is_some());
            }
            // A field below an empty list says nothing of who may ask for it.
            let note = if is_reached { "" } else { " (not reached)" };
            writeln!(lines, "{}", line(&what, &allowed, note)).unwrap();
            if way.is_empty() {
                let nobody = app.post(&text, json!({})).await.json();
                let code = nobody["errors"][0]["extensions"]["code"]
                    .as_str()
                    .or(nobody["code"].as_str());
                assert_eq!(code, Some("UNAUTHENTICATED"), "{what}: {nobody}");
            }
        }
    }
    lines.push('\n');
    let document: Value = serde_json::from_str(&loanbook::rest::openapi().unwrap()).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods.get("get").is_none() {
            continue;
        }
        let mut allowed = Vec::new();
        for bearer in &bearers {
            allowed.push(bearer.get(path).await.status != StatusCode::FORBIDDEN);
        }
        let nobody = app.get(path).await.status != StatusCode::UNAUTHORIZED;
        let note = if nobody { " and without a login" } else { "" };
        writeln!(lines, "{}", line(&format!("GET {path}"), &allowed, note)).unwrap();
    }
    lines
}

/// Whether each role may listen. A subscription that is allowed says nothing yet.
async fn listen(app: &TestApp, text: &str) -> Vec<bool> {
    let mut allowed = Vec::new();
    for role in Role::ALL {
        let principal = Principal {
            name: role.name().to_owned(),
            role,
            rows: RowScope::default(),
            expires_at: None,
            is_operator: false,
        };
        let request = async_graphql::Request::new(text).data(app.ctx.of(principal));
        let mut answers = Box::pin(loanbook::graphql::schema().execute_stream(request));
        let first = tokio::time::timeout(Duration::from_millis(100), answers.next()).await;
        let is_denied = match first {
            Ok(Some(answer)) => answer
                .errors
                .iter()
                .any(|error| error.message.contains("needs the role")),
            _ => false,
        };
        allowed.push(!is_denied);
    }
    allowed
}
