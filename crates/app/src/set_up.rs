//! The first person, the first team, the first bucket.

use tacit_spec::{BucketKey, PersonId, TeamId};
use tacit_store::{Tx, buckets, memberships, people, teams};
use tacit_vault::{
    TeamKey,
    audit::{Action, Actor, Event, Object},
};

use crate::{App, AppError, Confidential, Result, Role, checked, sign_in::password};

/// What the first person says of themselves.
pub struct NewOwner {
    /// To sign in with.
    pub email: String,
    /// Shown to others.
    pub name: String,
    /// At least 10 characters.
    pub password: Confidential,
    /// Shown to its members.
    pub team_name: String,
}

/// What the set-up made.
#[derive(Clone, Debug)]
pub struct Founded {
    /// The owner.
    pub person: PersonId,
    /// The team.
    pub team: TeamId,
    /// The team's default bucket.
    pub bucket: BucketKey,
}

const DEFAULT_BUCKET: &str = "Default";

impl App {
    /// Whether nobody is here yet.
    pub async fn set_up_needed(&self) -> Result<bool> {
        Ok(people::count(&self.parts.store).await? == 0)
    }

    /// Makes the owner, their team and its default bucket. Only while nobody is here.
    pub async fn set_up(&self, owner: NewOwner) -> Result<Founded> {
        if !self.set_up_needed().await? {
            return Err(done());
        }
        let email = checked::email("email", &owner.email)?;
        let name = checked::name("name", &owner.name)?;
        let team_name = checked::name("team_name", &owner.team_name)?;
        password::check("password", &owner.password, &email)?;
        let password_hash = self.hash(owner.password).await?;
        let founded =
            Founded { person: PersonId(self.uuid()), team: TeamId(self.uuid()), bucket: self.bucket_key() };
        let mut tx = self.parts.store.begin().await?;
        let actor = Actor::Person(founded.person);
        let event = Event::new(self.now(), actor, Action::TeamCreated)
            .in_team(founded.team)
            .on(Object::Person(founded.person))
            .on(Object::Bucket(founded.bucket.clone()));
        self.audit(&mut tx, event).await?;
        // Asked again: writing the log is where two set-ups at once take turns.
        if people::count(&mut tx).await? > 0 {
            return Err(done());
        }
        let person = people::Person {
            id: founded.person,
            email,
            name,
            password_hash: Some(password_hash),
            created_at: self.now(),
            last_login_at: None,
        };
        people::insert(&mut tx, &person).await?;
        self.found_team(&mut tx, &founded, team_name).await?;
        tx.commit().await?;
        Ok(founded)
    }

    async fn found_team(&self, tx: &mut Tx, founded: &Founded, name: String) -> Result<()> {
        let key = {
            let mut random = self.parts.randomness.generator();
            let key = TeamKey::create(self.parts.instance.id(), founded.team, 1, &mut *random);
            key.wrap(&self.parts.instance, &mut *random)
        };
        let team = teams::Team {
            id: founded.team,
            name,
            owner: founded.person,
            created_at: self.now(),
            data_key: key.0,
            key_version: 1,
            manifest: None,
        };
        teams::insert(tx, &team).await?;
        memberships::insert(tx, founded.team, founded.person, Role::Owner.as_str(), self.now()).await?;
        let bucket = buckets::Bucket {
            key: founded.bucket.clone(),
            team: founded.team,
            name: DEFAULT_BUCKET.into(),
            is_default: true,
            trigger_token: self.trigger_token(),
            created_at: self.now(),
        };
        Ok(buckets::insert(tx, &bucket).await?)
    }
}

fn done() -> AppError {
    AppError::Conflict("tacit is set up already: sign in, or ask the owner to add you".into())
}
