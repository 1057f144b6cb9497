//! More than a hundred hostile programs: whatever one does, the next script, of the same team and of another, finds the
//! world as it was.
//!
//! `corpus.txt` holds them, each below a line with its kind and what it tries. One that reaches something it must not
//! have logs `ESCAPED`.

use std::time::Duration;

use tacit_script::{Failure, Outcome, Pool};
use uuid::Uuid;

use crate::support::{Recorder, TEAM, pool_of, script};

const OTHER_TEAM: Uuid = Uuid::from_u128(2);

/// Uses what the programs try to change.
const WITNESS: &str = r#"
    const made = Array.from({length: 200}, (_, i) => ({i, name: `n${i}`, list: [i, [i]]}));
    log(JSON.stringify(made).length, made.map((m) => m.i).filter((i) => i % 2).join('').length, JSON.parse('[1,{"a":2}]')[1].a);
    log([..."äöü"].sort().join(''), new Map(made.map((m) => [m.name, m])).size, new Set([1, 1, 2]).size, [3, 1, 2].sort().concat([4]).join());
    log('a-b-c'.replace(/-/g, '+'), 'a-b-c'.split('-').length, /^(\w+)@(\w+)$/.exec('a@b')[2], RegExp.$1 === '' || RegExp.$1);
    log(String({}), `${[1, 2]}`, new Error('m').message, (() => 1).toString(), typeof Date.now(), Math.max(1, 2), Number('7') + 1);
    log(Object.keys({a: 1}).join(), [1].constructor === Array, Reflect.ownKeys(Object.prototype).length, Object.isFrozen(Array.prototype));
    log(typeof leftover, typeof leftover2, typeof leftover3, typeof leftover4, typeof await_, Object.getOwnPropertyNames(globalThis).length);
    log(Symbol.for('leftover') in globalThis, ({}).polluted, variables.get('city'), variables.get('v1'), request.url.length, response.body.length);
    Promise.resolve(41).then((x) => log('later', x + 1));
"#;

struct Attack {
    name: &'static str,
    source: &'static str,
}

fn attacks() -> Vec<Attack> {
    let blocks = include_str!("corpus.txt").split("==== ").skip(1);
    blocks
        .map(|block| {
            let (name, source) = block.split_once('\n').expect("a program below its name");
            Attack { name, source }
        })
        .collect()
}

async fn witness(pool: &Pool, team: Uuid) -> (Vec<String>, Vec<String>) {
    let mut host = Recorder::default();
    let outcome = pool.run(team, script(WITNESS), &mut host).await;
    let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.error.map(|thrown| thrown.message), None);
    (outcome.log, host.asked)
}

async fn attack(pool: &Pool, attack: &Attack) -> Result<Outcome, Failure> {
    let mut script = script(attack.source);
    (script.limits.memory, script.limits.time) = (16 << 20, Duration::from_millis(250));
    pool.run(TEAM, script, &mut Recorder::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_program_has_an_effect_beyond_its_own_run() {
    let attacks = attacks();
    assert!(attacks.len() >= 100, "{} programs", attacks.len());
    let expected = witness(&pool_of(1), TEAM).await;
    assert_eq!(expected.0.last().map(String::as_str), Some("later 42"), "{expected:?}");
    assert!(expected.0[5].starts_with("undefined undefined undefined undefined undefined "), "{expected:?}");
    let pool = pool_of(2);
    let mut wrong = Vec::new();
    let mut ends = [0; 3];
    for one in &attacks {
        match attack(&pool, one).await {
            Ok(outcome) => {
                ends[usize::from(outcome.error.is_some())] += 1;
                let own = ["host", "engine", "time"].iter().any(|kind| one.name.starts_with(kind));
                if own && outcome.log.iter().any(|line| line.contains("ESCAPED")) {
                    wrong.push(format!("{}: it reached {:?}", one.name, outcome.log));
                }
            }
            Err(_) => ends[2] += 1,
        }
        for team in [TEAM, OTHER_TEAM] {
            let found = witness(&pool, team).await;
            if found != expected {
                wrong.push(format!("{}: the next script found {found:?}", one.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    // To the end, with an error of its own, and stopped: all three happen, or the programs are not what they say.
    assert!(ends.iter().all(|count| *count >= 10), "{ends:?}");
}
