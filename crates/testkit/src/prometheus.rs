//! A real Prometheus, and its tool that checks what it is to read: from Debian's package `prometheus`.

use std::{
    fs,
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const MISSING: &str = "Prometheus is not installed: `apt-get install prometheus` brings it on Debian";

/// A server on loopback that scrapes one target every second. Stopped when dropped.
pub struct Prometheus {
    process: Child,
    address: SocketAddr,
    _files: TempDir,
}

impl Prometheus {
    /// Starts one for `http://{target}/metrics`, which it shows `token`, and waits until it answers.
    ///
    /// # Panics
    /// When it is not installed or does not start.
    pub async fn start(target: &str, token: Option<&str>) -> Self {
        let files = TempDir::new().expect("a temporary folder can be made");
        let mut job = format!(
            "global: {{scrape_interval: 1s}}\nscrape_configs:\n  - job_name: tacit\n    static_configs: [{{targets: \
             ['{target}']}}]\n"
        );
        if let Some(token) = token {
            fs::write(files.path().join("token"), token).expect("the folder can be written");
            job.push_str("    authorization: {credentials_file: token}\n");
        }
        let config = files.path().join("prometheus.yml");
        fs::write(&config, job).expect("the folder can be written");
        // It takes no socket: between here and its start the port is free for anybody, which happens rarely.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = free.local_addr().expect("a bound listener has an address");
        drop(free);
        let process = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", files.path().join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(MISSING);
        let mut started = Self { process, address, _files: files };
        let begun = Instant::now();
        while started.get("/-/ready").await.is_none_or(|(status, _)| status != 200) {
            let ended = started.process.try_wait().expect("it is a child of this process");
            assert!(
                ended.is_none() && begun.elapsed() < Duration::from_secs(60),
                "Prometheus does not start"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        started
    }

    /// The result of an instant query: a list of `{metric, value}`.
    ///
    /// # Panics
    /// When it refuses the query.
    pub async fn query(&self, query: &str) -> Vec<Value> {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let (status, body) =
            self.get(&format!("/api/v1/query?query={query}")).await.expect("Prometheus answers");
        assert_eq!(status, 200, "{body}");
        let answer: Value = serde_json::from_str(&body).expect("the answer is JSON");
        answer["data"]["result"].as_array().expect("an instant query has a list").clone()
    }

    /// Status and body; `None` while nobody listens.
    async fn get(&self, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await.ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `promtool check metrics` has against a text in the classic form; nothing when it is well.
///
/// # Panics
/// When it is not installed.
#[must_use]
pub fn check_metrics(text: &str) -> String {
    let mut tool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect(MISSING);
    let mut input = tool.stdin.take().expect("the input is a pipe");
    input.write_all(text.as_bytes()).expect("it reads all of it");
    drop(input);
    let done = tool.wait_with_output().expect("it is a child of this process");
    let said = [done.stdout, done.stderr].concat();
    format!("{}{}", if done.status.success() { "" } else { "refused: " }, String::from_utf8_lossy(&said))
}
