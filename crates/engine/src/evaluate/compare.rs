//! The fifteen comparisons.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;
use tacit_spec::test::Comparison;

use super::decimal::Decimal;
use super::fault::Fault;
use super::found::{Found, value_text};

/// How a comparison ended. No `Debug`: `actual` may hold anything the target sent.
pub struct Verdict<'a> {
    /// Whether it holds.
    pub pass: bool,
    /// What was found, as text; `None` when nothing was.
    pub actual: Option<Cow<'a, str>>,
    /// Why it could not be made; `None` when it was made, whatever its outcome.
    pub error: Option<Fault>,
}

/// Compares what was found with the definition's value (rendered; empty for comparisons without one).
///
/// What is missing passes nothing, `not_equal`, `does_not_contain` and `empty` included: a monitor must notice that a field
/// is gone.
pub fn judge<'a>(found: &'a Found<'_>, comparison: Comparison, target: &str) -> Verdict<'a> {
    let actual = found.text();
    let outcome = match &actual {
        Some(text) => holds(found, text, comparison, target),
        None => Err(found.fault().unwrap_or(Fault::NotFound)),
    };
    match outcome {
        Ok(pass) => Verdict { pass, actual, error: None },
        Err(fault) => Verdict { pass: false, actual, error: Some(fault) },
    }
}

/// Compares two rendered texts, as a condition step does. The comparisons about JSON read the left one as JSON.
pub fn judge_condition<'a>(left: &'a str, comparison: Comparison, right: &str) -> Verdict<'a> {
    use Comparison::{HasKey, HasValue, IsNull};
    let actual = Some(Cow::Borrowed(left));
    if matches!(comparison, HasKey | HasValue | IsNull)
        && let Ok(value) = serde_json::from_str::<Value>(left)
    {
        let Verdict { pass, error, .. } = judge(&Found::Json(&value), comparison, right);
        return Verdict { pass, actual, error };
    }
    let Verdict { pass, error, .. } = judge(&Found::Text(Cow::Borrowed(left)), comparison, right);
    Verdict { pass, actual, error }
}

fn holds(found: &Found<'_>, actual: &str, comparison: Comparison, target: &str) -> Result<bool, Fault> {
    Ok(match comparison {
        Comparison::Empty => is_empty(found, actual),
        // Exists and is neither "" nor null: `false`, `0` and `[]` are something.
        Comparison::NotEmpty => !is_empty(found, actual),
        Comparison::Equal => actual == target,
        Comparison::NotEqual => actual != target,
        Comparison::Contains => actual.contains(target),
        Comparison::DoesNotContain => !actual.contains(target),
        Comparison::HasKey => match found {
            Found::Json(Value::Object(members)) => members.contains_key(target),
            _ => return Err(Fault::NotAnObject),
        },
        Comparison::HasValue => match found {
            Found::Json(Value::Object(members)) => members.values().any(|value| value_text(value) == target),
            Found::Json(Value::Array(elements)) => elements.iter().any(|value| value_text(value) == target),
            _ => return Err(Fault::NotACollection),
        },
        Comparison::IsNull => matches!(found, Found::Json(Value::Null)),
        Comparison::IsANumber => number(found, actual).is_some(),
        Comparison::EqualNumber => order(found, actual, target)?.is_eq(),
        Comparison::LessThan => order(found, actual, target)?.is_lt(),
        Comparison::LessThanOrEqual => order(found, actual, target)?.is_le(),
        Comparison::GreaterThan => order(found, actual, target)?.is_gt(),
        Comparison::GreaterThanOrEqual => order(found, actual, target)?.is_ge(),
    })
}

fn is_empty(found: &Found<'_>, actual: &str) -> bool {
    actual.is_empty() || matches!(found, Found::Json(Value::Null))
}

/// A number, or text that reads as one. Lists and objects never do, whatever their text.
fn number<'a>(found: &Found<'_>, actual: &'a str) -> Option<Decimal<'a>> {
    match found {
        Found::Json(Value::Number(_) | Value::String(_)) | Found::Text(_) => Decimal::parse(actual),
        _ => None,
    }
}

