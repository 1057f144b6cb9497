//! The caller's cookie jar.

use tacit_taint::Labeled;
use url::Url;

/// Where cookies come from and go to, at each hop. The caller owns the jar, its rules and its life.
pub trait CookieJar: Send {
    /// The value of the `Cookie` header for a request to `url`, if any. Its label joins the request's.
    fn cookies_for(&mut self, url: &Labeled<Url>) -> Option<Labeled<String>>;

    /// Takes one `Set-Cookie` value that `url` answered with, under the label of everything sent so far.
    fn store(&mut self, url: &Labeled<Url>, set_cookie: Labeled<Vec<u8>>);
}
