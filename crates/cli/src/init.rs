//! `tacit init`: an installation without a browser.

use serde_json::json;
use tacit_app::NewOwner;

use crate::{
    Exit, Failure,
    installation::{Place, WhenMissing, app_trouble, read_password},
    output, serve,
    settings::InitArgs,
};

/// Makes the installation, its owner and a token.
pub(crate) fn init(args: InitArgs) -> Result<Exit, Failure> {
    let InitArgs { place, owner_email, owner_password_file, owner_name, team_name, json } = args;
    let password = read_password(&owner_password_file)?;
    serve::runtime()?.block_on(async {
        let opened = Place::from(place).open(WhenMissing::Create).await?;
        let name = owner_name.unwrap_or_else(|| before_at(&owner_email));
        let owner = NewOwner { email: owner_email, name, password, team_name };
        let founded = opened.app.set_up(owner).await.map_err(app_trouble)?;
        let token = opened.app.operator_token(founded.person, "Made at set-up").await.map_err(app_trouble)?;
        opened.store.close().await;
        let (team, bucket) = (founded.team, founded.bucket);
        if json {
            let answer = json!({"team_id": team, "bucket_key": bucket, "token": token.as_str()});
            return output::line(&answer.to_string());
        }
        output::line(&format!("team:   {team}\nbucket: {bucket}\ntoken:  {}", token.as_str()))
    })
}

/// What to call somebody who gave an address only.
pub(crate) fn before_at(email: &str) -> String {
    email.split('@').next().unwrap_or_default().to_owned()
}
