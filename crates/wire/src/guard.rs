//! Which addresses may be dialled.
//!
//! The ranges are those of IANA's special-purpose address registries (RFC 6890 and its successors), read strictly:
//! an IPv6 address outside global unicast is refused without being named here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Lets public addresses through, and those in ranges the operator opened.
///
/// An IPv6 address that leads to an IPv4 one (mapped, compatible, translated, 6to4, Teredo, ISATAP) passes only when
/// the operator opened its own range *and* the IPv4 address inside may be dialled too: opening `64:ff9b::/96` on a
/// network with NAT64 does not open the way to `64:ff9b::10.0.0.1`.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    opened: Vec<IpNet>,
}

impl Guard {
    /// A guard for an operator who opened these ranges.
    #[must_use]
    pub fn new(opened: Vec<IpNet>) -> Self {
        Self { opened }
    }

    /// Whether `address` may be dialled.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        let opened = self.opened.iter().any(|range| range.contains(&address));
        match address {
            IpAddr::V4(address) => opened || !REFUSED_V4.iter().any(|range| range.contains(&address)),
            IpAddr::V6(address) => match embedded(address) {
                Some(inner) => opened && inner.iter().all(|inner| self.permits(IpAddr::V4(*inner))),
                None => {
                    let global = GLOBAL_V6.contains(&address);
                    opened || (global && !REFUSED_V6.iter().any(|range| range.contains(&address)))
                }
            },
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

const REFUSED_V4: [Ipv4Net; 17] = [
    v4(0, 0, 0, 0, 8),        // this network; 0.0.0.0 reaches the own machine
    v4(10, 0, 0, 0, 8),       // private
    v4(100, 64, 0, 0, 10),    // carrier-grade NAT; 100.100.100.200 is a metadata service
    v4(127, 0, 0, 0, 8),      // loopback
    v4(168, 63, 129, 16, 32), // a cloud's host agent, on a public address
    v4(169, 254, 0, 0, 16),   // link-local; 169.254.169.254 is the metadata service
    v4(172, 16, 0, 0, 12),    // private
    v4(192, 0, 0, 0, 24),     // protocol assignments; 192.0.0.192 is a metadata service
    v4(192, 0, 2, 0, 24),     // documentation
    v4(192, 31, 196, 0, 24),  // AS112
    v4(192, 52, 193, 0, 24),  // AMT
    v4(192, 88, 99, 0, 24),   // 6to4 relays
    v4(192, 168, 0, 0, 16),   // private
    v4(198, 18, 0, 0, 15),    // benchmarking
    v4(198, 51, 100, 0, 24),  // documentation
    v4(203, 0, 113, 0, 24),   // documentation
    v4(224, 0, 0, 0, 3),      // multicast, reserved, broadcast
];

/// Global unicast: all that is given out so far.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

const REFUSED_V6: [Ipv6Net; 3] = [
    v6(0x2001, 0, 23),     // protocol assignments: benchmarking, ORCHID and others
    v6(0x2001, 0xdb8, 32), // documentation
    v6(0x3fff, 0, 20),     // documentation
];

/// The IPv4 addresses an IPv6 address leads to by way of a translation or a tunnel; `None` when it is plain IPv6.
fn embedded(address: Ipv6Addr) -> Option<Vec<Ipv4Addr>> {
    if address.is_loopback() || address.is_unspecified() {
        return None;
    }
    let octets = address.octets();
    let at =
        |start: usize| Ipv4Addr::new(octets[start], octets[start + 1], octets[start + 2], octets[start + 3]);
    match address.segments() {
        // Compatible (RFC 4291), mapped, and translated (RFC 2765).
        [0, 0, 0, 0, 0, 0, ..] | [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] => {
            Some(vec![at(12)])
        }
        // NAT64 (RFC 6052), and its prefix for local use (RFC 8215).
        [0x64, 0xff9b, 0 | 1, ..] => Some(vec![at(12)]),
        // 6to4 (RFC 3056).
        [0x2002, ..] => Some(vec![at(2)]),
        // Teredo (RFC 4380): the server, and the client with its bits turned.
        [0x2001, 0, ..] => {
            let client = Ipv4Addr::from_bits(!at(12).to_bits());
            Some(vec![at(4), client])
        }
        // ISATAP (RFC 5214).
        [_, _, _, _, 0 | 0x200, 0x5efe, ..] => Some(vec![at(12)]),
        _ => None,
    }
}
