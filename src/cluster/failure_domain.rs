//! Failure domains: zones and racks that fail as a whole, from the labels of the nodes.

use std::collections::BTreeSet;

use super::speaker::Speakers;
use super::{Node, SpeakerId};
use crate::selector::{Label, Labels};

/// The labels that name failure domains, the widest first.
const LABELS: [&str; 3] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/rack", "rack"];

/// A zone or rack that fails as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailureDomain {
    /// The label.
    pub label: &'static str,
    /// The value of the label.
    pub value: String,
}

impl FailureDomain {
    /// Whether a node is certainly in the failure domain.
    pub fn contains(&self, node: &Node) -> bool {
        domain(node, self.label) == Some(&self.value)
    }
}

/// The labels that distinguish the failure domains of a cluster: their values differ between nodes with an address.
#[derive(Clone, Debug)]
pub struct FailureDomains<'s, 'a> {
    speakers: &'s Speakers<'a>,
    labels: Vec<&'static str>,
}

impl<'a> Speakers<'a> {
    /// The failure domains of the nodes.
    pub fn failure_domains(&self) -> FailureDomains<'_, 'a> {
        let tells_apart = |label: &&str| {
            let with_address = self.iter().filter(|speaker| speaker.has_address());
            let mut values = with_address.filter_map(|speaker| domain(speaker.node, label));
            values.next().is_some_and(|first| values.any(|other| other != first))
        };
        FailureDomains { speakers: self, labels: LABELS.into_iter().filter(tells_apart).collect() }
    }
}

impl FailureDomains<'_, '_> {
    /// The failure domain that contains all of these nodes, by the widest label that all of them have; `None` where they
    /// differ in this label.
    pub fn shared_by(&self, nodes: &BTreeSet<SpeakerId>) -> Option<FailureDomain> {
        let mut by_label = self.labels.iter().filter_map(|label| {
            let values: Option<BTreeSet<&str>> =
                nodes.iter().map(|node| domain(self.speakers[*node].node, label)).collect();
            Some((*label, values?))
        });
        let (label, values) = by_label.next()?;
        let mut values = values.into_iter();
        let value = values.next()?.to_owned();
        Some(FailureDomain { label, value }).filter(|_| values.next().is_none())
    }
}

/// The failure domain of a node by one label, if known.
fn domain<'n>(node: &'n Node, label: &str) -> Option<&'n str> {
    match node.label(label) {
        Label::Value(value) => Some(value),
        _ => None,
    }
}
