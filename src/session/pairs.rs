//! Compares the two ends of the sessions between nodes, class by class, and gathers what does not fit by its cause.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::{ClassId, Inventory, SpeakerId};
use crate::known::{Known, Truth};
use crate::resource::value::{AsNumber, Family};

use super::claims::claim_key;
use super::fit::{Fit, Status};
use super::peering::{PeerId, Peering, Scope, Target};
use super::plan::Sessions;
use super::rendered::{Kind, Origin, Session};
use super::terms::differing_terms;

/// How many pairs of classes are compared at most; a cluster with more has BGPPeers that tell thousands of nodes apart.
const MOST_PAIRS: usize = 200_000;

/// Sessions that do not fit for one cause.
#[derive(Clone, Debug)]
pub struct Misfit<'c> {
    /// What becomes of them.
    pub status: Status,
    /// One of them.
    pub session: Session<'c>,
    /// The other end of it.
    pub back: Option<Session<'c>>,
    /// Whether it is the one that its neighbour's packets are handed to; another one with the same neighbour stays idle.
    pub is_first: bool,
    /// How many sessions there are.
    pub count: usize,
    /// The classes of the nodes that have them.
    pub classes: BTreeSet<ClassId>,
}

/// Two BGPPeers, or a BGPPeer and the mesh, that give one node sessions with one neighbour.
#[derive(Clone, Debug)]
pub struct Rivalry {
    /// How they are at odds.
    pub kind: RivalryKind,
    /// What declares the one: the session that is rendered, or the first by name.
    pub one: Origin,
    /// What declares the other.
    pub other: Origin,
    /// What they differ in: names of fields, or words.
    pub differing: Vec<&'static str>,
    /// The neighbours that both claim, as far as they were looked at.
    pub addresses: BTreeSet<IpAddr>,
    /// The classes of the nodes, by number; none where no node is known.
    pub classes: BTreeSet<ClassId>,
}

/// How two claims on one neighbour are at odds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RivalryKind {
    /// One of them is rendered, at random.
    Random,
    /// One of them is rendered, and it is the same.
    Repeated,
    /// Both are rendered, and one stays idle.
    Idle,
}

/// What was found by comparing.
#[derive(Debug, Default)]
pub struct Pairs<'c> {
    /// Sessions that do not fit.
    pub misfits: Vec<Misfit<'c>>,
    /// Sessions of which one end dials in vain, though the other gets through.
    pub dialled_in_vain: Vec<Misfit<'c>>,
    /// Claims on one neighbour.
    pub rivalries: Vec<Rivalry>,
    /// Whether there were too many pairs to compare all of them.
    pub is_cut_short: bool,
}

/// What tells one cause from another: the status, what declares either end and which way, whether this end expects the
/// wrong AS number, and whether it is the first of its kind.
type Key = (Status, (Origin, bool), Option<(Origin, bool)>, bool, bool);

#[derive(Default)]
struct Gathered<'c> {
    misfits: BTreeMap<Key, Misfit<'c>>,
    dialled_in_vain: BTreeMap<Key, Misfit<'c>>,
    rivalries: BTreeMap<(RivalryKind, Origin, Origin), Rivalry>,
}

/// Compares all of them.
pub(super) fn compare<'c>(sessions: &Sessions<'c>) -> Pairs<'c> {
    let mut gathered = Gathered::default();
    let (pairs, is_cut_short) = related(sessions);
    for (from, to) in &pairs {
        compare_classes(sessions, *from, *to, &mut gathered);
    }
    compare_mesh(sessions, &pairs, &mut gathered);
    for (id, class) in sessions.classes.all().iter_with_ids() {
        let mut external = sessions.external(class.first());
        external.retain(|session| session.kind != Kind::LocalWorkload);
        for same in external.chunk_by(|one, other| one.address == other.address) {
            gather_rivals(sessions, same, id, &mut gathered);
        }
    }
    if sessions.cluster.inventory != Inventory::Complete {
        gather_declared(sessions, &mut gathered);
    }
    Pairs {
        misfits: gathered.misfits.into_values().collect(),
        dialled_in_vain: gathered.dialled_in_vain.into_values().collect(),
        rivalries: gathered.rivalries.into_values().collect(),
        is_cut_short,
    }
}

