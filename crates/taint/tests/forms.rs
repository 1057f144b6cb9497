//! Every form a value can take, each made by an encoder that is not the scrubber's own where there is one.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::{fmt::Write as _, io::Write as _, sync::Arc};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};
use unicode_normalization::UnicodeNormalization as _;

/// Letters and digits; everything that some encoding treats specially; not ASCII; several lines.
const VALUES: &[&str] = &[
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "p/a+s&s=<w>\"o'r\"d;% ${x} [y]^*(z)\\q|#!~`",
    "pässwört-für-ÉCOLE-naïve",
    "ключ-日本語-🔑-ﬁn-é",
    "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----",
    "seven77",
];
/// Like the values, and not one of them.
const OTHERS: &[&str] = &[
    "sk_test_9zZ11PpQqRrSsTtUuVvWwXx0",
    "q/b+t&t=<v>\"p'q\"e;# ${z} [w]!*(k)\\r|$?~^",
    "mötörhéad-für-ÜBUNG-façade",
    "слово-中国話-🚲-ﬂy-ö",
    "-----BEGIN KEY-----\nZZZZvQIBADANBgkqhkiG9yyy\nAQEFAASCBKcwggSjAgEXXXXX\n-----END KEY-----",
    "eight88",
];

type Encode = fn(&str) -> String;

fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn each(text: &str, write: impl Fn(u8) -> String, between: &str) -> String {
    text.bytes().map(write).collect::<Vec<_>>().join(between)
}

fn utf16_escapes(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        write!(out, "\\u{unit:04x}").unwrap();
        out
    })
}

fn percent(text: &str, set: &'static percent_encoding::AsciiSet) -> String {
    percent_encoding::utf8_percent_encode(text, set).to_string()
}

const ALL: &percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC;

