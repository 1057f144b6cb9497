//! Making, changing and deleting secrets.

use tacit_spec::{AllowedHost, SecretId, SecretName};
use tacit_store::{
    Tx, secret_searches,
    secrets::{self, Rules},
};
use tacit_taint::Secret;
use tacit_vault::{
    Reference, Sealer,
    audit::{Action, AuditScope, Detail, Event, Object},
};

use super::{
    Access, SecretInfo, SecretScope, Visibility,
    change::{Change, version},
    elsewhere,
    next::{next_of, no_next},
    open, read, rules,
};
use crate::{App, AppError, Confidential, Micros, Permission, Result, Who};

/// A secret to make.
pub struct NewSecret {
    /// `[A-Za-z_][A-Za-z0-9_]*`, up to 100 characters.
    pub name: String,
    /// 1 byte to 16 KiB, or where it is kept.
    pub value: NewValue,
    /// Up to 255 characters.
    pub description: Option<String>,
    /// `strict`, when left out, or `redact`.
    pub visibility: Option<String>,
    /// The only hosts it may be sent to, see [`tacit_spec::AllowedHost`]; empty for a plain secret.
    pub allowed_hosts: Vec<String>,
    /// When the value stops working at its issuer.
    pub expires_at: Option<Micros>,
}

/// A value, or where one is kept.
pub enum NewValue {
    /// The value.
    Here(Confidential),
    /// Where it is kept.
    Elsewhere(Reference),
}

/// What to change about a secret; `None` leaves it as it is.
#[derive(Default)]
pub struct SecretChange {
    /// A new name; tests that use the old one are not changed along.
    pub name: Option<String>,
    /// A new value, or another place; the old value is still looked for in results.
    pub value: Option<NewValue>,
    /// A new description, or none.
    pub description: Option<Option<String>>,
    /// `strict` or `redact`.
    pub visibility: Option<String>,
    /// Other hosts; an empty list makes it a plain secret.
    pub allowed_hosts: Option<Vec<String>>,
    /// When the value stops working at its issuer, or nothing is known of that.
    pub expires_at: Option<Option<Micros>>,
}

