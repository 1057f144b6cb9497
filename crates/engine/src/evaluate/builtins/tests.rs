use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::evaluate::{FixedClock, SeededRandom, SystemClock, SystemRandom};

fn with<T>(test: impl FnOnce(Builtins<'_>) -> T) -> T {
    let clock = FixedClock("2013-11-07T19:24:41.418968Z".parse().expect("a timestamp"));
    let random = SeededRandom::new(7);
    let context = RunContext {
        environment_name: "Staging".into(),
        environment_uuid: "e-1".into(),
        bucket_key: "abcdefghij12".into(),
        bucket_name: "Orders".into(),
        test_uuid: "t-1".into(),
        test_name: "Read back".into(),
        region: "eu1".into(),
        agent: None,
    };
    test(Builtins { clock: &clock, random: &random, context: &context })
}

fn call(name: &str, args: &[&str]) -> Result<Option<String>, BuiltinError> {
    let args: Vec<String> = args.iter().map(ToString::to_string).collect();
    with(|builtins| builtins.call(name, &args))
}

fn text(name: &str, args: &[&str]) -> String {
    call(name, args).expect("no error").expect("a function")
}

fn error(name: &str, args: &[&str]) -> String {
    call(name, args).expect_err("an error").to_string()
}

#[test]
fn variables() {
    let table = [
        ("timestamp", "1383852281"),
        ("utc_datetime", "2013-11-07T19:24:41.418968"),
        ("runscope_environment", "Staging"),
        ("runscope_environment_uuid", "e-1"),
        ("runscope_bucket", "abcdefghij12"),
        ("runscope_bucket_name", "Orders"),
        ("runscope_test_uuid", "t-1"),
        ("runscope_test_name", "Read back"),
        ("runscope_region", "eu1"),
        ("runscope_agent", ""),
    ];
    for (name, expected) in table {
        assert_eq!(with(|b| b.variable(name)).as_deref(), Some(expected), "{name}");
        assert_eq!(text(name, &[]), expected, "{name}()");
    }
    assert!(with(|b| b.variable("get_secret")).is_none());
    assert!(with(|b| b.variable("md5")).is_none(), "a function is no variable");
}

#[test]
fn every_listed_name_answers() {
    for name in VARIABLES {
        assert!(with(|b| b.variable(name)).is_some(), "{name}");
    }
    for (name, parameters) in FUNCTIONS {
        let args: Vec<&str> = parameters.iter().map(|_| "22").collect();
        assert!(call(name, &args).expect(name).is_some(), "{name}");
    }
    assert_eq!(call("get_secret", &["k"]), Ok(None));
    assert_eq!(call("incoming_url", &["k"]), Ok(None));
}

#[test]
fn whole_seconds_keep_six_digits() {
    let moment = "2024-01-02T03:04:05Z".parse().expect("a timestamp");
    assert_eq!(time::utc_datetime(moment), "2024-01-02T03:04:05.000000");
}

#[test]
fn functions_with_one_answer() {
    let table: &[(&str, &[&str], &str)] = &[
        ("format_timestamp", &["1383852281", "YYYY-MM-DD"], "2013-11-07"),
        ("format_timestamp", &["1383852281", "YY/MM/DD HH:mm:ss"], "13/11/07 19:24:41"),
        ("format_timestamp", &["1383852281", "hh.mm"], "07.24"),
        ("format_timestamp", &["0", "HH hh"], "00 12"),
        ("format_timestamp", &["43200", "HH hh"], "12 12"),
        ("format_timestamp", &["-1", "YYYY-MM-DDTHH:mm:ssZ"], "1969-12-31T23:59:59Z"),
        ("format_timestamp", &["0", "DD.MM", "YYYY"], "01.01, 1970"),
        ("format_timestamp", &["0", "YYYY年MM月"], "1970年01月"),
        ("timestamp_offset", &["-281"], "1383852000"),
        ("timestamp_offset", &["19"], "1383852300"),
        ("random_int", &["5", "5"], "5"),
        ("random_string", &["0"], ""),
        ("encode_base64", &["user:pässword"], "dXNlcjpww6Rzc3dvcmQ="),
        ("encode_base64", &[], ""),
        // RFC 1321 A.5, RFC 3174 7.3, FIPS 180-4.
        ("md5", &[""], "d41d8cd98f00b204e9800998ecf8427e"),
        ("md5", &["abc"], "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", &["abc"], "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha256", &["abc"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        // RFC 2202 and RFC 4231, case 2: value first, key second.
        ("hmac_sha1", &["what do ya want for nothing?", "Jefe"], "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            "hmac_sha256",
            &["what do ya want for nothing?", "Jefe"],
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        ("url_encode", &["a b/c&d=é~-._"], "a%20b%2Fc%26d%3D%C3%A9~-._"),
    ];
    for (name, args, expected) in table {
        assert_eq!(text(name, args), *expected, "{name} {args:?}");
    }
}

#[test]
fn errors_name_the_function_and_quote_nothing() {
    let table: &[(&str, &[&str], &str)] = &[
        ("md5", &["a-value", "b"], "md5 takes (one value), arguments given: 2"),
        ("hmac_sha1", &["a-value"], "hmac_sha1 takes (value, key[, encoding]), arguments given: 1"),
        ("random_int", &["1"], "random_int takes (min, max), arguments given: 1"),
        ("random_int", &["a-value", "2"], "random_int: min is not a whole number"),
        (
            "random_int",
            &["3", "2"],
            "random_int: max is out of range, it must be at least min, and less than 2^64 above it",
        ),
        ("random_string", &["1001"], "random_string: length is out of range, it must be from 0 to 1000"),
        ("random_string", &["-1"], "random_string: length is out of range, it must be from 0 to 1000"),
        ("random_string", &["a-value"], "random_string: length is not a whole number"),
        ("timestamp_offset", &["a-value"], "timestamp_offset: value is not a whole number"),
        ("format_timestamp", &["0"], "format_timestamp takes (value, format), arguments given: 1"),
        ("format_timestamp", &["a-value", "YYYY"], "format_timestamp: value is not a whole number"),
        (
            "format_timestamp",
            &["9223372036854775807", "YYYY"],
            "format_timestamp: value is out of range, it must be seconds of a year from -9999 to 9999",
        ),
        ("uuid", &["a-value"], "this variable takes (), arguments given: 1"),
    ];
    for (name, args, expected) in table {
        assert_eq!(error(name, args), *expected, "{name} {args:?}");
    }
    assert!(error("timestamp_offset", &["9223372036854775807"]).contains("out of range"));
    assert!(error("random_int", &["-9223372036854775808", "18446744073709551615"]).contains("out of range"));
    assert!(error("random_int", &["0", "18446744073709551616"]).contains("18446744073709551615"));
}

#[test]
fn random_int_reaches_both_ends_and_nothing_else() {
    with(|builtins| {
        let args = ["-1".to_string(), "2".to_string()];
        let seen: HashSet<String> =
            (0..200).map(|_| builtins.call("random_int", &args).unwrap().unwrap()).collect();
        assert_eq!(seen, ["-1", "0", "1", "2"].map(String::from).into());
    });
    text("random_int", &["0", "18446744073709551615"]).parse::<u64>().expect("the whole range");
}

#[test]
fn random_string_uses_the_whole_alphabet_evenly() {
    let drawn = with(|builtins| {
        (0..62)
            .map(|_| builtins.call("random_string", &["1000".into()]).unwrap().unwrap())
            .collect::<String>()
    });
    assert_eq!(drawn.len(), 62_000);
    for letter in ('A'..='Z').chain('a'..='z').chain('0'..='9') {
        let times = drawn.matches(letter).count();
        assert!((800..1200).contains(&times), "{letter} {times} times");
    }
}

#[test]
fn uuids_are_version_four_and_differ() {
    let (first, second) = with(|b| (b.variable("uuid").unwrap(), b.variable("uuid").unwrap()));
    assert_ne!(first, second);
    let parsed = uuid::Uuid::parse_str(&first).expect("a uuid");
    assert_eq!(parsed.get_version_num(), 4);
    assert_eq!(parsed.to_string(), first, "lowercase with hyphens");
}

#[test]
fn the_system_ports_work() {
    let context = RunContext { agent: Some("agent-7".into()), ..RunContext::default() };
    let builtins = Builtins { clock: &SystemClock, random: &SystemRandom, context: &context };
    assert!(builtins.variable("timestamp").unwrap().parse::<i64>().unwrap() > 1_700_000_000);
    assert_ne!(builtins.variable("uuid"), builtins.variable("uuid"));
    assert_eq!(builtins.variable("runscope_agent").as_deref(), Some("agent-7"));
}

proptest! {
    #[test]
    fn no_argument_makes_a_function_panic(name in 0..FUNCTIONS.len(), args in proptest::collection::vec(".{0,20}", 0..4)) {
        let _ = with(|builtins| builtins.call(FUNCTIONS[name].0, &args));
    }

    #[test]
    fn random_int_stays_inside(min in any::<i64>(), span in any::<u64>()) {
        let max = (i128::from(min) + i128::from(span)).min(i128::from(u64::MAX));
        let drawn: i128 = text("random_int", &[&min.to_string(), &max.to_string()]).parse().unwrap();
        prop_assert!(i128::from(min) <= drawn && drawn <= max);
    }
}
