//! Where an answer sends us, and whether we go.

use http::Method;
use tacit_taint::Label;

use crate::{Answer, Seals, WireError, head::Plan};

/// Points `plan` at the place `answer` names, if it names one. `label` is that of all sent so far.
///
/// A request that holds a secret stays at its origin, unless `seals` knows where each of its secrets may go: then the
/// next hop is judged as every hop is. From https to http nobody goes.
pub(crate) fn follow(
    plan: &mut Plan,
    answer: &Answer,
    label: &Label,
    seals: Option<&dyn Seals>,
) -> Result<bool, WireError> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(false);
    }
    let Some(location) = answer.header("location").next() else { return Ok(false) };
    let next = plan.target.join(location)?;
    if plan.target.is_https() && !next.is_https() {
        return Err(WireError::RedirectDowngrade);
    }
    if !plan.target.same_origin(&next) {
        if !(label.is_public() || seals.is_some_and(|seals| seals.bounded(label))) {
            return Err(WireError::RedirectOrigin);
        }
        plan.leave_origin();
    }
    if becomes_get(answer.status, &plan.method) {
        plan.become_get();
    }
    plan.target = next;
    Ok(true)
}

/// The methods the Fetch standard and curl change.
fn becomes_get(status: u16, method: &Method) -> bool {
    match status {
        303 => method != Method::GET && method != Method::HEAD,
        301 | 302 => method == Method::POST,
        _ => false,
    }
}
