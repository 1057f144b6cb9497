//! What can only be measured on the whole program.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{Row, row};
use crate::{
    measure::{median, resident_mib},
    target::Running,
};

const STARTS: usize = 40;

/// Start-up of `tacit run` with one test of one step, against starting `true`: a process cannot cost less.
pub(super) fn start_up(program: &str, target: &Running) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("test.json");
    let test = serde_json::json!({"name": "bench", "steps": [{
        "step_type": "request", "method": "GET", "url": target.http,
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]}]});
    fs::write(&file, test.to_string()).expect("the folder can be written to");
    let file = file.to_string_lossy().into_owned();
    let (own, bare) = (|| started(program, &["run", &file]), || started("true", &[]));
    let (mut wall, mut least) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        wall.push(own());
        least.push(bare());
    }
    let (wall, least) = (median(wall), median(least));
    let found = format!("{wall:.1} ms wall ({:.1}x starting `true`)", wall / least);
    vec![row("tacit run: one test of one step, from start to exit", found, "<= 7.5 ms (0.3x hurl's 25 ms)")]
}

fn started(program: &str, arguments: &[&str]) -> f64 {
    let began = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{program} {arguments:?} failed");
    began.elapsed().as_secs_f64() * 1000.0
}

/// Resident memory of a server that nobody asks anything.
pub(super) fn idle(program: &str) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut server = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path().join("data"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let mut output = BufReader::new(server.stdout.take().expect("it is piped"));
    let _ = output.read_line(&mut line);
    thread::sleep(Duration::from_secs(3));
    let resident = resident_mib(server.id());
    let _ = server.kill();
    let _ = server.wait();
    let found = resident.map_or_else(|| "the server did not start".into(), |mib| format!("{mib:.0} MiB"));
    vec![row("tacit serve, idle: resident memory", found, "<= 60 MB")]
}

/// What a browser loads before it can show the first page.
pub(super) fn first_load() -> Vec<Row> {
    let dist = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    let Ok(page) = fs::read_to_string(dist.join("index.html")) else {
        return vec![row("UI, first load", "the UI is not built", "< 300 KB compressed")];
    };
    let size = |path: &Path| -> u64 {
        let packed = PathBuf::from(format!("{}.gz", path.display()));
        fs::metadata(&packed).or_else(|_| fs::metadata(path)).map_or(0, |data| data.len())
    };
    let named = page.split(['"', '\'']).filter(|part| part.starts_with("/assets/"));
    let total: u64 = named.map(|name| size(&dist.join(name.trim_start_matches('/')))).sum();
    let found = format!("{} KB compressed", total / 1000);
    vec![row("UI, first load: what the entry page names", found, "< 300 KB compressed")]
}
