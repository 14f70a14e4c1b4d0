//! Trees → typed resources; every value carries its place, and every problem of a document is collected.

mod bgp_configuration;
mod bgp_filter;
mod bgp_peer;
mod calico_node_status;
mod document;
mod field;
mod file;
pub mod ignore;
mod ip_pool;
mod kind;
mod kustomization;
mod labels;
mod metadata;
mod metallb;
mod neighbours;
mod node;
mod place;
mod problem;
mod rbac;
mod reader;
mod secret;
pub mod value;
mod word;

pub use bgp_configuration::{
    BgpConfiguration, BindMode, Cidr, LogSeverity, NamedCommunity, PrefixAdvertisement, ProgramClusterRoutes, Switch,
};
pub use bgp_filter::{
    Action, BgpFilter, Direction, FilterList, FilterRule, MatchOperator, Operation, PeerType, PrefixLength, RouteSource,
};
pub use bgp_peer::{BgpPeer, NextHopMode, PeerScope, ReversePeering, SourceAddress};
pub use calico_node_status::{CalicoNodeStatus, StatusClass};
pub use field::Field;
pub use file::{FileContents, read};
pub use ip_pool::{AllowedUse, AssignmentMode, IpPool, TunnelMode};
pub use kind::Kind;
pub use kustomization::{Kustomization, Patch, PatchTarget, patch_targets};
pub use labels::Labels;
pub use metadata::Metadata;
pub use metallb::{AddressRange, MetalLb, MetalLbPeer};
pub use neighbours::{
    CalicoConfig, CalicoNodeDaemonSet, EnvironmentVariable, FailsafePort, FelixConfiguration, HostEndpoint,
    Installation, KubeControllersConfiguration,
};
pub use node::{Node, NodeKind};
pub use place::{FieldSpan, Place, ResourceId, ResourceName};
pub use problem::{Meant, Problem, ProblemKind};
pub use rbac::{Role, RoleBinding, SecretGrant};
pub use reader::{nearest, nearest_name};
pub use secret::{Secret, SecretEntry, SecretKey, SecretToCome, SecretValue};
pub use word::Word;
pub(crate) use word::vocabulary;

use crate::document::{Outline, Span};

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

/// The kinds of Calico that have a field of this name in their `spec`.
pub fn kinds_with_field(name: &str) -> Vec<&'static str> {
    let tables = [
        ("BGPPeer", bgp_peer::FIELDS),
        ("BGPConfiguration", bgp_configuration::FIELDS),
        ("BGPFilter", bgp_filter::FIELDS),
        ("IPPool", ip_pool::FIELDS),
    ];
    let has = |(_, fields): &&(_, &[reader::FieldSpec])| fields.iter().any(|field| field.name == name);
    tables.iter().filter(has).map(|(kind, _)| *kind).collect()
}
