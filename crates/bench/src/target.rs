//! The target, in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitCode, Stdio},
};

use tacit_testkit::target::{Authority, Target, When};

/// Serves until standard input ends; prints the two URLs and the certificate authority.
pub(crate) fn serve() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let authority = Authority::new();
        let http = Target::http().await;
        let https = Target::https1(&authority.issue(&["localhost"], When::Now)).await;
        let root = authority.root();
        println!("{}", http.url("/json"));
        println!("{}", https.url_at("localhost", "/json"));
        println!("{}", root.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        let _ = ended.await;
    });
    ExitCode::SUCCESS
}

/// A running target.
pub(crate) struct Running {
    child: Child,
    pub(crate) http: String,
    pub(crate) https: String,
    pub(crate) root: Vec<u8>,
}

impl Running {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("a running program has a path");
        let mut child = Command::new(program)
            .arg("target")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut line = || lines.next().expect("the target prints three lines").expect("in UTF-8");
        let (http, https, root) = (line(), line(), line());
        let byte = |at: usize| u8::from_str_radix(&root[at..at + 2], 16).expect("hex");
        let root = (0..root.len()).step_by(2).map(byte).collect();
        Self { child, http, https, root }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
