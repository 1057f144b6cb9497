//! A TCP connection to the first of several addresses that answers.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures::{StreamExt, stream::FuturesUnordered};
use tokio::{net::TcpStream, time};

use crate::{WireError, error::Failure};

/// How long an address may be silent before the next is tried beside it (RFC 8305 section 8).
const HEAD_START: Duration = Duration::from_millis(250);

/// More addresses are not tried.
const MAX_ADDRESSES: usize = 8;

/// Dials `addresses`, which the guard has let through: families in turn, each with a head start over the next.
pub(crate) async fn dial(addresses: Vec<IpAddr>, port: u16) -> Result<(TcpStream, SocketAddr), Failure> {
    let mut waiting =
        in_turn(addresses).into_iter().take(MAX_ADDRESSES).map(|address| SocketAddr::new(address, port));
    let mut running = FuturesUnordered::new();
    let mut last = None;
    loop {
        let more = match waiting.next() {
            Some(address) => {
                running.push(connect(address));
                true
            }
            None => false,
        };
        if running.is_empty() {
            return Err(last.map_or_else(|| WireError::Connect.into(), |error| failure(&error)));
        }
        let outcome = if more {
            // Nobody came: the next one joins in.
            let Ok(outcome) = time::timeout(HEAD_START, running.next()).await else { continue };
            outcome
        } else {
            running.next().await
        };
        match outcome {
            Some(Ok(connected)) => return Ok(connected),
            Some(Err(error)) => last = Some(error),
            None => {}
        }
    }
}

async fn connect(address: SocketAddr) -> io::Result<(TcpStream, SocketAddr)> {
    let stream = TcpStream::connect(address).await?;
    // A request is written whole; waiting for more would only delay it.
    stream.set_nodelay(true)?;
    Ok((stream, address))
}

fn failure(error: &io::Error) -> Failure {
    let kind = match error.kind() {
        io::ErrorKind::ConnectionRefused => WireError::ConnectionRefused,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => WireError::Unreachable,
        _ => WireError::Connect,
    };
    Failure::with(kind, error)
}

/// The same addresses, families alternating, beginning with that of the first.
fn in_turn(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let Some(first) = addresses.first().map(IpAddr::is_ipv4) else { return addresses };
    let (own, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv4() == first);
    let mut other = other.into_iter();
    let mut turns = Vec::with_capacity(own.len() + other.len());
    for address in own {
        turns.push(address);
        turns.extend(other.next());
    }
    turns.extend(other);
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn families_alternate_and_none_is_lost() {
        let order = in_turn(vec![ip("2a00::1"), ip("2a00::2"), ip("2a00::3"), ip("1.1.1.1")]);
        assert_eq!(order, [ip("2a00::1"), ip("1.1.1.1"), ip("2a00::2"), ip("2a00::3")]);
        let order = in_turn(vec![ip("1.1.1.1"), ip("2a00::1"), ip("2a00::2")]);
        assert_eq!(order, [ip("1.1.1.1"), ip("2a00::1"), ip("2a00::2")]);
        assert!(in_turn(vec![]).is_empty());
    }
}
