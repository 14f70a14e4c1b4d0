//! What the sessions of a cluster follow from: its speakers and their classes, its BGPPeers, its global settings.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::cluster::{ClassId, Classes, Cluster, RouterIdSource, Speaker, SpeakerId, speaker_named};
use crate::ids::IdVec;
use crate::known::{Known, Truth};
use crate::resource::value::{AsNumber, Family, Release};
use crate::resource::{BgpFilter, Direction, Field, FilterRule, Resource};

use super::freeze::{self, Freeze};
use super::pairs::{self, Pairs};
use super::password::{self, Password};
use super::peering::{PeerId, Peering, Scope, Target};
use super::rendered::Session;

/// The speakers that have an address.
pub(super) type AtAddress = HashMap<IpAddr, Vec<SpeakerId>>;

/// A BGPFilter and its rules for one direction and family.
pub type FilterRules<'c> = (&'c Resource, &'c [Field<FilterRule>]);

/// The first release in which a mesh neighbour without an AS number is given the node's own rather than the cluster's.
const MESH_TAKES_OWN_AS: Release = Release::v3(32);

/// What the BGPConfiguration `default` says, with Calico's defaults.
#[derive(Clone, Copy, Debug)]
pub struct Globals<'c> {
    /// The BGPConfiguration; `None` where the input has none, so that the defaults are assumed.
    pub resource: Option<&'c Resource>,
    /// The AS number of nodes that have none of their own.
    pub as_number: Known<AsNumber>,
    /// Whether every node peers with every other.
    pub mesh: Known<bool>,
    /// The port of nodes that have none of their own; absent is 179, which is not rendered.
    pub listen_port: Known<u16>,
    /// The password of mesh sessions.
    pub mesh_password: Known<Password<'c>>,
    /// The graceful restart time of mesh sessions, in seconds.
    pub mesh_restart: Known<i64>,
    /// Whether a mesh neighbour without an AS number of its own is given the node's rather than the cluster's.
    pub mesh_takes_own_as: bool,
}

impl<'c> Globals<'c> {
    fn new(cluster: &'c Cluster) -> Globals<'c> {
        let default = cluster.default_configuration();
        let configuration = default.map(|(_, configuration)| configuration);
        Globals {
            resource: default.map(|(resource, _)| resource),
            as_number: configuration
                .map_or(Known::Absent, |fields| fields.as_number.to_known())
                .or(Known::Value(AsNumber::CALICO_DEFAULT)),
            mesh: configuration
                .map_or(Known::Absent, |fields| fields.node_to_node_mesh_enabled.to_known())
                .or(Known::Value(true)),
            listen_port: configuration.map_or(Known::Absent, |fields| fields.listen_port.to_known()),
            mesh_password: configuration
                .map_or(Known::Absent, |fields| password::found(cluster, &fields.node_mesh_password)),
            mesh_restart: configuration
                .map_or(Known::Absent, |fields| fields.node_mesh_max_restart_time.to_known())
                .map(|time| time.rounded_seconds()),
            mesh_takes_own_as: cluster.settings.release.is_none_or(|release| release >= MESH_TAKES_OWN_AS),
        }
    }
}

/// The sessions of a cluster. They are not written down one by one, since a mesh has as many as the square of its nodes:
/// those of one node are computed when asked for, and what does not fit is found class by class.
#[derive(Debug)]
pub struct Sessions<'c> {
    /// The cluster.
    pub cluster: &'c Cluster<'c>,
    /// The nodes with a name, by name.
    pub speakers: IdVec<SpeakerId, Speaker<'c>>,
    /// Which of them are alike.
    pub classes: Classes,
    /// What holds for all of them.
    pub globals: Globals<'c>,
    /// The BGPPeers, by name.
    pub peerings: IdVec<PeerId, Peering<'c>>,
    /// The nodes that are taken to be down.
    pub failed: Vec<SpeakerId>,
    pub(super) at_address: AtAddress,
    pub(super) index: Index,
    filters: HashMap<&'c str, (&'c Resource, &'c BgpFilter)>,
    freezes: Vec<Freeze<'c>>,
    frozen: IdVec<ClassId, [bool; 2]>,
    pairs: Pairs<'c>,
}

