//! A node, from a Calico Node or a Kubernetes Node.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use super::field::Field;
use super::labels::Labels;
use super::node_annotation::{self, NodeAnnotation};
use super::problem::{ProblemKind, Subject};
use super::reader::{FieldName, FieldSpec, Notes, Object, fields};
use super::reading::{ReadKind, Reading};
use super::word::Word;
use crate::kind::Kind;
use crate::nearest::nearest;
use crate::value::{
    AsNumber, Family, NodeAddress, is_left_over, is_placeholder, parse_address, parse_as_number, parse_cidr,
    parse_node_address,
};

/// The kind of a Node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NodeKind {
    /// `projectcalico.org/v3`, applied by calicoctl.
    #[default]
    Calico,
    /// `v1`, with Calico's facts in annotations.
    Kubernetes,
}

/// The facts about a node in one resource.
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
    /// Whether the cluster ID is written as a network, which Calico accepts in an annotation.
    pub has_masked_cluster_id: bool,
    /// Labels that only Calico knows (annotation `projectcalico.org/labels`); labels of Kubernetes win over them.
    pub calico_labels: Labels,
    /// Whether there may be more of these labels, because of a placeholder.
    pub may_have_more_labels: bool,
    /// Whether the resource comes from a cluster, so that nobody wrote it.
    pub is_dump: bool,
}

fields! {
    /// `spec` of a Calico Node (Calico: `libcalico-go/lib/apis/internalapi/node.go`).
    pub struct NodeSpec, NodeSpecNames {
        /// The settings for BGP.
        bgp: NodeBgp = "bgp" => |slot| slot.object(NodeBgp::FIELDS, NodeBgp::read);
    }
    unused {
        addresses = "addresses" => |slot| slot.list(|item| item.object(ADDRESS, |address| check_texts(address, ADDRESS)));
        interfaces = "interfaces" => |slot| slot.list(|item| item.object(INTERFACE, check_interface));
        ipv4_vxlan_tunnel_addr = "ipv4VXLANTunnelAddr" => |slot| slot.address(Some(Family::V4));
        ipv6_vxlan_tunnel_addr = "ipv6VXLANTunnelAddr" => |slot| slot.address(Some(Family::V6));
        orch_refs = "orchRefs" => |slot| slot.list(|item| item.object(ORCHESTRATOR, |own| check_texts(own, ORCHESTRATOR)));
        vxlan_tunnel_mac_addr = "vxlanTunnelMACAddr" => |slot| slot.text();
        vxlan_tunnel_mac_addr_v6 = "vxlanTunnelMACAddrV6" => |slot| slot.text();
        wireguard = "wireguard" => |slot| slot.object(WIREGUARD, check_wireguard);
    }
}

fields! {
    /// `spec.bgp` of a Calico Node.
    pub struct NodeBgp, NodeBgpNames {
        /// The node's own AS number.
        as_number: AsNumber = "asNumber" => |slot| slot.asn();
        /// The IPv4 address that BGP uses.
        ipv4_address: NodeAddress = "ipv4Address" => |slot| slot.node_address(Family::V4);
        /// The IPv6 address that BGP uses.
        ipv6_address: NodeAddress = "ipv6Address" => |slot| slot.node_address(Family::V6);
        /// The cluster ID that makes the node a route reflector.
        route_reflector_cluster_id: Ipv4Addr = "routeReflectorClusterID"
            => |slot| slot.address(Some(Family::V4)).map(ipv4);
    }
    unused {
        ipv4_ipip_tunnel_addr = "ipv4IPIPTunnelAddr" => |slot| slot.address(Some(Family::V4));
    }
}

const ADDRESS: &[FieldSpec] = &[FieldSpec::new(FieldName::new("address")), FieldSpec::new(FieldName::new("type"))];
const INTERFACE: &[FieldSpec] = &[FieldSpec::new(INTERFACE_ADDRESSES), FieldSpec::new(INTERFACE_NAME)];
const INTERFACE_ADDRESSES: FieldName = FieldName::new("addresses");
const INTERFACE_NAME: FieldName = FieldName::new("name");
const ORCHESTRATOR: &[FieldSpec] =
    &[FieldSpec::new(FieldName::new("nodeName")), FieldSpec::new(FieldName::new("orchestrator"))];
const WIREGUARD: &[FieldSpec] = &[FieldSpec::new(WIREGUARD_IPV4), FieldSpec::new(WIREGUARD_IPV6)];
const WIREGUARD_IPV4: FieldName = FieldName::new("interfaceIPv4Address");
const WIREGUARD_IPV6: FieldName = FieldName::new("interfaceIPv6Address");

/// Checks fields that must be strings, without keeping them.
fn check_texts(object: &mut Object, table: &[FieldSpec]) {
    for spec in table {
        object.field(spec.name).text();
    }
}

fn check_interface(interface: &mut Object) {
    interface.field(INTERFACE_NAME).text();
    interface.field(INTERFACE_ADDRESSES).list(|address| address.text());
}

