//! Addresses that must not be reached, in every spelling.

use tacit_testkit::target::Target;
use tacit_wire::{Code, Guard, Wire, WireConfig, WireError};

use crate::{code, fetch, get, last, open_config, raw};

/// Hosts that lead to places a public service must not be made to call.
const REFUSED: &[&str] = &[
    // Loopback and this host.
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0x7f.0.0.1",
    "0x7f000001",
    "0X7F000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "0x7f.1",
    "127.0.0.1.",
    "127%2e0%2e0%2e1",
    "127。0。0。1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "%31%32%37.0.0.1",
    "0",
    "0.0.0.0",
    "0x0",
    "00",
    "0.0.0.1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0.0.0.1]",
    // Private.
    "10.0.0.1",
    "10.255.255.255",
    "0xa.1",
    "012.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0xc0.0xa8.1",
    "100.64.0.1",
    "100.127.255.255",
    "100.100.100.200",
    "198.18.0.1",
    "198.19.255.255",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    // Link-local and metadata services.
    "169.254.0.1",
    "169.254.169.254",
    "169.254.43518",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.170.2",
    "192.0.0.192",
    "168.63.129.16",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[febf::1]",
    // Multicast, reserved, documentation.
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "[ff02::1]",
    "[ff05::2]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[100::1]",
    "[2001:2::1]",
    "[5f00::1]",
    // IPv4 inside IPv6.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:a00:1::]",
    "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2a00:1450::5efe:127.0.0.1]",
    "[2a00:1450::200:5efe:10.0.0.1]",
    "[::ffff:8.8.8.8]",
];

const PUBLIC: &[&str] = &[
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "192.169.0.1",
    "169.253.255.255",
    "169.255.0.1",
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "11.0.0.1",
    "9.255.255.255",
    "126.255.255.255",
    "128.0.0.1",
    "192.0.1.1",
    "168.63.129.17",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001:81b::200e",
    "2620:fe::fe",
    "2001:200::1",
];

#[tokio::test]
async fn every_spelling_of_a_refused_address_is_refused() {
    assert!(REFUSED.len() >= 60);
    let wire = Wire::new(WireConfig::default());
    for host in REFUSED {
        for scheme in ["http", "https"] {
            let fetched = wire.fetch(get(&format!("{scheme}://{host}:9/")), None).await;
            assert_eq!(code(&fetched), Code::EgressPolicy, "{scheme}://{host}");
            assert!(fetched.facts.hops[0].connection.is_none(), "{host} was dialled");
        }
    }
}

#[test]
fn public_addresses_beside_the_refused_ranges_pass() {
    let guard = Guard::default();
    for address in PUBLIC {
        assert!(guard.permits(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn an_opened_range_opens_no_other() {
    let guard = Guard::new(vec!["127.0.0.0/8".parse().unwrap(), "64:ff9b::/96".parse().unwrap()]);
    for (address, permitted) in [
        ("127.0.0.1", true),
        ("127.9.9.9", true),
        ("10.0.0.1", false),
        ("::1", false),
        ("::ffff:127.0.0.1", false),
        ("64:ff9b::8.8.8.8", true),
        ("64:ff9b::127.0.0.1", true),
        ("64:ff9b::10.0.0.1", false),
        ("64:ff9b::169.254.169.254", false),
    ] {
        assert_eq!(guard.permits(address.parse().unwrap()), permitted, "{address}");
    }
    assert!(Guard::new(vec!["::1/128".parse().unwrap()]).permits("::1".parse().unwrap()));
}

#[tokio::test]
async fn the_real_loopback_target_is_out_of_reach_until_opened() {
    let target = Target::http().await;
    let closed = Wire::new(WireConfig { allow_egress: Vec::new(), ..open_config() });
    for host in ["127.0.0.1", "2130706433", "a.test"] {
        let fetched = closed.fetch(get(&target.url_at(host, "/echo")), None).await;
        assert_eq!(fetched.facts.error, Some(WireError::AddressRefused), "{host}");
    }
    assert_eq!(target.connections(), 0);
    last(&fetch(get(&target.url_at("2130706433", "/echo"))).await);
    assert_eq!(target.connections(), 1);
}

#[tokio::test]
async fn a_name_with_a_private_and_an_open_address_reaches_only_the_open_one() {
    let target = Target::http().await;
    let fetched = fetch(get(&target.url_at("split.test", "/echo"))).await;
    last(&fetched);
    assert_eq!(fetched.facts.hops[0].connection.as_ref().unwrap().remote, target.address());
    assert_eq!(code(&fetch(get("http://private.test/")).await), Code::EgressPolicy);
}

#[tokio::test]
async fn the_systems_own_names_for_this_machine_are_refused() {
    let system = Wire::new(WireConfig::default());
    let fetched = system.fetch(get("http://localhost:9/"), None).await;
    assert_eq!(code(&fetched), Code::EgressPolicy, "{:?}", raw(&fetched).detail);
}

#[tokio::test]
async fn names_that_do_not_exist_are_dns_errors() {
    assert_eq!(fetch(get("http://nowhere.test/")).await.facts.error, Some(WireError::NameNotFound));
    // Reserved by RFC 6761: with or without a name server at hand this is an error of the name.
    let fetched = Wire::new(WireConfig::default()).fetch(get("http://does-not-exist.invalid/"), None).await;
    assert_eq!(code(&fetched), Code::Dns);
}

#[tokio::test]
async fn nobody_listening_is_a_connect_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let fetched = fetch(get(&url)).await;
    assert_eq!(code(&fetched), Code::Connect);
    assert_eq!(fetched.facts.error, Some(WireError::ConnectionRefused));
    assert_eq!(raw(&fetched).hops[0].sent.size_bytes, 0);
}
