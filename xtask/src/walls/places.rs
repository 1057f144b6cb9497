//! What may be named in which files.

use std::{fs, path::Path};

use super::{
    Breach,
    code::{Token, lines_with, tokens},
};
use crate::workspace;

/// A word, or several in a row, that only some files may hold.
struct Rule {
    words: &'static str,
    /// Files and folders that may, from the root.
    places: &'static [&'static str],
    scope: Scope,
    why: &'static str,
    way_out: &'static str,
}

/// Where a rule looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All Rust sources, tests too.
    Everywhere,
    /// What goes into the program: no tests, and no rooms beside the product.
    Product,
}

/// Rooms beside the product.
const BESIDE: &[&str] = &["crates/testkit/", "crates/proofs/", "crates/bench/", "xtask/"];

const SEAM: Rule = Rule {
    words: "",
    places: &[],
    scope: Scope::Everywhere,
    why: "each place that looks at a value is found by searching for `seam::`",
    way_out: "hand the labelled value to the crate whose marker it is",
};
const SOCKET: Rule = Rule {
    words: "",
    places: &["crates/wire/", "crates/script/src/sandbox/self_check.rs"],
    scope: Scope::Product,
    why: "every address that is dialled or resolved passes the wire's guard first",
    way_out: "send a request through tacit-wire",
};

const RULES: &[Rule] = &[
    Rule { words: "seam::Wire", places: &["crates/wire/"], ..SEAM },
    Rule { words: "seam::Engine", places: &["crates/engine/"], ..SEAM },
    Rule { words: "seam::Vault", places: &["crates/vault/"], ..SEAM },
    Rule { words: "seam::Courier", places: &["crates/courier/src/content/write.rs"], ..SEAM },
    Rule { words: "seam::Seam", places: &["crates/taint/"], ..SEAM },
    Rule { words: "seam::{", way_out: "write `seam::` before each marker", ..SEAM },
    Rule { words: "seam::*", way_out: "write `seam::` before each marker", ..SEAM },
    Rule { words: "seam as", way_out: "call it seam", ..SEAM },
    Rule {
        words: "Opener",
        places: &["crates/vault/", "crates/app/src/alerts/open.rs", "crates/app/src/secrets/open.rs"],
        scope: Scope::Everywhere,
        why: "sealed values are opened in two files: secrets for the runs that are dispatched, and the settings of a channel \
              that is told",
        way_out: "ask one of these files; whoever stores a secret takes a Sealer",
    },
    Rule {
        words: "read_settings",
        places: &["crates/wire/src/", "crates/notify/src/settings.rs"],
        scope: Scope::Product,
        why: "it opens what it is given for whatever type is asked for: settings of channels, whose credentials stay closed",
        way_out: "ask `ChannelSettings` for the channel",
    },
    Rule { words: "TcpStream::connect", ..SOCKET },
    Rule { words: "TcpStream::connect_timeout", ..SOCKET },
    Rule { words: "TcpStream as", ..SOCKET },
    Rule { words: "client::conn", ..SOCKET },
    Rule { words: "client::legacy", ..SOCKET },
    Rule { words: "TcpSocket", ..SOCKET },
    Rule { words: "SmtpTransport", ..SOCKET },
    Rule { words: "AsyncSmtpTransport", ..SOCKET },
    Rule { words: "SmtpConnection", ..SOCKET },
    Rule { words: "AsyncSmtpConnection", ..SOCKET },
    Rule { words: "UdpSocket", ..SOCKET },
    Rule { words: "ToSocketAddrs", ..SOCKET },
    Rule { words: "lookup_host", ..SOCKET },
    Rule {
        words: "unsafe",
        places: &["crates/script/src/sandbox/raw/"],
        scope: Scope::Everywhere,
        why: "one module of the sandbox calls C, and nothing else steps round the compiler",
        way_out: "use a safe wrapper from a library",
    },
    Rule {
        words: "[allow(",
        places: &[],
        scope: Scope::Everywhere,
        why: "an exception that is not needed any more should go away by itself",
        way_out: "write `#[expect(lint, reason = \"...\")]`",
    },
];

/// How many rules there are.
pub(super) const COUNT: usize = RULES.len();

/// Every file below `root` that names what it may not.
pub(super) fn breaches(root: &Path) -> Result<Vec<Breach>, String> {
    let rust = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
    let mut found = Vec::new();
    for folder in ["crates", "xtask"] {
        for path in workspace::files(&root.join(folder), &rust) {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let source =
                fs::read_to_string(&path).map_err(|error| format!("{name} cannot be read: {error}"))?;
            found.extend(in_file(&name, &source));
        }
    }
    Ok(found)
}

