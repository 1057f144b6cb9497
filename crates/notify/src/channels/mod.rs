//! One file for each kind of channel: its settings, its message, its request.

pub(crate) mod alertmanager;
pub(crate) mod datadog;
pub(crate) mod discord;
pub(crate) mod email;
pub(crate) mod opsgenie;
pub(crate) mod pagerduty;
pub(crate) mod slack;
pub(crate) mod splunk;
pub(crate) mod teams;
pub(crate) mod telegram;
pub(crate) mod webhook;

/// Text for HTML, in elements and in quoted attributes.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Text for Markdown: every sign that could mean something gets a backslash.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '('
                | ')'
                | '<'
                | '>'
                | '#'
                | '+'
                | '|'
                | '~'
                | '@'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `endpoint` without the slash at its end, or the vendor's own.
pub(crate) fn base<'a>(endpoint: Option<&'a str>, own: &'a str) -> &'a str {
    endpoint.unwrap_or(own).trim_end_matches('/')
}
