//! Node classes: nodes that no BGPPeer and no BGP attribute distinguishes. What is true for two nodes of different classes
//! is true for all nodes of these classes, and what is true for two nodes of the same class is true for all of its nodes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Index;

use super::{ClassId, Cluster, SelectorId, Speaker, SpeakerId, Speakers};
use crate::ids::{Id, IdVec};
use crate::known::{Known, Truth};
use crate::resource::value::{AsNumber, Family, PeerAddress, is_link_local};
use crate::resource::{BgpConfiguration, BgpPeer, PeerScope};
use crate::selector::{Label, Labels, Selector};

/// Nodes that cannot be distinguished.
#[derive(Debug)]
pub struct NodeClass {
    /// The speakers, sorted by name.
    members: Vec<SpeakerId>,
    truths: IdVec<SelectorId, Truth>,
}

impl NodeClass {
    /// The speakers, sorted by name; never empty.
    pub fn members(&self) -> &[SpeakerId] {
        &self.members
    }

    /// The speaker that represents the class.
    pub fn first(&self) -> SpeakerId {
        self.members[0]
    }

    /// Whether a selector matches the nodes of the class.
    pub fn is_selected(&self, selector: SelectorId) -> Truth {
        self.truths.get(selector).copied().unwrap_or(Truth::Unknown)
    }
}

/// All classes of a cluster.
#[derive(Debug)]
pub struct Classes {
    selectors: IdVec<SelectorId, String>,
    classes: IdVec<ClassId, NodeClass>,
    of_speaker: IdVec<SpeakerId, ClassId>,
}

impl Classes {
    /// Sorts the speakers into classes. Each speaker in `alone`, by name, is a class of its own.
    pub fn new(cluster: &Cluster, speakers: &Speakers, alone: &[String]) -> Classes {
        let table = Selectors::new(cluster);
        let keys = Keys::new(cluster, speakers, alone);
        let mut ids: HashMap<ClassKey, ClassId> = HashMap::new();
        let mut classes: IdVec<ClassId, NodeClass> = IdVec::new();
        let mut of_speaker = IdVec::new();
        let mut seen: HashMap<Vec<Label>, usize> = HashMap::new();
        let mut truths: Vec<IdVec<SelectorId, Truth>> = Vec::new();
        for (id, speaker) in speakers.iter_with_ids() {
            // Selectors cost more time than labels, so each combination of values of the labels that selectors name is
            // evaluated once.
            let labels = table.label_names.iter().map(|name| speaker.node.label(name)).collect();
            let labelled = *seen.entry(labels).or_insert_with(|| {
                truths.push(table.truths(speaker));
                truths.len() - 1
            });
            let key = keys.key(speaker, truths[labelled].as_slice());
            let class = *ids
                .entry(key)
                .or_insert_with(|| classes.push(NodeClass { members: Vec::new(), truths: truths[labelled].clone() }));
            classes[class].members.push(id);
            of_speaker.push(class);
        }
        Classes { selectors: table.texts(), classes, of_speaker }
    }

    /// The classes, by their first member.
    pub fn all(&self) -> &IdVec<ClassId, NodeClass> {
        &self.classes
    }

    /// The ids of the classes.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ClassId> + ExactSizeIterator + Clone + use<> {
        self.classes.ids()
    }

    /// The class of a speaker.
    pub fn class_of(&self, speaker: SpeakerId) -> ClassId {
        self.of_speaker[speaker]
    }

    /// The only selector that matches a class without matching all classes, if there is just one.
    pub fn telling_selector(&self, class: ClassId) -> Option<&str> {
        let is_telling = |selector: &SelectorId| {
            let truth = |class: &NodeClass| class.is_selected(*selector);
            truth(&self.classes[class]) == Truth::Yes && self.classes.iter().any(|other| truth(other) != Truth::Yes)
        };
        let mut telling = self.selectors.ids().filter(is_telling);
        telling.next().filter(|_| telling.next().is_none()).map(|selector| self.selectors[selector].as_str())
    }

    /// The selector with this text.
    pub fn selector(&self, text: &str) -> Option<SelectorId> {
        let found = self.selectors.as_slice().binary_search_by(|known| known.as_str().cmp(text));
        found.ok().map(SelectorId::from_index)
    }
}

impl Index<ClassId> for Classes {
    type Output = NodeClass;

    fn index(&self, class: ClassId) -> &NodeClass {
        &self.classes[class]
    }
}

/// The distinct selectors for nodes, by text; `None` for a selector that does not parse, so it matches nothing.
struct Selectors<'a> {
    selectors: BTreeMap<&'a str, Option<&'a Selector>>,
    label_names: Vec<String>,
}

impl<'a> Selectors<'a> {
    fn new(cluster: &'a Cluster) -> Selectors<'a> {
        let of_nodes = cluster.peer_selectors().iter().filter(|selector| selector.selects_nodes());
        let selectors: BTreeMap<_, _> =
            of_nodes.map(|selector| (selector.text, selector.selector.as_ref().ok())).collect();
        let names = selectors.values().flatten().flat_map(|selector| selector.label_names());
        let label_names: BTreeSet<String> = names.map(|label| label.name.clone()).collect();
        Selectors { selectors, label_names: label_names.into_iter().collect() }
    }

    fn truths(&self, speaker: &Speaker) -> IdVec<SelectorId, Truth> {
        let truth = |selector: &Option<&Selector>| selector.map_or(Truth::No, |valid| valid.evaluate(speaker.node));
        self.selectors.values().map(truth).collect()
    }

    fn texts(&self) -> IdVec<SelectorId, String> {
        self.selectors.keys().map(|text| (*text).to_owned()).collect()
    }
}

/// A value that matters only if another node has the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Shared<T> {
    /// No other node has it.
    Unique,
    /// Several nodes have this value.
    Value(T),
}

