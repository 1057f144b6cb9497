//! What the sandbox asks while a script runs.

use zeroize::Zeroizing;

use crate::view::{RequestView, ResponseView};

/// How a token begins: text that stands for a value which the script does not see.
pub const TOKEN_MARK: &str = "tacitsealed";

/// Answers the script's reads, at the moment they happen and never before: whoever implements this learns exactly
/// what a script has seen.
pub trait Host: Send {
    /// The value `get_secret(name)` returns, or a token, which begins with [`TOKEN_MARK`], in its place. `None` makes the call throw `SECRET_UNAVAILABLE: name`.
    fn secret(&mut self, name: &str) -> Option<Zeroizing<String>>;
    /// What one of the functions of texts comes to, `hmac_sha256` for example; an error in words otherwise. A token in the
    /// arguments stands for a value that the script does not see, and so does the one that is returned then.
    ///
    /// # Errors
    /// What is wrong with the call.
    fn call(&mut self, function: &str, arguments: &[String]) -> Result<String, String>;
    /// The value of one of [`Script::on_demand_variables`](crate::Script::on_demand_variables).
    fn variable(&mut self, name: &str) -> Option<String>;
    /// The request, when it is [`Part::OnRead`](crate::Part::OnRead). Asked at most once.
    fn request(&mut self) -> RequestView;
    /// The response, when it is [`Part::OnRead`](crate::Part::OnRead). Asked at most once.
    fn response(&mut self) -> ResponseView;
}