/// The ordered pairs of classes whose nodes a BGPPeer connects, and whether there were too many.
fn related(sessions: &Sessions) -> (BTreeSet<(ClassId, ClassId)>, bool) {
    let mut pairs = BTreeSet::new();
    for peering in &sessions.peerings {
        let to = targets(sessions, peering);
        if to.is_empty() {
            continue;
        }
        let is_for = |class: &ClassId| peering.is_for(&sessions.classes[*class]) == Truth::Yes;
        for from in sessions.classes.ids().filter(is_for) {
            for to in &to {
                pairs.insert((from, *to));
                pairs.insert((*to, from));
            }
            if pairs.len() > MOST_PAIRS {
                return (pairs, true);
            }
        }
    }
    (pairs, false)
}

/// The classes of the Calico nodes that a BGPPeer points at.
fn targets(sessions: &Sessions, peering: &Peering) -> Vec<ClassId> {
    match &peering.target {
        Target::Selected(selector) => {
            let is_selected = |class: &ClassId| sessions.classes[*class].is_selected(*selector) == Truth::Yes;
            sessions.classes.ids().filter(is_selected).collect()
        }
        Target::Address { address, .. } => {
            let nodes = sessions.at_address.get(address).into_iter().flatten();
            nodes.map(|node| sessions.class_of(*node)).collect()
        }
        _ => Vec::new(),
    }
}

impl<'c> Sessions<'c> {
    /// The ordered pairs of classes whose nodes a BGPPeer connects.
    pub fn related_classes(&self) -> BTreeSet<(ClassId, ClassId)> {
        related(self).0
    }

    /// A node of one class and another node of the other; `None` where a class is alone with itself.
    pub fn sample_pair(&self, from: ClassId, to: ClassId) -> Option<(SpeakerId, SpeakerId)> {
        let (ours, theirs) = (self.members(from), self.members(to));
        let remote = if from == to { ours.get(1) } else { theirs.first() };
        Some((self.first_of(from), *remote?))
    }

    /// How many ordered pairs of a node of one class and another one of a class there are.
    pub(super) fn pairs_between(&self, from: ClassId, to: ClassId) -> usize {
        let others = self.members(to).len() - usize::from(from == to);
        self.members(from).len() * others
    }

    /// Router IDs that several nodes have.
    pub fn repeated_router_ids(&self) -> BTreeSet<Ipv4Addr> {
        let mut seen = BTreeSet::new();
        let ids = self.speakers.iter().filter_map(|speaker| speaker.router_id.value());
        ids.filter(|id| !seen.insert(*id)).collect()
    }

    /// The sessions of a node with one address, by name.
    pub fn with(&self, local: SpeakerId, address: IpAddr) -> Vec<Session<'c>> {
        self.to(local, address).sessions
    }
}

fn compare_classes<'c>(sessions: &Sessions<'c>, from: ClassId, to: ClassId, gathered: &mut Gathered<'c>) {
    let Some((local, remote)) = sessions.sample_pair(from, to) else {
        return;
    };
    let count = sessions.pairs_between(from, to);
    for family in Family::BOTH {
        let Known::Value(address) = sessions.speakers[remote].address(family) else {
            continue;
        };
        let ends = sessions.to(local, address);
        for session in &ends.sessions {
            let fit = sessions.fit(session);
            // Which of several claims wins is not known, so neither is what it fits.
            let is_open = |end: &Session| !end.rivals.is_empty() || is_misread(sessions, end.origin);
            if is_open(session) || fit.back.as_ref().is_some_and(is_open) {
                continue;
            }
            let is_first = ends.sessions.first().is_none_or(|first| first.rank() == session.rank());
            let key = key(session, &fit, is_first);
            let list = match fit.status {
                status if status.is_broken() => &mut gathered.misfits,
                Status::Fits if fit.is_dialled_in_vain => &mut gathered.dialled_in_vain,
                _ => continue,
            };
            let misfit = list.entry(key).or_insert_with(|| Misfit {
                status: fit.status,
                session: session.clone(),
                back: fit.back,
                is_first,
                count: 0,
                classes: BTreeSet::new(),
            });
            misfit.count += count;
            misfit.classes.insert(from);
        }
        gather_rivals(sessions, &ends.sessions, from, gathered);
    }
}

