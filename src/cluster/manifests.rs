//! One cluster: its manifests by kind, its nodes and its selectors.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use super::defaults::Defaults;
use super::filter_table::Filters;
use super::label_index::LabelIndex;
use super::node::{Fact, Node, nodes};
use super::secret_table::Secrets;
use super::selector::{Matches, SelectorField, WrittenSelector, of_peers, of_pools};
use crate::document::Span;
use crate::grouping::{ClusterFiles, ClusterSettings, Grouping, Inventory};
use crate::ids::IdVec;
use crate::input::{SourceId, Sources};
use crate::nearest::{nearest, nearest_name};
use crate::resource::{
    BgpConfiguration, Body, CalicoNodeDaemonSet, FelixConfiguration, FieldSpan, FileContents, HoldsFor, IpPool,
    KindBody, Problem, Resource, ResourceId,
};
use crate::selector::Selector;
use crate::value::AsNumber;

/// One cluster of the input.
#[derive(Debug)]
pub struct Cluster<'a> {
    /// The name, from the configuration or the directory; `None` where the input is a single cluster.
    pub name: Option<String>,
    /// The settings.
    pub settings: &'a ClusterSettings,
    /// How much of the node list is known.
    pub inventory: Inventory,
    /// Whether a kustomization makes more of the cluster than bgplint can read.
    pub has_more: bool,
    grouped: &'a ClusterFiles,
    sources: &'a Sources,
    files: Vec<&'a FileContents>,
    /// The nodes with a name, sorted by name, and then the others.
    nodes: Vec<Node<'a>>,
    pub(super) label_index: LabelIndex<'a>,
    /// The first node of each host: the part of the name before the domain.
    node_of_host: HashMap<&'a str, &'a str>,
    peer_selectors: Vec<WrittenSelector<'a>>,
    /// The results of the selectors of BGPPeers for nodes; only needed where there are such selectors.
    pub(super) matches: OnceLock<Vec<Option<Matches>>>,
    /// The places of the selectors among the selectors of all BGPPeers.
    peer_selector_at: HashMap<(ResourceId, SelectorField), usize>,
    pool_selectors: Vec<WrittenSelector<'a>>,
    pub(super) calico_nodes: Vec<(&'a Resource, &'a CalicoNodeDaemonSet)>,
    pub(super) secrets: Secrets<'a>,
    pub(super) filters: Filters<'a>,
    pub(super) defaults: Defaults<'a>,
}

/// The clusters of the grouped files of an input, in the order of the grouping.
pub fn clusters<'a>(
    sources: &'a Sources,
    contents: &'a IdVec<SourceId, FileContents>,
    grouping: &'a Grouping,
) -> Vec<Cluster<'a>> {
    grouping.clusters.iter().map(|files| Cluster::new(sources, contents, files)).collect()
}

