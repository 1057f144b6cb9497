//! Everything a script can name, libraries apart.

use tacit_script::ThrownKind;

use crate::support::{log_of, run, thrown_by};

#[tokio::test]
async fn log_prints_text_as_it_is_and_objects_readably() {
    let log = log_of(
        r#"
        log("plain"); log(); log(1, true, null, undefined);
        log({a: [1, {b: "ü"}]});
        const loop = {name: "x"}; loop.self = loop; log(loop);
        log(new TypeError("bad")); log(Symbol("s")); log(10n); log({big: 1n}); log(() => 1);
        log("half \ud83d pair");
        console.log("c"); console.info("i"); console.warn("w"); console.error("e");
        const twice = {v: 1}; log([twice, twice]);
        "#,
    )
    .await;
    assert_eq!(log[0], "plain");
    assert_eq!(log[1], "");
    assert_eq!(log[2], "1 true null undefined");
    assert_eq!(log[3], "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"ü\"\n    }\n  ]\n}");
    assert_eq!(log[4], "{\n  \"name\": \"x\",\n  \"self\": \"[Circular]\"\n}");
    assert!(log[5].starts_with("TypeError: bad\n"), "{}", log[5]);
    assert_eq!(log[6..10], ["Symbol(s)", "10", "{\n  \"big\": \"1n\"\n}", "() => 1"]);
    assert_eq!(log[10], "half \u{fffd} pair");
    assert_eq!(log[11..15], ["c", "i", "w", "e"]);
    assert!(!log[15].contains("Circular"));
}

