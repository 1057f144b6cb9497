//! Looking at what a run left.

use std::sync::{Arc, LazyLock};

use regex::Regex;
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};
use tokio::process::Command;

use crate::common::{Done, ended};

/// Runs a command to its end.
pub(crate) async fn finish(mut command: Command) -> Done {
    ended(command.spawn().unwrap()).await
}

/// Looks for a value in every form that a program can give it.
pub(crate) struct Search(Scrubber);

impl Search {
    pub(crate) fn of(values: &[&str]) -> Self {
        let mut builder = NeedlesBuilder::new();
        for value in values {
            builder.add("searched", &Secret::new((*value).to_owned()));
        }
        Self(Scrubber::new().layered(Arc::new(builder.build())))
    }

    pub(crate) fn finds(&self, text: &str) -> bool {
        self.0.finds(text.as_bytes())
    }
}

/// What differs between any two runs, taken out.
pub(crate) fn steady(text: &str) -> String {
    static TIMES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d+(\.\d)? (ms|s)\b").unwrap());
    static PORTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"127\.0\.0\.1:\d+").unwrap());
    let text = TIMES.replace_all(text, "[time]");
    PORTS.replace_all(&text, "[target]").into_owned()
}
