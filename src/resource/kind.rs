//! Which kind a document is: ours, one that was meant to be ours, or somebody else's.

use super::problem::Meant;
use super::reader::nearest;

/// A kind that bgplint reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// BGPPeer.
    BgpPeer,
    /// BGPConfiguration.
    BgpConfiguration,
    /// BGPFilter.
    BgpFilter,
    /// IPPool.
    IpPool,
    /// CalicoNodeStatus.
    CalicoNodeStatus,
    /// FelixConfiguration.
    FelixConfiguration,
    /// HostEndpoint.
    HostEndpoint,
    /// GlobalNetworkPolicy.
    GlobalNetworkPolicy,
    /// KubeControllersConfiguration.
    KubeControllersConfiguration,
    /// Node of `projectcalico.org/v3`.
    CalicoNode,
    /// Node of `v1`.
    KubernetesNode,
    /// Secret.
    Secret,
    /// SealedSecret of Bitnami.
    SealedSecret,
    /// ExternalSecret of the External Secrets Operator.
    ExternalSecret,
    /// ClusterExternalSecret of the External Secrets Operator.
    ClusterExternalSecret,
    /// VaultStaticSecret of the Vault Secrets Operator.
    VaultStaticSecret,
    /// VaultDynamicSecret of the Vault Secrets Operator.
    VaultDynamicSecret,
    /// OnePasswordItem of 1Password.
    OnePasswordItem,
    /// SopsSecret.
    SopsSecret,
    /// Role.
    Role,
    /// ClusterRole.
    ClusterRole,
    /// RoleBinding.
    RoleBinding,
    /// ClusterRoleBinding.
    ClusterRoleBinding,
    /// The ConfigMap `calico-config`.
    ConfigMap,
    /// The DaemonSet `calico-node`.
    DaemonSet,
    /// Installation of the Tigera operator.
    Installation,
    /// Kustomization, by its file's name.
    Kustomization,
    /// Kustomization of Flux.
    FluxKustomization,
    /// BGPPeer of MetalLB.
    MetalLbPeer,
    /// IPAddressPool of MetalLB.
    MetalLbPool,
    /// BGPAdvertisement of MetalLB.
    MetalLbBgpAdvertisement,
    /// L2Advertisement of MetalLB.
    MetalLbL2Advertisement,
}

/// The API group of Calico's own API.
pub const CALICO_GROUP: &str = "projectcalico.org";
/// The API group of the CRDs that Calico stores into.
pub const STORAGE_GROUP: &str = "crd.projectcalico.org";

/// What happens to an object that no API serves.
pub const NOT_APPLIED: &str = "neither kubectl nor calicoctl applies the object";

const RBAC_GROUP: &str = "rbac.authorization.k8s.io";

const TABLE: &[(Kind, &str, &str)] = &[
    (Kind::BgpPeer, CALICO_GROUP, "BGPPeer"),
    (Kind::BgpConfiguration, CALICO_GROUP, "BGPConfiguration"),
    (Kind::BgpFilter, CALICO_GROUP, "BGPFilter"),
    (Kind::IpPool, CALICO_GROUP, "IPPool"),
    (Kind::CalicoNodeStatus, CALICO_GROUP, "CalicoNodeStatus"),
    (Kind::FelixConfiguration, CALICO_GROUP, "FelixConfiguration"),
    (Kind::HostEndpoint, CALICO_GROUP, "HostEndpoint"),
    (Kind::GlobalNetworkPolicy, CALICO_GROUP, "GlobalNetworkPolicy"),
    (Kind::KubeControllersConfiguration, CALICO_GROUP, "KubeControllersConfiguration"),
    (Kind::CalicoNode, CALICO_GROUP, "Node"),
    (Kind::KubernetesNode, "", "Node"),
    (Kind::Secret, "", "Secret"),
    (Kind::SealedSecret, "bitnami.com", "SealedSecret"),
    (Kind::ExternalSecret, "external-secrets.io", "ExternalSecret"),
    (Kind::ClusterExternalSecret, "external-secrets.io", "ClusterExternalSecret"),
    (Kind::VaultStaticSecret, "secrets.hashicorp.com", "VaultStaticSecret"),
    (Kind::VaultDynamicSecret, "secrets.hashicorp.com", "VaultDynamicSecret"),
    (Kind::OnePasswordItem, "onepassword.com", "OnePasswordItem"),
    (Kind::SopsSecret, "isindir.github.com", "SopsSecret"),
    (Kind::Role, RBAC_GROUP, "Role"),
    (Kind::ClusterRole, RBAC_GROUP, "ClusterRole"),
    (Kind::RoleBinding, RBAC_GROUP, "RoleBinding"),
    (Kind::ClusterRoleBinding, RBAC_GROUP, "ClusterRoleBinding"),
    (Kind::ConfigMap, "", "ConfigMap"),
    (Kind::DaemonSet, "apps", "DaemonSet"),
    (Kind::Installation, "operator.tigera.io", "Installation"),
    (Kind::Kustomization, "kustomize.config.k8s.io", "Kustomization"),
    (Kind::FluxKustomization, "kustomize.toolkit.fluxcd.io", "Kustomization"),
    (Kind::MetalLbPeer, "metallb.io", "BGPPeer"),
    (Kind::MetalLbPool, "metallb.io", "IPAddressPool"),
    (Kind::MetalLbBgpAdvertisement, "metallb.io", "BGPAdvertisement"),
    (Kind::MetalLbL2Advertisement, "metallb.io", "L2Advertisement"),
];

