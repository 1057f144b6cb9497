//! A sealed value opens for its own context and key, and in no other way.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use tacit_spec::{BucketKey, ChannelId, SecretId, TeamId};
use tacit_taint::{Secret, seam::Vault};
use tacit_vault::{
    ChannelContext, InstanceKey, KeySlots, MAX_VALUE_BYTES, OpenError, Opener, Scope, SealError, SealedValue,
    Sealer, SecretContext, TeamKey, Tier, allowed_hosts_digest,
};
use uuid::Uuid;

struct House {
    random: StdRng,
    instance: InstanceKey,
    team: Arc<TeamKey>,
}

const TEAM: TeamId = TeamId(Uuid::from_u128(1));

fn house(seed: u64) -> House {
    let mut random = StdRng::seed_from_u64(seed);
    let (_, instance, _, _) = KeySlots::create(&mut random);
    let team = Arc::new(TeamKey::create(instance.id(), TEAM, 1, &mut random));
    House { random, instance, team }
}

fn context() -> SecretContext {
    SecretContext {
        team: TEAM,
        scope: Scope::Bucket(BucketKey("abcdefghijkl".into())),
        secret: SecretId(Uuid::from_u128(2)),
        name: "private_api_key".parse().expect("a good name"),
        version: 3,
        tier: Tier::Sealed,
        allowed_hosts_digest: allowed_hosts_digest(&["api.example.com"]),
        created_at_micros: 1_700_000_000_000_000,
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

impl House {
    fn seal(&mut self, context: &SecretContext, text: &str) -> SealedValue {
        Sealer::new(self.team.clone()).seal(context, secret(text), &mut self.random).expect("a good value")
    }

    fn open(&self, context: &SecretContext, sealed: &SealedValue) -> Result<String, OpenError> {
        Opener::new([self.team.clone()]).open(context, sealed).map(|value| value.open(Vault).to_owned())
    }
}

#[test]
fn what_was_sealed_opens_and_does_not_stand_in_the_bytes() {
    let mut house = house(1);
    let long = "0123456789abcdef".repeat(MAX_VALUE_BYTES / 16);
    for text in ["k", "canary-5f1e", "zwei\nZeilen \u{1F511}\0", long.as_str()] {
        let sealed = house.seal(&context(), text);
        assert_eq!(house.open(&context(), &sealed).unwrap(), text);
        assert_eq!(sealed.key_version(), Ok(1));
        if text.len() > 4 {
            assert!(
                !sealed
                    .as_bytes()
                    .windows(text.len().min(16))
                    .any(|part| part == &text.as_bytes()[..part.len()])
            );
        }
    }
}

#[test]
fn two_sealings_of_one_value_have_nothing_in_common() {
    let mut house = house(1);
    let (one, other) = (house.seal(&context(), "value"), house.seal(&context(), "value"));
    let equal = one.as_bytes().iter().zip(other.as_bytes()).skip(5).filter(|(a, b)| a == b).count();
    assert!(equal < 12, "{equal} of {} bytes are equal", one.as_bytes().len());
    assert_ne!(one.digest(), other.digest());
}

#[test]
fn any_change_to_any_byte_is_noticed() {
    let mut house = house(2);
    let sealed = house.seal(&context(), "value");
    for at in 0..sealed.as_bytes().len() {
        for bit in 0..8 {
            let mut changed = sealed.as_bytes().to_vec();
            changed[at] ^= 1 << bit;
            assert!(
                house.open(&context(), &SealedValue::from_bytes(changed)).is_err(),
                "byte {at}, bit {bit}"
            );
        }
        let cut = SealedValue::from_bytes(sealed.as_bytes()[..at].to_vec());
        assert!(house.open(&context(), &cut).is_err(), "cut at {at}");
    }
    let mut longer = sealed.clone().into_bytes();
    longer.push(0);
    assert!(house.open(&context(), &SealedValue::from_bytes(longer)).is_err());
    assert!(house.open(&context(), &sealed).is_ok());
}

#[test]
fn the_same_bytes_in_another_context_do_not_open() {
    let mut house = house(3);
    let sealed = house.seal(&context(), "value");
    type Change = fn(&mut SecretContext);
    let changes: [(&str, Change); 9] = [
        ("scope", |context| context.scope = Scope::Team),
        ("bucket", |context| context.scope = Scope::Bucket(BucketKey("abcdefghijkm".into()))),
        ("secret", |context| context.secret = SecretId(Uuid::from_u128(3))),
        ("name", |context| context.name = "private_api_kex".parse().unwrap()),
        ("version", |context| context.version = 4),
        ("older version", |context| context.version = 2),
        ("tier", |context| context.tier = Tier::Plain),
        ("hosts", |context| {
            context.allowed_hosts_digest = allowed_hosts_digest(&["api.example.com", "evil.example"])
        }),
        ("date", |context| context.created_at_micros += 1),
    ];
    for (what, change) in changes {
        let mut other = context();
        change(&mut other);
        let error = house.open(&other, &sealed).unwrap_err();
        assert!(matches!(error, OpenError::NotThisRecord | OpenError::Tampered), "{what}: {error:?}");
        // And the other way round: a row made for that context is no good in this one.
        let moved = house.seal(&other, "value");
        assert!(house.open(&other, &moved).is_ok(), "{what}");
        assert!(house.open(&context(), &moved).is_err(), "{what}");
    }
    let mut other = context();
    other.team = TeamId(Uuid::from_u128(99));
    assert_eq!(house.open(&other, &sealed), Err(OpenError::OtherTeam));
}

#[test]
fn no_other_key_opens() {
    let mut one = house(4);
    let sealed = one.seal(&context(), "value");
    let mut other = house(5);
    assert_eq!(other.open(&context(), &sealed), Err(OpenError::NotThisRecord));
    // The right key, unwrapped in another installation: impossible; made there: refused.
    let wrapped = one.team.wrap(&one.instance, &mut one.random);
    assert!(TeamKey::unwrap(&other.instance, TEAM, &wrapped).is_err());
    other.team = Arc::new(TeamKey::unwrap(&one.instance, TEAM, &wrapped).ok().unwrap());
    assert_eq!(other.open(&context(), &sealed).unwrap(), "value");
}

#[test]
fn old_rows_open_after_the_team_key_was_rotated() {
    let mut house = house(6);
    let old = house.seal(&context(), "old");
    let newer = Arc::new(TeamKey::create(house.instance.id(), TEAM, 2, &mut house.random));
    let new = Sealer::new(newer.clone()).seal(&context(), secret("new"), &mut house.random).unwrap();
    let both = Opener::new([house.team.clone(), newer.clone()]);
    assert_eq!(both.open(&context(), &old).ok().unwrap().open(Vault), "old");
    assert_eq!(both.open(&context(), &new).ok().unwrap().open(Vault), "new");
    assert_eq!((old.key_version(), new.key_version()), (Ok(1), Ok(2)));
    assert_eq!(Opener::new([newer]).open(&context(), &old).err(), Some(OpenError::KeyVersion(1)));
}

#[test]
fn what_cannot_be_a_value_is_refused() {
    let mut house = house(7);
    let sealer = Sealer::new(house.team.clone());
    let mut seal = |context: &SecretContext, length| {
        sealer.seal(context, secret(&"x".repeat(length)), &mut house.random).err()
    };
    assert_eq!(seal(&context(), 0), Some(SealError::Empty));
    assert_eq!(seal(&context(), MAX_VALUE_BYTES), None);
    assert_eq!(seal(&context(), MAX_VALUE_BYTES + 1), Some(SealError::TooLong(MAX_VALUE_BYTES + 1)));
    let mut other = context();
    other.team = TeamId(Uuid::from_u128(99));
    assert_eq!(seal(&other, 1), Some(SealError::OtherTeam));
}

#[test]
fn sizes_tell_the_bucket_only() {
    let mut house = house(8);
    let mut sizes: Vec<usize> = Vec::new();
    for length in
        (1..=MAX_VALUE_BYTES).step_by(61).chain([64, 65, 256, 257, 1024, 1025, 4096, 4097, MAX_VALUE_BYTES])
    {
        sizes.push(house.seal(&context(), &"x".repeat(length)).as_bytes().len());
    }
    sizes.sort_unstable();
    sizes.dedup();
    assert_eq!(sizes.len(), 5, "{sizes:?}");
}

/// One for all cases: making an installation takes a while, by intention.
static TEAM_KEY: LazyLock<Arc<TeamKey>> = LazyLock::new(|| house(9).team);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_comes_back(text in "\\PC{1,400}", seed: u64) {
        let team = TEAM_KEY.clone();
        let random = &mut StdRng::seed_from_u64(seed);
        let sealed = Sealer::new(team.clone()).seal(&context(), secret(&text), random).unwrap();
        let opened = Opener::new([team]).open(&context(), &sealed).ok().unwrap();
        prop_assert_eq!(opened.open(Vault), text);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, format in 0u8..3) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = format;
        }
        let opener = Opener::new([TEAM_KEY.clone()]);
        prop_assert!(opener.open(&context(), &SealedValue::from_bytes(bytes)).is_err());
    }
}

