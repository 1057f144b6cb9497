//! The operator's mail server: mails of an environment arrive through it, and its password is nowhere else.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tacit_testkit::{
    smtp::{MailServer, Protection},
    target::{Authority, Target, When},
};

use crate::{
    common::Workplace,
    crash::{Owner, installed, send},
    server::Server,
};

const PASSWORD: &str = "mail-canary-5xQ2";

struct World {
    place: Workplace,
    owner: Owner,
    target: Target,
}

impl World {
    async fn new(password: &str, authority: &Authority) -> Self {
        let place = Workplace::new();
        place.write("mail.password", format!("{password}\n"));
        place.write("authority.pem", authority.root_pem());
        let owner = installed(&place).await;
        Self { place, owner, target: Target::http().await }
    }

    async fn serve(&self, port: u16) -> Server {
        let url = format!("smtps://robot@localhost:{port}");
        let arguments = [
            &["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--log-level", "trace"][..],
            &["--allow-egress", "127.0.0.0/8", "--cacert", "authority.pem", "--smtp-url", &url],
            &["--smtp-from", "tacit <alerts@example.com>", "--smtp-password-file", "mail.password"],
            &["--mail-domain", "example.org"],
        ];
        Server::start(self.place.tacit(&arguments.concat())).await
    }

    async fn post(&self, server: &Server, path: &str, body: Value) -> Value {
        let (status, data) = send(&server.url, &self.owner, "POST", path, &body).await.unwrap();
        assert_eq!(status, 201, "{path}: {data}");
        data
    }

    /// Runs a test that fails, and whose environment sends mails; returns the path of the incident's list.
    async fn fail(&self, server: &Server) {
        let tests = format!("/v1/buckets/{}/tests", self.owner.bucket);
        let step = json!({"step_type": "request", "method": "GET", "url": self.target.url("/status/503"),
            "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]});
        let emails = json!({"notify_on": "all", "recipients": [{"email": "desk@example.org"}]});
        let body =
            json!({"name": "Orders", "steps": [step], "environments": [{"name": "E", "emails": emails}]});
        let test = self.post(server, &tests, body).await;
        self.post(server, &format!("{tests}/{}/run", test["id"].as_str().unwrap()), json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_of_an_environment_arrive() {
    let authority = Authority::new();
    let certificate = authority.issue(&["localhost"], When::Now);
    let mut mail = MailServer::start(&Protection::Tls(&certificate), Some(("robot", PASSWORD)));
    let world = World::new(PASSWORD, &authority).await;
    let server = world.serve(mail.port()).await;
    world.fail(&server).await;
    let (mail, taken) = tokio::task::spawn_blocking(move || {
        let taken = mail.take();
        (mail, taken)
    })
    .await
    .unwrap();
    assert!(taken.tls);
    assert_eq!((taken.user.as_deref(), &*taken.from), (Some("robot"), "alerts@example.com"));
    assert_eq!(taken.to, ["desk@example.org"]);
    let message = taken.message.replace("=\r\n", "");
    assert!(message.contains("Subject: Orders failed"), "{message}");
    assert!(message.contains("text/plain") && message.contains("text/html"), "{message}");
    assert!(message.contains("status 503") && !message.contains(PASSWORD), "{message}");
    let done = server.stop().await;
    assert_eq!(done.code, 0);
    assert!(!done.err.contains(PASSWORD) && done.err.contains("serve"), "{}", done.err);
    drop(mail);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_to_the_operator_without_it() {
    let authority = Authority::new();
    let certificate = authority.issue(&["localhost"], When::Now);
    let mail = MailServer::start(&Protection::Tls(&certificate), Some(("robot", "another one")));
    let world = World::new(PASSWORD, &authority).await;
    let server = world.serve(mail.port()).await;
    world.fail(&server).await;
    let incidents = format!("/v1/teams/{}/incidents", world.owner.team);
    let begun = Instant::now();
    let told = loop {
        let (_, all) = send(&server.url, &world.owner, "GET", &incidents, &json!({})).await.unwrap();
        if let Some(id) = all[0]["id"].as_str() {
            let path = format!("/v1/buckets/{}/incidents/{id}", world.owner.bucket);
            let (_, one) = send(&server.url, &world.owner, "GET", &path, &json!({})).await.unwrap();
            if one.to_string().contains("not_told") {
                break one;
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing is said about the mail: {all}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(told.to_string().contains("not_told"), "{told}");
    let done = server.stop().await;
    assert_eq!(done.code, 0);
    let line = done.err.lines().find(|line| line.contains("was refused")).expect("the operator is told");
    assert!(line.contains("email") && line.contains("refused user name and password"), "{line}");
    assert!(!done.err.contains(PASSWORD) && !told.to_string().contains(PASSWORD), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the program under test takes the time of the machine")]
async fn owners_are_reminded_of_values_that_stop_working() {
    const VALUE: &str = "expiring-Canary-7xQ2";
    let authority = Authority::new();
    let certificate = authority.issue(&["localhost"], When::Now);
    let mut mail = MailServer::start(&Protection::Tls(&certificate), Some(("robot", PASSWORD)));
    let world = World::new(PASSWORD, &authority).await;
    let server = world.serve(mail.port()).await;
    let tomorrow = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() + 36.0 * 3600.0;
    let body = json!({"name": "orders_key", "value": VALUE, "expires_at": tomorrow});
    world.post(&server, &format!("/v1/teams/{}/secrets", world.owner.team), body).await;
    assert_eq!(server.stop().await.code, 0);
    // It looks when it starts, and once an hour.
    let server = world.serve(mail.port()).await;
    let (mut mail, taken) = tokio::task::spawn_blocking(move || {
        let taken = mail.take();
        (mail, taken)
    })
    .await
    .unwrap();
    assert_eq!(taken.to, ["o@example.com"]);
    let message = taken.message.replace("=\r\n", "");
    assert!(message.contains("Subject: The value of orders_key stops working tomorrow"), "{message}");
    assert!(message.contains("/secrets") && !message.contains(VALUE), "{message}");
    assert_eq!(server.stop().await.code, 0);
    // Once is enough: the next mail is about something else.
    let server = world.serve(mail.port()).await;
    world.fail(&server).await;
    let taken = tokio::task::spawn_blocking(move || mail.take()).await.unwrap();
    assert!(taken.message.contains("Subject: Orders failed"), "{}", taken.message);
    assert_eq!(server.stop().await.code, 0);
}
