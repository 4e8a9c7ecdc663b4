//! The binary as a person uses it.

use serde_json::Value;
use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, ChildStderr, Command, Output, Stdio},
};

/// A folder of its own, deleted at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("loanbook_cli_{}_{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loanbook"));
        command.current_dir(&self.0).env_remove("DATABASE_URL");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            stderr(&output)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server that runs in a folder, killed at the end unless it was stopped.
pub struct Served {
    child: Child,
    address: String,
    metrics: Option<String>,
    log: BufReader<ChildStderr>,
    said: String,
}

impl Served {
    /// Starts it on a port of its own, and waits until it answers.
    pub fn start(folder: &Folder, flags: &[&str]) -> Self {
        let mut child = folder
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut served = Self {
            log: BufReader::new(child.stderr.take().unwrap()),
            child,
            address: String::new(),
            metrics: None,
            said: String::new(),
        };
        served.wait_until_it_answers();
        served
    }

    fn wait_until_it_answers(&mut self) {
        let after = |line: &str, words: &str| {
            let (_, rest) = line.split_once(words)?;
            let end = rest.find([' ', '"', '/', '\n']).unwrap();
            Some(rest[..end].to_owned())
        };
        while self.address.is_empty() {
            let mut line = String::new();
            let read = self.log.read_line(&mut line).unwrap();
            assert!(read > 0, "it stopped: {}", self.said);
            self.said.push_str(&line);
            if let Some(address) = after(&line, "Metrics at http://") {
                self.metrics = Some(address);
            }
            self.address = after(&line, "Answering at http://").unwrap_or_default();
        }
    }

    /// What it answers to these bytes.
    pub fn send(&self, request: &str) -> String {
        Self::ask(&self.address, request)
    }

    /// Its metrics.
    pub fn metrics(&self) -> String {
        let request = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        Self::ask(self.metrics.as_ref().unwrap(), request)
    }

