//! One line on the terminal that says what is going on.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use tacit_record::Progress as News;

use super::case::Case;
use crate::{settings::RunArgs, terminal::printable};

/// The line. Silent when nobody looks.
pub(crate) struct Progress {
    shown: bool,
    all: usize,
    done: AtomicUsize,
}

const CLEAR: &str = "\r\u{1b}[2K";

impl Progress {
    /// Nothing is shown yet.
    pub(crate) fn new(all: usize, args: &RunArgs) -> Self {
        Self { shown: !args.quiet && io::stderr().is_terminal(), all, done: AtomicUsize::new(0) }
    }

    /// A run has something to say.
    pub(crate) fn hear(&self, case: &Case, news: &News) {
        if let News::StepStarted { place } = news {
            let (done, all) = (self.done.load(Relaxed), self.all);
            let name: String = printable(case.name.as_str()).chars().take(48).collect();
            let steps = case.test.steps.len();
            self.write(&format!(
                "{CLEAR}{done} of {all} tests done; {name}: step {} of {steps}",
                place.as_str()
            ));
        }
    }

    /// One more test has ended.
    pub(crate) fn count(&self) {
        self.done.fetch_add(1, Relaxed);
        self.clear();
    }

    /// Makes room for other text.
    pub(crate) fn clear(&self) {
        self.write(CLEAR);
    }

    fn write(&self, text: &str) {
        if self.shown {
            let mut stream = io::stderr().lock();
            let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        }
    }
}
