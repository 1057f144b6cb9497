//! From file names to tests and environments.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tacit_spec::{
    DefinitionError, Environment, limits,
    test_file::{self, LoadedTest},
};

use crate::{Failure, exit::Message, settings::RunArgs, terminal::printable};

/// The tests of one file.
pub(crate) struct LoadedFile {
    /// As given.
    pub(crate) path: PathBuf,
    /// In the order of the file.
    pub(crate) tests: Vec<LoadedTest>,
}

/// Reads all files, and tells the mistakes of all of them at once.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<LoadedFile>, Failure> {
    let mut loaded = Vec::new();
    let mut mistakes = Vec::new();
    for path in paths {
        let text = read(path)?;
        match test_file::load_with_environments(&text, &path.to_string_lossy()) {
            Ok(tests) => loaded.push(LoadedFile { path: path.clone(), tests }),
            Err(errors) => mistakes.extend(errors.into_iter().map(|error| located(path, error))),
        }
    }
    if mistakes.is_empty() { Ok(loaded) } else { Err(Failure::definitions(mistakes)) }
}

/// What the arguments say about the environment.
pub(crate) struct Around {
    /// From `--environment`.
    pub(crate) file: Option<EnvironmentFile>,
    /// From `--environment-name`.
    pub(crate) name: Option<String>,
    /// From `--insecure`.
    pub(crate) insecure: bool,
}

/// The file of `--environment`.
pub(crate) enum EnvironmentFile {
    /// Laid over the test's own environment.
    Variables(Environment),
    /// Takes its place.
    Whole(Environment),
}

impl Around {
    /// Reads the environment file, if one is given.
    pub(crate) fn read(args: &RunArgs) -> Result<Self, Failure> {
        let file = args.environment.as_deref().map(environment).transpose()?;
        Ok(Self { file, name: args.environment_name.clone(), insecure: args.insecure })
    }

    /// What a test runs in whose `own` environments are these.
    pub(crate) fn over(
        &self,
        own: Result<(Environment, Option<Environment>), Failure>,
    ) -> Result<(Environment, Option<Environment>), Failure> {
        let (mut environment, mut shared) = match &self.file {
            Some(EnvironmentFile::Whole(whole)) => (whole.clone(), None),
            _ => own?,
        };
        if let Some(EnvironmentFile::Variables(over)) = &self.file {
            environment.initial_variables.extend(over.initial_variables.clone());
        }
        if self.insecure {
            for environment in [Some(&mut environment), shared.as_mut()].into_iter().flatten() {
                environment.verify_ssl = false;
            }
        }
        Ok((environment, shared))
    }
}

fn environment(path: &Path) -> Result<EnvironmentFile, Failure> {
    let text = read(path)?;
    let environment = test_file::load_environment(&text, &path.to_string_lossy()).map_err(|errors| {
        Failure::definitions(errors.into_iter().map(|error| located(path, error)).collect())
    })?;
    let bare =
        Environment { initial_variables: environment.initial_variables.clone(), ..Environment::default() };
    Ok(if environment == bare {
        EnvironmentFile::Variables(environment)
    } else {
        EnvironmentFile::Whole(environment)
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let length = fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if length > limits::FILE_BYTES as u64 {
        let mib = limits::FILE_BYTES >> 20;
        return Err(Failure::usage(format!("{}: the file is larger than {mib} MiB", name(path)))
            .hint("split it into several files"));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Failure::usage(format!("{}:{}: the text is not UTF-8", name(path), line + 1))
            .hint("save the file as UTF-8")
    })
}

/// A file that cannot be read is nobody's mistake in writing.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (what, hint) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file", "check the path"),
        io::ErrorKind::PermissionDenied => ("you may not read this file", "check its permissions"),
        io::ErrorKind::IsADirectory => ("this is a directory", "name the files in it"),
        _ => ("the file cannot be read", "check the disk and the permissions"),
    };
    Failure::could_not(format!("{}: {what}", name(path))).hint(hint)
}

fn located(path: &Path, error: DefinitionError) -> Message {
    let mut text = name(path);
    for number in [error.line, error.column].into_iter().flatten() {
        text.push_str(&format!(":{number}"));
    }
    text.push_str(": ");
    text.push_str(&error.message);
    if !error.path.is_empty() {
        text.push_str(&format!(" ({})", printable(&error.path)));
    }
    Message { text, hint: error.hint }
}

fn name(path: &Path) -> String {
    printable(&path.display().to_string())
}
