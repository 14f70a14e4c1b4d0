//! The facts from which the sessions of a cluster are computed: its speakers and classes, its BGPPeers and its global
//! settings.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::{ClassId, Classes, Cluster, RouterIdSource, Speaker, SpeakerId, Speakers};
use crate::ids::IdVec;
use crate::known::Known;
use crate::resource::{BgpFilter, BgpPeer, Direction, Field, FilterRule, Resource};
use crate::value::AsNumber;

use super::globals::Globals;
use super::index::Index;
use super::peer::{PeerDeclaration, PeerId, Target};
use super::related::Related;
use super::rendered::{Origin, Session};

/// A BGPFilter and its rules for one direction and family.
pub type FilterRules<'c> = (&'c Resource, &'c [Field<FilterRule>]);

/// The facts from which the sessions of a cluster are computed. A mesh has too many sessions to store, so the sessions of a
/// node are computed on request.
#[derive(Debug)]
pub struct Plan<'c> {
    /// The cluster.
    pub cluster: &'c Cluster<'c>,
    /// The named nodes, sorted by name.
    pub speakers: Speakers<'c>,
    /// Their classes.
    pub classes: Classes,
    /// The settings for all nodes.
    pub globals: Globals<'c>,
    /// The BGPPeers, sorted by name.
    pub declarations: IdVec<PeerId, PeerDeclaration<'c>>,
    /// The nodes that are assumed to be down.
    pub failed: Vec<SpeakerId>,
    /// The pairs of classes that a BGPPeer connects.
    pub related: Related,
    /// Whether several nodes have the same address.
    pub(super) has_shared_addresses: bool,
    pub(super) index: Index,
    filters: HashMap<&'c str, (&'c Resource, &'c BgpFilter)>,
}

