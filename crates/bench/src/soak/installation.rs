//! An installation of its own, and its server.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::settings::Settings;

/// A server that has not said where it is after this time has not come up.
const START: Duration = Duration::from_secs(60);
/// Lines of the log that are shown.
const LINES: usize = 20;

/// A running server, its files, and who may do everything there. All of it goes when this is dropped.
pub(super) struct Installation {
    server: Child,
    folder: TempDir,
    pub(super) url: String,
    pub(super) bucket: String,
    pub(super) token: String,
    pub(super) concurrency: u16,
}

impl Installation {
    pub(super) async fn start(settings: &Settings) -> Result<Self, String> {
        let folder = folder(settings.folder.as_deref())?;
        let made = init(&settings.program, folder.path()).await?;
        let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
        let log = File::create(folder.path().join("log")).map_err(|error| format!("no log: {error}"))?;
        let mut server = tacit(&settings.program, folder.path())
            .args(["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--log-level", "warn"])
            .args(["--allow-egress", "127.0.0.0/8", "--concurrency", &settings.concurrency.to_string()])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("the server does not start: {error}"))?;
        let mut lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
        let url = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(at) = line.find("http://") {
                    return Some(line[at..].trim_end().to_owned());
                }
            }
            None
        };
        let url = tokio::time::timeout(START, url).await.ok().flatten();
        let url = url.ok_or_else(|| format!("the server did not come up:\n{}", last_lines(folder.path())))?;
        let (bucket, token) = (text("bucket_key"), text("token"));
        Ok(Self { server, folder, url, bucket, token, concurrency: settings.concurrency })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("data/tacit.db")
    }

    /// The server's process.
    pub(super) fn pid(&self) -> u32 {
        self.server.id().unwrap_or_default()
    }

    /// Stops the server; returns the last warnings and errors of its log, if there were any.
    pub(super) async fn stop(&mut self) -> Result<Option<String>, String> {
        self.server.kill().await.map_err(|error| format!("the server does not stop: {error}"))?;
        let said = last_lines(self.folder.path());
        Ok((!said.is_empty()).then_some(said))
    }
}

/// On the disk where this program lies: a temporary folder may be memory, where syncing costs nothing.
fn folder(wanted: Option<&Path>) -> Result<TempDir, String> {
    let own = std::env::current_exe().expect("a running program has a path");
    let parent = wanted.or(own.parent()).unwrap_or(Path::new("."));
    tempfile::Builder::new()
        .prefix("soak-")
        .tempdir_in(parent)
        .map_err(|error| format!("nothing can be written into {}: {error}", parent.display()))
}

async fn init(program: &Path, folder: &Path) -> Result<Value, String> {
    fs::write(folder.join("password"), "a password of a measurement").map_err(|error| error.to_string())?;
    let done = tacit(program, folder)
        .args(["init", "--data-dir", "data", "--owner-email", "o@example.com", "--json"])
        .args(["--owner-password-file", "password"])
        .output()
        .await
        .map_err(|error| format!("{} does not start: {error}", program.display()))?;
    serde_json::from_slice(&done.stdout)
        .map_err(|_| format!("no installation: {}", String::from_utf8_lossy(&done.stderr)))
}

/// The program with an empty environment: no setting of this machine counts.
fn tacit(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn last_lines(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
