//! The selectors of BGPPeers and IPPools, read once, and what they say of the nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Cluster, Inventory};
use crate::known::Truth;
use crate::resource::{Body, Field, FieldSpan, Resource};
use crate::selector::{Selector, SyntaxError};

/// The fields that hold selectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SelectorField {
    /// `nodeSelector` of a BGPPeer or of an IPPool.
    Node,
    /// `peerSelector` of a BGPPeer.
    Peer,
    /// `localWorkloadSelector` of a BGPPeer, which chooses pods.
    LocalWorkload,
    /// `namespaceSelector` of an IPPool.
    Namespace,
}

impl SelectorField {
    /// The field's name.
    pub fn name(self) -> &'static str {
        match self {
            SelectorField::Node => "nodeSelector",
            SelectorField::Peer => "peerSelector",
            SelectorField::LocalWorkload => "localWorkloadSelector",
            SelectorField::Namespace => "namespaceSelector",
        }
    }

    /// Whether it chooses nodes, rather than pods or namespaces.
    pub fn selects_nodes(self) -> bool {
        matches!(self, SelectorField::Node | SelectorField::Peer)
    }
}

/// A selector of a BGPPeer or of an IPPool, read once.
#[derive(Debug)]
pub struct WrittenSelector<'a> {
    /// The resource that it stands in.
    pub resource: &'a Resource,
    /// The field.
    pub field: SelectorField,
    /// The field's text.
    pub text: &'a str,
    /// Where the field's value stands.
    pub span: FieldSpan,
    /// The selector, or why it is none.
    pub selector: Result<Selector, SyntaxError>,
}

/// What a selector says of the known nodes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    /// It is true of at least one.
    Some,
    /// It is true of none, for certain.
    None,
    /// Placeholders keep it open.
    Unknown,
}

/// The selectors of the BGPPeers among some resources.
pub(super) fn of_peers<'a>(resources: impl Iterator<Item = &'a Resource>) -> Vec<WrittenSelector<'a>> {
    let selectors = resources.flat_map(|resource| match &resource.body {
        Body::BgpPeer(peer) => vec![
            read(resource, SelectorField::Node, &peer.node_selector),
            read(resource, SelectorField::Peer, &peer.peer_selector),
            read(resource, SelectorField::LocalWorkload, &peer.local_workload_selector),
        ],
        _ => Vec::new(),
    });
    selectors.flatten().collect()
}

/// The selectors of the IPPools among some resources.
pub(super) fn of_pools<'a>(resources: impl Iterator<Item = &'a Resource>) -> Vec<WrittenSelector<'a>> {
    let selectors = resources.flat_map(|resource| match &resource.body {
        Body::IpPool(pool) => vec![
            read(resource, SelectorField::Node, &pool.node_selector),
            read(resource, SelectorField::Namespace, &pool.namespace_selector),
        ],
        _ => Vec::new(),
    });
    selectors.flatten().collect()
}

fn read<'a>(resource: &'a Resource, field: SelectorField, value: &'a Field<String>) -> Option<WrittenSelector<'a>> {
    let (text, span) = value.value().zip(value.span())?;
    Some(WrittenSelector { resource, field, text, span, selector: Selector::parse(text) })
}

impl WrittenSelector<'_> {
    /// Whether it chooses nodes, rather than pods or namespaces.
    pub fn selects_nodes(&self) -> bool {
        self.field.selects_nodes()
    }

    /// What it says of the cluster's nodes; `None` where it is no selector.
    pub fn matches(&self, cluster: &Cluster) -> Option<Matches> {
        let selector = self.selector.as_ref().ok()?;
        let mut all = Matches::None;
        for node in cluster.nodes() {
            match selector.evaluate(node) {
                Truth::Yes => return Some(Matches::Some),
                Truth::Unknown => all = Matches::Unknown,
                Truth::No => {}
            }
        }
        Some(all)
    }

    /// Whether the selector would match a known node, were some parts of its text, which are in order, another word.
    pub fn would_match(&self, cluster: &Cluster, parts: &[Range<usize>], word: &str) -> bool {
        let mut text = self.text.to_owned();
        for part in parts.iter().rev() {
            text.replace_range(part.clone(), word);
        }
        let selector = Selector::parse(&text);
        WrittenSelector { text: &text, selector, ..*self }.matches(cluster) == Some(Matches::Some)
    }
}

