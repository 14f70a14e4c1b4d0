//! Whether the two ends of a session are compatible (RFC 4271 section 6.2, RFC 5082, RFC 2385; BIRD 1.6's treatment of
//! each).

use crate::cluster::{BGP_PORT, SpeakerId};
use crate::known::{Known, Truth};
use crate::names::names;
use crate::value::Family;

use super::freeze::Freezes;
use super::plan::Plan;
use super::rendered::{Session, SessionKind};

names! {
    /// The status of a session. The tests are made in this order, and the first test that fails is the status. A session
    /// that passes all tests is `external` if nothing is known about the neighbor, and otherwise `fits`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Status {
        /// Something that the status depends on is unknown.
        "unknown" => Unknown,
        /// The neighbor is a Calico node and has no session back.
        "one-sided" => OneSided,
        /// An end expects another AS number than the other end uses: "Bad peer AS".
        "as-mismatch" => AsMismatch,
        /// Both ends have the same AS number and the same router ID: "Bad BGP identifier".
        "bad-identifier" => BadIdentifier,
        /// The ends have different passwords, or only one end has a password.
        "password-mismatch" => PasswordMismatch,
        /// Only one end has TTL security.
        "ttl-mismatch" => TtlMismatch,
        /// Neither end connects to the port on which the other end listens.
        "port-mismatch" => PortMismatch,
        /// One of the nodes is assumed to be down.
        "node-down" => NodeDown,
        /// Another session with the same neighbor takes its place.
        "duplicate-neighbor" => DuplicateNeighbor,
        /// BIRD rejects the whole file of the session, at one of the ends.
        "frozen" => Frozen,
        /// The neighbor is an external router, whose configuration is unknown.
        "external" => External,
        /// The session comes up.
        "fits" => Compatible,
    }
}

impl Status {
    /// Whether the session certainly does not come up.
    pub fn is_broken(self) -> bool {
        !matches!(self, Status::Unknown | Status::External | Status::Compatible)
    }
}

/// A session of one end that meets a session of the other end: their indices among the sessions of each end.
struct Meeting {
    ours: usize,
    theirs: usize,
    /// Whether this meeting is used.
    is_taken: bool,
    /// Whether the two are compatible, but come up only if the right end is first.
    is_contended: bool,
}

/// The status of a session, and the session of the other end that answers it.
#[derive(Clone, Debug)]
pub struct Compatibility<'c> {
    /// The status.
    pub status: Status,
    /// The session of the other end.
    pub back: Option<Session<'c>>,
    /// Whether a side connects to a port on which the other side does not listen, although the session comes up from the
    /// other side.
    pub is_dialed_in_vain: bool,
}

/// Compares the two ends of sessions, with some files rejected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparer<'p, 'c> {
    /// The facts from which the sessions are computed.
    pub plan: &'p Plan<'c>,
    /// The nodes whose file BIRD rejects.
    pub freezes: &'p Freezes<'c>,
}

