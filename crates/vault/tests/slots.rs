//! Unlocking an installation: with the right key file or code, and a clear word otherwise.

use std::{fs, path::PathBuf};

use rand::{SeedableRng, rngs::StdRng};
use tacit_spec::TeamId;
use tacit_vault::{
    InstanceKey, KeyFile, KeyFileError, KeySlots, RecoveryError, SlotError, SlotKind, TeamKey, WrappedTeamKey,
};
use tempfile::TempDir;
use uuid::Uuid;

const TEAM: TeamId = TeamId(Uuid::from_u128(1));

struct Installed {
    random: StdRng,
    slots: KeySlots,
    key: InstanceKey,
    code: String,
    path: PathBuf,
    directory: TempDir,
}

fn install(seed: u64) -> Installed {
    let mut random = StdRng::seed_from_u64(seed);
    let directory = TempDir::new().expect("a temporary directory");
    let path = directory.path().join("tacit.key");
    let (slots, key, file, code) = KeySlots::create(&mut random);
    file.write_new(&path).expect("a new key file");
    Installed { random, slots, key, code: code.reveal().to_string(), path, directory }
}

/// Something only the right instance key opens.
fn witness(installed: &mut Installed) -> WrappedTeamKey {
    TeamKey::create(installed.key.id(), TEAM, 1, &mut installed.random)
        .wrap(&installed.key, &mut installed.random)
}

#[test]
fn key_file_and_recovery_code_unlock_the_same_key() {
    let mut installed = install(1);
    let witness = witness(&mut installed);
    let stored = KeySlots::from_json(&installed.slots.to_json()).ok().unwrap();
    let kinds: Vec<_> = stored.list().into_iter().map(|slot| slot.kind).collect();
    assert_eq!(kinds, [SlotKind::KeyFile, SlotKind::RecoveryCode]);
    let by_file = stored.open_with_key_file(&installed.path).ok().unwrap();
    assert!(TeamKey::unwrap(&by_file, TEAM, &witness).is_ok());
    let typed = installed.code.to_lowercase().replace('-', " ");
    let by_code = stored.open_with_recovery(&typed).ok().unwrap();
    assert!(TeamKey::unwrap(&by_code, TEAM, &witness).is_ok());
    assert_eq!(stored.verify_recovery(&installed.code), Ok(()));
}

#[test]
fn stored_slots_and_key_file_hold_neither_key_nor_code() {
    let installed = install(2);
    let blob = String::from_utf8(installed.slots.to_json()).unwrap();
    let file = fs::read_to_string(&installed.path).unwrap();
    let line = file.lines().last().unwrap();
    let key = line.split(' ').nth(2).unwrap();
    assert!(
        !blob.contains(key)
            && !blob.contains(&installed.code)
            && !blob.contains(&installed.code.replace('-', ""))
    );
    assert!(!file.contains(&installed.code.replace('-', "")));
    assert!(blob.contains(&installed.slots.instance().to_string()));
}

#[test]
fn typos_in_the_code_are_told_from_the_wrong_code() {
    let one = install(3);
    let other = install(4);
    let mut typed = one.code.clone().into_bytes();
    typed[20] = if typed[20] == b'7' { b'8' } else { b'7' };
    let typed = String::from_utf8(typed).unwrap();
    assert_eq!(one.slots.verify_recovery(&typed), Err(SlotError::Recovery(RecoveryError::Mistyped)));
    assert_eq!(
        one.slots.verify_recovery(&one.code[5..]),
        Err(SlotError::Recovery(RecoveryError::Length(28)))
    );
    assert_eq!(one.slots.verify_recovery(&other.code), Err(SlotError::CodeNotAccepted));
}

#[test]
fn each_unusable_key_file_has_its_own_word() {
    let one = install(5);
    let open = |path: &PathBuf| one.slots.open_with_key_file(path).err().unwrap();
    let beside = |name: &str| one.directory.path().join(name);
    let write = |name: &str, content: &[u8]| {
        let path = beside(name);
        fs::write(&path, content).unwrap();
        restrict(&path, 0o600);
        path
    };
    let text = fs::read(&one.path).unwrap();

    let path = beside("nowhere.key");
    assert_eq!(open(&path), KeyFileError::Missing(path).into());
    let path = one.directory.path().to_owned();
    assert_eq!(open(&path), KeyFileError::NotAKeyFile(path).into());
    for content in [&b""[..], b"hello\n", b"\xff\xfe", &vec![b'x'; 1 << 20]] {
        let path = write("other.txt", content);
        assert_eq!(open(&path), KeyFileError::NotAKeyFile(path).into());
    }
    let start = text.iter().rposition(|byte| *byte == b'#').unwrap();
    let start =
        start + text[start..].iter().position(|byte| *byte == b'\n').unwrap() + 1 + "tacit-key-1".len();
    for end in start..text.len() - 1 {
        let path = write("cut.key", &text[..end]);
        assert_eq!(open(&path), KeyFileError::Damaged(path).into(), "cut at {end}");
    }
    let mut changed = text.clone();
    changed[start + 45] ^= 1;
    let path = write("changed.key", &changed);
    assert_eq!(open(&path), KeyFileError::Damaged(path).into());

    let other = install(6);
    assert_eq!(
        open(&other.path),
        SlotError::OtherInstance { theirs: other.slots.instance(), ours: one.slots.instance() }
    );
}

