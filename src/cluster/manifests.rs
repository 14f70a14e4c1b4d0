//! One cluster: its manifests by kind, its nodes, the selectors that it holds.

use std::collections::BTreeMap;
use std::ops::Range;

use super::node::{Fact, Node, nodes};
use super::selector::{SelectorField, WrittenSelector, of_peers, of_pools};
use crate::document::Span;
use crate::grouping::{ClusterFiles, ClusterSettings, Grouping, Inventory};
use crate::ids::IdVec;
use crate::input::{SourceId, Sources};
use crate::nearest::{nearest, nearest_name};
use crate::resource::value::AsNumber;
use crate::resource::{
    BgpConfiguration, Body, CalicoNodeDaemonSet, FelixConfiguration, FieldSpan, FileContents, HoldsFor, IpPool,
    KindBody, Problem, Resource, ResourceId,
};
use crate::selector::Selector;

/// One cluster of the input.
#[derive(Debug)]
pub struct Cluster<'a> {
    /// What it is called, as configured or by its directory; `None` where the input is one cluster.
    pub name: Option<String>,
    /// What is said of it beside its manifests.
    pub settings: &'a ClusterSettings,
    /// How much of its nodes is known.
    pub inventory: Inventory,
    /// Whether a kustomization makes something of it that is not read.
    pub has_more: bool,
    grouped: &'a ClusterFiles,
    sources: &'a Sources,
    files: Vec<&'a FileContents>,
    nodes: Vec<Node<'a>>,
    peer_selectors: Vec<WrittenSelector<'a>>,
    pool_selectors: Vec<WrittenSelector<'a>>,
    pub(super) calico_nodes: Vec<(&'a Resource, &'a CalicoNodeDaemonSet)>,
}

/// The clusters of an input whose files are grouped, in the order of the grouping.
pub fn clusters<'a>(
    sources: &'a Sources,
    contents: &'a IdVec<SourceId, FileContents>,
    grouping: &'a Grouping,
) -> Vec<Cluster<'a>> {
    grouping.clusters.iter().map(|files| Cluster::new(sources, contents, files)).collect()
}

