//! The fixes of a `peerIP` that several rules offer.

use std::net::SocketAddr;

use crate::rule::{Edit, Fix};
use crate::session::{PeerDeclaration, Sessions};

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