fn order(found: &Found<'_>, actual: &str, target: &str) -> Result<Ordering, Fault> {
    let target = Decimal::parse(target).ok_or(Fault::TargetNotANumber)?;
    let actual = number(found, actual).ok_or(Fault::ActualNotANumber)?;
    Ok(actual.cmp(&target))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use Comparison::*;

    const ALL: [Comparison; 15] = [
        Empty,
        NotEmpty,
        Equal,
        NotEqual,
        Contains,
        DoesNotContain,
        HasKey,
        HasValue,
        IsNull,
        IsANumber,
        EqualNumber,
        LessThan,
        LessThanOrEqual,
        GreaterThan,
        GreaterThanOrEqual,
    ];

    #[track_caller]
    fn check(found: &Found<'_>, comparison: Comparison, target: &str, expected: Result<bool, Fault>) {
        let verdict = judge(found, comparison, target);
        let shown = found.text();
        let got = match verdict.error {
            Some(fault) => {
                assert!(!verdict.pass, "an error never passes");
                Err(fault)
            }
            None => Ok(verdict.pass),
        };
        assert_eq!(got, expected, "{shown:?} {comparison:?} {target:?}");
        assert_eq!(verdict.actual, shown);
    }

    #[test]
    fn on_json() {
        let no_number = || Err(Fault::ActualNotANumber);
        let table = [
            (json!(""), Empty, "", Ok(true)),
            (json!(null), Empty, "", Ok(true)),
            (json!(" "), Empty, "", Ok(false)),
            (json!(false), Empty, "", Ok(false)),
            (json!(0), Empty, "", Ok(false)),
            (json!([]), Empty, "", Ok(false)),
            (json!({}), Empty, "", Ok(false)),
            (json!(""), NotEmpty, "", Ok(false)),
            (json!(null), NotEmpty, "", Ok(false)),
            (json!(false), NotEmpty, "", Ok(true)),
            (json!(0), NotEmpty, "", Ok(true)),
            (json!([{"id": 1}]), NotEmpty, "", Ok(true)),
            (json!("a"), Equal, "a", Ok(true)),
            (json!("a"), Equal, "A", Ok(false)),
            (json!("a "), Equal, "a", Ok(false)),
            (json!(true), Equal, "true", Ok(true)),
            (json!(404), Equal, "404", Ok(true)),
            (json!(1.0), Equal, "1", Ok(false)),
            (json!(1.0), Equal, "1.0", Ok(true)),
            (json!(null), Equal, "null", Ok(true)),
            (json!(["a", 1]), Equal, r#"["a",1]"#, Ok(true)),
            (json!({"a": null}), Equal, r#"{"a":null}"#, Ok(true)),
            (json!("Köln 😀"), Equal, "Köln 😀", Ok(true)),
            (json!("a"), NotEqual, "b", Ok(true)),
            (json!("a"), NotEqual, "a", Ok(false)),
            (json!(true), NotEqual, "true", Ok(false)),
            (json!("abc"), Contains, "bc", Ok(true)),
            (json!("abc"), Contains, "", Ok(true)),
            (json!("abc"), Contains, "d", Ok(false)),
            (json!(["urn:x:User", "urn:y"]), Contains, "urn:x:User", Ok(true)),
            (json!(1234), Contains, "23", Ok(true)),
            (json!("abc"), DoesNotContain, "d", Ok(true)),
            (json!("abc"), DoesNotContain, "b", Ok(false)),
            (json!({"a": null}), HasKey, "a", Ok(true)),
            (json!({"a": 1}), HasKey, "b", Ok(false)),
            (json!(["a"]), HasKey, "a", Err(Fault::NotAnObject)),
            (json!("a"), HasKey, "a", Err(Fault::NotAnObject)),
            (json!(["a", 2, true, null, [1]]), HasValue, "a", Ok(true)),
            (json!(["a", 2, true, null, [1]]), HasValue, "2", Ok(true)),
            (json!(["a", 2, true, null, [1]]), HasValue, "true", Ok(true)),
            (json!(["a", 2, true, null, [1]]), HasValue, "[1]", Ok(true)),
            (json!(["a"]), HasValue, "b", Ok(false)),
            (json!({"k": "v"}), HasValue, "v", Ok(true)),
            (json!({"k": "v"}), HasValue, "k", Ok(false)),
            (json!("v"), HasValue, "v", Err(Fault::NotACollection)),
            (json!(null), IsNull, "", Ok(true)),
            (json!("null"), IsNull, "", Ok(false)),
            (json!(0), IsNull, "", Ok(false)),
            (json!(0), IsANumber, "", Ok(true)),
            (json!(-1.5e300), IsANumber, "", Ok(true)),
            (json!("12"), IsANumber, "", Ok(true)),
            (json!(" 1.5 "), IsANumber, "", Ok(true)),
            (json!("12a"), IsANumber, "", Ok(false)),
            (json!(""), IsANumber, "", Ok(false)),
            (json!(true), IsANumber, "", Ok(false)),
            (json!(null), IsANumber, "", Ok(false)),
            (json!([1]), IsANumber, "", Ok(false)),
            (json!(1.0), EqualNumber, "1", Ok(true)),
            (json!("1.000"), EqualNumber, "1", Ok(true)),
            (json!(0), EqualNumber, "0", Ok(true)),
            (json!(18_446_744_073_709_551_615_u64), EqualNumber, "18446744073709551615", Ok(true)),
            (json!(18_446_744_073_709_551_615_u64), EqualNumber, "18446744073709551614", Ok(false)),
            (json!("x"), EqualNumber, "1", no_number()),
            (json!(true), EqualNumber, "1", no_number()),
            (json!(null), EqualNumber, "0", no_number()),
            (json!(1), EqualNumber, "x", Err(Fault::TargetNotANumber)),
            (json!(1), EqualNumber, "", Err(Fault::TargetNotANumber)),
            (json!(9), LessThan, "10", Ok(true)),
            (json!("9"), LessThan, "10", Ok(true)),
            (json!(10), LessThan, "10.0", Ok(false)),
            (json!(10), LessThanOrEqual, "10.0", Ok(true)),
            (json!(11), LessThanOrEqual, "10", Ok(false)),
            (json!(11), GreaterThan, "10", Ok(true)),
            (json!(10), GreaterThan, "10", Ok(false)),
            (json!(10), GreaterThanOrEqual, "10", Ok(true)),
            (json!(-11), GreaterThanOrEqual, "-10", Ok(false)),
            (json!("a"), LessThan, "b", Err(Fault::TargetNotANumber)),
            (json!([1]), GreaterThan, "0", no_number()),
        ];
        for (value, comparison, target, expected) in table {
            check(&Found::Json(&value), comparison, target, expected);
        }
    }

    #[test]
    fn on_text() {
        let table = [
            ("", Empty, "", Ok(true)),
            ("", NotEmpty, "", Ok(false)),
            ("null", Empty, "", Ok(false)),
            ("200", Equal, "200", Ok(true)),
            ("200", EqualNumber, "200", Ok(true)),
            ("200", EqualNumber, "200.0", Ok(true)),
            ("text/html; charset=utf-8", Contains, "html", Ok(true)),
            ("87", LessThan, "600", Ok(true)),
            ("12345678901234567890123", EqualNumber, "12345678901234567890123.0", Ok(true)),
            ("12345678901234567890123", GreaterThan, "12345678901234567890122", Ok(true)),
            ("null", IsNull, "", Ok(false)),
            ("{\"a\":1}", HasKey, "a", Err(Fault::NotAnObject)),
            ("[1]", HasValue, "1", Err(Fault::NotACollection)),
            ("1e999999999", GreaterThan, "1", Ok(true)),
        ];
        for (text, comparison, target, expected) in table {
            check(&Found::Text(text.into()), comparison, target, expected);
        }
    }

    #[test]
    fn what_is_missing_or_at_fault_passes_nothing() {
        for comparison in ALL {
            check(&Found::Missing, comparison, "", Err(Fault::NotFound));
            let fault = Fault::EmptyBody { expected: "JSON" };
            check(&Found::Fault(fault.clone()), comparison, "", Err(fault));
        }
    }

    #[test]
    fn conditions() {
        let table = [
            ("", Empty, "", true),
            ("x", NotEmpty, "", true),
            ("a", Equal, "a", true),
            ("1.0", EqualNumber, "1", true),
            ("a b", Contains, "b", true),
            ("{\"a\":1}", HasKey, "a", true),
            ("not JSON", HasKey, "a", false),
            ("[\"a\"]", HasValue, "a", true),
            ("null", IsNull, "", true),
            ("", IsNull, "", false),
            ("12", IsANumber, "", true),
            ("x", LessThan, "1", false),
        ];
        for (left, comparison, right, expected) in table {
            let verdict = judge_condition(left, comparison, right);
            assert_eq!(verdict.pass, expected, "{left:?} {comparison:?} {right:?}");
            assert_eq!(verdict.actual.as_deref(), Some(left));
        }
    }

    proptest! {
        #[test]
        fn comparing_never_panics(left in ".{0,20}", right in ".{0,20}", which in 0..ALL.len()) {
            let _ = judge(&Found::Text(left.as_str().into()), ALL[which], &right);
            let _ = judge(&Found::Json(&json!([left])), ALL[which], &right);
            let _ = judge_condition(&left, ALL[which], &right);
        }

        #[test]
        fn a_comparison_and_its_opposite_never_both_hold(left in "[0-9.e-]{0,6}", right in "[0-9.e-]{0,6}") {
            let pass = |comparison| judge(&Found::Text(left.as_str().into()), comparison, &right).pass;
            for (one, other) in [(Empty, NotEmpty), (Equal, NotEqual), (Contains, DoesNotContain),
                                 (LessThan, GreaterThanOrEqual), (GreaterThan, LessThanOrEqual)] {
                prop_assert!(!(pass(one) && pass(other)));
            }
        }
    }
}