#[test]
fn settings_of_a_channel_open_for_it_alone() {
    let mut house = house(7);
    let context = ChannelContext {
        team: TEAM,
        channel: ChannelId(Uuid::from_u128(2)),
        kind: "slack".into(),
        version: 3,
        sealed_at_micros: 5,
    };
    let sealer = Sealer::new(house.team.clone());
    let sealed = sealer.seal(&context, secret("canary-5f1e"), &mut house.random).unwrap();
    let opener = Opener::new([house.team.clone()]);
    assert_eq!(opener.open(&context, &sealed).ok().unwrap().open(Vault), "canary-5f1e");
    let others = [
        ChannelContext { channel: ChannelId(Uuid::from_u128(3)), ..context.clone() },
        ChannelContext { kind: "webhook".into(), ..context.clone() },
        ChannelContext { version: 2, ..context.clone() },
        ChannelContext { sealed_at_micros: 6, ..context.clone() },
        ChannelContext { team: TeamId(Uuid::from_u128(9)), ..context.clone() },
    ];
    for other in others {
        assert!(opener.check(&other, &sealed).is_err(), "{other:?}");
    }
    // The id and the version of a secret are the same as the channel's here.
    assert_eq!(house.open(&self::context(), &sealed), Err(OpenError::NotThisRecord));
}
