//! Which sealed values a team must have.

use tacit_spec::{BucketKey, SecretId, TeamId};
use uuid::Uuid;

use crate::{
    SealedValue,
    crypto::{Frame, Key, mac},
};

/// One sealed value in a [`Manifest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ManifestEntry {
    /// The secret.
    pub secret: SecretId,
    /// The version of its value.
    pub version: u32,
    /// Digest of the stored bytes, of when they were made, and of the secret's rules.
    pub digest: [u8; 32],
}

/// What is kept beside the values of a secret and decides how they are used. Some of it is not sealed into the values,
/// because it changes without them; the manifest holds all of it, so that a secret made weaker in the store shows.
#[derive(Clone, Copy, Debug)]
pub struct SecretRules<'a> {
    /// Its name.
    pub name: &'a str,
    /// The only bucket it serves.
    pub bucket: Option<&'a BucketKey>,
    /// How results are kept that depend on it.
    pub visibility: &'a str,
    /// Its allowed hosts, as they are stored.
    pub allowed_hosts: &'a str,
    /// Which version is the current one.
    pub current: u32,
}

impl ManifestEntry {
    /// The entry of a stored value, made then (microseconds since 1970), of a secret with these rules.
    #[must_use]
    pub fn of(
        (secret, version): (SecretId, u32),
        created_at_micros: i64,
        sealed: &SealedValue,
        rules: &SecretRules<'_>,
    ) -> Self {
        let frame = Frame::new("tacit/manifest-entry/1")
            .i64(created_at_micros)
            .field(&sealed.digest())
            .field(rules.name.as_bytes());
        let frame = match rules.bucket {
            None => frame.field(b"team"),
            Some(bucket) => frame.field(b"bucket").field(bucket.0.as_bytes()),
        };
        let frame =
            frame.field(rules.visibility.as_bytes()).field(rules.allowed_hosts.as_bytes()).u32(rules.current);
        Self { secret, version, digest: mac::sha256(frame.bytes()) }
    }
}

/// The list of all sealed values of a team, with a counter that rises with every change.
///
/// A single row is bound to its secret by its own encryption. What that cannot show is a row that is missing, a row
/// that is genuine but old, or rules that were made weaker; the manifest does. It is stored beside the rows and written in the same transaction.
/// A store put back whole, manifest included, shows only to a caller who remembers a counter elsewhere (the audit log
/// carries it): see `not_before` in [`verify`](Self::verify).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    counter: u64,
    entries: Vec<ManifestEntry>,
}

/// The key of one team's manifest.
pub struct ManifestKey {
    team: TeamId,
    key: Key,
}

/// What was changed outside tacit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    /// The manifest itself is cut or garbled.
    #[error("the manifest of the team's secrets is damaged; restore the team's row from a backup")]
    Damaged,
    /// The manifest was stored by a later version of this program.
    #[error(
        "the manifest of the team's secrets has format {0}, which this version does not know; start the newer version"
    )]
    NewerFormat(u8),
    /// The manifest was not made with this key for this team.
    #[error(
        "the manifest of the team's secrets was changed outside tacit; look into the audit log and the backups"
    )]
    Forged,
    /// The manifest is genuine and older than one seen before.
    #[error(
        "the team's secrets were put back to an older state (change {found}, expected at least {expected})"
    )]
    RolledBack {
        /// The counter of the stored manifest.
        found: u64,
        /// The lowest that is right.
        expected: u64,
    },
    /// A row is gone.
    #[error("version {version} of secret {secret} was removed outside tacit")]
    Removed {
        /// The secret.
        secret: SecretId,
        /// The version.
        version: u32,
    },
    /// A row is there that was never put there.
    #[error("version {version} of secret {secret} was added outside tacit")]
    Added {
        /// The secret.
        secret: SecretId,
        /// The version.
        version: u32,
    },
    /// A row has other bytes, or the secret other rules.
    #[error("version {version} of secret {secret}, or the rules of the secret, were changed outside tacit")]
    Changed {
        /// The secret.
        secret: SecretId,
        /// The version.
        version: u32,
    },
}

const FORMAT: u8 = 1;
const MAC: usize = 32;
const ENTRY: usize = 16 + 4 + 32;

impl ManifestKey {
    pub(crate) fn new(team: TeamId, key: Key) -> Self {
        Self { team, key }
    }

