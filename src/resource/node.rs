//! A node: what a Calico Node and a Kubernetes Node both say of it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use super::field::Field;
use super::metadata::Metadata;
use super::problem::ProblemKind;
use super::reader::{FieldSpec, Notes, Object, field, nearest};
use super::value::{
    AddressError, AsNumber, Family, NodeAddress, is_left_over, is_placeholder, parse_as_number, parse_node_address,
};
use crate::document::{Value, View};

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

/// Labels by name; a value may be unknown.
pub type Labels = BTreeMap<String, Field<String>>;

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
    /// Labels that only Calico knows (annotation `projectcalico.org/labels`); Kubernetes' labels win over them.
    pub calico_labels: Labels,
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
        for (name, annotation) in &metadata.annotations {
            match name.as_str() {
                "projectcalico.org/ASNumber" => {
                    let expected = "an AS number from 0 to 4294967295, decimal or dotted";
                    let consequence = "the node takes the AS number of the cluster";
                    node.as_number = annotation.parse(parse_as_number, expected, consequence, name, notes);
                }
                "projectcalico.org/IPv4Address" => {
                    node.ipv4_address = read_address(annotation, Family::V4, name, notes);
                }
                "projectcalico.org/IPv6Address" => {
                    node.ipv6_address = read_address(annotation, Family::V6, name, notes);
                }
                "projectcalico.org/RouteReflectorClusterID" => {
                    let consequence = "the node is no route reflector";
                    node.route_reflector_cluster_id = annotation.parse(
                        parse_cluster_id,
                        "a dotted IPv4 address such as 244.0.0.1",
                        consequence,
                        name,
                        notes,
                    );
                }
                "projectcalico.org/labels" => node.calico_labels = read_labels(annotation),
                _ => {
                    let misspelt = !ANNOTATIONS.contains(&name.as_str()) && annotation.key_span().is_some();
                    let suggestion = nearest(name, BGP_ANNOTATIONS.iter().copied()).filter(|_| misspelt);
                    if let (Some(suggestion), Some(span)) = (suggestion, annotation.key_span()) {
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

fn read_address(annotation: &Field<String>, family: Family, name: &str, notes: &mut Notes) -> Field<NodeAddress> {
    let (expected, consequence) = match family {
        Family::V4 => ("an IPv4 address such as 10.0.0.1/24", "the node has no IPv4 address and no IPv4 session"),
        Family::V6 => ("an IPv6 address such as fd00::1/64", "the node has no IPv6 address and no IPv6 session"),
    };
    annotation.parse(|text| parse_node_address(text, family).ok(), expected, consequence, name, notes)
}

/// Calico takes an address or a network here.
fn parse_cluster_id(text: &str) -> Option<Ipv4Addr> {
    match parse_node_address(text, Family::V4).map_err(|_: AddressError| ()) {
        Ok(NodeAddress { address: IpAddr::V4(address), .. }) => Some(address),
        _ => None,
    }
}

fn read_labels(annotation: &Field<String>) -> Labels {
    let parsed = annotation.value().and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(text).ok());
    let span = annotation.span().unwrap_or_default();
    parsed.unwrap_or_default().into_iter().map(|(name, value)| (name, Field::known(value, None, span))).collect()
}

impl Field<String> {
    /// An annotation's value as a typed field; what Calico would drop is noted.
    fn parse<T>(
        &self,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: &'static str,
        consequence: &'static str,
        name: &str,
        notes: &mut Notes,
    ) -> Field<T> {
        let Some((text, span)) = self.value().zip(self.span()) else {
            return if self.is_absent() {
                Field::absent()
            } else {
                Field::unknown(self.key_span(), self.span().unwrap_or_default())
            };
        };
        match parse(text) {
            Some(value) => Field::known(value, self.key_span(), span),
            None if is_placeholder(text) => Field::unknown(self.key_span(), span),
            None if is_left_over(text) => {
                notes.add(span, name, ProblemKind::PlaceholderLeft { written: text.clone() });
                Field::unknown(self.key_span(), span)
            }
            None => {
                notes.add(span, name, ProblemKind::IgnoredAnnotation { written: text.clone(), expected, consequence });
                Field::invalid(self.key_span(), span)
            }
        }
    }
}

/// Reads a mapping of labels or annotations; only names that `keep` wants are kept.
pub(super) fn read_string_map(
    value: Option<Value>,
    map: &'static str,
    keep: impl Fn(&str) -> bool,
    notes: &mut Notes,
) -> Labels {
    let mut labels = Labels::new();
    let Some(View::Mapping(entries)) = value.map(|value| value.view()) else {
        return labels;
    };
    for entry in entries {
        let Some(name) = entry.key.text().map(|name| name.into_owned()) else {
            continue;
        };
        let (key, at) = (Some(entry.key.span()), entry.value.span());
        let found = super::reader::type_name(&entry.value);
        let text = entry.value.resolved().as_text(&entry.value.text().unwrap_or_default()).into_owned();
        if !matches!(found, "text" | "nothing") {
            notes.add(at, &name, ProblemKind::NonStringLabel { map, found });
        }
        if keep(&name) {
            let is_known = !is_placeholder(&text) && entry.value.quoting().is_some();
            let field = if is_known { Field::known(text, key, at) } else { Field::unknown(key, at) };
            labels.insert(name, field);
        }
    }
    labels
}
