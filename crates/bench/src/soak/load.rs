//! Tests and their schedules, made over the API.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use serde_json::json;
use tacit_spec::limits::SCHEDULES_PER_TEST;

use super::api::{Api, Connection};

/// The first ticks of schedules that are made together are this far apart at most.
pub(super) const SPREAD: Duration = Duration::from_secs(60);
/// Interval of the schedules that raise the load: the shortest there is.
pub(super) const QUICK: Duration = Duration::from_secs(10);
/// Schedules that a test can have beside its first one.
const FURTHER: usize = SCHEDULES_PER_TEST - 1;
const CONNECTIONS: usize = 8;

/// What the server has to do.
pub(super) struct Load {
    api: Api,
    target: String,
    /// Paths of the tests.
    tests: Vec<String>,
    /// Interval of the one schedule that each of them has from the beginning.
    every: Duration,
    held: usize,
    /// Further schedules: which test they are of, and their paths.
    quick: Vec<(usize, String)>,
}

impl Load {
    pub(super) fn new(api: Api, target: String) -> Self {
        Self { api, target, tests: Vec::new(), every: QUICK, held: 0, quick: Vec::new() }
    }

    /// Runs a second.
    pub(super) fn rate(&self) -> f64 {
        self.held as f64 / self.every.as_secs_f64() + self.quick.len() as f64 / QUICK.as_secs_f64()
    }

    /// Makes so many tests with one schedule each.
    pub(super) async fn hold(&mut self, tests: u32, every: Duration) -> Result<(), String> {
        let began = Instant::now();
        self.add_tests(tests as usize).await?;
        (self.every, self.held) = (every, self.tests.len());
        let all: Vec<usize> = (0..self.tests.len()).collect();
        self.schedules(&all, every).await?;
        println!("made {tests} tests with schedules in {:.0} s", began.elapsed().as_secs_f64());
        Ok(())
    }

    /// More schedules, or fewer, until it is this rate.
    pub(super) async fn set(&mut self, rate: f64) -> Result<(), String> {
        let held = self.held as f64 / self.every.as_secs_f64();
        let wanted = ((rate - held).max(0.0) * QUICK.as_secs_f64()).round() as usize;
        if let Some(spare) = self.quick.len().checked_sub(wanted) {
            let gone = self.quick.split_off(self.quick.len() - spare);
            each(&self.api, gone.len(), async |connection, at| {
                connection.send("DELETE", &gone[at].1, &json!({})).await
            })
            .await?;
            return Ok(());
        }
        let needed = wanted.div_ceil(FURTHER);
        self.add_tests(needed.saturating_sub(self.tests.len())).await?;
        let owners = self.emptiest(wanted - self.quick.len());
        let made = self.schedules(&owners, QUICK).await?;
        self.quick.extend(made);
        Ok(())
    }

    /// Which tests get so many more schedules, so that all have about as many.
    fn emptiest(&self, count: usize) -> Vec<usize> {
        let mut held = vec![0; self.tests.len()];
        for (owner, _) in &self.quick {
            held[*owner] += 1;
        }
        let rounds = (0..FURTHER).flat_map(|round| (0..held.len()).map(move |owner| (round, owner)));
        rounds.filter(|(round, owner)| held[*owner] <= *round).map(|(_, owner)| owner).take(count).collect()
    }

    /// Makes a schedule for each of these tests; returns them in no order.
    async fn schedules(&self, owners: &[usize], every: Duration) -> Result<Vec<(usize, String)>, String> {
        let schedule = json!({"interval": format!("{}s", every.as_secs())});
        each(&self.api, owners.len(), async |connection, at| {
            let path = format!("{}/schedules", self.tests[owners[at]]);
            let made = connection.send("POST", &path, &schedule).await?;
            Ok((owners[at], format!("{path}/{}", made["id"].as_str().unwrap_or_default())))
        })
        .await
    }

    async fn add_tests(&mut self, count: usize) -> Result<(), String> {
        let path = format!("{}/tests", self.api.bucket);
        let there = self.tests.len();
        let made = each(&self.api, count, async |connection, at| {
            let test = json!({"name": format!("Orders of customers are listed, {}", there + at), "steps": [{
                "step_type": "request", "method": "GET", "url": self.target,
                "assertions": [
                    {"source": "response_status", "comparison": "equal_number", "value": 200},
                    {"source": "response_json", "property": "status", "comparison": "equal", "value": "ok"},
                    {"source": "response_headers", "property": "content-type", "comparison": "contains",
                     "value": "json"}]}]});
            let made = connection.send("POST", &path, &test).await?;
            Ok(format!("{path}/{}", made["id"].as_str().unwrap_or_default()))
        });
        self.tests.extend(made.await?);
        Ok(())
    }
}

/// Does something so many times, on several connections; in no order.
async fn each<T>(
    api: &Api,
    count: usize,
    work: impl AsyncFn(&mut Connection, usize) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let next = AtomicUsize::new(0);
    let worker = async || {
        let mut connection = api.connect().await?;
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Relaxed);
            if at >= count {
                return Ok::<_, String>(made);
            }
            if at > 0 && at.is_multiple_of(1000) {
                println!("  {at} of {count}");
            }
            made.push(work(&mut connection, at).await?);
        }
    };
    Ok(try_join_all((0..CONNECTIONS.min(count)).map(|_| worker())).await?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_spread_over_tests_also_when_tests_come_later() {
        let mut load = Load::new(Api::nowhere(), String::new());
        load.tests = vec![String::new(); 2];
        let add = |load: &mut Load, count| {
            let owners = load.emptiest(count);
            load.quick.extend(owners.iter().map(|owner| (*owner, String::new())));
            owners
        };
        assert_eq!(add(&mut load, 3), [0, 1, 0]);
        load.tests.resize(4, String::new());
        assert_eq!(add(&mut load, 4), [2, 3, 1, 2]);
        add(&mut load, 4 * FURTHER - 7);
        for owner in 0..4 {
            assert_eq!(load.quick.iter().filter(|(own, _)| *own == owner).count(), FURTHER);
        }
    }
}
