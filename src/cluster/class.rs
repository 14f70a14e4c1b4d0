//! Node classes: nodes that no BGPPeer and no BGP attribute distinguishes. What is true for two nodes of different classes
//! is true for all nodes of these classes, and what is true for two nodes of the same class is true for all of its nodes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Index;
use std::sync::Arc;

use super::label_index::{LabelIndex, labels_named};
use super::{ClassId, Cluster, Node, SelectorId, Speaker, SpeakerId, Speakers};
use crate::ids::{Id, IdVec};
use crate::known::{Known, Truth};
use crate::resource::{BgpConfiguration, BgpPeer, PeerScope};
use crate::selector::Selector;
use crate::value::{AsNumber, Family, PeerAddress, is_link_local};

/// Nodes that cannot be distinguished.
#[derive(Debug)]
pub struct NodeClass {
    /// The speakers, sorted by name.
    members: Vec<SpeakerId>,
    truths: Truths,
    is_undecided: bool,
}

/// The results of all selectors for the nodes of a class.
#[derive(Debug)]
struct Truths {
    /// The results for nodes without labels.
    usual: Arc<IdVec<SelectorId, Truth>>,
    /// The other results, sorted by selector.
    other: Vec<(SelectorId, Truth)>,
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
        let Truths { usual, other } = &self.truths;
        match other.binary_search_by_key(&selector, |(other, _)| *other) {
            Ok(found) => other[found].1,
            Err(_) => usual.get(selector).copied().unwrap_or(Truth::Unknown),
        }
    }

    /// Whether it is unknown for some selector whether it matches the nodes of the class.
    pub fn is_undecided(&self) -> bool {
        self.is_undecided
    }
}

/// All classes of a cluster.
#[derive(Debug)]
pub struct Classes {
    selectors: IdVec<SelectorId, String>,
    classes: IdVec<ClassId, NodeClass>,
    of_speaker: IdVec<SpeakerId, ClassId>,
    usual: Arc<IdVec<SelectorId, Truth>>,
    /// For each selector, the classes with another result than the usual one, sorted.
    unusual: IdVec<SelectorId, Vec<(ClassId, Truth)>>,
}

impl Classes {
    /// Sorts the speakers into classes. Each speaker in `alone`, by name, is a class of its own.
    pub fn new(cluster: &Cluster, speakers: &Speakers, alone: &[String]) -> Classes {
        let table = Selectors::new(cluster);
        let keys = Keys::new(cluster, speakers, alone);
        let Combinations { usual, other, of_speaker: combination_of } = table.evaluated(speakers);
        let may_be_undecided = usual.iter().any(|truth| *truth == Truth::Unknown);
        let usual = Arc::new(usual);
        let mut ids: HashMap<ClassKey, ClassId> = HashMap::new();
        let mut classes: IdVec<ClassId, NodeClass> = IdVec::new();
        let mut of_speaker = IdVec::new();
        for (id, speaker) in speakers.iter_with_ids() {
            let other = &other[combination_of[id]];
            let key = keys.key(speaker, other);
            let class = *ids.entry(key).or_insert_with(|| {
                let truths = Truths { usual: Arc::clone(&usual), other: other.clone() };
                let is_unknown = |(_, truth): &(SelectorId, Truth)| *truth == Truth::Unknown;
                let is_undecided = may_be_undecided || other.iter().any(is_unknown);
                classes.push(NodeClass { members: Vec::new(), truths, is_undecided })
            });
            classes[class].members.push(id);
            of_speaker.push(class);
        }
        let mut unusual: IdVec<SelectorId, Vec<(ClassId, Truth)>> = IdVec::for_each_of(&usual, |_| Vec::new());
        for (id, class) in classes.iter_with_ids() {
            for (selector, truth) in &class.truths.other {
                unusual[*selector].push((id, *truth));
            }
        }
        Classes { selectors: table.texts(), classes, of_speaker, usual, unusual }
    }

    /// The classes that a selector matches, or may match, sorted.
    pub fn selected_by(&self, selector: SelectorId) -> Box<dyn Iterator<Item = ClassId> + '_> {
        let mut unusual = self.unusual[selector].iter().copied().peekable();
        match self.usual[selector] {
            Truth::No => Box::new(unusual.filter(|(_, truth)| *truth != Truth::No).map(|(class, _)| class)),
            _ => Box::new(self.ids().filter(move |class| {
                let own = unusual.next_if(|(unusual, _)| unusual == class);
                own.is_none_or(|(_, truth)| truth != Truth::No)
            })),
        }
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
    label_names: HashSet<&'a str>,
}

