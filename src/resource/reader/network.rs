//! Addresses, networks and communities.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::slot::Slot;
use crate::resource::field::Field;
use crate::resource::problem::{Expected, ProblemKind};
use crate::value::{
    AddressError, Community, CommunityError, Family, NodeAddress, PeerAddress, PeerAddressError, dialed_address,
    is_placeholder, is_unspecified, not_unicast, parse_address, parse_cidr, parse_community, parse_node_address,
    parse_peer_address,
};

/// The end of an IPv6 address that was probably meant as the BGP port.
const PORT_WITHOUT_BRACKETS: &str = ":179";

impl<'d, 's> Slot<'_, 'd, 's> {
    /// An address without a prefix length; of the given family, if any.
    pub fn address(self, family: Option<Family>) -> Field<IpAddr> {
        let parse = |text: &str| match (parse_address(text)?, family) {
            (address, Some(family)) if Family::of(address) != family => Err(AddressError::OtherFamily(family)),
            (address, _) => Ok(address),
        };
        self.typed(Expected::Address, |slot, value| slot.parsed(&value, Expected::Address, parse, invalid_address))
    }

    /// The neighbor that confd reads from a `peerIP`, even if other tools reject the value; `None` where confd skips it, or
    /// where it is unknown.
    pub fn dialed(&self) -> Option<PeerAddress> {
        let text = self.raw()?.text()?;
        if is_placeholder(&text) { None } else { dialed_address(&text) }
    }

    /// A `peerIP`: an address, with or without a port.
    pub fn peer_address(self) -> Field<PeerAddress> {
        let explain = |written, error| match error {
            PeerAddressError::Address(reason) => ProblemKind::InvalidAddress { written, reason },
            PeerAddressError::Port => ProblemKind::InvalidPort { written, is_octal: false },
            PeerAddressError::OctalPort => ProblemKind::InvalidPort { written, is_octal: true },
        };
        self.typed(Expected::Address, |slot, value| {
            let field = slot.parsed(&value, Expected::Address, parse_peer_address, explain);
            let Some(peer) = field.value() else {
                return field;
            };
            if is_unspecified(peer.address) {
                return slot.refuse(&value, ProblemKind::UnspecifiedAddress);
            }
            if let Some(what) = not_unicast(peer.address) {
                slot.note(&value, ProblemKind::NotUnicast { what });
            }
            let before_port = peer.host.strip_suffix(PORT_WITHOUT_BRACKETS).filter(|_| peer.address.is_ipv6());
            if let Some(address) = before_port.filter(|address| parse_address(address).is_ok()) {
                let meant = format!("[{address}]{PORT_WITHOUT_BRACKETS}");
                slot.note(&value, ProblemKind::PortWithoutBrackets { meant });
            }
            field
        })
    }

    /// The address of a node, with or without a prefix length.
    pub fn node_address(self, family: Family) -> Field<NodeAddress> {
        let parse = |text: &str| parse_node_address(text, family);
        self.typed(Expected::Address, |slot, value| slot.parsed(&value, Expected::Address, parse, invalid_address))
    }

    /// A network; host bits are noted and removed.
    pub fn cidr(self) -> Field<IpNetwork> {
        let explain = |written, reason| ProblemKind::InvalidCidr { written, reason };
        self.typed(Expected::Network, |slot, value| {
            let field = slot.parsed(&value, Expected::Network, parse_cidr, explain);
            let Some(network) = field.value().filter(|network| network.ip() != network.network()) else {
                return field;
            };
            let masked = IpNetwork::new(network.network(), network.prefix()).unwrap_or(*network);
            let kind = ProblemKind::HostBits { written: network.to_string(), masked: masked.to_string() };
            slot.note(&value, kind);
            slot.known(masked, &value)
        })
    }

    /// A community.
    pub fn community(self) -> Field<Community> {
        self.community_read_by(parse_community)
    }

    /// A community without leading zeros, as BGPFilter requires.
    pub fn strict_community(self) -> Field<Community> {
        self.community_read_by(|text| match parse_community(text)? {
            community if community.to_string() == text => Ok(community),
            _ => Err(CommunityError::Malformed),
        })
    }

    fn community_read_by(self, parse: impl FnOnce(&str) -> Result<Community, CommunityError>) -> Field<Community> {
        self.typed(Expected::Community, |slot, value| {
            slot.parsed(&value, Expected::Community, parse, invalid_community)
        })
    }

    /// A community, or the name of one. Only a value of digits and colons can be invalid in itself.
    pub fn community_or_name(mut self) -> Field<String> {
        let is_numeric =
            |text: &str| text.contains(':') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        if let Some(value) = self.raw()
            && let Some(text) = value.text().filter(|text| is_numeric(text))
            && let Err(reason) = parse_community(&text)
        {
            return self.refuse(&value, invalid_community(text.into_owned(), reason));
        }
        self.text()
    }
}

fn invalid_address(written: String, reason: AddressError) -> ProblemKind {
    ProblemKind::InvalidAddress { written, reason }
}

fn invalid_community(written: String, reason: CommunityError) -> ProblemKind {
    ProblemKind::InvalidCommunity { written, reason }
}