impl Kind {
    /// The kind as a manifest names it.
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, _, name)| name)
    }

    /// The names of all kinds.
    pub fn names() -> Vec<&'static str> {
        TABLE.iter().map(|(_, _, name)| *name).collect()
    }

    /// The names of the kinds that bgplint checks, and of nodes.
    pub(super) fn names_of_ours() -> impl Iterator<Item = &'static str> {
        TABLE.iter().filter(|(kind, ..)| kind.is_cluster_scoped()).map(|(_, _, name)| *name)
    }

    /// Whether the kind is one of Calico's own, which bgplint checks field by field.
    pub fn is_calico(self) -> bool {
        matches!(
            self,
            Kind::BgpPeer
                | Kind::BgpConfiguration
                | Kind::BgpFilter
                | Kind::IpPool
                | Kind::CalicoNodeStatus
                | Kind::CalicoNode
        )
    }

    /// Whether two resources of the kind and of one name belong to different clusters: its name is unique in a cluster, or
    /// there is only one of it.
    pub fn tells_clusters_apart(self) -> bool {
        self.is_cluster_scoped()
            || matches!(self, Kind::Installation | Kind::ConfigMap | Kind::DaemonSet | Kind::FluxKustomization)
    }

    /// Whether a resource of the kind stands for something of the whole cluster, so that its name is unique there.
    pub fn is_cluster_scoped(self) -> bool {
        self.is_calico() || matches!(self, Kind::FelixConfiguration | Kind::KubernetesNode)
    }
}

/// What a document turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// One of our kinds, rightly named; `true` for the storage group.
    Known(Kind, bool),
    /// Meant to be one of our kinds, but named so that no API server or calicoctl knows it.
    Mistaken {
        /// The kind that was meant, where it can be read as that.
        meant: Option<Kind>,
        /// Whether it is the version rather than the kind that is wrong.
        is_version: bool,
        /// What is wrong.
        message: String,
        /// What to write.
        help: String,
        /// What to write in place of the kind or version, where that is all.
        written: Option<Meant>,
    },
    /// A list of resources.
    List,
    /// None of our business.
    Foreign,
}

/// Tells what a document with this `apiVersion` and `kind` is; `looks_like_calico` says whether the rest of it speaks of Calico.
pub fn identify(api_version: Option<&str>, kind: &str, looks_like_calico: bool) -> Identity {
    let (group, version) = match api_version {
        Some(api_version) => api_version.rsplit_once('/').unwrap_or(("", api_version)),
        None => return identify_without_version(kind, looks_like_calico),
    };
    let is_calico_group = group == CALICO_GROUP || group == STORAGE_GROUP;
    let is_list =
        kind == "List" || (kind.ends_with("List") && (is_calico_group || group.is_empty() || group == "metallb.io"));
    if is_list && (is_calico_group || version == "v1" || group == "metallb.io") {
        return Identity::List;
    }
    if is_calico_group {
        return identify_in_calico(group, version, kind);
    }
    let meant = calico_kind_ignoring_case(kind).filter(|kind| !matches!(kind, Kind::CalicoNode));
    if let Some(meant) = meant.filter(|_| group.is_empty()) {
        return Identity::Mistaken {
            meant: None,
            is_version: false,
            message: format!("`{version}` has no kind `{kind}`: {NOT_APPLIED}"),
            written: None,
            help: format!(
                "write `apiVersion: {CALICO_GROUP}/v3` and `kind: {}`, with the fields of that version",
                meant.name()
            ),
        };
    }
    let found = TABLE.iter().find(|(_, in_group, name)| *in_group == group && *name == kind);
    found.map_or(Identity::Foreign, |(kind, ..)| Identity::Known(*kind, false))
}

