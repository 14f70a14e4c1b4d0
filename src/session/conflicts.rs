//! Conflicts: BGPPeers, or a BGPPeer and the mesh, that claim the same neighbor on the same node.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::cluster::ClassId;
use crate::known::Truth;
use crate::resource::PeerScope;

use super::peer::{PeerId, Target};
use super::plan::Plan;
use super::rendered::{Origin, Session};
use super::terms::Term;

/// Two BGPPeers, or a BGPPeer and the mesh, that claim the same neighbor on the same node.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The kind of conflict.
    pub kind: ConflictKind,
    /// The declaration of the rendered session, or the first one by name.
    pub one: Origin,
    /// The other declaration.
    pub other: Origin,
    /// The terms that differ.
    pub differing: Vec<Term>,
    /// The neighbors that both claim, as far as they were checked.
    pub addresses: BTreeSet<IpAddr>,
    /// The classes of the nodes; empty where no node is known.
    pub classes: BTreeSet<ClassId>,
}

/// The kind of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// One of the two is rendered, at random.
    Nondeterministic,
    /// One of the two is rendered, and the other one would be the same.
    Duplicate,
    /// Both are rendered, and one of the sessions stays idle.
    Shadowed,
}

/// The conflicts, by kind and declarations.
#[derive(Default)]
pub(super) struct Conflicts {
    found: BTreeMap<(ConflictKind, Origin, Origin), Conflict>,
}

impl Conflicts {
    /// The conflicts, sorted by kind and declarations.
    pub(super) fn into_all(self) -> Vec<Conflict> {
        self.found.into_values().collect()
    }

    fn add(&mut self, kind: ConflictKind, one: Origin, other: Origin, differing: &[Term]) -> &mut Conflict {
        // Each of the two may be the first on some nodes.
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

    /// Adds the conflicts among the sessions of a class's nodes with one address; gives whether there are any.
    pub(super) fn add_rendered(&mut self, plan: &Plan, class: ClassId, sessions: &[Session]) -> bool {
        let mut has_added = false;
        let mut add = |kind, session: &Session, other: Origin, differing: &[Term]| {
            if plan.is_misread(session.origin) || plan.is_misread(other) {
                return;
            }
            has_added = true;
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
        has_added
    }

    /// Adds conflicts of BGPPeers for the same nodes that claim the same neighbor, whatever the nodes are: more nodes
    /// cannot change the conflict.
    pub(super) fn add_declared(&mut self, plan: &Plan) {
        let mut by_neighbor: BTreeMap<_, Vec<PeerId>> = BTreeMap::new();
        for (id, declaration) in
            plan.declarations.iter_with_ids().filter(|(_, declaration)| !declaration.peer.is_misread())
        {
            let scope = declaration.peer.scope();
            if scope == PeerScope::Unknown {
                continue;
            }
            let neighbor = match declaration.target {
                Target::Address { address, is_skipped: false, .. } => (Some(address), None),
                Target::Selected(selector) => (None, Some(selector)),
                _ => continue,
            };
            if plan.displaced_by(id).is_none() {
                by_neighbor.entry((scope, neighbor)).or_default().push(id);
            }
        }
        for ((_, (address, _)), peers) in by_neighbor {
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
