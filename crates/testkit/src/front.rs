//! Somebody in between: takes requests, with or without TLS, hands them on to a server, and may change what comes back.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::conn::auto};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// What may be done to the body of an answer, by the path of its request.
pub type Change = dyn Fn(&str, Bytes) -> Bytes + Send + Sync;

/// A request as it passed.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The path.
    pub path: String,
    /// The value of `Authorization`.
    pub authorization: String,
    /// The body.
    pub body: Bytes,
}

/// Somebody in between. Stops when dropped.
pub struct Front {
    address: SocketAddr,
    passed: Arc<Mutex<Vec<Passed>>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Between {
    upstream: SocketAddr,
    change: Arc<Change>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Front {
    /// Listens at `address` and hands on to `upstream`.
    pub async fn start(
        address: SocketAddr,
        tls: Option<ServerConfig>,
        upstream: SocketAddr,
        change: Arc<Change>,
    ) -> Self {
        let listener = TcpListener::bind(address).await.expect("the address is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let passed = Arc::default();
        let between = Between { upstream, change, passed: Arc::clone(&passed) };
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        let task = tokio::spawn(accept(listener, tls, between));
        Self { address, passed, task }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request that had its answer.
    #[must_use]
    pub fn passed(&self) -> Vec<Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, between: Between) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, between) = (tls.clone(), between.clone());
        connections.spawn(async move {
            match tls {
                None => serve(stream, between).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(stream, between).await;
                    }
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, between: Between) {
    let service = service_fn(move |request: Request<Incoming>| {
        let between = between.clone();
        async move { between.hand_on(request).await.ok_or("closed on purpose") }
    });
    let executor = hyper_util::rt::TokioExecutor::new();
    // Either side may go away in the middle of anything.
    let _ = auto::Builder::new(executor).serve_connection(TokioIo::new(stream), service).await;
}

impl Between {
    async fn hand_on(&self, request: Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        let path = head.uri.path().to_owned();
        let authorization = head.headers.get("authorization").and_then(|value| value.to_str().ok());
        let authorization = authorization.unwrap_or_default().to_owned();
        head.uri = path.parse().ok()?;
        head.version = http::Version::HTTP_11;
        head.headers.insert("host", self.upstream.to_string().parse().ok()?);

        let stream = TcpStream::connect(self.upstream).await.ok()?;
        let (mut send, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        let answer = send.send_request(Request::from_parts(head, Full::new(body.clone()))).await.ok()?;
        let (mut head, answered) = answer.into_parts();
        let answered = answered.collect().await.ok()?.to_bytes();
        for name in ["content-length", "transfer-encoding", "connection"] {
            head.headers.remove(name);
        }
        let changed = (self.change)(&path, answered);
        let passed = Passed { path, authorization, body };
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).push(passed);
        Some(Response::from_parts(head, Full::new(changed)))
    }
}