fn identify_in_calico(group: &str, version: &str, kind: &str) -> Identity {
    let is_storage = group == STORAGE_GROUP;
    let right_version = if is_storage { "v1" } else { "v3" };
    let names = TABLE.iter().filter(|(_, in_group, _)| *in_group == CALICO_GROUP).map(|(.., name)| *name);
    let Some(meant) = calico_kind_ignoring_case(kind) else {
        return match nearest(kind, names) {
            Some(name) => Identity::Mistaken {
                meant: calico_kind_ignoring_case(name),
                is_version: false,
                message: format!("Calico has no kind `{kind}`: {NOT_APPLIED}"),
                help: format!("did you mean `kind: {name}`?"),
                written: Some(Meant { text: name.to_owned(), is_certain: false }),
            },
            None => Identity::Foreign,
        };
    };
    if meant == Kind::CalicoNode && is_storage {
        return Identity::Mistaken {
            meant: Some(meant),
            is_version: false,
            message: format!("`{STORAGE_GROUP}` has no Node: {NOT_APPLIED}"),
            written: None,
            help: format!(
                "apply it with calicoctl as `apiVersion: {CALICO_GROUP}/v3`, or annotate the Kubernetes Node"
            ),
        };
    }
    if kind != meant.name() {
        return Identity::Mistaken {
            meant: Some(meant),
            is_version: false,
            message: format!("Calico has no kind `{kind}`, because kinds are case-sensitive: {NOT_APPLIED}"),
            help: format!("write `kind: {}`", meant.name()),
            written: Some(Meant { text: meant.name().to_owned(), is_certain: true }),
        };
    }
    if version != right_version {
        return Identity::Mistaken {
            meant: Some(meant),
            is_version: true,
            message: format!("`{group}` has no version `{version}`: {NOT_APPLIED}"),
            help: format!("write `apiVersion: {group}/{right_version}`"),
            written: Some(Meant { text: format!("{group}/{right_version}"), is_certain: false }),
        };
    }
    Identity::Known(meant, is_storage)
}

fn identify_without_version(kind: &str, looks_like_calico: bool) -> Identity {
    match calico_kind_ignoring_case(kind) {
        Some(meant) if looks_like_calico => Identity::Mistaken {
            meant: Some(meant),
            is_version: false,
            message: format!("`apiVersion` is missing: {NOT_APPLIED}"),
            written: None,
            help: format!("add `apiVersion: {CALICO_GROUP}/v3`"),
        },
        _ => Identity::Foreign,
    }
}

fn calico_kind_ignoring_case(kind: &str) -> Option<Kind> {
    let is_meant = |(_, group, name): &&(Kind, &str, &str)| *group == CALICO_GROUP && name.eq_ignore_ascii_case(kind);
    TABLE.iter().find(is_meant).map(|(kind, ..)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_group_and_case() {
        assert_eq!(identify(Some("projectcalico.org/v3"), "BGPPeer", false), Identity::Known(Kind::BgpPeer, false));
        assert_eq!(identify(Some("crd.projectcalico.org/v1"), "BGPPeer", false), Identity::Known(Kind::BgpPeer, true));
        assert_eq!(identify(Some("v1"), "Node", false), Identity::Known(Kind::KubernetesNode, false));
        assert_eq!(identify(Some("projectcalico.org/v3"), "NodeList", false), Identity::List);
        assert_eq!(identify(Some("v1"), "List", false), Identity::List);
        assert_eq!(identify(Some("metallb.io/v1beta2"), "BGPPeer", false), Identity::Known(Kind::MetalLbPeer, false));
        for (api_version, kind) in
            [("kubeovn.io/v1", "BgpPeer"), ("cilium.io/v2", "BGPPeer"), ("projectcalico.org/v3", "NetworkPolicy")]
        {
            assert_eq!(identify(Some(api_version), kind, true), Identity::Foreign, "{api_version} {kind}");
        }
        let mistaken = [
            (Some("projectcalico.org/v3"), "bgpPeer"),
            (Some("projectcalico.org/v3"), "BGPPeers"),
            (Some("projectcalico.org/v1"), "BGPPeer"),
            (Some("crd.projectcalico.org/v3"), "IPPool"),
            (Some("crd.projectcalico.org/v1"), "Node"),
            (Some("v1"), "bgpPeer"),
            (None, "BGPPeer"),
        ];
        for (api_version, kind) in mistaken {
            let identity = identify(api_version, kind, true);
            assert!(matches!(identity, Identity::Mistaken { .. }), "{api_version:?} {kind}: {identity:?}");
        }
    }
}
