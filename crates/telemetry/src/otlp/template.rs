//! A URL as it is told outside.

use tacit_record::for_outside;

/// Characters of a template that are told.
const LONGEST: usize = 1024;

/// The URL as written in the definition, for readers outside the team: without query, fragment and user information,
/// and without the names of secrets.
pub(super) fn template(written: &str) -> String {
    let path = &written[..written.len() - after(written, &['?', '#']).map_or(0, str::len)];
    let (scheme, rest) = match path.find("://") {
        Some(at) => path.split_at(at + 3),
        None => ("", path),
    };
    let authority = rest.len() - after(rest, &['/']).map_or(0, str::len);
    let user = last_outside(&rest[..authority], '@').map_or(0, |at| at + 1);
    let told = format!("{scheme}{}", &rest[user..]);
    let told = for_outside(&told);
    told.chars().take(LONGEST).collect()
}

/// What begins with one of the characters, outside of what templates hold.
fn after<'a>(text: &'a str, ends: &[char]) -> Option<&'a str> {
    outside(text).find(|(_, c)| ends.contains(c)).map(|(at, _)| &text[at..])
}

fn last_outside(text: &str, wanted: char) -> Option<usize> {
    outside(text).filter(|(_, c)| *c == wanted).last().map(|(at, _)| at)
}

/// The characters that stand in no `{{...}}`.
fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_usize;
    text.char_indices().filter(move |(at, c)| {
        let rest = &text[*at..];
        if rest.starts_with("{{") {
            depth += 1;
        } else if rest.starts_with("}}") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && *c != '}'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_as_written_is_told() {
        for (written, told) in [
            ("https://api.example.com/orders/{{order}}", "https://api.example.com/orders/{{order}}"),
            ("https://a/b?key={{get_secret(k)}}&x=1#f", "https://a/b"),
            ("{{base}}/b?c", "{{base}}/b"),
            ("https://a/{{get_secret(key)}}/c", "https://a/{{get_secret(…)}}/c"),
            ("https://a/{{x ? y # z}}/c?d", "https://a/{{x ? y # z}}/c"),
            ("https://user:pass@a/b@c", "https://a/b@c"),
            ("https://{{u@v}}@a/b", "https://a/b"),
            ("https://{{u@v}}/b", "https://{{u@v}}/b"),
            ("https://a/[secret:key]/", "https://a/[secret]/"),
            ("https://a?b", "https://a"),
            ("", ""),
            ("?", ""),
        ] {
            assert_eq!(template(written), told, "{written}");
        }
    }

    #[test]
    fn it_is_never_long() {
        assert_eq!(template(&format!("https://a/{}", "ä".repeat(5000))).chars().count(), LONGEST);
    }
}
