//! The process's own numbers, under the names that every exporter uses.

use std::fs;

use tacit_numbers::{About, Family, Labels, Sample, Text, Unit, Value};

const CPU: About = About::counter("process_cpu", "Time that the processors spent on this process.", &[])
    .in_unit(Unit::Seconds);
const RESIDENT: About =
    About::gauge("process_resident_memory", "Memory of this process that is in use.", &[])
        .in_unit(Unit::Bytes);
const OPEN: About = About::gauge("process_open_fds", "Files and connections that are open.", &[]);
const MOST: About = About::gauge("process_max_fds", "Files and connections that may be open.", &[]);
const START: About =
    About::gauge("process_start_time", "When this process began, as Unix time.", &[]).in_unit(Unit::Seconds);
const BUILD_INFO: About = About::gauge("tacit_build_info", "The version that runs; always 1.", &["version"]);

/// The version of this program.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");

/// Reads what the system knows of this process.
#[derive(Clone, Copy, Debug)]
pub struct ProcessNumbers {
    /// When it began: microseconds since the Unix epoch.
    pub started: i64,
}

impl ProcessNumbers {
    /// What each of them says.
    pub const ABOUT: &'static [About] = &[CPU, RESIDENT, OPEN, MOST, START, BUILD_INFO];

    /// How they stand; what the system does not tell is left out.
    #[must_use]
    pub fn families(self) -> Vec<Family> {
        let number = |about, value: f64| Family::single(about, Value::Number(value));
        let version =
            Sample { labels: Labels::new(BUILD_INFO.labels, [Text::word(BUILD)]), value: Value::Number(1.0) };
        let mut families = vec![
            number(START, self.started as f64 / 1e6),
            Family { about: BUILD_INFO, samples: vec![version] },
        ];
        families.extend(cpu().map(|seconds| number(CPU, seconds)));
        families.extend(resident().map(|bytes| number(RESIDENT, bytes)));
        families.extend(open_files().map(|count| number(OPEN, count)));
        let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        families.extend(most.map(|most| number(MOST, most as f64)));
        families
    }
}

fn cpu() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

fn open_files() -> Option<f64> {
    // The folder itself is open while it is read.
    Some((fs::read_dir("/proc/self/fd").ok()?.count() as f64 - 1.0).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_all_of_them() {
        let families = ProcessNumbers { started: 1_700_000_000_500_000 }.families();
        assert_eq!(families.len(), ProcessNumbers::ABOUT.len());
        for family in families {
            let Value::Number(number) = family.samples[0].value else { panic!("numbers") };
            assert!(number > 0.0, "{}", family.about.name());
        }
    }
}
