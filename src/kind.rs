//! The kinds that bgplint knows, in one table. All other code about kinds is generated from it.

/// The API group of Calico's own API.
pub const CALICO_GROUP: &str = "projectcalico.org";
/// The API group of the CRDs in which Calico stores its objects.
pub const STORAGE_GROUP: &str = "crd.projectcalico.org";

const RBAC_GROUP: &str = "rbac.authorization.k8s.io";
const EXTERNAL_SECRETS_GROUP: &str = "external-secrets.io";
const VAULT_GROUP: &str = "secrets.hashicorp.com";
const OPERATOR_GROUP: &str = "operator.tigera.io";
/// The API group of MetalLB.
pub const METALLB_GROUP: &str = "metallb.io";

/// How the API server checks a kind. The effect of a wrong value depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checking {
    /// By a CRD: types are enforced, but most ranges are not.
    Crd,
    /// Not at all: only calicoctl applies the kind, and converts numbers to strings where the field is a string.
    Calicoctl,
    /// Not for bgplint to check: it reads the fields that it needs, and reports no problem.
    Foreign,
}

/// Where the name of a resource is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the cluster: the kind has no namespace, and of two resources with the same name one overwrites the other.
    Cluster,
    /// In the namespace of the cluster: two resources with the same name and namespace belong to different clusters.
    OnePerCluster,
    /// In its namespace: two resources with the same name and namespace belong to different clusters.
    Namespace,
    /// Two resources with the same name have no meaning.
    Any,
}

/// How the bytes of a file show that it has a kind, before it is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The API group of the kind.
    Group,
    /// `kind: …`, for kinds of Kubernetes' own API groups.
    Kind,
    /// A text that the resource always has.
    Text(&'static str),
    /// The name of the file.
    FileName,
}

/// The properties of a kind.
#[derive(Clone, Copy, Debug)]
pub struct KindSpec {
    /// The name in a manifest.
    pub name: &'static str,
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// How the API server checks the kind.
    pub checking: Checking,
    /// Where the name of a resource is unique.
    pub scope: Scope,
    /// How the bytes of a file show that it has the kind.
    pub sign: Sign,
    /// Whether only Calico Enterprise has the kind.
    pub is_enterprise: bool,
}

impl KindSpec {
    /// A kind of Calico that bgplint checks field by field.
    const fn calico(name: &'static str) -> KindSpec {
        let kind = KindSpec::foreign(CALICO_GROUP, name);
        KindSpec { checking: Checking::Crd, ..kind.scope(Scope::Cluster) }
    }

    /// A kind of which bgplint reads only the fields that it needs.
    const fn foreign(group: &'static str, name: &'static str) -> KindSpec {
        KindSpec {
            name,
            group,
            checking: Checking::Foreign,
            scope: Scope::Any,
            sign: Sign::Group,
            is_enterprise: false,
        }
    }

    /// A kind that only Calico Enterprise has.
    const fn enterprise(group: &'static str, name: &'static str) -> KindSpec {
        KindSpec { is_enterprise: true, ..KindSpec::foreign(group, name) }
    }

    const fn checking(self, checking: Checking) -> KindSpec {
        KindSpec { checking, ..self }
    }

    const fn scope(self, scope: Scope) -> KindSpec {
        KindSpec { scope, ..self }
    }

    const fn sign(self, sign: Sign) -> KindSpec {
        KindSpec { sign, ..self }
    }
}

