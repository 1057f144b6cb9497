//! The tacit program: arguments, settings and the composition root.
fn main() {}
