//! The exchange itself.

use tacit_record::ErrorCode;
use tacit_spec::test::Request;
use tacit_taint::{Labeled, seam};
use tacit_wire::{Options, Seals};

use super::{RawError, RawStep, StepContext, sealed};
use crate::{cookies::Jar, request::Built};

/// Whether a stored secret's value stands in the host: it would be told to name servers on the way.
fn secret_in_host(context: &StepContext<'_>, url: &Labeled<String>) -> bool {
    if url.label().is_public() {
        return false;
    }
    let host = url::Url::parse(url.open(seam::Engine)).ok().and_then(|url| url.host_str().map(str::to_owned));
    let scrubber = if context.around.sealed.names(url.label()).is_empty() {
        context.around.derived.stored()
    } else {
        // A sealed secret is kept from its author as well: what was made of it or came back for it is no name either.
        context.around.derived.scrubber()
    };
    host.is_some_and(|host| scrubber.finds(host.as_bytes()))
}

pub(super) async fn exchange(
    context: &StepContext<'_>,
    step: &Request,
    built: Built,
    jar: &mut Jar<'_>,
    raw: &mut RawStep,
) {
    if let Some(error) = sealed::misplaced(context, &built, raw) {
        raw.errors.push(error);
        return;
    }
    if secret_in_host(context, &built.url) {
        raw.errors.push(RawError {
            code: ErrorCode::Url,
            place: "url".into(),
            hint: Some(
                "a secret may not be part of the host name; put it in a header, the query or the body".into(),
            ),
            detail: None,
            label: raw.exchange.clone(),
        });
        return;
    }
    raw.sent_body = built.body.open(seam::Engine).clone();
    let public_url = built.url.label().is_public();
    let mut request = tacit_wire::Request::new(built.method, built.url);
    let name_label = raw.exchange.clone();
    request.headers = built
        .headers
        .into_iter()
        .map(|(name, value)| (Labeled::new(name, name_label.clone()), value))
        .collect();
    request.body = built.body;
    request.verify_tls = context.verify_tls;
    request.options = Options {
        connect_timeout: context.limits.connect,
        total_timeout: context.limits.request,
        max_body: context.limits.response_body,
        cancel: context.around.cancel.clone(),
        ..Options::default()
    };
    let seals = context.around.secrets().any_sealed().then_some(context.around.sealed as &dyn Seals);
    let fetched = context.around.engine.wire.fetch_sealed(request, Some(jar), seals).await;
    let fetched = sealed::swapped(context, fetched, raw);
    raw.exchange.join(fetched.raw.label());
    context.around.pace.hear(&raw.exchange);
    if !raw.exchange.is_public() {
        let hops = &fetched.raw.open(seam::Engine).hops;
        let places = hops.iter().filter(|_| public_url).filter_map(|hop| url::Url::parse(&hop.sent.url).ok());
        places.for_each(|place| jar.raise_at(&place, &raw.exchange));
        if !public_url {
            jar.raise(&raw.exchange);
        }
    }
    if let Some(error) = &fetched.facts.error {
        raw.errors.push(RawError {
            code: code(error.code()),
            place: "request".into(),
            hint: Some(sealed::hint(context, step, error)),
            detail: fetched.raw.open(seam::Engine).detail.clone(),
            label: raw.exchange.clone(),
        });
    }
    raw.facts = Some(fetched.facts);
    raw.raw = Some(fetched.raw);
}

fn code(code: tacit_wire::Code) -> ErrorCode {
    use tacit_wire::Code;
    match code {
        Code::Url => ErrorCode::Url,
        Code::Dns => ErrorCode::Dns,
        Code::Connect => ErrorCode::Connect,
        Code::Tls => ErrorCode::Tls,
        Code::Timeout => ErrorCode::Timeout,
        Code::Protocol => ErrorCode::Protocol,
        Code::TooLarge => ErrorCode::TooLarge,
        Code::RedirectPolicy => ErrorCode::RedirectPolicy,
        Code::EgressPolicy => ErrorCode::EgressPolicy,
        Code::Template => ErrorCode::Template,
        Code::Cancelled => ErrorCode::Cancelled,
    }
}