impl App {
    /// Makes a secret. The owner's.
    pub async fn create_secret(&self, who: &Who, scope: &SecretScope, new: NewSecret) -> Result<SecretInfo> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let name = rules::name(&new.name)?;
        let (value, from) = read_value(new.value)?;
        let description = rules::description(new.description.as_deref())?;
        let visibility = new.visibility.as_deref().map_or(Ok(Visibility::Strict), rules::visibility)?;
        let hosts = rules::allowed_hosts(&new.allowed_hosts)?;
        match &from {
            Some(from) => self.asked_for(&access, from, visibility, &hosts).await?,
            None => rules::fits(visibility, &hosts, &value)?,
        }
        let now = self.now();
        let row = secrets::Secret {
            id: SecretId(self.uuid()),
            team: access.team.id,
            bucket: access.key().cloned(),
            name: name.as_str().to_owned(),
            description,
            visibility: visibility.as_str().into(),
            allowed_hosts: rules::stored_hosts(&hosts),
            version: 1,
            created_at: now,
            updated_at: now,
            last_used_at: None,
            expires_at: new.expires_at.map(|at| rules::expiry(at, now)).transpose()?,
            kept_in: from.as_ref().map(elsewhere::column),
        };
        let made = self.insert_secret(&access, &row, &name, value).await;
        self.watched(access.team.id, made).await?;
        self.secret(who, scope, row.id).await
    }

    async fn insert_secret(
        &self,
        access: &Access,
        row: &secrets::Secret,
        name: &SecretName,
        value: Secret,
    ) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, access.team.id).await?;
        let event = self.event(access, Action::SecretCreated, row.id, name, &change)?;
        let hosts = Detail::AllowedHosts(host_count(&open::hosts(row)?));
        self.audit(&mut tx, event.with(Detail::Version(1)).with(hosts)).await?;
        let siblings = match access.key() {
            None => secrets::of_team(&mut tx, access.team.id, tacit_store::Page::first(read::MOST)).await?,
            Some(bucket) => secrets::of_bucket(&mut tx, bucket, tacit_store::Page::first(read::MOST)).await?,
        };
        if siblings.len() >= read::MOST as usize {
            let most = read::MOST;
            return Err(AppError::Conflict(format!(
                "there are {most} secrets here: delete some that are not used"
            )));
        }
        let sealed = self.seal(&change, row, value, row.created_at)?;
        secrets::insert(&mut tx, row, &sealed, change.team.key_version).await?;
        secret_searches::ask(&mut tx, row.id, false, self.now()).await?;
        self.commit_secrets_change(tx, change).await?;
        self.parts.searches.notify_one();
        Ok(())
    }

    /// Changes a secret. The owner's.
    pub async fn update_secret(
        &self,
        who: &Who,
        scope: &SecretScope,
        secret: SecretId,
        asked: SecretChange,
    ) -> Result<SecretInfo> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        if let Some(NewValue::Elsewhere(from)) = &asked.value {
            // Sources are asked when no unit of work is open; the rules are looked at again within it.
            self.asked_for(&access, from, Visibility::Strict, &[]).await?;
        }
        let changed = self.change_secret(&access, secret, asked).await;
        self.watched(access.team.id, changed).await?;
        self.secret(who, scope, secret).await
    }

    async fn change_secret(&self, access: &Access, secret: SecretId, asked: SecretChange) -> Result<()> {
        let Wanted { value, from, rules: wanted } = Wanted::read(asked, self.now())?;
        let now = self.now();
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, access.team.id).await?;
        let old = row_in(&mut tx, access, secret).await?;
        let mut new = wanted(old.clone());
        let keys = self.team_keys(&mut tx, &change.team).await?;
        let current = self.team_key(&change.team)?;
        let kept = secrets::versions(&mut tx, secret).await?;
        let visibility = Visibility::parse(&new.visibility).unwrap_or(Visibility::Strict);
        let (old_hosts, new_hosts) = (open::hosts(&old)?, open::hosts(&new)?);
        if value.is_some() {
            new.kept_in = from.as_ref().map(elsewhere::column);
        }
        if new.kept_in.is_some() {
            elsewhere::no_redaction(visibility)?;
        }
        match &value {
            // What it is shows when it is used.
            Some(_) if from.is_some() => no_next(next_of(&old, &kept))?,
            Some(value) => {
                no_next(next_of(&old, &kept))?;
                rules::fits(visibility, &new_hosts, value)?;
            }
            None if visibility == Visibility::Redact || new_hosts != old_hosts => {
                // The current value, and the one that waits.
                for kept in kept.iter().filter(|kept| kept.version >= old.version && old.kept_in.is_none()) {
                    let value = open::value(&keys, &old, kept.clone())?;
                    rules::still_fits(visibility, &new_hosts, &value)?;
                }
            }
            None => {}
        }
        let mut event =
            self.event(access, Action::SecretUpdated, secret, &rules::name(&new.name)?, &change)?;
        if value.is_some() {
            event = event.with(Detail::ValueChanged).with(Detail::Version(version(old.version + 1)?));
        }
        if old != new {
            event = event.with(Detail::MetadataChanged);
        }
        if old_hosts != new_hosts {
            event = event.with(Detail::AllowedHosts(host_count(&new_hosts)));
            if widened(&old_hosts, &new_hosts) {
                event = event.with(Detail::HostsWidened);
            }
        }
        self.audit(&mut tx, event).await?;

        let rules = Rules {
            name: &new.name,
            description: new.description.as_deref(),
            visibility: &new.visibility,
            allowed_hosts: &new.allowed_hosts,
            expires_at: new.expires_at,
            kept_in: new.kept_in.as_deref(),
        };
        secrets::set_rules(&mut tx, secret, rules, now).await?;
        if old.name != new.name || old.allowed_hosts != new.allowed_hosts {
            // Name and hosts are sealed into every value.
            let sealed = {
                let mut random = self.parts.randomness.generator();
                open::sealed_anew(&keys, &current, &old, &new, kept, &mut *random)?
            };
            for (number, sealed) in sealed {
                secrets::replace_sealed(&mut tx, secret, number, &sealed, change.team.key_version).await?;
            }
        }
        if let Some(value) = value {
            new.version += 1;
            let sealed = self.seal(&change, &new, value, now)?;
            secrets::add_version(&mut tx, secret, new.version, &sealed, change.team.key_version, now).await?;
            secret_searches::ask(&mut tx, secret, false, now).await?;
        }
        self.commit_secrets_change(tx, change).await?;
        self.parts.searches.notify_one();
        Ok(())
    }

    /// Deletes a secret with every value it had. Tests that use it fail from then on. The owner's.
    pub async fn delete_secret(&self, who: &Who, scope: &SecretScope, secret: SecretId) -> Result<()> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let gone = self.remove_secret(&access, secret).await;
        self.watched(access.team.id, gone).await
    }

    async fn remove_secret(&self, access: &Access, secret: SecretId) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, access.team.id).await?;
        let row = row_in(&mut tx, access, secret).await?;
        let event = self.event(access, Action::SecretDeleted, secret, &rules::name(&row.name)?, &change)?;
        self.audit(&mut tx, event).await?;
        secrets::delete(&mut tx, secret).await?;
        self.commit_secrets_change(tx, change).await
    }

    /// What the audit log says of a change.
    pub(super) fn event(
        &self,
        access: &Access,
        action: Action,
        secret: SecretId,
        name: &SecretName,
        change: &Change,
    ) -> Result<Event> {
        let event = self.told(access, action, secret, name)?;
        Ok(event.with(Detail::ManifestCounter(change.counter)))
    }

    /// What the audit log says of something done with a secret.
    pub(super) fn told(
        &self,
        access: &Access,
        action: Action,
        secret: SecretId,
        name: &SecretName,
    ) -> Result<Event> {
        let name = name.as_str().parse().map_err(|_| AppError::internal("two rules for names of secrets"))?;
        let scope = if access.bucket.is_some() { AuditScope::Bucket } else { AuditScope::Team };
        let event = Event::new(self.now(), access.who.actor(), action)
            .in_team(access.team.id)
            .on(Object::Secret(secret))
            .named(name)
            .with(Detail::Scope(scope));
        Ok(access.key().into_iter().fold(event, |event, bucket| event.on(Object::Bucket(bucket.clone()))))
    }

    pub(super) fn seal(
        &self,
        change: &Change,
        row: &secrets::Secret,
        value: Secret,
        now: i64,
    ) -> Result<Vec<u8>> {
        let sealer = Sealer::new(self.team_key(&change.team)?);
        let context = open::context(row, row.version, now)?;
        let sealed = sealer.seal(&context, value, &mut *self.parts.randomness.generator());
        Ok(sealed.map_err(|error| AppError::internal(error.to_string()))?.into_bytes())
    }
}