    fn mac(&self, body: &[u8]) -> [u8; MAC] {
        mac::mac(&self.key, &Frame::new("tacit/manifest").field(self.team.0.as_bytes()).field(body))
    }
}

impl Manifest {
    /// The manifest of `entries`, in any order. `counter` is one more than that of the manifest it replaces.
    #[must_use]
    pub fn of(entries: impl IntoIterator<Item = ManifestEntry>, counter: u64) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_unstable();
        Self { counter, entries }
    }

    /// The bytes to store: format, counter, entries, MAC.
    #[must_use]
    pub fn seal(&self, key: &ManifestKey) -> Vec<u8> {
        let mut out = Vec::with_capacity(9 + self.entries.len() * ENTRY + MAC);
        out.push(FORMAT);
        out.extend_from_slice(&self.counter.to_be_bytes());
        for entry in &self.entries {
            out.extend_from_slice(entry.secret.0.as_bytes());
            out.extend_from_slice(&entry.version.to_be_bytes());
            out.extend_from_slice(&entry.digest);
        }
        let mac = key.mac(&out);
        out.extend_from_slice(&mac);
        out
    }

    /// Compares the stored manifest `blob` with the rows that are there. Returns the manifest's counter.
    ///
    /// `not_before` is the highest counter the caller remembers from elsewhere; 0 when it remembers none.
    pub fn verify(
        blob: &[u8],
        rows: impl IntoIterator<Item = ManifestEntry>,
        key: &ManifestKey,
        not_before: u64,
    ) -> Result<u64, Tampered> {
        let stored = Self::unseal(blob, key)?;
        if stored.counter < not_before {
            return Err(Tampered::RolledBack { found: stored.counter, expected: not_before });
        }
        let rows = Self::of(rows, stored.counter);
        stored.differs(&rows).map_or(Ok(stored.counter), Err)
    }

    fn unseal(blob: &[u8], key: &ManifestKey) -> Result<Self, Tampered> {
        match blob.first() {
            None => return Err(Tampered::Damaged),
            Some(&FORMAT) => {}
            Some(&format) => return Err(Tampered::NewerFormat(format)),
        }
        let (body, stated) = blob.split_last_chunk::<MAC>().ok_or(Tampered::Damaged)?;
        if !mac::same(&key.mac(body), stated) {
            return Err(Tampered::Forged);
        }
        let (counter, entries) =
            body.get(1..).and_then(<[u8]>::split_first_chunk).ok_or(Tampered::Damaged)?;
        let entries = entries.chunks(ENTRY).map(entry).collect::<Option<_>>().ok_or(Tampered::Damaged)?;
        Ok(Self { counter: u64::from_be_bytes(*counter), entries })
    }

    /// The first difference of two sorted lists.
    fn differs(&self, rows: &Self) -> Option<Tampered> {
        let id = |entry: &ManifestEntry| (entry.secret, entry.version);
        let (mut expected, mut found) = (self.entries.iter().peekable(), rows.entries.iter().peekable());
        loop {
            let removed =
                |entry: &ManifestEntry| Tampered::Removed { secret: entry.secret, version: entry.version };
            let added =
                |entry: &ManifestEntry| Tampered::Added { secret: entry.secret, version: entry.version };
            match (expected.peek(), found.peek()) {
                (None, None) => return None,
                (Some(one), None) => return Some(removed(one)),
                (None, Some(other)) => return Some(added(other)),
                (Some(one), Some(other)) if id(one) < id(other) => return Some(removed(one)),
                (Some(one), Some(other)) if id(one) > id(other) => return Some(added(other)),
                (Some(one), Some(other)) if one.digest != other.digest => {
                    return Some(Tampered::Changed { secret: one.secret, version: one.version });
                }
                _ => {
                    expected.next();
                    found.next();
                }
            }
        }
    }
}

