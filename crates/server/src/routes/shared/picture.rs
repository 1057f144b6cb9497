//! A badge as a picture: two words side by side, drawn with fonts that are there, readable aloud.

use quick_xml::escape::escape;

use super::plain;

/// Characters of a name; the rest is cut.
const LONGEST: usize = 60;
const PADDING: f64 = 6.0;

/// What the second half's colour says, beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Good,
    Wavering,
    Bad,
    Quiet,
}

impl Mood {
    /// White on it has a contrast of at least 4.5 to 1.
    fn colour(self) -> &'static str {
        match self {
            Self::Good => "#2b7a3d",
            Self::Wavering => "#8a5a00",
            Self::Bad => "#b3261e",
            Self::Quiet => "#5c6670",
        }
    }
}

pub(super) fn picture(name: &str, words: &str, mood: Mood) -> String {
    let name = name_of(name);
    let (left, right) = (half(&name), half(words));
    let (name, words, colour) = (escape(&name), escape(words), mood.colour());
    let width = left.width + right.width;
    let text = |x: f64, half: &Half, text: &str| {
        format!(r#"<text x="{:.1}" y="14" textLength="{:.1}">{text}</text>"#, x + PADDING, half.text)
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1}" height="20" role="img" aria-label="{name}: {words}"><title>{name}: {words}</title><clipPath id="r"><rect width="{width:.1}" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="{:.1}" height="20" fill="#3f464d"/><rect x="{:.1}" width="{:.1}" height="20" fill="{colour}"/></g><g fill="#fff" font-family="Verdana,'DejaVu Sans',Geneva,sans-serif" font-size="11" lengthAdjust="spacingAndGlyphs">{}{}</g></svg>"##,
        left.width,
        left.width,
        right.width,
        text(0.0, &left, &name),
        text(left.width, &right, &words),
    )
}

struct Half {
    text: f64,
    width: f64,
}

/// How wide a text will be, more or less: the picture tells the viewer to make it so.
fn half(text: &str) -> Half {
    let text = text.chars().map(advance).sum::<f64>();
    Half { text, width: text + 2.0 * PADDING }
}

/// Of a character at 11 pixels.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 3.9,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '-' | '/' => 4.8,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 10.4,
        'A'..='Z' => 7.7,
        c if c.is_ascii() => 6.9,
        // Letters of most scripts; ideographs fill a square.
        c if (c as u32) < 0x1100 => 7.4,
        _ => 11.0,
    }
}

/// A name that fits.
fn name_of(text: &str) -> String {
    let mut text = plain(text);
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text() {
        let hostile = "</title><script>alert(1)</script>\" onload=\"x\u{202e}\u{0}\u{ffff}&";
        let svg = picture(hostile, "passing", Mood::Good);
        assert!(!svg.contains("<script") && !svg.contains("onload=\"x"), "{svg}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut tags = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(_) | quick_xml::events::Event::Empty(_) => tags += 1,
                _ => {}
            }
        }
        assert_eq!(tags, 10, "{svg}");
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let svg = picture(&"ü".repeat(200), "passing", Mood::Good);
        assert!(svg.contains(&format!("{}…", "ü".repeat(60))) && !svg.contains(&"ü".repeat(61)));
    }

    #[test]
    fn nothing_is_fetched() {
        let svg = picture("a", "b", Mood::Quiet);
        assert_eq!(svg.matches("http").count(), 1, "the name of SVG itself: {svg}");
        assert!(svg.contains("<title>a: b</title>") && svg.contains(r#"aria-label="a: b""#));
    }
}
