//! Rust text as words, without comments and literals: enough to see what is named where.

/// A word or a sign, and the line it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// Splits a source into words, `::`, and single signs; comments and what stands inside literals are left out.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (length, kept) = match skipped(rest) {
            Some(length) => (length, false),
            None => (token_length(rest, first), !first.is_whitespace()),
        };
        let (text, after) = rest.split_at(length);
        if kept {
            found.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

/// The lines on which these words follow each other.
pub(super) fn lines_with(tokens: &[Token<'_>], words: &[Token<'_>]) -> Vec<usize> {
    let same = |window: &&[Token<'_>]| window.iter().zip(words).all(|(one, other)| one.text == other.text);
    tokens.windows(words.len()).filter(same).map(|window| window[0].line).collect()
}

fn token_length(text: &str, first: char) -> usize {
    if text.starts_with("::") {
        return 2;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if !is_word(first) {
        return first.len_utf8();
    }
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// How long the comment or literal is that begins here, when one does.
fn skipped(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|after| {
            after.starts_with('"') || prefix.ends_with('r') && after.trim_start_matches('#').starts_with('"')
        })
    });
    match prefix {
        Some(prefix) if prefix.ends_with('r') => {
            let hashes = text[prefix.len()..].bytes().take_while(|byte| *byte == b'#').count();
            let begin = prefix.len() + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            Some(text[begin..].find(&end).map_or(text.len(), |at| begin + at + end.len()))
        }
        Some(prefix) => Some(prefix.len() + quoted(&text[prefix.len()..], '"')),
        None => character(text),
    }
}

/// Comments may hold comments.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['/', '*']) {
        rest = &rest[at..];
        let sign = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            1
        };
        rest = &rest[sign..];
        if depth == 0 {
            return text.len() - rest.len();
        }
    }
    text.len()
}

/// The length of a literal with escapes that begins and ends with `quote`.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// `'x'` and `'\n'`, but not the lifetime `'x`.
fn character(text: &str) -> Option<usize> {
    let mut inner = text.strip_prefix('\'')?.chars();
    let first = inner.next()?;
    (first == '\\' || inner.next() == Some('\'')).then(|| quoted(text, '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<&str> {
        tokens(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_and_signs() {
        assert_eq!(
            words("use a::B; #[allow(x)]"),
            ["use", "a", "::", "B", ";", "#", "[", "allow", "(", "x", ")", "]"]
        );
    }

    #[test]
    fn comments_and_literals_say_nothing() {
        assert_eq!(words("a // unsafe\nb /* x /* unsafe */ y */ c /*/ ✓ unsafe */ d"), ["a", "b", "c", "d"]);
        assert_eq!(words("✓r 'ü' \"✓\" r\"✓\" /*✓*/"), ["✓", "r"]);
        assert_eq!(words(r##"f("unsafe \" x", r#"un"safe"#, b"x", '"', '\'', 'u')"##).concat(), "f(,,,,,)");
        assert_eq!(words("fn f<'a>(x: &'a str) -> r"), words("fn f < ' a > ( x : & ' a str ) - > r"));
    }

    #[test]
    fn an_unfinished_literal_ends_with_the_text() {
        assert_eq!(words("a \"bc"), ["a"]);
        assert_eq!(words("a r#\"bc\""), ["a"]);
        assert_eq!(words("a /* bc"), ["a"]);
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let source = "/* one\ntwo */ a\n\"x\ny\" seam\n ::Wire seam::Wire";
        assert_eq!(lines_with(&tokens(source), &tokens("seam::Wire")), [4, 5]);
    }
}
