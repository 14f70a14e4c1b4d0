//! The selectors of BGPPeers and IPPools, parsed once, and the nodes that they match.

use std::ops::Range;

use super::label_index::LabelIndex;
use super::node::Node;
use crate::known::Truth;
use crate::names::names;
use crate::resource::{Body, Field, FieldSpan, Resource};
use crate::selector::{Selector, SyntaxError};

names! {
    /// The fields with selectors.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SelectorField {
        /// `nodeSelector` of a BGPPeer or of an IPPool.
        "nodeSelector" => Node,
        /// `peerSelector` of a BGPPeer.
        "peerSelector" => Peer,
        /// `localWorkloadSelector` of a BGPPeer, which selects pods.
        "localWorkloadSelector" => LocalWorkload,
        /// `namespaceSelector` of an IPPool.
        "namespaceSelector" => Namespace,
    }
}

impl SelectorField {
    /// Whether it selects nodes, rather than pods or namespaces.
    pub fn selects_nodes(self) -> bool {
        matches!(self, SelectorField::Node | SelectorField::Peer)
    }
}

/// A selector of a BGPPeer or of an IPPool, parsed once.
#[derive(Debug)]
pub struct WrittenSelector<'a> {
    /// The resource with the selector.
    pub resource: &'a Resource,
    /// The field.
    pub field: SelectorField,
    /// The value of the field.
    pub text: &'a str,
    /// The place of the value.
    pub span: FieldSpan,
    /// The selector, or why it does not parse.
    pub selector: Result<Selector, SyntaxError>,
}

/// How many of the known nodes a selector matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    /// At least one.
    Some,
    /// Certainly none.
    None,
    /// Unknown because of placeholders.
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
    /// Whether it selects nodes, rather than pods or namespaces.
    pub fn selects_nodes(&self) -> bool {
        self.field.selects_nodes()
    }

    /// How many of these nodes it matches; `None` where it does not parse.
    pub(super) fn matches(&self, nodes: &[Node], index: &LabelIndex) -> Option<Matches> {
        let selector = self.selector.as_ref().ok()?;
        let triggers = selector.triggers();
        let concerned = index.concerned(&triggers.labels);
        if triggers.otherwise && concerned.len() < nodes.len() {
            return Some(Matches::Some);
        }
        let mut all = Matches::None;
        for number in concerned {
            match selector.evaluate(&nodes[number]) {
                Truth::Yes => return Some(Matches::Some),
                Truth::Unknown => all = Matches::Unknown,
                Truth::No => {}
            }
        }
        Some(all)
    }

    /// Whether the selector would match a known node if another word replaced these parts of its text, which are in order.
    pub(super) fn would_match(&self, nodes: &[Node], index: &LabelIndex, parts: &[Range<usize>], word: &str) -> bool {
        let mut text = self.text.to_owned();
        for part in parts.iter().rev() {
            text.replace_range(part.clone(), word);
        }
        let selector = Selector::parse(&text);
        WrittenSelector { text: &text, selector, ..*self }.matches(nodes, index) == Some(Matches::Some)
    }
}