/// A change that keeps the rules.
struct Wanted<F> {
    value: Option<Secret>,
    /// Where it is kept, when the value is a place.
    from: Option<Reference>,
    /// Puts the rest into a row.
    rules: F,
}

impl Wanted<()> {
    fn read(
        asked: SecretChange,
        now: Micros,
    ) -> Result<Wanted<impl FnOnce(secrets::Secret) -> secrets::Secret>> {
        let name = asked.name.as_deref().map(rules::name).transpose()?;
        let (value, from) = asked.value.map(read_value).transpose()?.unzip();
        let description = asked.description.map(|text| rules::description(text.as_deref())).transpose()?;
        let visibility = asked.visibility.as_deref().map(rules::visibility).transpose()?;
        let hosts = asked.allowed_hosts.as_deref().map(rules::allowed_hosts).transpose()?;
        let expiry =
            asked.expires_at.map(|at| at.map(|at| rules::expiry(at, now)).transpose()).transpose()?;
        let rules = move |mut row: secrets::Secret| {
            row.name = name.map_or(row.name, String::from);
            row.description = description.unwrap_or(row.description);
            row.visibility = visibility.map_or(row.visibility, |visibility| visibility.as_str().into());
            row.allowed_hosts = hosts.map_or(row.allowed_hosts, |hosts| rules::stored_hosts(&hosts));
            row.expires_at = expiry.unwrap_or(row.expires_at);
            row
        };
        Ok(Wanted { value, from: from.flatten(), rules })
    }
}

/// What is sealed, and the place when it is one.
fn read_value(new: NewValue) -> Result<(Secret, Option<Reference>)> {
    match new {
        NewValue::Here(value) => Ok((rules::value(value)?, None)),
        NewValue::Elsewhere(from) => Ok((from.in_place_of_value(), Some(from))),
    }
}

/// Whether the secret may go anywhere it could not go before.
fn widened(old: &[AllowedHost], new: &[AllowedHost]) -> bool {
    let covered = |host: &AllowedHost| old.iter().any(|old| old.covers(host));
    !old.is_empty() && (new.is_empty() || !new.iter().all(covered))
}

fn host_count(hosts: &[AllowedHost]) -> u32 {
    u32::try_from(hosts.len()).unwrap_or(u32::MAX)
}

pub(super) async fn row_in(tx: &mut Tx, access: &Access, secret: SecretId) -> Result<secrets::Secret> {
    let row = secrets::find(tx, secret).await?;
    row.filter(|row| row.team == access.team.id && row.bucket.as_ref() == access.key())
        .ok_or(AppError::NotFound("secret"))
}
