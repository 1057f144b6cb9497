//! Values that an API sends back: whoever reads its answers, logs or errors elsewhere reads them too.

use std::collections::HashMap;

use tacit_spec::{SecretId, TeamId};
use tacit_store::{runs::Run, secret_echoes, secrets as rows};
use tacit_vault::audit::{Action, Actor, Event, Object};

use super::EchoIn;
use crate::{App, Micros, Result};

/// It is written down once in so long.
const TOLD: Micros = 60 * 60 * 1_000_000;

impl App {
    /// Notes for the owners which values came back to a run; in the audit log, the first time for each test.
    pub(crate) async fn note_echoes(&self, run: &Run, echoed: &[SecretId]) -> Result<()> {
        let (store, now) = (&self.parts.store, self.now());
        for secret in echoed {
            let known = secret_echoes::find(store, *secret, run.test).await?;
            let lately = known.is_some_and(|known| known.last_at > now - TOLD);
            // An agent elsewhere names them by its word alone.
            let own =
                || async { Ok::<_, crate::AppError>(rows::find(store, *secret).await?.map(|row| row.team)) };
            if lately || own().await? != Some(run.team) {
                continue;
            }
            let mut tx = store.begin().await?;
            if secret_echoes::note(&mut tx, *secret, run.test, now).await? {
                let event = Event::new(now, Actor::System, Action::SecretEchoed)
                    .in_team(run.team)
                    .on(Object::Secret(*secret))
                    .on(Object::Test(run.test));
                self.audit(&mut tx, event).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Of each secret of a team whose value came back.
    pub(super) async fn echoes_of_all(&self, team: TeamId) -> Result<HashMap<SecretId, Vec<EchoIn>>> {
        let mut all: HashMap<SecretId, Vec<EchoIn>> = HashMap::new();
        for (echo, bucket, name) in secret_echoes::of_team(&self.parts.store, team).await? {
            let seen = EchoIn { bucket, test: echo.test, name, last_at: echo.last_at };
            all.entry(echo.secret).or_default().push(seen);
        }
        Ok(all)
    }
}
