//! E-mail over SMTP, in HTML and text.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use serde::Deserialize;
use tacit_alert::Kind;
use tacit_wire::{Letter, MailSecurity, MailServer, Wire};

use super::html;
use crate::{
    channel::{Channel, Preview},
    credential::Credential,
    delivery::{Delivered, DeliveryError, Idempotency},
    notice::Notice,
    settings::SettingsError,
    story::Story,
};

/// For everything from the connection to the server's word that it has the message.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which server sends what to whom.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailSettings {
    /// The mail server's name.
    pub host: String,
    /// Its port: 465 for TLS, 587 for STARTTLS and 25 without, if left out.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: EmailSecurity,
    /// The user, where the server wants one.
    #[serde(default)]
    pub username: Option<String>,
    /// The user's password.
    #[serde(default)]
    pub password: Option<Credential>,
    /// The sender: `alerts@example.com` or `tacit <alerts@example.com>`.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailSecurity {
    /// TLS from the start.
    #[default]
    Tls,
    /// TLS after `STARTTLS`.
    StartTls,
    /// None, and no password.
    None,
}

/// The channel, with its addresses read.
pub(crate) struct Email {
    settings: EmailSettings,
    from: Mailbox,
    to: Vec<Mailbox>,
    wire: Wire,
}

impl Email {
    pub(crate) fn new(settings: EmailSettings, wire: Wire) -> Result<Self, SettingsError> {
        let wrong = |field, advice| SettingsError::Field { field, advice };
        let from = mailbox(&settings.from)
            .ok_or_else(|| wrong("from", "it is not a mail address; write alerts@example.com."))?;
        let to = settings
            .to
            .iter()
            .map(|text| mailbox(text))
            .collect::<Option<Vec<_>>>()
            .filter(|to| !to.is_empty())
            .ok_or_else(|| wrong("to", "give at least one recipient, each a mail address."))?;
        if settings.password.is_some() != settings.username.is_some() {
            return Err(wrong("password", "give user name and password, or neither."));
        }
        if settings.password.is_some() && settings.security == EmailSecurity::None {
            return Err(wrong("security", "a password needs TLS or STARTTLS."));
        }
        Ok(Self { settings, from, to, wire })
    }

    /// The message. The same words and key give the same bytes, so that a repeated one can be told from a second.
    fn message(&self, words: &Words, key: &Idempotency) -> Option<Vec<u8>> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .subject(words.subject.clone())
            .date(SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(key.at()).ok()?))?)
            .message_id(Some(format!("<{}@{}>", key.id(), self.from.email.domain())))
            // RFC 3834: nobody's absence answers it.
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".into()));
        for to in &self.to {
            message = message.to(to.clone());
        }
        let part = |kind, text: &str| SinglePart::builder().header(kind).body(text.to_owned());
        let parts = MultiPart::alternative()
            .boundary(format!("=_tacit_{}", shortened_boundary(key.id())))
            .singlepart(part(ContentType::TEXT_PLAIN, &words.text))
            .singlepart(part(ContentType::TEXT_HTML, &words.html));
        message.multipart(parts).ok().map(|message| message.formatted())
    }

    /// Sends it to all recipients.
    pub(crate) async fn send(&self, words: &Words, key: &Idempotency) -> Result<Delivered, DeliveryError> {
        let message = self.message(words, key).ok_or(DeliveryError::Message)?;
        let settings = &self.settings;
        let (security, port) = match settings.security {
            EmailSecurity::Tls => (MailSecurity::Tls, 465),
            EmailSecurity::StartTls => (MailSecurity::StartTls, 587),
            EmailSecurity::None => (MailSecurity::Clear, 25),
        };
        let server = MailServer {
            host: &settings.host,
            port: settings.port.unwrap_or(port),
            security,
            credentials: match (&settings.username, &settings.password) {
                (Some(user), Some(password)) => Some((user.as_str(), password.secret())),
                _ => None,
            },
            hello: self.from.email.domain(),
        };
        let to: Vec<String> = self.to.iter().map(|mailbox| mailbox.email.to_string()).collect();
        let from = self.from.email.to_string();
        let letter = Letter { from: &from, to: &to, message: &message };
        let posted = self.wire.mail(&server, &letter, PATIENCE).await?;
        Ok(Delivered { status: None, refused: posted.refused })
    }
}

/// A mail's words.
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// A boundary has at most 70 characters.
fn shortened_boundary(id: &str) -> &str {
    id.get(id.len().saturating_sub(50)..).unwrap_or(id)
}

fn mailbox(text: &str) -> Option<Mailbox> {
    let mailbox: Mailbox = text.trim().parse().ok()?;
    mailbox.email.to_string().is_ascii().then_some(mailbox)
}

fn page(story: &Story) -> String {
    let rows: String = story
        .facts
        .iter()
        .map(|(name, value)| {
            format!(
                "<tr><td style=\"padding:2px 16px 2px 0;color:#666\">{}</td><td>{}</td></tr>\n",
                html(name),
                html(value)
            )
        })
        .collect();
    let steps: String = story.steps.iter().map(|step| format!("<li>{}</li>\n", html(step))).collect();
    let steps = if steps.is_empty() {
        String::new()
    } else {
        format!("<p>Steps that did not pass:</p>\n<ul>\n{steps}</ul>\n")
    };
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{headline}</title></head>\n\
         <body style=\"font-family:sans-serif\">\n\
         <h2 style=\"border-left:6px solid #{colour};padding-left:10px\">{headline}</h2>\n\
         <table>\n{rows}</table>\n{steps}\
         <p><a href=\"{result}\">View result</a> &middot; <a href=\"{editor}\">Edit test</a></p>\n\
         </body></html>\n",
        headline = html(&story.headline),
        colour = story.mood.colour(),
        result = html(&story.result_url),
        editor = html(&story.editor_url),
    )
}

#[async_trait]
impl Channel for Email {
    fn kind(&self) -> Kind {
        Kind::Email
    }

    fn preview(&self, notice: &Notice) -> Preview {
        let story = Story::of(notice);
        Preview {
            kind: Kind::Email,
            title: story.headline.clone(),
            text: story.text(),
            html: Some(page(&story)),
            payload: None,
        }
    }

    async fn deliver(&self, notice: &Notice, key: &Idempotency) -> Result<Delivered, DeliveryError> {
        let story = Story::of(notice);
        let words = Words { subject: story.headline.clone(), text: story.text(), html: page(&story) };
        self.send(&words, key).await
    }
}
