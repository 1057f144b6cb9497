//! A bare hyper client that does the same request and the same checks: what cannot be done with less.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, Uri, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

#[derive(Clone)]
pub(crate) struct Ceiling(TlsConnector);

impl Ceiling {
    pub(crate) fn new(root: &[u8]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(root.to_vec())).expect("the authority is one");
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.resumption = rustls::client::Resumption::disabled();
        Self(TlsConnector::from(Arc::new(config)))
    }

    /// One request on a connection of its own.
    pub(crate) async fn run(&self, url: &str) {
        let uri: Uri = url.parse().expect("the target's URL");
        let (host, port) = (uri.host().expect("a host").to_owned(), uri.port_u16().expect("a port"));
        let address = if host == "localhost" { "127.0.0.1" } else { &host };
        let stream = TcpStream::connect((address, port)).await.expect("the target listens");
        stream.set_nodelay(true).expect("a TCP stream");
        if uri.scheme_str() == Some("https") {
            let name = host.clone().try_into().expect("a name");
            let stream = self.0.connect(name, stream).await.expect("the certificate is valid");
            exchange(stream, &uri, &host).await;
        } else {
            exchange(stream, &uri, &host).await;
        }
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(stream: S, uri: &Uri, host: &str) {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
    let request =
        Request::get(uri.path()).header("host", host).body(Empty::<Bytes>::new()).expect("a request");
    let exchange = async move {
        let response = sender.send_request(request).await.expect("an answer");
        let status = response.status();
        let kind = response.headers().get("content-type").cloned();
        (status, kind, response.into_body().collect().await.expect("a body").to_bytes())
    };
    // In one task: a spawned driver would cost a wake-up for each turn.
    let (_, (status, kind, body)) = tokio::join!(connection, exchange);
    assert_eq!(status, 200);
    assert!(kind.is_some_and(|value| value.as_bytes().starts_with(b"application/json")));
    let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert!(body.is_object());
}
