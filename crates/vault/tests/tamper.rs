//! What somebody with a pen in the database can do to sealed values: change a byte, or put one row's bytes into another.

use std::{collections::HashSet, sync::Arc};

use rand::{SeedableRng, rngs::StdRng};
use tacit_spec::{BucketKey, SecretId, TeamId};
use tacit_taint::{Secret, seam::Vault};
use tacit_vault::{
    KeySlots, Opener, Scope, SealedValue, Sealer, SecretContext, TeamKey, Tier, allowed_hosts_digest,
};
use uuid::Uuid;

struct Row {
    team: usize,
    context: SecretContext,
    value: String,
    sealed: SealedValue,
}

/// One installation: the openers of its three teams, and `count` rows dealt out to them in turn.
fn installation(count: usize) -> (Vec<Opener>, Vec<Row>) {
    let mut random = StdRng::seed_from_u64(11);
    let (_, instance, _, _) = KeySlots::create(&mut random);
    let keys: Vec<_> = (0..3_u128)
        .map(|team| Arc::new(TeamKey::create(instance.id(), TeamId(Uuid::from_u128(team)), 1, &mut random)))
        .collect();
    let rows = (0..count)
        .map(|number| {
            let team = number % keys.len();
            let context = context(team, number);
            // The sizes go over the borders of the padding.
            let value = format!("{number}-{}", "value".repeat(1 + number % 70));
            let sealed = Sealer::new(keys[team].clone())
                .seal(&context, Secret::new(value.clone()), &mut random)
                .expect("a good value");
            Row { team, context, value, sealed }
        })
        .collect();
    (keys.into_iter().map(|key| Opener::new([key])).collect(), rows)
}

/// Neighbours differ in as little as rows can: two teams may have secrets of one name and version, and so may buckets.
fn context(team: usize, number: usize) -> SecretContext {
    let hosts: &[&str] = if number.is_multiple_of(4) { &["api.example.com"] } else { &[] };
    SecretContext {
        team: TeamId(Uuid::from_u128(team as u128)),
        scope: if number.is_multiple_of(2) {
            Scope::Team
        } else {
            Scope::Bucket(BucketKey("abcdefghijkl".into()))
        },
        secret: SecretId(Uuid::from_u128(1000 + number as u128)),
        name: "private_api_key".parse().expect("a good name"),
        version: 1,
        tier: if hosts.is_empty() { Tier::Plain } else { Tier::Sealed },
        allowed_hosts_digest: allowed_hosts_digest(hosts),
        created_at_micros: 1_700_000_000_000_000,
    }
}

#[test]
fn a_changed_byte_is_noticed_in_each_of_a_hundred_records() {
    let (openers, rows) = installation(100);
    let mut sizes = HashSet::new();
    for row in &rows {
        let opened = openers[row.team].open(&row.context, &row.sealed).expect("untouched, it opens");
        assert_eq!(opened.open(Vault), &row.value);
        let bytes = row.sealed.as_bytes();
        sizes.insert(bytes.len());
        for at in 0..bytes.len() {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0xff;
            let changed = SealedValue::from_bytes(changed);
            assert!(openers[row.team].open(&row.context, &changed).is_err(), "{}: byte {at}", row.value);
        }
    }
    assert!(sizes.len() >= 3, "records of several sizes, not {sizes:?}");
}

#[test]
fn no_record_opens_in_the_place_of_another() {
    let (openers, rows) = installation(60);
    let mut pairs = 0;
    for (here, row) in rows.iter().enumerate() {
        for (there, other) in rows.iter().enumerate() {
            if here == there {
                let opened =
                    openers[row.team].open(&row.context, &row.sealed).expect("in its place, it opens");
                assert_eq!(opened.open(Vault), &row.value);
                continue;
            }
            pairs += 1;
            // With the key of the place, and with that of the bytes.
            for opener in [&openers[row.team], &openers[other.team]] {
                assert!(opener.open(&row.context, &other.sealed).is_err(), "{there} in the place of {here}");
            }
        }
    }
    assert_eq!(pairs, 60 * 59);
}
