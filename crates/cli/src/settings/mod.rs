//! Arguments and variables of the environment: read once, here, and handed on as values.
//!
//! Every flag has a variable `TACIT_...` of the same meaning; the flag wins. What is no flag stands in
//! [`environment`].

mod admin;
mod agent;
mod audit;
mod backup;
mod demo;
mod environment;
mod key;
mod numbers;
mod place;
mod run;
mod serve;
mod size;
mod validate;

use clap::{
    ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::FalseyValueParser,
};

pub(crate) use admin::{AddPersonArgs, AdminCommand, InitArgs, RecoverArgs};
pub(crate) use agent::AgentArgs;
pub(crate) use audit::{AuditCommand, ExportArgs, VerifyArgs};
pub(crate) use backup::{BackupArgs, BackupKeyArgs, RestoreArgs};
pub(crate) use demo::DemoArgs;
pub(crate) use environment::{OTHER_VARIABLES, credential, key_variable, secrets};
pub(crate) use key::{
    AddKeyFileArgs, AddPassphraseArgs, CheckKeyArgs, KeyCommand, KeysArgs, NewRecoveryCodeArgs,
    RemoveKeyArgs, RotateKeysArgs,
};
pub(crate) use numbers::NumbersArgs;
pub(crate) use place::PlaceArgs;
pub(crate) use run::{Reporter, RunArgs};
pub(crate) use serve::{KeepingArgs, LogFormat, LoggingArgs, MailArgs, RunningArgs, ServeArgs};
pub(crate) use validate::ValidateArgs;

use crate::{Failure, terminal};

/// API monitoring: multi-step tests with scripts and assertions, results one can read, and secrets that do not show.
#[derive(Parser)]
#[command(name = "tacit", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    /// Write no colours (also: NO_COLOR)
    #[arg(long, global = true, env = "TACIT_NO_COLOR")]
    no_color: bool,
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(visible_alias = "test")]
    Run(Box<RunArgs>),
    #[command(visible_alias = "check")]
    Validate(ValidateArgs),
    Serve(Box<ServeArgs>),
    Agent(Box<AgentArgs>),
    Demo(DemoArgs),
    Init(InitArgs),
    #[command(subcommand)]
    Admin(AdminCommand),
    #[command(subcommand)]
    Key(KeyCommand),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print the JSON Schema of definition files
    Schema,
    /// Print the version
    Version,
    /// Print a page of the reference as Markdown
    #[command(hide = true)]
    Reference(ReferenceArgs),
    /// Print the OpenAPI document of the REST API
    #[command(hide = true)]
    Openapi,
}

/// Which page of the reference.
#[derive(Args)]
pub(crate) struct ReferenceArgs {
    /// The page
    pub(crate) topic: Topic,
}

/// The pages of the reference that are made from the arguments.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Topic {
    /// Commands and flags.
    Cli,
    /// Variables of the environment.
    Environment,
    /// Numbers for operators.
    Metrics,
}

/// The arguments as clap knows them.
pub(crate) fn command() -> clap::Command {
    finish(Cli::command())
}

/// Reads the arguments and the environment. Ends the program itself when it was asked for help or given nonsense.
pub(crate) fn read() -> Result<Command, Failure> {
    if environment::no_colour() {
        terminal::no_colour();
    }
    let matches = command().get_matches();
    let cli = Cli::from_arg_matches(&matches).map_err(|error| Failure::usage(error.render().to_string()))?;
    if cli.no_color {
        terminal::no_colour();
    }
    Ok(cli.command)
}

/// Rules for every argument: help shows no values of variables, and switches take `1`, `true` or `0` from them.
fn finish(command: clap::Command) -> clap::Command {
    let rule = |argument: clap::Arg| {
        let switch = matches!(argument.get_action(), ArgAction::SetTrue);
        let argument = argument.hide_env_values(true);
        if switch { argument.value_parser(FalseyValueParser::new()) } else { argument }
    };
    command.mut_args(rule).mut_subcommands(finish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(command: &clap::Command, see: &mut impl FnMut(&clap::Command, &clap::Arg)) {
        command.get_arguments().for_each(|argument| see(command, argument));
        command.get_subcommands().for_each(|command| visit(command, see));
    }

    #[test]
    fn arguments_are_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_flag_has_its_variable() {
        visit(&command(), &mut |command, argument| {
            let (Some(long), false) = (argument.get_long(), argument.is_hide_set()) else { return };
            if long == "help" || long == "version" {
                return;
            }
            let variable = argument.get_env().and_then(|name| name.to_str());
            let variable = variable.unwrap_or_else(|| panic!("--{long} of {} has none", command.get_name()));
            assert!(variable.starts_with("TACIT_"), "{variable}");
            assert!(!variable.starts_with("TACIT_SECRET_"), "{variable} would be read as a secret");
        });
    }
}
