//! A server to be tested: tells what it received.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

/// What the target saw, and what lets it answer.
#[derive(Default)]
pub(crate) struct Seen {
    requests: Mutex<Vec<String>>,
    arrived: Notify,
    answer: Notify,
    broken: AtomicBool,
}

pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Target {
    pub(crate) async fn start() -> Self {
        let seen = Arc::new(Seen::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, seen, task }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Method, path and query, and value of `x-key` of each request so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// Whether `/orders` is broken from now on.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.seen.broken.store(broken, SeqCst);
    }

    /// Until a request to `/wait` is there.
    pub(crate) async fn arrival(&self) {
        self.seen.arrived.notified().await;
    }

    /// Answers one request to `/wait`.
    pub(crate) fn let_go(&self) {
        self.seen.answer.notify_one();
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(seen): State<Arc<Seen>>, request: Request) -> Response {
    let key = request.headers().get("x-key").and_then(|key| key.to_str().ok()).unwrap_or("");
    let line = format!("{} {} {key}", request.method(), request.uri());
    seen.requests.lock().unwrap().push(line.trim_end().to_owned());
    match request.uri().path() {
        "/wait" => {
            seen.arrived.notify_one();
            seen.answer.notified().await;
            Json(json!({"waited": true})).into_response()
        }
        "/orders" if seen.broken.load(SeqCst) => (StatusCode::SERVICE_UNAVAILABLE, "broken").into_response(),
        "/missing" => (StatusCode::NOT_FOUND, "nothing here").into_response(),
        path => Json(json!({"path": path, "id": 123, "key": key})).into_response(),
    }
}
