//! Addresses, networks, and `peerIP` with its optional port.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnetwork::IpNetwork;

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both families, in Calico's order.
    pub const BOTH: [Family; 2] = [Family::V4, Family::V6];

    /// The family of an address.
    pub fn of(address: IpAddr) -> Family {
        if address.is_ipv4() { Family::V4 } else { Family::V6 }
    }

    /// The number of bits of an address, which is the prefix length of a single address.
    pub fn bits(self) -> u8 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        })
    }
}

/// Why a string is not a valid IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// The address has a prefix length.
    HasPrefixLength,
    /// The address has an IPv6 zone (`%eth0`).
    HasZone,
    /// An IPv4 octet has a leading zero.
    LeadingZero,
    /// The address is in brackets, but no port follows.
    BracketsWithoutPort,
    /// The address is not of the family that the field expects, which is given here.
    OtherFamily(Family),
    /// A name, or any other text.
    NoAddress,
}

/// Why an address cannot be the address of a neighbor, where it is neither unicast nor unspecified.
pub fn not_unicast(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) if address.is_broadcast() => Some("a broadcast address"),
        IpAddr::V4(address) if address.octets()[0] >= 240 => Some("a reserved address (class E)"),
        address if address.is_multicast() => Some("a multicast address"),
        _ => None,
    }
}

/// Reads an address without a prefix length like Go's `net.ParseIP`. An IPv4 address mapped into IPv6 counts as IPv4.
///
/// # Errors
/// See [`AddressError`].
pub fn parse_address(text: &str) -> Result<IpAddr, AddressError> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_canonical());
    }
    let octets: Vec<&str> = text.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() < 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_leading_zero = |part: &&str| part.len() > 1 && part.starts_with('0');
    Err(match text.split_once('/') {
        Some((address, _)) if address.parse::<IpAddr>().is_ok() => AddressError::HasPrefixLength,
        _ if text.contains('%') && text.contains(':') => AddressError::HasZone,
        _ if text.starts_with('[') && text.ends_with(']') => AddressError::BracketsWithoutPort,
        _ if octets.len() == 4 && octets.iter().all(is_number) && octets.iter().any(has_leading_zero) => {
            AddressError::LeadingZero
        }
        _ => AddressError::NoAddress,
    })
}

/// The value of a `peerIP`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress {
    /// The neighbor's address.
    pub address: IpAddr,
    /// The address as written, because Calico compares it as a string.
    pub host: String,
    /// The port of the neighbor, if written.
    pub port: Option<u16>,
}

/// Why a string is not a valid `peerIP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerAddressError {
    /// The address is wrong.
    Address(AddressError),
    /// The port is not a number from 1 to 65535.
    Port,
    /// The port has a leading zero: confd reads it as octal, or skips the BGPPeer.
    OctalPort,
}

/// Reads `IP`, `IPv4:port` or `[IPv6]:port` (Calico: confd's `parseIPPort`).
///
/// # Errors
/// See [`PeerAddressError`].
pub fn parse_peer_address(text: &str) -> Result<PeerAddress, PeerAddressError> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once("]:") {
            Some((host, port)) => (host, Some(port)),
            None => return Err(PeerAddressError::Address(AddressError::BracketsWithoutPort)),
        },
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (text, None),
        },
    };
    let address = parse_address(host).map_err(PeerAddressError::Address)?;
    if text.starts_with('[') && !host.contains(':') {
        return Err(PeerAddressError::Address(AddressError::NoAddress));
    }
    let port = match port {
        None => None,
        Some(port) => {
            let is_decimal = port.bytes().all(|byte| byte.is_ascii_digit());
            let number = port.parse::<u16>().ok().filter(|number| is_decimal && *number > 0);
            if number.is_some() && port.starts_with('0') {
                return Err(PeerAddressError::OctalPort);
            }
            Some(number.ok_or(PeerAddressError::Port)?)
        }
    };
    Ok(PeerAddress { address, host: host.to_owned(), port })
}

