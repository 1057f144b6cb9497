//! A target that answers at once and remembers nothing, in a process of its own.

use std::{
    convert::Infallible,
    io::{BufRead, BufReader, Read},
    net::Ipv4Addr,
    process::{Child, Command, ExitCode, Stdio},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const BODY: &str = r#"{"status":"ok","orders":[{"id":1,"total":12.5},{"id":2,"total":99.0}]}"#;

/// Serves until standard input ends; prints its URL.
pub(crate) fn serve() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        println!("http://{}/orders", listener.local_addr().expect("it is bound"));
        tokio::spawn(accept(listener));
        let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
    });
    ExitCode::SUCCESS
}

async fn accept(listener: TcpListener) {
    loop {
        // Out of descriptors for a moment: whoever wants in waits in the backlog.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::task::yield_now().await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
    }
}

async fn answer(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::new(Bytes::from_static(BODY.as_bytes())));
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    Ok(response)
}

/// A running target.
pub(super) struct Plain {
    child: Child,
    pub(super) url: String,
}

impl Plain {
    pub(super) fn start() -> Self {
        let program = std::env::current_exe().expect("a running program has a path");
        let mut child = Command::new(program)
            .arg("plain-target")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let mut url = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        lines.read_line(&mut url).expect("the target prints its URL");
        Self { child, url: url.trim_end().to_owned() }
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