impl<'a> Cluster<'a> {
    /// Makes a cluster of its files; `sources` and `contents` belong to the whole input.
    pub fn new(
        sources: &'a Sources,
        contents: &'a IdVec<SourceId, FileContents>,
        grouped: &'a ClusterFiles,
    ) -> Cluster<'a> {
        let files = grouped.contents(contents);
        let resources = || files.iter().flat_map(|file| &file.resources);
        let daemon_sets = resources().filter_map(|resource| match &resource.body {
            Body::CalicoNodeDaemonSet(daemon_set) => Some((resource, &**daemon_set)),
            _ => None,
        });
        let nodes = nodes(resources());
        let inventory = match (nodes.is_empty(), grouped.settings.inventory) {
            (true, _) => Inventory::None,
            (false, Some(inventory)) => inventory,
            // A file with all nodes makes the node list complete.
            (false, None) if resources().any(|resource| resource.is_inventory) => Inventory::Complete,
            (false, None) if nodes.iter().all(Node::is_from_dump) => Inventory::Complete,
            (false, None) => Inventory::Partial,
        };
        let label_index = LabelIndex::new(nodes.iter());
        let mut node_of_host = HashMap::new();
        for name in nodes.iter().filter_map(|node| node.name) {
            node_of_host.entry(host(name)).or_insert(name);
        }
        let peer_selectors = of_peers(resources());
        let keys = peer_selectors.iter().map(|own| (own.resource.id, own.field));
        let mut cluster = Cluster {
            name: grouped.name.clone(),
            settings: &grouped.settings,
            inventory,
            has_more: grouped.has_more,
            grouped,
            sources,
            nodes,
            label_index,
            node_of_host,
            peer_selector_at: keys.zip(0..).collect(),
            peer_selectors,
            matches: OnceLock::new(),
            pool_selectors: of_pools(resources()),
            calico_nodes: daemon_sets.collect(),
            secrets: Secrets::default(),
            filters: Filters::default(),
            defaults: Defaults::default(),
            files,
        };
        let resources: Vec<&Resource> = cluster.resources().collect();
        cluster.defaults = Defaults::of(&resources, sources);
        cluster.filters = Filters::of(&resources);
        cluster.secrets = Secrets::of(&resources, cluster.calico_node());
        cluster
    }

    /// The files of the cluster, sorted by name.
    pub fn files(&self) -> impl Iterator<Item = &'a FileContents> + '_ {
        self.files.iter().copied()
    }

    /// All resources, sorted by the name of the file and the place.
    pub fn resources(&self) -> impl Iterator<Item = &'a Resource> + '_ {
        self.files.iter().flat_map(|file| &file.resources)
    }

    /// All problems in how the resources are written.
    pub fn problems(&self) -> impl Iterator<Item = (&'a Resource, &'a Problem)> + '_ {
        self.resources().flat_map(|resource| resource.problems.iter().map(move |problem| (resource, problem)))
    }

    /// Whether a patch changes this part of a resource.
    pub fn is_patched(&self, resource: ResourceId, part: Span) -> bool {
        self.grouped.is_patched(resource, part)
    }

    /// All resources with this type of body.
    pub fn all<T: KindBody + 'a>(&self) -> impl Iterator<Item = (&'a Resource, &'a T)> + '_ {
        self.resources().filter_map(|resource| Some((resource, T::of(&resource.body)?)))
    }

    /// The BGPConfiguration `default`. If there are several, the fields in which they differ are unknown.
    pub fn default_configuration(&self) -> Option<(&'a Resource, &BgpConfiguration)> {
        self.defaults.bgp.as_ref().map(|(resource, fields)| (*resource, &**fields))
    }

    /// The FelixConfiguration `default`. If there are several, the fields in which they differ are unknown.
    pub fn default_felix(&self) -> Option<(&'a Resource, &FelixConfiguration)> {
        self.defaults.felix.as_ref().map(|(resource, fields)| (*resource, &**fields))
    }

    /// All BGPConfigurations named `default`; several manifests may have one.
    pub fn default_configurations(&self) -> impl Iterator<Item = (&'a Resource, &'a BgpConfiguration)> + '_ {
        self.all::<BgpConfiguration>().filter(|(resource, _)| resource.holds_for() == HoldsFor::AllNodes)
    }

    /// The pools that certainly give out addresses.
    pub fn enabled_pools(&self) -> impl Iterator<Item = (&'a Resource, &'a IpPool)> + '_ {
        self.all::<IpPool>().filter(|(_, pool)| pool.is_enabled())
    }

    /// The calico-node DaemonSet; `None` if there are several, because it is unknown which one runs.
    pub fn calico_node(&self) -> Option<(&'a Resource, &'a CalicoNodeDaemonSet)> {
        match self.calico_nodes.as_slice() {
            [calico_node] => Some(*calico_node),
            _ => None,
        }
    }

    /// The nodes, by name.
    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// The AS numbers of named nodes with their own AS number, by the names of the nodes.
    pub fn own_as_numbers(&self) -> impl Iterator<Item = Fact<'a, AsNumber>> + '_ {
        self.nodes.iter().filter(|node| node.name.is_some()).filter_map(|node| node.as_number_fact())
    }

    /// The number of known nodes.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Whether a known node has this name.
    pub fn has_node(&self, name: &str) -> bool {
        self.nodes.binary_search_by_key(&(false, Some(name)), |node| (node.name.is_none(), node.name)).is_ok()
    }

    /// Whether a node may have this name: a known node has it, or not all names are known.
    pub fn may_have_node(&self, name: &str) -> bool {
        self.has_node(name) || self.nodes.last().is_some_and(|node| node.name.is_none())
    }

    /// The selectors of all BGPPeers.
    pub fn peer_selectors(&self) -> &[WrittenSelector<'a>] {
        &self.peer_selectors
    }

    /// The selectors of all IPPools.
    pub fn pool_selectors(&self) -> &[WrittenSelector<'a>] {
        &self.pool_selectors
    }

    /// The selector in a field of a BGPPeer; `None` where the field is missing or does not parse.
    pub fn peer_selector(&self, peer: &Resource, field: SelectorField) -> Option<&Selector> {
        let at = *self.peer_selector_at.get(&(peer.id, field))?;
        self.peer_selectors[at].selector.as_ref().ok()
    }

    /// The known node with the most similar name: the same host, or nearly the same name.
    pub fn nearest_node(&self, name: &str) -> Option<&'a str> {
        self.node_of_same_host(name).or_else(|| nearest(name, self.nodes.iter().filter_map(|node| node.name)))
    }

    /// The known node that a name probably means. Unlike [`Cluster::nearest_node`], a name that differs only in digits is
    /// another node.
    pub fn likely_node(&self, name: &str) -> Option<&'a str> {
        self.node_of_same_host(name).or_else(|| nearest_name(name, self.nodes.iter().filter_map(|node| node.name)))
    }

    /// The known node whose name differs only in the domain.
    fn node_of_same_host(&self, name: &str) -> Option<&'a str> {
        self.node_of_host.get(host(name)).copied()
    }

    /// The BGPConfigurations that Calico reads: `default`, and those for nodes.
    pub fn effective_configurations(&self) -> impl Iterator<Item = (&'a Resource, &'a BgpConfiguration)> + '_ {
        self.all::<BgpConfiguration>().filter(|(resource, _)| resource.holds_for() != HoldsFor::Nothing)
    }

    /// The text of a file.
    pub fn text(&self, source: SourceId) -> &'a str {
        self.sources[source].text()
    }

    /// The name of a file.
    pub fn file_name(&self, source: SourceId) -> &'a str {
        self.sources[source].name()
    }

    /// The rank of a file in the order of the names.
    pub fn file_rank(&self, source: SourceId) -> usize {
        self.sources.rank(source)
    }

    /// A part of a resource as written in its file.
    pub fn written(&self, resource: &Resource, part: FieldSpan) -> &'a str {
        part.span.slice(self.text(part.file.unwrap_or(resource.source())))
    }

    /// The line on which a span of a file begins, from 1.
    pub fn line(&self, source: SourceId, span: Span) -> usize {
        self.sources[source].lines().line(span.start as usize)
    }

    /// The place of a part of a field's value: exact where the file has the value literally, otherwise the whole value.
    pub fn part_of(&self, resource: &Resource, value: FieldSpan, text: &str, part: Range<usize>) -> FieldSpan {
        let source = self.written(resource, value);
        let start = value.span.start as usize;
        let found = |part: Range<usize>| FieldSpan { span: Span::new(start + part.start, start + part.end), ..value };
        let whole_character = (part.end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(part.end);
        let part = part.start..whole_character;
        if source == text {
            return found(part);
        }
        if source.get(1..source.len().saturating_sub(1)) == Some(text) {
            return found(1 + part.start..1 + part.end);
        }
        part_of_block(source, text, &part).map_or(value, found)
    }

    /// Resources with the same kind and name, by kind and name.
    pub fn namesakes(&self) -> Vec<Vec<&'a Resource>> {
        let mut by_name: BTreeMap<_, Vec<&'a Resource>> = BTreeMap::new();
        for resource in self.resources().filter(|resource| !resource.is_from_cluster()) {
            let kind = resource.kind.filter(|kind| kind.is_cluster_scoped());
            if let (Some(kind), Some(name)) = (kind, resource.metadata.name.value()) {
                by_name.entry((kind, name)).or_default().push(resource);
            }
        }
        by_name.into_values().filter(|resources| resources.len() > 1).collect()
    }
}

/// The part of a node's name before the domain.
fn host(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Maps a part of the value of a block scalar to its indented lines in the file; `None` where the lines of the value and of
/// the file differ.
fn part_of_block(source: &str, text: &str, part: &Range<usize>) -> Option<Range<usize>> {
    let (mut at_source, mut at_text) = (0, 0);
    let mut found = (None, None);
    for line in source.split_inclusive('\n') {
        let content = line.trim_start_matches(' ').trim_end_matches(['\n', '\r']);
        let indent = line.len() - line.trim_start_matches(' ').len();
        if !text.get(at_text..)?.starts_with(content) {
            return None;
        }
        // The line end is part of the value too.
        let in_line =
            |at: usize| (at_text..=at_text + content.len()).contains(&at).then(|| at_source + indent + at - at_text);
        found = (found.0.or_else(|| in_line(part.start)), found.1.or_else(|| in_line(part.end)));
        at_source += line.len();
        at_text += content.len() + 1;
    }
    Some(found.0?..found.1?)
}