/// Passes the table of kinds to a macro: for each type of body its kinds, one row each.
macro_rules! with_kinds {
    ($make:ident) => {
        $make! {
            BgpPeer {
                /// BGPPeer.
                BgpPeer = KindSpec::calico("BGPPeer");
            }
            BgpConfiguration {
                /// BGPConfiguration.
                BgpConfiguration = KindSpec::calico("BGPConfiguration");
            }
            BgpFilter {
                /// BGPFilter.
                BgpFilter = KindSpec::calico("BGPFilter");
            }
            IpPool {
                /// IPPool.
                IpPool = KindSpec::calico("IPPool");
            }
            IpReservation {
                /// IPReservation.
                IpReservation = KindSpec::calico("IPReservation");
            }
            CalicoNodeStatus {
                /// CalicoNodeStatus.
                CalicoNodeStatus = KindSpec::calico("CalicoNodeStatus");
            }
            FelixConfiguration {
                /// FelixConfiguration.
                FelixConfiguration = KindSpec::foreign(CALICO_GROUP, "FelixConfiguration").scope(Scope::Cluster);
            }
            HostEndpoint {
                /// HostEndpoint.
                HostEndpoint = KindSpec::foreign(CALICO_GROUP, "HostEndpoint");
            }
            GlobalNetworkPolicy {
                /// GlobalNetworkPolicy.
                GlobalNetworkPolicy = KindSpec::foreign(CALICO_GROUP, "GlobalNetworkPolicy");
            }
            KubeControllersConfiguration {
                /// KubeControllersConfiguration.
                KubeControllersConfiguration = KindSpec::foreign(CALICO_GROUP, "KubeControllersConfiguration");
            }
            Node {
                /// Node of `projectcalico.org/v3`.
                CalicoNode = KindSpec::calico("Node").checking(Checking::Calicoctl);
                /// Node of `v1`.
                KubernetesNode = KindSpec::foreign("", "Node")
                    .checking(Checking::Crd)
                    .scope(Scope::Cluster)
                    .sign(Sign::Kind);
            }
            Secret {
                /// Secret.
                Secret = KindSpec::foreign("", "Secret").sign(Sign::Kind);
            }
            SecretToCome {
                /// SealedSecret of Bitnami.
                SealedSecret = KindSpec::foreign("bitnami.com", "SealedSecret");
                /// ExternalSecret of the External Secrets Operator.
                ExternalSecret = KindSpec::foreign(EXTERNAL_SECRETS_GROUP, "ExternalSecret");
                /// ClusterExternalSecret of the External Secrets Operator.
                ClusterExternalSecret = KindSpec::foreign(EXTERNAL_SECRETS_GROUP, "ClusterExternalSecret");
                /// VaultStaticSecret of the Vault Secrets Operator.
                VaultStaticSecret = KindSpec::foreign(VAULT_GROUP, "VaultStaticSecret");
                /// VaultDynamicSecret of the Vault Secrets Operator.
                VaultDynamicSecret = KindSpec::foreign(VAULT_GROUP, "VaultDynamicSecret");
                /// OnePasswordItem of 1Password.
                OnePasswordItem = KindSpec::foreign("onepassword.com", "OnePasswordItem");
                /// SopsSecret.
                SopsSecret = KindSpec::foreign("isindir.github.com", "SopsSecret");
            }
            Role {
                /// Role.
                Role = KindSpec::foreign(RBAC_GROUP, "Role");
                /// ClusterRole.
                ClusterRole = KindSpec::foreign(RBAC_GROUP, "ClusterRole");
            }
            RoleBinding {
                /// RoleBinding.
                RoleBinding = KindSpec::foreign(RBAC_GROUP, "RoleBinding");
                /// ClusterRoleBinding.
                ClusterRoleBinding = KindSpec::foreign(RBAC_GROUP, "ClusterRoleBinding");
            }
            CalicoConfig {
                /// The ConfigMap `calico-config`.
                ConfigMap = KindSpec::foreign("", "ConfigMap")
                    .scope(Scope::OnePerCluster)
                    .sign(Sign::Text("calico_backend"));
            }
            CalicoNodeDaemonSet {
                /// The DaemonSet `calico-node`.
                DaemonSet = KindSpec::foreign("apps", "DaemonSet")
                    .scope(Scope::OnePerCluster)
                    .sign(Sign::Text("calico-node"));
            }
            Installation {
                /// Installation of the Tigera operator.
                Installation = KindSpec::foreign(OPERATOR_GROUP, "Installation").scope(Scope::OnePerCluster);
            }
            VppObject {
                /// The Namespace of the VPP dataplane. Its sign is in all files with objects of the VPP dataplane.
                Namespace = KindSpec::foreign("", "Namespace")
                    .scope(Scope::OnePerCluster)
                    .sign(Sign::Text("calico-vpp-"));
            }
            EnterpriseObject {
                /// LicenseKey.
                LicenseKey = KindSpec::enterprise(CALICO_GROUP, "LicenseKey");
                /// ExternalNetwork.
                ExternalNetwork = KindSpec::enterprise(CALICO_GROUP, "ExternalNetwork");
                /// EgressGatewayPolicy.
                EgressGatewayPolicy = KindSpec::enterprise(CALICO_GROUP, "EgressGatewayPolicy");
                /// BFDConfiguration.
                BfdConfiguration = KindSpec::enterprise(CALICO_GROUP, "BFDConfiguration");
                /// PacketCapture.
                PacketCapture = KindSpec::enterprise(CALICO_GROUP, "PacketCapture");
                /// GlobalAlert.
                GlobalAlert = KindSpec::enterprise(CALICO_GROUP, "GlobalAlert");
                /// GlobalThreatFeed.
                GlobalThreatFeed = KindSpec::enterprise(CALICO_GROUP, "GlobalThreatFeed");
                /// GlobalReport.
                GlobalReport = KindSpec::enterprise(CALICO_GROUP, "GlobalReport");
                /// ManagedCluster.
                ManagedCluster = KindSpec::enterprise(CALICO_GROUP, "ManagedCluster");
                /// DeepPacketInspection.
                DeepPacketInspection = KindSpec::enterprise(CALICO_GROUP, "DeepPacketInspection");
                /// RemoteClusterConfiguration.
                RemoteClusterConfiguration = KindSpec::enterprise(CALICO_GROUP, "RemoteClusterConfiguration");
                /// UISettings.
                UiSettings = KindSpec::enterprise(CALICO_GROUP, "UISettings");
                /// LogStorage.
                LogStorage = KindSpec::enterprise(OPERATOR_GROUP, "LogStorage");
                /// LogCollector.
                LogCollector = KindSpec::enterprise(OPERATOR_GROUP, "LogCollector");
                /// Compliance.
                Compliance = KindSpec::enterprise(OPERATOR_GROUP, "Compliance");
                /// IntrusionDetection.
                IntrusionDetection = KindSpec::enterprise(OPERATOR_GROUP, "IntrusionDetection");
                /// Manager.
                Manager = KindSpec::enterprise(OPERATOR_GROUP, "Manager");
                /// EgressGateway.
                EgressGateway = KindSpec::enterprise(OPERATOR_GROUP, "EgressGateway");
                /// PolicyRecommendation.
                PolicyRecommendation = KindSpec::enterprise(OPERATOR_GROUP, "PolicyRecommendation");
            }
            Kustomization {
                /// Kustomization, by its file's name.
                Kustomization = KindSpec::foreign("kustomize.config.k8s.io", "Kustomization").sign(Sign::FileName);
                /// Kustomization of Flux.
                FluxKustomization = KindSpec::foreign("kustomize.toolkit.fluxcd.io", "Kustomization")
                    .scope(Scope::Namespace);
            }
            MetalLbPeer {
                /// BGPPeer of MetalLB.
                MetalLbPeer = KindSpec::foreign(METALLB_GROUP, "BGPPeer");
            }
            MetalLbPool {
                /// IPAddressPool of MetalLB.
                MetalLbPool = KindSpec::foreign(METALLB_GROUP, "IPAddressPool");
            }
            MetalLbAdvertisement {
                /// BGPAdvertisement of MetalLB.
                MetalLbBgpAdvertisement = KindSpec::foreign(METALLB_GROUP, "BGPAdvertisement");
                /// L2Advertisement of MetalLB.
                MetalLbL2Advertisement = KindSpec::foreign(METALLB_GROUP, "L2Advertisement");
            }
        }
    };
}
pub(crate) use with_kinds;

