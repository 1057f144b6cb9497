//! Requests, against who captures them.

use data_encoding::BASE64URL_NOPAD;
use tacit_courier::{
    AgentKey,
    identity::{Asked, Identity, Proven, RequestToken, Seen, TokenError},
    protocol::path,
};
use tacit_spec::AgentId;
use uuid::Uuid;

use crate::world::{NOW, SECOND, random};

const ASKED: Asked<'static> =
    Asked { installation: Uuid::from_u128(1), method: "POST", path: path::RESULT, body: b"{\"run\": 1}" };
const AGENT: AgentId = AgentId(Uuid::from_u128(2));

fn identity() -> Identity {
    Identity::create(&mut random())
}

fn header() -> String {
    identity().authorize(AGENT, &ASKED, NOW, &mut random())
}

fn verify(header: &str, key: AgentKey, asked: &Asked<'_>, now: i64) -> Result<Proven, TokenError> {
    RequestToken::parse(header)?.verify(&key, asked, now)
}

#[test]
fn a_request_is_its_agents() {
    let token = RequestToken::parse(&header()).unwrap();
    assert_eq!(token.claimed_agent(), AGENT);
    assert_eq!(token.verify(&identity().key(), &ASKED, NOW).unwrap().agent, AGENT);
}

#[test]
fn it_counts_for_a_minute() {
    let at = |seconds: i64| verify(&header(), identity().key(), &ASKED, NOW + seconds * SECOND).map(drop);
    assert_eq!(at(59), Ok(()));
    assert_eq!(at(60), Err(TokenError::Clock));
    // The agent's clock is ahead.
    assert_eq!(at(-30), Ok(()));
    assert_eq!(at(-31), Err(TokenError::Clock));
}

#[test]
fn it_counts_once() {
    let proven = || verify(&header(), identity().key(), &ASKED, NOW).unwrap();
    let mut seen = Seen::default();
    assert!(seen.first(&proven(), NOW));
    assert!(!seen.first(&proven(), NOW));
    let mut random = random();
    drop(identity().authorize(AGENT, &ASKED, NOW, &mut random));
    let other = identity().authorize(AGENT, &ASKED, NOW, &mut random);
    assert!(seen.first(&verify(&other, identity().key(), &ASKED, NOW).unwrap(), NOW));
    assert_eq!(seen.len(), 2);
    // A minute later none of them could come again.
    let later = NOW + 61 * SECOND;
    let fresh = identity().authorize(AGENT, &ASKED, later, &mut random);
    assert!(seen.first(&verify(&fresh, identity().key(), &ASKED, later).unwrap(), later));
    assert_eq!(seen.len(), 1);
}

#[test]
fn it_counts_for_one_request_of_one_installation() {
    let others = [
        Asked { installation: Uuid::from_u128(9), ..ASKED },
        Asked { method: "GET", ..ASKED },
        Asked { path: path::POLL, ..ASKED },
        Asked { body: b"{\"run\": 2}", ..ASKED },
        Asked { body: b"", ..ASKED },
    ];
    for asked in others {
        let refused = verify(&header(), identity().key(), &asked, NOW);
        assert_eq!(refused, Err(TokenError::OtherRequest), "{}", asked.path);
    }
}

#[test]
fn somebody_elses_key_proves_nothing() {
    let mut random = random();
    drop(Identity::create(&mut random));
    let other = Identity::create(&mut random).key();
    assert_eq!(verify(&header(), other, &ASKED, NOW), Err(TokenError::Signature));
}

#[test]
fn every_character_counts() {
    let header = header();
    for at in 0..header.len() {
        let mut changed = header.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(verify(&changed, identity().key(), &ASKED, NOW).is_err(), "character {at}");
    }
}

#[test]
fn nobody_chooses_how_it_is_verified() {
    let header = header();
    let (_, rest) = header.split_once('.').unwrap();
    for chosen in [r#"{"alg":"none"}"#, r#"{"alg":"HS256","typ":"tacit-agent+jwt"}"#] {
        let forged = format!("Tacit-Agent {}.{rest}", BASE64URL_NOPAD.encode(chosen.as_bytes()));
        assert_eq!(verify(&forged, identity().key(), &ASKED, NOW), Err(TokenError::Malformed));
    }
}

#[test]
fn what_is_no_token_is_refused() {
    for text in ["", "Bearer x", "Tacit-Agent", "Tacit-Agent a.b.c", "Tacit-Agent ..", &"x".repeat(10_000)] {
        assert_eq!(RequestToken::parse(text).err(), Some(TokenError::Malformed), "{text:.20}");
    }
}
