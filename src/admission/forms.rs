//! The forms of strings that the gates ask for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnetwork::IpNetwork;

use super::table::TextForm;
use super::verdict::Topic;
use crate::selector::is_selector;
use crate::value::{Family, parse_address};

/// The longest name of an object (Kubernetes: DNS-1123 subdomain).
pub const LONGEST_NAME: usize = 253;

/// A DNS-1123 subdomain of any length (Calico: `nameRegex` of the validator).
pub static NAME: TextForm =
    TextForm { topic: Topic::Name, must_be: "a name of lower case letters, digits, `-` and `.`", is_met: is_subdomain };

/// A selector.
pub static SELECTOR: TextForm = TextForm { topic: Topic::Selector, must_be: "a valid selector", is_met: is_selector };

/// An address with an optional port (Calico: `IP:port` of the validator).
pub static ADDRESS_AND_PORT: TextForm =
    TextForm { topic: Topic::Address, must_be: "an IP address with an optional port", is_met: is_address_and_port };

/// An address.
pub static ADDRESS: TextForm = TextForm { topic: Topic::Address, must_be: "an IP address", is_met: is_address };

/// An IPv4 address.
pub static ADDRESS_V4: TextForm =
    TextForm { topic: Topic::Address, must_be: "an IPv4 address", is_met: |text| is_of(text, Family::V4) };

/// An IPv6 address.
pub static ADDRESS_V6: TextForm =
    TextForm { topic: Topic::Address, must_be: "an IPv6 address", is_met: |text| is_of(text, Family::V6) };

/// An IPv4 address with an optional prefix length.
pub static NODE_ADDRESS_V4: TextForm = TextForm {
    topic: Topic::Address,
    must_be: "an IPv4 address with an optional prefix length",
    is_met: |text| network_or_address(text).is_some_and(|(address, _)| family_of(address) == Family::V4),
};

/// An IPv6 address with an optional prefix length.
pub static NODE_ADDRESS_V6: TextForm = TextForm {
    topic: Topic::Address,
    must_be: "an IPv6 address with an optional prefix length",
    is_met: |text| network_or_address(text).is_some_and(|(address, _)| family_of(address) == Family::V6),
};

/// A CIDR of the CRDs (Kubernetes: `format: cidr`): host bits, leading zeros and IPv4 in IPv6 are allowed.
pub static CIDR_FORMAT: TextForm =
    TextForm { topic: Topic::Cidr, must_be: "a CIDR", is_met: |text| sloppy_network(text).is_some() };

/// A CIDR or an address (Calico: `ParseCIDROrIP`).
pub static CIDR_OR_ADDRESS: TextForm = TextForm {
    topic: Topic::Cidr,
    must_be: "a CIDR or an address",
    // Go reads an empty string as no address, without an error.
    is_met: |text| text.is_empty() || network_or_address(text).is_some(),
};

/// A CIDR or an address without host bits (Calico: `net` of the validator).
pub static NETWORK: TextForm = TextForm {
    topic: Topic::HostBits,
    must_be: "a CIDR without host bits",
    is_met: |text| network_or_address(text).is_none_or(|(address, length)| is_masked(address, length)),
};

/// An IPv4 CIDR without host bits, or an address (Calico: `netv4` of the validator).
pub static NETWORK_V4: TextForm = TextForm {
    topic: Topic::Cidr,
    must_be: "an IPv4 CIDR without host bits",
    is_met: |text| is_network_of(text, Family::V4),
};

/// An IPv6 CIDR without host bits, or an address (Calico: `netv6` of the validator).
pub static NETWORK_V6: TextForm = TextForm {
    topic: Topic::Cidr,
    must_be: "an IPv6 CIDR without host bits",
    is_met: |text| is_network_of(text, Family::V6),
};

/// A CIDR of the CRDs' rules (Kubernetes: `cidr()` of CEL).
pub static CIDR_OF_CEL: TextForm =
    TextForm { topic: Topic::Cidr, must_be: "a CIDR", is_met: |text| cel_network(text).is_some() };

