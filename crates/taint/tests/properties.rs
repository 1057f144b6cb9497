//! What holds for every text and every set of secrets.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::json;
use tacit_taint::{CleanBody, NeedlesBuilder, Scrubber, Secret};

fn scrubber(secrets: &[(&str, &str)]) -> Scrubber {
    let mut needles = NeedlesBuilder::new();
    for (name, value) in secrets {
        needles.add(name, &Secret::new((*value).to_owned()));
    }
    Scrubber::new().layered(Arc::new(needles.build()))
}

fn named(values: &[String]) -> Scrubber {
    let names = ["A", "B", "C", "D", "E"];
    let secrets: Vec<_> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
    scrubber(&secrets)
}

/// `text` without masks; what stood on both sides stays apart.
fn without_masks(text: &str) -> String {
    ["A", "B", "C", "D", "E"]
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(&format!("[secret:{name}]"), "\u{1}"))
        .replace("[secret]", "\u{1}")
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z0-9_]{6,24}",
        3 => "[ -~]{6,24}",
        2 => "\\PC{6,12}",
        1 => "(ab|abc){3,6}",
        1 => "[a-c]{6,9}",
        1 => Just("secret".to_owned()),
        1 => Just("[secret:A]".to_owned()),
        1 => Just("cret:A] and".to_owned()),
        1 => Just("]tail of".to_owned()),
        1 => "[a-z ]{8,12}\n[a-z ]{8,12}\n[a-z]{3}",
    ]
}

/// A value as it is, encoded, cut or doubled, or a text of its own.
fn fragment(values: usize) -> impl Strategy<Value = (usize, usize, String)> {
    (0..values, 0..12_usize, prop_oneof!["[ -~]{0,12}", "\\PC{0,6}", Just("[secret:A]".to_owned())])
}

