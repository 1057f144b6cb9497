//! Scripts that would not end of their own.

use std::time::{Duration, Instant};

use tacit_script::{Failure, Limit, Limits, Pool};

use crate::support::{Recorder, TEAM, pool, script};

async fn failure_in(pool: &Pool, source: &str, limit: Limit) -> Failure {
    let mut hungry = script(source);
    if limit == Limit::Time {
        hungry.limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    }
    match pool.run(TEAM, hungry, &mut Recorder::default()).await {
        Err(failure) => failure,
        Ok(outcome) => panic!("ended with {:?}", outcome.error.map(|thrown| thrown.message)),
    }
}

/// Each must fail with its limit, in time, and the next script must work.
async fn each_fails_with(limit: Limit, sources: &[&str]) {
    let pool = pool();
    for source in sources {
        let start = Instant::now();
        assert_eq!(failure_in(&pool, source, limit).await, Failure::Limit(limit), "{source}");
        assert!(start.elapsed() < Duration::from_secs(10), "{source}");
        let outcome = pool.run(TEAM, script("log('fine')"), &mut Recorder::default()).await;
        assert_eq!(outcome.unwrap_or_else(|failure| panic!("{failure}")).log, ["fine"]);
    }
}

#[tokio::test]
async fn time() {
    each_fails_with(
        Limit::Time,
        &[
            "for (;;) {}",
            "for (;;) { try { for (;;) {} } catch (e) {} finally { continue; } }",
            "/^(a+)+$/.test('a'.repeat(40) + 'b')",
            "(function again() { Promise.resolve().then(again); })()",
            "new Array(1e9).sort()",
            "variables.set({ toString() { for (;;) {} } }, 1)",
            "request.method = { toString() { for (;;) {} } }",
            "throw { get message() { for (;;) {} } }",
            "try { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) } catch (e) { for (;;) {} }",
        ],
    )
    .await;
}

#[tokio::test]
async fn memory() {
    each_fails_with(
        Limit::Memory,
        &[
            "const all = []; for (;;) all.push(new Array(1000).fill(all.length))",
            "let s = 'x'; for (;;) s += s + all; var all = ''",
            "new Uint8Array(200 * 1024 * 1024)",
            "globalThis.keep = []; for (;;) keep.push('x'.repeat(1e6) + keep.length)",
        ],
    )
    .await;
}

#[tokio::test]
async fn stack() {
    each_fails_with(
        Limit::Stack,
        &[
            "(function f() { f(); })()",
            "const a = []; a.toString = () => `${a}`; `${a}`",
            "(function f(x) { return f([...x, 1]) + 1; })([])",
        ],
    )
    .await;
}

#[tokio::test]
async fn output() {
    each_fails_with(
        Limit::Output,
        &[
            "for (;;) log('flood'.repeat(1000))",
            "for (;;) try { log('x'.repeat(10000)) } catch (e) {}",
            "for (;;) log('')",
            "throw new Error('x'.repeat(2e6))",
            "for (let i = 0; ; i++) variables.set('v' + i, 'x'.repeat(1000))",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_script_that_copes_with_too_little_memory_goes_on() {
    let mut script = script("try { new Uint8Array(500e6) } catch (e) { log('too much') }");
    script.limits.memory = 16 << 20;
    let outcome = pool().run(TEAM, script, &mut Recorder::default()).await;
    assert_eq!(outcome.unwrap_or_else(|failure| panic!("{failure}")).log, ["too much"]);
}

/// One process, hundreds of scripts of every ending: the next must find nothing changed.
#[tokio::test]
async fn the_engine_survives_them_all() {
    let pool = crate::support::pool_of(1);
    let witness = r#"
        const made = Array.from({length: 300}, (_, i) => ({i, name: `n${i}`, list: [i, [i]]}));
        log(JSON.stringify(made).length, /^(\w+)@(\w+)$/.exec("a@b").length, [..."äöü"].sort().join(""), new Map(made.map((m) => [m.name, m])).size);
        log(xmltojson("<a><b/></a>"), variables.get("city"), request.url.length, Object.getOwnPropertyNames(globalThis).length);
    "#;
    let mut expected = None;
    for round in 0..40 {
        for source in [
            "globalThis.all = []; for (;;) all.push({x: 'y'.repeat(1000) + all.length})",
            "(function f() { f(); })()",
            "for (;;) log('flood'.repeat(1000))",
            "null.x",
            "Promise.reject(new Error('lost'))",
            "const c = []; for (let i = 0; i < 2e4; i++) { const a = {}, b = {a}; a.b = b; c.push(new WeakRef(a)); } globalThis.f = new FinalizationRegistry(() => log('gone')); f.register({}, 1)",
            "for (const name of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[name] } catch (e) {}",
            "Object.defineProperty(globalThis, 'x', {get() { return get_secret('key'); }}); x; class A { #p = 1; static { this.q = 2; } } new A()",
            "function* g() { while (true) yield new Proxy({}, {}); } const i = g(); for (let n = 0; n < 1000; n++) i.next()",
            "new Function('return this')().leak = eval('1 + 1'); Symbol.for('shared').description; new SharedArrayBuffer(64)",
        ] {
            let mut wild = script(source);
            wild.limits.memory = 8 << 20;
            let _any_ending = pool.run(TEAM, wild, &mut Recorder::default()).await;
        }
        let outcome = pool.run(TEAM, script(witness), &mut Recorder::default()).await;
        let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(outcome.error.map(|thrown| thrown.message), None, "round {round}");
        assert_eq!(&outcome.log, expected.get_or_insert(outcome.log.clone()), "round {round}");
    }
}

#[tokio::test]
async fn limits_can_be_raised_and_lowered() {
    let pool = pool();
    for (memory, fits) in [(8 << 20, false), (80 << 20, true), (8 << 20, false)] {
        let mut script = script("new Uint8Array(40 * 1024 * 1024).fill(1)");
        script.limits.memory = memory;
        assert_eq!(pool.run(TEAM, script, &mut Recorder::default()).await.is_ok(), fits);
    }
}