fn check_wireguard(wireguard: &mut Object) {
    wireguard.field(WIREGUARD_IPV4).address(Some(Family::V4));
    wireguard.field(WIREGUARD_IPV6).address(Some(Family::V6));
}

/// The address as IPv4; the caller has checked the family.
fn ipv4(address: IpAddr) -> Ipv4Addr {
    match address {
        IpAddr::V4(address) => address,
        IpAddr::V6(_) => Ipv4Addr::UNSPECIFIED,
    }
}

impl ReadKind for Node {
    const SPEC: &'static [FieldSpec] = NodeSpec::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<Node> {
        Some(if reading.kind == Kind::CalicoNode { read_calico(reading) } else { read_kubernetes(reading) })
    }
}

fn read_calico(reading: &mut Reading) -> Node {
    let NodeBgp { as_number, ipv4_address, ipv6_address, route_reflector_cluster_id } =
        reading.spec(NodeSpec::FIELDS, NodeSpec::read).bgp.into_value();
    Node {
        is_dump: reading.metadata.has_uid,
        as_number,
        ipv4_address,
        ipv6_address,
        route_reflector_cluster_id,
        ..Node::default()
    }
}

/// Reads a Kubernetes Node (Calico: `libcalico-go/lib/backend/k8s/resources/node.go`).
fn read_kubernetes(reading: &mut Reading) -> Node {
    let (metadata, notes) = (reading.metadata, &mut *reading.notes);
    let has_node_info = reading.value.get("status").is_some_and(|status| status.get("nodeInfo").is_some());
    let mut node = Node { kind: NodeKind::Kubernetes, is_dump: metadata.has_uid || has_node_info, ..Node::default() };
    if metadata.may_have_more_annotations {
        let place = metadata.name.read_from().unwrap_or_default();
        node.as_number = Field::unknown(None, place);
        node.ipv4_address = Field::unknown(None, place);
        node.ipv6_address = Field::unknown(None, place);
        node.route_reflector_cluster_id = Field::unknown(None, place);
        node.may_have_more_labels = true;
    }
    for (name, written) in &metadata.annotations {
        let Some(annotation) = NodeAnnotation::parse(name) else {
            read_other(name, written, &mut node, notes);
            continue;
        };
        let mut annotated = Annotated { annotation, name, written, notes };
        match annotation {
            NodeAnnotation::AsNumber => node.as_number = annotated.read(parse_as_number),
            NodeAnnotation::Ipv4Address => {
                node.ipv4_address = annotated.read(|text| parse_node_address(text, Family::V4).ok());
            }
            NodeAnnotation::Ipv6Address => {
                node.ipv6_address = annotated.read(|text| parse_node_address(text, Family::V6).ok());
            }
            NodeAnnotation::RouteReflectorClusterId => {
                node.has_masked_cluster_id = written.value().is_some_and(|text| text.contains('/'));
                node.route_reflector_cluster_id = annotated.read(parse_cluster_id);
            }
        }
    }
    node
}

/// Reads an annotation that is not about BGP itself.
fn read_other(name: &str, written: &Field<String>, node: &mut Node, notes: &mut Notes) {
    if name == node_annotation::LABELS {
        node.may_have_more_labels |= written.value().is_none_or(|text| is_placeholder(text));
        node.calico_labels = read_labels(written);
    }
    if node_annotation::OTHERS.contains(&name) {
        return;
    }
    let nearest = nearest(name, NodeAnnotation::ALL.iter().map(|(text, _)| *text));
    if let (Some(suggestion), Some(span)) = (nearest.and_then(NodeAnnotation::parse), written.key_read_from()) {
        let subject = Subject::Key(name.to_owned());
        notes.add(span, subject, ProblemKind::MisspelledAnnotation { suggestion });
    }
}

/// Calico accepts an address here, or a network without host bits.
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

/// An annotation with its value.
struct Annotated<'a> {
    annotation: NodeAnnotation,
    name: &'a str,
    written: &'a Field<String>,
    notes: &'a mut Notes,
}

impl Annotated<'_> {
    /// The value as a typed field; notes a value that Calico drops.
    fn read<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Field<T> {
        let (key, span) = (self.written.key_read_from(), self.written.read_from().unwrap_or_default());
        let Some(text) = self.written.value() else {
            return Field::unknown(key, span);
        };
        if text.is_empty() {
            return Field::zero(key, span);
        }
        if let Some(value) = parse(text) {
            return Field::known(value, key, span);
        }
        let (subject, written) = (Subject::Key(self.name.to_owned()), text.clone());
        if is_left_over(text) {
            self.notes.add(span, subject, ProblemKind::PlaceholderLeft { written });
            return Field::unknown(key, span);
        }
        let annotation = self.annotation;
        self.notes.add(span, subject, ProblemKind::IgnoredAnnotation { written, annotation });
        Field::invalid(key, span)
    }
}
