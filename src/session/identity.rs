//! Identities of nodes: which nodes of an AS share a router ID, and which nodes have their own AS number.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::cluster::{ClassId, Fact, SpeakerId};
use crate::known::Known;
use crate::value::{AsNumber, Family, NodeAddress};

use super::plan::Plan;

/// Nodes of the same AS with the same router ID.
#[derive(Clone, Debug)]
pub struct SharedRouterId {
    /// The router ID.
    pub id: Ipv4Addr,
    /// The nodes, sorted by name; at least two.
    pub nodes: Vec<SpeakerId>,
}

impl<'c> Plan<'c> {
    /// The AS number of a node, if it is certain. Absent means the cluster's AS number, which another manifest may set or a
    /// placeholder may hide; all such nodes are in the same AS.
    fn certain_as_number(&self, node: SpeakerId) -> Known<AsNumber> {
        self.speakers[node].own_as.or(self.globals.certain_as_number())
    }

    /// The router IDs of several nodes in the same AS, sorted.
    pub fn shared_router_ids(&self) -> Vec<SharedRouterId> {
        let mut by_id: BTreeMap<_, Vec<SpeakerId>> = BTreeMap::new();
        for node in self.speakers.ids() {
            let as_number = self.certain_as_number(node);
            if let (Known::Value(id), false) = (self.speakers[node].router_id, as_number.is_unknown()) {
                by_id.entry((id, as_number)).or_default().push(node);
            }
        }
        let shared = by_id.into_iter().filter(|(_, nodes)| nodes.len() > 1);
        shared.map(|((id, _), nodes)| SharedRouterId { id, nodes }).collect()
    }

    /// Whether several nodes are certainly in the same AS.
    pub fn has_nodes_of_one_as(&self) -> bool {
        let mut numbers: Vec<_> = self.speakers.ids().map(|node| self.certain_as_number(node)).collect();
        numbers.retain(|number| !number.is_unknown());
        numbers.sort_unstable();
        numbers.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// The nodes of some classes with an IPv6 address and without an IPv4 address, with name and IPv6 address, sorted by
    /// name. An IPv4 address that Calico cannot read counts, because another rule reports it.
    pub fn nodes_with_ipv6_only(&self, classes: &BTreeSet<ClassId>) -> Vec<(&'c str, Fact<'c, NodeAddress>)> {
        let nodes = classes.iter().flat_map(|class| self.members(*class)).map(|node| &self.speakers[*node]);
        let with_ipv6 = nodes.filter_map(|speaker| {
            let has_no_ipv4 = speaker.node.address(Family::V4).is_none_or(|fact| fact.field.is_absent());
            let ipv6 = speaker.node.address(Family::V6).filter(|fact| has_no_ipv4 && fact.field.value().is_some())?;
            Some((speaker.name, ipv6))
        });
        let mut found: Vec<_> = with_ipv6.collect();
        found.sort_unstable_by_key(|(name, _)| *name);
        found
    }

    /// Whether a node has its own AS number, known or not.
    pub fn has_own_as_numbers(&self) -> bool {
        self.speakers.iter().any(|speaker| !speaker.own_as.is_absent())
    }
}