/// The BGPPeers by what they could have to do with.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Those that are for all nodes and point at an address.
    pub global_by_address: HashMap<IpAddr, Vec<PeerId>>,
    /// Those that are for all nodes and choose neighbours by a selector.
    pub global_selected: Vec<PeerId>,
    /// Those that are for some nodes and point at an address.
    pub scoped_by_address: HashMap<IpAddr, Vec<PeerId>>,
    /// By class: those that are for its nodes, though not for all, with a selector for neighbours.
    pub scoped_selected: IdVec<ClassId, Vec<PeerId>>,
    /// By class: those that are for its nodes, though not for all, with one neighbour's address.
    pub scoped_external: IdVec<ClassId, Vec<PeerId>>,
    /// By class and family: those that its nodes are pointed at by, and peer back.
    pub reversing: IdVec<ClassId, [Vec<PeerId>; 2]>,
    /// Those that peer with pods.
    pub local_workloads: Vec<PeerId>,
    /// Whether the targets of some BGPPeer cannot be known, so that any session may have another side.
    pub has_open_target: bool,
}

impl<'c> Sessions<'c> {
    /// Works out who peers with whom in a cluster, and what does not fit.
    pub fn new(cluster: &'c Cluster<'c>) -> Sessions<'c> {
        let speakers = cluster.speakers();
        let classes = Classes::new(cluster, &speakers);
        let globals = Globals::new(cluster);
        let at_address = at_address(&speakers);
        let peerings = peerings(cluster, &classes, &speakers, &at_address, &globals);
        let index = Index::new(&peerings, &classes);
        let filters = cluster.filters().map(|filter| (filter.0.name(), filter)).collect();
        let frozen = IdVec::for_each_of(classes.all(), |_| [false; 2]);
        let is_failed = |speaker: &Speaker| cluster.settings.failed.iter().any(|name| name == speaker.name);
        let failed = speakers.ids().filter(|id| is_failed(&speakers[*id])).collect();
        let mut sessions = Sessions {
            cluster,
            failed,
            speakers,
            classes,
            globals,
            peerings,
            at_address,
            index,
            filters,
            freezes: Vec::new(),
            frozen,
            pairs: Pairs::default(),
        };
        sessions.freezes = freeze::find(&sessions);
        for freeze in &sessions.freezes {
            for class in &freeze.classes {
                for family in &freeze.families {
                    sessions.frozen[*class][*family as usize] = true;
                }
            }
        }
        sessions.pairs = pairs::compare(&sessions);
        sessions
    }

    /// The reasons for which BIRD refuses the file of some nodes.
    pub fn freezes(&self) -> &[Freeze<'c>] {
        &self.freezes
    }

    /// Whether BIRD refuses the file of a speaker for a family, so that nothing in it applies.
    pub fn is_frozen(&self, speaker: SpeakerId, family: Family) -> bool {
        self.frozen[self.classes.class_of(speaker)][family as usize]
    }

    /// What was found by comparing the two ends of the sessions between nodes.
    pub fn pairs(&self) -> &Pairs<'c> {
        &self.pairs
    }

    /// Whether no BGPPeer hides behind a placeholder whom it is for or whom it points at.
    pub fn is_everything_known(&self) -> bool {
        !self.index.has_open_target
    }

    /// The router ID as confd renders it: a text that is none too; `None` where it is empty or not known.
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

    /// The BGPFilters that a session passes routes through, by name: those that exist and have rules for the direction and
    /// family. One that is missing is left out, and so fails open.
    pub fn filters(&self, session: &Session<'c>, direction: Direction) -> Vec<&'c str> {
        self.filter_lists(session, direction).into_iter().map(|(resource, _)| resource.name()).collect()
    }

    /// The same with their rules.
    pub fn filter_lists(&self, session: &Session<'c>, direction: Direction) -> Vec<FilterRules<'c>> {
        let names = session.filters.iter().filter_map(|name| name.value());
        let lists = names.filter_map(|name| {
            let (resource, filter) = *self.filters.get(name.as_str())?;
            Some((resource, filter.rules(direction, session.family).items()))
        });
        lists.filter(|(_, rules)| !rules.is_empty()).collect()
    }

    /// The BGPFilter of a name; of several the last, which is applied last.
    pub fn filter(&self, name: &str) -> Option<&'c BgpFilter> {
        self.filters.get(name).map(|(_, filter)| *filter)
    }

    /// The addresses of nodes that a BGPPeer names, in whatever spelling.
    pub(super) fn addressed_nodes(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let addresses = self.peerings.iter().filter_map(|peering| match peering.target {
            Target::Address { address, .. } => Some(address),
            _ => None,
        });
        addresses.filter(|address| self.at_address.contains_key(address))
    }

    /// The name of a node.
    pub fn name(&self, speaker: SpeakerId) -> &'c str {
        self.speakers[speaker].name
    }

    /// The nodes of a class, in the order of their names; never empty.
    pub fn members(&self, class: ClassId) -> &[SpeakerId] {
        self.classes[class].members()
    }

    /// The node that stands for all of its class.
    pub fn first_of(&self, class: ClassId) -> SpeakerId {
        self.classes[class].first()
    }

    /// The class of a node.
    pub fn class_of(&self, speaker: SpeakerId) -> ClassId {
        self.classes.class_of(speaker)
    }

    /// The node of a name.
    pub fn speaker_named(&self, name: &str) -> Option<SpeakerId> {
        speaker_named(&self.speakers, name)
    }

    /// The port that confd writes for a neighbour that is a Calico node; absent is 179.
    pub fn port(&self, speaker: SpeakerId) -> Known<u16> {
        self.speakers[speaker].own_port.or(self.globals.listen_port)
    }
}

