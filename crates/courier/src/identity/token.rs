//! A signature for one request.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ED25519, UnparsedPublicKey},
};
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use tacit_spec::AgentId;
use uuid::Uuid;

use super::Identity;
use crate::{AgentKey, protocol::RefusalCode};

/// The word before the token in `Authorization`.
pub const SCHEME: &str = "Tacit-Agent";

/// The only header there is, so that nobody chooses how a token is verified.
const HEADER: &str = r#"{"alg":"EdDSA","typ":"tacit-agent+jwt"}"#;
/// How long a request counts, in seconds.
const LIFETIME: i64 = 60;
/// How far the agent's clock may be ahead, in seconds.
const AHEAD: i64 = 30;
/// No token is longer.
const LONGEST: usize = 2048;
const MICROS: i64 = 1_000_000;

/// A request, as its sender and its receiver see it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The installation that is asked.
    pub installation: Uuid,
    /// `POST`
    pub method: &'a str,
    /// One of [`path`](crate::protocol::path), without what a proxy has before it.
    pub path: &'a str,
    /// All of it.
    pub body: &'a [u8],
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: AgentId,
    aud: Uuid,
    iat: i64,
    exp: i64,
    jti: String,
    htm: String,
    htu: String,
    /// SHA-256 of the body, as an access token's in RFC 9449.
    bth: String,
}

impl Identity {
    /// The value of `Authorization` for a request. `now` is in Unix microseconds.
    ///
    /// # Panics
    /// Never: what is written is numbers and text.
    #[must_use]
    pub fn authorize(
        &self,
        agent: AgentId,
        asked: &Asked<'_>,
        now: i64,
        random: &mut dyn CryptoRng,
    ) -> String {
        let mut id = [0; 16];
        random.fill_bytes(&mut id);
        let iat = now.div_euclid(MICROS);
        let claims = Claims {
            iss: agent,
            aud: asked.installation,
            iat,
            exp: iat + LIFETIME,
            jti: BASE64URL_NOPAD.encode(&id),
            htm: asked.method.to_owned(),
            htu: asked.path.to_owned(),
            bth: hash(asked.body),
        };
        let claims = serde_json::to_vec(&claims).expect("numbers and text can be written");
        let signed =
            format!("{}.{}", BASE64URL_NOPAD.encode(HEADER.as_bytes()), BASE64URL_NOPAD.encode(&claims));
        let signature = BASE64URL_NOPAD.encode(&self.sign(signed.as_bytes()));
        format!("{SCHEME} {signed}.{signature}")
    }
}

/// Why a request is not taken for an agent's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No token, or not in the form of one.
    #[error("the request carries no token of an agent")]
    Malformed,
    /// Not signed with this key, or changed.
    #[error("the request is not signed with the agent's key")]
    Signature,
    /// Signed for another installation, method, path or body.
    #[error("the request is not the one that was signed")]
    OtherRequest,
    /// Too old, or from the future.
    #[error("the request was made at another time")]
    Clock,
}

impl TokenError {
    /// What the agent is told.
    #[must_use]
    pub fn code(self) -> RefusalCode {
        match self {
            Self::Clock => RefusalCode::Clock,
            Self::Malformed | Self::Signature | Self::OtherRequest => RefusalCode::Signature,
        }
    }
}

/// A token that nobody has verified yet.
pub struct RequestToken {
    claims: Claims,
    id: [u8; 16],
    signed: String,
    signature: Vec<u8>,
}

/// A request that is its agent's, and was made now. Whether it came before, [`Seen`](super::Seen) knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Whose it is.
    pub agent: AgentId,
    /// Names the request.
    pub(super) id: [u8; 16],
    /// Unix microseconds; after that it is refused anyway.
    pub(super) until: i64,
}

impl RequestToken {
    /// Reads the value of `Authorization`.
    ///
    /// # Errors
    /// When it is not one of [`Identity::authorize`].
    pub fn parse(authorization: &str) -> Result<Self, TokenError> {
        let malformed = |_| TokenError::Malformed;
        let token = authorization.strip_prefix(SCHEME).and_then(|rest| rest.strip_prefix(' '));
        let token = token.filter(|token| token.len() <= LONGEST).ok_or(TokenError::Malformed)?;
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(malformed);
        if decode(header)? != HEADER.as_bytes() {
            return Err(TokenError::Malformed);
        }
        let claims: Claims = serde_json::from_slice(&decode(claims)?).map_err(|_| TokenError::Malformed)?;
        let id = decode(&claims.jti)?.try_into().map_err(|_| TokenError::Malformed)?;
        Ok(Self { id, signature: decode(signature)?, signed: signed.to_owned(), claims })
    }

    /// Whose the token says it is: to look for the key, and for nothing else.
    #[must_use]
    pub fn claimed_agent(&self) -> AgentId {
        self.claims.iss
    }

    /// Verifies it with the key of the agent it names. `now` is in Unix microseconds.
    ///
    /// # Errors
    /// When the request is not the agent's own, or not one of now.
    pub fn verify(self, key: &AgentKey, asked: &Asked<'_>, now: i64) -> Result<Proven, TokenError> {
        let Claims { iss, aud, iat, exp, jti: _, htm, htu, bth } = &self.claims;
        UnparsedPublicKey::new(&ED25519, key.as_bytes())
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| TokenError::Signature)?;
        if *aud != asked.installation || htm != asked.method || htu != asked.path || *bth != hash(asked.body)
        {
            return Err(TokenError::OtherRequest);
        }
        let now = now.div_euclid(MICROS);
        if *exp != iat.saturating_add(LIFETIME) || *iat > now + AHEAD || *exp <= now {
            return Err(TokenError::Clock);
        }
        Ok(Proven { agent: *iss, id: self.id, until: exp.saturating_mul(MICROS) })
    }
}

fn hash(body: &[u8]) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, body).as_ref())
}
