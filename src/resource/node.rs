//! A node: what a Calico Node and a Kubernetes Node both say of it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use super::field::Field;
use super::labels::Labels;
use super::metadata::Metadata;
use super::problem::ProblemKind;
use super::reader::{FieldSpec, Notes, Object, field, nearest};
use super::value::{
    AsNumber, Family, NodeAddress, is_left_over, is_placeholder, parse_address, parse_as_number, parse_cidr,
    parse_node_address,
};
use crate::document::Value;

/// The fields of `spec` of a Calico Node (Calico: `libcalico-go/lib/apis/internalapi/node.go`).
pub const FIELDS: &[FieldSpec] = &[
    field("addresses"),
    field("bgp"),
    field("interfaces"),
    field("ipv4VXLANTunnelAddr"),
    field("ipv6VXLANTunnelAddr"),
    field("orchRefs"),
    field("vxlanTunnelMACAddr"),
    field("vxlanTunnelMACAddrV6"),
    field("wireguard"),
];

const BGP_FIELDS: &[FieldSpec] = &[
    field("asNumber"),
    field("ipv4Address"),
    field("ipv4IPIPTunnelAddr"),
    field("ipv6Address"),
    field("routeReflectorClusterID"),
];
const WIREGUARD_FIELDS: &[FieldSpec] = &[field("interfaceIPv4Address"), field("interfaceIPv6Address")];
const ADDRESS_FIELDS: &[FieldSpec] = &[field("address"), field("type")];
const INTERFACE_FIELDS: &[FieldSpec] = &[field("addresses"), field("name")];
const ORCHESTRATOR_FIELDS: &[FieldSpec] = &[field("nodeName"), field("orchestrator")];

/// Which of the two kinds of Node it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NodeKind {
    /// `projectcalico.org/v3`, applied by calicoctl.
    #[default]
    Calico,
    /// `v1`, with Calico's facts in annotations.
    Kubernetes,
}

/// What one resource says of a node.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Which kind of Node it is.
    pub kind: NodeKind,
    /// The node's own AS number.
    pub as_number: Field<AsNumber>,
    /// The IPv4 address that BGP uses.
    pub ipv4_address: Field<NodeAddress>,
    /// The IPv6 address that BGP uses.
    pub ipv6_address: Field<NodeAddress>,
    /// The cluster ID (RFC 4456) that makes the node a route reflector.
    pub route_reflector_cluster_id: Field<Ipv4Addr>,
    /// Whether that is written as a network, which Calico takes in an annotation.
    pub has_masked_cluster_id: bool,
    /// Labels that only Calico knows (annotation `projectcalico.org/labels`); Kubernetes' labels win over them.
    pub calico_labels: Labels,
    /// Whether there may be more of Calico's own labels than these, because of a placeholder.
    pub may_have_more_labels: bool,
    /// Whether the resource was read from a cluster rather than written by hand.
    pub is_dump: bool,
}

impl Node {
    /// Reads a Calico Node.
    pub(super) fn read_calico(spec: &mut Object, is_dump: bool) -> Node {
        let mut node = Node { is_dump, ..Node::default() };
        spec.field("bgp").object(BGP_FIELDS, |bgp| {
            node.as_number = bgp.field("asNumber").asn();
            node.ipv4_address = bgp.field("ipv4Address").node_address(Family::V4);
            node.ipv6_address = bgp.field("ipv6Address").node_address(Family::V6);
            bgp.field("ipv4IPIPTunnelAddr").address(Some(Family::V4));
            let cluster_id = bgp.field("routeReflectorClusterID").address(Some(Family::V4));
            node.route_reflector_cluster_id = cluster_id.map(|address| match address {
                IpAddr::V4(address) => address,
                IpAddr::V6(_) => Ipv4Addr::UNSPECIFIED,
            });
        });
        spec.field("ipv4VXLANTunnelAddr").address(Some(Family::V4));
        spec.field("ipv6VXLANTunnelAddr").address(Some(Family::V6));
        spec.field("vxlanTunnelMACAddr").text();
        spec.field("vxlanTunnelMACAddrV6").text();
        spec.field("wireguard").object(WIREGUARD_FIELDS, |wireguard| {
            wireguard.field("interfaceIPv4Address").address(Some(Family::V4));
            wireguard.field("interfaceIPv6Address").address(Some(Family::V6));
        });
        spec.field("addresses").list(|item| {
            item.object(ADDRESS_FIELDS, |address| {
                address.field("address").text();
                address.field("type").text();
            })
        });
        spec.field("interfaces").list(|item| {
            item.object(INTERFACE_FIELDS, |interface| {
                interface.field("name").text();
                interface.field("addresses").list(|address| address.text());
            })
        });
        spec.field("orchRefs").list(|item| {
            item.object(ORCHESTRATOR_FIELDS, |reference| {
                reference.field("nodeName").text();
                reference.field("orchestrator").text();
            })
        });
        node
    }

