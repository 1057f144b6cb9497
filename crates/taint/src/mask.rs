//! Masks: what stands in a text where a secret stood.
//!
//! A mask is `[secret:NAME]`, or `[secret]` for readers outside the team. It says nothing of the value, its length
//! included. A mask that stands in a text already is not looked into again, so that scrubbing twice is the same as
//! scrubbing once, also when a value is a word of the mask.

use std::ops::Range;

use memchr::memmem;

use crate::views::Hit;

const OPEN: &[u8] = b"[secret";
const LONGEST_NAME: usize = 100;
/// Length of the longest mask in bytes.
pub(crate) const LONGEST: usize = OPEN.len() + LONGEST_NAME + 2;

/// Appends the mask of a secret; without a name, the mask that names none.
pub(crate) fn write(out: &mut Vec<u8>, name: Option<&str>) {
    out.extend_from_slice(OPEN);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        out.push(b':');
        out.extend_from_slice(name.as_bytes());
    }
    out.push(b']');
}

/// The masks in `raw`, in order; those that name a secret only if it is `known`.
pub(crate) fn find(raw: &[u8], known: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    memmem::find_iter(raw, OPEN)
        .filter_map(|start| {
            let rest = &raw[start + OPEN.len()..];
            let len = match rest.first()? {
                b']' => 1,
                b':' => {
                    let end = memchr::memchr(b']', &rest[..rest.len().min(LONGEST_NAME + 2)])?;
                    known(str::from_utf8(&rest[1..end]).ok()?).then_some(end + 1)?
                }
                _ => return None,
            };
            Some(start..start + OPEN.len() + len)
        })
        .collect()
}

/// Turns hits into the spans to mask: a hit within a mask is none, one that touches a part of a mask or character
/// covers it, and overlapping ones become one under the name that is first in the alphabet.
pub(crate) fn merge<'n>(hits: Vec<Hit<'n>>, masks: &[Range<usize>], raw: &[u8]) -> Vec<Hit<'n>> {
    let mut spans: Vec<_> = hits
        .into_iter()
        .filter_map(|(hit, name)| {
            let first = masks.partition_point(|mask| mask.end <= hit.start);
            let end = first + masks[first..].partition_point(|mask| mask.start < hit.end);
            let Some((left, right)) = masks[first..end].first().zip(masks[first..end].last()) else {
                return Some((whole_characters(hit, raw), name));
            };
            if left.start <= hit.start && hit.end <= left.end {
                return None;
            }
            Some((whole_characters(hit.start.min(left.start)..hit.end.max(right.end), raw), name))
        })
        .collect();
    spans.sort_unstable_by(|(a, x), (b, y)| (a.start, a.end, x).cmp(&(b.start, b.end, y)));
    spans.dedup_by(|(next, its), (last, name)| {
        let joined = next.start < last.end || (next.start == last.end && its == name);
        if joined {
            last.end = last.end.max(next.end);
            *name = (*name).min(*its);
        }
        joined
    });
    spans
}

/// Where to cut `text` so that at most `limit` bytes are left and no character or mask is cut in two.
pub(crate) fn cut(text: &str, limit: usize) -> usize {
    if text.len() <= limit {
        return text.len();
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let near = end.saturating_sub(LONGEST);
    match text.as_bytes()[near..end].iter().rposition(|b| *b == b'[') {
        Some(at) if text.as_bytes()[near + at..].starts_with(OPEN) && !text[near + at..end].contains(']') => {
            near + at
        }
        _ => end,
    }
}

fn whole_characters(mut span: Range<usize>, raw: &[u8]) -> Range<usize> {
    let inside = |at: usize| raw.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    for _ in 0..3 {
        if span.start > 0 && inside(span.start) {
            span.start -= 1;
        }
        if inside(span.end) {
            span.end += 1;
        }
    }
    span
}
