//! `GET` and `PUT /buckets/{bucket}/emails`.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use tacit_app::Emails;
use tacit_spec::BucketKey;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    state::ServerState,
};

/// Who gets mails, and how often: as `emails` of an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = Emails)]
pub(super) struct EmailsBody {
    /// Every member of the team.
    notify_all: bool,
    /// `all` runs, all `failures`, once after a `threshold` of failures in a row, or `switch`: that, and when it passes
    /// again.
    notify_on: String,
    /// 1 to 10.
    notify_threshold: Option<u32>,
    recipients: Vec<EmailRecipient>,
    /// Whether this server can send mails: its operator names a mail server with --smtp-url.
    can_send: bool,
}

/// A member of the team, by id or address, or another address whose domain the operator allows.
#[derive(Serialize, ToSchema)]
pub(super) struct EmailRecipient {
    id: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl EmailsBody {
    fn new(emails: Emails, can_send: bool) -> Self {
        let recipient =
            |one: tacit_app::Recipient| EmailRecipient { id: one.id, name: one.name, email: one.email };
        Self {
            notify_all: emails.notify_all,
            notify_on: emails.notify_on,
            notify_threshold: emails.notify_threshold,
            recipients: emails.recipients.into_iter().map(recipient).collect(),
            can_send,
        }
    }
}

/// Who gets mails of every test of a bucket
#[utoipa::path(get, path = "/buckets/{bucket}/emails", tag = "buckets", params(("bucket" = String, Path)),
    responses((status = 200, body = Envelope<EmailsBody>)))]
pub(super) async fn get_bucket_emails(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
) -> Answer<EmailsBody> {
    let emails = state.app.bucket_emails(&who, &bucket).await?;
    Ok(ok(EmailsBody::new(emails, state.app.sends_mails())))
}

/// Say who gets mails of every test of a bucket
#[utoipa::path(put, path = "/buckets/{bucket}/emails", tag = "buckets", params(("bucket" = String, Path)),
    request_body = EmailsBody, responses((status = 200, body = Envelope<EmailsBody>)))]
pub(super) async fn set_bucket_emails(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
    Body(emails): Body<Value>,
) -> Answer<EmailsBody> {
    let emails = state.app.set_bucket_emails(&who, &bucket, emails).await?;
    Ok(ok(EmailsBody::new(emails, state.app.sends_mails())))
}
