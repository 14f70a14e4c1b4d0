//! The selectors of BGPPeers, read once.

use super::Cluster;
use crate::document::Span;
use crate::resource::Resource;
use crate::selector::{Selector, SyntaxError, Truth};

/// A selector of a BGPPeer.
#[derive(Debug)]
pub struct PeerSelector<'a> {
    /// The BGPPeer's resource.
    pub resource: &'a Resource,
    /// The field: `nodeSelector`, `peerSelector` or `localWorkloadSelector`.
    pub field: &'static str,
    /// The field's text.
    pub text: &'a str,
    /// Where the field's value stands.
    pub span: Span,
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

pub(super) fn peer_selectors<'a>(cluster: &Cluster<'a>) -> Vec<PeerSelector<'a>> {
    let selectors = cluster.peers().flat_map(|(resource, peer)| {
        peer.selectors().into_iter().filter_map(move |(field, value)| {
            let (text, span) = value.value().zip(value.span())?;
            Some(PeerSelector { resource, field, text, span, selector: Selector::parse(text) })
        })
    });
    selectors.collect()
}

impl PeerSelector<'_> {
    /// Whether it chooses nodes rather than pods.
    pub fn selects_nodes(&self) -> bool {
        self.field != "localWorkloadSelector"
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
}