/// A community of two or three decimal numbers (the CRD of BGPConfiguration).
pub static LOOSE_COMMUNITY: TextForm = TextForm {
    topic: Topic::Community,
    must_be: "a community of two or three numbers",
    is_met: |text| community_parts(text).is_some(),
};

/// A community whose numbers fit (Calico: `validateCommunityValue`).
pub static COMMUNITY: TextForm = TextForm {
    topic: Topic::Community,
    must_be: "a community whose numbers fit into 16 bits (two numbers) or 32 bits (three)",
    is_met: |text| community_parts(text).is_none_or(|parts| parts_fit(&parts)),
};

/// A community without leading zeros whose numbers fit (the CRD of BGPFilter).
pub static STRICT_COMMUNITY: TextForm = TextForm {
    topic: Topic::Community,
    must_be: "a community whose numbers fit, without leading zeros",
    is_met: |text| {
        let has_leading_zero = |part: &&str| part.len() > 1 && part.starts_with('0');
        community_parts(text).is_some_and(|parts| !parts.iter().any(has_leading_zero) && parts_fit(&parts))
    },
};

/// An interface, or a pattern of interfaces (Calico: `bgpFilterInterface` of the validator).
pub const INTERFACE: TextForm = TextForm {
    topic: Topic::Interface,
    must_be: "an interface name of at most 15 letters, digits, `_`, `.`, `*` and `-`",
    is_met: |text| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'*' | b'-');
        (1..=15).contains(&text.len()) && text.bytes().all(is_allowed)
    },
};

/// An interface to ignore, which cannot be every interface (Calico: `ignoredInterface` of the validator).
pub static IGNORED_INTERFACE: TextForm =
    TextForm { is_met: |text| text != "*" && (INTERFACE.is_met)(text), ..INTERFACE };

/// A MAC address (Go: `net.ParseMAC`).
pub static MAC_ADDRESS: TextForm = TextForm { topic: Topic::Address, must_be: "a MAC address", is_met: is_mac_address };

/// A WireGuard key (Calico: `wireguardPublicKey` of the validator).
pub static WIREGUARD_KEY: TextForm = TextForm {
    topic: Topic::Address,
    must_be: "a WireGuard key",
    is_met: |text| {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        text.len() == 44 && text.ends_with('=') && text.bytes().take(43).all(is_base64)
    },
};

/// A log level in any case (the CRD of BGPConfiguration); empty is allowed.
pub static LOG_LEVEL: TextForm = TextForm {
    topic: Topic::Word,
    must_be: "a log level",
    is_met: |text| text.is_empty() || LOG_LEVELS.iter().any(|level| level.eq_ignore_ascii_case(text)),
};

/// The log levels.
pub const LOG_LEVELS: [&str; 6] = ["Trace", "Debug", "Info", "Warning", "Error", "Fatal"];

/// A selector without `global()` (the CRD of IPPool).
pub static NOT_GLOBAL: TextForm = TextForm {
    topic: Topic::Selector,
    must_be: "a selector without `global()`, which only policies know",
    is_met: |text| !text.contains("global("),
};

/// Whether a string is a DNS-1123 subdomain of any length.
pub fn is_subdomain(text: &str) -> bool {
    text.split('.').all(|label| {
        let is_edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let bytes = label.as_bytes();
        let is_inner = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().all(is_inner)
    })
}

fn is_address(text: &str) -> bool {
    parse_address(text).is_ok()
}

fn is_of(text: &str, family: Family) -> bool {
    parse_address(text).is_ok_and(|address| Family::of(address) == family)
}

fn is_address_and_port(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if host.starts_with('[') && host.ends_with(']') => (&host[1..host.len() - 1], port),
        Some((host, port)) if !host.contains(':') => (host, port),
        _ => return is_address(text),
    };
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_port && port.parse::<u16>().is_ok_and(|port| port > 0) && is_address(host)
}

/// The address and the prefix length that Calico reads (Calico: `ParseCIDROrIP`). An IPv4 network mapped into IPv6 keeps
/// its length of 96 to 128 bits.
pub fn network_or_address(text: &str) -> Option<(IpAddr, u8)> {
    match text.split_once('/') {
        Some((host, length)) => {
            let address: IpAddr = host.parse().ok()?;
            Some((address, prefix_length(length, address)?))
        }
        None => {
            let address = parse_address(text).ok()?;
            Some((address, Family::of(address).bits()))
        }
    }
}

