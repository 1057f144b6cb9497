//! What a script threw, and where in it.

use rquickjs::{Ctx, Function, Value};

use crate::protocol::{LimitFrame, ThrownFrame};

/// The user's script in stack traces.
pub(super) const SCRIPT: &str = "script";

/// Why a script did not end well.
pub(super) enum Trouble {
    Thrown(ThrownFrame),
    Limit(LimitFrame),
    /// `null`, by the script or by an engine that had no memory left for an error.
    Null,
    /// The engine could not even say what: out of memory, most likely.
    Unreadable,
}

impl Trouble {
    /// The same, saying that it came from `file` and not from the user's script.
    pub(super) fn within(self, file: &str) -> Self {
        match self {
            Self::Thrown(thrown) => {
                Self::Thrown(ThrownFrame { message: format!("in {file}: {}", thrown.message), ..thrown })
            }
            other => other,
        }
    }
}

/// Takes the pending exception apart with the surface's `describe`.
pub(super) fn pending<'js>(ctx: &Ctx<'js>, describe: &Function<'js>) -> Trouble {
    of(ctx.catch(), describe)
}

/// Takes `thrown` apart.
pub(super) fn of<'js>(thrown: Value<'js>, describe: &Function<'js>) -> Trouble {
    if thrown.is_null() {
        return Trouble::Null;
    }
    let Ok(parts) = describe.call::<_, Vec<String>>((thrown,)) else { return Trouble::Unreadable };
    let [name, message, stack] = parts.as_slice() else { return Trouble::Unreadable };
    match (name.as_str(), message.as_str()) {
        ("InternalError", text) if text.starts_with("out of memory") || text == "string too long" => {
            Trouble::Limit(LimitFrame::Memory)
        }
        ("RangeError" | "InternalError", "Maximum call stack size exceeded" | "stack overflow") => {
            Trouble::Limit(LimitFrame::Stack)
        }
        _ => Trouble::Thrown(ThrownFrame {
            assertion: name == "AssertionError",
            message: match name.as_str() {
                "" | "Error" | "AssertionError" => message.clone(),
                name => format!("{name}: {message}"),
            },
            place: place(stack),
        }),
    }
}

/// Line and column of the topmost frame that is in the user's script.
fn place(stack: &str) -> Option<(u32, u32)> {
    stack.lines().find_map(|frame| {
        let frame = frame.trim().trim_end_matches(')');
        let (_, numbers) = frame.rsplit_once(SCRIPT)?;
        let start = frame.len() - numbers.len() - SCRIPT.len();
        let before = frame[..start].chars().next_back()?;
        if before != '(' && before != ' ' {
            return None;
        }
        let mut numbers = numbers.strip_prefix(':')?.splitn(2, ':');
        let line = numbers.next()?.parse().ok()?;
        Some((line, numbers.next().and_then(|column| column.parse().ok()).unwrap_or(1)))
    })
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_place_is_the_users_topmost_line() {
        let stack = "    at equal (chai.js:4:90)\n    at check (script:3:7)\n    at <eval> (script:9:1)\n";
        assert_eq!(place(stack), Some((3, 7)));
        assert_eq!(place("    at script:2:5\n"), Some((2, 5)));
        assert_eq!(place("    at f (library 1:2:5)\n    at f (postscript:2:5)\n"), None);
        assert_eq!(place(""), None);
    }
}
