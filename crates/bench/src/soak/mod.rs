//! The whole program under the load of many schedules, for minutes.
//!
//! ```text
//!   settings --> installation (tacit init, tacit serve, a folder of its own) --> load (tests and schedules, over the API)
//!                                                                                   |
//!   plain target <--(runs)-- server           ledger (its database) + usage (/proc) <-- window --> report, search
//! ```
//!
//! First the load that was asked for is held and judged; then it is raised until the server falls behind. Server and
//! target are processes of their own. Times of runs are read from the server's database, those of the machine from
//! `/proc`, so that measuring costs the server nothing. Nothing is measured before each schedule has found its turn:
//! from then on the number of ticks of a window is known beforehand, and what is lost would be missing in it.

mod api;
mod installation;
mod ledger;
mod load;
mod plain;
mod report;
mod search;
mod settings;
mod usage;
mod window;

use std::{process::ExitCode, time::Duration};

use api::Api;
use installation::Installation;
use load::Load;
use plain::Plain;
use settings::Settings;
use window::{Judgement, Observer};

pub(crate) use plain::serve as serve_plain;

/// `tacit-bench soak ...`.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let settings = match Settings::read(arguments) {
        Ok(settings) => settings,
        Err(error) => error.exit(),
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    match runtime.block_on(soak(&settings)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the server kept up with the load that was asked for.
async fn soak(settings: &Settings) -> Result<bool, String> {
    let target = Plain::start();
    let mut installation = Installation::start(settings).await?;
    println!("server and database in {}", installation.folder().display());
    let mut load = Load::new(Api::new(&installation), target.url.clone());
    load.hold(settings.tests, settings.every).await?;
    rest("each schedule finds its turn", settings.every + settings.every.min(load::SPREAD)).await;

    let observer = Observer::new(&installation, target.pid()).await?;
    let asked = load.rate();
    println!("measuring for {} s at {asked:.1} runs/s", settings.time().as_secs());
    let found = observer.window(settings.time(), asked, true).await?;
    println!("\n{}", report::held(settings, &found));
    let kept_up = found.judge();
    if let Judgement::Behind(why) = &kept_up {
        println!("  the server did not keep up: {why}");
    } else if settings.search {
        println!("\n{}", search::highest(&observer, &mut load, &found).await?);
    }
    if let Some(complaints) = installation.stop().await? {
        println!("\nwhat the server had to say:\n{complaints}");
    }
    Ok(matches!(kept_up, Judgement::KeptUp))
}

async fn rest(why: &str, time: Duration) {
    println!("{why}: {} s", time.as_secs());
    tokio::time::sleep(time).await;
}
