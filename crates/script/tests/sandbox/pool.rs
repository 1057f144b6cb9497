//! Processes: who shares one, what happens when one dies, and that none is left behind.

use std::collections::HashMap;
use std::time::Duration;

use tacit_script::{Failure, Host, Pool, PoolConfig, RequestView, ResponseView};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::support::{PROGRAM, Recorder, TEAM, pool, pool_of, script};

/// The sandbox processes that are children of this one.
fn children() -> Vec<u32> {
    let own = std::process::id();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").expect("a process list").flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let mut fields = after_name.split_whitespace();
        let state = fields.next();
        let parent = fields.next().and_then(|parent| parent.parse::<u32>().ok());
        if parent == Some(own) && state != Some("Z") {
            found.push(pid);
        }
    }
    found
}

async fn log_of(pool: &Pool, team: Uuid, source: &str) -> Vec<String> {
    let outcome = pool.run(team, script(source), &mut Recorder::default()).await;
    outcome.unwrap_or_else(|failure| panic!("{failure}")).log
}

/// A host that looks at the processes, or kills one, in the middle of a script.
struct Meddler<F>(F);

impl<F: FnMut() + Send> Host for Meddler<F> {
    fn secret(&mut self, _name: &str) -> Option<Zeroizing<String>> {
        (self.0)();
        Some(Zeroizing::new("x".to_owned()))
    }

    fn call(&mut self, _function: &str, _arguments: &[String]) -> Result<String, String> {
        Err("nothing is made here".to_owned())
    }

    fn variable(&mut self, _name: &str) -> Option<String> {
        None
    }

    fn request(&mut self) -> RequestView {
        RequestView::default()
    }

    fn response(&mut self) -> ResponseView {
        ResponseView::default()
    }
}

fn kill(pid: u32) {
    assert!(
        std::process::Command::new("kill")
            .args(["-KILL", &pid.to_string()])
            .status()
            .is_ok_and(|status| status.success())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once() {
    let pool = pool_of(4);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..50_u128 {
        let pool = pool.clone();
        tasks.spawn(async move {
            let source = format!("variables.set('n', {number}); log({number} * 2, get_secret('key').length)");
            (number, log_of(&pool, Uuid::from_u128(number % 3), &source).await)
        });
    }
    while let Some(done) = tasks.join_next().await {
        let (number, log) = done.unwrap();
        assert_eq!(log, [format!("{} 12", number * 2)]);
    }
    assert!(children().len() <= 4);
}

// The tests below count this process's children: nextest gives each test a process of its own, and plain `cargo test` does
// not, so they compare sets instead of numbers.

#[tokio::test]
async fn a_process_serves_one_team_and_is_used_again() {
    let pool = pool();
    let mut serving: HashMap<u128, Vec<u32>> = HashMap::new();
    let before = children();
    for team in [1, 2, 1, 2, 1] {
        let known: Vec<u32> = children();
        let mut during = Vec::new();
        let mut host = Meddler(|| during = children());
        pool.run(Uuid::from_u128(team), script("get_secret('x')"), &mut host).await.map(drop).unwrap();
        let new = during.iter().filter(|pid| !known.contains(pid) && !before.contains(pid));
        serving.entry(team).or_default().extend(new);
    }
    if std::env::var_os("NEXTEST").is_some() {
        assert_eq!(serving[&1].len(), 1, "{serving:?}");
        assert_eq!(serving[&2].len(), 1, "{serving:?}");
        assert_ne!(serving[&1], serving[&2]);
        assert_eq!(children().len(), 2);
    }
}

#[tokio::test]
async fn an_idle_process_gives_way_to_another_team() {
    let pool = pool_of(1);
    for team in [1, 2, 1, 3] {
        assert_eq!(log_of(&pool, Uuid::from_u128(team), "log(typeof left); left = 1").await, ["undefined"]);
    }
}

#[tokio::test]
async fn a_process_killed_under_a_script_fails_that_script_alone() {
    if std::env::var_os("NEXTEST").is_none() {
        return;
    }
    let pool = pool();
    let mut host = Meddler(|| children().into_iter().for_each(kill));
    let failure = pool.run(TEAM, script("get_secret('x'); log('survived')"), &mut host).await.err();
    assert_eq!(failure, Some(Failure::Crashed));
    assert_eq!(log_of(&pool, TEAM, "log('next')").await, ["next"]);
    // Killed while idle: nobody notices.
    children().into_iter().for_each(kill);
    assert_eq!(log_of(&pool, TEAM, "log('next')").await, ["next"]);
}

#[tokio::test]
async fn an_abandoned_script_takes_its_process_with_it() {
    if std::env::var_os("NEXTEST").is_none() {
        return;
    }
    let pool = pool();
    let mut host = Recorder::default();
    let endless = pool.run(TEAM, script("for (;;) {}"), &mut host);
    assert!(tokio::time::timeout(Duration::from_millis(500), endless).await.is_err());
    gone().await;
    assert_eq!(log_of(&pool, TEAM, "log('next')").await, ["next"]);
}

/// Waits until no child is left.
async fn gone() {
    for _ in 0..200 {
        if children().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("processes are left: {:?}", children());
}

#[tokio::test]
async fn idle_processes_end() {
    if std::env::var_os("NEXTEST").is_none() {
        return;
    }
    let pool = Pool::new(PoolConfig {
        program: PROGRAM.into(),
        args: vec!["sandbox".into()],
        max_children: 2,
        idle_timeout: Duration::from_millis(50),
    });
    log_of(&pool, TEAM, "log(1)").await;
    gone().await;
    assert_eq!(log_of(&pool, TEAM, "log(2)").await, ["2"]);
}

#[tokio::test]
async fn closing_ends_everything() {
    let pool = pool();
    log_of(&pool, TEAM, "log(1)").await;
    let busy = {
        let pool = pool.clone();
        tokio::spawn(
            async move { pool.run(TEAM, script("for (;;) {}"), &mut Recorder::default()).await.err() },
        )
    };
    tokio::task::yield_now().await;
    pool.close().await;
    assert_eq!(busy.await.unwrap(), Some(Failure::Unavailable));
    assert_eq!(
        pool.run(TEAM, script("log(1)"), &mut Recorder::default()).await.err(),
        Some(Failure::Unavailable)
    );
    if std::env::var_os("NEXTEST").is_some() {
        gone().await;
    }
}

#[tokio::test]
async fn a_program_that_is_no_sandbox_is_reported() {
    for program in ["/bin/true", "/nonexistent/tacit"] {
        let pool = Pool::new(PoolConfig {
            program: program.into(),
            args: vec![],
            max_children: 1,
            idle_timeout: Duration::from_secs(1),
        });
        let failure = pool.run(TEAM, script("log(1)"), &mut Recorder::default()).await.err();
        assert_eq!(failure, Some(Failure::Unavailable), "{program}");
    }
}