/// Reads a prefix length like Go, which takes leading zeros.
fn prefix_length(text: &str, address: IpAddr) -> Option<u8> {
    let is_decimal = !text.is_empty() && text.len() < 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let length = text.parse::<u32>().ok().filter(|_| is_decimal)?;
    u8::try_from(length).ok().filter(|length| *length <= Family::of(address).bits())
}

/// The family that Calico sees: an IPv4 address mapped into IPv6 is one of IPv4.
pub fn family_of(address: IpAddr) -> Family {
    Family::of(address.to_canonical())
}

fn is_masked(address: IpAddr, length: u8) -> bool {
    IpNetwork::new(address, length).is_ok_and(|network| network.network() == network.ip())
}

fn is_network_of(text: &str, family: Family) -> bool {
    network_or_address(text).is_some_and(|(address, length)| {
        // Calico compares the family of the text, and refuses an IPv4 network that is written as IPv6.
        Family::of(address) == family && family_of(address) == family && is_masked(address, length)
    })
}

/// A network with Go's older reading of IPv4, which takes leading zeros (Kubernetes: `ParseCIDRSloppy`).
fn sloppy_network(text: &str) -> Option<(IpAddr, u8)> {
    let (host, length) = text.split_once('/')?;
    let address = match host.parse::<IpAddr>() {
        Ok(address) => address,
        Err(_) => IpAddr::V4(sloppy_v4(host)?),
    };
    Some((address, prefix_length(length, address)?))
}

fn sloppy_v4(text: &str) -> Option<Ipv4Addr> {
    let octets: Vec<&str> = text.split('.').collect();
    let octet = |text: &&str| {
        let is_decimal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_decimal).and_then(|octet| u8::try_from(octet).ok())
    };
    let octets: Vec<u8> = octets.iter().map(octet).collect::<Option<_>>()?;
    <[u8; 4]>::try_from(octets).ok().map(Ipv4Addr::from)
}

/// A network of CEL: no leading zeros, no IPv4 in IPv6 (Go: `netip.ParsePrefix`).
pub fn cel_network(text: &str) -> Option<IpNetwork> {
    let (host, length) = text.split_once('/')?;
    let address: IpAddr = host.parse().ok()?;
    let is_mapped = matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some());
    let has_leading_zero = length.len() > 1 && length.starts_with('0');
    let length = prefix_length(length, address)?;
    IpNetwork::new(address, length).ok().filter(|_| !is_mapped && !has_leading_zero)
}

/// Whether a network and a range have addresses in common.
pub fn overlaps_link_local(network: IpNetwork) -> bool {
    match network {
        IpNetwork::V4(network) => {
            let link_local = Ipv4Addr::new(169, 254, 0, 0);
            network.contains(link_local) || network.ip().octets()[..2] == [169, 254]
        }
        IpNetwork::V6(network) => {
            let link_local = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0);
            network.contains(link_local) || network.ip().segments()[0] & 0xffc0 == 0xfe80
        }
    }
}

fn community_parts(text: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_decimal = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (matches!(parts.len(), 2 | 3) && parts.iter().all(is_decimal)).then_some(parts)
}

fn parts_fit(parts: &[&str]) -> bool {
    match parts.len() {
        2 => parts.iter().all(|part| part.parse::<u16>().is_ok()),
        _ => parts.iter().all(|part| part.parse::<u32>().is_ok()),
    }
}

fn is_mac_address(text: &str) -> bool {
    let is_hex = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let by = |separator: char, digits: usize, lengths: [usize; 3]| {
        let parts: Vec<&str> = text.split(separator).collect();
        lengths.contains(&parts.len()) && parts.iter().all(|part| is_hex(part, digits))
    };
    by(':', 2, [6, 8, 20]) || by('-', 2, [6, 8, 20]) || by('.', 4, [3, 4, 10])
}
