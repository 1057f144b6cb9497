//! What the sandbox asks while a script runs.

use zeroize::Zeroizing;

use crate::view::{RequestView, ResponseView};

/// Answers the script's reads, at the moment they happen and never before: whoever implements this learns exactly
/// what a script has seen.
pub trait Host: Send {
    /// The value `get_secret(name)` returns. `None` makes the call throw `SECRET_UNAVAILABLE: name`.
    fn secret(&mut self, name: &str) -> Option<Zeroizing<String>>;
    /// The value of one of [`Script::on_demand_variables`](crate::Script::on_demand_variables).
    fn variable(&mut self, name: &str) -> Option<String>;
    /// The request, when it is [`Part::OnRead`](crate::Part::OnRead). Asked at most once.
    fn request(&mut self) -> RequestView;
    /// The response, when it is [`Part::OnRead`](crate::Part::OnRead). Asked at most once.
    fn response(&mut self) -> ResponseView;
}
