//! One request on a connection of its own.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, task::JoinHandle};

/// A request to be sent.
pub(crate) struct Call {
    address: SocketAddr,
    request: http::request::Builder,
    body: Bytes,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Call {
    /// To any server.
    pub(crate) fn to(address: SocketAddr, method: &str, path: &str) -> Self {
        Self::new(address, method, path)
    }

    pub(super) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path).header("host", address.to_string());
        Self { address, request, body: Bytes::new() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        // One of a name: `host` may be told anew.
        if let Some(headers) = self.request.headers_mut() {
            headers.insert(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
        }
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, session: &str) -> Self {
        self.header("cookie", &format!("other=1; __Host-tacit={session}"))
    }

    /// As a page of this server sends it.
    pub(crate) fn by_page(self) -> Self {
        self.header("x-tacit-csrf", "1").header("sec-fetch-site", "same-origin")
    }

    pub(crate) fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").text(body.to_string())
    }

    pub(crate) fn text(mut self, body: impl Into<String>) -> Self {
        self.body = body.into().into();
        self
    }

    /// The status alone, of an answer that may go on for ever.
    pub(crate) async fn status(self) -> u16 {
        let (head, _, driver) = self.begin().await;
        driver.abort();
        head.status.as_u16()
    }

    pub(crate) fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let (head, body, driver) = self.begin().await;
        let text = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        driver.abort();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    async fn begin(self) -> (http::response::Parts, Incoming, JoinHandle<hyper::Result<()>>) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let driver = tokio::spawn(connection);
        let request = self.request.body(Full::new(self.body)).unwrap();
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        (head, body, driver)
    }
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}: no JSON: {}", self.status, self.text))
    }

    /// `data` of a successful answer.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text);
        let mut body = self.json();
        assert_eq!((&body["meta"]["status"], &body["error"]), (&Value::from("success"), &Value::Null));
        body["data"].take()
    }

    /// The message of an error, whose envelope is checked.
    #[track_caller]
    pub(crate) fn message(&self) -> String {
        let body = self.json();
        assert_eq!(body["meta"]["status"], "error", "{}", self.text);
        assert_eq!(body["error"]["status"], self.status);
        assert_eq!(body["data"], serde_json::json!({}));
        body["error"]["message"].as_str().expect("a message").to_owned()
    }

    /// The status, or a failed test that shows the body.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The session that the answer gives to the browser.
    pub(crate) fn session(&self) -> Option<String> {
        let cookie = self.headers.get("set-cookie")?.to_str().ok()?;
        let value = cookie.strip_prefix("__Host-tacit=")?.split(';').next()?;
        Some(value.to_owned())
    }
}
