//! The roles of nodes in BGP: who takes part, who reflects routes, who is in the node-to-node mesh.

use crate::cluster::{Inventory, Speaker, SpeakerId};
use crate::known::Known;
use crate::resource::{FieldSpan, Resource};

use super::peer::{PeerDeclaration, PeerId};
use super::plan::Plan;
use super::rendered::Session;

impl<'c> Plan<'c> {
    /// Whether a node certainly has a cluster ID, which makes it a route reflector (RFC 4456).
    pub fn is_reflector(&self, node: SpeakerId) -> bool {
        matches!(self.speakers[node].cluster_id, Known::Value(_))
    }

    /// Whether a node has a cluster ID, or a placeholder may hide one.
    pub fn may_be_reflector(&self, node: SpeakerId) -> bool {
        !self.speakers[node].cluster_id.is_absent()
    }

    /// The route reflectors, by name.
    pub fn reflectors(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.speakers.ids().filter(|node| self.is_reflector(*node))
    }

    /// The other route reflectors that have the cluster ID of a route reflector, by name.
    pub fn reflectors_with_cluster_id_of(&self, reflector: SpeakerId) -> impl Iterator<Item = SpeakerId> + '_ {
        let id = move |node: SpeakerId| self.speakers[node].cluster_id;
        self.reflectors().filter(move |node| *node != reflector && id(*node) == id(reflector))
    }

    /// Whether all route reflectors have the same cluster ID.
    pub fn have_reflectors_one_cluster_id(&self) -> bool {
        let mut ids = self.reflectors().map(|node| self.speakers[node].cluster_id);
        let first = ids.next();
        ids.all(|id| Some(id) == first)
    }

    /// The first BGPPeer that connects a route reflector with another node of its AS that is not a reflector.
    pub fn declaration_of_reflectors(&self) -> Option<&PeerDeclaration<'c>> {
        let to_other_node = |session: &Session| {
            let is_other = session.remote.is_some_and(|remote| !self.is_reflector(remote));
            session.origin.declaration().filter(|_| is_other && session.is_internal() == Some(true))
        };
        let peer_of = |reflector: SpeakerId| -> Option<PeerId> {
            self.of_class(self.class_of(reflector)).find_map(|(session, _)| to_other_node(&session))
        };
        // The sessions of all nodes of a class are similar.
        let mut first = self.classes.ids().map(|class| self.first_of(class)).filter(|node| self.is_reflector(*node));
        first.find_map(peer_of).map(|peer| &self.declarations[peer])
    }

    /// Whether a node takes part in BGP, as far as is known: in a complete node list, a node without an address does not.
    fn takes_part(&self, node: SpeakerId) -> bool {
        self.speakers[node].has_address() || self.cluster.inventory != Inventory::Complete
    }

    /// The nodes that take part in BGP, as far as is known, sorted by name.
    pub fn participants(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.speakers.ids().filter(|node| self.takes_part(*node))
    }

    /// The place where the BGPConfiguration `default` turns the node-to-node mesh off.
    pub fn mesh_turned_off(&self) -> Option<(&'c Resource, FieldSpan)> {
        let (resource, fields) = self.cluster.default_configuration()?;
        let span = fields.node_to_node_mesh_enabled.span()?;
        (self.globals.mesh == Known::Value(false)).then_some((resource, span))
    }

    /// The nodes in the node-to-node mesh, if it is on, sorted by name: nodes with an address and without a cluster ID.
    pub fn mesh_members(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.speakers.ids().filter(|node| self.speakers[*node].has_address() && !self.may_be_reflector(*node))
    }

    /// The nodes that will be in the node-to-node mesh, if it is on, when calico-node has given each of them an address,
    /// sorted by name.
    pub fn mesh_members_to_be(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.participants().filter(|node| !self.may_be_reflector(*node))
    }

    /// The nodes in the node-to-node mesh: first the nodes with their own AS number, then the nodes that use the cluster's.
    pub fn mesh_by_own_as(&self) -> (Vec<&Speaker<'c>>, Vec<&Speaker<'c>>) {
        self.mesh_members().map(|node| &self.speakers[node]).partition(|speaker| !speaker.own_as.is_absent())
    }
}
