//! The bundled libraries. These tests need them: they say so and pass when the build has none.

use tacit_script::{Part, ThrownKind};

use crate::support::{Recorder, TEAM, log_of, pool, run, script, thrown_by};

/// Whether this build has libraries; without them it checks that scripts are told.
async fn bundled() -> bool {
    let outcome = run("assert.ok(true)").await.unwrap_or_else(|failure| panic!("{failure}"));
    match outcome.error {
        None => true,
        Some(thrown) => {
            assert_eq!(thrown.message, "this build has no script libraries: build with `cargo xtask build`");
            false
        }
    }
}

#[tokio::test]
async fn chai_in_its_three_styles() {
    if !bundled().await {
        return;
    }
    let log = log_of(
        r#"
        assert("nogroups", "No Groups found"); assert.equal(1, 1); assert.deepEqual({a: [1]}, {a: [1]});
        expect([1, 2]).to.include(2); expect("abc").to.be.a("string").and.match(/b/);
        "text".should.equal("text"); should(); (5).should.be.above(4); [1].should.have.lengthOf(1);
        chai.config.truncateThreshold = 0;
        log(chai.version, typeof chai.expect);
        "#,
    )
    .await;
    assert_eq!(log, ["4.3.8 function"]);
}

#[tokio::test]
async fn a_failed_assertion_fails_the_script_at_its_line() {
    if !bundled().await {
        return;
    }
    let (kind, message, line, _) =
        thrown_by("var data = JSON.parse(response.body);\n\nassert.equal(data.id, 8, 'the id');").await;
    assert_eq!(
        (kind, message.as_str(), line),
        (ThrownKind::Assertion, "the id: expected 7 to equal 8", Some(3))
    );
    let (kind, message, line, _) = thrown_by("\nexpect(response.status).to.equal(201)").await;
    assert_eq!((kind, message.as_str(), line), (ThrownKind::Assertion, "expected 200 to equal 201", Some(2)));
    let (kind, _, line, _) = thrown_by("\n\n(1).should.equal(2)").await;
    assert_eq!((kind, line), (ThrownKind::Assertion, Some(3)));
}

#[tokio::test]
async fn messages_of_assertions_that_held_are_kept() {
    if !bundled().await {
        return;
    }
    let outcome = run(
        "assert.equal(1, 1, 'one is one'); assert(true, 'true'); assert.ok(1); expect(2, 'two').to.equal(2);",
    )
    .await;
    let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(outcome.error.is_none());
    assert_eq!(outcome.passed_assertions, ["one is one", "true", "two"]);
}

#[tokio::test]
async fn plug_ins_of_chai() {
    if !bundled().await {
        return;
    }
    log_of(
        r#"
        const schema = {type: "object", required: ["id"], properties: {id: {type: "integer"}}};
        assert.jsonSchema({id: 7}, schema); assert.notJsonSchema({id: "x"}, schema);
        expect({id: 7}).to.be.jsonSchema(schema); expect({}).to.not.be.jsonSchema(schema);
        assert.like({a: 1}, {a: 1}); expect({a: [1, {b: 2}]}).to.be.like({a: [1, {b: 2}]});
        expect([{a: 1}, {b: 2}]).to.containOneLike({b: 2}); expect({a: 1}).to.be.jsonOf({a: 1, b: undefined});
        chai.tv4.addSchema("/int", {type: "integer"}); expect(1).to.be.jsonSchema({$ref: "/int"});
        "#,
    )
    .await;
    let (kind, message, ..) =
        thrown_by("assert.jsonSchema({id: 'x'}, {properties: {id: {type: 'integer'}}})").await;
    assert_eq!(kind, ThrownKind::Assertion);
    assert!(message.contains("invalid type: string (expected integer)"), "{message}");
    // The other order: a plug-in first through `expect`, in a fresh script.
    log_of("expect({a: 1}).to.be.like({a: 1}); assert.like(1, 1); assert.notLike(1, 2)").await;
}

