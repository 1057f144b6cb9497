//! Data together with its label.

use crate::{Label, seam::Seam};

/// A value that may depend on secrets. It shows itself only at a [`seam`](crate::seam), or when its label is public.
pub struct Labeled<T> {
    value: T,
    label: Label,
}

impl<T> Labeled<T> {
    /// `value`, which depends on the secrets in `label`.
    pub fn new(value: T, label: Label) -> Self {
        Self { value, label }
    }

    /// `value`, which depends on no secret.
    pub fn public(value: T) -> Self {
        Self::new(value, Label::PUBLIC)
    }

    /// What the value depends on.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// The value, at one of the four places that may see it.
    pub fn open(&self, _seam: impl Seam) -> &T {
        &self.value
    }

    /// The value and its label, at one of the four places that may see it.
    pub fn into_parts(self, _seam: impl Seam) -> (T, Label) {
        (self.value, self.label)
    }

    /// The value, if it depends on no secret.
    pub fn public_value(&self) -> Option<&T> {
        self.label.is_public().then_some(&self.value)
    }

    /// The same value under a label joined with `label`.
    #[must_use]
    pub fn raised(mut self, label: &Label) -> Self {
        self.label.join(label);
        self
    }

    /// A value computed from this one alone, under the same label. The closure sees the value, hence the seam.
    pub fn map<U>(self, _seam: impl Seam, f: impl FnOnce(T) -> U) -> Labeled<U> {
        Labeled { value: f(self.value), label: self.label }
    }
}
