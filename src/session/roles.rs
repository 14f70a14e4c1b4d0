//! The roles of nodes in BGP: who takes part, who reflects routes, who is in the mesh.

use super::plan::Plan;
use crate::cluster::{Inventory, SpeakerId};
use crate::known::Known;

impl Plan<'_> {
    /// Whether a node certainly has a cluster ID, which makes it a route reflector (RFC 4456).
    pub fn is_reflector(&self, node: SpeakerId) -> bool {
        matches!(self.speakers[node].cluster_id, Known::Value(_))
    }

    /// The route reflectors, by name.
    pub fn reflectors(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.speakers.ids().filter(|node| self.is_reflector(*node))
    }

    /// Whether a node takes part in BGP, as far as is known: where all nodes are known, a node without an address does not.
    pub fn takes_part(&self, node: SpeakerId) -> bool {
        self.speakers[node].has_address() || self.cluster.inventory != Inventory::Complete
    }
}
