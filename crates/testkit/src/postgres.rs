//! A real PostgreSQL for the tests of one process: its own cluster in a temporary directory, reached by a Unix socket.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Makes the cluster, says where it is, and waits on standard input. When the test process ends, in whatever way, the
/// pipe closes, and everything is stopped and removed.
const KEEPER: &str = r#"
set -eu
umask 077
home=$(mktemp -d "${TMPDIR:-/tmp}/tacit-postgres.XXXXXX")
trap 'rm -rf "$home"' EXIT
"$1/initdb" --pgdata="$home/data" --username=tacit --auth=trust --encoding=UTF8 --locale=C --no-sync \
    </dev/null >"$home/log" 2>&1 || { cat "$home/log"; exit 1; }
"$1/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c max_connections=200 </dev/null >>"$home/log" 2>&1 &
server=$!
until "$1/pg_isready" --quiet --host="$home" --username=tacit --dbname=postgres; do
    kill -0 "$server" 2>/dev/null || { cat "$home/log"; exit 1; }
    sleep 0.05
done
echo "ready $home"
read -r _ || true
kill -INT "$server"
wait "$server" || true
"#;

/// A running cluster. Stopped and removed when dropped, or when the process ends.
#[derive(Debug)]
pub struct Postgres {
    keeper: Child,
    home: PathBuf,
    programs: PathBuf,
    databases: AtomicU32,
}

impl Postgres {
    /// The cluster of this process. `None` when `TACIT_TEST_POSTGRES=skip` says to leave such tests out.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed or does not start: the test cannot say anything then.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
        SHARED.get_or_init(|| (!skipped()).then(Self::start)).as_ref()
    }

    fn start() -> Self {
        let programs = programs().unwrap_or_else(|| {
            panic!(
                "PostgreSQL is not installed: `apt-get install postgresql` brings it on Debian; \
                 TACIT_TEST_POSTGRES=skip leaves its tests out"
            )
        });
        let mut command = unprivileged("sh");
        let mut keeper = command
            .args(["-c", KEEPER, "sh"])
            .arg(&programs)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A signal to the tests does not reach it; it ends by the pipe.
            .process_group(0)
            .spawn()
            .expect("a shell can be started");
        let mut output = BufReader::new(keeper.stdout.take().expect("the output is a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the keeper's output is text");
        let Some(home) = line.trim_end().strip_prefix("ready ") else {
            // What it printed is not the address, so it ended.
            let _ = output.read_to_string(&mut line);
            panic!("PostgreSQL did not start: {line}");
        };
        Self { keeper, home: home.into(), programs, databases: AtomicU32::new(0) }
    }

    /// Makes an empty database and returns its URL.
    ///
    /// # Panics
    ///
    /// When the server does not let it.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let output = Command::new(self.programs.join("createdb"))
            .arg("--host")
            .arg(&self.home)
            .args(["--username=tacit", &name])
            .output()
            .expect("createdb is installed with PostgreSQL");
        assert!(output.status.success(), "createdb: {}", String::from_utf8_lossy(&output.stderr));
        format!("postgres://tacit@localhost/{name}?host={}", self.home.display())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "a switch for tests, not a setting of the product")]
fn skipped() -> bool {
    std::env::var("TACIT_TEST_POSTGRES").is_ok_and(|value| value == "skip")
}

/// The newest installation of Debian's packages, or what `PATH` has.
fn programs() -> Option<PathBuf> {
    let version = |path: &Path| path.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = debian.map(|entry| entry.path().join("bin")).collect();
    found.sort_by_key(|path| version(path));
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())
}

/// PostgreSQL refuses to run as root: then it runs as the user its package made.
fn unprivileged(program: &str) -> Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", program]);
    command
}
