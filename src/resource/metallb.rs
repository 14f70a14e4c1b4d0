//! MetalLB: the load balancer addresses and neighbors that it may share with Calico.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::field::Field;
use super::place::FieldSpan;
use super::reader::{FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use super::word::{Word, vocabulary};
use crate::document::{Value, View};
use crate::value::{is_placeholder, parse_address, parse_cidr};

fields! {
    /// A BGP neighbor of MetalLB's speakers.
    pub struct MetalLbPeer, MetalLbPeerNames {
        /// The neighbor's address.
        address: String = "peerAddress" => |slot| slot.text();
        /// The neighbor's port.
        port: String = "peerPort" => |slot| slot.text();
        /// The source address of the speakers.
        source: String = "sourceAddress" => |slot| slot.text();
        /// The routing table that the speakers use.
        vrf: String = "vrf" => |slot| slot.text();
        /// The nodes whose speakers peer with the neighbor, as selectors of Calico. A node that any selector matches
        /// counts; without selectors all nodes count.
        nodes: Vec<String> = "nodeSelectors" => |slot| read_selectors(slot);
    }
}

fields! {
    /// A pool of load balancer addresses.
    pub struct MetalLbPool, MetalLbPoolNames {
        /// Networks or ranges.
        addresses: Vec<Field<String>> = "addresses" => |slot| slot.list(|item| item.text());
    }
}

/// A BGPAdvertisement or L2Advertisement, so that MetalLB announces its pools itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct MetalLbAdvertisement;

vocabulary! {
    /// The operators of Kubernetes' label selectors.
    LabelOperator {
        /// The label has one of the values.
        "In" => In,
        /// The label has none of the values, or is missing.
        "NotIn" => NotIn,
        /// The label exists.
        "Exists" => Exists,
        /// The label is missing.
        "DoesNotExist" => DoesNotExist,
    }
}

impl ReadKind for MetalLbPeer {
    const SPEC: &'static [FieldSpec] = MetalLbPeer::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<MetalLbPeer> {
        Some(reading.spec(MetalLbPeer::FIELDS, MetalLbPeer::read))
    }
}

impl ReadKind for MetalLbPool {
    const SPEC: &'static [FieldSpec] = MetalLbPool::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<MetalLbPool> {
        Some(reading.spec(MetalLbPool::FIELDS, MetalLbPool::read))
    }
}

impl ReadKind for MetalLbAdvertisement {
    fn read_kind(_: &mut Reading) -> Option<MetalLbAdvertisement> {
        Some(MetalLbAdvertisement)
    }
}

/// Converts label selectors of Kubernetes into Calico's selector language; unknown where a selector is not understood.
fn read_selectors(slot: Slot) -> Field<Vec<String>> {
    slot.whole_list(|value| match value.view() {
        View::Sequence(items) => items.iter().map(label_selector).collect(),
        _ => None,
    })
}

/// Converts a label selector of Kubernetes into Calico's selector language.
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
                terms.push(match LabelOperator::parse(&text(&expression.get("operator")?)?)? {
                    LabelOperator::In => format!("{key} in {{{set}}}"),
                    LabelOperator::NotIn => format!("{key} not in {{{set}}}"),
                    LabelOperator::Exists => format!("has({key})"),
                    LabelOperator::DoesNotExist => format!("!has({key})"),
                });
            }
        }
        Some(_) => return None,
    }
    Some(if terms.is_empty() { "all()".to_owned() } else { terms.join(" && ") })
}

/// A range of addresses, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRange {
    /// The first address.
    pub first: IpAddr,
    /// The last address.
    pub last: IpAddr,
    /// The range as written.
    pub written: String,
}

impl AddressRange {
    /// The addresses of a network.
    pub fn of(network: IpNetwork) -> AddressRange {
        AddressRange { first: network.network(), last: network.broadcast(), written: network.to_string() }
    }

    /// Reads a network, or two addresses with a dash.
    fn parse(text: &str) -> Option<AddressRange> {
        let (first, last) = match text.split_once('-') {
            Some((first, last)) => (parse_address(first.trim()).ok()?, parse_address(last.trim()).ok()?),
            None => return parse_cidr(text).ok().map(AddressRange::of),
        };
        Some(AddressRange { first, last, written: text.to_owned() })
    }

    /// Whether some networks together contain every address of the range.
    pub fn is_covered_by(&self, networks: &[IpNetwork]) -> bool {
        let mut next = self.first;
        loop {
            let Some(network) = networks.iter().find(|network| network.contains(next)) else {
                return false;
            };
            let end = network.broadcast();
            if end >= self.last {
                return true;
            }
            let Some(following) = following(end) else {
                return true;
            };
            next = following;
        }
    }

    /// Whether the range has an address of the network.
    pub fn overlaps(&self, network: IpNetwork) -> bool {
        self.first.is_ipv4() == network.is_ipv4() && self.first <= network.broadcast() && network.network() <= self.last
    }
}

/// The next address; `None` after the last one.
fn following(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|number| IpAddr::V4(number.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|number| IpAddr::V6(number.into())),
    }
}

impl MetalLbPool {
    /// The valid ranges, each with its place.
    pub fn ranges(&self) -> impl Iterator<Item = (AddressRange, FieldSpan)> {
        let addresses = self.addresses.items().iter();
        addresses.filter_map(|field| Some((AddressRange::parse(field.value()?)?, field.span()?)))
    }
}
