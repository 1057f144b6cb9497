//! The one guarded way out to the network.
//!
//! ```text
//!   Request ---> prepare ---> target ---> resolve ---> guard ---> dial ---> tls ---> exchange ---> inflate
//!   (labelled)   (checked)    (URL)       (DNS, once)  (policy)   (TCP)              (HTTP)        (capped)
//!                               ^                                                        |
//!                               +------------------- redirect <--------------------------+
//!   Letter (mail) ------------------------> resolve ---> guard ---> dial ---> tls ---> mail (SMTP)
//! ```
//!
//! This crate owns every outbound HTTP request and every mail: it opens labelled data for the network and nothing else, resolves a
//! name once, dials only addresses the [`Guard`] let through, times each phase, judges each redirect, and caps what
//! it reads. What comes back is [`Fetched`]: [`Facts`], which hold no text of anybody's, and the raw exchange under
//! the label of the request. No type that holds raw data has `Debug`, `Display` or `Serialize`, and library log
//! lines are switched off for the time of an exchange.
//!
//! It must not know definitions, runs, stores or records, nor which secret may go to which host: whoever builds the
//! [`Request`] decides that, for sealed secrets through [`Seals`], which it asks at each hop. It keeps nothing between two requests: no connection, no TLS session, no cookie, no
//! resolved name.
//!
//! To add one more way of failing, add a variant to [`WireError`] with its code and hint. To add one more content
//! coding, add it in `inflate`. To refuse one more range of addresses, add it to the tables in `guard`.

mod config;
mod connection;
mod cookies;
mod dial;
mod error;
mod exchange;
mod fetch;
mod fetched;
mod guard;
mod head;
mod identity;
mod inflate;
mod mail;
mod meter;
mod outgoing;
mod pick;
mod redirect;
mod request;
mod resolve;
mod seals;
mod settings;
mod spend;
mod target;
mod timings;
mod tls;
mod trace;

pub use config::{ResolverChoice, WireConfig, certificates};
pub use connection::{Certificate, Connection, TlsFacts, Validity};
pub use cookies::CookieJar;
pub use error::{Code, Phase, WireError};
pub use fetch::Wire;
pub use fetched::{Answer, Facts, Fetched, Hop, HopFacts, HttpVersion, Raw, Sent};
pub use guard::Guard;
pub use identity::{Identity, IdentityError};
pub use mail::{Letter, MailError, MailSecurity, MailServer, Posted};
pub use pick::{NoValue, text_in, text_within};
pub use request::{HttpChoice, Options, Request};
pub use seals::{Seals, Slot};
pub use settings::{Flaw, Unreadable, flaw_of, host_of, is_base, read_settings};
pub use spend::{Piece, SigningKeyError, basic, compose, compose_body, sign};
pub use timings::Timings;
