//! The consequence of a configuration that BIRD rejects, with the nodes concerned.

use std::collections::BTreeSet;

use crate::cluster::ClassId;
use crate::resource::{Body, FieldSpan, Resource};
use crate::session::Sessions;

/// The consequence where BIRD rejects the whole configuration because of a place in a resource.
pub fn refusal(sessions: &Sessions, resource: &Resource, span: FieldSpan) -> String {
    let classes: BTreeSet<ClassId> =
        sessions.freezes_at(resource, span).flat_map(|freeze| freeze.classes.iter().copied()).collect();
    match classes.is_empty() {
        true => refusal_on(&meant_nodes(sessions, resource)),
        false => refusal_on(&sessions.nodes_in_words(&classes)),
    }
}

/// The consequence where BIRD rejects the whole configuration on these nodes.
pub fn refusal_on(nodes: &str) -> String {
    format!("BIRD rejects the whole configuration on {nodes} and keeps the old one")
}

/// The nodes for which a resource is, where it is unknown which of them render it.
fn meant_nodes(sessions: &Sessions, resource: &Resource) -> String {
    match (&resource.body, resource.holds_for().node()) {
        (Body::BgpPeer(_), _) => {
            let declaration = sessions.declarations.iter().find(|declaration| declaration.resource.id == resource.id);
            match declaration.is_some_and(|declaration| declaration.is_global()) && sessions.speakers.is_empty() {
                true => "every node".to_owned(),
                false => "each node that renders it".to_owned(),
            }
        }
        (Body::BgpConfiguration(_), Some(node)) => format!("node `{node}`"),
        _ => "every node".to_owned(),
    }
}
