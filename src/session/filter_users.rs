//! The sessions on which BGPFilters are, and external neighbors without a BGPFilter.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::known::Known;
use crate::resource::{Direction, PeerType};
use crate::value::{AsNumber, Family};

use super::peer::{PeerDeclaration, Target};
use super::plan::Plan;

impl<'c> Plan<'c> {
    /// The types of the sessions on which each BGPFilter is, by the name of the filter. Calico compares the neighbor's AS
    /// number with the AS number that the node uses (Calico: confd's `buildPeerFromData`). `None` stands for sessions of
    /// unknown type.
    pub fn peer_types_by_filter(&self) -> BTreeMap<&'c str, BTreeSet<Option<PeerType>>> {
        let mut types: BTreeMap<&str, BTreeSet<Option<PeerType>>> = BTreeMap::new();
        for (session, _) in self.classes.ids().flat_map(|class| self.of_class(class)) {
            for filter in session.terms.filters.iter().filter_map(|name| name.value()) {
                types.entry(filter).or_default().insert(session.is_internal().map(PeerType::of));
            }
        }
        types
    }

    /// The BGPPeers for external routers in another AS without an import filter, each with the address of the router (RFC
    /// 8212).
    pub fn unfiltered_external_peers(&self) -> impl Iterator<Item = (&PeerDeclaration<'c>, IpAddr)> {
        let nodes = self.cluster.node_addresses();
        self.declarations.iter().filter_map(move |declaration| {
            let Target::Address { address, is_skipped: false, .. } = declaration.target else {
                return None;
            };
            let is_node = nodes.contains(&address) || address.is_loopback();
            let is_unfiltered =
                !is_node && self.is_of_other_as(declaration) && !self.may_have_import_filter(declaration);
            is_unfiltered.then_some((declaration, address))
        })
    }

    /// Whether the neighbor's AS certainly differs from the AS of all nodes for which the BGPPeer is.
    fn is_of_other_as(&self, declaration: &PeerDeclaration) -> bool {
        let Some(peer_as) = declaration.peer.as_number.value() else {
            return false;
        };
        let differs = |own: Known<AsNumber>| own.value().is_some_and(|own| own != *peer_as);
        if declaration.peer.local_as_number.is_set() {
            return differs(declaration.peer.local_as_number.to_known());
        }
        let classes = declaration.classes_for(&self.classes);
        let mut nodes = classes.flat_map(|class| self.members(class)).peekable();
        match nodes.peek() {
            None => differs(self.globals.as_number),
            Some(_) => nodes.all(|node| differs(self.as_number(*node))),
        }
    }

    /// Whether a BGPPeer has a filter with import rules, or an unknown filter.
    fn may_have_import_filter(&self, declaration: &PeerDeclaration) -> bool {
        let family = declaration.peer.peer_ip.value().map(|target| Family::of(target.address));
        let filters = &declaration.peer.filters;
        !filters.is_certain()
            || filters.items().iter().any(|name| {
                let filter = name.value().map(|name| self.filter(name));
                filter.flatten().is_none_or(|filter| {
                    family.is_none_or(|family| {
                        let rules = filter.rules(Direction::Import, family);
                        !rules.is_certain() || !rules.items().is_empty()
                    })
                })
            })
    }
}
