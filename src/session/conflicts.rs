//! Claims on one neighbour that are at odds: BGPPeers, or a BGPPeer and the mesh, that give one node sessions with it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::cluster::ClassId;
use crate::known::Truth;
use crate::resource::PeerScope;

use super::peer::{PeerId, Target};
use super::plan::Plan;
use super::rendered::{Origin, Session};
use super::terms::Term;

/// Two BGPPeers, or a BGPPeer and the mesh, that give one node sessions with one neighbour.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// How they are at odds.
    pub kind: ConflictKind,
    /// What declares the one: the session that is rendered, or the first by name.
    pub one: Origin,
    /// What declares the other.
    pub other: Origin,
    /// What they differ in.
    pub differing: Vec<Term>,
    /// The neighbours that both claim, as far as they were looked at.
    pub addresses: BTreeSet<IpAddr>,
    /// The classes of the nodes, by number; none where no node is known.
    pub classes: BTreeSet<ClassId>,
}

/// How two claims on one neighbour are at odds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// One of them is rendered, at random.
    Nondeterministic,
    /// One of them is rendered, and it is the same.
    Duplicate,
    /// Both are rendered, and one stays idle.
    Shadowed,
}

/// The claims that are at odds, by how they are and what declares them.
#[derive(Default)]
pub(super) struct Conflicts {
    found: BTreeMap<(ConflictKind, Origin, Origin), Conflict>,
}

impl Conflicts {
    /// What was found, in the order of the kinds and of what declares the claims.
    pub(super) fn into_all(self) -> Vec<Conflict> {
        self.found.into_values().collect()
    }

    fn add(&mut self, kind: ConflictKind, one: Origin, other: Origin, differing: &[Term]) -> &mut Conflict {
        // Each may be the first on some nodes.
        let conflict = self.found.entry((kind, one.min(other), one.max(other))).or_insert_with(|| Conflict {
            kind,
            one,
            other,
            differing: Vec::new(),
            addresses: BTreeSet::new(),
            classes: BTreeSet::new(),
        });
        for term in differing {
            if !conflict.differing.contains(term) {
                conflict.differing.push(*term);
            }
        }
        conflict
    }

    fn has(&self, one: Origin, other: Origin) -> bool {
        let kinds = [ConflictKind::Nondeterministic, ConflictKind::Duplicate, ConflictKind::Shadowed];
        kinds.iter().any(|kind| self.found.contains_key(&(*kind, one.min(other), one.max(other))))
    }

    /// Adds those among the sessions of a class's nodes with one address.
    pub(super) fn add_rendered(&mut self, plan: &Plan, class: ClassId, sessions: &[Session]) {
        let mut add = |kind, session: &Session, other: Origin, differing: &[Term]| {
            if plan.is_misread(session.origin) || plan.is_misread(other) {
                return;
            }
            let conflict = self.add(kind, session.origin, other, differing);
            conflict.classes.insert(class);
            conflict.addresses.extend(session.address);
        };
        for session in sessions {
            for conflicting in &session.conflicting {
                add(
                    ConflictKind::Nondeterministic,
                    session,
                    Origin::Declaration(conflicting.declaration),
                    &conflicting.differing,
                );
            }
            for repeat in &session.duplicates {
                add(ConflictKind::Duplicate, session, Origin::Declaration(*repeat), &[]);
            }
        }
        if let [first, idle @ ..] = sessions {
            for other in idle.iter().filter(|other| other.rank() != first.rank()) {
                add(ConflictKind::Shadowed, first, other.origin, &first.differ(other).terms);
            }
        }
    }

    /// Adds BGPPeers for the same nodes, whichever these are, that claim one neighbour: more nodes cannot change that.
    pub(super) fn add_declared(&mut self, plan: &Plan) {
        let mut by_neighbour: BTreeMap<_, Vec<PeerId>> = BTreeMap::new();
        for (id, declaration) in
            plan.declarations.iter_with_ids().filter(|(_, declaration)| !declaration.peer.is_misread())
        {
            let scope = declaration.peer.scope();
            if scope == PeerScope::Unknown {
                continue;
            }
            let neighbour = match declaration.target {
                Target::Address { address, is_skipped: false, .. } => (Some(address), None),
                Target::Selected(selector) => (None, Some(selector)),
                _ => continue,
            };
            if plan.displaced_by(id).is_none() {
                by_neighbour.entry((scope, neighbour)).or_default().push(id);
            }
        }
        for ((_, (address, _)), peers) in by_neighbour {
            let [one, others @ ..] = peers.as_slice() else {
                continue;
            };
            for other in others {
                let origins = (Origin::Declaration(*one), Origin::Declaration(*other));
                let (one, other) = (&plan.declarations[*one], &plan.declarations[*other]);
                let difference = one.terms.differ(&other.terms);
                let kind = match one.claimed_port().same(other.claimed_port()) {
                    Truth::Unknown => continue,
                    Truth::No => ConflictKind::Shadowed,
                    Truth::Yes if !difference.terms.is_empty() => ConflictKind::Nondeterministic,
                    Truth::Yes if difference.is_open => continue,
                    Truth::Yes => ConflictKind::Duplicate,
                };
                if !self.has(origins.0, origins.1) {
                    self.add(kind, origins.0, origins.1, &difference.terms).addresses.extend(address);
                }
            }
        }
    }
}
