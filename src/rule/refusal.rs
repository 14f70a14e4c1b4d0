//! On which nodes BIRD refuses the file, in words.

use std::collections::BTreeSet;

use crate::document::Span;
use crate::resource::{Body, Resource};
use crate::session::{Scope, Sessions};

/// What follows where BIRD refuses a file because of a place in a resource.
pub fn refusal(sessions: &Sessions, resource: &Resource, span: Span) -> String {
    let is_here = |other: &&Resource| {
        other.source == resource.source && resource.span.contains(span) && other.span == resource.span
    };
    let freezes = sessions.freezes().iter().filter(|freeze| freeze.resource.as_ref().is_some_and(is_here));
    let classes: BTreeSet<usize> =
        freezes.filter(|freeze| freeze.span == Some(span)).flat_map(|freeze| freeze.classes.iter().copied()).collect();
    match classes.is_empty() {
        true => refusal_on(&meant_nodes(sessions, resource)),
        false => refusal_on(&sessions.nodes_in_words(&classes)),
    }
}

/// What follows where BIRD refuses the file of these nodes.
pub fn refusal_on(nodes: &str) -> String {
    format!("BIRD refuses the file on {nodes}, so the old BGP configuration stays there")
}

/// The nodes that a resource is for, where none of them is known.
fn meant_nodes(sessions: &Sessions, resource: &Resource) -> String {
    match &resource.body {
        Body::BgpPeer(_) => {
            let peering = sessions.peerings.iter().find(|peering| std::ptr::eq(peering.resource, resource));
            let is_global = peering.is_some_and(|peering| peering.scope == Scope::Everywhere);
            if is_global { "every node".to_owned() } else { "the nodes that it is for".to_owned() }
        }
        Body::BgpConfiguration(_) => match resource.name().strip_prefix("node.") {
            Some(node) => format!("node `{node}`"),
            None => "every node".to_owned(),
        },
        _ => "every node".to_owned(),
    }
}