fn gzip(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

fn zlib(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

fn deflate(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

fn wrapped(text: &str, width: usize, line_break: &str) -> String {
    text.as_bytes()
        .chunks(width)
        .map(|line| str::from_utf8(line).unwrap())
        .collect::<Vec<_>>()
        .join(line_break)
}

/// Lines that no secret is in, before and after.
fn surrounded(text: &str) -> String {
    format!("first line of the file, long enough\n{text}\nlast line of the file, long enough too")
}

#[rustfmt::skip]
const FORMS: &[(&str, Encode)] = &[
    ("as it is", str::to_owned),
    ("trimmed", |v| v.trim().into()),
    ("reversed", |v| v.chars().rev().collect()),
    ("LF as CRLF", |v| v.replace('\n', "\r\n")),
    ("LF as CR", |v| v.replace('\n', "\r")),
    ("lines joined by spaces", |v| v.replace('\n', " ")),
    ("NFC", |v| v.nfc().collect()),
    ("NFD", |v| v.nfd().collect()),
    ("NFKC", |v| v.nfkc().collect()),
    ("NFKD", |v| v.nfkd().collect()),
    ("JSON", json),
    ("JSON with slashes escaped", |v| json(v).replace('/', "\\/")),
    ("JSON, all \\u", utf16_escapes),
    ("JSON, all \\u, upper case", |v| utf16_escapes(v).to_uppercase().replace("\\U", "\\u")),
    ("JSON, ASCII only", |v| json(v).chars().map(|c| if c.is_ascii() { c.to_string() } else { utf16_escapes(&c.to_string()) }).collect()),
    ("JSON, safe in HTML", |v| json(v).replace('<', "\\u003c").replace('>', "\\u003E").replace('&', "\\u0026")),
    ("JSON, safe everywhere", |v| json(v).replace('<', "\\u003C").replace('>', "\\u003E").replace('&', "\\u0026").replace('\'', "\\u0027").replace("\\\"", "\\u0022").replace('+', "\\u002B")),
    ("JSON in JSON", |v| json(&json(v))),
    ("JSON in JSON in JSON", |v| json(&json(&json(v)))),
    ("JSON, some \\u", |v| json(v).replace('e', "\\u0065").replace('7', "\\u0037")),
    ("\\u{} of JavaScript", |v| v.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect()),
    ("\\U of Python", |v| v.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect()),
    ("percent", |v| percent(v, ALL)),
    ("percent, lower case", |v| percent(v, ALL).split('%').enumerate().map(|(i, part)| if i == 0 { part.to_owned() } else { format!("%{}{}", part[..2].to_lowercase(), &part[2..]) }).collect()),
    ("percent, every byte", |v| each(v, |b| format!("%{b:02X}"), "")),
    ("percent, every byte, lower case", |v| each(v, |b| format!("%{b:02x}"), "")),
    ("percent, twice", |v| percent(&percent(v, ALL), ALL)),
    ("percent, three times", |v| percent(&percent(&percent(v, ALL), ALL), ALL)),
    ("percent, every byte, twice", |v| each(v, |b| format!("%25{b:02X}"), "")),
    ("form", |v| form_urlencoded(v)),
    ("percent, some bytes", |v| v.replace('%', "%25").replace('e', "%65").replace('r', "%72")),
    ("%u of JavaScript", |v| v.encode_utf16().fold(String::new(), |out, unit| out + &format!("%u{unit:04X}"))),
    ("HTML, text", |v| html_escape::encode_text(v).into_owned()),
    ("HTML, attribute", |v| html_escape::encode_quoted_attribute(v).into_owned()),
    ("HTML, all that is special", |v| html_escape::encode_safe(v).into_owned()),
    ("HTML, twice", |v| html_escape::encode_safe(&html_escape::encode_safe(v)).into_owned()),
    ("HTML, named beyond the usual", |v| html_escape::encode_text(v).replace('/', "&sol;").replace('+', "&plus;").replace('_', "&lowbar;").replace('é', "&eacute;").replace('ä', "&auml;")),
    ("HTML, decimal", |v| v.chars().map(|c| format!("&#{};", u32::from(c))).collect()),
    ("HTML, decimal, leading zeros", |v| v.chars().map(|c| format!("&#{:07};", u32::from(c))).collect()),
    ("HTML, hexadecimal", |v| v.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect()),
    ("HTML, hexadecimal, upper case", |v| v.chars().map(|c| format!("&#X{:X};", u32::from(c))).collect()),
    ("base64", |v| STANDARD.encode(v)),
    ("base64 without padding", |v| STANDARD_NO_PAD.encode(v)),
    ("base64url", |v| URL_SAFE.encode(v)),
    ("base64url without padding", |v| URL_SAFE_NO_PAD.encode(v)),
    ("base64 with a line break behind", |v| STANDARD.encode(format!("{v}\n"))),
    ("base64, one byte before", |v| STANDARD.encode(format!("u{v}"))),
    ("base64, two bytes before", |v| STANDARD.encode(format!("u:{v}"))),
    ("base64, three bytes before and some behind", |v| STANDARD.encode(format!("us:{v}tail"))),
    ("base64url, one byte before", |v| URL_SAFE_NO_PAD.encode(format!("u{v}@@"))),
    ("base64url, two bytes before", |v| URL_SAFE_NO_PAD.encode(format!("u:{v}@"))),
    ("base64, wrapped at 76", |v| wrapped(&STANDARD.encode(surrounded(v)), 76, "\r\n")),
    ("base64, wrapped at 64", |v| wrapped(&STANDARD.encode(surrounded(v)), 64, "\n")),
    ("base64, wrapped at 20 and indented", |v| wrapped(&STANDARD.encode(surrounded(v)), 20, "\n    ")),
    ("base64, wrapped, within JSON", |v| json(&wrapped(&STANDARD.encode(surrounded(v)), 64, "\r\n"))),
    ("base64 of base64", |v| STANDARD.encode(STANDARD.encode(format!("user:{v}")))),
    ("base64 of JSON", |v| URL_SAFE_NO_PAD.encode(format!("{{\"password\":\"{}\"}}", utf16_escapes(v)))),
    ("base64 of percent", |v| STANDARD.encode(percent(v, ALL))),
    ("base64 of UTF-16", |v| STANDARD.encode(v.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())),
    ("base64 stuck to a word", |v| format!("prefix{}", STANDARD.encode(percent(&format!("and {v}"), ALL)))),
    ("base64 of gzip", |v| STANDARD.encode(gzip(&surrounded(v)))),
    ("base64 of zlib", |v| STANDARD.encode(zlib(&surrounded(v)))),
    ("base64 of deflate", |v| STANDARD.encode(deflate(&surrounded(v)))),
    ("percent of base64 of deflate", |v| percent(&STANDARD.encode(deflate(&surrounded(v))), ALL)),
    ("base32", |v| data_encoding::BASE32.encode(v.as_bytes())),
    ("base32, lower case", |v| data_encoding::BASE32.encode(v.as_bytes()).to_lowercase()),
    ("base32, one byte before", |v| data_encoding::BASE32.encode(format!("a{v}").as_bytes())),
    ("base32, two bytes before", |v| data_encoding::BASE32.encode(format!("ab{v}").as_bytes())),
    ("base32, three bytes before", |v| data_encoding::BASE32.encode(format!("abc{v}x").as_bytes())),
    ("base32, four bytes before", |v| data_encoding::BASE32.encode(format!("abcd{v}yz").as_bytes())),
    ("base32hex", |v| data_encoding::BASE32HEX.encode(v.as_bytes())),
    ("base58", |v| bs58::encode(v).into_string()),
    ("hexadecimal", |v| hex::encode(v)),
    ("hexadecimal, upper case", |v| hex::encode_upper(v)),
    ("hexadecimal within more", |v| hex::encode(format!("Authorization: {v}"))),
    ("hexadecimal of JSON", |v| hex::encode(utf16_escapes(v))),
    ("hexadecimal, colons", |v| each(v, |b| format!("{b:02X}"), ":")),
    ("hexadecimal, dashes", |v| each(v, |b| format!("{b:02X}"), "-")),
    ("hexadecimal, spaces", |v| each(v, |b| format!("{b:02x}"), " ")),
    ("hexadecimal, \\x", |v| each(v, |b| format!("\\x{b:02x}"), "")),
    ("hexadecimal, 0x", |v| each(v, |b| format!("0x{b:02x}"), ", ")),
    ("hexadecimal, 0x, close", |v| each(v, |b| format!("0x{b:02X}"), ",")),
    ("hexadecimal, 0x, in lines", |v| each(v, |b| format!("0x{b:02X}"), " ")),
    ("decimal", |v| each(v, |b| b.to_string(), ", ")),
    ("decimal, close", |v| each(v, |b| b.to_string(), ",")),
    ("decimal, spaces", |v| each(v, |b| b.to_string(), " ")),
    ("decimal, a line each", |v| each(v, |b| b.to_string(), ",\n      ")),
    ("decimal, signed", |v| each(v, |b| b.cast_signed().to_string(), ", ")),
    ("octal", |v| each(v, |b| format!("\\{b:03o}"), "")),
    ("octal, spaces", |v| each(v, |b| format!("{b:03o}"), " ")),
    ("Rust debug", |v| { let q = format!("{v:?}"); q[1..q.len() - 1].into() }),
    ("Rust, ASCII only", |v| v.escape_default().to_string()),
    ("C", |v| v.bytes().flat_map(std::ascii::escape_default).map(char::from).collect()),
    ("JavaScript, single quotes", |v| v.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n")),
    ("JavaScript, template", |v| v.replace('\\', "\\\\").replace('`', "\\`").replace('$', "\\$")),
    ("SQL", |v| v.replace('\'', "''")),
    ("SQL, backslashes", |v| v.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"").replace('\n', "\\n")),
    ("shell, single quotes", |v| v.replace('\'', "'\\''")),
    ("shell, quotes in quotes", |v| v.replace('\'', "'\"'\"'")),
    ("shell, double quotes", |v| v.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('`', "\\`")),
    ("shell, backslashes", |v| v.chars().map(|c| if c.is_ascii_alphanumeric() || "_-./\n".contains(c) || !c.is_ascii() { c.to_string() } else { format!("\\{c}") }).collect()),
    ("YAML, single quotes", |v| v.replace('\'', "''")),
    ("CSV", |v| v.replace('"', "\"\"")),
    ("regular expression", |v| regex::escape(v)),
    ("LDAP filter", |v| v.replace('\\', "\\5c").replace('*', "\\2a").replace('(', "\\28").replace(')', "\\29")),
    ("LDAP name", |v| v.chars().map(|c| if "\\,+\"<>;=#".contains(c) { format!("\\{c}") } else { c.to_string() }).collect()),
    ("quoted-printable", |v| String::from_utf8(quoted_printable::encode(v)).unwrap()),
    ("quoted-printable, broken lines", |v| String::from_utf8(quoted_printable::encode(format!("{}{v}", "word ".repeat(13)))).unwrap()),
    ("quoted-printable, every byte", |v| each(v, |b| format!("={b:02X}"), "")),
    ("quoted-printable, broken everywhere", |v| each(v, |b| format!("={b:02X}"), "=\r\n")),
    ("encoded-word, Q", |v| format!("=?utf-8?Q?{}?=", v.bytes().map(|b| match b { b' ' => "_".into(), b if b.is_ascii_alphanumeric() => char::from(b).to_string(), b => format!("={b:02X}") }).collect::<String>())),
    ("encoded-word, Q, continued", |v| { let (a, b) = halves(v); format!("=?utf-8?Q?{}?=\r\n =?utf-8?Q?{}?=", each(a, |b| format!("={b:02X}"), ""), each(b, |b| format!("={b:02X}"), "")) }),
    ("encoded-word, B", |v| format!("=?utf-8?B?{}?=", STANDARD.encode(v))),
    ("encoded-word, B, continued", |v| { let text = STANDARD.encode(format!("{v}{v}{v}")); let (a, b) = text.split_at(text.len() / 8 * 4); format!("=?utf-8?B?{a}?= =?utf-8?B?{b}?=") }),
    ("terminal colours within", |v| { let (a, b) = halves(v); format!("{a}\x1b[1;31m{b}\x1b[0m") }),
    ("UTF-16, little end first", |v| String::from_utf8(v.encode_utf16().flat_map(u16::to_le_bytes).collect()).unwrap_or_else(|_| v.into())),
    ("UTF-16, big end first", |v| String::from_utf8(v.encode_utf16().flat_map(u16::to_be_bytes).collect()).unwrap_or_else(|_| v.into())),
];

fn halves(text: &str) -> (&str, &str) {
    let middle = (text.len() / 2..).find(|at| text.is_char_boundary(*at)).unwrap();
    text.split_at(middle)
}

fn form_urlencoded(text: &str) -> String {
    const FORM: &percent_encoding::AsciiSet =
        &ALL.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');
    percent_encoding::utf8_percent_encode(text, FORM).to_string().replace(' ', "+")
}

fn scrubber(value: &str) -> Scrubber {
    let mut needles = NeedlesBuilder::new();
    needles.add("KEY", &Secret::new(value.into()));
    Scrubber::new().layered(Arc::new(needles.build()))
}

#[test]
fn every_form_is_masked_and_nothing_else() {
    let mut failures = Vec::new();
    for (value, other) in VALUES.iter().zip(OTHERS) {
        let scrubber = scrubber(value);
        for (name, encode) in FORMS {
            let form = encode(value);
            let text = format!("before ({form}) after");
            let clean = scrubber.text(&text);
            let clean = clean.as_str();
            if !(clean.starts_with("before (") && clean.ends_with(") after"))
                || clean.contains(&form)
                || !clean.contains("[secret:KEY]")
            {
                failures.push(format!("{name}: {value:?} shows in {clean:?} of {text:?}"));
            }
            // What is left beside the masks is no part of the form worth reading.
            let left = clean.replace("[secret:KEY]", "");
            if left.len() > "before () after".len() + form.len() / 2 + 120 {
                failures.push(format!("{name}: {value:?} is left in {clean:?}"));
            }
            if !scrubber.finds(text.as_bytes()) {
                failures.push(format!("{name}: {value:?} is not found in {text:?}"));
            }
            let again = scrubber.text(clean);
            if again.as_str() != clean {
                failures.push(format!("{name}: scrubbing {value:?} twice gives {again:?} after {clean:?}"));
            }
            let innocent = format!("before ({}) after", encode(other));
            if scrubber.text(&innocent).as_str() != innocent {
                failures.push(format!("{name}: {innocent:?} was masked for {value:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn bytes_that_are_no_text_are_looked_through() {
    for value in VALUES {
        let scrubber = scrubber(value);
        for (name, bytes) in [
            ("gzip", gzip(value)),
            ("zlib", zlib(value)),
            ("UTF-16 LE", value.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("UTF-16 BE", value.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ("gzip of base64", gzip(&STANDARD.encode(format!("{value} and more")))),
        ] {
            assert!(scrubber.finds(&bytes), "{name} of {value:?}");
        }
        assert!(!scrubber.finds(&gzip("nothing of interest")));
    }
    let latin: Vec<u8> = VALUES[2].chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(scrubber(VALUES[2]).finds(&latin), "ISO 8859-1");
}

#[test]
fn upper_and_lower_case_are_masked_from_eight_bytes_on() {
    let long = scrubber("Tr0ub4dor&3");
    assert_eq!(long.text("TR0UB4DOR&3 tr0ub4dor&3").as_str(), "[secret:KEY] [secret:KEY]");
    let accents = scrubber("pässwört-für-alle");
    assert_eq!(accents.text("PÄSSWÖRT-FÜR-ALLE").as_str(), "[secret:KEY]");
    let short = scrubber("Monday");
    assert_eq!(short.text("Monday, monday").as_str(), "[secret:KEY], monday");
}

#[test]
fn punycode_is_masked() {
    let clean = scrubber("bücher-geheim")
        .text("https://xn--bcher-geheim-dlb.example/ and https://xn--bcher-kva.example/");
    let label = url_label("bücher-geheim");
    assert!(!clean.as_str().contains(&label), "{clean}");
}

fn url_label(text: &str) -> String {
    idna::domain_to_ascii(text).unwrap()
}

#[test]
fn values_that_somebody_read_in_another_character_set() {
    let value = "Grüße9xTw2pRq7LmZß";
    let scrubber = scrubber(value);
    let latin: String = value.bytes().map(char::from).collect();
    for (what, form) in [
        ("UTF-8 read as ISO 8859-1", latin.clone()),
        (
            "in JSON of ASCII",
            latin
                .encode_utf16()
                .map(|unit| match char::from_u32(unit.into()) {
                    Some(c) if c.is_ascii() => c.to_string(),
                    _ => format!("\\u{unit:04x}"),
                })
                .collect(),
        ),
        ("UTF-8 read as Windows-1252", "GrÃ¼ÃŸe9xTw2pRq7LmZÃŸ".into()),
        ("question marks", "Gr??e9xTw2pRq7LmZ?".into()),
        ("a question mark for each byte", "Gr????e9xTw2pRq7LmZ??".into()),
        ("replacement characters", "Gr\u{fffd}\u{fffd}e9xTw2pRq7LmZ\u{fffd}".into()),
        ("left out", "Gre9xTw2pRq7LmZ".into()),
        ("without accents", "Grue9xTw2pRq7LmZ".into()),
        ("transliterated", "Gruesse9xTw2pRq7LmZss".into()),
    ] {
        assert!(scrubber.finds(form.as_bytes()), "{what}: {form}");
    }
    assert!(!scrubber.finds("Grüße an alle, 9xTw".as_bytes()));
}

#[test]
fn values_in_a_form_that_was_not_encoded() {
    let scrubber = scrubber("Zk8+Tw9+RuPq  and\ttail");
    for form in ["Zk8 Tw9 RuPq  and\ttail", "Zk8+Tw9+RuPq and tail"] {
        assert!(scrubber.finds(form.as_bytes()), "{form}");
    }
}
