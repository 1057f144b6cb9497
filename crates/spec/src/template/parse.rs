//! From text to a [`Template`], in linear time: pair the braces, then read each pair.

use thiserror::Error;

use super::{Part, Template};
use crate::limits;

/// Why text is not a template.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
pub struct TemplateError {
    /// Byte offset of the `{{` in question.
    pub offset: usize,
    /// What is wrong, without quoting more than a name.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Whether `{{text}}` can be a variable: letters, digits, spaces and `_ - . $ @ # / + ~ ! ? & * %`, starting with a
/// letter, a digit or one of `_ - . $ @`, without blanks at the ends.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.starts_with(|c: char| c.is_alphanumeric() || "_-.$@".contains(c))
        && text.chars().all(is_name_char)
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || " _-.$@#/+~!?&*%".contains(c)
}

fn is_function(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Offsets of a `{{` and of its `}}`.
#[derive(Clone, Copy)]
struct Pair {
    open: usize,
    close: usize,
}

pub(super) fn parse(text: &str) -> Result<Template, TemplateError> {
    let pairs = pair_braces(text);
    let mut reader = Reader { text, pairs: &pairs, next: 0 };
    let mut parts = Vec::new();
    reader.read(0, text.len(), 0, &mut parts)?;
    Ok(Template { parts })
}

/// Pairs in order of their opening. Single braces inside an open `{{` are paired too, so that a JSON object may stand
/// in an argument.
fn pair_braces(text: &str) -> Vec<Pair> {
    enum Open {
        Single,
        Double(usize),
    }
    let bytes = text.as_bytes();
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                let run = bytes[at..].iter().take_while(|byte| **byte == b'{').count();
                // Of an odd run the first brace is the text's own: `{{{name}}}` is a template within braces.
                if run % 2 == 1 && !open.is_empty() {
                    open.push(Open::Single);
                }
                open.extend((run % 2..run).step_by(2).map(|skip| Open::Double(at + skip)));
                at += run;
            }
            b'}' => match open.last() {
                Some(Open::Single) => {
                    open.pop();
                    at += 1;
                }
                Some(Open::Double(start)) if bytes.get(at + 1) == Some(&b'}') => {
                    pairs.push(Pair { open: *start, close: at });
                    open.pop();
                    at += 2;
                }
                _ => at += 1,
            },
            _ => at += 1,
        }
    }
    pairs.sort_unstable_by_key(|pair| pair.open);
    pairs
}

struct Reader<'a> {
    text: &'a str,
    pairs: &'a [Pair],
    next: usize,
}

impl Reader<'_> {
    /// Appends what stands from `start` to `end`, which no pair crosses.
    fn read(
        &mut self,
        start: usize,
        end: usize,
        depth: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), TemplateError> {
        let mut at = start;
        while let Some(pair) = self.pairs.get(self.next).copied().filter(|pair| pair.open < end) {
            self.next += 1;
            push_text(parts, &self.text[at..pair.open]);
            self.read_pair(pair, depth + 1, parts)?;
            at = pair.close + 2;
        }
        push_text(parts, &self.text[at..end]);
        Ok(())
    }

    fn read_pair(&mut self, pair: Pair, depth: usize, parts: &mut Vec<Part>) -> Result<(), TemplateError> {
        if depth > limits::TEMPLATE_DEPTH {
            return Err(error(pair, "templates are nested too deep", "use a variable for the inner part"));
        }
        let inside = &self.text[pair.open + 2..pair.close];
        let nested =
            self.pairs.get(self.next).filter(|inner| inner.open < pair.close).map(|inner| inner.open);
        let head_end = inside.find(|c| !is_name_char(c) && !c.is_whitespace()).unwrap_or(inside.len());
        let head = inside[..head_end].trim();
        let after = &inside[head_end..];

        if after.is_empty() && is_name(head) {
            parts.push(Part::Variable(head.into()));
            return Ok(());
        }
        if after.starts_with('(') && is_function(head) {
            let Some(arguments) = after[1..].trim_end().strip_suffix(')') else {
                return Err(error(
                    pair,
                    &format!("the call of `{}` is not closed", short(head)),
                    "write `)` before the closing `}}`",
                ));
            };
            let start = pair.open + 2 + head_end + 1;
            let arguments = self.read_arguments(start, start + arguments.len(), depth)?;
            parts.push(Part::Call { function: head.into(), arguments });
            return Ok(());
        }
        if is_name(head) && nested == Some(pair.open + 2 + head_end) {
            return Err(error(
                pair,
                "a name cannot be put together from another template",
                "templates may stand inside the arguments of a function only",
            ));
        }
        push_text(parts, "{{");
        self.read(pair.open + 2, pair.close, depth, parts)?;
        push_text(parts, "}}");
        Ok(())
    }

    /// Arguments are unquoted and separated by commas; blanks around them do not count.
    fn read_arguments(
        &mut self,
        start: usize,
        end: usize,
        depth: usize,
    ) -> Result<Vec<Template>, TemplateError> {
        let mut parts = Vec::new();
        self.read(start, end, depth, &mut parts)?;
        let mut arguments = vec![Template::default()];
        for part in parts {
            let Part::Literal(text) = part else {
                last(&mut arguments).push(part);
                continue;
            };
            for (index, piece) in text.split(',').enumerate() {
                if index > 0 {
                    arguments.push(Template::default());
                }
                push_text(last(&mut arguments), piece);
            }
        }
        for argument in &mut arguments {
            trim(&mut argument.parts);
        }
        if arguments.len() == 1 && arguments[0].parts.is_empty() {
            arguments.clear();
        }
        Ok(arguments)
    }
}