    fn ask(address: &str, request: &str) -> String {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Stops it in order; all that it has logged.
    pub fn stop(&mut self) -> String {
        let id = self.child.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status();
        assert!(killed.unwrap().success());
        self.log.read_to_string(&mut self.said).unwrap();
        assert!(self.child.wait().unwrap().success(), "{}", self.said);
        self.said.clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn help_and_exit_codes() {
    let folder = Folder::new("help");
    let help = folder.ok(&["--help"]);
    for word in [
        "serve",
        "demo",
        "migrate",
        "verify",
        "insights",
        "export",
        "backup",
        "restore",
        "Exit codes:",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    for command in [
        "serve",
        "demo",
        "verify",
        "insights",
        "export",
        "backup",
        "restore",
        "completions",
    ] {
        assert!(
            folder.ok(&[command, "--help"]).contains("Usage:"),
            "{command}"
        );
    }
    assert!(folder.ok(&["completions", "bash"]).contains("_loanbook"));
    assert!(folder.ok(&["export-schema"]).contains("type Query"));
    assert_eq!(folder.run(&["dance"]).status.code(), Some(2));
    assert_eq!(
        folder.run(&["verify"]).status.code(),
        Some(1),
        "there is no book"
    );
    let files = fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(files, 0, "and none is made");
}

pub fn unknown_settings_are_refused() {
    let folder = Folder::new("settings");
    let output = folder
        .command()
        .args(["migrate", "status"])
        .env("LOANBOOK_LISTEN_ON", "1")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = stderr(&output);
    assert!(
        message.contains("LOANBOOK_LISTEN_ON") && message.contains("LOANBOOK_LISTEN,"),
        "{message}"
    );

    fs::write(folder.0.join(".env"), "DATABASE_URI=sqlite://x.db\n").unwrap();
    assert!(stderr(&folder.run(&["migrate", "status"])).contains("unknown setting DATABASE_URI"));
    fs::write(
        folder.0.join(".env"),
        "DATABASE_URL=sqlite://from_env_file.db\n",
    )
    .unwrap();
    folder.ok(&["migrate", "up"]);
    assert!(folder.0.join("from_env_file.db").exists());
}

pub fn export_verify_and_insights_work_from_the_shell() {
    let folder = Folder::new("book");
    let built = folder.run(&["demo", "--loans", "40"]);
    assert!(built.status.success(), "{}", stderr(&built));
    assert!(stderr(&built).contains("Simulated: everything else"));
    assert!(stderr(&folder.run(&["demo", "--loans", "40"])).contains("there already"));
    let refused = folder.run(&["demo"]);
    assert!(!refused.status.success() && stderr(&refused).contains("--replace"));

    assert!(folder.ok(&["verify"]).contains("The book holds together."));
    let report: Value = serde_json::from_str(&folder.ok(&["verify", "--json"])).unwrap();
    assert_eq!(
        (&report["passed"], &report["loans"]),
        (&true.into(), &40.into())
    );
    let insights = folder.ok(&["insights"]);
    assert!(
        insights.contains("not findings") && insights.contains("On-time rate"),
        "{insights}"
    );
    let insights: Value = serde_json::from_str(&folder.ok(&["insights", "--json"])).unwrap();
    assert_eq!(insights["as_of"], "2025-11-23");

    folder.ok(&["export", "--format", "csv", "--out", "files"]);
    let files = folder.0.join("files");
    let customers = fs::read_to_string(files.join("customer_profile.csv")).unwrap();
    assert_eq!(customers.lines().count(), 41);
    assert_eq!(
        fs::read_dir(&files).unwrap().count(),
        3,
        "nothing else is left"
    );

    let no_yes = folder.run(&["migrate", "down"]);
    assert_eq!(
        no_yes.status.code(),
        Some(2),
        "deleting data needs a word more"
    );
    assert!(
        folder
            .ok(&["migrate", "down", "--delete-data"])
            .contains("pending")
    );
    assert!(stderr(&folder.run(&["verify"])).contains("loanbook migrate up"));
}

pub fn serves_and_stops() {
    let folder = Folder::new("serve");
    folder.run(&["demo", "--loans", "5"]);
    let mut server = folder
        .command()
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut line = String::new();
    let address = loop {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "the server stopped");
        if let Some((_, rest)) = line.split_once("Answering at http://") {
            break rest.split_whitespace().next().unwrap().to_owned();
        }
    };
    let mut connection = TcpStream::connect(&address).unwrap();
    write!(
        connection,
        "GET /api/v1/test HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"record_count\":"),
        "{answer}"
    );

    let taken = folder.run(&["serve", "--listen", &address]);
    assert!(
        stderr(&taken).contains("is the port taken?"),
        "{}",
        stderr(&taken)
    );

    let id = server.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(server.wait().unwrap().success(), "SIGTERM ends it in order");
}

pub fn start_up_errors_say_what_to_do() {
    let folder = Folder::new("errors");
    let cases = [
        (
            "postgres://nobody:geheim@127.0.0.1:1/x",
            "is the server running",
        ),
        (
            "mysql://nobody:geheim@127.0.0.1:1/x",
            "is the server running",
        ),
        (
            "mariadb://nobody:geheim@127.0.0.1:1/x",
            "is the server running",
        ),
        (
            "mysql://nobody:geh eim@127.0.0.1:99999/x",
            "it cannot be read",
        ),
        ("mysql:nobody:geheim@h", "it has no scheme"),
        ("oracle://x", "its scheme is unknown"),
        ("loanbook.db", "it has no scheme"),
        ("sqlite:///no/such/folder/x.db", "its folder can be written"),
    ];
    // At once, because a server that is away is waited for.
    std::thread::scope(|scope| {
        for (url, advice) in cases {
            let folder = &folder;
            scope.spawn(move || {
                let output = folder.run(&["--database-url", url, "migrate", "up"]);
                assert_eq!(output.status.code(), Some(1), "{url}");
                let message = stderr(&output);
                assert!(message.contains(advice), "{url}: {message}");
                assert!(!message.contains("geh"), "{url}: {message}");
            });
        }
    });
}
