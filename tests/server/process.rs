//! The binary on an empty book, and what a client sends it.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, channel},
    },
    time::{Duration, Instant},
};

/// More than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A folder of its own, deleted at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("loanbook_server_{}_{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn command(&self, flags: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loanbook"));
        command
            .current_dir(&self.0)
            .env_remove("DATABASE_URL")
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(flags);
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub struct Server {
    process: Child,
    log: Receiver<String>,
    pub address: String,
    _folder: Folder,
}

impl Server {
    pub fn start(flags: &[&str]) -> Self {
        Self::start_in(Folder::new(), flags)
    }

    pub fn start_in(folder: Folder, flags: &[&str]) -> Self {
        let mut command = folder.command(flags);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, log) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut server = Self {
            process,
            log,
            address: String::new(),
            _folder: folder,
        };
        let line = server.wait_for_line("Answering at ");
        let (_, url) = line.split_once("://").unwrap();
        let host = url.split(['/', ' ']).next().unwrap();
        host.clone_into(&mut server.address);
        server
    }

    pub fn wait_for_line(&self, words: &str) -> String {
        let mut seen = Vec::new();
        loop {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => seen.push(line),
                Err(_) => panic!("the log does not say {words:?}: {seen:?}"),
            }
        }
    }

    pub fn connect(&self) -> Client {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Client(stream)
    }

    /// The answer to a request on a connection of its own.
    pub fn get(&self, path: &str) -> Answer {
        let mut client = self.connect();
        client.send(&get(path));
        client.answer()
    }

    pub fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not stop");
            std::thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")
}

/// A request to turn the connection into a WebSocket.
pub fn upgrade(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    )
}

/// A request to GraphQL in two halves, so that it is under way for as long as a test wants.
pub fn halves_of_a_request() -> (String, &'static str) {
    let (first, second) = ("{\"query\": \"{ __type", "name }\"}");
    let length = first.len() + second.len();
    let first = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{first}"
    );
    (first, second)
}

pub struct Client(pub TcpStream);

/// What came back.
pub struct Answer {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: String,
}

impl Client {
    pub fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    pub fn answer(&mut self) -> Answer {
        read_answer(&mut self.0)
    }

    /// How long the server leaves the connection open, at which nothing more comes.
    pub fn wait_for_end(&mut self) -> Duration {
        let begun = Instant::now();
        let mut rest = [0; 64];
        // To be cut while bytes are on their way is an end too.
        let count = self.0.read(&mut rest).unwrap_or_else(|error| {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
            0
        });
        assert_eq!(count, 0, "{}", String::from_utf8_lossy(&rest));
        begun.elapsed()
    }
}

pub fn read_answer(stream: &mut impl Read) -> Answer {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let count = reader.read_line(&mut head).unwrap();
        assert!(count > 0, "the connection ended after {head:?}");
    }
    let head = head.to_ascii_lowercase();
    let length = head
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head,
        body: String::from_utf8(body).unwrap(),
    }
}