fn last(arguments: &mut [Template]) -> &mut Vec<Part> {
    &mut arguments.last_mut().expect("starts with one argument and only grows").parts
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(Part::Literal(before)) => before.push_str(text),
        _ => parts.push(Part::Literal(text.into())),
    }
}

fn trim(parts: &mut Vec<Part>) {
    if let Some(Part::Literal(text)) = parts.first_mut() {
        *text = text.trim_start().into();
    }
    if let Some(Part::Literal(text)) = parts.last_mut() {
        *text = text.trim_end().into();
    }
    parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
}

fn error(pair: Pair, message: &str, hint: &str) -> TemplateError {
    TemplateError { offset: pair.open, message: message.into(), hint: Some(hint.into()) }
}

fn short(name: &str) -> &str {
    match name.char_indices().nth(40) {
        Some((end, _)) => &name[..end],
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn literal(text: &str) -> Part {
        Part::Literal(text.into())
    }

    fn variable(name: &str) -> Part {
        Part::Variable(name.into())
    }

    fn call<const N: usize>(function: &str, arguments: [Vec<Part>; N]) -> Part {
        Part::Call {
            function: function.into(),
            arguments: arguments.into_iter().map(|parts| Template { parts }).collect(),
        }
    }

    fn parts(text: &str) -> Vec<Part> {
        Template::parse(text).unwrap().parts
    }

    #[test]
    fn names_and_calls() {
        assert_eq!(parts(""), []);
        assert_eq!(
            parts("a {{one more}}/{{ b-2 }}"),
            [literal("a "), variable("one more"), literal("/"), variable("b-2")]
        );
        assert_eq!(
            parts("{{random_int( 2 , 6)}}"),
            [call("random_int", [vec![literal("2")], vec![literal("6")]])]
        );
        assert_eq!(parts("{{uuid()}}"), [call("uuid", [])]);
        assert_eq!(parts("{{f(a,)}}"), [call("f", [vec![literal("a")], vec![]])]);
        assert_eq!(parts("{{md5(a(b) c)}}"), [call("md5", [vec![literal("a(b) c")]])]);
    }

    #[test]
    fn innermost_braces_first() {
        assert_eq!(
            parts("{{encode_base64({{username}}:{{get_secret(pw)}})}}"),
            [call(
                "encode_base64",
                [vec![variable("username"), literal(":"), call("get_secret", [vec![literal("pw")]])]]
            )]
        );
        assert_eq!(
            parts("{{hmac_sha1( {{a}} , {{b}} )}}"),
            [call("hmac_sha1", [vec![variable("a")], vec![variable("b")]])]
        );
        assert_eq!(
            parts(r#"{{md5({"a":{"b":{{n}}}})}}"#),
            [call("md5", [vec![literal(r#"{"a":{"b":"#), variable("n"), literal("}}")]])]
        );
    }

    #[test]
    fn other_braces_stay_text() {
        for text in [
            r#"{"a":{"b":{}}}"#,
            r#"{{"x":1}}"#,
            r#"{{"x":{"y":{"z":{}}}}}"#,
            "{{unclosed",
            "closed}}",
            "{{}}",
            "{{ }}",
            "{{#each items}}",
            "{{a|upper}}",
            "{ {a}}",
            "}}{{",
        ] {
            assert_eq!(parts(text), [literal(text)], "{text}");
        }
        assert_eq!(parts(r#"{{"x":"{{y}}"}}"#), [literal(r#"{{"x":""#), variable("y"), literal(r#""}}"#)]);
        assert_eq!(parts("{{{id}}}"), [literal("{"), variable("id"), literal("}")]);
        assert_eq!(
            parts(r#"{"t":"{{oops","a":{"b":"{{c}}"}}"#),
            [literal(r#"{"t":"{{oops","a":{"b":""#), variable("c"), literal(r#""}}"#)]
        );
    }

    #[test]
    fn clear_mistakes_are_errors() {
        let error = Template::parse("x {{get_secret(key}}").unwrap_err();
        assert_eq!(error.offset, 2);
        insta::assert_snapshot!(error, @"the call of `get_secret` is not closed: write `)` before the closing `}}`");
        let error = Template::parse("{{key_{{stage}}}}").unwrap_err();
        insta::assert_snapshot!(error, @"a name cannot be put together from another template: templates may stand inside the arguments of a function only");
        let deep = format!("{}x{}", "{{md5(".repeat(100), ")}}".repeat(100));
        insta::assert_snapshot!(Template::parse(&deep).unwrap_err(), @"templates are nested too deep: use a variable for the inner part");
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        let started = std::time::Instant::now();
        for text in ["{", "{{", "{{a", "{{f(", "}}", "{{ ", "{{}}", "{{a}}", "}{"] {
            let _ = Template::parse(&text.repeat(500_000));
        }
        assert!(started.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn never_panics(text in r#"([{}(),a" ]|\{\{|\}\}|é|get_secret\(){0,60}"#) {
            let _ = Template::parse(&text);
        }

        #[test]
        fn plain_text_is_itself(text in "[^{}]{0,80}") {
            let template = Template::parse(&text).unwrap();
            prop_assert_eq!(template.as_literal(), Some(text.as_str()));
        }

        #[test]
        fn json_without_double_braces_is_itself(
            keys in proptest::collection::vec("[a-z]{1,4}", 1..12)
        ) {
            let text = keys.iter().fold("{}".to_owned(), |inner, key| format!("{{\"{key}\":{inner}}}"));
            let template = Template::parse(&text).unwrap();
            prop_assert_eq!(template.as_literal(), Some(text.as_str()));
        }
    }
}
