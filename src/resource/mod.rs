//! Trees → typed resources; every value carries its place, and every problem of a document is collected.

mod bgp_configuration;
mod bgp_filter;
mod bgp_peer;
mod calico_node_status;
mod configured_nodes;
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
mod typed;
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
pub use configured_nodes::ConfiguredNodes;
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
pub use secret::{BreaksBird, Secret, SecretEntry, SecretKey, SecretToCome, SecretValue};
pub use typed::{Body, Resource};
pub use word::Word;
pub(crate) use word::vocabulary;

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
