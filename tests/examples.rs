//! The examples that GraphiQL opens with.

use crate::{app::TestApp, database::Server, graphql};
use serde_json::json;
use std::{fs, path::PathBuf};

pub async fn run_and_answer_the_same_everywhere(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../dashboard/src/examples"
    ));
    let documents: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(documents.len() >= 8);
    for path in documents {
        let data = app
            .graphql(&fs::read_to_string(&path).unwrap(), json!({}))
            .await;
        let name = path.file_stem().unwrap().to_str().unwrap();
        graphql::assert_snapshot(
            &graphql::folder("examples").join(format!("{name}.json")),
            &data,
        );
    }
}
