//! A node of the cluster, from all resources with its name.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::known::Known;
use crate::resource::{self, Body, Field, NodeKind, Resource};
use crate::selector::{Label, Labels};
use crate::value::{AsNumber, Family, NodeAddress};

/// A field of a node, with its resource.
#[derive(Debug)]
pub struct Fact<'a, T> {
    /// The field.
    pub field: &'a Field<T>,
    /// The resource with the field.
    pub resource: &'a Resource,
}

impl<T> Clone for Fact<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Fact<'_, T> {}

/// A node.
#[derive(Debug)]
pub struct Node<'a> {
    /// Its name; `None` for a placeholder.
    pub name: Option<&'a str>,
    resources: Vec<(&'a Resource, &'a resource::Node)>,
}

/// Collects the nodes, sorted by name; resources with the same name are one node.
pub(super) fn nodes<'a>(resources: impl Iterator<Item = &'a Resource>) -> Vec<Node<'a>> {
    let mut by_name: BTreeMap<&str, Node<'a>> = BTreeMap::new();
    let mut unnamed = Vec::new();
    for resource in resources {
        let Body::Node(node) = &resource.body else {
            continue;
        };
        match resource.metadata.name.value() {
            Some(name) => {
                let entry = by_name.entry(name).or_insert_with(|| Node { name: Some(name), resources: Vec::new() });
                entry.resources.push((resource, node));
            }
            None => unnamed.push(Node { name: None, resources: vec![(resource, node)] }),
        }
    }
    let mut nodes: Vec<Node> = by_name.into_values().chain(unnamed).collect();
    // If several resources have a fact, a manifest wins over the node list, and Kubernetes over Calico, as in Calico.
    for node in &mut nodes {
        node.resources.sort_by_key(|(resource, node)| (resource.is_inventory, node.kind != NodeKind::Kubernetes));
    }
    nodes
}

impl<'a> Node<'a> {
    /// The resource that represents the node.
    pub fn resource(&self) -> Option<&'a Resource> {
        self.resources.first().map(|(resource, _)| *resource)
    }

    /// Whether one of its resources comes from a cluster.
    pub fn is_from_dump(&self) -> bool {
        self.resources.iter().any(|(_, node)| node.is_dump)
    }

    fn fact<T>(&self, field_of: impl Fn(&'a resource::Node) -> &'a Field<T>) -> Option<Fact<'a, T>> {
        let facts = self.resources.iter().map(|(resource, node)| Fact { field: field_of(node), resource });
        facts.clone().find(|fact| fact.field.is_set()).or(facts.clone().next())
    }

    /// The address that BGP uses.
    pub fn address(&self, family: Family) -> Option<Fact<'a, NodeAddress>> {
        match family {
            Family::V4 => self.fact(|node| &node.ipv4_address),
            Family::V6 => self.fact(|node| &node.ipv6_address),
        }
    }

    /// The cluster ID, which makes the node a route reflector.
    pub fn cluster_id(&self) -> Option<Fact<'a, Ipv4Addr>> {
        self.fact(|node| &node.route_reflector_cluster_id)
    }

    /// Its own AS number, as a field.
    pub fn as_number_fact(&self) -> Option<Fact<'a, AsNumber>> {
        self.fact(|node| &node.as_number)
    }

    /// Its own AS number, if any.
    pub fn own_as_number(&self) -> Known<AsNumber> {
        self.taken(|node| &node.as_number)
    }

    /// The address that BGP uses, without its subnet.
    pub fn bgp_address(&self, family: Family) -> Known<IpAddr> {
        let address = match family {
            Family::V4 => self.taken(|node| &node.ipv4_address),
            Family::V6 => self.taken(|node| &node.ipv6_address),
        };
        address.map(|address| address.address)
    }

    /// The cluster ID, which makes the node a route reflector.
    pub fn reflector_id(&self) -> Known<Ipv4Addr> {
        self.taken(|node| &node.route_reflector_cluster_id)
    }

    /// Whether the cluster ID is written as a network.
    pub fn has_masked_cluster_id(&self) -> bool {
        self.resources.iter().any(|(_, node)| node.has_masked_cluster_id)
    }

    /// The value that Calico sees; Calico drops an annotation that it cannot read.
    fn taken<T: Clone + 'a>(&self, field_of: impl Fn(&'a resource::Node) -> &'a Field<T>) -> Known<T> {
        match self.fact(field_of) {
            None => Known::Absent,
            Some(fact) if fact.field.is_invalid() && self.is_kubernetes_only() => Known::Absent,
            Some(fact) => fact.field.to_known(),
        }
    }

    fn is_kubernetes_only(&self) -> bool {
        self.resources.iter().all(|(_, node)| node.kind == NodeKind::Kubernetes)
    }

    /// All labels, by name. If two resources have the same label, Calico's choice counts.
    pub fn labels(&self) -> impl Iterator<Item = (&'a str, &'a Field<String>)> + '_ {
        let own = self.resources.iter().flat_map(|(resource, _)| &resource.metadata.labels);
        let calico = self.resources.iter().flat_map(|(_, node)| &node.calico_labels);
        own.chain(calico).map(|(name, value)| (name.as_str(), value))
    }

    fn find_label(&self, name: &str) -> Option<&'a Field<String>> {
        let own = self.resources.iter().find_map(|(resource, _)| resource.metadata.labels.get(name));
        own.or_else(|| self.resources.iter().find_map(|(_, node)| node.calico_labels.get(name)))
    }
}

impl Labels for Node<'_> {
    fn label(&self, name: &str) -> Label<'_> {
        match self.find_label(name) {
            Some(field) => field.value().map_or(Label::UnknownValue, |value| Label::Value(value)),
            None if self.may_have_more_labels() => Label::Unknown,
            None => Label::Absent,
        }
    }
}

impl Node<'_> {
    /// Whether there may be more labels, because of a placeholder.
    pub(super) fn may_have_more_labels(&self) -> bool {
        self.resources
            .iter()
            .any(|(resource, node)| resource.metadata.may_have_more_labels || node.may_have_more_labels)
    }
}