fn written(values: &[String], fragments: &[(usize, usize, String)]) -> String {
    let mut text = String::new();
    for (value, how, between) in fragments {
        let value = &values[value % values.len()];
        let half = (value.len() / 2..).find(|at| value.is_char_boundary(*at)).unwrap();
        match how {
            0..=2 => text.push_str(value),
            3 => text.push_str(&value[..half]),
            4 => text.push_str(&value[half..]),
            5 => text.push_str(&STANDARD.encode(value)),
            6 => text.push_str(&hex::encode(value)),
            7 => text.push_str(&serde_json::to_string(value).unwrap()),
            8 => text.push_str(&value.repeat(2)),
            9 => text.push_str(&html_escape::encode_safe(value)),
            10 => text.push_str(&value.to_uppercase()),
            _ => {}
        }
        text.push_str(between);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_left(
        (values, fragments) in (
            prop::collection::vec(value(), 1..5),
            prop::collection::vec(fragment(5), 0..12),
        ),
    ) {
        let scrubber = named(&values);
        let text = written(&values, &fragments);
        let clean = scrubber.text(&text);
        let left = without_masks(clean.as_str());
        for value in &values {
            prop_assert!(!left.contains(value), "{value:?} is left in {clean:?} of {text:?}");
        }
        let again = scrubber.text(clean.as_str());
        prop_assert_eq!(&again, &clean);
        prop_assert!(!scrubber.finds(clean.as_str().as_bytes()));
        prop_assert_eq!(scrubber.finds(text.as_bytes()), clean.as_str() != text);
    }

    #[test]
    fn a_stream_is_the_same_at_every_split(
        (values, fragments) in (
            prop::collection::vec(value(), 1..3),
            prop::collection::vec(fragment(3), 0..6),
        ),
    ) {
        let scrubber = named(&values);
        let text = written(&values, &fragments);
        let whole = scrubber.text(&text);
        for split in 0..=text.len() {
            let mut stream = scrubber.stream();
            let mut out = stream.push(&text.as_bytes()[..split]);
            out.extend(stream.push(&text.as_bytes()[split..]));
            out.extend(stream.finish());
            prop_assert_eq!(String::from_utf8(out).unwrap(), whole.as_str());
        }
    }

    #[test]
    fn nothing_panics_on_bytes(values in prop::collection::vec(value(), 1..3), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let scrubber = named(&values);
        let _ = scrubber.finds(&bytes);
        let _ = scrubber.body(&bytes, 10);
    }

    #[test]
    fn escapes_that_are_cut_off_do_no_harm(text in "[%\\\\&#xu0-9a-f;=?{}\r\n \\x1b\\[]{0,80}") {
        let scrubber = scrubber(&[("A", "0123abcd"), ("B", "%41%42\\u0043&#68;EF")]);
        let clean = scrubber.text(&text);
        prop_assert_eq!(scrubber.text(clean.as_str()), clean);
    }
}

#[test]
fn a_value_that_begins_another_leaves_no_tail() {
    let scrubber = scrubber(&[("SHORT", "abcdefgh"), ("LONG", "abcdefghijklmnop")]);
    assert_eq!(scrubber.text("abcdefghijklmnop").as_str(), "[secret:LONG]");
    assert_eq!(scrubber.text("<abcdefghijkl>").as_str(), "<[secret:SHORT]ijkl>");
}

#[test]
fn a_value_that_overlaps_itself_is_one_span() {
    let scrubber = scrubber(&[("K", "abcdabcdab")]);
    assert_eq!(scrubber.text("xabcdabcdabcdabcdaby").as_str(), "x[secret:K]y");
    let scrubber = self::scrubber(&[("K", "abcabcabd")]);
    assert_eq!(scrubber.text("abcabcabcabd").as_str(), "abc[secret:K]");
}

#[test]
fn overlapping_values_are_one_mask_under_the_first_name() {
    let scrubber = scrubber(&[("Z", "12345678abcd"), ("Y", "abcd87654321")]);
    assert_eq!(scrubber.text("12345678abcd87654321").as_str(), "[secret:Y]");
}

#[test]
fn layers_are_one_pass() {
    let derived = {
        let mut needles = NeedlesBuilder::new();
        needles.add_basic("KEY", &Secret::new("Basic dXNlcjpodW50ZXIyMg==".into()));
        needles.build()
    };
    let scrubber = scrubber(&[("OTHER", "hunter2222")]).layered(Arc::new(derived));
    let clean = scrubber.text("Authorization: Basic dXNlcjpodW50ZXIyMg== hunter2222");
    assert_eq!(clean.as_str(), "Authorization: Basic [secret:KEY] [secret:OTHER]");
}

#[test]
fn readers_outside_the_team_see_no_name() {
    let scrubber = scrubber(&[("KEY", "s3cr3tvalue")]);
    assert_eq!(scrubber.clone().outside().text("a s3cr3tvalue").as_str(), "a [secret]");
    let inside = scrubber.text("a s3cr3tvalue");
    assert_eq!(scrubber.outside().text(inside.as_str()), inside);
}

#[test]
fn a_body_is_scrubbed_before_it_is_cut() {
    let scrubber = scrubber(&[("KEY", "s3cr3tvalue")]);
    let cut = |limit| match scrubber.body("é s3cr3tvalue and more".as_bytes(), limit) {
        CleanBody::Text { text, truncated } => (text.as_str().to_owned(), truncated),
        other => panic!("{other:?}"),
    };
    assert_eq!(cut(6), ("é ".into(), true));
    assert_eq!(cut(1), (String::new(), true));
    assert_eq!(cut(15), ("é [secret:KEY]".into(), true));
    assert_eq!(cut(100), ("é [secret:KEY] and more".into(), false));
    assert_eq!(scrubber.body(b"\xff\xfe", 9), CleanBody::Binary);
    assert_eq!(scrubber.body(b"a\0b\0", 9), CleanBody::Binary);
}

#[test]
fn json_is_scrubbed_in_leaves_keys_and_numbers() {
    let scrubber = scrubber(&[("PIN", "12345678"), ("KEY", "s3cr3tvalue")]);
    let clean = scrubber.json(json!({
        "s3cr3tvalue": 1, "S3CR3TVALUE": [12_345_678, 5, null, true], "b": {"c": "x s3cr3tvalue"},
    }));
    assert_eq!(
        clean,
        json!({"[secret:KEY]": 1, "[secret:KEY] (2)": ["[secret:PIN]", 5, null, true], "b": {"c": "x [secret:KEY]"}})
    );
}

#[test]
fn parts_of_structured_values_are_masked_alone() {
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAxyz\nq83vEjRWeJCrze8SNFZ4\n-----END RSA PRIVATE KEY-----\n";
    let account = json!({"project": "mine", "private_key": pem, "nested": [{"token": "tok_98765432"}], "n": 1234567890});
    let scrubber = scrubber(&[
        ("PEM", pem),
        ("ACCOUNT", &serde_json::to_string_pretty(&account).unwrap()),
        ("URL", "postgres://app:p%40ss-w0rd@db.example/main"),
    ]);
    for (text, clean) in [
        ("line q83vEjRWeJCrze8SNFZ4", "line [secret:ACCOUNT]"),
        ("MIIEowIBAAKCAQEAxyzq83vEjRWeJCrze8SNFZ4", "[secret:ACCOUNT]"),
        ("got tok_98765432", "got [secret:ACCOUNT]"),
        ("1234567890", "[secret:ACCOUNT]"),
        ("for p@ss-w0rd and p%40ss-w0rd", "for [secret:URL] and [secret:URL]"),
        ("-----BEGIN RSA PRIVATE KEY----- mine", "-----BEGIN RSA PRIVATE KEY----- mine"),
    ] {
        assert_eq!(scrubber.text(text).as_str(), clean);
    }
    assert_eq!(scrubber.text(&account.to_string()).as_str(), "[secret:ACCOUNT]");
}

#[test]
fn the_longest_values_are_found_whole() {
    let value: String =
        (0..16 * 1024 / 8).map(|n| format!("{:07x}.", n * 2_654_435_761_u64 % 0x0fff_ffff)).collect();
    let scrubber = scrubber(&[("BIG", &value)]);
    for form in [value.clone(), STANDARD.encode(&value), hex::encode(&value), value.replace('.', "\\u002e")] {
        assert_eq!(scrubber.text(&format!("<{form}>")).as_str(), "<[secret:BIG]>");
    }
    assert_eq!(scrubber.text(&value[..9000]).as_str(), &value[..9000]);
}

#[test]
fn a_text_that_repeats_itself_is_dropped_rather_than_searched_for_ever() {
    let scrubber = scrubber(&[("SAME", &"a".repeat(16 * 1024))]);
    let started = std::time::Instant::now();
    let clean = scrubber.text(&"a".repeat(1 << 20));
    assert!(matches!(clean.as_str(), "[secret]" | "[secret:SAME]"), "{} bytes", clean.as_str().len());
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn too_short_values_are_not_looked_for() {
    let mut needles = NeedlesBuilder::new();
    needles.add("PIN", &Secret::new("12345".into()));
    needles.add("NONE", &Secret::new(String::new()));
    assert!(needles.is_empty());
    assert_eq!(Scrubber::new().layered(Arc::new(needles.build())).text("12345").as_str(), "12345");
}

#[test]
fn ordinary_text_stays() {
    let scrubber = scrubber(&[
        ("KEY", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
        ("PASSWORD", "correct horse battery staple"),
        ("DAY", "Monday"),
        ("HEX", "deadbeefcafe"),
    ]);
    let identifiers: String = (0..2000_u64)
        .map(|n| {
            format!(
                "{:016x}-{} ",
                n.wrapping_mul(0x9e37_79b9_7f4a_7c15),
                STANDARD.encode(n.to_be_bytes().repeat(3))
            )
        })
        .collect();
    for text in [
        "The correct horse has a battery; the staple is a different thing. On monday we ask sk_live_ keys for dead beef.",
        r#"{"a":"\u0041\n\/","b":"%7B%22x%22%3A1%7D","c":[1, 2, 3, 72, 101, 108, 108, 111],"d":"&lt;b&gt;"}"#,
        "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0 =20 a=3D1",
        "[secret:KEY] and [secret] and [secret:UNKNOWN] and [secret:",
        &identifiers,
    ] {
        assert_eq!(scrubber.text(text).as_str(), text);
    }
}

/// Real definitions, results and notices, where they lie beside the project.
#[test]
fn real_files_stay() {
    let scrubber = scrubber(&[
        ("KEY", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
        ("HEX", "9f86d081884c7d65"),
        ("DAY", "Monday"),
    ]);
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples");
    for file in std::fs::read_dir(files).into_iter().flatten() {
        let path = file.unwrap().path();
        if let Ok(text) = std::fs::read_to_string(&path) {
            assert_eq!(scrubber.text(&text).as_str(), text, "{}", path.display());
        }
    }
}

#[test]
fn what_inflates_without_end_is_dropped() {
    let scrubber = scrubber(&[("KEY", "s3cr3tvalue")]);
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut writer, &vec![b'a'; 16 << 20]).unwrap();
    let bomb = writer.finish().unwrap();
    assert!(scrubber.finds(&bomb));
    assert_eq!(scrubber.text(&format!("before {} after", STANDARD.encode(&bomb))).as_str(), "[secret]");
    assert_eq!(scrubber.body(STANDARD.encode(&bomb).as_bytes(), 100), CleanBody::Dropped);
}

#[test]
fn one_line_of_a_list_is_masked_alone() {
    let scrubber = scrubber(&[("KEY", "sk_live_4eC39HqLyjWDarjt")]);
    let list = "pk_live_00000000000000AA\nsk_live_4eC39HqLyjWDarjt\npk_live_00000000000000BB";
    let clean = scrubber.text(list);
    assert_eq!(clean.as_str(), "pk_live_00000000000000AA\n[secret:KEY]\npk_live_00000000000000BB");
}
