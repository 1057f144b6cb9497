//! `tacit demo`: the server, with something to see, thrown away when it stops.
//!
//! ```text
//!   orders API on loopback <--- tests ---+
//!                                        |
//!   temporary data --> App --> seed: people, a secret, tests, runs --> serve
//! ```

mod definitions;
mod orders;
mod password;
mod seed;

use tacit_agent::{AgentSettings, Limits};
use tacit_app::DispatchSettings;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    installation::{Opened, Place, WhenMissing},
    logging, output, sandbox, serve,
    serve::{Numbers, Parts},
    settings::DemoArgs,
    signals,
    terminal::Style,
};

/// Runs the demo until a signal.
pub(crate) fn demo(args: DemoArgs) -> Result<Exit, Failure> {
    logging::start(&args.logging)?;
    // Removed when it goes out of scope, at the end of this function.
    let home = tempfile::Builder::new().prefix("tacit-demo-").tempdir().map_err(|error| {
        Failure::could_not(format!("no temporary directory can be made: {}", error.kind()))
            .hint("free some space, or set TMPDIR to a directory you may write to")
    })?;
    let place = Place::alone(home.path().join("data"));
    serve::runtime()?.block_on(async {
        let stop = CancellationToken::new();
        tokio::spawn(signals::cancel(stop.clone()));
        let listener = serve::listen(args.listen, "--listen").await?;
        let url = serve::address(&listener)?;
        output::complain("preparing the demo ...");
        let api_key = password::random();
        let orders = orders::start(&api_key, stop.clone()).await?;
        let Opened { store, app } = place.open(WhenMissing::CreateQuietly).await?;
        let parts = Parts {
            listener,
            public_url: String::new(),
            agent: AgentSettings {
                allow_egress: vec!["127.0.0.0/8".parse().expect("a range")],
                extra_roots: Vec::new(),
                sandbox: sandbox::program(),
            },
            limits: Limits::default(),
            dispatch: DispatchSettings::default(),
            numbers: Numbers::default(),
            mail: None,
        };
        let running = serve::start(&app, parts, stop.clone()).await?;
        let seeded = tokio::select! {
            seeded = seed::seed(&app, &orders, &api_key) => Some(seeded?),
            () = stop.cancelled() => None,
        };
        if let Some(people) = seeded {
            output::line(&welcome(&url, &orders, &people))?;
            stop.cancelled().await;
        }
        running.finish().await;
        store.close().await;
        Ok(Exit::Passed)
    })
}

fn welcome(url: &str, orders: &str, people: &[seed::Person; 2]) -> String {
    let style = Style::of_output();
    let mut text = format!("\nThe demo is running. Open {}\n\n", style.bold(url));
    for person in people {
        text.push_str(&format!(
            "  {:<8}{:<22}password  {}\n",
            person.role,
            person.email,
            person.password.as_str()
        ));
    }
    text.push_str(&format!("\n  The tests look at an orders API at {orders}, which wants a key.\n"));
    text.push_str(
        "  The key is the secret private_api_key: the owner manages it in the menu under the profile\n",
    );
    text.push_str("  picture, the member uses it in tests, and nobody sees it.\n\n");
    text.push_str("Ctrl-C stops the demo and throws everything away.\n");
    text
}
