//! Who is asking, as far as limits are concerned.
//!
//! One client is one IPv4 address or one IPv6 /64, the least a household or a
//! server gets. `X-Forwarded-For` is believed from configured proxies only, and
//! only from the right: everything left of the first untrusted hop was written
//! by whoever it names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// More proxies than this in a row are a loop, not a deployment.
const MAX_HOPS: usize = 32;

/// The key of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// An IPv4 address, also where it came mapped into IPv6.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address.
    V6([u16; 4]),
}

/// The wider network a client is in: an IPv4 /24 or an IPv6 /48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Neighborhood {
    /// The first three bytes.
    V4([u8; 3]),
    /// The first three groups.
    V6([u16; 3]),
}

impl Client {
    /// The client behind a request.
    pub fn of(request: &ServiceRequest, trusted: &TrustedProxies) -> Self {
        Self::resolve(
            request.peer_addr().map(|peer| peer.ip()),
            request.headers(),
            trusted,
        )
    }

    /// The client behind a connection from `peer` that sent `headers`.
    ///
    /// Without a peer (a Unix socket) every caller is one client.
    pub fn resolve(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &TrustedProxies) -> Self {
        let Some(peer) = peer else {
            return Self::from(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        };
        let mut client = peer.to_canonical();
        let hops = headers
            .get_all(X_FORWARDED_FOR)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','))
            .take(MAX_HOPS);
        for hop in hops {
            if !trusted.contains(client) {
                break;
            }
            // What cannot be read was not written by our proxy: stop at the proxy.
            let Some(address) = std::str::from_utf8(hop).ok().and_then(hop_address) else {
                break;
            };
            client = address.to_canonical();
        }
        Self::from(client)
    }

    /// The wider network it is in.
    pub fn neighborhood(self) -> Neighborhood {
        match self {
            Self::V4(address) => {
                let [a, b, c, _] = address.octets();
                Neighborhood::V4([a, b, c])
            }
            Self::V6([a, b, c, _]) => Neighborhood::V6([a, b, c]),
        }
    }
}

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => write!(f, "{address}"),
            Self::V6([a, b, c, d]) => {
                write!(f, "{}/64", Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0))
            }
        }
    }
}

/// `1.2.3.4`, `1.2.3.4:5678`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:5678`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim_matches([' ', '\t']);
    let bare = hop
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(hop);
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// The proxies whose `X-Forwarded-For` is believed; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// True for an address of a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for TrustedProxies {
    type Err = ipnet::AddrParseError;

    /// Networks or single addresses, separated by commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse::<IpNet>()
                    .or_else(|error| part.parse::<IpAddr>().map(IpNet::from).map_err(|_| error))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn key(peer: &str, forwarded: &[&str], trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        Client::resolve(
            Some(peer.parse().unwrap()),
            &headers,
            &trusted.parse().unwrap(),
        )
        .to_string()
    }

    #[test]
    fn a_client_is_who_the_nearest_untrusted_hop_is() {
        let proxies = "10.0.0.0/8, fd00::/8";
        for (peer, forwarded, trusted, expected) in [
            // Nobody is trusted: the header is a stranger's claim.
            ("203.0.113.9", &["198.51.100.1"][..], "", "203.0.113.9"),
            ("10.0.0.1", &["198.51.100.1"], "", "10.0.0.1"),
            ("203.0.113.9", &["198.51.100.1"], proxies, "203.0.113.9"),
            // One proxy: the last element is what it saw; the rest is the client's invention.
            ("10.0.0.1", &["198.51.100.1"], proxies, "198.51.100.1"),
            (
                "10.0.0.1",
                &["1.1.1.1, 198.51.100.1"],
                proxies,
                "198.51.100.1",
            ),
            (
                "10.0.0.1",
                &["1.1.1.1", "198.51.100.1"],
                proxies,
                "198.51.100.1",
            ),
            (
                "10.0.0.1",
                &["10.9.9.9, 198.51.100.1"],
                proxies,
                "198.51.100.1",
            ),
            // Two proxies.
            (
                "10.0.0.1",
                &["6.6.6.6, 198.51.100.1, 10.0.0.2"],
                proxies,
                "198.51.100.1",
            ),
            (
                "10.0.0.1",
                &["198.51.100.1,fd00::7"],
                proxies,
                "198.51.100.1",
            ),
            // All hops are ours: a client inside the network.
            ("10.0.0.1", &["10.0.0.3"], proxies, "10.0.0.3"),
            // What cannot be read ends the walk at the proxy that sent it.
            ("10.0.0.1", &["198.51.100.1, unknown"], proxies, "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, "], proxies, "10.0.0.1"),
            (
                "10.0.0.1",
                &["198.51.100.1, _hidden, 10.0.0.2"],
                proxies,
                "10.0.0.2",
            ),
            ("10.0.0.1", &[], proxies, "10.0.0.1"),
            // Ports and brackets, as some proxies write them.
            ("10.0.0.1", &["198.51.100.1:4711"], proxies, "198.51.100.1"),
            (
                "10.0.0.1",
                &["[2001:db8:1:2:3::4]:80"],
                proxies,
                "2001:db8:1:2::/64",
            ),
            (
                "10.0.0.1",
                &["[2001:db8:1:2:3::4]"],
                proxies,
                "2001:db8:1:2::/64",
            ),
            // IPv6 counts by /64; mapped IPv4 is IPv4, as a peer and as a proxy.
            ("2001:db8:1:2::1", &[], proxies, "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::9", &[], proxies, "2001:db8:1:2::/64"),
            ("::ffff:203.0.113.9", &[], proxies, "203.0.113.9"),
            (
                "::ffff:10.0.0.1",
                &["::ffff:198.51.100.1"],
                proxies,
                "198.51.100.1",
            ),
        ] {
            assert_eq!(
                key(peer, forwarded, trusted),
                expected,
                "{peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn a_chain_of_trusted_hops_is_walked_only_so_far() {
        let chain = vec!["10.0.0.2"; 5_000].join(", ");
        assert_eq!(key("10.0.0.1", &[&chain], "10.0.0.0/8"), "10.0.0.2");
        let hidden = format!("6.6.6.6, {chain}");
        assert_eq!(key("10.0.0.1", &[&hidden], "10.0.0.0/8"), "10.0.0.2");
    }

    #[test]
    fn neighbors_share_a_24_or_a_48() {
        let of = |text: &str| Client::from(text.parse::<IpAddr>().unwrap()).neighborhood();
        assert_eq!(of("203.0.113.9"), of("203.0.113.200"));
        assert_ne!(of("203.0.113.9"), of("203.0.114.9"));
        assert_eq!(of("2001:db8:1:2::"), of("2001:db8:1:ffff::"));
        assert_ne!(of("2001:db8:1:2::"), of("2001:db8:2:2::"));
    }
}
