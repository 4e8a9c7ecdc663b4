//! One connection from its first message to its last.

use super::{
    message::{self, Farewell, Said},
    visitor::Visitor,
};
use crate::{
    error::{Code, Error},
    graphql::{asked::Asked, endpoint::Endpoint, error},
    middleware::{RateLimits, client::ClientAddress},
    service::Ctx,
};
use async_graphql::Response;
use axum::extract::ws::Message;
use futures::{
    Sink, SinkExt, Stream, StreamExt,
    stream::{self, AbortHandle, BoxStream, SelectAll},
};
use std::{collections::HashMap, pin::pin, sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Operations that one connection may have under way.
const MAX_OPERATIONS: usize = 32;

/// Counts the operations of a connection as requests.
pub(super) struct Meter {
    pub limits: RateLimits,
    pub address: ClientAddress,
}

impl Meter {
    fn count(&self, ctx: &Ctx) -> Result<(), Error> {
        self.limits.count_address(self.address)?;
        self.limits.count_principal(&ctx.principal)
    }
}

/// How long a client is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until it says `connection_init`.
    introduction: Duration,
    /// Until a message is sent: who reads more slowly is hung up on.
    sending: Duration,
    /// Until it is asked whether it is still there, and again until it has answered.
    silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            introduction: Duration::from_secs(10),
            sending: Duration::from_secs(10),
            silence: Duration::from_secs(30),
        }
    }
}

/// What is known of a connection.
pub(super) struct Conversation {
    endpoint: Arc<Endpoint>,
    visitor: Visitor,
    /// Who asks, since the introduction.
    ctx: Option<Ctx>,
    meter: Meter,
    patience: Patience,
    /// Ends each operation that is under way.
    operations: HashMap<String, AbortHandle>,
    events: SelectAll<BoxStream<'static, Event>>,
}

/// What comes of an operation.
enum Event {
    Answer(String, Box<Response>),
    End(String),
}

/// What is done about a message.
enum Step {
    Say(Message),
    Listen,
    Leave(Option<Farewell>),
}

impl Conversation {
    pub(super) fn new(
        endpoint: Arc<Endpoint>,
        visitor: Visitor,
        meter: Meter,
        patience: Patience,
    ) -> Self {
        Self {
            endpoint,
            visitor,
            ctx: None,
            meter,
            patience,
            operations: HashMap::new(),
            events: SelectAll::new(),
        }
    }

