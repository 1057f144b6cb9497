//! A real SCIM server: `scim2-server` from PyPI, in a Python environment of the project's own.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The version the tests know.
pub const PACKAGE: &str = "scim2-server==0.8.3";
/// How long it may take to start or to be installed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A SCIM server on loopback, stopped when dropped.
pub struct ScimServer {
    process: Child,
    address: SocketAddr,
}

impl ScimServer {
    /// Starts one that asks for this bearer token.
    ///
    /// # Panics
    /// When it cannot be installed or does not start: the message says what to do.
    #[must_use]
    pub fn start(bearer_token: &str) -> Self {
        let program = installed();
        let port = free_port();
        let process = Command::new(program)
            .args(["--hostname", "127.0.0.1", "--port", &port.to_string(), "--bearer-token", bearer_token])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the installed scim2-server starts");
        let mut server = Self { process, address: (Ipv4Addr::LOCALHOST, port).into() };
        server.wait();
        server
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn wait(&mut self) {
        let began = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Ok(Some(status)) = self.process.try_wait() {
                panic!("scim2-server ended at once: {status}");
            }
            assert!(began.elapsed() < PATIENCE, "scim2-server did not listen within {PATIENCE:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for ScimServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().map(|address| address.port()).expect("a bound socket has an address")
}

/// The program; installs it on first use.
fn installed() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/scim");
    let program = folder.join("bin/scim2-server");
    if program.is_file() {
        return program;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder), "apt-get install python3-venv");
    let pip = ["install", "--quiet", "--disable-pip-version-check", PACKAGE];
    run(Command::new(folder.join("bin/pip")).args(pip), "check that PyPI can be reached");
    program
}

fn run(command: &mut Command, advice: &str) {
    let outcome: io::Result<_> = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let ok = outcome.is_ok_and(|status| status.success());
    assert!(ok, "scim2-server could not be installed for the tests; {advice}");
}