impl<'a> Cluster<'a> {
    /// Puts a cluster together from its files; `sources` and `contents` are those of the whole input.
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
            // An inventory file is given as the list of all nodes.
            (false, None) if resources().any(|resource| resource.is_inventory) => Inventory::Complete,
            (false, None) if nodes.iter().all(Node::is_from_dump) => Inventory::Complete,
            (false, None) => Inventory::Partial,
        };
        Cluster {
            name: grouped.name.clone(),
            settings: &grouped.settings,
            inventory,
            has_more: grouped.has_more,
            grouped,
            sources,
            nodes,
            peer_selectors: of_peers(resources()),
            pool_selectors: of_pools(resources()),
            calico_nodes: daemon_sets.collect(),
            files,
        }
    }

    /// The cluster's files, in the order of their names.
    pub fn files(&self) -> impl Iterator<Item = &'a FileContents> + '_ {
        self.files.iter().copied()
    }

    /// All resources, in the order of the files' names and of places.
    pub fn resources(&self) -> impl Iterator<Item = &'a Resource> + '_ {
        self.files.iter().flat_map(|file| &file.resources)
    }

    /// Everything that is wrong with the resources as they are written.
    pub fn problems(&self) -> impl Iterator<Item = (&'a Resource, &'a Problem)> + '_ {
        self.resources().flat_map(|resource| resource.problems.iter().map(move |problem| (resource, problem)))
    }

    /// Whether a patch changes this part of a resource.
    pub fn is_patched(&self, resource: ResourceId, part: Span) -> bool {
        self.grouped.is_patched(resource, part)
    }

    /// All resources of the kinds that say this, each with what it says.
    pub fn all<T: KindBody + 'a>(&self) -> impl Iterator<Item = (&'a Resource, &'a T)> + '_ {
        self.resources().filter_map(|resource| Some((resource, T::of(&resource.body)?)))
    }

    /// The BGPConfiguration `default`; of several the last one, which is applied last.
    pub fn default_configuration(&self) -> Option<(&'a Resource, &'a BgpConfiguration)> {
        self.default_configurations().last()
    }

    /// The BGPConfigurations `default`, more than one where several manifests have one.
    pub fn default_configurations(&self) -> impl Iterator<Item = (&'a Resource, &'a BgpConfiguration)> + '_ {
        self.all::<BgpConfiguration>().filter(|(resource, _)| resource.holds_for() == HoldsFor::AllNodes)
    }

    /// The FelixConfiguration `default`; of several the last one, which is applied last.
    pub fn default_felix(&self) -> Option<(&'a Resource, &'a FelixConfiguration)> {
        self.all::<FelixConfiguration>().filter(|(resource, _)| resource.holds_for() == HoldsFor::AllNodes).last()
    }

    /// The pools that give out addresses for certain.
    pub fn enabled_pools(&self) -> impl Iterator<Item = (&'a Resource, &'a IpPool)> + '_ {
        self.all::<IpPool>().filter(|(_, pool)| pool.is_enabled())
    }

    /// The calico-node DaemonSet; none where there are several, of which it is not known which one runs.
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

    /// The AS numbers that nodes with a name have of their own, as far as they are written, by the nodes' names.
    pub fn own_as_numbers(&self) -> impl Iterator<Item = Fact<'a, AsNumber>> + '_ {
        self.nodes.iter().filter(|node| node.name.is_some()).filter_map(|node| node.as_number_fact())
    }

    /// How many nodes are known.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Whether a known node has this name.
    pub fn has_node(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name == Some(name))
    }

    /// Whether the name may be that of a node: it is one, or not all names are known.
    pub fn may_have_node(&self, name: &str) -> bool {
        self.has_node(name) || self.nodes.iter().any(|node| node.name.is_none())
    }

    /// The selectors of all BGPPeers.
    pub fn peer_selectors(&self) -> &[WrittenSelector<'a>] {
        &self.peer_selectors
    }

    /// The selectors of all IPPools.
    pub fn pool_selectors(&self) -> &[WrittenSelector<'a>] {
        &self.pool_selectors
    }

    /// The selector in a field of a BGPPeer; `None` where there is none, or where it does not parse.
    pub fn peer_selector(&self, peer: &Resource, field: SelectorField) -> Option<&Selector> {
        let mut selectors = self.peer_selectors.iter();
        selectors.find(|own| own.resource.id == peer.id && own.field == field)?.selector.as_ref().ok()
    }

    /// The known node with the nearest name: the same host, or nearly the same name.
    pub fn nearest_node(&self, name: &str) -> Option<&'a str> {
        self.node_of_same_host(name).or_else(|| nearest(name, self.nodes.iter().filter_map(|node| node.name)))
    }

    /// The known node that was most likely meant: as the nearest node, but a name that differs in digits only is another node.
    pub fn likely_node(&self, name: &str) -> Option<&'a str> {
        self.node_of_same_host(name).or_else(|| nearest_name(name, self.nodes.iter().filter_map(|node| node.name)))
    }

    /// The known node that has the same name but for its domain.
    fn node_of_same_host(&self, name: &str) -> Option<&'a str> {
        let host = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        self.nodes.iter().filter_map(|node| node.name).find(|known| host(known) == host(name))
    }

    /// The BGPConfigurations that Calico reads: `default` and those of nodes.
    pub fn effective_configurations(&self) -> impl Iterator<Item = (&'a Resource, &'a BgpConfiguration)> + '_ {
        self.all::<BgpConfiguration>().filter(|(resource, _)| resource.holds_for() != HoldsFor::Nothing)
    }

    /// A file's text.
    pub fn text(&self, source: SourceId) -> &'a str {
        self.sources[source].text()
    }

    /// A file's name.
    pub fn file_name(&self, source: SourceId) -> &'a str {
        self.sources[source].name()
    }

    /// The place of a file in the order of the names of all files.
    pub fn file_rank(&self, source: SourceId) -> usize {
        self.sources.rank(source)
    }

    /// A part of a resource as its file has it.
    pub fn written(&self, resource: &Resource, part: FieldSpan) -> &'a str {
        part.span.slice(self.text(part.file.unwrap_or(resource.source())))
    }

    /// The line that a stretch of a file begins in, from 1 on.
    pub fn line(&self, source: SourceId, span: Span) -> usize {
        self.sources[source].lines().line(span.start as usize)
    }

    /// The place of a part of a field's text: exact where the text stands in the file as it is, else the whole value.
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

    /// Resources of one kind and name that stand more than once, by kind and name.
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

/// A part of the text of a block scalar, as a part of its lines in the file, which are indented; `None` where the lines do
/// not stand in the text one for one.
fn part_of_block(source: &str, text: &str, part: &Range<usize>) -> Option<Range<usize>> {
    let (mut at_source, mut at_text) = (0, 0);
    let mut found = (None, None);
    for line in source.split_inclusive('\n') {
        let content = line.trim_start_matches(' ').trim_end_matches(['\n', '\r']);
        let indent = line.len() - line.trim_start_matches(' ').len();
        if !text.get(at_text..)?.starts_with(content) {
            return None;
        }
        // The line end is a part of the text too.
        let in_line =
            |at: usize| (at_text..=at_text + content.len()).contains(&at).then(|| at_source + indent + at - at_text);
        found = (found.0.or_else(|| in_line(part.start)), found.1.or_else(|| in_line(part.end)));
        at_source += line.len();
        at_text += content.len() + 1;
    }
    Some(found.0?..found.1?)
}
