//! Use cases: who may do what, and what happens then.
