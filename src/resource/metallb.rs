//! MetalLB, as far as it shares load balancers and neighbors with Calico.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::field::Field;
use super::place::FieldSpan;
use super::value::{is_placeholder, parse_address, parse_cidr};
use crate::document::{Value, View};

/// A BGP neighbor of MetalLB's speakers.
#[derive(Clone, Debug, Default)]
pub struct MetalLbPeer {
    /// The neighbor's address.
    pub address: Field<String>,
    /// The neighbor's port.
    pub port: Field<String>,
    /// The address that the speakers dial from.
    pub source: Field<String>,
    /// The routing table that the speakers use.
    pub vrf: Field<String>,
    /// The nodes whose speakers peer with it: those that any of these selects, all where there is none; `None` where they
    /// cannot be understood.
    pub nodes: Option<Vec<String>>,
}

impl MetalLbPeer {
    fn read(spec: Option<&Value>, read_text: impl Fn(&Value) -> Field<String>) -> MetalLbPeer {
        let read = |name: &str| {
            let value = spec.and_then(|spec| spec.get(name));
            value.map_or(Field::absent(), |value| read_text(&value))
        };
        let nodes = match spec.and_then(|spec| spec.get("nodeSelectors")).map(|value| value.view()) {
            None => Some(Vec::new()),
            Some(View::Sequence(items)) => items.iter().map(label_selector).collect(),
            Some(_) => None,
        };
        MetalLbPeer {
            address: read("peerAddress"),
            port: read("peerPort"),
            source: read("sourceAddress"),
            vrf: read("vrf"),
            nodes,
        }
    }
}

/// A label selector of Kubernetes in the selector language of Calico.
fn label_selector(value: &Value) -> Option<String> {
    let text = |value: &Value| value.text().map(|text| value.resolved().as_text(&text).into_owned());
    let plain = |text: String| Some(text).filter(|text| !text.contains(['\'', '"']) && !is_placeholder(text));
    let mut terms = Vec::new();
    match value.get("matchLabels").map(|labels| labels.view()) {
        None => {}
        Some(View::Mapping(entries)) => {
            for entry in &entries {
                terms.push(format!("{} == '{}'", plain(text(&entry.key)?)?, plain(text(&entry.value)?)?));
            }
        }
        Some(_) => return None,
    }
    match value.get("matchExpressions").map(|expressions| expressions.view()) {
        None => {}
        Some(View::Sequence(expressions)) => {
            for expression in &expressions {
                let key = plain(text(&expression.get("key")?)?)?;
                let values = match expression.get("values").map(|values| values.view()) {
                    Some(View::Sequence(values)) => {
                        values.iter().map(|value| plain(text(value)?)).collect::<Option<Vec<_>>>()?
                    }
                    _ => Vec::new(),
                };
                let set = values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(", ");
                terms.push(match text(&expression.get("operator")?)?.as_str() {
                    "In" => format!("{key} in {{{set}}}"),
                    "NotIn" => format!("{key} not in {{{set}}}"),
                    "Exists" => format!("has({key})"),
                    "DoesNotExist" => format!("!has({key})"),
                    _ => return None,
                });
            }
        }
        Some(_) => return None,
    }
    Some(if terms.is_empty() { "all()".to_owned() } else { terms.join(" && ") })
}

/// What MetalLB announces by itself or hands to Calico.
#[derive(Clone, Debug)]
pub enum MetalLb {
    /// A BGP neighbor of MetalLB's speakers.
    Peer(Box<MetalLbPeer>),
    /// A pool of load balancer addresses.
    Pool {
        /// Networks or ranges, each with its place.
        addresses: Vec<Field<String>>,
    },
    /// A BGPAdvertisement or L2Advertisement: MetalLB announces its pools itself.
    Advertisement,
}

impl MetalLb {
    pub(super) fn read(kind: &str, document: &Value, read_text: impl Fn(&Value) -> Field<String>) -> Option<MetalLb> {
        let spec = document.get("spec");
        match kind {
            "BGPPeer" => Some(MetalLb::Peer(Box::new(MetalLbPeer::read(spec.as_ref(), read_text)))),
            "IPAddressPool" => {
                let addresses = match spec.and_then(|spec| spec.get("addresses")).map(|value| value.view()) {
                    Some(View::Sequence(items)) => items.iter().map(read_text).collect(),
                    _ => Vec::new(),
                };
                Some(MetalLb::Pool { addresses })
            }
            "BGPAdvertisement" | "L2Advertisement" => Some(MetalLb::Advertisement),
            _ => None,
        }
    }
}

/// The addresses from one to another, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRange {
    /// The first.
    pub first: IpAddr,
    /// The last.
    pub last: IpAddr,
    /// The range as it is written.
    pub written: String,
}

impl AddressRange {
    /// The addresses of a network.
    pub fn of(network: IpNetwork) -> AddressRange {
        AddressRange { first: network.network(), last: network.broadcast(), written: network.to_string() }
    }

    /// A network, or two addresses with a dash.
    fn parse(text: &str) -> Option<AddressRange> {
        let (first, last) = match text.split_once('-') {
            Some((first, last)) => (parse_address(first.trim()).ok()?, parse_address(last.trim()).ok()?),
            None => return parse_cidr(text).ok().map(AddressRange::of),
        };
        Some(AddressRange { first, last, written: text.to_owned() })
    }

    /// Whether an address of the network is in the range.
    pub fn overlaps(&self, network: IpNetwork) -> bool {
        self.first.is_ipv4() == network.is_ipv4() && self.first <= network.broadcast() && network.network() <= self.last
    }
}

impl MetalLb {
    /// The ranges of a pool that can be read, each with its place.
    pub fn ranges(&self) -> impl Iterator<Item = (AddressRange, FieldSpan)> {
        let addresses = match self {
            MetalLb::Pool { addresses } => addresses.as_slice(),
            _ => &[],
        };
        addresses.iter().filter_map(|field| Some((AddressRange::parse(field.value()?)?, field.span()?)))
    }
}
