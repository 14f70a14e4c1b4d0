//! A typed resource: who it is, what it says, and what is wrong with it.

use super::bgp_configuration::BgpConfiguration;
use super::bgp_filter::BgpFilter;
use super::bgp_peer::BgpPeer;
use super::calico_node_status::CalicoNodeStatus;
use super::configured_nodes::ConfiguredNodes;
use super::ip_pool::IpPool;
use super::kind::Kind;
use super::kustomization::Kustomization;
use super::metadata::Metadata;
use super::metallb::MetalLb;
use super::neighbours::{
    CalicoConfig, CalicoNodeDaemonSet, FelixConfiguration, HostEndpoint, Installation, KubeControllersConfiguration,
};
use super::node::Node;
use super::place::{FieldSpan, Place, ResourceId, ResourceName};
use super::problem::Problem;
use super::rbac::{Role, RoleBinding};
use super::secret::{Secret, SecretToCome};
use crate::document::{Outline, Span};
use crate::input::SourceId;

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

/// What a resource says, by kind.
#[derive(Debug)]
pub enum Body {
    /// A BGPPeer.
    BgpPeer(BgpPeer),
    /// A BGPConfiguration.
    BgpConfiguration(BgpConfiguration),
    /// A BGPFilter.
    BgpFilter(BgpFilter),
    /// An IPPool.
    IpPool(IpPool),
    /// A CalicoNodeStatus.
    CalicoNodeStatus(CalicoNodeStatus),
    /// A Node of either kind.
    Node(Node),
    /// A FelixConfiguration.
    FelixConfiguration(FelixConfiguration),
    /// A HostEndpoint.
    HostEndpoint(HostEndpoint),
    /// A GlobalNetworkPolicy.
    GlobalNetworkPolicy,
    /// A KubeControllersConfiguration.
    KubeControllersConfiguration(KubeControllersConfiguration),
    /// A Secret.
    Secret(Secret),
    /// A SealedSecret or an ExternalSecret.
    SecretToCome(SecretToCome),
    /// A Role or ClusterRole.
    Role(Role),
    /// A RoleBinding or ClusterRoleBinding.
    RoleBinding(RoleBinding),
    /// An Installation.
    Installation(Installation),
    /// The ConfigMap `calico-config`.
    CalicoConfig(CalicoConfig),
    /// The calico-node DaemonSet.
    CalicoNodeDaemonSet(CalicoNodeDaemonSet),
    /// A kustomization file.
    Kustomization(Kustomization),
    /// A resource of MetalLB.
    MetalLb(MetalLb),
    /// Something that cannot be read as any kind.
    Unusable,
}

impl Resource {
    /// The resource's name; empty where it has none or it is not known.
    pub fn name(&self) -> &str {
        self.metadata.name.value().map_or("", String::as_str)
    }

    /// The nodes that a BGPConfiguration or a FelixConfiguration is for.
    pub fn configured_nodes(&self) -> ConfiguredNodes<'_> {
        ConfiguredNodes::of(self.name())
    }

    /// Kind, namespace and name, where a cluster has only one of them: two of them belong to different clusters.
    pub fn identity_in_cluster(&self) -> Option<(Kind, &str, &str)> {
        let kind = self.kind.filter(|kind| kind.tells_clusters_apart())?;
        // Of what is applied to a namespace that is not written, nothing is known.
        let namespace = match kind {
            Kind::FluxKustomization => self.metadata.namespace.value()?,
            _ => "",
        };
        Some((kind, namespace, self.metadata.name.value()?))
    }

    /// Whether it is a node as the cluster has it, rather than one that is to be applied.
    pub fn is_from_cluster(&self) -> bool {
        self.is_inventory || matches!(&self.body, Body::Node(node) if node.is_dump)
    }

    /// The kind as a manifest names it.
    pub fn kind_name(&self) -> &'static str {
        self.kind.map_or("", Kind::name)
    }
}

impl Resource {
    /// The file that the resource stands in.
    pub fn source(&self) -> SourceId {
        self.id.source
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
