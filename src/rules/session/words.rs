//! Declarations and mismatches in words and places, and the fixes that several rules offer.

use std::net::SocketAddr;

use crate::resource::Place;
use crate::rule::{Edit, Fix};
use crate::session::{Conflict, Mismatch, Origin, PeerDeclaration, Sessions, Term};

/// The place where a BGPPeer names its neighbors.
pub(super) fn declaration_place(declaration: &PeerDeclaration) -> Place {
    let peer = declaration.peer;
    let span =
        peer.local_workload_selector.span().or_else(|| peer.peer_selector.span()).or_else(|| peer.peer_ip.span());
    declaration.resource.at(span.unwrap_or(declaration.resource.head))
}

/// The place of a declaration; `None` for the mesh of a cluster without a BGPConfiguration.
pub(super) fn origin_place(sessions: &Sessions, origin: Origin) -> Option<Place> {
    match origin {
        Origin::Declaration(number) => Some(declaration_place(&sessions.declarations[number])),
        Origin::Mesh => {
            let (resource, configuration) = sessions.cluster.default_configuration()?;
            Some(resource.at(configuration.node_to_node_mesh_enabled.span().unwrap_or(resource.head)))
        }
    }
}

/// The declaration of a session, in words.
pub(super) fn origin_name(sessions: &Sessions, origin: Origin) -> String {
    match origin {
        Origin::Declaration(number) => format!("BGPPeer `{}`", sessions.declarations[number].name()),
        Origin::Mesh => "the node-to-node mesh".to_owned(),
    }
}

/// The nodes that two BGPPeers share, in words.
pub(super) fn places(sessions: &Sessions, conflict: &Conflict) -> String {
    let is_global =
        |origin: Origin| origin.declaration().is_some_and(|number| sessions.declarations[number].is_global());
    match (conflict.classes.is_empty(), is_global(conflict.one) && is_global(conflict.other)) {
        (true, true) => "every node".to_owned(),
        (true, false) => "the same nodes".to_owned(),
        _ => sessions.nodes_in_words(&conflict.classes),
    }
}

/// The neighbors that two BGPPeers share, in words.
pub(super) fn neighbors(conflict: &Conflict) -> String {
    let mut addresses = conflict.addresses.iter();
    match (addresses.next(), addresses.next()) {
        (Some(address), None) => format!("the neighbor {address}"),
        (Some(address), Some(_)) => format!("the same neighbors, such as {address},"),
        _ => "the same neighbors".to_owned(),
    }
}

/// The end of a sentence about one of several sessions: " (and 1 more session)", " (and 4 more sessions)".
pub(super) fn and_more(mismatch: &Mismatch) -> String {
    match mismatch.count {
        0 | 1 => String::new(),
        2 => " (and 1 more session)".to_owned(),
        count => format!(" (and {} more sessions)", count - 1),
    }
}

/// Names of terms in words: "`asNumber`, `password` and `filters`".
pub(super) fn term_names(terms: &[Term]) -> String {
    let quoted: Vec<String> = terms.iter().map(|term| format!("`{}`", term.name())).collect();
    match quoted.as_slice() {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        _ => quoted.concat(),
    }
}

/// The fix that removes the port.
pub(super) fn without_port(sessions: &Sessions, declaration: &PeerDeclaration) -> Option<Fix> {
    let (peer, span) = declaration.peer.peer_ip.value().zip(declaration.peer.peer_ip.span())?;
    let written = SocketAddr::new(peer.address, peer.port?).to_string();
    let edit = Edit::word(sessions.cluster, declaration.resource.at(span), &written, &peer.address.to_string())?;
    Some(edit.to_review("remove the port"))
}

/// The fix that writes an address without a port as Calico writes the address of a node.
pub(super) fn in_shortest_form(sessions: &Sessions, declaration: &PeerDeclaration) -> Option<Fix> {
    let (peer, span) = declaration.peer.peer_ip.value().zip(declaration.peer.peer_ip.span())?;
    let place = declaration.resource.at(span);
    let written = place.span.slice(sessions.cluster.text(place.source)).trim_matches(['"', '\'']);
    let is_same = written.parse() == Ok(peer.address);
    let edit = Edit::word(sessions.cluster, place, written, &peer.address.to_string()).filter(|_| is_same)?;
    Some(edit.safe("write the address in its shortest form"))
}
