//! String literals of languages, shells, queries and file formats.

use zeroize::Zeroizing;

use super::{Case, Sink, hex, text::backslashed, written};

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut put = |form: &str| sink(form.as_bytes(), Case::Same);
    // Rust `{:?}`, and its ASCII-only sister, which Swift and newer JavaScript share.
    put(&written(value, 10, |c, out| out.extend(c.escape_debug())));
    put(&written(value, 10, |c, out| out.extend(c.escape_default())));
    // C, Java, JavaScript, Python: quotes of one kind or both.
    put(&backslash(value, |c| matches!(c, '\\' | '\'')));
    put(&backslash(value, |c| matches!(c, '\\' | '"')));
    put(&backslash(value, |c| matches!(c, '\\' | '"' | '\'')));
    put(&backslash(value, |c| matches!(c, '\\' | '`' | '$')));
    put(&bytes(value, |c| matches!(c, '\\' | '\'')));
    put(&bytes(value, |c| matches!(c, '\\' | '"')));
    // SQL and YAML double a single quote, CSV and Pascal a double one.
    put(&value_with(value, '\'', "''"));
    put(&value_with(value, '"', "\"\""));
    // A shell ends the string, writes the quote, begins again; or escapes whatever it knows.
    put(&value_with(value, '\'', "'\\''"));
    put(&value_with(value, '\'', "'\"'\"'"));
    put(&backslashed(value, |c| c.is_ascii_punctuation() && !"%+,-./:=@_".contains(c) || c == ' '));
    put(&backslashed(value, |c| matches!(c, '\\' | '"' | '$' | '`')));
    put(&backslashed(value, |c| matches!(c, '\\' | '"' | '$' | '`' | '!')));
    // Regular expressions: only what is special, or all punctuation.
    put(&backslashed(value, |c| r"\.+*?()|[]{}^$#&-~".contains(c)));
    put(&backslashed(value, |c| r"\.+*?()|[]{}^$".contains(c)));
    put(&backslashed(value, |c| r"\.+*?()|[]{}^$/".contains(c)));
    put(&backslashed(value, |c| c.is_ascii_punctuation()));
    put(&backslashed(value, |c| c.is_ascii_punctuation() && c != '_' || c == ' '));
    // LDAP filters (RFC 4515) and names (RFC 4514).
    put(&ldap(value, false));
    put(&ldap(value, true));
    put(&backslashed(value, |c| matches!(c, '\\' | ',' | '+' | '"' | '<' | '>' | ';')));
    put(&backslashed(value, |c| matches!(c, '\\' | ',' | '+' | '"' | '<' | '>' | ';' | '=' | '#')));
}

/// Special characters and control characters behind a backslash.
fn backslash(value: &str, special: impl Fn(char) -> bool) -> Zeroizing<String> {
    written(value, 4, |c, out| match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\0' => out.push_str("\\0"),
        c if c.is_ascii_control() => {
            out.push_str("\\x");
            out.extend(hex(c as u8));
        }
        c => {
            if special(c) {
                out.push('\\');
            }
            out.push(c);
        }
    })
}

/// The same with each byte beyond ASCII as `\xHH`: C and the byte strings of Python.
fn bytes(value: &str, special: impl Fn(char) -> bool) -> Zeroizing<String> {
    let quoted = backslash(value, special);
    written(&quoted, 4, |c, out| {
        if c.is_ascii() {
            return out.push(c);
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push_str("\\x");
            out.extend(hex(byte));
        }
    })
}

fn value_with(value: &str, quote: char, instead: &str) -> Zeroizing<String> {
    written(value, instead.len(), |c, out| if c == quote { out.push_str(instead) } else { out.push(c) })
}

fn ldap(value: &str, ascii: bool) -> Zeroizing<String> {
    written(value, 3, |c, out| {
        if !matches!(c, '*' | '(' | ')' | '\\' | '\0') && (!ascii || c.is_ascii()) {
            return out.push(c);
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push('\\');
            out.extend(hex(byte));
        }
    })
}