impl<'c> Comparer<'_, 'c> {
    /// The status of a session, with its other end.
    pub fn compatibility(&self, session: &Session) -> Compatibility<'c> {
        let is_down = |node: SpeakerId| self.plan.failed.contains(&node);
        match is_down(session.local) || session.remote.is_some_and(is_down) {
            true => self.alone(session, Status::NodeDown),
            false => self.compatibility_while_up(session),
        }
    }

    /// The status of a session while no node is down.
    pub fn compatibility_while_up(&self, session: &Session) -> Compatibility<'c> {
        let local = self.plan.speakers[session.local].address(session.family).value();
        let Some(address) = session.address else {
            return self.alone(session, Status::External);
        };
        let forth = self.plan.to(session.local, address);
        // BIRD passes the packets of a neighbor to the first session with its address.
        let is_first = forth.sessions.first().is_none_or(|first| first.rank() == session.rank());
        let (Some(remote), Some(local)) = (session.remote, local) else {
            return self.alone(session, if is_first { Status::External } else { Status::DuplicateNeighbor });
        };
        let back = self.plan.to(remote, local);
        let open = back.is_open || forth.is_open || self.plan.index.has_open_target;
        let Some(first) = back.sessions.first() else {
            return self.alone(session, if open { Status::Unknown } else { Status::OneSided });
        };
        let ways = self.ways(&forth.sessions, &back.sessions, session.local, remote);
        let number = forth.sessions.iter().position(|other| other.rank() == session.rank()).unwrap_or_default();
        let own: Vec<&Meeting> = ways.iter().filter(|way| way.ours == number).collect();
        let contended = own.iter().find(|way| way.is_contended).map(|way| &back.sessions[way.theirs]);
        let taken = own.iter().find(|way| way.is_taken).map(|way| &back.sessions[way.theirs]);
        // A session that is not up is compared with the one that was meant for it.
        let meant = || back.sessions.iter().find(|other| other.origin == session.origin);
        let met = || own.first().map(|way| &back.sessions[way.theirs]);
        let counterpart = contended.or(taken).or_else(meant).or_else(met).unwrap_or(first);
        let mut status = self.compare(session, counterpart);
        let is_frozen = self.is_frozen(session.local, session.family) || self.is_frozen(remote, session.family);
        if contended.is_some() {
            let status = if is_frozen && status == Status::Compatible { Status::Frozen } else { Status::Unknown };
            return Compatibility { status, back: Some(counterpart.clone()), is_dialed_in_vain: false };
        }
        if status == Status::Compatible && taken.is_none() {
            let is_displaced = !own.is_empty() || ways.iter().any(|way| way.is_taken);
            status = if is_displaced { Status::DuplicateNeighbor } else { Status::PortMismatch };
        }
        if status == Status::Compatible && is_frozen {
            status = Status::Frozen;
        }
        let may_be_frozen = self.may_lack_router_id(session.local) || self.may_lack_router_id(remote);
        if status == Status::Compatible && (back.is_open || forth.is_open || may_be_frozen) {
            status = Status::Unknown;
        }
        let dials = [self.reaches(session, remote), self.reaches(counterpart, session.local)];
        let is_dialed_in_vain = dials.contains(&Truth::No) && !session.is_passive && !counterpart.is_passive;
        Compatibility { status, back: Some(counterpart.clone()), is_dialed_in_vain }
    }

    /// The ways in which sessions of two nodes can meet. Each end opens connections, and BIRD passes an incoming connection
    /// to its first session by name. Of the compatible meetings, the first ones by name are used; one session per port is
    /// up.
    fn ways(&self, ours: &[Session], theirs: &[Session], local: SpeakerId, remote: SpeakerId) -> Vec<Meeting> {
        let dialed = ours.iter().enumerate().filter(|(_, session)| self.reaches(session, remote) != Truth::No);
        let dialing = theirs.iter().enumerate().filter(|(_, session)| self.reaches(session, local) != Truth::No);
        let mut pairs: Vec<(usize, usize)> =
            dialed.map(|(number, _)| (number, 0)).chain(dialing.map(|(number, _)| (0, number))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut ways: Vec<Meeting> = Vec::new();
        for (one, other) in pairs {
            let uses =
                |way: &Meeting| ours[way.ours].port == ours[one].port || theirs[way.theirs].port == theirs[other].port;
            let fits = matches!(self.compare(&ours[one], &theirs[other]), Status::Compatible | Status::Unknown);
            let is_taken = fits && !ways.iter().any(|way| way.is_taken && uses(way));
            ways.push(Meeting { ours: one, theirs: other, is_taken, is_contended: false });
        }
        match ways.iter().any(|way| (way.ours, way.theirs) == (0, 0) && way.is_taken) {
            true => self.disturb(ours, theirs, &mut ways),
            false => self.contend(ours, theirs, &mut ways),
        }
        ways
    }

    /// If the first two sessions are compatible, an incompatible OPEN message still stops the session that gets it, whether
    /// the session is up or not.
    fn disturb(&self, ours: &[Session], theirs: &[Session], ways: &mut [Meeting]) {
        let is_refused = |(one, other): (usize, usize)| {
            matches!(self.compare(&ours[one], &theirs[other]), Status::AsMismatch | Status::BadIdentifier)
        };
        let dialed = ways.iter().map(|way| (way.ours, way.theirs));
        // In the mesh, only the addresses decide which of two nodes connects.
        let by_mesh = mesh_of(ours).zip(mesh_of(theirs)).map(|(one, other)| [(one, 0), (0, other)]);
        if dialed.chain(by_mesh.into_iter().flatten()).any(is_refused) {
            for way in ways.iter_mut() {
                way.is_contended = way.is_taken;
            }
        }
    }

    /// If the first two sessions are not compatible, another session of either side may come first. If packets are dropped
    /// unread, the first two may wait forever.
    fn contend(&self, ours: &[Session], theirs: &[Session], ways: &mut Vec<Meeting>) {
        let fits = |way: &Meeting| {
            matches!(self.compare(&ours[way.ours], &theirs[way.theirs]), Status::Compatible | Status::Unknown)
        };
        let is_mute = matches!(self.compare(&ours[0], &theirs[0]), Status::TtlMismatch | Status::PasswordMismatch);
        // In the mesh, only the addresses decide which of two nodes connects.
        if let (Some(one), Some(other)) = (mesh_of(ours), mesh_of(theirs)) {
            for (ours, theirs) in [(one, 0), (0, other)] {
                let is_new = !ways.iter().any(|way| (way.ours, way.theirs) == (ours, theirs));
                if is_new && (is_mute || (ours, theirs) == (one, other)) {
                    ways.push(Meeting { ours, theirs, is_taken: false, is_contended: false });
                }
            }
            ways.sort_unstable_by_key(|way| (way.ours, way.theirs));
        }
        let is_first = |way: &&Meeting| way.ours == 0 && way.theirs != 0 && fits(way);
        let is_second = |way: &&Meeting| way.ours != 0 && way.theirs == 0 && fits(way);
        // Sessions with different ports do not wait for each other.
        let share = |one: &Meeting, other: &Meeting| {
            ours[one.ours].port == ours[other.ours].port || theirs[one.theirs].port == theirs[other.theirs].port
        };
        let is_crossed =
            ways.iter().filter(is_first).any(|one| ways.iter().filter(is_second).any(|other| share(one, other)));
        for way in ways.iter_mut() {
            way.is_contended = (is_crossed || is_mute) && (way.ours, way.theirs) != (0, 0) && fits(way);
        }
    }

    fn alone(&self, session: &Session, status: Status) -> Compatibility<'c> {
        let status = match status {
            Status::External if self.is_frozen(session.local, session.family) => Status::Frozen,
            Status::External if self.may_lack_router_id(session.local) => Status::Unknown,
            status => status,
        };
        Compatibility { status, back: None, is_dialed_in_vain: false }
    }

    /// Whether BIRD rejects the file of a node for a family.
    pub fn is_frozen(&self, speaker: SpeakerId, family: Family) -> bool {
        self.freezes.is_frozen(self.plan.class_of(speaker), family)
    }

    /// Whether a node without IPv4 may have an empty router ID, because CALICO_ROUTER_ID is unknown.
    fn may_lack_router_id(&self, speaker: SpeakerId) -> bool {
        let speaker = &self.plan.speakers[speaker];
        speaker.router_id.is_unknown() && speaker.address(Family::V4) == Known::Absent
    }

    /// Tests the terms of two ends against each other, in order.
    fn compare(&self, one: &Session, other: &Session) -> Status {
        let as_fits = one.terms.peer_as.same(other.terms.local_as).and(other.terms.peer_as.same(one.terms.local_as));
        let password_fits = one.terms.password.same(other.terms.password);
        let has_ttl = |session: &Session| session.terms.ttl_security.map(|_| true).or(Known::Value(false));
        let tests = [
            (as_fits, Status::AsMismatch),
            (self.identifiers_differ(one, other), Status::BadIdentifier),
            (password_fits, Status::PasswordMismatch),
            (has_ttl(one).same(has_ttl(other)), Status::TtlMismatch),
        ];
        for (truth, status) in tests {
            match truth {
                Truth::Yes => {}
                Truth::No => return status,
                Truth::Unknown => return Status::Unknown,
            }
        }
        Status::Compatible
    }

    /// Within an AS the router IDs must differ (RFC 6286); between two ASes BIRD does not compare them.
    fn identifiers_differ(&self, one: &Session, other: &Session) -> Truth {
        if one.is_internal() == Some(false) {
            return Truth::Yes;
        }
        match (self.plan.speakers[one.local].router_id, self.plan.speakers[other.local].router_id) {
            (Known::Value(one), Known::Value(other)) => Truth::from(one != other),
            // An empty router ID freezes the node, which `freeze` reports; an unknown one is not reported.
            _ => Truth::Yes,
        }
    }

    /// Whether a session connects to the port on which the other node listens.
    fn reaches(&self, session: &Session, remote: SpeakerId) -> Truth {
        if session.is_passive {
            return Truth::No;
        }
        let standard = Known::Value(BGP_PORT);
        session.port.or(standard).same(self.plan.port(remote).or(standard))
    }
}

/// The index of the mesh session among the sessions with one neighbor.
fn mesh_of(sessions: &[Session]) -> Option<usize> {
    sessions.iter().position(|session| session.kind == SessionKind::Mesh)
}
