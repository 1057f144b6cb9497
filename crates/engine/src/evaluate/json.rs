//! JSON bodies: parsing, and walking to a place.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::decimal::Decimal;
use super::fault::Fault;
use super::found::Found;
use super::property::{Property, Segment};

/// Parses a body. Nesting is bounded by the parser (128 levels), so nothing that walks the result can run out of stack.
pub(super) fn parse(text: &str) -> Result<Value, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::EmptyBody { expected: "JSON" });
    }
    serde_json::from_str(text).map_err(|error| {
        // The library has no codes for these two; its texts here are constants and quote nothing.
        let message = error.to_string();
        if message.starts_with("recursion limit") {
            Fault::TooLarge { expected: "JSON", what: "it is nested deeper than 128 levels" }
        } else if message.starts_with("number out of range") {
            Fault::TooLarge { expected: "JSON", what: "it holds a number beyond 1e308" }
        } else {
            Fault::Malformed { expected: "JSON", line: error.line(), column: error.column() }
        }
    })
}

/// Walks to a place. `text` is what `root` was parsed from.
pub(super) fn find<'a>(root: &'a Value, text: &str, property: &Property) -> Found<'a> {
    let segments = without_root_sign(root, &property.segments);
    let mut value = root;
    for (position, segment) in segments.iter().enumerate() {
        match step(value, segment) {
            Step::To(next) => value = next,
            Step::Length(length) if position + 1 == segments.len() => {
                return Found::Text(Cow::Owned(length.to_string()));
            }
            Step::Length(_) | Step::Nowhere => return Found::Missing,
        }
    }
    match value {
        Value::Number(number) if number.is_f64() => exact_number(&number.to_string(), text, root, segments)
            .map_or(Found::Json(value), |literal| Found::Text(Cow::Owned(literal))),
        _ => Found::Json(value),
    }
}

enum Step<'a> {
    To(&'a Value),
    Length(usize),
    Nowhere,
}

fn step<'a>(value: &'a Value, segment: &Segment) -> Step<'a> {
    let asks_length = matches!(segment, Segment::Name(name) if name == "length");
    let next = match value {
        Value::Object(members) => members.get(segment.key().as_ref()),
        Value::Array(elements) if asks_length => return Step::Length(elements.len()),
        Value::Array(elements) => segment.index(elements.len()).and_then(|index| elements.get(index)),
        // JavaScript counts UTF-16 units.
        Value::String(text) if asks_length => return Step::Length(text.encode_utf16().count()),
        _ => None,
    };
    next.map_or(Step::Nowhere, Step::To)
}

/// `$.a`, as JSONPath begins, means `a` unless there really is a key `$`.
fn without_root_sign<'a>(root: &Value, segments: &'a [Segment]) -> &'a [Segment] {
    match segments {
        [Segment::Name(name), rest @ ..] if name == "$" && root.get("$").is_none() => rest,
        _ => segments,
    }
}

/// The number as the body wrote it, when the parsed one (`shown`) lost digits: order numbers are often longer than a
/// float can hold. Only floats of 16 digits and more can have lost any.
fn exact_number(shown: &str, text: &str, root: &Value, segments: &[Segment]) -> Option<String> {
    let parsed = Decimal::parse(shown)?;
    if parsed.digits() < 16 && parsed.is_below_2_pow_53() {
        return None;
    }
    let literal = literal(text.trim(), root, segments)?;
    (Decimal::parse(literal)? != parsed).then(|| literal.to_owned())
}

