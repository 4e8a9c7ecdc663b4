//! Tapes that come over HTTP: piece by piece, loaded while others watch, and taken back.

use super::{Files, LENDING_CLUB, context};
use crate::{
    app::{TestApp, router},
    database::Server,
    socket::{Client, serve},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use entity::audit_record;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// The bytes of one piece.
const PIECE: usize = 150_000;

const BEGIN: &str = "mutation($input: BeginUploadInput!) { beginUpload(input: $input) \
                     { id size received isComplete } }";
const LOAD: &str = "mutation($input: LoadTapeInput!) { loadTape(input: $input) { id isDone } }";
const JOB: &str = "{ isDone phase rows refusal isRepeated
    batch { number status layout files rowsRead rowsRejected changeId
        tables { name inserted } findings { severity rule rows examples { row value } } } }";

async fn send(app: &TestApp, id: &str, offset: usize, piece: &[u8]) -> (StatusCode, Value) {
    let request = Request::put(format!("/api/v1/uploads/{id}?offset={offset}"))
        .header("content-type", "application/octet-stream")
        .body(Body::from(piece.to_vec()))
        .unwrap();
    let answer = app.send(request).await;
    (answer.status, answer.json())
}

pub async fn uploads_are_loaded_while_others_watch(server: &'static Server) {
    let files = Files::new();
    let folder = files.path("uploads");
    let flags = [
        "--upload-folder",
        folder.to_str().unwrap(),
        "--upload-limit",
        "1MiB",
    ];
    let db = server.empty().await;
    let app = TestApp::with_flags(context(&db), &flags);
    let (address, serving) = serve(router(&app.ctx, &flags)).await;
    let bytes = LENDING_CLUB.as_bytes();

    let begin = |name: &str, size: usize| json!({"input": {"name": name, "size": size}});
    let refused = app.post(BEGIN, begin("../tape.csv", 10)).await.json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    let refused = app.post(BEGIN, begin("tape.csv", 2 << 20)).await.json();
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "PAYLOAD_TOO_LARGE"
    );
    let upload = app.graphql(BEGIN, begin("tape.csv", bytes.len())).await;
    let id = upload["beginUpload"]["id"].as_str().unwrap().to_owned();

    // A piece that is not the next one is refused, and the answer says which is.
    let (status, _) = send(&app, &id, 0, &bytes[..PIECE]).await;
    assert_eq!(status, StatusCode::OK);
    let (status, problem) = send(&app, &id, 0, &bytes[..PIECE]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains(&PIECE.to_string())
    );
    let load = json!({"input": {"uploads": [id], "asOf": "2018-04-30", "currency": "USD"}});
    let early = app.post(LOAD, load.clone()).await.json();
    assert_eq!(early["errors"][0]["extensions"]["code"], "CONFLICT");
    let so_far = app.rest(&format!("/api/v1/uploads/{id}")).await;
    assert_eq!(so_far["received"], PIECE);
    for start in (PIECE..bytes.len()).step_by(PIECE) {
        let end = (start + PIECE).min(bytes.len());
        let (status, state) = send(&app, &id, start, &bytes[start..end]).await;
        assert_eq!((status, &state["received"]), (StatusCode::OK, &json!(end)));
    }
    let (status, _) = send(&app, &id, bytes.len(), b"more").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let mut dry = load.clone();
    dry["input"]["dryRun"] = json!(true);
    let tried = watch(&app, address, dry).await;
    assert_eq!(tried["batch"]["tables"][1]["inserted"], 2000);
    assert_eq!(tried["batch"]["number"], 0);
    assert_eq!(
        app.graphql("{ imports { number } }", json!({})).await["imports"],
        json!([])
    );

    let loaded = watch(&app, address, load).await;
    assert_eq!(loaded["refusal"], Value::Null);
    let batch = &loaded["batch"];
    assert_eq!(
        (&batch["status"], &batch["layout"]),
        (&json!("APPLIED"), &json!("lending_club"))
    );
    assert_eq!(batch["findings"][0]["rule"], "charge_off_undated");
    // The load went on when its request was answered, and is recorded as what that asked for.
    let recorded = audit_record::Entity::find()
        .filter(audit_record::Column::Subject.eq("tape_imported"))
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert!(recorded.request_id.is_some());
    assert_eq!(recorded.client_address.as_deref(), Some("127.0.0.1"));
    let book = "{ book { currency reportingDate } executiveKpis { activeLoans } }";
    let answer = app.graphql(book, json!({})).await;
    assert_eq!(
        answer["book"],
        json!({"currency": "USD", "reportingDate": "2018-04-30"})
    );
    assert_eq!(answer["executiveKpis"]["activeLoans"], 1546);
    // What is in the book is not kept a second time.
    let gone = app.get(&format!("/api/v1/uploads/{id}")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);

    let kept = app
        .graphql("{ imports { number changeId } }", json!({}))
        .await;
    let number = &kept["imports"][0]["number"];
    let undo = format!(
        "mutation {{ undoImport(number: {number}) {{ deleted restored batch {{ status }} }} }}"
    );
    let undone = app.graphql(&undo, json!({})).await;
    assert_eq!(undone["undoImport"]["deleted"], 6000);
    assert_eq!(undone["undoImport"]["batch"]["status"], "UNDONE");
    let answer = app
        .graphql("{ executiveKpis { activeLoans } }", json!({}))
        .await;
    assert_eq!(answer["executiveKpis"]["activeLoans"], 0);
    serving.abort();
}

/// Begins a load and listens to its end.
async fn watch(app: &TestApp, address: std::net::SocketAddr, load: Value) -> Value {
    // The server that is listened to is another one beside this: it begins the load itself.
    let mut client = Client::here(address).await;
    let payload = json!({"query": LOAD, "variables": load});
    client
        .send(json!({"type": "subscribe", "id": "load", "payload": payload}))
        .await;
    let begun = client.next().await;
    let job = begun["payload"]["data"]["loadTape"]["id"]
        .as_str()
        .map(str::to_owned);
    let job = job.unwrap_or_else(|| panic!("{begun}"));
    assert_eq!(client.next().await["type"], "complete");
    let query = format!("subscription {{ importProgress(id: \"{job}\") {JOB} }}");
    client.subscribe("progress", &query).await;
    loop {
        let message = client.next().await;
        assert_eq!(message["type"], "next", "{message}");
        let state = message["payload"]["data"]["importProgress"].clone();
        if state["isDone"] == true {
            assert_eq!(client.next().await["type"], "complete");
            let again = format!("{{ importJob(id: \"{job}\") {JOB} }}");
            assert_eq!(app.graphql(&again, json!({})).await["importJob"], state);
            return state;
        }
    }
}
