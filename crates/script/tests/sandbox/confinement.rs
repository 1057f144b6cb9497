//! A script finds no way out, and neither does the process it runs in.

use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};

use crate::support::{PROGRAM, Recorder, TEAM, log_of, pool, script, thrown_by};

#[tokio::test]
async fn no_way_out_has_a_name() {
    let log = log_of(
        r#"
        for (const name of ["require", "process", "std", "os", "bjson", "fetch", "XMLHttpRequest", "WebSocket", "Deno", "Bun",
            "load", "loadScript", "print", "scriptArgs", "Worker", "setTimeout", "navigator", "gc", "module", "exports", "host", "bundle"])
            if (typeof globalThis[name] !== "undefined") log(name);
        log(Object.getOwnPropertyNames(globalThis).filter((name) => /tacit|rust|host/i.test(name)).join());
        "#,
    )
    .await;
    assert_eq!(log, [""]);
}

#[tokio::test]
async fn modules_cannot_be_imported() {
    for name in ["std", "os", "qjs:std", "/etc/passwd", "./x.js", "https://example.com/x.js"] {
        let (_, message, ..) = thrown_by(&format!("import({name:?}).then((m) => log('loaded', m))")).await;
        assert!(!message.is_empty());
    }
    let (_, message, ..) = thrown_by("import fs from 'fs'").await;
    assert!(message.starts_with("SyntaxError"), "{message}");
}

#[tokio::test]
async fn a_scripts_traces_do_not_reach_the_next() {
    let pool = pool();
    for round in 0..3 {
        let source = r#"
            log(typeof leftover, {}.polluted, [].polluted, typeof JSON, String.prototype.trim.name, typeof log, Object.keys(globalThis).join("+"));
            globalThis.leftover = get_secret("key"); Object.prototype.polluted = 1; Array.prototype.polluted = 2;
            String.prototype.trim = function fake() {}; JSON = null; delete globalThis.variables; delete globalThis.get_secret;
            Object.defineProperty(Object.prototype, "url", { get() { return 1; }, set() {} }); Object.freeze(Object.prototype);
            Math.random = null; Error.prepareStackTrace = () => "x"; delete globalThis.console; log = null;
        "#;
        let outcome = pool.run(TEAM, script(source), &mut Recorder::default()).await;
        let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(outcome.error.map(|thrown| thrown.message), None, "round {round}");
        assert_eq!(
            outcome.log,
            ["undefined undefined undefined object trim function performance"],
            "round {round}"
        );
    }
}

/// The process tries it all itself: files, sockets, programs, threads, descriptors, environment.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_process_is_confined() {
    assert_eq!(pool().check().await, Ok(()));
}

/// The check itself can fail: with an environment it does.
#[test]
#[cfg(target_os = "linux")]
fn the_check_notices_what_is_open() {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["sandbox", "--check"])
        .env("TACIT_LEFT_OPEN", "1")
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .spawn()
        .unwrap();
    let mut report = String::new();
    ours.read_to_string(&mut report).unwrap();
    assert_eq!(report, "read the environment\n");
    assert!(!child.wait().unwrap().success());
}