/// What distinguishes nodes.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey<'k> {
    name: Option<&'k str>,
    truths: Vec<Truth>,
    own_as: Known<Shared<AsNumber>>,
    cluster_id: Known<Ipv4Addr>,
    has_masked_cluster_id: bool,
    own_port: Known<u16>,
    router_id: Known<Shared<Ipv4Addr>>,
    addresses: [Known<Shared<IpAddr>>; 2],
    ranks: [usize; 2],
}

/// The values of all nodes that the keys depend on.
struct Keys<'k> {
    /// Nodes that a BGPPeer or a BGPConfiguration names, and nodes that must be alone in their class.
    named: BTreeSet<&'k str>,
    /// AS numbers whose value matters: several nodes have them, or a BGPPeer or BGPConfiguration names them.
    as_numbers: BTreeSet<AsNumber>,
    /// Router IDs of several nodes.
    router_ids: BTreeSet<Ipv4Addr>,
    /// Addresses of several nodes, addresses that a BGPPeer names, and link-local addresses.
    addresses: BTreeSet<IpAddr>,
    /// The node addresses that a global BGPPeer names, as text: the side with the lesser text waits for the other side.
    ordering: [Vec<String>; 2],
}

impl<'k> Keys<'k> {
    fn new(cluster: &'k Cluster, speakers: &'k Speakers, alone: &'k [String]) -> Keys<'k> {
        let targets: Vec<(&PeerAddress, bool)> = cluster
            .all::<BgpPeer>()
            .filter_map(|(_, peer)| Some((peer.peer_ip.value()?, peer.scope() == PeerScope::Everywhere)))
            .collect();
        let own = |family| speakers.iter().filter_map(move |speaker| speaker.address(family).value());
        let node_addresses: BTreeSet<IpAddr> = Family::BOTH.into_iter().flat_map(own).collect();
        let mut addresses = repeated(Family::BOTH.into_iter().flat_map(own));
        addresses.extend(targets.iter().map(|(target, _)| target.address));
        // BIRD rejects a link-local neighbor, so such a node differs from all others.
        addresses.extend(node_addresses.iter().filter(|address| is_link_local(**address)));
        let ordering = Family::BOTH.map(|family| {
            let is_ordering = |(target, is_global): &&(&PeerAddress, bool)| {
                *is_global && Family::of(target.address) == family && node_addresses.contains(&target.address)
            };
            let texts: BTreeSet<String> =
                targets.iter().filter(is_ordering).map(|(target, _)| target.address.to_string()).collect();
            texts.into_iter().collect()
        });
        let mut as_numbers = repeated(speakers.iter().filter_map(|speaker| speaker.own_as.value()));
        for (_, peer) in cluster.all::<BgpPeer>() {
            as_numbers.extend([&peer.as_number, &peer.local_as_number].into_iter().filter_map(|field| field.value()));
        }
        as_numbers.extend(cluster.default_configuration().and_then(|(_, default)| default.as_number.value()));
        as_numbers.extend([AsNumber::CALICO_DEFAULT, AsNumber(0)]);
        let by_peers = cluster.all::<BgpPeer>().filter_map(|(_, peer)| peer.node.value().map(String::as_str));
        let by_configurations =
            cluster.all::<BgpConfiguration>().filter_map(|(resource, _)| resource.holds_for().node());
        Keys {
            named: by_peers.chain(by_configurations).chain(alone.iter().map(String::as_str)).collect(),
            as_numbers,
            router_ids: repeated(speakers.iter().filter_map(|speaker| speaker.router_id.value())),
            addresses,
            ordering,
        }
    }

    fn key(&self, speaker: &'k Speaker, truths: &[Truth]) -> ClassKey<'k> {
        let addresses = Family::BOTH.map(|family| speaker.address(family));
        ClassKey {
            name: Some(speaker.name).filter(|name| self.named.contains(name)),
            truths: truths.to_vec(),
            own_as: speaker.own_as.map(|number| shared(number, &self.as_numbers)),
            cluster_id: speaker.cluster_id,
            has_masked_cluster_id: speaker.has_masked_cluster_id,
            own_port: speaker.own_port,
            router_id: speaker.router_id.map(|id| shared(id, &self.router_ids)),
            addresses: addresses.map(|known| known.map(|address| shared(address, &self.addresses))),
            ranks: [0, 1].map(|family| rank(addresses[family], &self.ordering[family])),
        }
    }
}

fn shared<T: Ord>(value: T, repeated: &BTreeSet<T>) -> Shared<T> {
    if repeated.contains(&value) { Shared::Value(value) } else { Shared::Unique }
}

/// The values that occur more than once.
fn repeated<T: Ord + Copy>(values: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut all = BTreeSet::new();
    values.filter(|value| !all.insert(*value)).collect()
}

/// The number of sorted texts that are not greater than the text of the address.
fn rank(address: Known<IpAddr>, texts: &[String]) -> usize {
    match address {
        Known::Value(address) if !texts.is_empty() => {
            let own = address.to_string();
            texts.partition_point(|text| *text <= own)
        }
        _ => 0,
    }
}
