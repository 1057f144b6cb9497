//! Twins: the same program with two values of one secret, and everything a reader is told of both.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{Program, World, comparable, forget};

/// Pairs at once: most of the time of a run whose moments are hidden is waiting.
const AT_ONCE: usize = 8;

/// Two values of the secret `key`, and what is run with each.
pub struct Twins {
    /// Named in the message of a difference.
    pub name: String,
    /// The values.
    pub values: [&'static str; 2],
    /// The program.
    pub program: Program,
}

/// Runs all pairs; one line for each that can be told apart by its record or by its news.
pub async fn differences(world: Arc<World>, twins: Vec<Twins>) -> Vec<String> {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let pairs: Vec<_> = twins
        .into_iter()
        .map(|twins| {
            let (world, turns) = (Arc::clone(&world), Arc::clone(&turns));
            tokio::spawn(async move {
                let _turn = turns.acquire().await;
                difference(&world, &twins).await
            })
        })
        .collect();
    let mut found = Vec::new();
    for pair in pairs {
        found.extend(pair.await.expect("no pair panics"));
    }
    found
}

async fn difference(world: &World, twins: &Twins) -> Option<String> {
    let name = &twins.name;
    let first = told(world, twins, twins.values[0]).await;
    let second = told(world, twins, twins.values[1]).await;
    if first == second {
        return None;
    }
    let line = first.lines().zip(second.lines()).position(|(a, b)| a != b).unwrap_or_default();
    let around = |text: &str| {
        let lines = text.lines().enumerate();
        lines.filter(|(at, _)| at.abs_diff(line) <= 2).map(|(_, l)| l.trim()).collect::<Vec<_>>().join(" ")
    };
    Some(format!("{name}: `{}` against `{}`", around(&first), around(&second)))
}

/// The record and the news, without what differs between any two runs.
async fn told(world: &World, twins: &Twins, value: &str) -> String {
    let news = Mutex::new(String::new());
    let listen = |progress: tacit_record::Progress| {
        let mut event: Value = serde_json::to_value(&progress).expect("news can be serialised");
        forget(&mut event);
        let mut news = news.lock().unwrap_or_else(PoisonError::into_inner);
        news.push_str(&format!("{event:#}\n"));
    };
    let cancel = CancellationToken::new();
    let run = world.run_as(&twins.program, Some(("key", value)), &listen, cancel).await;
    let news = news.into_inner().unwrap_or_else(PoisonError::into_inner);
    format!("{}\n{news}", comparable(&run))
}