/// Generates the kinds and their properties.
macro_rules! kinds {
    ($($body:ident { $($(#[$about:meta])* $kind:ident = $spec:expr;)+ })+) => {
        /// A kind that bgplint knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($($(#[$about])* $kind,)+)+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Kind] = &[$($(Kind::$kind),+),+];

            /// The properties of the kind.
            pub const fn spec(self) -> KindSpec {
                match self {
                    $($(Kind::$kind => $spec,)+)+
                }
            }
        }
    };
}
with_kinds!(kinds);

impl Kind {
    /// The name in a manifest.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether the kind is one of Calico's own, which bgplint checks field by field.
    pub fn is_calico(self) -> bool {
        self.spec().checking != Checking::Foreign && self.spec().group == CALICO_GROUP
    }

    /// Whether an object of the kind says something of Calico's BGP. The other kinds only matter beside such an object.
    pub fn is_of_bgp(self) -> bool {
        let spec = self.spec();
        let is_setup = matches!(self, Kind::Installation | Kind::DaemonSet | Kind::ConfigMap);
        spec.checking != Checking::Foreign || spec.group == CALICO_GROUP && !spec.is_enterprise || is_setup
    }

    /// Whether a text has the word by which a file is known to hold the kind, where the kind is known by a word.
    pub fn is_mentioned_in(self, text: &str) -> bool {
        matches!(self.spec().sign, Sign::Text(sign) if text.contains(sign))
    }

    /// Whether the kind has no namespace, so that names are unique in the cluster.
    pub fn is_cluster_scoped(self) -> bool {
        self.spec().scope == Scope::Cluster
    }

    /// The kind of Calico with this name, in any case.
    pub(crate) fn of_calico(name: &str) -> Option<Kind> {
        Kind::all_of_calico().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The kinds of Calico's API group, without the kinds of Calico Enterprise.
    pub(crate) fn all_of_calico() -> impl Iterator<Item = Kind> + Clone {
        let is_open_source = |kind: &Kind| kind.spec().group == CALICO_GROUP && !kind.spec().is_enterprise;
        Kind::ALL.iter().copied().filter(is_open_source)
    }

    /// The kind of Calico's API group with this name that only Calico Enterprise has.
    pub(crate) fn of_enterprise(name: &str) -> Option<Kind> {
        let is_meant = |kind: &&Kind| kind.spec().is_enterprise && kind.name() == name;
        Kind::ALL.iter().filter(|kind| kind.spec().group == CALICO_GROUP).find(is_meant).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn group_and_name_tell_kinds_apart() {
        let identities: BTreeSet<_> = Kind::ALL.iter().map(|kind| (kind.spec().group, kind.name())).collect();
        assert_eq!(identities.len(), Kind::ALL.len());
    }
}
