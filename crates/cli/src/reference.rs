//! Pages of the reference, made from what the program knows about itself.

use std::fmt::Write;

use clap::{Arg, Command};

use crate::serve;
use crate::settings::{self, OTHER_VARIABLES, Topic};

/// The program and its version.
pub(crate) const VERSION: &str = concat!("tacit ", env!("CARGO_PKG_VERSION"));

/// The JSON Schema of definition files.
pub(crate) fn schema() -> String {
    serde_json::to_string_pretty(&tacit_spec::schema::schema()).expect("a schema is plain JSON")
}

/// The OpenAPI document.
pub(crate) fn openapi() -> String {
    serde_json::to_string_pretty(&tacit_server::openapi()).expect("a document is plain JSON")
}

/// A page as Markdown.
pub(crate) fn page(topic: Topic) -> String {
    match topic {
        Topic::Cli => cli(),
        Topic::Environment => environment(),
        Topic::Metrics => metrics(),
    }
}

fn cli() -> String {
    let mut page = String::from("# Commands\n\n");
    page.push_str("Every flag has a variable of the environment; the flag wins.\n\n");
    page.push_str(
        "Exit codes of every command: 0 done (for `run`: all tests passed), 1 a test failed, 2 wrong arguments or a \
         mistake in a definition, 3 it could not be done, 130 stopped by a signal.\n",
    );
    let mut root = settings::command();
    root.build();
    for argument in global(&root) {
        let _ = writeln!(page, "\nEvery command takes {}: {}.", flag(argument), meaning(argument));
    }
    for command in visible(&root) {
        section(&mut page, command, "tacit");
    }
    page
}

fn section(page: &mut String, command: &Command, parent: &str) {
    let name = format!("{parent} {}", command.get_name());
    let inner: Vec<_> = visible(command).collect();
    if inner.is_empty() {
        let about = command.get_long_about().or(command.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        let positional: String = command.get_positionals().map(|argument| format!(" {argument}")).collect();
        let options = if flags(command).next().is_some() { " [OPTIONS]" } else { "" };
        let _ = write!(page, "\n## {name}\n\n{about}\n\n```text\n{name}{options}{positional}\n```\n");
        let aliases: Vec<_> = command.get_visible_aliases().collect();
        if !aliases.is_empty() {
            let _ = write!(page, "\nAlso: `{parent} {}`.\n", aliases.join("`, `"));
        }
        if options.is_empty() {
            return;
        }
        page.push_str("\n| flag | variable | meaning |\n|---|---|---|\n");
        for argument in flags(command) {
            let variable = variable(argument).map(|name| format!("`{name}`")).unwrap_or_default();
            let _ = writeln!(page, "| {} | {variable} | {} |", flag(argument), meaning(argument));
        }
    }
    for command in inner {
        section(page, command, &name);
    }
}

fn environment() -> String {
    let mut page = String::from("# Variables of the environment\n\n");
    page.push_str(
        "A flag of the same meaning wins over its variable. Switches are on with `1` or `true`.\n\n",
    );
    page.push_str("| variable | flag | commands | meaning |\n|---|---|---|---|\n");
    let mut root = settings::command();
    root.build();
    let mut rows: Vec<(String, String, Vec<String>, String)> = Vec::new();
    for argument in global(&root) {
        let name = variable(argument).unwrap_or_default();
        rows.push((name, flag(argument), vec!["all".to_owned()], meaning(argument)));
    }
    collect(&root, String::new(), &mut rows);
    rows.sort();
    for (name, flag, commands, meaning) in rows {
        let _ = writeln!(page, "| `{name}` | {flag} | {} | {meaning} |", commands.join(", "));
    }
    for (name, meaning) in OTHER_VARIABLES {
        let _ = writeln!(page, "| `{name}` | | | {meaning} |");
    }
    page
}

fn metrics() -> String {
    let mut page = String::from("# Metrics\n\n");
    page.push_str(
        "What `/metrics` shows, and what a collector gets: the same numbers, under names with dots and without unit and \
         ending there (`tacit.schedule.lag`).\n\n| name | kind | labels | meaning |\n|---|---|---|---|\n",
    );
    for about in serve::about() {
        let labels: Vec<_> = about.labels.iter().map(|label| format!("`{label}`")).collect();
        let (name, kind, labels) = (about.name(), about.kind.word(), labels.join(", "));
        let _ = writeln!(page, "| `{name}` | {kind} | {labels} | {} |", about.help);
    }
    page
}

fn collect(command: &Command, name: String, rows: &mut Vec<(String, String, Vec<String>, String)>) {
    for argument in flags(command) {
        let Some(variable) = variable(argument) else { continue };
        let (flag, meaning) = (flag(argument), meaning(argument));
        match rows.iter_mut().find(|row| row.0 == variable && row.3 == meaning) {
            Some(row) => row.2.push(format!("`{name}`")),
            None => rows.push((variable, flag, vec![format!("`{name}`")], meaning)),
        }
    }
    for inner in visible(command) {
        collect(inner, format!("{name} {}", inner.get_name()).trim().to_owned(), rows);
    }
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// Flags of every command.
fn global(root: &Command) -> impl Iterator<Item = &Arg> {
    root.get_arguments().filter(|argument| argument.is_global_set())
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| {
        !argument.is_positional()
            && !argument.is_hide_set()
            && !argument.is_global_set()
            && !matches!(argument.get_long(), Some("help" | "version"))
    })
}

fn variable(argument: &Arg) -> Option<String> {
    Some(argument.get_env()?.to_string_lossy().into_owned())
}

fn flag(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    let value = argument.get_value_names().filter(|_| argument.get_action().takes_values());
    let value = value.map(|names| format!(" {}", names.join(" "))).unwrap_or_default();
    format!("{short}`--{}{value}`", argument.get_long().unwrap_or_default())
}

fn meaning(argument: &Arg) -> String {
    let mut text = argument.get_help().map(ToString::to_string).unwrap_or_default().replace('\n', " ");
    text = text.replace('|', "\\|");
    let choices: Vec<_> = argument.get_possible_values();
    if argument.get_action().takes_values() && !choices.is_empty() {
        let names: Vec<_> = choices.iter().map(|choice| format!("`{}`", choice.get_name())).collect();
        let _ = write!(text, ": {}", names.join(", "));
    }
    let default: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if argument.get_action().takes_values() && !default.is_empty() {
        let _ = write!(text, " (default `{}`)", default.join(","));
    }
    text
}