impl<'c> Plan<'c> {
    /// Collects the facts, while some nodes, given by name, are down.
    pub(super) fn new(cluster: &'c Cluster<'c>, failed: &[String]) -> Plan<'c> {
        let speakers = cluster.speakers();
        let classes = Classes::new(cluster, &speakers, failed);
        let globals = Globals::new(cluster);
        let declarations = declarations(cluster, &classes, &speakers, &globals);
        Plan {
            cluster,
            related: Related::new(&declarations, &classes, &speakers),
            index: Index::new(&declarations, &classes),
            has_shared_addresses: !speakers.shared_addresses().is_empty(),
            failed: failed.iter().filter_map(|name| speakers.named(name)).collect(),
            speakers,
            classes,
            globals,
            declarations,
            filters: cluster.all::<BgpFilter>().map(|filter| (filter.0.name(), filter)).collect(),
        }
    }

    /// Whether no placeholder hides the nodes or neighbors of a BGPPeer.
    pub fn is_everything_known(&self) -> bool {
        !self.index.has_open_target
    }

    /// Whether the declaration of a session is a BGPPeer that Calico reads differently from what is written.
    pub(super) fn is_misread(&self, origin: Origin) -> bool {
        origin.declaration().is_some_and(|peer| self.declarations[peer].peer.is_misread())
    }

    /// The name of a node.
    pub fn name(&self, speaker: SpeakerId) -> &'c str {
        self.speakers[speaker].name
    }

    /// The class of a node.
    pub fn class_of(&self, speaker: SpeakerId) -> ClassId {
        self.classes.class_of(speaker)
    }

    /// The nodes of a class, sorted by name; never empty.
    pub fn members(&self, class: ClassId) -> &[SpeakerId] {
        self.classes[class].members()
    }

    /// The node that represents its class.
    pub fn first_of(&self, class: ClassId) -> SpeakerId {
        self.classes[class].first()
    }

    /// The classes whose nodes satisfy a condition.
    pub(super) fn classes_with(&self, is_wanted: impl Fn(&Speaker) -> bool) -> BTreeSet<ClassId> {
        self.classes.ids().filter(|class| is_wanted(&self.speakers[self.first_of(*class)])).collect()
    }

    /// The nodes of some classes in words: "every node", "node `worker-1`", "3 of 12 nodes".
    pub fn nodes_in_words(&self, classes: &BTreeSet<ClassId>) -> String {
        let members: Vec<SpeakerId> = classes.iter().flat_map(|class| self.members(*class).iter().copied()).collect();
        match (members.as_slice(), self.speakers.len()) {
            ([only], all) if all > 1 => format!("node `{}`", self.name(*only)),
            (members, all) if members.len() == all => "every node".to_owned(),
            (members, all) => format!("{} of {all} nodes", members.len()),
        }
    }

    /// The router ID as confd renders it, even if it is not a valid one; `None` where it is empty or unknown.
    pub fn rendered_router_id(&self, speaker: SpeakerId) -> Option<String> {
        match self.cluster.router_id_source() {
            RouterIdSource::Literal(literal) => Some(literal.to_owned()),
            _ => self.speakers[speaker].router_id.value().map(|id| id.to_string()),
        }
    }

    /// The AS number of a speaker.
    pub fn as_number(&self, speaker: SpeakerId) -> Known<AsNumber> {
        self.speakers[speaker].own_as.or(self.globals.as_number)
    }

    /// The port that confd renders for a neighbor that is a Calico node; absent means 179.
    pub fn port(&self, speaker: SpeakerId) -> Known<u16> {
        self.speakers[speaker].own_port.or(self.globals.listen_port)
    }

    /// The BGPFilters of a session, by name: those that exist and have rules for the direction and family. A missing filter
    /// is left out, so it accepts everything.
    pub fn filters(&self, session: &Session<'c>, direction: Direction) -> Vec<&'c str> {
        self.filter_lists(session, direction).into_iter().map(|(resource, _)| resource.name()).collect()
    }

    /// The same filters with their rules.
    pub fn filter_lists(&self, session: &Session<'c>, direction: Direction) -> Vec<FilterRules<'c>> {
        let names = session.terms.filters.iter().filter_map(|name| name.value());
        let lists = names.filter_map(|name| {
            let (resource, filter) = *self.filters.get(name.as_str())?;
            Some((resource, filter.rules(direction, session.family).items()))
        });
        lists.filter(|(_, rules)| !rules.is_empty()).collect()
    }

    /// The BGPFilter with this name. If there are several, the last one counts, because it is applied last.
    pub fn filter(&self, name: &str) -> Option<&'c BgpFilter> {
        self.filters.get(name).map(|(_, filter)| *filter)
    }

    /// A node of one class and another node of the other; `None` where a class has only one node and is paired with itself.
    pub fn sample_pair(&self, from: ClassId, to: ClassId) -> Option<(SpeakerId, SpeakerId)> {
        let (ours, theirs) = (self.members(from), self.members(to));
        let remote = if from == to { ours.get(1) } else { theirs.first() };
        Some((self.first_of(from), *remote?))
    }

    /// The number of pairs of a node of one class and another node of the other, in one direction.
    pub(super) fn pairs_between(&self, from: ClassId, to: ClassId) -> usize {
        let others = self.members(to).len() - usize::from(from == to);
        self.members(from).len() * others
    }

    /// Router IDs that several nodes have.
    pub fn repeated_router_ids(&self) -> BTreeSet<Ipv4Addr> {
        let mut ids: Vec<Ipv4Addr> = self.speakers.iter().filter_map(|speaker| speaker.router_id.value()).collect();
        ids.sort_unstable();
        ids.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).map(|same| same[0]).collect()
    }

    /// The addresses of nodes in BGPPeers, in any spelling.
    pub(super) fn addressed_nodes(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let addresses = self.declarations.iter().filter_map(|declaration| match declaration.target {
            Target::Address { address, .. } => Some(address),
            _ => None,
        });
        addresses.filter(|address| !self.speakers.at(*address).is_empty())
    }
}

/// The BGPPeers, sorted by name. If several have the same name, the last one counts, because it is applied last.
fn declarations<'c>(
    cluster: &'c Cluster<'c>,
    classes: &Classes,
    speakers: &Speakers,
    globals: &Globals,
) -> IdVec<PeerId, PeerDeclaration<'c>> {
    let mut peers: Vec<_> = cluster.all::<BgpPeer>().collect();
    peers.sort_by_key(|(resource, _)| resource.name());
    let count = peers.len();
    let is_last = |number: usize| {
        let (resource, _) = peers[number];
        number + 1 == count || peers[number + 1].0.name() != resource.name() || resource.name().is_empty()
    };
    (0..count)
        .filter(|number| is_last(*number))
        .map(|number| PeerDeclaration::new(cluster, peers[number], |text| classes.selector(text), speakers, globals))
        .collect()
}
