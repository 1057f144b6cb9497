//! `tacit key`: the ways to unlock an installation.

use serde_json::json;
use tacit_app::{Installation, KeyRotation, Unlock};
use tacit_store::Store;
use tacit_vault::{SlotInfo, SlotKind};
use zeroize::Zeroizing;

use crate::{
    Exit, Failure,
    backup::make_key,
    installation::{
        Opened, Place, SystemClock, SystemRandomness, WhenMissing, app_trouble, installation_trouble,
        read_code, read_phrase, show_code,
    },
    output, serve,
    settings::{
        AddKeyFileArgs, AddPassphraseArgs, CheckKeyArgs, KeyCommand, KeysArgs, NewRecoveryCodeArgs,
        RemoveKeyArgs, RotateKeysArgs,
    },
};

/// Does one thing to the key slots.
pub(crate) fn key(command: KeyCommand) -> Result<Exit, Failure> {
    match command {
        KeyCommand::List(args) => list(args),
        KeyCommand::AddFile(args) => add_file(args),
        KeyCommand::AddPassphrase(args) => add_passphrase(args),
        KeyCommand::NewRecoveryCode(args) => new_recovery_code(args),
        KeyCommand::Check(args) => check(args),
        KeyCommand::Remove(args) => remove(args),
        KeyCommand::Rotate(args) => rotate(args),
        KeyCommand::Backup(args) => make_key(args),
    }
}

fn list(args: KeysArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let slots =
        on_store(&place, async |store| Installation::key_slots(store).await.map_err(installation_trouble))?;
    if args.json {
        let all = slots.iter().map(|slot| json!({"id": slot.id, "kind": word(slot.kind)}));
        return output::line(&serde_json::Value::from_iter(all).to_string());
    }
    let line = |SlotInfo { id, kind }: &SlotInfo| format!("{id}  {}", word(*kind).replace('_', " "));
    output::line(&slots.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn add_file(args: AddKeyFileArgs) -> Result<Exit, Failure> {
    let AddKeyFileArgs { place, to } = args;
    let place = Place::from(place);
    place.refuse_inside(&to)?;
    let unlock = place.unlock()?;
    let id = on_store(&place, async |store| {
        let added = Installation::add_key_file(store, unlock, &to, &SystemRandomness, &SystemClock).await;
        added.map_err(installation_trouble)
    })?;
    output::line(&format!("{} unlocks the data, too: {id}", to.display()))
}

fn add_passphrase(args: AddPassphraseArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let phrase = read_phrase(&args.passphrase_file, "the passphrase")?;
    let unlock = place.unlock()?;
    let id = on_store(&place, async |store| {
        let added =
            Installation::add_passphrase(store, unlock, phrase, &SystemRandomness, &SystemClock).await;
        added.map_err(installation_trouble)
    })?;
    output::line(&format!("the passphrase unlocks the data, too: {id}"))
}

fn new_recovery_code(args: NewRecoveryCodeArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let unlock = place.unlock()?;
    let (id, code) = on_store(&place, async |store| {
        let added = Installation::add_recovery_code(store, unlock, &SystemRandomness, &SystemClock).await;
        added.map_err(installation_trouble)
    })?;
    show_code(&place.key_file, &code)?;
    output::line(&format!(
        "a new recovery code was made: {id}\nCodes of before still work, until they are removed."
    ))
}

fn check(args: CheckKeyArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let unlock = match (args.code_file, args.phrase_file) {
        (Some(path), _) => Unlock::RecoveryCode(Zeroizing::new(read_code(&path)?)),
        (None, Some(path)) => Unlock::Passphrase(read_phrase(&path, "the passphrase")?),
        (None, None) => return Err(Failure::usage("name what to check: --code-file or --phrase-file")),
    };
    on_store(&place, async |store| {
        Installation::check_unlock(store, unlock, &SystemClock).await.map_err(installation_trouble)
    })?;
    output::line("it unlocks the data")
}

fn remove(args: RemoveKeyArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let unlock = place.unlock()?;
    on_store(&place, async |store| {
        let removed = Installation::remove_key_slot(store, unlock, args.id, &SystemClock).await;
        removed.map_err(installation_trouble)
    })?;
    output::line(&format!(
        "{} does not unlock the data any more\nBackups of before, and whoever copied the data, still open with it.",
        args.id
    ))
}

fn rotate(args: RotateKeysArgs) -> Result<Exit, Failure> {
    let RotateKeysArgs { place, status, json } = args;
    serve::runtime()?.block_on(async {
        let Opened { store, app } = Place::from(place).open(WhenMissing::Refuse).await?;
        let done = async {
            if !status {
                let told = |now: &KeyRotation| {
                    let KeyRotation { team_name, records_left, .. } = now;
                    output::complain(&format!(
                        "{team_name}: {records_left} records are left on a key of before"
                    ));
                };
                app.operator_rotate_team_keys(told).await?;
            }
            app.operator_key_status().await
        };
        let done = done.await.map_err(app_trouble);
        store.close().await;
        let line = |one: &KeyRotation| {
            let KeyRotation { team, team_name, key_version, records_left } = one;
            match json {
                true => json!({"team_id": team, "key_version": key_version, "records_left": records_left})
                    .to_string(),
                false => format!("{team_name}: key {key_version}, {records_left} records on keys of before"),
            }
        };
        output::line(&done?.iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

/// Works on the database, and closes it whatever comes of it.
fn on_store<T>(place: &Place, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
    serve::runtime()?.block_on(async {
        let store = place.store(WhenMissing::Refuse).await?;
        let done = work(&store).await;
        store.close().await;
        done
    })
}

fn word(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::KeyFile => "key_file",
        SlotKind::RecoveryCode => "recovery_code",
        SlotKind::Passphrase => "passphrase",
        _ => "other",
    }
}
