//! Scripts in real sandbox processes.

mod confinement;
mod corpus;
mod libraries;
mod limits;
mod pool;
mod reads;
mod request;
mod samples;
mod sealed;
mod support;
mod surface;
