//! Connections: so many at once, and none that a client can keep open without saying anything.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// What a client may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// For the head of a request, from the moment the connection is free for one: a connection that is not used for so
    /// long is closed.
    pub head: Duration,
    /// Connections at once; more wait until one is closed.
    pub connections: usize,
}

impl Default for Listening {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), connections: 4096 }
    }
}

/// Bytes of the head of a request.
const MAX_HEAD: usize = 64 << 10;
/// Before the next try, when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(200);

/// Answers requests until `stop`, then finishes those under way. HTTP/1.1: a proxy in front speaks the other versions.
pub async fn serve(listener: TcpListener, router: Router, settings: Listening, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(settings.connections));
    let under_way = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head).max_buf_size(MAX_HEAD);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((accept(&listener).await, place))
        };
        let ((stream, address), place) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            next = next => match next {
                Some(next) => next,
                None => break,
            },
        };
        let router = router.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(address));
            let router = router.clone();
            async move {
                let answered: Result<_, Infallible> = router.oneshot(request).await;
                answered
            }
        });
        let connection = under_way.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _place = place;
            // Clients that go away, or send what is no HTTP, are their own matter.
            let _ = connection.await;
        });
    }
    drop(listener);
    under_way.shutdown().await;
}

/// The next connection, however long the system has none to give.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                // Small answers are not held back to be sent together.
                let _ = stream.set_nodelay(true);
                return (stream, address);
            }
            Err(error) if of_the_client(&error) => {}
            Err(error) => {
                tracing::error!(kind = ?error.kind(), "no connection can be accepted; trying again");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
