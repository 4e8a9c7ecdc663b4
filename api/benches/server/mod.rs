//! The release binary as a server on a book, for the benches that ask it.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// The binary, on this book.
pub(super) fn command(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loanbook"));
    command
        .current_dir(env::temp_dir())
        .env("DATABASE_URL", url);
    command
}

pub(super) struct Server {
    pub(super) process: Child,
    pub(super) address: String,
}

impl Server {
    /// Starts it with these flags besides, on a free port.
    pub(super) fn start(url: &str, flags: &[&str]) -> Self {
        let mut process = command(url)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = log
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("Answering at http://")?.1.to_owned()))
            .expect("the server starts");
        // The log is read on, as a terminal would, so that the server can write it.
        std::thread::spawn(move || log.for_each(drop));
        Self {
            process,
            address: address.split_whitespace().next().unwrap().to_owned(),
        }
    }

    pub(super) fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