#[cfg(unix)]
fn restrict(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own file");
}

#[cfg(unix)]
#[test]
fn a_key_file_others_can_use_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let installed = install(7);
    assert_eq!(fs::metadata(&installed.path).unwrap().permissions().mode() & 0o7777, 0o600);
    for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666, 0o777] {
        restrict(&installed.path, mode);
        let error = installed.slots.open_with_key_file(&installed.path).err().unwrap();
        assert_eq!(error, KeyFileError::Permissions { path: installed.path.clone(), mode }.into());
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    for mode in [0o600, 0o400] {
        restrict(&installed.path, mode);
        assert!(installed.slots.open_with_key_file(&installed.path).is_ok());
    }
    let link = installed.directory.path().join("link.key");
    std::os::unix::fs::symlink(&installed.path, &link).unwrap();
    assert!(installed.slots.open_with_key_file(&link).is_ok());
}

#[test]
fn a_key_file_never_replaces_another_and_leaves_nothing_behind() {
    let mut installed = install(8);
    let before = fs::read(&installed.path).unwrap();
    let new = installed.slots.add_key_file(&installed.key, &mut installed.random);
    assert_eq!(new.write_new(&installed.path), Err(KeyFileError::Exists(installed.path.clone())));
    assert_eq!(fs::read(&installed.path).unwrap(), before);
    assert!(matches!(
        new.write_new(&installed.directory.path().join("no/such/place.key")),
        Err(KeyFileError::System { .. })
    ));
    let second = installed.directory.path().join("second.key");
    new.write_new(&second).unwrap();
    assert_eq!(KeyFile::read(&second).ok().unwrap().instance(), installed.slots.instance());
    assert_eq!(fs::read_dir(installed.directory.path()).unwrap().count(), 2);
}

#[test]
fn a_replaced_key_file_and_a_replaced_code_no_longer_open() {
    let mut installed = install(9);
    let old = installed.slots.list();
    let new_path = installed.directory.path().join("new.key");
    installed.slots.add_key_file(&installed.key, &mut installed.random).write_new(&new_path).unwrap();
    let new_code = installed.slots.add_recovery_code(&installed.key, &mut installed.random).reveal();
    assert!(installed.slots.open_with_key_file(&installed.path).is_ok());
    for slot in &old {
        installed.slots.remove(slot.id).unwrap();
    }
    assert_eq!(
        installed.slots.open_with_key_file(&installed.path).err(),
        Some(SlotError::KeyFileNotAccepted)
    );
    assert_eq!(installed.slots.verify_recovery(&installed.code), Err(SlotError::CodeNotAccepted));
    assert!(installed.slots.open_with_key_file(&new_path).is_ok());
    assert_eq!(installed.slots.verify_recovery(&new_code), Ok(()));

    assert_eq!(installed.slots.remove(old[0].id), Err(SlotError::NoSuchSlot));
    let left = installed.slots.list();
    installed.slots.remove(left[0].id).unwrap();
    assert_eq!(installed.slots.remove(left[1].id), Err(SlotError::LastSlot));
}

#[test]
fn changed_slots_never_open_and_never_panic() {
    let installed = install(10);
    let blob = installed.slots.to_json();
    let file = KeyFile::read(&installed.path).ok().unwrap();
    let good = installed.slots.open_with(&file).ok().unwrap();
    let mut damaged = 0;
    for at in 0..blob.len() {
        let mut changed = blob.clone();
        changed[at] ^= 1;
        let Ok(slots) = KeySlots::from_json(&changed) else { continue };
        match slots.open_with(&file) {
            // The change was in the slot of the recovery code, or in a blank: what opens is the same key.
            Ok(key) => assert_eq!(key.id(), good.id(), "byte {at}"),
            Err(SlotError::Corrupted) => damaged += 1,
            Err(SlotError::KeyFileNotAccepted | SlotError::OtherInstance { .. }) => {}
            Err(error) => panic!("byte {at}: {error}"),
        }
    }
    assert!(damaged > 60, "a change to the wrapped key or nonce is told from a wrong key: {damaged}");
    for end in 0..blob.len() {
        assert_eq!(KeySlots::from_json(&blob[..end]).err(), Some(SlotError::Corrupted));
    }
    let newer = String::from_utf8(blob).unwrap().replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(KeySlots::from_json(newer.as_bytes()).err(), Some(SlotError::NewerFormat(2)));
}
