//! Tokens in the place of sealed secrets, and the functions that take them.

use tacit_script::TOKEN_MARK;

use crate::support::{Recorder, TEAM, log_of, pool, script, thrown_by};

#[tokio::test]
async fn functions_of_texts_ask_the_host() {
    let mut host = Recorder::default();
    let source = "log(hmac_sha256('v', get_secret('sealed')), url_encode('a'), jwt_sign('{}', 'k', 'HS512'))";
    let outcome =
        pool().run(TEAM, script(source), &mut host).await.unwrap_or_else(|failure| panic!("{failure}"));
    let token = |name: &str, count: u8| format!("{TOKEN_MARK}{name}{count}");
    let expected = [token("hmac_sha256", 2), token("url_encode", 1), token("jwt_sign", 3)].join(" ");
    assert_eq!(outcome.log, [expected]);
    assert_eq!(host.asked, ["secret sealed", "call hmac_sha256", "call url_encode", "call jwt_sign"]);
}

#[tokio::test]
async fn base64_of_a_token_is_left_to_the_host() {
    let source = "log(btoa('u:' + get_secret('sealed'))); log(encode_base64('plain')); log(btoa('plain'))";
    let expected = [format!("{TOKEN_MARK}encode_base641"), "cGxhaW4=".into(), "cGxhaW4=".into()];
    assert_eq!(log_of(source).await, expected);
}

#[tokio::test]
async fn a_mistake_in_a_call_is_thrown() {
    let (_, message, line, _) = thrown_by("\nhex()").await;
    assert!(message.contains("hex takes (value)") && line == Some(2), "{message} {line:?}");
}

#[tokio::test]
async fn what_would_only_see_the_token_throws() {
    for source in ["atob(get_secret('sealed'))", "decode_base64('x' + get_secret('sealed'))"] {
        let (_, message, ..) = thrown_by(source).await;
        assert!(message.contains("sealed secret"), "{message}");
    }
}

#[tokio::test]
async fn a_script_may_use_the_names_for_its_own() {
    assert_eq!(
        log_of("var hex = 1; function totp() { return 2; } const sha256 = 3; log(hex, totp(), sha256)").await,
        ["1 2 3"]
    );
}
