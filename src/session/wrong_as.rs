//! AS numbers that one end of a session expects and the other end does not use.

use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::resource::Place;
use crate::value::AsNumber;

use super::compatibility::Status;
use super::mismatches::Mismatch;
use super::peer::{PeerDeclaration, PeerId};
use super::plan::Plan;
use super::rendered::{Origin, Session};
use super::terms::Term;

/// An AS number that one end expects and the other end does not use.
#[derive(Clone, Debug)]
pub struct WrongAs {
    /// The AS number that this end expects.
    pub expected: AsNumber,
    /// The AS number that the other end uses.
    pub claimed: AsNumber,
    /// The BGPPeer whose `localASNumber` the other end uses; `None` where it uses the AS number of the node.
    pub claimed_by: Option<PeerId>,
    /// Whether the `asNumber` of a BGPPeer with `peerIP` is the expected number, rather than the AS number of a node.
    pub is_given: bool,
    /// Whether a BGPPeer with `peerIP` spells the address differently from the node, so that Calico does not find the node.
    pub is_spelled_otherwise: bool,
    /// The place of the expected number: in the BGPPeer, or, for the mesh, in the node that expects its own AS number.
    pub expected_at: Option<Place>,
    /// The place of the AS number of the other end.
    pub claimed_at: Option<Place>,
    /// Whether it depends on the cluster's AS number, which is an assumption.
    pub is_assumed: bool,
}

impl Plan<'_> {
    /// The AS number because of which the ends of a session are not compatible, if an AS number is the cause.
    pub(super) fn wrong_as(&self, mismatch: &Mismatch) -> Option<WrongAs> {
        let session = &mismatch.session;
        let is_given = self.is_by_address(session);
        let expected = session.terms.peer_as.value().filter(|expected| *expected != AsNumber(0))?;
        let claimed = match (mismatch.status, &mismatch.back) {
            (Status::AsMismatch, Some(back)) => back.terms.local_as.value()?,
            // Calico does not take a node in another AS as the neighbor, so the node has no session back.
            (Status::OneSided, None) if is_given => self.as_number(session.remote?).value()?,
            _ => return None,
        };
        // Another rule reports a mesh beside an explicit session.
        let is_mesh_alone = session.origin != Origin::Mesh || mismatch.back.as_ref()?.origin == Origin::Mesh;
        if expected == claimed || !is_mesh_alone {
            return None;
        }
        let claims_other = mismatch.back.as_ref().filter(|back| Known::Value(claimed) != self.as_number(back.local));
        let claimed_by = claims_other.and_then(|back| back.origin.declaration());
        let is_default = session.remote.is_some_and(|remote| self.speakers[remote].own_as.is_absent());
        let is_assumed = self.globals.are_assumed() && is_default && (claimed_by.is_none() || !is_given);
        let expecting = session.origin.declaration().map(|peer| &self.declarations[peer]);
        let is_spelled_otherwise = expecting.is_some_and(PeerDeclaration::names_no_calico_node);
        let expected_at = match expecting {
            Some(declaration) => Some(declaration.place_of(Term::AsNumber)),
            None => self.as_number_place(session.local),
        };
        let claimed_at = match claimed_by {
            Some(peer) => Some(self.declarations[peer].place_of(Term::LocalAsNumber)),
            None => session.remote.and_then(|remote| self.as_number_place(remote)),
        };
        Some(WrongAs {
            expected,
            claimed,
            claimed_by,
            is_given,
            is_spelled_otherwise,
            expected_at,
            claimed_at,
            is_assumed,
        })
    }

    /// The place of a node's AS number: its own, or the cluster's.
    fn as_number_place(&self, node: SpeakerId) -> Option<Place> {
        if let Some(fact) = self.speakers[node].node.as_number_fact().filter(|fact| fact.field.is_set()) {
            return Some(fact.resource.at(fact.field.span()?));
        }
        let (resource, configuration) = self.cluster.default_configuration()?;
        Some(resource.at(configuration.as_number.span()?))
    }

    fn is_by_address(&self, session: &Session) -> bool {
        let peer = session.origin.declaration().map(|peer| self.declarations[peer].peer);
        !session.is_reverse && peer.is_some_and(|peer| peer.peer_selector.is_absent())
    }

    /// Whether no setting has the AS number of the nodes, so that they use Calico's default.
    pub fn is_as_number_left_at_default(&self) -> bool {
        !self.globals.is_as_number_written && !self.has_own_as_numbers()
    }

    /// The first BGPPeer, by name, that is for an external router in another AS than Calico's default and sets no AS number
    /// for the local side.
    pub fn external_peer_of_other_as(&self) -> Option<&PeerDeclaration<'_>> {
        self.declarations.iter().find(|declaration| {
            let is_other = declaration.peer.as_number.value().is_some_and(|number| *number != AsNumber::CALICO_DEFAULT);
            declaration.names_no_calico_node() && is_other && declaration.peer.local_as_number.is_absent()
        })
    }
}
