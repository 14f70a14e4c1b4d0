//! Why a Calico node has no session back: why confd does not take it as the neighbor that a BGPPeer names (Calico: confd's
//! `nodesWithIPPortAndAS`).

use crate::resource::ReversePeering;

use super::peer::Target;
use super::plan::Plan;
use super::rendered::Session;

/// Why a node has no session back for a BGPPeer that points at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// `reversePeering: Manual`, and no BGPPeer for the other direction.
    Manual,
    /// The node is in another AS than the BGPPeer expects.
    OtherAs,
    /// The node's address has another spelling, and Calico compares addresses as text.
    OtherSpelling,
    /// The port is the node's own, but the cluster has another listen port.
    RuledOutByClusterPort,
    /// The node listens on another port.
    OtherPort,
}

impl Plan<'_> {
    /// Why a session of a BGPPeer has no session back; `None` where none of these causes applies.
    pub fn why_unanswered(&self, session: &Session) -> Option<Unanswered> {
        let declaration = &self.declarations[session.origin.declaration()?];
        if declaration.peer.reverse_peering.value() == Some(&ReversePeering::Manual) {
            return Some(Unanswered::Manual);
        }
        let Target::Address { address, is_calico_node, is_skipped: false, .. } = declaration.target else {
            return None;
        };
        let remote = session.remote?;
        if declaration.terms.peer_as != self.as_number(remote) {
            return Some(Unanswered::OtherAs);
        }
        let is_own_port = self.speakers[remote].own_port == session.port;
        Some(match (!is_calico_node && address.is_ipv6(), is_own_port) {
            (true, _) => Unanswered::OtherSpelling,
            (false, true) => Unanswered::RuledOutByClusterPort,
            (false, false) => Unanswered::OtherPort,
        })
    }
}
