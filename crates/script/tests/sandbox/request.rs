//! `request` and `response`: what scripts read of them and what becomes of their edits.

use tacit_script::{EditedRequest, RequestChanges};

use crate::support::{log_of, request, run};

async fn edited(source: &str) -> EditedRequest {
    let outcome = run(source).await.unwrap_or_else(|failure| panic!("{failure}"));
    if let Some(thrown) = outcome.error {
        panic!("threw {} at {:?}", thrown.message, thrown.line);
    }
    outcome.request.expect("an edited request")
}

#[tokio::test]
async fn every_part_can_be_read() {
    let log = log_of(
        r#"
        log(request.method, request.scheme, request.host, request.path, request.size_bytes, request.content_type);
        log(request.url); log(request.params[1].name, request.params[1].value, request.params.length);
        log(request.headers["X-Twice"].join("+"), request.headers["x-twice"][0], "x-TWICE" in request.headers, request.headers.None);
        log(Object.keys(request.headers).join());
        log(JSON.parse(request.body).name);
        log(response.status, response.reason, response.response_time_ms, response.size_bytes);
        log(response.headers["Content-Type"][0], JSON.parse(response.body).id);
        response.status = 500; log(response.status);
        "#,
    )
    .await;
    assert_eq!(log[0], "POST https api.example.com:8443 /v1/orders 15 application/json");
    assert_eq!(log[1], request().url);
    assert_eq!(log[2], "tag a b 2");
    assert_eq!(log[3], "1+2 1 true undefined");
    assert_eq!(log[4], "Content-Type,X-Twice");
    assert_eq!(log[5], "Zoë");
    assert_eq!(log[6], "200 OK 42 27");
    assert_eq!(log[7..], ["application/json 7", "200"]);
}

#[tokio::test]
async fn reading_changes_nothing() {
    let outcome =
        run("JSON.stringify(request); JSON.stringify(response); log(request.params, request.form)").await;
    let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(outcome.request.is_none());
    assert!(outcome.response.is_none());
}

#[tokio::test]
async fn params_can_be_pushed_as_announced() {
    let edited = edited(r#"request.params.push({name:"api_key", value: "k&1 ü"});"#).await;
    assert_eq!(
        edited.view.url,
        "https://api.example.com:8443/v1/orders?page=1&tag=a%20b&api_key=k%261%20%C3%BC#top"
    );
    assert_eq!(edited.view.params.len(), 3);
    assert_eq!(edited.changed, RequestChanges { url: true, params: true, ..RequestChanges::default() });
}

#[tokio::test]
async fn params_can_be_assigned_as_an_object() {
    let edited = edited(r#"request.params = {a: 1, b: ["x", "y"]}; log(request.url)"#).await;
    assert_eq!(edited.view.url, "https://api.example.com:8443/v1/orders?a=1&b=x&b=y#top");
}

#[tokio::test]
async fn a_url_set_directly_wins_over_params() {
    let edited =
        edited(r#"request.params.push({name: "a", value: 1}); request.url = "http://b.example/x?y=1";"#)
            .await;
    assert_eq!(edited.view.url, "http://b.example/x?y=1");
    assert_eq!(edited.changed, RequestChanges { url: true, ..RequestChanges::default() });
}

#[tokio::test]
async fn parts_of_the_url_can_be_set() {
    let edited = edited(r#"request.scheme = "http"; request.host = "b.example"; request.path = "/x"; request.method = "GET";"#).await;
    assert_eq!(edited.view.url, "http://b.example/x?page=1&tag=a%20b#top");
    assert_eq!(edited.view.method, "GET");
}

#[tokio::test]
async fn headers_take_text_lists_and_any_case() {
    let edited = edited(
        r#"
        request.headers["X-New"] = "plain"; request.headers["x-twice"] = ["3"]; request.headers["__proto__"] = "odd";
        request.content_type = "text/plain"; delete request.headers["nothing"];
        "#,
    )
    .await;
    let headers: Vec<String> =
        edited.view.headers.iter().map(|(name, values)| format!("{name}={}", values.join(","))).collect();
    assert_eq!(headers, ["Content-Type=text/plain", "X-Twice=3", "X-New=plain", "__proto__=odd"]);
    assert_eq!(edited.changed, RequestChanges { headers: true, ..RequestChanges::default() });
}

#[tokio::test]
async fn a_form_becomes_the_body_unless_the_body_is_set() {
    let edited_form = edited(r#"request.form = {a: "1 2", b: ["x", "y"]}"#).await;
    assert_eq!(edited_form.view.body, "a=1%202&b=x&b=y");
    assert_eq!(edited_form.changed, RequestChanges { form: true, body: true, ..RequestChanges::default() });
    let edited_body = edited(r#"request.form.a = "1"; request.body = {json: true};"#).await;
    assert_eq!(edited_body.view.body, r#"{"json":true}"#);
    assert!(edited_body.changed.body && !edited_body.changed.form);
}

#[tokio::test]
async fn a_response_is_edited_for_the_record() {
    let outcome = run(r#"response.body = response.body.replace(/\d{3}-\d{4}/, "xxx"); delete response.headers["Content-Type"];"#).await;
    let response =
        outcome.unwrap_or_else(|failure| panic!("{failure}")).response.expect("an edited response");
    assert_eq!(response.body, r#"{"id":7,"phone":"xxx"}"#);
    assert!(response.headers.is_empty());
    assert_eq!(response.status, 200);
}
