//! Pure evaluation: built-ins, sources, properties, comparisons. Labels are the caller's business.
//!
//! ```text
//!   Answer --> Evaluated --find(source, property)--> Found --judge(comparison, target)--> Verdict
//!   (status, headers, body)   (parsed once)                                        (pass, actual, fault)
//!
//!   Builtins(clock, random, run) --variable / call--> text for a template
//! ```
//!
//! Owns what the definition's words mean: `{{timestamp}}`, `response_json` with `items[-1].id`, `is_less_than`. It must not
//! know labels, secrets, records or the wire: plain values go in, plain values come out. What it returns may hold anything
//! the target sent, so [`Found`] and [`Verdict`] have no `Debug`; a [`Fault`] or [`BuiltinError`] quotes no data and may
//! be printed.
//!
//! One more built-in: a name in `builtins` and an arm in [`Builtins::variable`] or [`Builtins::call`]. One more source: an
//! arm in [`Evaluated::find`]. One more comparison: an arm in [`judge`].

mod answer;
mod builtins;
mod compare;
mod cost;
mod decimal;
mod fault;
mod found;
mod json;
mod ports;
mod property;
mod text;
mod xml;

pub use answer::{Answer, Evaluated};
pub use builtins::{BuiltinError, Builtins, FUNCTIONS, RunContext, VARIABLES};
pub(crate) use builtins::{DEFERRED, ESCAPED, deferred};
pub use compare::{Verdict, judge, judge_condition};
pub use fault::Fault;
pub use found::Found;
pub use ports::{Clock, FixedClock, Random, SeededRandom, SystemClock, SystemRandom};
pub use property::{Property, PropertyError};
pub use xml::check_xpath;
