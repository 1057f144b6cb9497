//! Proves from the inside that the confined process reaches nothing: `sandbox --check`.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsFd;
use std::process::{Command, ExitCode};
use std::thread;

use super::line;

/// How the system refuses; a refused connection would mean that the socket could be made.
const DENIED: ErrorKind = ErrorKind::PermissionDenied;

/// Tries what a script's engine must never manage, and tells the parent what was possible.
pub(super) fn report() -> ExitCode {
    let attempts: [(&str, bool); 9] = [
        ("read a file", File::open("/etc/passwd").is_ok()),
        ("read its own memory map", File::open("/proc/self/maps").is_ok()),
        ("write a file", File::create("/tmp/tacit-sandbox-check").is_ok()),
        ("list a folder", std::fs::read_dir("/").is_ok()),
        ("connect", !matches!(TcpStream::connect(("127.0.0.1", 9)), Err(error) if error.kind() == DENIED)),
        ("listen", TcpListener::bind(("127.0.0.1", 0)).is_ok()),
        ("send a datagram", UdpSocket::bind(("127.0.0.1", 0)).is_ok()),
        ("start a program", Command::new("/bin/true").spawn().is_ok()),
        ("start a thread", thread::Builder::new().spawn(|| {}).is_ok()),
    ];
    let mut possible: Vec<&str> = attempts.iter().filter(|(_, done)| *done).map(|(name, _)| *name).collect();
    if std::env::vars_os().any(|(name, _)| name != "TZ") {
        possible.push("read the environment");
    }
    if std::io::stdin().as_fd().try_clone_to_owned().is_ok() {
        possible.push("make a descriptor");
    }
    let line = if possible.is_empty() { "confined".to_owned() } else { possible.join(", ") };
    match line::write(format!("{line}\n").as_bytes()) {
        Ok(()) if possible.is_empty() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