/// Goes down the unparsed text along the same way.
fn literal<'t>(text: &'t str, root: &Value, segments: &[Segment]) -> Option<&'t str> {
    let mut raw: &RawValue = serde_json::from_str(text).ok()?;
    let mut value = root;
    for segment in segments {
        raw = match value {
            Value::Object(_) => {
                let members: HashMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
                members.get(segment.key().as_ref()).copied()?
            }
            Value::Array(elements) => {
                let raws: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
                raws.get(segment.index(elements.len())?).copied()?
            }
            _ => return None,
        };
        value = match step(value, segment) {
            Step::To(next) => next,
            Step::Length(_) | Step::Nowhere => return None,
        };
    }
    Some(raw.get())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn look(body: &str, property: &str) -> Option<String> {
        let value = parse(body).expect("a JSON body");
        let property = Property::parse(property).expect("a property");
        find(&value, body, &property).text().map(Cow::into_owned)
    }

    const BODY: &str = r#"{
        "lastName": "Smith", "address": {"city": "Köln", "length": 3, "0": "zero"},
        "phoneNumbers": [{"number": "1"}, {"number": "2"}], "active": false, "nothing": null, "ratio": 1.0,
        "odd key": 1, "x-y": 2, "": 3, "urn:ietf:params:scim:schemas:core:2.0:User": {"id": 4}, "a.b": 5,
        "matrix": [[1, 2], [3]], "smile": "😀", "list": ["a", "b\"c"]
    }"#;

    #[test]
    fn places() {
        let table = [
            ("lastName", Some("Smith")),
            ("address.city", Some("Köln")),
            ("phoneNumbers[0].number", Some("1")),
            ("phoneNumbers[-1].number", Some("2")),
            ("phoneNumbers[-3].number", None),
            ("phoneNumbers[2]", None),
            ("phoneNumbers.1.number", Some("2")),
            ("phoneNumbers.length", Some("2")),
            ("phoneNumbers.length.x", None),
            ("phoneNumbers[\"length\"]", None),
            ("address.length", Some("3")),
            ("lastName.length", Some("5")),
            ("smile.length", Some("2")),
            ("active.length", None),
            ("active", Some("false")),
            ("nothing", Some("null")),
            ("nothing.more", None),
            ("ratio", Some("1.0")),
            ("[\"odd key\"]", Some("1")),
            ("odd key", Some("1")),
            ("x-y", Some("2")),
            ("[\"\"]", Some("3")),
            ("['urn:ietf:params:scim:schemas:core:2.0:User'].id", Some("4")),
            ("['a.b']", Some("5")),
            ("address[0]", Some("zero")),
            ("address.missing", None),
            ("matrix[0][1]", Some("2")),
            ("matrix", Some("[[1,2],[3]]")),
            ("list", Some(r#"["a","b\"c"]"#)),
            ("$.lastName", Some("Smith")),
        ];
        for (property, expected) in table {
            assert_eq!(look(BODY, property).as_deref(), expected, "{property}");
        }
        assert_eq!(look(r#"[{"n":1},{"n":2}]"#, "[-2].n").as_deref(), Some("1"));
        assert_eq!(look(r#"[1,2,3]"#, "length").as_deref(), Some("3"));
        assert_eq!(look(r#"{"$":{"a":1}}"#, "$.a").as_deref(), Some("1"));
        assert_eq!(look(" \"text\" ", "").as_deref(), Some("text"));
    }

    #[test]
    fn long_numbers_keep_their_digits() {
        let body = r#"{"id":12345678901234567890123,"a":[{"n":0.12345678901234567890}],"u":18446744073709551615,
                       "x":1.50,"e":1e25,"r":10000000000000000000000001,"i":-9223372036854775809}"#;
        let table = [
            ("id", "12345678901234567890123"),
            ("a[-1].n", "0.12345678901234567890"),
            ("a.0.n", "0.12345678901234567890"),
            ("u", "18446744073709551615"),
            ("x", "1.5"),
            ("e", "1e+25"),
            ("r", "10000000000000000000000001"),
            ("i", "-9223372036854775809"),
        ];
        for (property, expected) in table {
            assert_eq!(look(body, property).as_deref(), Some(expected), "{property}");
        }
        assert_eq!(look("12345678901234567890123", "").as_deref(), Some("12345678901234567890123"));
        assert_eq!(
            look(r#"{"a":1,"a":12345678901234567890123}"#, "a").as_deref(),
            Some("12345678901234567890123")
        );
    }

    #[test]
    fn bodies_that_are_no_json_say_so() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        let table = [
            ("", "the body is empty, it is not JSON"),
            (" \n", "the body is empty, it is not JSON"),
            ("<html>", "the body is not JSON (line 1, column 1)"),
            ("{\n  \"a\": secret}", "the body is not JSON (line 2, column 8)"),
            ("{\"a\":1} x", "the body is not JSON (line 1, column 9)"),
            ("[1,", "the body is not JSON (line 1, column 3)"),
            ("\"\u{1}\"", "the body is not JSON (line 1, column 2)"),
            ("1e400", "the JSON body is too large to look into: it holds a number beyond 1e308"),
            (&deep, "the JSON body is too large to look into: it is nested deeper than 128 levels"),
        ];
        for (body, expected) in table {
            assert_eq!(parse(body).expect_err(body).to_string(), expected);
        }
        let long = "[".repeat(1_000_000);
        assert!(matches!(parse(&long), Err(Fault::TooLarge { .. })));
    }

    proptest! {
        #[test]
        fn looking_never_panics(body in r#"[\[\]{}",:a0-9.e \\u-]{0,40}"#, property in r#"[a0-9.\[\]"-]{0,12}"#) {
            if let (Ok(value), Ok(property)) = (parse(&body), Property::parse(&property)) {
                let _ = find(&value, &body, &property).text();
            }
        }

        #[test]
        fn every_integer_survives(digits in "-?[1-9][0-9]{0,40}") {
            let found = look(&format!("{{\"n\":[{digits}]}}"), "n[0]").expect("a number");
            prop_assert_eq!(Decimal::parse(&found), Decimal::parse(&digits));
        }
    }
}