    /// Answers until the client leaves, or until it has to be told why it must.
    pub(super) async fn hold<S, E>(mut self, socket: &mut S) -> Option<Farewell>
    where
        S: Stream<Item = Result<Message, E>> + Sink<Message> + Unpin,
    {
        let mut introduction = pin!(sleep(self.patience.introduction));
        let stopping = self.visitor.stopping.clone();
        let mut stopped = pin!(stopping.stopped());
        let mut heartbeat = interval(self.patience.silence);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first one comes at once.
        heartbeat.tick().await;
        let mut is_silent = false;
        loop {
            let step = tokio::select! {
                () = &mut introduction, if self.ctx.is_none() => {
                    Step::Leave(Some(Farewell::new(4408, "Connection initialisation timeout")))
                }
                () = &mut stopped => {
                    Step::Leave(Some(Farewell::new(1001, "The server is stopping")))
                }
                _ = heartbeat.tick() => match std::mem::replace(&mut is_silent, true) {
                    true => Step::Leave(None),
                    false if self.ctx.is_some() && !self.visitor.is_welcome().await => {
                        Step::Leave(Some(Farewell::new(4403, "Forbidden")))
                    }
                    false => Step::Say(Message::Ping(Vec::new().into())),
                },
                Some(event) = self.events.next() => self.tell(event),
                received = socket.next() => {
                    is_silent = false;
                    match received {
                        Some(Ok(message)) => self.hear(message).await,
                        Some(Err(_)) | None => Step::Leave(None),
                    }
                }
            };
            let message = match step {
                Step::Say(message) => message,
                Step::Listen => continue,
                Step::Leave(farewell) => return farewell,
            };
            let sent = timeout(self.patience.sending, socket.send(message)).await;
            if !matches!(sent, Ok(Ok(()))) {
                return None;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Step {
        let text = match message {
            Message::Text(text) => text,
            // The library answers those of the WebSocket itself.
            Message::Ping(_) | Message::Pong(_) => return Step::Listen,
            Message::Close(_) => return Step::Leave(None),
            Message::Binary(_) => {
                return Step::Leave(Some(Farewell::new(4400, "A message must be text")));
            }
        };
        match Said::parse(&text) {
            Ok(said) => self.respond(said).await,
            Err(farewell) => Step::Leave(Some(farewell)),
        }
    }

    async fn respond(&mut self, said: Said) -> Step {
        match said {
            Said::Ping => Step::Say(message::pong()),
            Said::Pong => Step::Listen,
            Said::Init(_) if self.ctx.is_some() => Step::Leave(Some(Farewell::new(
                4429,
                "Too many initialisation requests",
            ))),
            Said::Init(payload) => match self.visitor.introduce(payload.as_ref()).await {
                Ok(ctx) => {
                    self.ctx = Some(ctx);
                    Step::Say(message::acknowledge())
                }
                Err(refusal) => {
                    refusal.log();
                    Step::Leave(Some(Farewell::new(4403, "Forbidden")))
                }
            },
            Said::Subscribe { id, .. } if self.operations.contains_key(&id) => {
                // The id may be as long as a message, and a reason may not.
                let id: String = id.chars().take(20).collect();
                let reason = format!("Subscriber for {id} already exists");
                Step::Leave(Some(Farewell::new(4409, reason)))
            }
            Said::Subscribe { id, asked } => match self.ctx.clone() {
                Some(ctx) => self.begin(ctx, id, asked).await,
                None => Step::Leave(Some(Farewell::new(4401, "Unauthorized"))),
            },
            Said::Complete { id } => {
                if let Some(operation) = self.operations.remove(&id) {
                    operation.abort();
                }
                Step::Listen
            }
        }
    }

    async fn begin(&mut self, ctx: Ctx, id: String, asked: Asked) -> Step {
        let answers = match self.admit(&ctx) {
            Ok(()) => answers(self.endpoint.clone(), ctx, asked).await,
            Err(refusal) => Err(refusal),
        };
        match answers {
            Ok(answers) => {
                let of_answer = id.clone();
                let of_end = id.clone();
                let events = answers
                    .map(move |response| Event::Answer(of_answer.clone(), response.into()))
                    .chain(stream::once(std::future::ready(Event::End(of_end))));
                let (events, operation) = stream::abortable(events);
                self.operations.insert(id, operation);
                self.events.push(events.boxed());
                Step::Listen
            }
            Err(refusal) => Step::Say(message::answer(&id, &error::refusal(refusal))),
        }
    }

    /// Whether another operation may begin now.
    fn admit(&self, ctx: &Ctx) -> Result<(), Error> {
        self.meter.count(ctx)?;
        if self.operations.len() < MAX_OPERATIONS {
            return Ok(());
        }
        let message = format!("a connection may have {MAX_OPERATIONS} operations under way");
        Err(Error::new(Code::QueryTooComplex, message))
    }

    fn tell(&mut self, event: Event) -> Step {
        match event {
            Event::Answer(id, response) => {
                if error::is_of_request(&response)
                    && let Some(operation) = self.operations.remove(&id)
                {
                    // Its errors are the last that is said of it.
                    operation.abort();
                }
                Step::Say(message::answer(&id, &response))
            }
            Event::End(id) => {
                self.operations.remove(&id);
                Step::Say(message::complete(&id))
            }
        }
    }
}

async fn answers(
    endpoint: Arc<Endpoint>,
    ctx: Ctx,
    asked: Asked,
) -> Result<BoxStream<'static, Response>, Error> {
    let (request, keep_as) = endpoint.find(asked).await?;
    let operation = endpoint.admit(request, keep_as).await?;
    Ok(endpoint.stream(ctx, operation))
}

#[cfg(test)]
mod tests {
    //! Clients that are slow, silent or gone.

    use super::{Conversation, Farewell, Meter, Patience, Visitor};
    use crate::{
        auth::Gate,
        clock::Clock,
        config::ServeConfig,
        graphql::endpoint::Endpoint,
        middleware::{RateLimits, client::ClientAddress},
        server::Stopping,
        service::Ctx,
    };
    use axum::{extract::ws::Message, http::HeaderMap};
    use futures::{
        Sink, SinkExt, Stream, StreamExt,
        channel::mpsc::{self, Receiver, SendError, Sender, UnboundedReceiver, UnboundedSender},
    };
    use sea_orm::DatabaseConnection;
    use std::{
        net::Ipv4Addr,
        pin::Pin,
        task::{Context, Poll},
        time::Duration,
    };
    use tokio::task::JoinHandle;

    const SHORT: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_secs(3600);

    const PATIENT: Patience = Patience {
        introduction: LONG,
        sending: LONG,
        silence: LONG,
    };

    /// The server's end of a connection that holds one message on its way to the client.
    struct Socket {
        from_client: UnboundedReceiver<Message>,
        to_client: Sender<Message>,
    }

    impl Stream for Socket {
        type Item = Result<Message, SendError>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.from_client
                .poll_next_unpin(cx)
                .map(|message| message.map(Ok))
        }
    }

    impl Sink<Message> for Socket {
        type Error = SendError;

        fn poll_ready(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Result<(), SendError>> {
            self.to_client.poll_ready_unpin(cx)
        }

        fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), SendError> {
            self.to_client.start_send_unpin(message)
        }

        fn poll_flush(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Result<(), SendError>> {
            self.to_client.poll_flush_unpin(cx)
        }

        fn poll_close(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Result<(), SendError>> {
            self.to_client.poll_close_unpin(cx)
        }
    }

    /// A client's end, and how the conversation will have ended.
    struct Client {
        to_server: UnboundedSender<Message>,
        from_server: Receiver<Message>,
        ended: JoinHandle<Option<Farewell>>,
    }

    impl Client {
        fn connect(patience: Patience) -> Self {
            let (to_server, from_client) = mpsc::unbounded();
            let (to_client, from_server) = mpsc::channel(0);
            let config = ServeConfig::from_flags([]).expect("settings");
            let endpoint = Endpoint::new(&config, None).expect("an endpoint");
            let ctx = Ctx::new(DatabaseConnection::default(), Clock::System);
            let visitor = Visitor {
                ctx: Ok(ctx.clone()),
                gate: Gate::new(ctx, &config).expect("a gate"),
                headers: HeaderMap::new(),
                stopping: Stopping::default(),
            };
            let meter = Meter {
                limits: RateLimits::new(&config),
                address: ClientAddress(Ipv4Addr::LOCALHOST.into()),
            };
            let ended = tokio::spawn(async move {
                let mut socket = Socket {
                    from_client,
                    to_client,
                };
                Conversation::new(endpoint, visitor, meter, patience)
                    .hold(&mut socket)
                    .await
            });
            Self {
                to_server,
                from_server,
                ended,
            }
        }

        fn say(&self, text: &str) {
            self.to_server
                .unbounded_send(Message::text(text))
                .expect("a listener");
        }

        async fn hear(&mut self) -> String {
            let message = self.from_server.next().await.expect("a message");
            message.into_text().expect("text").to_string()
        }
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_hung_up_on() {
        let patience = Patience {
            sending: SHORT,
            ..PATIENT
        };
        let mut client = Client::connect(patience);
        client.say(r#"{"type": "connection_init"}"#);
        assert_eq!(client.hear().await, r#"{"type":"connection_ack"}"#);
        // One message is on its way, the next one cannot be sent.
        client.say(r#"{"type": "ping"}"#);
        client.say(r#"{"type": "ping"}"#);
        client.say(r#"{"type": "ping"}"#);
        assert_eq!(client.ended.await.expect("no panic"), None);
    }

    #[tokio::test]
    async fn a_client_that_reads_is_answered_to_the_end() {
        let mut client = Client::connect(PATIENT);
        client.say(r#"{"type": "connection_init"}"#);
        for _ in 0..100 {
            client.say(r#"{"type": "ping"}"#);
        }
        for _ in 0..101 {
            client.hear().await;
        }
        client.to_server.close_channel();
        assert_eq!(client.ended.await.expect("no panic"), None);
    }

    #[tokio::test]
    async fn a_client_must_say_who_it_is() {
        let patience = Patience {
            introduction: SHORT,
            ..PATIENT
        };
        let farewell = Client::connect(patience).ended.await.expect("no panic");
        assert_eq!(farewell.map(|farewell| farewell.code), Some(4408));
    }

    #[tokio::test]
    async fn a_client_that_is_gone_is_found_out() {
        let patience = Patience {
            silence: SHORT,
            ..PATIENT
        };
        let mut client = Client::connect(patience);
        // It answers five times, and then no more.
        for _ in 0..5 {
            let asked = client.from_server.next().await.expect("a message");
            assert!(matches!(asked, Message::Ping(_)), "{asked:?}");
            let answer = Message::Pong(Vec::new().into());
            client.to_server.unbounded_send(answer).expect("a listener");
        }
        let asked = client.from_server.next().await;
        assert!(matches!(asked, Some(Message::Ping(_))));
        assert_eq!(client.ended.await.expect("no panic"), None);
    }
}
