//! What travels, against everybody in between.

mod jobs;
mod requests;
mod rfc9180;
mod tampering;
mod world;