fn in_file(name: &str, source: &str) -> Vec<Breach> {
    let all = tokens(source);
    let product = if is_test(name) { &[] } else { &all[..before_tests(&all)] };
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| !rule.places.iter().any(|place| name.starts_with(place))) {
        let text = if rule.scope == Scope::Everywhere { &all } else { product };
        let lines = lines_with(text, &tokens(rule.words));
        if let Some(line) = lines.first() {
            let times = if lines.len() == 1 { String::new() } else { format!(" ({} times)", lines.len()) };
            found.push(Breach {
                place: format!("{name}:{line}"),
                what: format!("`{}` is named here{times}", rule.words),
                why: rule.why.to_owned(),
                way_out: rule.way_out.to_owned(),
            });
        }
    }
    found
}

/// Whether the whole file is in no program. A module named `tests` may be about the users' tests, so names say nothing.
fn is_test(name: &str) -> bool {
    BESIDE.iter().any(|room| name.starts_with(room))
        || ["tests", "examples", "benches"].iter().any(|folder| name.split('/').nth(2) == Some(folder))
}

/// Where the tests at the end of a file begin.
fn before_tests(all: &[Token<'_>]) -> usize {
    let begin = tokens("#[cfg(test)] mod");
    let same = |window: &[Token<'_>]| window.iter().zip(&begin).all(|(one, other)| one.text == other.text);
    all.windows(begin.len()).position(same).unwrap_or(all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, source: &str) -> Vec<String> {
        in_file(name, source).into_iter().map(|breach| format!("{}: {}", breach.place, breach.what)).collect()
    }

    #[test]
    fn a_marker_stays_in_its_crate_even_in_tests() {
        let source = "use tacit_taint::seam;\nfn f(s: Secret) { s.open(seam::Wire); }";
        assert_eq!(said("crates/wire/src/head.rs", source), [""; 0]);
        assert_eq!(
            said("crates/app/src/x.rs", source),
            ["crates/app/src/x.rs:2: `seam::Wire` is named here"]
        );
        assert_eq!(said("crates/app/tests/x.rs", source).len(), 1);
        assert_eq!(said("crates/engine/src/x.rs", source).len(), 1);
    }

    #[test]
    fn a_marker_cannot_be_hidden_in_an_import() {
        for source in
            ["use tacit_taint::seam::{Wire};", "use tacit_taint::seam::*;", "use tacit_taint::seam as s;"]
        {
            assert_eq!(said("crates/wire/src/x.rs", source).len(), 1, "{source}");
        }
    }

    #[test]
    fn only_the_wire_dials() {
        let source = "async fn f() { TcpStream::connect(a).await }";
        assert_eq!(said("crates/wire/src/dial.rs", source), [""; 0]);
        assert_eq!(said("crates/server/src/x.rs", "use hyper::client::conn::http1;").len(), 1);
        assert_eq!(said("crates/server/src/x.rs", "fn f(accepted: TcpStream) {}"), [""; 0]);
        assert_eq!(said("crates/app/src/x.rs", source).len(), 1);
        assert_eq!(said("crates/app/tests/x.rs", source), [""; 0]);
        assert_eq!(said("crates/store/src/tests.rs", source).len(), 1);
        assert_eq!(said("crates/app/src/x.rs", &format!("#[cfg(test)] mod tests {{ {source} }}")), [""; 0]);
    }

    #[test]
    fn the_compiler_is_not_stepped_round() {
        assert_eq!(said("crates/app/src/x.rs", "unsafe { f() }").len(), 1);
        assert_eq!(said("crates/script/src/sandbox/raw/heap.rs", "unsafe { f() }"), [""; 0]);
        assert_eq!(said("crates/app/src/x.rs", "// unsafe\n#![forbid(unsafe_code)] \"unsafe\""), [""; 0]);
        let both = "#![allow(dead_code)]\n#[allow(dead_code)]";
        assert_eq!(
            said("crates/app/src/x.rs", both),
            ["crates/app/src/x.rs:1: `[allow(` is named here (2 times)"]
        );
    }

    #[test]
    fn sealed_values_are_opened_in_one_place() {
        assert_eq!(said("crates/server/src/x.rs", "fn f(o: &Opener) {}").len(), 1);
    }

    #[test]
    fn every_place_that_may_is_still_there() {
        let root = workspace::root();
        for place in RULES.iter().flat_map(|rule| rule.places) {
            assert!(root.join(place).exists(), "{place} is gone: shorten the list");
        }
    }
}