/// This many selectors on the same labels that match nothing, beside one that does, are a list shared by several clusters
/// rather than slips.
const SHARED_LIST: usize = 5;

/// The selectors that choose nodes and match none of the known ones.
#[derive(Debug, Default)]
pub struct Unmatched<'s, 'a> {
    /// Those that stand for themselves.
    pub alone: Vec<&'s WrittenSelector<'a>>,
    /// Those on the same labels, of which others match: lists that several clusters seem to share.
    pub shared_lists: Vec<Vec<&'s WrittenSelector<'a>>>,
    /// How many cannot be judged, since more nodes may be there.
    pub lacking_nodes: usize,
    /// How many cannot be judged because of placeholders.
    pub lacking_values: usize,
}

impl<'a> Cluster<'a> {
    /// The selectors that match none of the known nodes. A selector that no labels satisfy, or that all
    /// satisfy, needs no nodes and is left out.
    pub fn unmatched_selectors(&self) -> Unmatched<'_, 'a> {
        let mut unmatched = Unmatched::default();
        let mut empty: BTreeMap<BTreeSet<String>, Vec<&WrittenSelector>> = BTreeMap::new();
        let mut used: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        for selector in self.peer_selectors().iter().filter(|selector| selector.selects_nodes()) {
            let Ok(parsed) = &selector.selector else {
                continue;
            };
            if !parsed.is_satisfiable() || parsed.is_always_true() {
                continue;
            }
            if self.inventory == Inventory::None {
                unmatched.lacking_nodes += 1;
                continue;
            }
            let labels: BTreeSet<String> = parsed.label_names().iter().map(|label| label.name.clone()).collect();
            match selector.matches(self) {
                Some(Matches::None) if self.may_match_an_unlisted_node(parsed, &labels) => unmatched.lacking_nodes += 1,
                Some(Matches::None) => empty.entry(labels).or_default().push(selector),
                Some(Matches::Some) => {
                    used.insert(labels);
                }
                Some(Matches::Unknown) => unmatched.lacking_values += 1,
                None => {}
            }
        }
        for (labels, mut selectors) in empty {
            selectors.sort_by_key(|selector| (selector.resource.name(), selector.field));
            match selectors.len() >= SHARED_LIST && used.contains(&labels) {
                true => unmatched.shared_lists.push(selectors),
                false => unmatched.alone.extend(selectors),
            }
        }
        unmatched
    }

    /// Where not all nodes are listed, a selector that is true of a node without labels is made for the others; and nodes
    /// written by hand lack the labels that Kubernetes sets by itself: where no known node has a label of such a kind,
    /// nothing can be said of it.
    fn may_match_an_unlisted_node(&self, selector: &Selector, labels: &BTreeSet<String>) -> bool {
        if self.inventory != Inventory::Partial {
            return false;
        }
        let is_kubernetes = |domain: &&str| *domain == "kubernetes.io" || domain.ends_with(".kubernetes.io");
        let is_carried = |wanted: &str| {
            self.nodes().iter().flat_map(|node| node.labels()).any(|(label, _)| domain(label) == Some(wanted))
        };
        let mut domains = labels.iter().filter_map(|label| domain(label)).filter(is_kubernetes);
        selector.evaluate(&BTreeMap::new()) == Truth::Yes || domains.any(|wanted| !is_carried(wanted))
    }
}

/// What stands before the slash of a label's name.
fn domain(label: &str) -> Option<&str> {
    label.split_once('/').map(|(domain, _)| domain)
}
