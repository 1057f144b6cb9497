//! A small orders API on loopback: something for the demo's tests to look at.

use std::{
    collections::VecDeque,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use axum::{
    Form, Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tacit_taint::Secret;
use tokio_util::sync::CancellationToken;

use crate::{Failure, serve};

/// Orders that are remembered; older ones are forgotten.
const MOST: usize = 200;
/// Who may sign in at `/login`.
const CUSTOMER: (&str, &str) = ("ada", "lovelace");
const SESSION: &str = "session=customer-ada";

#[derive(Clone)]
struct Api(Arc<Inner>);

struct Inner {
    key: Secret,
    orders: Mutex<VecDeque<Order>>,
    next: AtomicU32,
    reports: AtomicU32,
}

#[derive(Clone, Serialize)]
struct Order {
    id: u32,
    item: String,
    quantity: u32,
    status: &'static str,
}

#[derive(Deserialize)]
struct NewOrder {
    item: String,
    quantity: u32,
}

#[derive(Deserialize)]
struct Key {
    api_key: Option<String>,
}

#[derive(Deserialize)]
struct Login {
    user: String,
    password: String,
}

/// Starts the API; it ends with `stop`. Returns its URL.
pub(super) async fn start(key: &str, stop: CancellationToken) -> Result<String, Failure> {
    let listener = serve::listen((Ipv4Addr::LOCALHOST, 0).into(), "--listen").await?;
    let url = serve::address(&listener)?;
    let orders = [("Analytical engine", 1), ("Punched cards", 500), ("Difference engine", 2)];
    let orders = orders.into_iter().zip(1001..).map(|((item, quantity), id)| Order {
        id,
        item: item.into(),
        quantity,
        status: "shipped",
    });
    let api = Api(Arc::new(Inner {
        key: Secret::new(key.to_owned()),
        orders: Mutex::new(orders.collect()),
        next: AtomicU32::new(1004),
        reports: AtomicU32::new(0),
    }));
    let router = Router::new()
        .route("/", get(async || Redirect::temporary("/health")))
        .route("/health", get(async || Json(json!({"status": "ok", "version": "1.4.2"}))))
        .route("/articles/{id}", get(article))
        .route("/orders", get(list).post(place))
        .route("/orders/{id}", get(one))
        .route("/reports/daily", get(report))
        .route("/login", post(login))
        .route("/account", get(account))
        .with_state(api);
    tokio::spawn(async move {
        // The demo ends when its server does; that this one ended earlier shows in the tests.
        let _ = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
    });
    Ok(url)
}

impl Api {
    fn refuse(&self, headers: &HeaderMap, query: Key) -> Option<Response> {
        let header = headers.get("x-api-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
        match header.or(query.api_key).map(Secret::new) {
            Some(key) if self.0.key.same_as(&key) => None,
            Some(_) => Some(problem(StatusCode::FORBIDDEN, "this API key is not known")),
            None => Some(problem(
                StatusCode::UNAUTHORIZED,
                "send the API key as X-Api-Key header or api_key parameter",
            )),
        }
    }

    fn orders<T>(&self, with: impl FnOnce(&mut VecDeque<Order>) -> T) -> T {
        with(&mut self.0.orders.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn problem(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"error": message}))).into_response()
}

async fn list(State(api): State<Api>, Query(key): Query<Key>, headers: HeaderMap) -> Response {
    api.refuse(&headers, key).unwrap_or_else(|| {
        let orders: Vec<_> = api.orders(|orders| orders.iter().take(10).cloned().collect());
        Json(json!({"count": orders.len(), "orders": orders})).into_response()
    })
}

async fn place(
    State(api): State<Api>,
    Query(key): Query<Key>,
    headers: HeaderMap,
    Json(new): Json<NewOrder>,
) -> Response {
    api.refuse(&headers, key).unwrap_or_else(|| {
        let id = api.0.next.fetch_add(1, Relaxed);
        let order = Order { id, item: new.item, quantity: new.quantity, status: "accepted" };
        api.orders(|orders| {
            orders.push_back(order.clone());
            if orders.len() > MOST {
                orders.pop_front();
            }
        });
        (StatusCode::CREATED, [(header::LOCATION, format!("/orders/{id}"))], Json(order)).into_response()
    })
}

async fn one(
    State(api): State<Api>,
    Path(id): Path<u32>,
    Query(key): Query<Key>,
    headers: HeaderMap,
) -> Response {
    api.refuse(&headers, key).unwrap_or_else(|| {
        match api.orders(|orders| orders.iter().find(|order| order.id == id).cloned()) {
            Some(order) => Json(order).into_response(),
            None => problem(StatusCode::NOT_FOUND, "there is no such order"),
        }
    })
}

/// Sold out, for a test that fails with a reason.
async fn article(Path(id): Path<u32>) -> Response {
    Json(json!({"id": id, "name": "Punched cards", "price": 9.5, "stock": if id == 42 { 0 } else { 120 }}))
        .into_response()
}

/// Every fourth report is not there yet, for a strip of two colours.
async fn report(State(api): State<Api>) -> Response {
    if api.0.reports.fetch_add(1, Relaxed) % 4 == 3 {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "the report is being put together");
    }
    Json(json!({"orders": 3, "revenue": 4815.5})).into_response()
}

async fn login(Form(login): Form<Login>) -> Response {
    if (login.user.as_str(), login.password.as_str()) != CUSTOMER {
        return problem(StatusCode::UNAUTHORIZED, "unknown customer or wrong password");
    }
    let cookie = format!("{SESSION}; Path=/; HttpOnly");
    ([(header::SET_COOKIE, cookie)], Json(json!({"customer": login.user, "plan": "gold"}))).into_response()
}

async fn account(headers: HeaderMap) -> Response {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    if cookies.flat_map(|value| value.split("; ")).any(|cookie| cookie == SESSION) {
        return Json(json!({"name": "Ada", "plan": "gold", "discount": 0.1})).into_response();
    }
    problem(StatusCode::UNAUTHORIZED, "sign in first")
}
