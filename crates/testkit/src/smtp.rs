//! A real mail server: `aiosmtpd` from PyPI, in a Python environment of the project's own.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::target::ServerCertificate;

/// The version the tests know.
pub const PACKAGE: &str = "aiosmtpd==1.4.6";

/// How the server protects its connections.
pub enum Protection<'a> {
    /// Not at all.
    None,
    /// TLS from the start, with this certificate.
    Tls(&'a ServerCertificate),
    /// TLS after `STARTTLS`, with this certificate.
    StartTls(&'a ServerCertificate),
}

/// A mail server on loopback, stopped when dropped. It refuses recipients whose address begins with `nobody@`.
pub struct MailServer {
    process: Child,
    port: u16,
    lines: BufReader<ChildStdout>,
    _files: TempDir,
}

/// A message as the server took it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// Who had signed in.
    pub user: Option<String>,
    /// Head and body.
    pub message: String,
}

impl MailServer {
    /// Starts one that wants this user and password, where they are given.
    ///
    /// # Panics
    /// When it cannot be installed or does not start: the message says what to do.
    #[must_use]
    pub fn start(protection: &Protection<'_>, account: Option<(&str, &str)>) -> Self {
        let files = TempDir::new().expect("a temporary folder can be made");
        let (security, certificate) = match protection {
            Protection::None => ("none", None),
            Protection::Tls(certificate) => ("tls", Some(certificate)),
            Protection::StartTls(certificate) => ("starttls", Some(certificate)),
        };
        let (certificate_file, key_file) = (files.path().join("certificate"), files.path().join("key"));
        if let Some(certificate) = certificate {
            fs::write(&certificate_file, certificate.der()).expect("the folder can be written");
            fs::write(&key_file, certificate.key_pem()).expect("the folder can be written");
        }
        let options = json!({
            "security": security,
            "certificate": certificate.map(|_| &certificate_file),
            "key": key_file,
            "account": account.map(|(user, password)| [user, password]),
        });
        let mut process = Command::new(installed())
            .args(["-c", include_str!("smtp.py"), &options.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the installed Python starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut port = String::new();
        lines.read_line(&mut port).expect("its output can be read");
        let port = port.trim().parse().expect("aiosmtpd prints the port it listens at");
        Self { process, port, lines, _files: files }
    }

    /// Where it listens on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits for the next message it takes.
    ///
    /// # Panics
    /// When it ends instead.
    pub fn take(&mut self) -> Taken {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("its output can be read");
        let value: Value = serde_json::from_str(&line).expect("it prints one object per message");
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let to = value["to"].as_array().into_iter().flatten();
        Taken {
            from: text("from"),
            to: to.filter_map(Value::as_str).map(str::to_owned).collect(),
            tls: value["tls"] == json!(true),
            user: value["user"].as_str().map(str::to_owned),
            message: text("message"),
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The environment's Python; makes the environment on first use.
fn installed() -> PathBuf {
    let peers = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    let folder = peers.join("smtp");
    let python = folder.join("bin/python");
    if python.is_file() {
        return python;
    }
    fs::create_dir_all(&peers).expect("the target folder can be written");
    // Made aside and moved into place, as tests that run at once may all be the first.
    let fresh = TempDir::new_in(&peers).expect("the target folder can be written");
    let made = fresh.path().join("smtp");
    run(Command::new("python3").args(["-m", "venv"]).arg(&made), "apt-get install python3-venv");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
    run(Command::new(made.join("bin/python")).args(pip), "check that PyPI can be reached");
    let _ = fs::rename(&made, &folder);
    python
}

fn run(command: &mut Command, advice: &str) {
    let outcome = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let ok = outcome.is_ok_and(|status| status.success());
    assert!(ok, "aiosmtpd could not be installed for the tests; {advice}");
}
