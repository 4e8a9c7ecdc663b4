//! A client of `/graphql/ws`, over a real connection.

use axum::Router;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

pub struct Client(WebSocketStream<TcpStream>);

/// Serves the routes on a port of their own, until it is aborted.
pub async fn serve(router: Router) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, serving)
}

impl Client {
    /// A connection over which nothing was said yet.
    pub async fn open(address: SocketAddr, origin: &str) -> Result<Self, String> {
        let mut request = format!("ws://{address}/graphql/ws")
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        headers.insert("sec-websocket-protocol", protocol);
        headers.insert("origin", HeaderValue::from_str(origin).unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        let connected = client_async(request, stream).await;
        Ok(Self(connected.map_err(|error| error.to_string())?.0))
    }

    /// A connection that may be used.
    pub async fn connect(address: SocketAddr, origin: &str) -> Result<Self, String> {
        let mut client = Self::open(address, origin).await?;
        client.send(json!({"type": "connection_init"})).await;
        assert_eq!(client.next().await["type"], "connection_ack");
        Ok(client)
    }

    /// A connection of a page of this server.
    pub async fn here(address: SocketAddr) -> Self {
        let origin = format!("http://{address}");
        Self::connect(address, &origin).await.unwrap()
    }

    pub async fn send(&mut self, message: Value) {
        self.send_text(&message.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        let payload = json!({"query": query});
        self.send(json!({"type": "subscribe", "id": id, "payload": payload}))
            .await;
    }

    pub async fn next(&mut self) -> Value {
        let message = self.receive().await.expect("the connection is open");
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }

    /// With which code the server ended the connection.
    pub async fn end(&mut self) -> u16 {
        loop {
            match self.receive().await {
                Some(Message::Close(Some(frame))) => return frame.code.into(),
                Some(Message::Close(None)) | None => return 0,
                Some(_) => {}
            }
        }
    }

    async fn receive(&mut self) -> Option<Message> {
        let message = tokio::time::timeout(Duration::from_secs(20), self.0.next()).await;
        message.unwrap().map(Result::unwrap)
    }
}