/// The neighbor that confd reads from a `peerIP`. confd accepts more than the validation does: it reads a port with the
/// prefixes of Go, and takes 0 for no port (Calico: confd's `parseIPPort`). `None` where confd skips the BGPPeer.
pub fn dialed_address(text: &str) -> Option<PeerAddress> {
    let (host, port) = split_host_port(text).and_then(|(host, port)| Some((host, go_port(port)?))).unwrap_or((text, 0));
    let address = parse_address(host).ok()?;
    Some(PeerAddress { address, host: host.to_owned(), port: Some(port).filter(|port| *port > 0) })
}

/// Splits `host:port` or `[host]:port` (Go: `net.SplitHostPort`).
fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None => Some(host).filter(|host| !host.contains(':'))?,
    };
    (!host.contains(['[', ']']) && !port.contains(['[', ']'])).then_some((host, port))
}

/// Reads a port like Go, which accepts prefixes for the base and underscores (Go: `strconv.ParseUint(port, 0, 16)`).
fn go_port(text: &str) -> Option<u16> {
    let lower = text.to_ascii_lowercase();
    let (digits, base) = match lower.as_bytes() {
        [b'0', b'x', ..] => (&lower[2..], 16),
        [b'0', b'o', ..] => (&lower[2..], 8),
        [b'0', b'b', ..] => (&lower[2..], 2),
        [b'0', _, ..] => (&lower[1..], 8),
        _ => (lower.as_str(), 10),
    };
    // Go accepts an underscore only between digits, or between a prefix and digits.
    let has_prefix = digits.len() < lower.len();
    let is_misplaced = digits.ends_with('_') || digits.contains("__") || (digits.starts_with('_') && !has_prefix);
    let is_signed = digits.starts_with(['+', '-']);
    let digits = digits.replace('_', "");
    u16::from_str_radix(&digits, base).ok().filter(|_| !is_misplaced && !is_signed)
}

/// The BGP address of a node, with its subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeAddress {
    /// The address.
    pub address: IpAddr,
    /// The prefix length; 32 or 128 if missing.
    pub prefix_length: u8,
}

impl NodeAddress {
    /// Whether the subnet has only this address.
    pub fn is_host_only(&self) -> bool {
        self.prefix_length == Family::of(self.address).bits()
    }
}

/// Reads the address of a node, with or without a prefix length.
///
/// # Errors
/// See [`AddressError`].
pub fn parse_node_address(text: &str, family: Family) -> Result<NodeAddress, AddressError> {
    let (host, length) = match text.split_once('/') {
        Some((host, length)) => (host, Some(length)),
        None => (text, None),
    };
    let address = parse_address(host)?;
    if Family::of(address) != family {
        return Err(AddressError::OtherFamily(family));
    }
    let maximum = family.bits();
    let prefix_length = match length {
        None => maximum,
        Some(length) => length.parse().ok().filter(|length| *length <= maximum).ok_or(AddressError::NoAddress)?,
    };
    Ok(NodeAddress { address, prefix_length })
}

/// Why a string is not a valid network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CidrError {
    /// An address without a prefix length.
    NoPrefixLength,
    /// Two addresses with a dash.
    Range,
    /// A prefix length that is not a number, or too long for the family.
    PrefixLength,
    /// Anything else.
    Malformed,
}

/// Reads `address/length`; host bits stay.
///
/// # Errors
/// See [`CidrError`].
pub fn parse_cidr(text: &str) -> Result<IpNetwork, CidrError> {
    let Some((host, length)) = text.split_once('/') else {
        let is_range = text.split_once('-').is_some_and(|(from, _)| parse_address(from.trim()).is_ok());
        return Err(match parse_address(text) {
            Ok(_) => CidrError::NoPrefixLength,
            Err(_) if is_range => CidrError::Range,
            Err(_) => CidrError::Malformed,
        });
    };
    let address = host.parse::<IpAddr>().map_err(|_| CidrError::Malformed)?;
    let is_decimal = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let length = length.parse::<u8>().ok().filter(|_| is_decimal).ok_or(CidrError::PrefixLength)?;
    IpNetwork::new(address, length).map_err(|_| CidrError::PrefixLength)
}

