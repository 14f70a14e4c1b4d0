//! One resource of a file: who it is, what it says, and what is wrong with it.

use super::body::Body;
use super::metadata::Metadata;
use super::place::{FieldSpan, Place, ResourceId, ResourceName};
use super::problem::Problem;
use crate::document::{Outline, Span};
use crate::input::SourceId;
use crate::kind::{Kind, Scope};

/// The name of the BGPConfiguration or FelixConfiguration that holds for all nodes.
const DEFAULT: &str = "default";
/// How the name of one begins that holds for one node.
const OF_NODE: &str = "node.";

/// One resource of a file.
#[derive(Debug)]
pub struct Resource {
    /// Which resource it is.
    pub id: ResourceId,
    /// The stretch of the file that it takes.
    pub span: Span,
    /// Where to point for the resource as a whole: its name, or its kind.
    pub head: FieldSpan,
    /// Its kind; `None` where it is not known what is meant.
    pub kind: Option<Kind>,
    /// Whether it is of `crd.projectcalico.org/v1`, which bypasses Calico's own checks.
    pub is_storage: bool,
    /// Whether it comes from the inventory file rather than from the manifests.
    pub is_inventory: bool,
    /// Who it is.
    pub metadata: Metadata,
    /// What it says.
    pub body: Body,
    /// What is wrong with it as it is written, by place.
    pub problems: Vec<Problem>,
    /// Where its keys stand; `None` where that is not kept: of what was read from a cluster, which no kustomization builds.
    pub outline: Option<Outline>,
}

/// The nodes that a BGPConfiguration or FelixConfiguration holds for, which its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldsFor<'r> {
    /// All of them (`default`).
    AllNodes,
    /// The one with this name (`node.<name>`).
    Node(&'r str),
    /// None: Calico does not read it.
    Nothing,
}

impl<'r> HoldsFor<'r> {
    /// The one node, where it is one.
    pub fn node(self) -> Option<&'r str> {
        match self {
            HoldsFor::Node(node) => Some(node),
            HoldsFor::AllNodes | HoldsFor::Nothing => None,
        }
    }
}

impl Resource {
    /// The file that the resource stands in.
    pub fn source(&self) -> SourceId {
        self.id.source
    }

    /// The resource's name; empty where it has none or it is not known.
    pub fn name(&self) -> &str {
        self.metadata.name.value().map_or("", String::as_str)
    }

    /// The kind as a manifest names it.
    pub fn kind_name(&self) -> &'static str {
        self.kind.map_or("", Kind::name)
    }

    /// The nodes that a BGPConfiguration or FelixConfiguration holds for.
    pub fn holds_for(&self) -> HoldsFor<'_> {
        match self.name() {
            DEFAULT => HoldsFor::AllNodes,
            name => match name.strip_prefix(OF_NODE) {
                Some(node) if !node.is_empty() => HoldsFor::Node(node),
                _ => HoldsFor::Nothing,
            },
        }
    }

    /// Kind, namespace and name, where a cluster has only one of them: two of them belong to different clusters.
    pub fn identity_in_cluster(&self) -> Option<(Kind, &str, &str)> {
        let kind = self.kind?;
        let namespace = match kind.spec().scope {
            Scope::Any => return None,
            Scope::Cluster | Scope::OnePerCluster => "",
            // Of what is applied to a namespace that is not written, nothing is known.
            Scope::Namespace => self.metadata.namespace.value()?,
        };
        Some((kind, namespace, self.metadata.name.value()?))
    }

    /// Whether it is a node as the cluster has it, rather than one that is to be applied.
    pub fn is_from_cluster(&self) -> bool {
        self.is_inventory || matches!(&self.body, Body::Node(node) if node.is_dump)
    }

    /// The place of a part of the resource. Every place of a field is made here, so that it is in the file that the field is
    /// written in.
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

    /// The place to point at for the resource as a whole.
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
