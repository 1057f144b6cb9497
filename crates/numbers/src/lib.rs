//! Numbers that tell how tacit does: counted in memory, named by ids and names alone.
//!
//! ```text
//!   whoever does something --(adds)--> Counter, Counters, Histograms, Gauges --(read now and then)--> Family
//!                                                                                                      |
//!                                            text for Prometheus, protocol buffers for a collector <---+
//! ```
//!
//! This crate owns what a number may be called and what may stand beside it: a [`Text`] is an id, a word of the program
//! or a name that people gave, and nothing that was sent, received or kept in a record. It knows no format and no
//! network.
//!
//! To add a number: [`numbers!`] in the room that counts makes the fields, and the list of what there is, from one line
//! each.

mod about;
mod counter;
mod family;
mod gauge;
mod histogram;
mod label;
mod subject;
mod table;

pub use about::{About, Kind, Unit};
pub use counter::{Counter, Counters};
pub use family::{Distribution, Family, Sample, Value};
pub use gauge::Gauges;
pub use histogram::{Histograms, SECONDS, SIZES};
pub use label::{Labels, Text};
pub use subject::Subject;
