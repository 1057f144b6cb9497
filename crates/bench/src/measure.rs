//! Wall time and processor time of a process and its children.

use std::{
    fs,
    time::{Duration, Instant},
};

/// What some work cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

/// Clock ticks per second on Linux, for `/proc/PID/stat`.
const TICKS: u64 = 100;

fn stat(path: &str) -> Option<(u32, u64)> {
    let text = fs::read_to_string(path).ok()?;
    // The name in parentheses may hold spaces.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let parent = fields.get(1)?.parse().ok()?;
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some((parent, ticks))
}

/// Processor time of this process so far, children included, the target left out.
pub(crate) fn cpu(except: u32) -> Duration {
    with_children(std::process::id(), Some(except))
}

/// Processor time of another process so far, children included.
pub(crate) fn cpu_of(process: u32) -> Duration {
    with_children(process, None)
}

fn with_children(process: u32, except: Option<u32>) -> Duration {
    let mut ticks = 0;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if Some(pid) == except {
            continue;
        }
        if let Some((parent, used)) = stat(&format!("/proc/{pid}/stat"))
            && (pid == process || parent == process)
        {
            ticks += used;
        }
    }
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// Measures `work`, which is awaited.
pub(crate) async fn measure<F: Future<Output = ()>>(except: u32, work: F) -> Cost {
    let (began, before) = (Instant::now(), cpu(except));
    work.await;
    Cost { wall: began.elapsed(), cpu: cpu(except).saturating_sub(before) }
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Resident bytes of a process, in MiB.
pub(crate) fn resident_mib(pid: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
