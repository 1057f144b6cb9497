//! Runscope's `emails`: who gets mails of an environment or a bucket, and how often.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tacit_alert::Rule;
use tacit_spec::{BucketKey, PersonId, TeamId};
use tacit_store::{
    Page,
    channels::{self, Channel, Subject},
    memberships::{self, Member},
};

use super::{MailRules, derived::mail_channel};
use crate::{App, AppError, Permission, Result, Who, checked};

/// Of one environment or bucket.
const MOST: usize = 100;
/// Of one team.
const MEMBERS: u32 = 10_000;

/// Who gets mails, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Emails {
    /// Every member of the team.
    pub notify_all: bool,
    /// `all`, `failures`, `threshold` or `switch`.
    pub notify_on: String,
    /// For `threshold` and `switch`: so many failures in a row in one location.
    pub notify_threshold: Option<u32>,
    /// Who else.
    pub recipients: Vec<Recipient>,
}

/// Somebody who gets mails: a member of the team, by id or address; or another address, where the operator allows its
/// domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipient {
    /// A member.
    pub id: Option<String>,
    /// For people.
    pub name: Option<String>,
    /// An address.
    pub email: Option<String>,
}

impl Default for Emails {
    fn default() -> Self {
        Self { notify_all: false, notify_on: "all".into(), notify_threshold: Some(1), recipients: Vec::new() }
    }
}

impl Emails {
    /// Reads the field of a definition; what is not there is as in an environment that tells nobody.
    pub(super) fn read(value: &serde_json::Value) -> Result<Self> {
        if value.is_null() {
            return Ok(Self::default());
        }
        // What the parser says would quote it.
        let read = serde_json::from_value(value.clone()).map_err(|_| {
            let form = "write {\"notify_all\": false, \"notify_on\": \"all\", \"notify_threshold\": 1, \"recipients\": []}";
            AppError::invalid("emails", form)
        });
        let read: Self = read?;
        read.rule()?;
        if read.recipients.len() > MOST {
            return Err(AppError::invalid("emails.recipients", format!("name at most {MOST} recipients")));
        }
        for recipient in read.recipients.iter().filter_map(|recipient| recipient.email.as_deref()) {
            checked::email("emails.recipients", recipient)?;
        }
        Ok(read)
    }

    /// Whether anybody is told.
    pub(super) fn tells(&self) -> bool {
        self.notify_all || !self.recipients.is_empty()
    }

    /// When.
    pub(super) fn rule(&self) -> Result<Rule> {
        if self.notify_threshold.is_some_and(|threshold| !(1..=10).contains(&threshold)) {
            return Err(AppError::invalid(
                "emails.notify_threshold",
                "choose from 1 to 10 failures in a row",
            ));
        }
        Rule::of_runscope(&self.notify_on, self.notify_threshold).ok_or_else(|| {
            AppError::invalid("emails.notify_on", "choose one of all, failures, threshold and switch")
        })
    }
}

impl App {
    /// Who gets mails of every test of a bucket.
    pub async fn bucket_emails(&self, who: &Who, bucket: &BucketKey) -> Result<Emails> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let found = channels::of_bucket(&self.parts.store, bucket).await?;
        let stored = found.into_iter().find_map(|channel| channel.recipients);
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Says who gets mails of every test of a bucket.
    pub async fn set_bucket_emails(
        &self,
        who: &Who,
        bucket: &BucketKey,
        emails: serde_json::Value,
    ) -> Result<Emails> {
        let access = self.bucket(who, bucket, Permission::ManageBuckets).await?;
        let emails = Emails::read(&emails)?;
        self.check_recipients(access.team.id, &emails).await?;
        let mut tx = self.parts.store.begin().await?;
        let found = channels::of_bucket(&mut tx, bucket).await?;
        let old = found.into_iter().find(|channel| channel.recipients.is_some());
        let made = Channel {
            bucket: Some(bucket.clone()),
            ..mail_channel(self, access.team.id, &emails, "Mails of the bucket")?
        };
        self.put_derived(&mut tx, old, emails.tells().then_some(made), Subject::Bucket(bucket.clone()))
            .await?;
        tx.commit().await?;
        self.bucket_emails(who, bucket).await
    }

    /// Refuses recipients that no mail would ever go to. Without a mail server nobody can say; imported definitions keep
    /// theirs.
    async fn check_recipients(&self, team: TeamId, emails: &Emails) -> Result<()> {
        let Ok(messenger) = self.messenger() else { return Ok(()) };
        let Some(rules) = messenger.mail() else { return Ok(()) };
        let members = memberships::of_team(&self.parts.store, team, Page::first(MEMBERS)).await?;
        for (index, recipient) in emails.recipients.iter().enumerate() {
            if !members.iter().any(|member| recipient.is(member)) && !recipient.is_allowed(rules) {
                let place = format!("emails.recipients[{index}]");
                let message = "this is no member of the team, and the operator allows no mails to its domain";
                return Err(AppError::invalid(place, message));
            }
        }
        Ok(())
    }
}

impl Recipient {
    fn is(&self, member: &Member) -> bool {
        let id = self.id.as_deref().and_then(|id| id.parse::<PersonId>().ok());
        let same = |email: &str| email.trim().eq_ignore_ascii_case(&member.email);
        id == Some(member.person) || self.email.as_deref().is_some_and(same)
    }

    /// Whether the operator allows mails to the address, whoever it belongs to.
    fn is_allowed(&self, rules: &MailRules) -> bool {
        let email = self.email.as_deref().map(|email| email.trim().to_lowercase());
        let domain = email.as_deref().and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain);
        domain.is_some_and(|domain| rules.domains.iter().any(|own| own == domain))
    }
}

/// The addresses that a channel's mails go to, in lower case: members of the team, and those whose domain the operator
/// allows.
pub(super) async fn addresses(app: &App, channel: &Channel, rules: &MailRules) -> Result<Vec<String>> {
    let Some(emails) =
        channel.recipients.as_deref().and_then(|text| serde_json::from_str::<Emails>(text).ok())
    else {
        return Ok(Vec::new());
    };
    let members = memberships::of_team(&app.parts.store, channel.team, Page::first(MEMBERS)).await?;
    let mut to = BTreeSet::new();
    for member in &members {
        if emails.notify_all || emails.recipients.iter().any(|recipient| recipient.is(member)) {
            to.insert(member.email.to_lowercase());
        }
    }
    for recipient in emails.recipients.iter().filter(|recipient| recipient.is_allowed(rules)) {
        to.extend(recipient.email.as_deref().map(|email| email.trim().to_lowercase()));
    }
    Ok(to.into_iter().collect())
}
