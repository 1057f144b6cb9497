//! The tacit program: arguments, settings and the composition root.
//!
//! ```text
//!   arguments, TACIT_... --> settings --> one command --+--> run    definition files --> agent --> reports
//!                                                       +--> serve  store, vault, app, server, agent
//!                                                       +--> agent  membership, agent, the way to its server
//!                                                       +--> init, admin, key, backup, restore   without a browser
//!                                                       +--> demo   serve, with something to see
//! ```
//!
//! This crate owns what a shell sees: arguments, variables of the environment, exit codes, texts on the terminal. It
//! is the only crate that knows every part, and each part is named once, in [`serve`] or [`run`]. It decides
//! nothing about tests, people or secrets: that is the parts' business. The environment is read in [`settings`] alone.
//!
//! To add a command: its arguments in a file of `settings`, a variant of [`settings::Command`], a module that takes
//! them and returns an [`Exit`]. To add a setting: a field with its flag and its variable; the reference pages in
//! `docs` are made from there.

mod admin;
mod agent;
mod audit;
mod backup;
mod demo;
mod exit;
mod harden;
mod init;
mod installation;
mod key;
mod logging;
mod output;
mod reference;
mod run;
mod sandbox;
mod serve;
mod settings;
mod signals;
mod terminal;
mod validate;

use std::{
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
};

use exit::{Exit, Failure};
use settings::{AdminCommand, AuditCommand, Command};

fn main() -> ExitCode {
    // Scripts run in a process of this program, which confines itself before anything else happens.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == "sandbox") {
        return tacit_script::sandbox_main();
    }
    harden::process();
    let done = match settings::read() {
        // The panic hook has told where.
        Ok(command) => {
            panic::catch_unwind(AssertUnwindSafe(|| perform(command))).unwrap_or(Ok(Exit::CouldNotRun))
        }
        Err(failure) => Err(failure),
    };
    done.unwrap_or_else(Failure::tell).into()
}

fn perform(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Validate(args) => validate::validate(&args),
        Command::Serve(args) => serve::serve(*args),
        Command::Agent(args) => agent::agent(*args),
        Command::Demo(args) => demo::demo(args),
        Command::Init(args) => init::init(args),
        Command::Key(command) => key::key(command),
        Command::Backup(args) => backup::backup(args),
        Command::Restore(args) => backup::restore(args),
        Command::Admin(AdminCommand::AddPerson(args)) => admin::add_person(args),
        Command::Admin(AdminCommand::Recover(args)) => admin::recover(args),
        Command::Audit(AuditCommand::Verify(args)) => audit::verify(args),
        Command::Audit(AuditCommand::Export(args)) => audit::export(args),
        Command::Schema => output::line(&reference::schema()),
        Command::Version => output::line(reference::VERSION),
        Command::Reference(args) => output::line(&reference::page(args.topic)),
        Command::Openapi => output::line(&reference::openapi()),
    }
}
