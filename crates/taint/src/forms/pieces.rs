//! The parts of a value that are secrets by themselves.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::needles::MIN;

/// Parts of a structured value shorter than this are ordinary words more often than secrets.
const PART: usize = 8;
/// A key file within a JSON document within a quoted text.
const DEPTH: usize = 3;

/// Hands over the value, and whatever in it can turn up alone: trimmed, unquoted, line by line, as leaves of a JSON
/// document, as the password of a URL.
pub(super) fn each(value: &str, piece: &mut dyn FnMut(&str)) {
    within(value, DEPTH, piece);
}

fn within(value: &str, depth: usize, piece: &mut dyn FnMut(&str)) {
    piece(value);
    if depth == 0 {
        return;
    }
    let trimmed = value.trim();
    let core = trimmed.trim_matches(['"', '\'', '`']);
    for inner in [trimmed, core] {
        if inner.len() < value.len() && inner.len() >= MIN {
            piece(inner);
        }
    }
    if trimmed.contains(['\n', '\r']) {
        lines(trimmed, piece);
    }
    if trimmed.starts_with(['{', '[', '"'])
        && let Ok(document) = serde_json::from_str::<Value>(trimmed)
    {
        if !document.is_string() {
            piece(&Zeroizing::new(document.to_string()));
        }
        leaves(document, depth, piece);
    }
    if let Some(password) = password(trimmed) {
        piece(password);
        if let Ok(plain) = percent_decode_str(password).decode_utf8()
            && plain != password
        {
            piece(&Zeroizing::new(plain.into_owned()));
        }
    }
}

/// Lines alone and run together. The lines around a PEM block are the same in every one.
fn lines(value: &str, piece: &mut dyn FnMut(&str)) {
    let own = || value.split(['\n', '\r']).map(str::trim).filter(|line| !line.starts_with("-----"));
    for line in own().filter(|line| line.len() >= PART) {
        piece(line);
    }
    let mut joined = Zeroizing::new(String::with_capacity(value.len()));
    own().for_each(|line| joined.push_str(line));
    if joined.len() >= PART {
        piece(&joined);
    }
}

fn leaves(document: Value, depth: usize, piece: &mut dyn FnMut(&str)) {
    match document {
        Value::String(leaf) => {
            let leaf = Zeroizing::new(leaf);
            if leaf.len() >= PART {
                within(&leaf, depth - 1, piece);
            }
        }
        Value::Number(leaf) => {
            let leaf = Zeroizing::new(leaf.to_string());
            if leaf.len() >= PART {
                piece(&leaf);
            }
        }
        Value::Array(items) => items.into_iter().for_each(|item| leaves(item, depth, piece)),
        Value::Object(entries) => entries.into_iter().for_each(|(_, item)| leaves(item, depth, piece)),
        Value::Bool(_) | Value::Null => {}
    }
}

/// The password in `scheme://user:password@host`.
fn password(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once("://")?;
    if !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
        return None;
    }
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let (user, _host) = authority.rsplit_once('@')?;
    let (_name, password) = user.split_once(':')?;
    (password.len() >= MIN).then_some(password)
}
