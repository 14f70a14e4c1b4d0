//! Trees → typed resources. Every value has its place, and every problem of a document is collected.

mod bgp_configuration;
mod bgp_filter;
mod bgp_peer;
mod body;
mod calico_config;
mod calico_node_daemon_set;
mod calico_node_status;
mod document;
mod enterprise_object;
mod felix_configuration;
mod field;
mod file;
mod global_network_policy;
mod host_endpoint;
mod identity;
pub mod ignore;
mod installation;
mod ip_pool;
mod ip_reservation;
mod kind_mistake;
mod kube_controllers_configuration;
mod kustomization;
mod labels;
mod metadata;
mod metallb;
mod node;
mod node_annotation;
mod object;
mod place;
mod problem;
mod rbac;
mod reader;
mod reading;
mod secret;
mod unquoted_selector;
mod vpp_object;
mod word;

pub use crate::kind::{CALICO_GROUP, Checking, Kind, KindSpec, STORAGE_GROUP, Scope, Sign};
pub use bgp_configuration::{
    BgpConfiguration, BindMode, Cidr, LogSeverity, NamedCommunity, PrefixAdvertisement, ProgramClusterRoutes, Switch,
};
pub use bgp_filter::{
    Action, BgpFilter, Direction, FilterList, FilterRule, MatchOperator, Operation, PeerType, PrefixLength, RouteSource,
};
pub use bgp_peer::{BgpPeer, NextHopMode, PeerScope, ReversePeering, SourceAddress};
pub use body::{Body, KindBody, kinds_with_field};
pub use calico_config::{Backend, CalicoConfig};
pub use calico_node_daemon_set::{CalicoNodeDaemonSet, EnvironmentVariable, Variable};
pub use calico_node_status::{CalicoNodeStatus, StatusClass};
pub use enterprise_object::EnterpriseObject;
pub use felix_configuration::{FailsafePort, FelixConfiguration, Transport, Tunnel, TunnelMtu};
pub use field::Field;
pub use file::{FileContents, ForCalicoctl, UNREAD, read, read_in_parts};
pub use global_network_policy::GlobalNetworkPolicy;
pub use host_endpoint::HostEndpoint;
pub use installation::{CalicoNetwork, Encapsulation, Installation, LinuxDataplane, OperatorPool, Variant};
pub use ip_pool::{AllowedUse, AssignmentMode, IpPool, TunnelMode};
pub use ip_reservation::IpReservation;
pub use kind_mistake::KindMistake;
pub use kube_controllers_configuration::KubeControllersConfiguration;
pub use kustomization::{Kustomization, Patch, PatchTarget, patch_targets};
pub use labels::Labels;
pub use metadata::Metadata;
pub use metallb::{AddressRange, MetalLbAdvertisement, MetalLbPeer, MetalLbPool};
pub use node::{Node, NodeBgp, NodeKind, NodeSpec};
pub use node_annotation::NodeAnnotation;
pub use object::{HoldsFor, Resource};
pub use place::{FieldSpan, Place, ResourceId, ResourceName};
pub use problem::{Expected, Problem, ProblemKind, Shape, Subject, TextMap};
pub use rbac::{Role, RoleBinding, SecretGrant};
pub use reader::FieldName;
pub use secret::{BreaksBird, Secret, SecretEntry, SecretKey, SecretToCome, SecretValue};
pub use unquoted_selector::unquoted_selector;
pub use vpp_object::VppObject;
pub use word::Word;
pub(crate) use word::vocabulary;
