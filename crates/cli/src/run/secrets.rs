//! Secrets from the environment, from files and from standard input. A message names the secret and never its value.

use std::{
    fs,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use indexmap::IndexMap;
use tacit_agent::JobSecret;
use tacit_spec::{SecretName, limits};
use tacit_taint::Secret;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::load::unreadable;
use crate::{Failure, output, settings, settings::RunArgs, terminal::Style};

type Given = IndexMap<String, Secret>;

/// Far more than a file of secrets has.
const MAX_BYTES: u64 = 16 << 20;

/// All secrets. What is named in the arguments wins over what the environment happens to hold.
pub(crate) fn given(args: &RunArgs) -> Result<Vec<JobSecret>, Failure> {
    let mut all = Given::new();
    for (name, value) in settings::secrets() {
        let place = format!("the variable TACIT_SECRET_{name}");
        let value = value
            .into_string()
            .map_err(|_| Failure::usage(format!("{place} is not UTF-8 text")).hint("secrets are text"))?;
        add(&mut all, &place, name, value)?;
    }
    for path in &args.secret_file {
        let place = path.display().to_string();
        let mut file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
        warn_of_loose(path, &file);
        let text = read(&mut file, &place, |error| unreadable(path, error))?;
        several(&mut all, &place, &text)?;
    }
    let place = "standard input";
    let failed =
        |error: &io::Error| Failure::could_not(format!("standard input cannot be read: {}", error.kind()));
    if args.secrets_stdin {
        let text = read(&mut io::stdin().lock(), place, failed)?;
        several(&mut all, place, &text)?;
    }
    if let Some(name) = &args.secret_stdin {
        let text = read(&mut io::stdin().lock(), place, failed)?;
        let value = text.strip_suffix('\n').map_or(&**text, |text| text.strip_suffix('\r').unwrap_or(text));
        add(&mut all, place, name.clone(), value.to_owned())?;
    }
    let assigned = all.into_iter().enumerate().map(|(index, (name, value))| JobSecret {
        id: Uuid::from_u128(index as u128 + 1),
        name,
        value: Some(Arc::new(value)),
        others: Vec::new(),
        redact: false,
        allowed_hosts: Vec::new(),
    });
    Ok(assigned.collect())
}

/// Arguments show in the list of processes and in the shell's history.
pub(crate) fn refuse_argument() -> Failure {
    Failure::usage("secrets are not taken from arguments: other users and the shell's history can see them").hint(
        "set the variable TACIT_SECRET_name, or use --secret-file FILE or --secrets-stdin; treat a value that stood \
         in an argument as known to others and replace it",
    )
}

fn read(
    from: &mut dyn Read,
    place: &str,
    failed: impl FnOnce(&io::Error) -> Failure,
) -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::usage(format!("{place}: too large to be a file of secrets")));
    }
    let text = str::from_utf8(&bytes).map_err(|_| {
        Failure::usage(format!("{place}: the text is not UTF-8")).hint("secrets are text in UTF-8")
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn several(all: &mut Given, place: &str, text: &str) -> Result<(), Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') { json(all, place, text) } else { lines(all, place, text) }
}

fn json(all: &mut Given, place: &str, text: &str) -> Result<(), Failure> {
    // serde_json's own message can quote a value.
    let map: IndexMap<String, String> = serde_json::from_str(text).map_err(|error| {
        Failure::usage(format!("{place}:{}:{}: not a JSON object of texts", error.line(), error.column()))
            .hint("write {\"name\": \"value\"}")
    })?;
    map.into_iter().try_for_each(|(name, value)| add(all, place, name, value))
}

/// A value is everything after the first `=`, as it stands: no quotes, no escapes.
fn lines(all: &mut Given, place: &str, text: &str) -> Result<(), Failure> {
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let place = format!("{place}:{}", index + 1);
        let Some((name, value)) = line.split_once('=') else {
            return Err(Failure::usage(format!("{place}: the line has no `=`"))
                .hint("write NAME=VALUE; a value of several lines needs the JSON form"));
        };
        add(all, &place, name.trim().to_owned(), value.to_owned())?;
    }
    Ok(())
}

fn add(all: &mut Given, place: &str, name: String, value: String) -> Result<(), Failure> {
    let mut value = Zeroizing::new(value);
    if let Err(error) = SecretName::parse(&name) {
        return Err(Failure::usage(format!("{place}: {error}")));
    }
    let length = value.len();
    if !limits::SECRET_VALUE_BYTES.contains(&length) {
        let most = limits::SECRET_VALUE_BYTES.end();
        return Err(if length == 0 {
            Failure::usage(format!("{place}: the secret `{name}` is empty")).hint("give it a value")
        } else {
            Failure::usage(format!("{place}: the secret `{name}` has more than {most} bytes"))
                .hint("keep large data elsewhere and store the key to it")
        });
    }
    all.insert(name, Secret::new(std::mem::take(&mut *value)));
    Ok(())
}

#[cfg(unix)]
fn warn_of_loose(path: &Path, file: &fs::File) {
    use std::os::unix::fs::PermissionsExt;

    let Ok(metadata) = file.metadata() else { return };
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        let style = Style::of_errors();
        let path = path.display();
        output::complain(&format!("{} other users may read {path}", style.yellow("warning:")));
        output::complain(&format!("  {} run: chmod 600 {path}", style.dim("hint:")));
    }
}

#[cfg(not(unix))]
fn warn_of_loose(_path: &Path, _file: &fs::File) {}
