//! Becoming an agent.

use std::time::Duration;

use bytes::Bytes;
use tacit_courier::{
    identity::Identity,
    protocol::{Enroll, Enrolled, VERSION, path},
    seal::Server,
};
use tacit_taint::{Label, Secret};
use tacit_wire::{Piece, compose};
use tokio_util::sync::CancellationToken;

use super::{CallError, Membership, Surroundings, Way};

/// What came of an enrolment.
pub struct Enrolment {
    /// To be stored.
    pub membership: Membership,
    /// What the agent is called.
    pub name: String,
}

const PATIENCE: Duration = Duration::from_secs(30);

/// Makes this program an agent. The token is used up, whether or not the answer arrives.
///
/// # Errors
/// When the server cannot be reached or says no.
pub async fn enroll(
    way: &Way,
    token: &Secret,
    name: Option<String>,
    surroundings: &dyn Surroundings,
) -> Result<Enrolment, CallError> {
    let identity = Identity::create(&mut *surroundings.random());
    let enroll = Enroll {
        protocol: VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        key: identity.key(),
        name,
    };
    let body = Bytes::from(serde_json::to_vec(&enroll).expect("messages hold what JSON has"));
    // The answer has to be read, and holds nothing of the token.
    let authorization = compose(&[Piece::Text("Bearer "), Piece::Secret(token)], Label::PUBLIC);
    let cancel = CancellationToken::new();
    let said = way.post(path::ENROLL, authorization, body, PATIENCE, &cancel, surroundings.now());
    let Enrolled { agent, name, installation, job_key } = said.await?;
    let server = Server { installation, job_key, agent };
    Ok(Enrolment { membership: Membership::new(server, identity), name })
}