impl<'a> Selectors<'a> {
    fn new(cluster: &'a Cluster) -> Selectors<'a> {
        let of_nodes = cluster.peer_selectors().iter().filter(|selector| selector.selects_nodes());
        let selectors: BTreeMap<_, _> =
            of_nodes.map(|selector| (selector.text, selector.selector.as_ref().ok())).collect();
        let names = selectors.values().flatten().flat_map(|selector| selector.label_names());
        let label_names = names.map(|label| label.name.as_str()).collect();
        Selectors { selectors, label_names }
    }

    /// Evaluates the selectors. Selectors cost more time than labels, so each combination of the labels that selectors name
    /// is evaluated once, and only by the selectors whose result its labels may change.
    fn evaluated(&self, speakers: &Speakers) -> Combinations {
        let mut numbers: HashMap<_, usize> = HashMap::new();
        let mut examples: Vec<&Node> = Vec::new();
        let mut of_speaker = IdVec::new();
        for speaker in speakers.iter() {
            let labels = labels_named(speaker.node, |name| self.label_names.contains(name));
            of_speaker.push(*numbers.entry(labels).or_insert_with(|| {
                examples.push(speaker.node);
                examples.len() - 1
            }));
        }
        let index = LabelIndex::new(examples.iter().copied());
        let mut usual = IdVec::new();
        let mut other: Vec<Vec<(SelectorId, Truth)>> = examples.iter().map(|_| Vec::new()).collect();
        for selector in self.selectors.values() {
            let triggers = selector.map(Selector::triggers);
            let otherwise = Truth::from(triggers.as_ref().is_some_and(|triggers| triggers.otherwise));
            let id = usual.push(otherwise);
            let (Some(selector), Some(triggers)) = (selector, triggers) else {
                continue;
            };
            for number in index.concerned(&triggers.labels) {
                let truth = selector.evaluate(examples[number]);
                if truth != otherwise {
                    other[number].push((id, truth));
                }
            }
        }
        Combinations { usual, other, of_speaker }
    }

    fn texts(&self) -> IdVec<SelectorId, String> {
        self.selectors.keys().map(|text| (*text).to_owned()).collect()
    }
}

/// The results of all selectors for each combination of labels that speakers have.
struct Combinations {
    /// The results for nodes without labels.
    usual: IdVec<SelectorId, Truth>,
    /// The other results of each combination, sorted by selector.
    other: Vec<Vec<(SelectorId, Truth)>>,
    /// The combination of each speaker.
    of_speaker: IdVec<SpeakerId, usize>,
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
    truths: &'k [(SelectorId, Truth)],
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

    fn key(&self, speaker: &'k Speaker, truths: &'k [(SelectorId, Truth)]) -> ClassKey<'k> {
        let addresses = Family::BOTH.map(|family| speaker.address(family));
        let shared_addresses = addresses.map(|known| known.map(|address| shared(address, &self.addresses)));
        // A neighbor takes one AS number for all nodes at an address, so the nodes differ even where each AS number is unique.
        let is_at_shared = shared_addresses.iter().any(|known| matches!(known, Known::Value(Shared::Value(_))));
        let own_as = |number| if is_at_shared { Shared::Value(number) } else { shared(number, &self.as_numbers) };
        ClassKey {
            name: Some(speaker.name).filter(|name| self.named.contains(name)),
            truths,
            own_as: speaker.own_as.map(own_as),
            cluster_id: speaker.cluster_id,
            has_masked_cluster_id: speaker.has_masked_cluster_id,
            own_port: speaker.own_port,
            router_id: speaker.router_id.map(|id| shared(id, &self.router_ids)),
            addresses: shared_addresses,
            ranks: [0, 1].map(|family| rank(addresses[family], &self.ordering[family])),
        }
    }
}

fn shared<T: Ord>(value: T, repeated: &BTreeSet<T>) -> Shared<T> {
    if repeated.contains(&value) { Shared::Value(value) } else { Shared::Unique }
}

/// The values that occur more than once.
fn repeated<T: Ord + Copy>(values: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut all: Vec<T> = values.collect();
    all.sort_unstable();
    all.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).map(|same| same[0]).collect()
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
