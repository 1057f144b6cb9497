//! The demo shows something and leaves nothing.

use crate::{common::Workplace, server::Server};

#[tokio::test]
async fn the_demo_is_filled_and_thrown_away() {
    let place = Workplace::new();
    let mut demo = Server::start(place.tacit(&["demo"])).await;
    let text = demo.until("Ctrl-C").await;
    for word in ["owner@example.com", "member@example.com", "private_api_key"] {
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(demo.get("/healthz", "").await.status, 200);
    let done = demo.stop().await;
    assert_eq!(done.code, 0, "{}", done.err);
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
