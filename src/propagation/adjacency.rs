//! An adjacency: a session between two nodes, as seen by the routes of one of them.

use super::ids::{PoolSet, VertexId};
use crate::cluster::{SpeakerId, Speakers};
use crate::known::Known;
use crate::session::{PeerId, Session, Status};
use crate::value::AsNumber;

/// A session that routes can use, from one vertex to another.
#[derive(Clone, Copy, Debug)]
pub struct Adjacency {
    /// The vertex at its end.
    pub to: VertexId,
    /// The agreement of the two ends.
    pub link: Link,
}

/// The properties of a session in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The AS number that the sender uses.
    pub from_as: AsNumber,
    /// The AS number that the receiver uses.
    pub to_as: AsNumber,
    /// Whether the receiver is a client of the sender.
    pub to_client: bool,
    /// Whether the sender is a client of the receiver.
    pub from_client: bool,
    /// How often the AS path may contain the receiver's AS number.
    pub allowed: usize,
    /// Whether the session comes up, as far as is known. Rules of the group `session` report broken sessions.
    pub is_up: bool,
    /// The BGPPeer of the session at the sender; `None` for the mesh.
    pub declaration: Option<PeerId>,
    /// The BGPPeer of the session at the receiver; `None` for the mesh.
    pub back: Option<PeerId>,
    /// The pools whose routes filters reject completely.
    pub drops: PoolSet,
}

impl Link {
    /// The link of two ends. For a broken session, the link that its sender intends.
    pub(super) fn of_ends(session: &Session, back: &Session, status: Status, drops: PoolSet) -> Option<Link> {
        let to_as = if status == Status::AsMismatch { session.terms.peer_as } else { back.terms.local_as };
        Some(Link {
            from_as: session.terms.local_as.value()?,
            to_as: to_as.value()?,
            to_client: matches!(session.cluster_id, Known::Value(_)),
            from_client: matches!(back.cluster_id, Known::Value(_)),
            allowed: allowed(back),
            is_up: matches!(status, Status::Compatible | Status::Unknown),
            declaration: session.origin.declaration(),
            back: back.origin.declaration(),
            drops,
        })
    }

    /// The link of a session with one end, as if the other end existed too.
    pub(super) fn of_one_end(session: &Session, remote: SpeakerId, speakers: &Speakers) -> Option<Link> {
        let (from_as, to_as) = (session.terms.local_as.value()?, session.terms.peer_as.value()?);
        let (own_id, other_id) = (speakers[session.local].cluster_id, speakers[remote].cluster_id);
        Some(Link {
            from_as,
            to_as,
            to_client: matches!(session.cluster_id, Known::Value(_)),
            from_client: from_as == to_as && other_id != Known::Absent && other_id != own_id,
            allowed: 0,
            is_up: false,
            declaration: session.origin.declaration(),
            back: None,
            drops: PoolSet::default(),
        })
    }

    /// Whether both ends are in the same AS.
    pub fn is_internal(&self) -> bool {
        self.from_as == self.to_as
    }

    /// The other direction of the session.
    pub(super) fn reversed(self) -> Link {
        let (from_as, to_as) = (self.to_as, self.from_as);
        let (to_client, from_client) = (self.from_client, self.to_client);
        let (declaration, back) = (self.back, self.declaration);
        Link { from_as, to_as, to_client, from_client, declaration, back, ..self }
    }

    /// Whether this is the other direction of a session, if both connect the same two nodes.
    pub(super) fn is_back_of(&self, other: &Link) -> bool {
        (self.declaration, self.back) == (other.back, other.declaration)
    }
}

fn allowed(session: &Session) -> usize {
    session.terms.allowed_local_as.value().and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

/// A session with an external router.
#[derive(Clone, Copy, Debug)]
pub struct ExternalSession {
    /// The AS number that the node uses.
    pub local_as: AsNumber,
    /// The AS number of the router.
    pub peer_as: AsNumber,
    /// Whether the router is a client.
    pub is_client: bool,
}

impl ExternalSession {
    pub(super) fn of(session: &Session) -> Option<ExternalSession> {
        Some(ExternalSession {
            local_as: session.terms.local_as.value()?,
            peer_as: session.terms.peer_as.value()?,
            is_client: matches!(session.cluster_id, Known::Value(_)),
        })
    }

    /// Whether both ends are in the same AS.
    pub(super) fn is_internal(&self) -> bool {
        self.local_as == self.peer_as
    }
}