fn key(session: &Session, fit: &Fit, is_first: bool) -> Key {
    let back = fit.back.as_ref();
    let expects_other = back.is_some_and(|back| session.peer_as != back.local_as);
    let back = back.map(|back| (back.origin, back.is_reverse));
    (fit.status, (session.origin, session.is_reverse), back, expects_other, is_first)
}

impl Gathered<'_> {
    fn add_rivalry(
        &mut self,
        kind: RivalryKind,
        one: Origin,
        other: Origin,
        differing: &[&'static str],
    ) -> &mut Rivalry {
        // Each may be the first on some nodes.
        let rivalry = self.rivalries.entry((kind, one.min(other), one.max(other))).or_insert_with(|| Rivalry {
            kind,
            one,
            other,
            differing: Vec::new(),
            addresses: BTreeSet::new(),
            classes: BTreeSet::new(),
        });
        rivalry.differing.extend(differing.iter().filter(|name| !rivalry.differing.contains(name)).collect::<Vec<_>>());
        rivalry
    }

    fn has_rivalry(&self, one: Origin, other: Origin) -> bool {
        let kinds = [RivalryKind::Random, RivalryKind::Repeated, RivalryKind::Idle];
        kinds.iter().any(|kind| self.rivalries.contains_key(&(*kind, one.min(other), one.max(other))))
    }
}

fn is_misread(sessions: &Sessions, origin: Origin) -> bool {
    origin.peering().is_some_and(|peer| sessions.peerings[peer].is_misread())
}

/// The sessions of a node with one address.
fn gather_rivals(sessions: &Sessions, ends: &[Session], class: ClassId, gathered: &mut Gathered) {
    let mut gather = |kind, session: &Session, other: Origin, differing: &[&'static str]| {
        if is_misread(sessions, session.origin) || is_misread(sessions, other) {
            return;
        }
        let rivalry = gathered.add_rivalry(kind, session.origin, other, differing);
        rivalry.classes.insert(class);
        rivalry.addresses.extend(session.address);
    };
    for session in ends {
        for rival in &session.rivals {
            gather(RivalryKind::Random, session, Origin::Peering(rival.peering), &rival.differing);
        }
        for repeat in &session.repeats {
            gather(RivalryKind::Repeated, session, Origin::Peering(*repeat), &[]);
        }
    }
    if let [first, idle @ ..] = ends {
        for other in idle.iter().filter(|other| other.rank() != first.rank()) {
            gather(RivalryKind::Idle, first, other.origin, &first.compare(other).differing);
        }
    }
}

/// BGPPeers for the same nodes, whichever these are, that claim one neighbour: more nodes cannot change that.
fn gather_declared(sessions: &Sessions, gathered: &mut Gathered) {
    let mut by_neighbour: BTreeMap<_, Vec<PeerId>> = BTreeMap::new();
    for (id, peering) in sessions.peerings.iter_with_ids() {
        let scope = match peering.scope {
            Scope::Everywhere => None,
            Scope::Selected(_) => peering.peer.node_selector.value().map(|text| ("nodeSelector", text)),
            Scope::Node(_) => peering.peer.node.value().map(|name| ("node", name)),
            Scope::Unknown => continue,
        };
        if peering.is_misread() {
            continue;
        }
        let neighbour = match peering.target {
            Target::Address { address, is_skipped: false, .. } => (Some(address), None),
            Target::Selected(selector) => (None, Some(selector)),
            _ => continue,
        };
        if sessions.displaced_by(id).is_none() {
            by_neighbour.entry((scope, neighbour)).or_default().push(id);
        }
    }
    for ((_, (address, _)), peers) in by_neighbour.into_iter().filter(|(_, peers)| peers.len() > 1) {
        let one = peers[0];
        for other in &peers[1..] {
            let (first, second) = (Origin::Peering(one), Origin::Peering(*other));
            let (differing, is_open) = differing_terms(sessions.peerings[one].peer, sessions.peerings[*other].peer);
            let port = |peer: PeerId| match sessions.peerings[peer].target {
                Target::Address { port, .. } => claim_key(port),
                _ => Known::Absent,
            };
            let kind = match (port(one), port(*other)) {
                (Known::Unknown, _) | (_, Known::Unknown) => continue,
                (ours, theirs) if ours != theirs => RivalryKind::Idle,
                _ if !differing.is_empty() => RivalryKind::Random,
                _ if is_open => continue,
                _ => RivalryKind::Repeated,
            };
            if !gathered.has_rivalry(first, second) {
                gathered.add_rivalry(kind, first, second, &differing).addresses.extend(address);
            }
        }
    }
}

