//! The cookies of one run, each with the label of the response that set it (R11).

use std::{collections::HashMap, mem};

use cookie_store::CookieStore;
use tacit_taint::{Label, Labeled, seam};
use tacit_wire::CookieJar;
use url::Url;

use crate::{needles::DerivedSecrets, sealed::Sealed};

/// Identifies a cookie: domain, path, name.
type Key = (String, String, String);

/// A cookie jar by RFC 6265. Never stored, never exported.
pub(crate) struct Jar<'a> {
    store: CookieStore,
    labels: HashMap<Key, Label>,
    /// That a cookie is *not* there can depend on a secret as well: anywhere, and at single sites.
    absent: Label,
    absent_at: Vec<(String, Label)>,
    derived: &'a DerivedSecrets<'a>,
    sealed: &'a Sealed<'a>,
}

impl<'a> Jar<'a> {
    pub(crate) fn new(derived: &'a DerivedSecrets<'a>, sealed: &'a Sealed<'a>) -> Self {
        Self {
            store: CookieStore::default(),
            labels: HashMap::new(),
            absent: Label::PUBLIC,
            absent_at: Vec::new(),
            derived,
            sealed,
        }
    }

    /// Forgets every cookie, as between two steps that do not share them.
    pub(crate) fn clear(&mut self) {
        self.taken();
    }

    /// The cookies, of which none stay behind.
    pub(crate) fn taken(&mut self) -> Self {
        mem::replace(self, Self::new(self.derived, self.sealed))
    }

    /// Whatever depends on `label` could have set or removed cookies anywhere.
    pub(crate) fn raise(&mut self, label: &Label) {
        self.absent.join(label);
    }

    /// An answer of `url` that depends on `label` could have set or removed cookies of its site.
    pub(crate) fn raise_at(&mut self, url: &Url, label: &Label) {
        let site = site(url);
        match self.absent_at.iter_mut().find(|(own, _)| *own == site) {
            Some((_, own)) => own.join(label),
            None => self.absent_at.push((site, label.clone())),
        }
    }

    fn key(cookie: &cookie_store::Cookie<'_>) -> Key {
        let domain = cookie.domain.as_cow().map(|domain| domain.into_owned()).unwrap_or_default();
        (domain, String::from(&cookie.path), cookie.name().to_owned())
    }
}

/// Hosts that can set cookies for each other have the same site: the last two labels of a name, or the whole host.
fn site(url: &Url) -> String {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let mut labels = name.trim_end_matches('.').rsplit('.');
            let (last, before) = (labels.next().unwrap_or_default(), labels.next());
            before.map_or_else(|| last.to_owned(), |before| format!("{before}.{last}"))
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

/// Whether a cookie claims a whole top-level domain.
fn reaches_beyond_its_site(cookie: &cookie_store::Cookie<'_>, url: &Url) -> bool {
    let domain = cookie.domain.as_cow();
    domain.is_some_and(|domain| !domain.trim_matches('.').contains('.') && url.host_str() != Some(&domain))
}

impl CookieJar for Jar<'_> {
    fn cookies_for(&mut self, url: &Labeled<Url>) -> Option<Labeled<String>> {
        let mut label = self.absent.clone();
        if !self.absent_at.is_empty() {
            let site = site(url.open(seam::Engine));
            let absent = self.absent_at.iter().filter(|(own, _)| *own == site);
            absent.for_each(|(_, absent)| label.join(absent));
        }
        let mut pairs = Vec::new();
        for cookie in self.store.matches(url.open(seam::Engine)) {
            if let Some(own) = self.labels.get(&Self::key(cookie)) {
                label.join(own);
            }
            pairs.push(format!("{}={}", cookie.name(), cookie.value()));
        }
        if pairs.is_empty() && label.is_public() {
            return None;
        }
        Some(Labeled::new(pairs.join("; "), label))
    }

    fn store(&mut self, url: &Labeled<Url>, set_cookie: Labeled<Vec<u8>>) {
        let (bytes, mut label) = set_cookie.into_parts(seam::Engine);
        label.join(url.label());
        // Of a target that was told by an earlier request.
        label.join(&self.sealed.found_in(&bytes));
        let Ok(text) = std::str::from_utf8(&bytes) else { return };
        let Ok(cookie) = cookie_store::Cookie::parse(text.to_owned(), url.open(seam::Engine)) else { return };
        if reaches_beyond_its_site(&cookie, url.open(seam::Engine)) {
            return;
        }
        let key = Self::key(&cookie);
        if !label.is_public() {
            self.derived.add(cookie.value(), &label);
        }
        let removed = cookie.is_expired();
        if self.store.insert(cookie.into_owned(), url.open(seam::Engine)).is_err() {
            return;
        }
        if removed {
            self.labels.remove(&key);
            self.absent.join(&label);
        } else {
            self.labels.insert(key, label);
        }
    }
}
