//! An adjacency: a session between two nodes as the routes of one of them see it.

use super::ids::{PoolSet, VertexId};
use crate::cluster::{SpeakerId, Speakers};
use crate::known::Known;
use crate::resource::value::AsNumber;
use crate::session::{PeerId, Session, Status};

/// A session that a route can go over, from one vertex to another.
#[derive(Clone, Copy, Debug)]
pub struct Adjacency {
    /// The vertex that it leads to.
    pub to: VertexId,
    /// What the two ends have agreed on.
    pub link: Link,
}

/// What passes over a session in one direction.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The AS number that the sender claims.
    pub from_as: AsNumber,
    /// The AS number that the receiver claims.
    pub to_as: AsNumber,
    /// Whether the receiver is a client of the sender.
    pub to_client: bool,
    /// Whether the sender is a client of the receiver.
    pub from_client: bool,
    /// How often the receiver's AS number may stand in the path.
    pub allowed: usize,
    /// Whether the session comes up, as far as is known. What a broken session lacks is reported with the sessions.
    pub is_up: bool,
    /// The BGPPeer that declares it at the sender; `None` for the mesh.
    pub declaration: Option<PeerId>,
    /// The BGPPeer that declares it at the receiver; `None` for the mesh.
    pub back: Option<PeerId>,
    /// The pools of which filters let no route through.
    pub drops: PoolSet,
}

impl Link {
    /// The link of two ends. A broken session is taken as its sender means it.
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

    /// The link of a session that only one end has, as it would be if the other end had it too.
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

    /// Whether both ends are in one AS.
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

    /// Whether this is the other direction of a session, given that both join the same two nodes.
    pub(super) fn is_back_of(&self, other: &Link) -> bool {
        (self.declaration, self.back) == (other.back, other.declaration)
    }
}

fn allowed(session: &Session) -> usize {
    session.terms.allowed_local_as.value().and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

/// A session with an external router: one that is no Calico node.
#[derive(Clone, Copy, Debug)]
pub struct ExternalSession {
    /// The AS number that the node claims.
    pub local_as: AsNumber,
    /// The router's AS number.
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

    /// Whether both ends are in one AS.
    pub(super) fn is_internal(&self) -> bool {
        self.local_as == self.peer_as
    }
}