#[tokio::test]
async fn variables_are_read_set_and_kept_in_order() {
    let outcome = run(r#"
        log(variables.get("city")); log(variables.get("nowhere") === undefined);
        variables.set("first", 1); variables.set("second", {a: [1]}); variables.set("third", true);
        variables.set("first", "again"); variables.set("city", null);
        log(variables.get("first")); log(typeof variables.get("third"));
        "#)
    .await
    .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.log, ["Graz", "true", "again", "string"]);
    let set: Vec<_> = outcome.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(set, [("second", r#"{"a":[1]}"#), ("third", "true"), ("first", "again"), ("city", "null")]);
}

#[tokio::test]
async fn base64_both_ways() {
    let log = log_of(
        r#"
        log(encode_base64("Zoë?>")); log(decode_base64("Wm/Dqz8+")); log(decode_base64(encode_base64("日本")));
        log(btoa("~~~?")); log(atob("fn5-Pw")); log(atob(btoa("a\xff")) === "a\xff");
        "#,
    )
    .await;
    assert_eq!(log, ["Wm/Dqz8+", "Zoë?>", "日本", "fn5-Pw==", "~~~?", "true"]);
    let (_, message, ..) = thrown_by("decode_base64('!')").await;
    assert_eq!(message, "TypeError: decode_base64: the text is not Base64");
}

#[tokio::test]
async fn xml_becomes_json() {
    let log = log_of(
        r#"
        const xml = '<?xml version="1.0"?><a x="1 &lt; 2"><!-- no --><b>one</b><b>two</b><c/><d y="z">t &amp; u</d><![CDATA[raw]]></a>';
        log(xmltojson(xml)); log(runscope_xml2json(xml).a.b[1]);
        "#,
    )
    .await;
    let expected =
        r##"{"a":{"@x":"1 < 2","b":["one","two"],"c":null,"d":{"@y":"z","#text":"t & u"},"#text":"raw"}}"##;
    assert_eq!(log, [expected, "two"]);
    for (xml, part) in
        [("<a><b></a>", "not well-formed near line 1"), ("", "no element"), ("<a>&x;</a>", "unknown entity")]
    {
        let (_, message, ..) = thrown_by(&format!("xmltojson({xml:?})")).await;
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn marknote_reads_and_writes() {
    let log = log_of(
        r#"
        const doc = new marknote.Parser().parse('<s:books xmlns:s="urn:x"><book title="1984">text &amp; <![CDATA[<more>]]></book><book/></s:books>');
        const root = doc.getRootElement();
        log(root.getName()); log(root.getChildElements("book").length); log(root.getChildElement("none"));
        const first = root.getChildElement("book");
        log(first.getAttributeValue("title")); log(first.getText());
        const added = new marknote.Element("book"); added.setAttribute("title", "<new>"); added.setText("a<b");
        root.addChildElement(added); root.removeChildElementAt(0);
        log(doc.toString("  "));
        "#,
    )
    .await;
    assert_eq!(log[..5], ["s:books", "2", "null", "1984", "text & <more>"]);
    assert_eq!(
        log[5],
        "<s:books xmlns:s=\"urn:x\">\n  <book />\n  <book title=\"&lt;new&gt;\">a&lt;b</book>\n</s:books>"
    );
}

#[tokio::test]
async fn the_language_is_modern_and_sloppy() {
    let log = log_of(
        r#"
        undeclared = 3; var f = function () { return this === globalThis; };
        log(f(), undeclared ** 2, [1, 2, 3].at(-1), "a-b".replaceAll("-", "+"), ({a: {b: 1}}).a?.b ?? 0);
        log(/(?<y>\d{4})/u.exec("in 2026").groups.y, new Date(0).toISOString(), new Date(0).getTimezoneOffset());
        log(runscope_bucket, encodeURIComponent("ä b"), escape("ä"), parseInt("12px"));
        Promise.resolve(5).then((v) => log("later", v));
        (async () => { await null; log("async"); })();
        "#,
    )
    .await;
    assert_eq!(log[0], "true 9 3 a+b 1");
    assert_eq!(log[1], "2026 1970-01-01T00:00:00.000Z 0");
    assert_eq!(log[2], "abc123def456 %C3%A4%20b %E4 12");
    assert_eq!(log[3..], ["later 5", "async"]);
}

#[tokio::test]
async fn names_may_be_redeclared() {
    let log = log_of(
        "var assert = 1; const expect = 2; let moment = 3; function log2() {} log(assert, expect, moment);",
    )
    .await;
    assert_eq!(log, ["1 2 3"]);
}

#[tokio::test]
async fn random_numbers_differ_between_scripts() {
    let pool = crate::support::pool();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..5 {
        let script = crate::support::script(
            "for (let i = 0; i < 20; i++) { const r = Math.random(); if (r < 0 || r >= 1) throw r; log(r); }",
        );
        let outcome = pool.run(crate::support::TEAM, script, &mut crate::support::Recorder::default()).await;
        seen.extend(outcome.unwrap_or_else(|failure| panic!("{failure}")).log);
    }
    assert_eq!(seen.len(), 100);
}

#[tokio::test]
async fn exceptions_name_the_users_line() {
    let (kind, message, line, column) = thrown_by("var a = 1;\n\n  nothing.here;\n").await;
    assert_eq!(
        (kind, message.as_str(), line),
        (ThrownKind::Exception, "ReferenceError: nothing is not defined", Some(3))
    );
    assert!(column.is_some());
    let (_, message, line, _) = thrown_by("function f() {\n  throw new Error('boom');\n}\n\nf();").await;
    assert_eq!((message.as_str(), line), ("boom", Some(2)));
    let (kind, message, line, _) = thrown_by("var a = 1;\nTEST SCRIPT 1;").await;
    assert_eq!((kind, line), (ThrownKind::Exception, Some(2)));
    assert!(message.starts_with("SyntaxError"), "{message}");
    for (source, text) in
        [("throw 'words'", "words"), ("throw {code: 1}", "{\n  \"code\": 1\n}"), ("throw null", "null")]
    {
        let (kind, message, ..) = thrown_by(source).await;
        assert_eq!((kind, message.as_str()), (ThrownKind::Exception, text));
    }
    let (_, message, ..) = thrown_by("log('a\0b')").await;
    assert_eq!(message, "SyntaxError: a script may not contain NUL characters");
    let (_, message, ..) = thrown_by("(async () => { throw new Error('lost'); })()").await;
    assert_eq!(message, "lost");
    assert!(run("Promise.reject(1).catch(() => {})").await.is_ok_and(|outcome| outcome.error.is_none()));
}

#[tokio::test]
async fn what_happened_before_the_exception_is_kept() {
    let outcome = run("log('a'); variables.set('x', 1); request.method = 'PUT'; throw new Error('b')").await;
    let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.log, ["a"]);
    assert_eq!(outcome.variables, [("x".to_owned(), "1".to_owned())]);
    assert!(outcome.request.is_some_and(|request| request.changed.method));
    assert!(outcome.error.is_some());
}