fn entry(bytes: &[u8]) -> Option<ManifestEntry> {
    let (secret, rest) = bytes.split_first_chunk()?;
    let (version, rest) = rest.split_first_chunk()?;
    Some(ManifestEntry {
        secret: SecretId(Uuid::from_bytes(*secret)),
        version: u32::from_be_bytes(*version),
        digest: rest.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(team: u128) -> ManifestKey {
        ManifestKey::new(TeamId(Uuid::from_u128(team)), Key::from_slice(&[3; 32]).unwrap())
    }

    const RULES: SecretRules<'_> =
        SecretRules { name: "k", bucket: None, visibility: "strict", allowed_hosts: "[]", current: 2 };

    fn row(secret: u128, version: u32, content: &[u8]) -> ManifestEntry {
        ruled(secret, version, content, &RULES)
    }

    fn ruled(secret: u128, version: u32, content: &[u8], rules: &SecretRules<'_>) -> ManifestEntry {
        let sealed = SealedValue::from_bytes(content.to_vec());
        ManifestEntry::of((SecretId(Uuid::from_u128(secret)), version), 5, &sealed, rules)
    }

    fn rows() -> Vec<ManifestEntry> {
        vec![row(2, 1, b"two"), row(1, 2, b"one, new"), row(1, 1, b"one, old")]
    }

    #[test]
    fn what_was_stored_is_found_right_in_any_order() {
        let blob = Manifest::of(rows(), 4).seal(&key(1));
        assert_eq!(Manifest::verify(&blob, rows(), &key(1), 4), Ok(4));
        assert_eq!(Manifest::verify(&blob, rows().into_iter().rev(), &key(1), 0), Ok(4));
        let empty = Manifest::of([], 1).seal(&key(1));
        assert_eq!(Manifest::verify(&empty, [], &key(1), 0), Ok(1));
    }

    #[test]
    fn rows_removed_added_changed_and_moved_are_named() {
        let blob = Manifest::of(rows(), 4).seal(&key(1));
        let check = |rows: Vec<ManifestEntry>| Manifest::verify(&blob, rows, &key(1), 0).unwrap_err();
        let (one, two) = (SecretId(Uuid::from_u128(1)), SecretId(Uuid::from_u128(2)));
        for gone in 0..3 {
            let mut rows = rows();
            let row = rows.remove(gone);
            assert_eq!(check(rows), Tampered::Removed { secret: row.secret, version: row.version });
        }
        let mut more = rows();
        more.push(row(2, 2, b"new"));
        assert_eq!(check(more), Tampered::Added { secret: two, version: 2 });
        let mut twice = rows();
        twice.push(row(1, 1, b"one, old"));
        assert_eq!(check(twice), Tampered::Added { secret: one, version: 1 });
        let mut changed = rows();
        changed[0] = row(2, 1, b"TWO");
        assert_eq!(check(changed), Tampered::Changed { secret: two, version: 1 });
        let moved = vec![row(2, 1, b"two"), row(1, 2, b"one, old"), row(1, 1, b"one, new")];
        assert_eq!(check(moved), Tampered::Changed { secret: one, version: 1 });
    }

    #[test]
    fn rules_made_weaker_are_noticed() {
        let blob = Manifest::of([row(1, 1, b"one")], 4).seal(&key(1));
        let bucket = BucketKey("abc".into());
        for rules in [
            SecretRules { name: "K", ..RULES },
            SecretRules { bucket: Some(&bucket), ..RULES },
            SecretRules { visibility: "redact", ..RULES },
            SecretRules { allowed_hosts: "[\"example.com\"]", ..RULES },
            SecretRules { current: 1, ..RULES },
        ] {
            let changed = Tampered::Changed { secret: SecretId(Uuid::from_u128(1)), version: 1 };
            let rows = [ruled(1, 1, b"one", &rules)];
            assert_eq!(Manifest::verify(&blob, rows, &key(1), 0), Err(changed), "{rules:?}");
        }
    }

    #[test]
    fn rows_put_back_with_their_old_manifest_show_to_who_remembers() {
        let old = Manifest::of([row(1, 1, b"one, old")], 3).seal(&key(1));
        assert_eq!(
            Manifest::verify(&old, [row(1, 1, b"one, old")], &key(1), 4),
            Err(Tampered::RolledBack { found: 3, expected: 4 })
        );
    }

    #[test]
    fn any_change_to_the_manifest_is_noticed() {
        let blob = Manifest::of(rows(), 4).seal(&key(1));
        for at in 0..blob.len() {
            let mut changed = blob.clone();
            changed[at] ^= 0x80;
            assert!(Manifest::verify(&changed, rows(), &key(1), 0).is_err(), "byte {at}");
            assert!(Manifest::verify(&blob[..at], rows(), &key(1), 0).is_err(), "cut at {at}");
        }
        assert_eq!(Manifest::verify(&blob, rows(), &key(2), 0), Err(Tampered::Forged));
    }
}