fn at_address(speakers: &IdVec<SpeakerId, Speaker>) -> AtAddress {
    let mut map = AtAddress::new();
    for (id, speaker) in speakers.iter_with_ids() {
        for address in Family::BOTH.into_iter().filter_map(|family| speaker.address(family).value()) {
            map.entry(address).or_default().push(id);
        }
    }
    map
}

/// The BGPPeers by name; of several of one name the last, which is applied last.
fn peerings<'c>(
    cluster: &'c Cluster<'c>,
    classes: &Classes,
    speakers: &IdVec<SpeakerId, Speaker>,
    at_address: &AtAddress,
    globals: &Globals,
) -> IdVec<PeerId, Peering<'c>> {
    let mut peers: Vec<_> = cluster.peers().collect();
    peers.sort_by_key(|(resource, _)| resource.name());
    let count = peers.len();
    let is_last = |number: usize| {
        let (resource, _) = peers[number];
        number + 1 == count || peers[number + 1].0.name() != resource.name() || resource.name().is_empty()
    };
    (0..count)
        .filter(|number| is_last(*number))
        .map(|number| {
            Peering::new(cluster, peers[number], |text| classes.selector(text), speakers, at_address, globals)
        })
        .collect()
}

impl Index {
    fn new(peerings: &IdVec<PeerId, Peering>, classes: &Classes) -> Index {
        let mut index = Index {
            scoped_selected: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            scoped_external: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            reversing: IdVec::for_each_of(classes.all(), |_| [Vec::new(), Vec::new()]),
            ..Index::default()
        };
        for (id, peering) in peerings.iter_with_ids() {
            index.add_forward(id, peering, classes);
            index.add_reverse(id, peering, classes);
        }
        index
    }

    fn add_forward(&mut self, id: PeerId, peering: &Peering, classes: &Classes) {
        self.has_open_target |= peering.scope == Scope::Unknown || matches!(peering.target, Target::Unknown);
        match (&peering.target, peering.is_global()) {
            (Target::Address { address, is_skipped: false, .. }, true) => {
                self.global_by_address.entry(*address).or_default().push(id);
            }
            (Target::Address { address, is_skipped: false, .. }, false) => {
                self.scoped_by_address.entry(*address).or_default().push(id);
                concerned(peering, classes).for_each(|class| self.scoped_external[class].push(id));
            }
            (Target::Selected(_), true) => self.global_selected.push(id),
            (Target::Selected(_), false) => {
                concerned(peering, classes).for_each(|class| self.scoped_selected[class].push(id));
            }
            (Target::LocalWorkloads, _) => self.local_workloads.push(id),
            _ => {}
        }
    }

    fn add_reverse(&mut self, id: PeerId, peering: &Peering, classes: &Classes) {
        let candidates: Vec<ClassId> = match &peering.target {
            Target::Selected(_) | Target::Nobody { .. } => classes.ids().collect(),
            Target::Address { nodes, .. } => nodes.iter().map(|(node, _)| classes.class_of(*node)).collect(),
            _ => Vec::new(),
        };
        for class in candidates {
            for family in Family::BOTH {
                if peering.reverses_from(&classes[class], family) != Truth::No {
                    self.reversing[class][family as usize].push(id);
                }
            }
        }
    }
}

/// The classes that a BGPPeer for some nodes may be for.
fn concerned(peering: &Peering, classes: &Classes) -> impl Iterator<Item = ClassId> {
    // A node that a BGPPeer names is a class of its own.
    let candidates: Vec<ClassId> = match peering.scope {
        Scope::Node(node) => node.map(|node| classes.class_of(node)).into_iter().collect(),
        _ => classes.ids().collect(),
    };
    candidates.into_iter().filter(|class| peering.is_for(&classes[*class]) != Truth::No)
}