/// What matters of a node in the mesh: whether it has an AS number of its own and which, and whether its router ID is
/// another node's too.
type MeshKey = (Known<bool>, Option<(Ipv4Addr, Known<AsNumber>)>);

/// The mesh has no terms of its own: only AS numbers and router IDs can keep its sessions from coming up.
fn compare_mesh<'c>(sessions: &Sessions<'c>, related: &BTreeSet<(ClassId, ClassId)>, gathered: &mut Gathered<'c>) {
    if sessions.globals.mesh != Known::Value(true) {
        return;
    }
    for family in Family::BOTH {
        let mut kinds: BTreeMap<MeshKey, Vec<ClassId>> = BTreeMap::new();
        let ids = sessions.repeated_router_ids();
        for (number, class) in sessions.classes.all().iter_with_ids() {
            let speaker = &sessions.speakers[class.first()];
            if speaker.cluster_id == Known::Absent && matches!(speaker.address(family), Known::Value(_)) {
                let is_other = speaker.own_as.map(|own| Known::Value(own) != sessions.globals.as_number);
                let id = speaker.router_id.value().filter(|id| ids.contains(id));
                let key = (is_other, id.map(|id| (id, sessions.as_number(class.first()))));
                kinds.entry(key).or_default().push(number);
            }
        }
        let size = |classes: &[ClassId]| -> usize { classes.iter().map(|class| sessions.members(*class).len()).sum() };
        let told = told(sessions, related, &kinds);
        for (ours, from) in &kinds {
            for (theirs, to) in &kinds {
                let all = size(from) * size(to).saturating_sub(usize::from(ours == theirs));
                let count = all.saturating_sub(told.get(&(*ours, *theirs)).copied().unwrap_or_default());
                let pairs = from.iter().flat_map(|one| to.iter().map(move |other| (*one, *other)));
                let mut left = pairs.filter(|pair| !related.contains(pair));
                let pair = left.find_map(|(one, other)| sessions.sample_pair(one, other));
                let (Some((local, remote)), true) = (pair, count > 0) else {
                    continue;
                };
                let Some(address) = sessions.speakers[remote].address(family).value() else {
                    continue;
                };
                let ends = sessions.to(local, address).sessions;
                let Some(session) = ends.iter().find(|session| session.kind == Kind::Mesh) else {
                    continue;
                };
                let fit = sessions.fit(session);
                if !matches!(fit.status, Status::AsMismatch | Status::BadIdentifier) {
                    continue;
                }
                let key = key(session, &fit, true);
                let misfit = gathered.misfits.entry(key).or_insert_with(|| Misfit {
                    status: fit.status,
                    session: session.clone(),
                    back: fit.back,
                    is_first: true,
                    count: 0,
                    classes: BTreeSet::new(),
                });
                misfit.count += count;
                misfit.classes.extend(from);
            }
        }
    }
}

/// How many pairs of nodes of two kinds are compared already, since a BGPPeer connects them.
fn told(
    sessions: &Sessions,
    related: &BTreeSet<(ClassId, ClassId)>,
    kinds: &BTreeMap<MeshKey, Vec<ClassId>>,
) -> BTreeMap<(MeshKey, MeshKey), usize> {
    let all = kinds.iter().flat_map(|(kind, classes)| classes.iter().map(move |class| (*class, *kind)));
    let kind_of: BTreeMap<ClassId, MeshKey> = all.collect();
    let mut told = BTreeMap::new();
    for (from, to) in related {
        let (Some(ours), Some(theirs)) = (kind_of.get(from), kind_of.get(to)) else {
            continue;
        };
        let count = sessions.pairs_between(*from, *to);
        *told.entry((*ours, *theirs)).or_default() += count;
    }
    told
}
