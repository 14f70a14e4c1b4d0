//! The annotations of a Kubernetes Node in which Calico stores the facts for BGP.

use super::word::vocabulary;

vocabulary! {
    /// An annotation that BGP depends on (Calico: `libcalico-go/lib/backend/k8s/resources/node.go`).
    NodeAnnotation {
        /// The node's own AS number.
        "projectcalico.org/ASNumber" => AsNumber,
        /// The IPv4 address that BGP uses.
        "projectcalico.org/IPv4Address" => Ipv4Address,
        /// The IPv6 address that BGP uses.
        "projectcalico.org/IPv6Address" => Ipv6Address,
        /// The cluster ID that makes the node a route reflector.
        "projectcalico.org/RouteReflectorClusterID" => RouteReflectorClusterId,
    }
}

/// The annotation with Calico's own labels.
pub(super) const LABELS: &str = "projectcalico.org/labels";

/// Calico's other annotations; their names are similar to the ones for BGP, but they are not mistakes.
pub(super) const OTHERS: [&str; 14] = [
    "projectcalico.org/IPv4IPIPTunnelAddr",
    "projectcalico.org/IPv4VXLANTunnelAddr",
    "projectcalico.org/IPv6VXLANTunnelAddr",
    "projectcalico.org/VXLANTunnelMACAddr",
    "projectcalico.org/VXLANTunnelMACAddrV6",
    "projectcalico.org/IPv4WireguardInterfaceAddr",
    "projectcalico.org/IPv6WireguardInterfaceAddr",
    "projectcalico.org/WireguardPublicKey",
    "projectcalico.org/WireguardPublicKeyV6",
    "projectcalico.org/Interfaces",
    "projectcalico.org/annotations",
    LABELS,
    "projectcalico.org/kube-labels",
    "projectcalico.org/metadata",
];
