//! People, a secret, tests, and runs already done.

use futures::future::try_join_all;
use tacit_app::{
    App, Confidential, NewOwner, NewPerson, NewSecret, NewValue, News, Result, Role, SecretScope, Variables,
    Via, Who,
};
use tacit_spec::{BucketKey, TestId};
use zeroize::Zeroizing;

use super::{definitions, password};
use crate::{Failure, installation::app_trouble};

/// Runs of each test before anybody looks.
const ROUNDS: usize = 12;

/// Somebody who can sign in.
pub(super) struct Person {
    pub(super) role: &'static str,
    pub(super) email: &'static str,
    pub(super) password: Zeroizing<String>,
}

impl Person {
    fn new(role: &'static str, email: &'static str) -> Self {
        Self { role, email, password: password::random() }
    }

    fn password(&self) -> Confidential {
        Confidential::new(self.password.to_string())
    }
}

/// Fills an empty installation.
pub(super) async fn seed(
    app: &App,
    orders: &str,
    api_key: &str,
) -> std::result::Result<[Person; 2], Failure> {
    let owner = Person::new("owner", "owner@example.com");
    let member = Person::new("member", "member@example.com");
    fill(app, orders, api_key, &owner, &member).await.map_err(app_trouble)?;
    Ok([owner, member])
}

async fn fill(app: &App, orders: &str, api_key: &str, owner: &Person, member: &Person) -> Result<()> {
    let founded = app
        .set_up(NewOwner {
            email: owner.email.into(),
            name: "Olivia Owner".into(),
            password: owner.password(),
            team_name: "Demo team".into(),
        })
        .await?;
    let who = Who { person: founded.person, via: Via::Session };
    let new = NewPerson {
        email: member.email.into(),
        name: "Max Member".into(),
        role: Role::Member,
        password: member.password(),
    };
    app.add_person(&who, founded.team, new).await?;
    let secret = NewSecret {
        name: "private_api_key".into(),
        value: NewValue::Here(Confidential::new(api_key.to_owned())),
        description: Some("Opens the orders API of the demo".into()),
        visibility: None,
        allowed_hosts: Vec::new(),
        expires_at: None,
    };
    app.create_secret(&who, &SecretScope::Team(founded.team), secret).await?;
    let bucket = founded.bucket;
    app.rename_bucket(&who, &bucket, "Orders API").await?;
    let definitions = definitions::tests(orders).to_string();
    let tests = app.import(&who, &bucket, &definitions).await?;
    for _ in 0..ROUNDS {
        try_join_all(tests.iter().map(|(test, _)| run(app, &who, &bucket, *test))).await?;
    }
    Ok(())
}

/// Runs a test and waits for its end.
async fn run(app: &App, who: &Who, bucket: &BucketKey, test: TestId) -> Result<()> {
    for started in app.run_test(who, bucket, test, None, Variables::new(), Vec::new()).await? {
        let mut news = app.run_news(who, bucket, test, started.run).await?;
        while let Some(News::Progress(_)) = news.next().await {}
    }
    Ok(())
}
