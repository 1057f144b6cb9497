//! A server that is up.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

use crate::common::{Done, ended, terminate};

/// The program, listening.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) url: String,
    pub(crate) greeting: String,
}

/// An answer over HTTP/1.1.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Server {
    /// Starts it and waits for the line with its address.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        loop {
            let mut line = String::new();
            if out.read_line(&mut line).await.unwrap() == 0 {
                let done = ended(child).await;
                panic!("it ended before it was up: {done:?}");
            }
            greeting.push_str(&line);
            if let Some(at) = line.find("http://") {
                let url = line[at..].trim_end().split(": ").next().unwrap().to_owned();
                return Self { child, out, url, greeting };
            }
        }
    }

    /// One request.
    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), body: body.to_owned() }
    }

    /// Reads what it prints until a line with `end`.
    pub(crate) async fn until(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !text.contains(end) {
            assert!(self.out.read_line(&mut text).await.unwrap() > 0, "it ended: {text}");
        }
        text
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Ends it as a power failure does.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop.
    pub(crate) fn signal(&self) {
        terminate(&self.child);
    }

    /// Asks it to stop and waits.
    pub(crate) async fn stop(self) -> Done {
        terminate(&self.child);
        ended(self.child).await
    }
}
