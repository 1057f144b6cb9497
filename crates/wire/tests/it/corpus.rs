//! Hundreds of spellings of refused addresses, on every way a request comes by an address: written in the URL, in a
//! `Location`, or given by a name. The spellings are rows of `refused.tsv`.

use std::{collections::BTreeSet, net::IpAddr};

use tacit_testkit::target::Target;
use tacit_wire::{Code, ResolverChoice, Wire, WireConfig};

use crate::{code, get, last};

const OWN: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

struct Row {
    host: &'static str,
    reason: &'static str,
}

impl Row {
    /// The address a URL parser reads. That this is the standard's parser is what the other spellings rely on.
    fn address(&self) -> IpAddr {
        match url::Url::parse(&format!("http://{}/", self.host)).unwrap().host() {
            Some(url::Host::Ipv4(address)) => address.into(),
            Some(url::Host::Ipv6(address)) => address.into(),
            other => panic!("{} is {other:?}", self.host),
        }
    }
}

fn rows() -> Vec<Row> {
    let rows: Vec<_> = include_str!("refused.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').expect("host, tab, reason"))
        .map(|(host, reason)| Row { host, reason })
        .collect();
    assert!(rows.len() >= 300, "{} rows", rows.len());
    rows
}

fn closed() -> Wire {
    Wire::new(WireConfig::default())
}

/// For an operator who opened one address, where the test's own target listens.
fn opened(names: impl IntoIterator<Item = (String, Vec<IpAddr>)>) -> Wire {
    Wire::new(WireConfig {
        allow_egress: vec![OWN.into()],
        resolver: ResolverChoice::Static(names.into_iter().collect()),
        ..WireConfig::default()
    })
}

#[tokio::test]
async fn no_spelling_in_a_url_is_dialled() {
    let target = Target::http().await;
    let (closed, opened) = (closed(), opened([]));
    let mut own = 0;
    for row in rows() {
        let url = target.url_at(row.host, "/echo");
        let fetched = closed.fetch(get(&url), None).await;
        assert_eq!(code(&fetched), Code::EgressPolicy, "{url}: {}", row.reason);
        assert!(fetched.facts.hops.iter().all(|hop| hop.connection.is_none()), "{url} was dialled");
        assert_eq!(target.connections(), own, "{url} came through");
        // The control: these spellings lead to the listener, and the guard alone stands before it.
        if row.address() == OWN {
            last(&opened.fetch(get(&url), None).await);
            own += 1;
            assert_eq!(target.connections(), own, "{url}");
        }
    }
    assert!(own >= 10, "{own} spellings of the target's own address");
}

#[tokio::test]
async fn no_spelling_in_a_location_is_followed() {
    let target = Target::http().await;
    let wire = opened([]);
    for (number, row) in rows().iter().filter(|row| row.address() != OWN).enumerate() {
        let status = [301, 302, 303, 307, 308][number % 5];
        // With the scheme, and in the short form that takes the scheme of the page.
        let scheme = ["http:", "", "https:"][number % 3];
        let location = format!("{scheme}//{}:{}/", row.host, target.address().port());
        let escaped: String = url::form_urlencoded::byte_serialize(location.as_bytes()).collect();
        let url = target.url(&format!("/redirect-to?status={status}&to={escaped}"));
        let fetched = wire.fetch(get(&url), None).await;
        assert_eq!(code(&fetched), Code::EgressPolicy, "{status} to {location}: {}", row.reason);
        assert_eq!(fetched.facts.hops[0].status, Some(status), "the first hop was answered");
        assert!(fetched.facts.hops[1..].iter().all(|hop| hop.connection.is_none()), "{location} was dialled");
        assert_eq!(target.connections(), number + 1, "{location}");
    }
}

#[tokio::test]
async fn no_name_leads_to_a_refused_address() {
    let target = Target::http().await;
    let addresses: BTreeSet<_> = rows().iter().map(Row::address).filter(|address| *address != OWN).collect();
    assert!(addresses.len() >= 40, "{} addresses", addresses.len());
    let all: Vec<_> = addresses.iter().copied().collect();
    let mut names = vec![("all.test".to_owned(), all.clone()), ("none.test".to_owned(), vec![])];
    for (number, address) in all.iter().enumerate() {
        names.push((format!("only{number}.test"), vec![*address]));
        names.push((format!("many{number}.test"), vec![*address; 200]));
        names.push((format!("first{number}.test"), vec![*address, OWN]));
        names.push((format!("last{number}.test"), vec![OWN, *address]));
    }
    let wire = opened(names);
    assert_eq!(code(&wire.fetch(get(&target.url_at("none.test", "/echo")), None).await), Code::Dns);
    let mut refused = vec!["all.test".to_owned()];
    for number in 0..all.len() {
        refused.extend([
            format!("only{number}.test"),
            format!("many{number}.test"),
            format!("ONLY{number}.test."),
        ]);
    }
    for name in refused {
        let fetched = wire.fetch(get(&target.url_at(&name, "/echo")), None).await;
        assert_eq!(code(&fetched), Code::EgressPolicy, "{name}");
        assert!(fetched.facts.hops[0].connection.is_none(), "{name} was dialled");
    }
    assert_eq!(target.connections(), 0);
    // A name that has an open address too reaches that one, whichever comes first.
    for (number, address) in all.iter().enumerate() {
        for name in [format!("first{number}.test"), format!("last{number}.test")] {
            let fetched = wire.fetch(get(&target.url_at(&name, "/echo")), None).await;
            last(&fetched);
            let remote = fetched.facts.hops[0].connection.as_ref().unwrap().remote;
            assert_eq!(remote, target.address(), "{name} with {address}");
        }
    }
    assert_eq!(target.connections(), all.len() * 2);
}