    /// Reads a Kubernetes Node (Calico: `libcalico-go/lib/backend/k8s/resources/node.go`).
    pub(super) fn read_kubernetes(document: &Value, metadata: &Metadata, notes: &mut Notes) -> Node {
        let has_node_info = document.get("status").is_some_and(|status| status.get("nodeInfo").is_some());
        let mut node =
            Node { kind: NodeKind::Kubernetes, is_dump: metadata.has_uid || has_node_info, ..Node::default() };
        if metadata.may_have_more_annotations {
            let place = metadata.name.read_from().unwrap_or_default();
            node.as_number = Field::unknown(None, place);
            node.ipv4_address = Field::unknown(None, place);
            node.ipv6_address = Field::unknown(None, place);
            node.route_reflector_cluster_id = Field::unknown(None, place);
            node.may_have_more_labels = true;
        }
        for (name, annotation) in &metadata.annotations {
            match name.as_str() {
                "projectcalico.org/ASNumber" => {
                    node.as_number = AS_NUMBER.read(name, annotation, parse_as_number, notes);
                }
                "projectcalico.org/IPv4Address" => {
                    let parse = |text: &str| parse_node_address(text, Family::V4).ok();
                    node.ipv4_address = IPV4_ADDRESS.read(name, annotation, parse, notes);
                }
                "projectcalico.org/IPv6Address" => {
                    let parse = |text: &str| parse_node_address(text, Family::V6).ok();
                    node.ipv6_address = IPV6_ADDRESS.read(name, annotation, parse, notes);
                }
                "projectcalico.org/RouteReflectorClusterID" => {
                    node.has_masked_cluster_id = annotation.value().is_some_and(|text| text.contains('/'));
                    node.route_reflector_cluster_id = CLUSTER_ID.read(name, annotation, parse_cluster_id, notes);
                }
                "projectcalico.org/labels" => {
                    node.may_have_more_labels |= annotation.value().is_none_or(|text| is_placeholder(text));
                    node.calico_labels = read_labels(annotation);
                }
                other if ANNOTATIONS.contains(&other) => {}
                _ => {
                    let suggestion = nearest(name, BGP_ANNOTATIONS.iter().copied());
                    if let (Some(suggestion), Some(span)) = (suggestion, annotation.key_read_from()) {
                        notes.add(span, name, ProblemKind::MisspeltAnnotation { suggestion });
                    }
                }
            }
        }
        node
    }
}

/// The annotations that BGP depends on.
const BGP_ANNOTATIONS: [&str; 4] = [
    "projectcalico.org/ASNumber",
    "projectcalico.org/IPv4Address",
    "projectcalico.org/IPv6Address",
    "projectcalico.org/RouteReflectorClusterID",
];

/// Calico's other annotations, which are near enough to these to be mistaken for slips.
const ANNOTATIONS: [&str; 14] = [
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
    "projectcalico.org/labels",
    "projectcalico.org/kube-labels",
    "projectcalico.org/metadata",
];

const AS_NUMBER: Annotation = Annotation {
    expected: "an AS number from 0 to 4294967295, decimal or dotted",
    consequence: "the node uses the AS number of the cluster",
};
const IPV4_ADDRESS: Annotation = Annotation {
    expected: "an IPv4 address such as 10.0.0.1/24",
    consequence: "the node has no IPv4 address and no IPv4 session",
};
const IPV6_ADDRESS: Annotation = Annotation {
    expected: "an IPv6 address such as fd00::1/64",
    consequence: "the node has no IPv6 address and no IPv6 session",
};
const CLUSTER_ID: Annotation = Annotation {
    expected: "a dotted IPv4 address such as 244.0.0.1",
    consequence: "the node is not a route reflector",
};

/// Calico takes an address here, or a network without host bits.
fn parse_cluster_id(text: &str) -> Option<Ipv4Addr> {
    let network = match text.contains('/') {
        true => parse_cidr(text).ok().filter(|network| network.ip() == network.network())?.ip(),
        false => parse_address(text).ok()?,
    };
    match network {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

fn read_labels(annotation: &Field<String>) -> Labels {
    let parsed = annotation.value().and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(text).ok());
    let span = annotation.read_from().unwrap_or_default();
    parsed.unwrap_or_default().into_iter().map(|(name, value)| (name, Field::known(value, None, span))).collect()
}

/// What Calico makes of one annotation.
struct Annotation {
    /// What Calico takes, with its article.
    expected: &'static str,
    /// What the node is without it.
    consequence: &'static str,
}

impl Annotation {
    /// The annotation's value as a typed field; what Calico would drop is noted.
    fn read<T>(
        &self,
        name: &str,
        annotation: &Field<String>,
        parse: impl FnOnce(&str) -> Option<T>,
        notes: &mut Notes,
    ) -> Field<T> {
        let (key, span) = (annotation.key_read_from(), annotation.read_from().unwrap_or_default());
        let Some(text) = annotation.value() else {
            return Field::unknown(key, span);
        };
        if text.is_empty() {
            return Field::zero(key, span);
        }
        if let Some(value) = parse(text) {
            return Field::known(value, key, span);
        }
        let written = text.clone();
        if is_left_over(text) {
            notes.add(span, name, ProblemKind::PlaceholderLeft { written });
            return Field::unknown(key, span);
        }
        let (expected, consequence) = (self.expected, self.consequence);
        notes.add(span, name, ProblemKind::IgnoredAnnotation { written, expected, consequence });
        Field::invalid(key, span)
    }
}
