//! Where data may go that depends on sealed secrets.

use tacit_taint::{Kind, Label, SecretId};
use url::Url;

use super::Sealed;

impl Sealed<'_> {
    fn allows(&self, secret: SecretId, place: &Url) -> bool {
        let Some(secret) = self.secrets.by_id(secret) else { return false };
        let (Some(host), Some(port)) = (place.host_str(), place.port_or_known_default()) else {
            return false;
        };
        !secret.is_sealed()
            || secret.allowed_hosts.iter().any(|allowed| allowed.permits(place.scheme(), host, port))
    }

    /// The sealed secrets in `label` that may not go to `place`.
    pub(super) fn kept_from(&self, label: &Label, place: &Url) -> Vec<SecretId> {
        label.secrets().filter(|id| self.secrets.is_sealed(*id) && !self.allows(*id, place)).collect()
    }

    /// What an answer from `place` depends on, whatever was asked: a host that was sent a value in this run may have kept
    /// it, and say it later in a form that nobody can find.
    pub(crate) fn known_at(&self, place: &Url) -> Label {
        let known = self.book().known.clone();
        let known = known.into_iter().filter(|id| self.allows(*id, place));
        known.fold(Label::PUBLIC, |label, id| label.joined(&Label::of(id, Kind::Carried)))
    }

    /// Whether a sealed secret is in `label`.
    pub(super) fn binds_any(&self, label: &Label) -> bool {
        label.secrets().any(|id| self.secrets.is_sealed(id))
    }
}
