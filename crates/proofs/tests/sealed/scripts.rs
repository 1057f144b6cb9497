//! Scripts see tokens, and what they cut of one stops the request.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};

use crate::{VALUE, assert_passed, hints, hmac_of_v, program, received, step, world};

async fn before(world: &World, source: &str) -> (usize, String) {
    let sent = world.target.seen().len();
    let run = world.run(&program(json!([step(json!({"before_scripts": [source]}))]))).await;
    (world.target.seen().len() - sent, hints(&run))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_tells_nothing_of_its_value() {
    let mut sealed = world().await.with("other", &"long-4711-".repeat(400));
    sealed.seal("other", &["{target}"]);
    let checks = "
        const a = get_secret('key'), b = get_secret('other');
        assert.equal(a.length, b.length); assert.notEqual(a, b); assert.equal(a, get_secret('key'));
        assert.match(a, /^[a-z0-9]+$/); assert.equal(encodeURIComponent(a), a); assert.equal(JSON.stringify(a), '\"' + a + '\"');
        assert.notInclude(a, 's3cr3t'); assert.equal(hex(a).length, a.length); assert.equal(hmac_sha256('x', a), hmac_sha256('x', a));
        assert.notEqual(sha256(a), sha256(b));";
    let run = sealed.run(&program(json!([step(json!({"before_scripts": [checks]}))]))).await;
    assert_passed(&run, "checks");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_token_stops_the_request() {
    let world = world().await;
    for source in [
        "request.headers['X-A'] = get_secret('key').slice(1)",
        "request.headers['X-A'] = get_secret('key').slice(0, 20)",
        "request.headers['X-A'] = get_secret('key').slice(-9)",
        "request.headers['X-A'] = get_secret('key').toUpperCase()",
        "request.headers['X-A'] = get_secret('key').replace('t', 'x')",
        "request.headers['X-A'] = get_secret('key').split('').reverse().join('')",
        "const t = get_secret('key'); request.headers['X-A'] = t.slice(0, 18); request.headers['X-B'] = t.slice(18)",
        "request.body = get_secret('key').slice(3); request.method = 'POST'",
        "request.params.push({name: 'a', value: get_secret('key').slice(3)})",
        "let s = ''; for (const c of get_secret('key')) s += c.charCodeAt(0).toString(16); request.headers['X-A'] = s",
        "request.headers['X-A'] = 'tacitsealedabcdefghijklmnopqrstuvwxyz'",
    ] {
        let (sent, hints) = before(&world, source).await;
        assert_eq!(sent, 0, "{source}");
        assert!(hints.contains("TEMPLATE") && hints.contains("cut, changed or encoded"), "{source}: {hints}");
    }
    let (sent, hints) = before(&world, "request.headers[get_secret('key')] = 'x'").await;
    assert!(sent == 0 && hints.contains("header's name"), "{hints}");
    let (sent, hints) = before(&world, "request.method = get_secret('key')").await;
    assert!(sent == 0 && hints.contains("part of the method"), "{hints}");
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_that_would_see_only_the_token_say_what_to_use() {
    let world = world().await;
    for source in [
        "CryptoJS.HmacSHA256('message', get_secret('key'))",
        "CryptoJS.SHA256('a' + get_secret('key'))",
        "CryptoJS.AES.encrypt('message', get_secret('key'))",
        "CryptoJS.enc.Utf8.parse(get_secret('key'))",
        "CryptoJS.enc.Base64.parse(get_secret('key'))",
        "atob(get_secret('key'))",
        "decode_base64(get_secret('key'))",
    ] {
        let caught = format!("try {{ {source}; }} catch (error) {{ variables.set('said', error.message); }}");
        let steps = json!([
            step(json!({"before_scripts": [caught]})),
            step(json!({"url": "{target}/echo?said={{said}}"}))
        ]);
        let seen = world.target.seen().len();
        world.run(&program(steps)).await;
        let got = received(&world.target, seen);
        assert!(got.contains("said=") && got.contains("sealed%20secret"), "{source}: {got}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_never_reads_the_value_from_an_echo() {
    let world = world().await;
    let sent = json!({"X-Key": ["{{get_secret(key)}}"], "X-Sum": ["{{hmac_sha256(v,{{get_secret(key)}})}}"],
        "X-Blob": ["{{encode_base64(u:{{get_secret(key)}})}}"], "Authorization": ["{{basic_auth(u, {{get_secret(key)}})}}"]});
    // The script tells what it saw by the path of the next request to its own target.
    let look = "
        const all = JSON.stringify(response) + response.body + JSON.stringify(request);
        const known = ['s3cr3t', 'Kq9', 'tail', 'czNjcjN0', 'czNjcjN', 'M2NyM3Q'];
        variables.set('saw', known.filter((part) => all.includes(part)).join(',') + ':' + (all.match(/tacitsealed[a-z2-7]{26}/g) || []).length);";
    let steps = json!([
        step(json!({"headers": sent, "scripts": [look]})),
        // Not with the request that brought it, either.
        step(json!({"url": "{target}/echo?saw={{saw}}"})),
    ]);
    let seen = world.target.seen().len();
    let run = world.run(&program(steps)).await;
    let got = received(&world.target, seen);
    let saw = got.split("saw=").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
    let (parts, tokens) = saw.split_once("%3A").unwrap_or((&saw, ""));
    assert_eq!(parts, "", "the script saw parts of the value: {}", stored(&run));
    assert!(tokens.parse::<usize>().is_ok_and(|count| count >= 4), "the echo holds tokens: {saw}");
    let digest = hmac_of_v(VALUE);
    assert!(got.contains(&digest), "the digest itself arrived");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_request_without_the_secret_is_searched_too() {
    let world = world().await;
    // Somebody told the target earlier; whoever writes the value here plays that part.
    let steps = json!([
        step(json!({"method": "POST", "body": VALUE,
        "scripts": ["variables.set('saw', String(response.body.includes('s3cr3t')) + response.body.includes('tacitsealed'))"]})),
        step(json!({"url": "{target}/echo?saw={{saw}}"}))
    ]);
    world.run(&Program { steps, environment: json!({}) }).await;
    let got = received(&world.target, 0);
    assert!(got.contains("saw=falsetrue"), "{got}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_only_moved_tokens_hides_no_more_than_a_template() {
    let world = world().await;
    let source = "request.headers['X-Key'] = 'Bearer ' + get_secret('key');";
    let run = world.run(&program(json!([step(json!({"before_scripts": [source]}))]))).await;
    let value: Value = serde_json::to_value(&run).expect("records can be serialised");
    assert_eq!(value["steps"][0]["hops"][0]["status"]["shown"], 200, "{value:#}");
    assert_eq!(value["steps"][0]["result"]["shown"], "pass");
}