#[tokio::test]
async fn cryptojs_underscore_and_moment() {
    if !bundled().await {
        return;
    }
    let log = log_of(
        r#"
        log(CryptoJS.HmacSHA256("what do ya want for nothing?", "Jefe").toString());
        log(CryptoJS.HmacSHA1("what do ya want for nothing?", "Jefe").toString());
        log(CryptoJS.SHA256("abc").toString(), CryptoJS.SHA1("abc").toString(), CryptoJS.MD5("abc").toString());
        log(CryptoJS.enc.Base64.stringify(CryptoJS.SHA1("ü")));
        for (const digest of [CryptoJS.MD5, CryptoJS.SHA1, CryptoJS.SHA256]) log(digest("tacit ".repeat(5000)).toString());
        const secret = CryptoJS.AES.encrypt("message", "pass").toString();
        log(CryptoJS.AES.decrypt(secret, "pass").toString(CryptoJS.enc.Utf8));
        log(_.VERSION, _.pluck([{n: 1}, {n: 2}], "n").join(), _.chunk([1, 2, 3], 2).length);
        log(moment.version, moment.locale(), moment.utc(0).format("YYYY-MM-DD"));
        moment.locale("de"); log(moment.utc(0).format("MMMM"));
        log(moment.utc("2026-01-31").add(1, "month").format("L"));
        "#,
    )
    .await;
    assert_eq!(log[0], "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_eq!(log[1], "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assert_eq!(
        log[2],
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad \
         a9993e364706816aba3e25717850c26c9cd0d89d 900150983cd24fb0d6963f7d28e17f72"
    );
    assert_eq!(
        log[4..7],
        [
            "99254403037488f4df4f1dcb27a97511".to_owned(),
            "3cdf889a153103cdc9c2c99173feb77a866523e6".to_owned(),
            "68f1ff657eb781f8c51858a055e4ffd94c8e32d3d9a1e86ade5eb73fb42fec81".to_owned(),
        ]
    );
    assert_eq!(log[7..], ["message", "1.13.6 1,2 2", "2.29.4 en 1970-01-01", "Januar", "28.02.2026"]);
}

/// The image grows between scripts of one process; no script may be able to tell.
#[tokio::test]
async fn libraries_come_fresh_to_each_script() {
    if !bundled().await {
        return;
    }
    let pool = pool();
    for round in 0..4 {
        let source = r#"
            log(assert.mark, chai.Assertion.prototype.mark, CryptoJS.mark, moment.locale(), typeof {}.should, typeof [].mark);
            assert.mark = chai.Assertion.prototype.mark = CryptoJS.mark = 1; moment.locale("fr"); should();
            Array.prototype.mark = 1; assert.jsonSchema(1, {type: "integer"}); assert.like(1, 1); _.mark = 1;
            CryptoJS.HmacSHA256 = null; assert.equal = null;
        "#;
        let outcome = pool.run(TEAM, script(source), &mut Recorder::default()).await;
        let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(outcome.error.map(|thrown| thrown.message), None, "round {round}");
        assert_eq!(outcome.log, ["undefined undefined undefined en object undefined"], "round {round}");
    }
}

#[tokio::test]
async fn custom_libraries_run_first_in_order_and_share_the_scope() {
    let mut with = script("log(greet('you'), step)");
    with.libraries =
        vec!["var step = 1; function greet(x) { return 'hi ' + x; }".into(), "step += 1;".into()];
    with.response = Part::Absent;
    let outcome =
        pool().run(TEAM, with, &mut Recorder::default()).await.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.log, ["hi you 2"]);
    let mut broken = script("log('never')");
    broken.libraries = vec!["syntax error".into()];
    let outcome = pool()
        .run(TEAM, broken, &mut Recorder::default())
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(outcome.log.is_empty());
    let thrown = outcome.error.expect("it throws");
    assert!(thrown.message.starts_with("in library 1: SyntaxError"), "{}", thrown.message);
    assert_eq!(thrown.line, None);
}
