//! Jobs that somebody has touched, kept, or sent elsewhere.

use std::sync::LazyLock;

use proptest::prelude::*;
use tacit_courier::{
    SealedJob,
    seal::{JobSealer, OpenError, Server},
};
use tacit_spec::{AgentId, RunId};
use uuid::Uuid;

use crate::world::{NOW, SECOND, World, random};

fn refused(change: impl FnOnce(&mut SealedJob)) -> Option<OpenError> {
    refused_at(NOW, change)
}

fn refused_at(now: i64, change: impl FnOnce(&mut SealedJob)) -> Option<OpenError> {
    static SEALED: LazyLock<SealedJob> = LazyLock::new(|| World::new().sealed());
    let mut world = World::new();
    let mut sealed = SEALED.clone();
    change(&mut sealed);
    world.keys.open(&world.server, sealed, now).err()
}

#[test]
fn an_untouched_job_opens() {
    assert_eq!(refused(|_| {}), None);
    assert_eq!(refused_at(NOW + 59 * SECOND, |_| {}), None);
}

#[test]
fn an_expired_job_is_refused() {
    assert_eq!(refused_at(NOW + 60 * SECOND, |_| {}), Some(OpenError::Expired));
    // Nor does it help to write another moment on it.
    let later = |job: &mut SealedJob| job.expires_at += 3600 * SECOND;
    assert_eq!(refused_at(NOW + 60 * SECOND, later), Some(OpenError::Altered));
}

#[test]
fn a_foreign_job_is_refused() {
    let other = Uuid::from_u128(99);
    assert_eq!(refused(|job| job.installation = other), Some(OpenError::OtherInstallation));
    assert_eq!(refused(|job| job.agent = AgentId(other)), Some(OpenError::OtherAgent));
    assert_eq!(refused(|job| job.held.run = RunId(other)), Some(OpenError::Altered));
    assert_eq!(refused(|job| job.held.epoch += 1), Some(OpenError::Altered));
}

#[test]
fn a_job_for_somebody_else_does_not_open_under_this_name() {
    let other = Uuid::from_u128(99);
    let world = World::new();
    let bindings = [
        tacit_courier::seal::Binding { installation: other, ..world.binding },
        tacit_courier::seal::Binding { agent: AgentId(other), ..world.binding },
        tacit_courier::seal::Binding { run: RunId(other), ..world.binding },
        tacit_courier::seal::Binding { epoch: 5, ..world.binding },
    ];
    for binding in bindings {
        let mut world = World::new();
        let sealed = SealedJob {
            installation: world.binding.installation,
            agent: world.binding.agent,
            held: world.sealed().held,
            ..world.sealed_as(&binding)
        };
        assert_eq!(
            world.keys.open(&world.server, sealed, NOW).err(),
            Some(OpenError::Altered),
            "{binding:?}"
        );
    }
}

#[test]
fn who_has_the_one_time_key_but_not_the_servers_seals_nothing() {
    let mut world = World::new();
    let forged = World { sealer: JobSealer::from_seed(&[66; 32]), ..World::new() };
    let sealed = forged.sealer.seal(&crate::world::job(), &world.binding, world.key(), &mut random());
    assert_eq!(world.keys.open(&world.server, sealed.unwrap(), NOW).err(), Some(OpenError::Altered));
}

#[test]
fn a_job_of_another_server_key_is_refused() {
    let mut world = World::new();
    let pinned = Server { job_key: JobSealer::from_seed(&[66; 32]).key(), ..world.server };
    let sealed = world.sealed();
    assert_eq!(world.keys.open(&pinned, sealed, NOW).err(), Some(OpenError::Altered));
}

#[test]
fn every_byte_counts() {
    let (sealed, enc) = (World::new().sealed().sealed.0.len(), World::new().sealed().enc.0.len());
    for at in 0..sealed {
        assert_eq!(refused(|job| job.sealed.0[at] ^= 1), Some(OpenError::Altered), "byte {at}");
    }
    for at in 0..enc {
        // RFC 7748, section 5: the last bit of a public key is not looked at, nor is it part of the key.
        let bit = if at == 31 { 0x40 } else { 1 };
        assert_eq!(refused(|job| job.enc.0[at] ^= bit), Some(OpenError::Altered), "byte {at}");
    }
    for length in [0, 1, 15, 16, 17, sealed - 1] {
        assert_eq!(refused(|job| job.sealed.0.truncate(length)), Some(OpenError::Altered));
    }
    for length in [0, 1, 31] {
        assert_eq!(refused(|job| job.enc.0.truncate(length)), Some(OpenError::Altered));
    }
    assert_eq!(refused(|job| job.sealed.0.push(0)), Some(OpenError::Altered));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever else comes: it is refused, and nothing panics.
    #[test]
    fn noise_is_refused(sealed in prop::collection::vec(any::<u8>(), 0..4096), enc in prop::collection::vec(any::<u8>(), 0..64)) {
        let noise = |job: &mut SealedJob| {
            job.sealed.0 = sealed;
            job.enc.0 = enc;
        };
        prop_assert_eq!(refused(noise), Some(OpenError::Altered));
    }

    #[test]
    fn several_flipped_bits_are_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..8)) {
        let mut touched = std::collections::BTreeSet::new();
        for (at, bit) in &flips {
            let place = (at.index(World::new().sealed().sealed.0.len()), *bit);
            // A bit that is flipped twice is as it was.
            if !touched.remove(&place) { touched.insert(place); }
        }
        prop_assume!(!touched.is_empty());
        let flip = |job: &mut SealedJob| touched.iter().for_each(|(at, bit)| job.sealed.0[*at] ^= 1 << bit);
        prop_assert_eq!(refused(flip), Some(OpenError::Altered));
    }
}
