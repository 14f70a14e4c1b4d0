//! One resource of a file: its identity, content and problems.

use super::body::Body;
use super::metadata::Metadata;
use super::place::{FieldSpan, Place, ResourceId, ResourceName};
use super::problem::Problem;
use crate::admission::Verdict;
use crate::document::{Outline, Span};
use crate::input::SourceId;
use crate::kind::{Kind, Scope};

/// The name of the BGPConfiguration or FelixConfiguration for all nodes.
const DEFAULT: &str = "default";
/// The beginning of the name of a BGPConfiguration or FelixConfiguration for one node.
const OF_NODE: &str = "node.";

/// One resource of a file.
#[derive(Debug)]
pub struct Resource {
    /// The id of the resource.
    pub id: ResourceId,
    /// The span of the resource in the file.
    pub span: Span,
    /// The place to report for the resource as a whole: its name, or its kind.
    pub head: FieldSpan,
    /// Its kind; `None` where the kind is not known.
    pub kind: Option<Kind>,
    /// Whether its API group is `crd.projectcalico.org/v1`, which bypasses Calico's own checks.
    pub is_storage: bool,
    /// Whether it comes from the file with all nodes rather than from the manifests.
    pub is_inventory: bool,
    /// Its metadata.
    pub metadata: Metadata,
    /// Its content.
    pub body: Body,
    /// Its problems, sorted by place.
    pub problems: Vec<Problem>,
    /// What the gates refuse in it, in the order of its table.
    pub verdicts: Vec<Verdict>,
    /// The places of its keys; `None` for a resource from a cluster, which no kustomization patches.
    pub outline: Option<Outline>,
    /// Whether its document has aliases, so that one value may stand for several.
    pub has_aliases: bool,
}

/// The nodes for which a BGPConfiguration or FelixConfiguration is, according to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldsFor<'r> {
    /// All nodes (`default`).
    AllNodes,
    /// The node with this name (`node.<name>`).
    Node(&'r str),
    /// No node: Calico does not read the object.
    Nothing,
}

impl<'r> HoldsFor<'r> {
    /// The node, where it is only one.
    pub fn node(self) -> Option<&'r str> {
        match self {
            HoldsFor::Node(node) => Some(node),
            HoldsFor::AllNodes | HoldsFor::Nothing => None,
        }
    }
}

impl Resource {
    /// The file of the resource.
    pub fn source(&self) -> SourceId {
        self.id.source
    }

    /// The name; empty where the resource has none or the name is unknown.
    pub fn name(&self) -> &str {
        self.metadata.name.value().map_or("", String::as_str)
    }

    /// The kind in a manifest.
    pub fn kind_name(&self) -> &'static str {
        self.kind.map_or("", Kind::name)
    }

    /// The nodes for which a BGPConfiguration or FelixConfiguration is.
    pub fn holds_for(&self) -> HoldsFor<'_> {
        match self.name() {
            DEFAULT => HoldsFor::AllNodes,
            name => match name.strip_prefix(OF_NODE) {
                Some(node) if !node.is_empty() => HoldsFor::Node(node),
                _ => HoldsFor::Nothing,
            },
        }
    }

    /// Kind, namespace and name, where they are unique in a cluster: two resources with the same identity belong to
    /// different clusters.
    pub fn identity_in_cluster(&self) -> Option<(Kind, &str, &str)> {
        let kind = self.kind?;
        let namespace = match kind.spec().scope {
            Scope::Any => return None,
            Scope::Cluster | Scope::OnePerCluster => "",
            // The namespace of an object without `metadata.namespace` is not known.
            Scope::Namespace => self.metadata.namespace.value()?,
        };
        Some((kind, namespace, self.metadata.name.value()?))
    }

    /// Whether it is a node that was read from the cluster, rather than a manifest to apply.
    pub fn is_from_cluster(&self) -> bool {
        self.is_inventory || matches!(&self.body, Body::Node(node) if node.is_dump)
    }

    /// The place of a part of the resource. All places of fields are made here, because a field may be in another file than
    /// its resource.
    pub fn at(&self, part: impl Into<FieldSpan>) -> Place {
        let FieldSpan { span, file } = part.into();
        let resource = self.kind.map(|kind| ResourceName {
            id: self.id,
            kind: kind.name(),
            name: self.name().to_owned(),
            span: self.span,
        });
        Place { source: file.unwrap_or(self.source()), span, resource }
    }

    /// The place of the resource as a whole.
    pub fn place(&self) -> Place {
        self.at(self.head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, Source};
    use crate::resource::read;

    #[test]
    fn a_field_is_placed_in_the_file_that_it_is_written_in() {
        let peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: tor}\nspec: {peerIP: 10.0.0.1}\n";
        let sources = vec![Source::from_text("patch.yaml", peer), Source::from_text("peer.yaml", peer)];
        let input = Input::from_sources(sources);
        let ids: Vec<SourceId> = input.sources.iter().map(Source::id).collect();
        let contents = read(&input.sources[ids[1]]);
        let resource = &contents.resources[0];
        let Body::BgpPeer(peer) = &resource.body else {
            panic!("it is a BGPPeer");
        };
        let place = |field: &crate::resource::Field<_>| resource.at(field.span().expect("the field is written"));
        let own = place(&peer.peer_ip);
        let patched = place(&peer.peer_ip.clone().written_in(ids[0]));
        assert_eq!((own.source, patched.source), (ids[1], ids[0]));
        assert_eq!((own.span, &own.resource), (patched.span, &patched.resource));
        assert_eq!(resource.place().source, ids[1]);
        let span = |field: &crate::resource::Field<_>| field.key_span().expect("the field has a name");
        assert!(!span(&peer.peer_ip).contains(span(&peer.peer_ip.clone().written_in(ids[0]))));
    }
}