/// Whether BIRD treats the address as no neighbor: `0.0.0.0` or `::`.
pub fn is_unspecified(address: IpAddr) -> bool {
    address == IpAddr::V4(Ipv4Addr::UNSPECIFIED) || address == IpAddr::V6(Ipv6Addr::UNSPECIFIED)
}

/// Whether it is an IPv6 link-local address (RFC 4291: `fe80::/10`), which is valid only on one interface.
pub fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.segments()[0] & 0xffc0 == 0xfe80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peer_addresses_follow_calicos_own_test_vectors() {
        for (text, port) in
            [("192.168.1.1:500", Some(500)), ("[9000::]:500", Some(500)), ("10.0.0.1", None), ("fd00::1:179", None)]
        {
            assert_eq!(parse_peer_address(text).map(|peer| peer.port), Ok(port), "{text:?}");
        }
        let refused = [
            "[192.168.0.0]:98956",
            "192.168.0.0:65536",
            "192.168.0.0:0",
            "192.168.0.330:170",
            "[9000::]:98956",
            "192.168.0.0:",
            "[9000::]:",
            "[9000::]:65536",
            "[9000::]:0",
            "[9000::FFFFF]:170",
            ":8552",
            "[]:8552",
            "[fd00::1]",
            "fe80::1%eth0",
            "10.0.0.01",
            "router.example",
            "10.0.0.1/24",
            "10.0.0.1:0179",
            "",
        ];
        for text in refused {
            assert!(parse_peer_address(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn confd_dials_more_than_validation_lets_pass() {
        let table = [
            ("10.0.0.1", Some(None)),
            ("10.0.0.1:179", Some(Some(179))),
            ("[fd00::1]:1790", Some(Some(1790))),
            ("fd00::1", Some(None)),
            ("fd00::1:179", Some(None)),
            ("10.0.0.1:0", Some(None)),
            ("10.0.0.1:00", Some(None)),
            ("10.0.0.1:0200", Some(Some(128))),
            ("10.0.0.1:0x50", Some(Some(80))),
            ("10.0.0.1:0o17", Some(Some(15))),
            ("10.0.0.1:0b11", Some(Some(3))),
            ("10.0.0.1:1_000", Some(Some(1000))),
            ("[10.0.0.1]:179", Some(Some(179))),
            ("0.0.0.0", Some(None)),
            ("10.0.0.1:0179", None),
            ("10.0.0.1:", None),
            ("10.0.0.1:99999", None),
            ("10.0.0.1:+5", None),
            ("10.0.0.1:1__0", None),
            ("10.0.0.1:bgp", None),
            ("[10.0.0.1]", None),
            ("[fd00::1]", None),
            ("10.0.0.01", None),
            ("fe80::1%eth0", None),
            ("router.example", None),
            ("", None),
        ];
        for (text, port) in table {
            assert_eq!(dialed_address(text).map(|peer| peer.port), port, "{text:?}");
        }
    }

    #[test]
    fn a_reason_is_given_for_what_is_no_address() {
        assert_eq!(parse_address("10.0.0.1/24"), Err(AddressError::HasPrefixLength));
        assert_eq!(parse_address("fe80::1%eth0"), Err(AddressError::HasZone));
        assert_eq!(parse_address("10.0.0.01"), Err(AddressError::LeadingZero));
        assert_eq!(parse_address("tor-1.example"), Err(AddressError::NoAddress));
        assert_eq!(parse_address("::ffff:10.0.0.1").map(Family::of), Ok(Family::V4));
    }

    #[test]
    fn networks_need_a_prefix_length() {
        assert!(parse_cidr("10.0.0.0/8").is_ok());
        assert!(parse_cidr("10.0.0.0/024").is_ok());
        assert_eq!(parse_cidr("10.0.0.1"), Err(CidrError::NoPrefixLength));
        assert_eq!(parse_cidr("10.0.0.1-10.0.0.9"), Err(CidrError::Range));
        assert_eq!(parse_cidr("10.0.0.0/33"), Err(CidrError::PrefixLength));
        assert_eq!(parse_cidr("fd00::/"), Err(CidrError::PrefixLength));
        assert_eq!(parse_cidr("pods"), Err(CidrError::Malformed));
    }
}
