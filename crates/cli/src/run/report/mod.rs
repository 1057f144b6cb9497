//! Reports: each takes finished cases in order.
//!
//! To add one: a file here with a type that is [`Report`], a variant of [`crate::settings::Reporter`] and an arm in
//! [`Reports::new`].

mod file;
mod json;
mod junit;
mod reason;
mod text;
mod totals;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
};

use super::{execute::Finished, progress::Progress};
use crate::{
    Failure,
    settings::{Reporter, RunArgs},
};
use totals::Totals;

/// One form of report.
trait Report {
    /// What can be said about a finished case at once; empty when all is said at the end.
    fn add(&mut self, finished: &Finished) -> String;

    /// What is said in the end.
    fn finish(&mut self, totals: &Totals) -> String;
}

/// Every report of this command.
pub(crate) struct Reports<'a> {
    first: Box<dyn Report>,
    /// Where the first goes if not to standard output, with what is written so far.
    file: Option<(PathBuf, String)>,
    others: Vec<(Box<dyn Report>, PathBuf)>,
    totals: Totals,
    progress: &'a Progress,
}

/// Fails early when a report could not be written in the end.
pub(crate) fn check(args: &RunArgs) -> Result<(), Failure> {
    let paths = [&args.reporter_output, &args.reporter_junit, &args.reporter_json];
    paths.into_iter().flatten().try_for_each(|path| file::check(path))
}

impl<'a> Reports<'a> {
    /// The reports that the arguments ask for.
    pub(crate) fn new(args: &RunArgs, progress: &'a Progress) -> Self {
        let first: Box<dyn Report> = match args.reporter {
            Reporter::Text => Box::new(text::Text::new(args)),
            Reporter::Json => Box::new(json::Json::default()),
            Reporter::Junit => Box::new(junit::Junit::default()),
        };
        let mut others: Vec<(Box<dyn Report>, PathBuf)> = Vec::new();
        if let Some(path) = &args.reporter_junit {
            others.push((Box::new(junit::Junit::default()), path.clone()));
        }
        if let Some(path) = &args.reporter_json {
            others.push((Box::new(json::Json::default()), path.clone()));
        }
        let file = args.reporter_output.clone().map(|path| (path, String::new()));
        Self { first, file, others, totals: Totals::default(), progress }
    }

    /// One more case has ended.
    pub(crate) fn add(&mut self, finished: Finished) -> Result<(), Failure> {
        self.progress.count();
        self.totals.add(&finished);
        for (report, _) in &mut self.others {
            report.add(&finished);
        }
        let text = self.first.add(&finished);
        self.say(&text)
    }

    /// All cases have ended. Returns whether any did not pass.
    pub(crate) fn finish(mut self) -> Result<bool, Failure> {
        self.progress.clear();
        let text = self.first.finish(&self.totals);
        self.say(&text)?;
        for (mut report, path) in self.others {
            file::write(&path, &report.finish(&self.totals))?;
        }
        if let Some((path, text)) = self.file {
            file::write(&path, &text)?;
        }
        Ok(self.totals.failed > 0)
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        if let Some((_, written)) = &mut self.file {
            written.push_str(text);
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // The reader of a pipe wants no more; the verdict still counts.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::could_not(format!("the report cannot be written: {}", error.kind())))
            }
            _ => Ok(()),
        }
    }
}
