//! Running other programs, with a sign of life.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::Outcome;

/// How long a program may be silent before a line says that it still runs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A command that starts in this folder.
pub(crate) fn command<A: AsRef<OsStr>>(
    folder: &Path,
    program: &str,
    arguments: impl IntoIterator<Item = A>,
) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Cargo, as the one that started this program.
pub(crate) fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(crate::workspace::root()).args(arguments);
    command
}

/// Runs a command whose output the reader sees as it comes.
pub(crate) fn run(mut command: Command) -> Outcome {
    let shown = shown(&command);
    println!("$ {shown}");
    let began = Instant::now();
    let (done, waiting) = mpsc::channel::<()>();
    let ticker = thread::spawn(move || {
        while waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            println!("... at it for {}", elapsed(began.elapsed()));
        }
    });
    let status = command.stdin(Stdio::null()).status();
    drop(done);
    let _ = ticker.join();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("`{shown}` could not be started: {error}")),
    }
}

/// Runs a command for what it prints.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let shown = shown(&command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{shown}` could not be started: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{shown}` failed ({})\n{}", output.status, said.trim_end()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{shown}` did not print text"))
}

/// Where a program is, when it is installed.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// `12.3 s`, `3 min 20 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_names_the_command() {
        let error = run(command(Path::new("/"), "false", ["--really"])).unwrap_err();
        assert!(error.starts_with("`false --really` failed"), "{error}");
        let error = run(command::<&str>(Path::new("/"), "no-such-program", [])).unwrap_err();
        assert!(error.starts_with("`no-such-program` could not be started"), "{error}");
    }

    #[test]
    fn time_is_said_in_words() {
        assert_eq!(elapsed(Duration::from_millis(4_250)), "4.2 s");
        assert_eq!(elapsed(Duration::from_secs(200)), "3 min 20 s");
    }
}
