//! Subscriptions, over a WebSocket as a client has it.

use super::bank::{Bank, PAYMENT};
use crate::{
    app::router,
    database::Server,
    socket::{Client, serve},
};
use serde_json::json;
use std::time::Duration;

pub async fn subscriptions_tell_what_is_written(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let (address, serving) = serve(router(&bank.app.ctx, &[])).await;

    // A page of another site, and one of this server.
    assert!(
        Client::connect(address, "https://evil.example")
            .await
            .is_err()
    );
    let mut client = Client::here(address).await;
    client
        .subscribe(
            "portfolio",
            "subscription { portfolioChanged { resync changeId kind effectiveDate
            loan { id status schedule { received } } customer { id fullName } } }",
        )
        .await;
    client
        .subscribe(
            "other",
            "subscription { paymentRecorded(loanId: \"loan:1\") { payment { id } } }",
        )
        .await;
    // Operations are begun in the order in which they are asked for.
    client.subscribe("ready", "{ book { name } }").await;
    assert_eq!(
        client.next().await["payload"]["data"]["book"]["name"],
        "Demo loan book"
    );
    assert_eq!(client.next().await["type"], "complete");

    let loan = bank.new_loan("Hypatia", "2025-06-10").await;
    for (kind, date) in [
        ("CUSTOMER_CREATED", json!("2025-11-23")),
        ("LOAN_CREATED", json!(null)),
        ("LOAN_DISBURSED", json!("2025-06-10")),
    ] {
        let message = client.next().await;
        let event = &message["payload"]["data"]["portfolioChanged"];
        assert_eq!(message["id"], "portfolio");
        assert_eq!(
            (&event["kind"], &event["effectiveDate"]),
            (&json!(kind), &date)
        );
        assert_eq!(event["customer"]["fullName"], "Hypatia");
        assert_eq!(event["resync"], false);
    }
    let query = format!(
        "subscription {{ paymentRecorded(loanId: \"{loan}\") {{ changeId payment {{ id amount }} loan {{ id }} }} }}"
    );
    client.subscribe("payments", &query).await;
    client.subscribe("ready", "{ book { name } }").await;
    assert_eq!(client.next().await["id"], "ready");
    assert_eq!(client.next().await["type"], "complete");
    let input = json!({"loanId": loan, "amount": "106.62", "receivedDate": "2025-07-10", "idempotencyKey": "p"});
    let mut dry = input.clone();
    dry["dryRun"] = json!(true);
    bank.write("recordPayment", dry, PAYMENT).await;
    let payment = bank.write("recordPayment", input.clone(), PAYMENT).await;
    // The same again is no other event.
    bank.write("recordPayment", input, PAYMENT).await;
    let mut told = [client.next().await, client.next().await];
    told.sort_by_key(|message| message["id"].as_str().unwrap().to_owned());
    let event = &told[0]["payload"]["data"]["paymentRecorded"];
    assert_eq!(
        (&told[0]["id"], &event["changeId"]),
        (&json!("payments"), &payment["change"]["id"])
    );
    assert_eq!(
        event["payment"],
        json!({"id": payment["payment"]["id"], "amount": "106.62"})
    );
    let event = &told[1]["payload"]["data"]["portfolioChanged"];
    assert_eq!(event["loan"]["schedule"][0]["received"], "106.62");

    // What asks for too much is refused, and a mutation is made.
    client
        .subscribe(
            "deep",
            &format!("{{ {} }}", "a { ".repeat(50) + "b" + &" }".repeat(50)),
        )
        .await;
    let refused = client.next().await;
    assert_eq!(refused["type"], "error", "{refused}");
    let extensions = &refused["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "QUERY_TOO_COMPLEX", "{refused}");
    assert!(extensions["request_id"].is_string(), "{refused}");
    for number in 0..29 {
        client
            .subscribe(
                &format!("more {number}"),
                "subscription { portfolioChanged { kind } }",
            )
            .await;
    }
    client.subscribe("one too many", "{ book { name } }").await;
    let refused = client.next().await;
    assert_eq!(refused["id"], "one too many");
    let code = &refused["payload"][0]["extensions"]["code"];
    assert_eq!(code, "QUERY_TOO_COMPLEX", "{refused}");
    // Who ends an operation is not told that it has ended.
    client
        .send(json!({"type": "complete", "id": "more 0"}))
        .await;
    client.subscribe("room again", "mutation { setReportingDate(input: {date: \"2025-11-24\", idempotencyKey: \"d\"}) { reportingDate } }").await;
    let mut seen = 0;
    // Twenty-nine tell the change, one answers it, and one ends the operation.
    for _ in 0..31 {
        let message = client.next().await;
        seen += i32::from(
            message["payload"]["data"]["portfolioChanged"]["kind"] == "REPORTING_DATE_SET",
        );
    }
    assert_eq!(seen, 29);

    // What is open is counted, and no more when the client has left.
    let metrics = &bank.app.ctx.metrics;
    let is_counted = |websockets: u32, subscriptions: u32| {
        let text = metrics.render();
        text.contains(&format!("loanbook_websocket_connections {websockets}\n"))
            && text.contains(&format!("loanbook_graphql_subscriptions {subscriptions}\n"))
    };
    assert!(is_counted(1, 31), "{}", metrics.render());
    drop(client);
    let leaving = async {
        while !is_counted(0, 0) {
            tokio::task::yield_now().await;
        }
    };
    let left = tokio::time::timeout(Duration::from_secs(20), leaving).await;
    assert!(left.is_ok(), "{}", metrics.render());
    serving.abort();
}
