//! The server's API over connections that stay open.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1::{self, SendRequest},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::installation::Installation;

/// Where the server is, and who asks.
#[derive(Clone)]
pub(super) struct Api {
    address: String,
    pub(super) bucket: String,
    token: String,
}

/// One connection.
pub(super) struct Connection {
    api: Api,
    sender: SendRequest<Full<Bytes>>,
}

impl Api {
    pub(super) fn new(installation: &Installation) -> Self {
        Self {
            address: installation.url.trim_start_matches("http://").to_owned(),
            bucket: format!("/v1/buckets/{}", installation.bucket),
            token: installation.token.clone(),
        }
    }

    /// For tests of what needs no server.
    #[cfg(test)]
    pub(super) fn nowhere() -> Self {
        Self { address: String::new(), bucket: String::new(), token: String::new() }
    }

    pub(super) async fn connect(&self) -> Result<Connection, String> {
        let stream = TcpStream::connect(&self.address).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let made = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = made.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        Ok(Connection { api: self.clone(), sender })
    }
}

impl Connection {
    /// One request; returns the data of a good answer.
    pub(super) async fn send(&mut self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.api.address)
            .header(AUTHORIZATION, format!("Bearer {}", self.api.token))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body.to_string())))
            .expect("a path of ours");
        let failed = |error: hyper::Error| format!("{method} {path}: {error}");
        self.sender.ready().await.map_err(failed)?;
        let answer = self.sender.send_request(request).await.map_err(failed)?;
        let status = answer.status();
        let body = answer.into_body().collect().await.map_err(failed)?.to_bytes();
        if !status.is_success() {
            return Err(format!("{method} {path}: {status} {}", String::from_utf8_lossy(&body)));
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        Ok(body["data"].clone())
    }
}
