//! Colours, and text that cannot take over a terminal.

use std::{
    fmt::Write,
    io::{self, IsTerminal},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

/// Set once, when the arguments are read.
static PLAIN: AtomicBool = AtomicBool::new(false);

/// From now on nothing is coloured.
pub(crate) fn no_colour() {
    PLAIN.store(true, Relaxed);
}

/// Colours for one stream.
#[derive(Clone, Copy)]
pub(crate) struct Style(bool);

impl Style {
    /// No colours.
    pub(crate) const PLAIN: Self = Self(false);

    /// For standard output.
    pub(crate) fn of_output() -> Self {
        Self(!PLAIN.load(Relaxed) && io::stdout().is_terminal())
    }

    /// For standard error.
    pub(crate) fn of_errors() -> Self {
        Self(!PLAIN.load(Relaxed) && io::stderr().is_terminal())
    }

    /// Whether there are colours at all.
    pub(crate) fn is_on(self) -> bool {
        self.0
    }

    fn paint(self, code: u8, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.paint(31, text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.paint(32, text)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.paint(33, text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.paint(2, text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint(1, text)
    }
}

/// Characters of a value that are shown in one line.
const LONGEST: usize = 400;

/// Text from anywhere, fit for one line of a terminal: control characters and those that turn the direction of
/// writing are written out, and what is very long is cut.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            let _ = write!(out, "… ({} more characters)", text.chars().count() - LONGEST);
            break;
        }
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_take_over_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\nc");
        assert_eq!(printable("pass\u{202e}word"), "pass\\u{202e}word");
        assert_eq!(printable("é 漢"), "é 漢");
        assert!(printable(&"x".repeat(500)).ends_with("… (100 more characters)"));
    }
}
