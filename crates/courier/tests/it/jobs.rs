//! Jobs that arrive.

use std::{sync::Arc, time::Duration};

use tacit_courier::{
    JobSecret, SealedJob,
    seal::{JobSealer, LeaseKeys, OpenError},
};
use tacit_taint::Secret;
use uuid::Uuid;

use crate::world::{CANARY, EARLIER, NOW, World, job, random, test};

fn is(secret: &Secret, value: &str) -> bool {
    secret.same_as(&Secret::new(value.into()))
}

#[test]
fn a_job_arrives_as_it_was() {
    let mut world = World::new();
    let sent = serde_json::to_string(&world.sealed()).unwrap();
    let came: SealedJob = serde_json::from_str(&sent).unwrap();
    let opened = world.keys.open(&world.server, came, NOW).unwrap();
    assert_eq!(opened.test, test());
    assert_eq!(opened.environment, job().environment);
    assert_eq!(opened.shared, job().shared);
    assert_eq!(opened.trigger_variables, [("colour".to_owned(), "blue".to_owned())]);
    assert_eq!(opened.limits, job().limits);
    assert_eq!((opened.team, opened.bucket_key.as_str()), (job().team, "abcdefghijkl"));
    let [secret] = opened.secrets.as_slice() else { panic!("one secret") };
    assert_eq!((secret.id, secret.name.as_str(), secret.redact), (Uuid::from_u128(5), "api_key", true));
    assert_eq!(secret.allowed_hosts, job().secrets[0].allowed_hosts, "it stays a sealed one");
    assert!(is(secret.value.as_ref().unwrap(), CANARY));
    assert!(matches!(secret.others.as_slice(), [earlier] if is(earlier, EARLIER)));
}

#[test]
fn a_job_opens_once() {
    let mut world = World::new();
    let sealed = world.sealed();
    assert!(world.keys.open(&world.server, sealed.clone(), NOW).is_ok());
    assert_eq!(world.keys.open(&world.server, sealed, NOW).err(), Some(OpenError::Replayed));
    assert_eq!(world.keys.public(), []);
}

#[test]
fn another_process_of_the_agent_cannot_open_it() {
    let world = World::new();
    let mut rng = random();
    drop(LeaseKeys::make(1, &mut rng));
    let mut other = LeaseKeys::make(3, &mut rng);
    assert_eq!(other.open(&world.server, world.sealed(), NOW).err(), Some(OpenError::Replayed));
}

#[test]
fn the_sealed_bytes_show_neither_values_nor_their_length() {
    let world = World::new();
    let text = serde_json::to_string(&world.sealed()).unwrap();
    let found = |needle: &str| {
        let sealed = world.sealed().sealed.0;
        text.contains(needle) || sealed.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    assert!(!found("canary") && !found("api_key") && !found("orders"));
    // The control: what travels in clear is found by the same search.
    assert!(found(&world.binding.run.to_string()));

    let length = |value: &str| {
        let mut job = job();
        let secret = JobSecret {
            id: Uuid::from_u128(5),
            name: "api_key".into(),
            value: Some(Arc::new(Secret::new(value.into()))),
            others: Vec::new(),
            redact: false,
            allowed_hosts: Vec::new(),
        };
        job.secrets = Arc::new(vec![secret]);
        world.sealer.seal(&job, &world.binding, world.key(), &mut random()).unwrap().sealed.0.len()
    };
    assert_eq!(length("short"), length("considerably longer"));
}

#[test]
fn keys_are_the_servers_own_and_always_the_same() {
    assert_eq!(JobSealer::from_seed(&[3; 32]).key(), World::new().server.job_key);
    assert_ne!(JobSealer::from_seed(&[4; 32]).key(), World::new().server.job_key);
}

#[test]
fn many_large_secrets_arrive_and_too_many_are_refused() {
    let mut world = World::new();
    let with = |count: u128| {
        let mut job = job();
        let secret = |number| JobSecret {
            id: Uuid::from_u128(number),
            name: format!("key_{number}"),
            value: Some(Arc::new(Secret::new("v".repeat(16 * 1024)))),
            others: Vec::new(),
            redact: false,
            allowed_hosts: Vec::new(),
        };
        job.secrets = Arc::new((0..count).map(secret).collect());
        job.limits.run = Duration::from_secs(1);
        job
    };
    let sealed = world.sealer.seal(&with(100), &world.binding, world.key(), &mut random()).unwrap();
    let opened = world.keys.open(&world.server, sealed, NOW).unwrap();
    assert_eq!((opened.secrets.len(), opened.limits.run), (100, Duration::from_secs(1)));
    let key = LeaseKeys::make(1, &mut random()).public()[0];
    assert!(world.sealer.seal(&with(3000), &world.binding, key, &mut random()).is_err());
}
