//! `tacit admin`: what may be done by whoever can start the program on the data.

use serde_json::json;
use tacit_app::{Installation, NewPerson, Unlock};
use zeroize::Zeroizing;

use crate::{
    Exit, Failure,
    init::before_at,
    installation::{
        Place, SystemClock, SystemRandomness, WhenMissing, app_trouble, installation_trouble, read_code,
        read_password,
    },
    output, serve,
    settings::{AddPersonArgs, RecoverArgs},
};

/// Adds somebody to the team and makes a token for them.
pub(crate) fn add_person(args: AddPersonArgs) -> Result<Exit, Failure> {
    let AddPersonArgs { place, email, role, password_file, name, json } = args;
    let password = read_password(&password_file)?;
    serve::runtime()?.block_on(async {
        let opened = Place::from(place).open(WhenMissing::Refuse).await?;
        let name = name.unwrap_or_else(|| before_at(&email));
        let person = NewPerson { email, name, role: role.into(), password };
        let person = opened.app.operator_add_person(person).await.map_err(app_trouble)?.id;
        let token = opened.app.operator_token(person, "Made by the operator").await.map_err(app_trouble)?;
        opened.store.close().await;
        if json {
            return output::line(&json!({"person_id": person, "token": token.as_str()}).to_string());
        }
        output::line(&format!("person: {person}\ntoken:  {}", token.as_str()))
    })
}

/// Writes a new key file.
pub(crate) fn recover(args: RecoverArgs) -> Result<Exit, Failure> {
    let place = Place::from(args.place);
    let code = read_code(&args.code_file)?;
    serve::runtime()?.block_on(async {
        let store = place.store(WhenMissing::Refuse).await?;
        let (clock, randomness) = (SystemClock, SystemRandomness);
        let unlock = Unlock::RecoveryCode(Zeroizing::new(code));
        let added = Installation::add_key_file(&store, unlock, &place.key_file, &randomness, &clock).await;
        added.map_err(installation_trouble)?;
        store.close().await;
        output::line(&format!("the new key file is {}", place.key_file.display()))
    })
}
