//! Node of `projectcalico.org/v3` (Calico: `libcalico-go/lib/apis/v3/node.go`, `validateNodeSpec`).

use super::super::content::Content;
use super::super::forms::{ADDRESS_V4, ADDRESS_V6, MAC_ADDRESS, NODE_ADDRESS_V4, NODE_ADDRESS_V6, WIREGUARD_KEY};
use super::super::table::{Check, Demand, Form, Row, Shape};
use super::super::verdict::Topic;
use super::shared::{ALL, NONE, TEXT_ITEM, places, relation, since};

/// `spec` of a Node.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new("addresses", Form::List(&ADDRESS), &[]),
        Row::new("bgp", Form::Mapping(&BGP), &[]),
        Row::new("interfaces", Form::List(&INTERFACE), &[]).in_releases(since(31)),
        Row::new("ipv4VXLANTunnelAddr", Form::Text, V4),
        Row::new("ipv6VXLANTunnelAddr", Form::Text, V6),
        Row::new("orchRefs", Form::List(&ORCHESTRATOR), &[]),
        Row::new("vxlanTunnelMACAddr", Form::Text, MAC),
        Row::new("vxlanTunnelMACAddrV6", Form::Text, MAC),
        Row::new("wireguard", Form::Mapping(&WIREGUARD), &[]),
    ],
    relations: &[relation(Topic::Missing, "`bgp` has no field with a value", NONE, ALL, |node| {
        match node.value("bgp") {
            Some(Content::Mapping(bgp)) if !bgp.has_templates() => {
                let is_empty = BGP.rows.iter().all(|row| match row.key {
                    "asNumber" => bgp.value(row.key).is_none(),
                    key => bgp.lacks(key),
                });
                places(node, &["bgp"], is_empty)
            }
            _ => None,
        }
    })],
};

/// `status` of a Node.
pub static STATUS: Shape = Shape {
    rows: &[
        Row::new("wireguardPublicKey", Form::Text, &[Check::calico(Demand::Text(&WIREGUARD_KEY), ALL)]),
        Row::new("wireguardPublicKeyV6", Form::Text, &[Check::calico(Demand::Text(&WIREGUARD_KEY), ALL)]),
        Row::new("podCIDRs", Form::List(&TEXT_ITEM), &[]),
    ],
    relations: &[],
};

const V4: &[Check] = &[Check::calico(Demand::Text(&ADDRESS_V4), ALL)];
const V6: &[Check] = &[Check::calico(Demand::Text(&ADDRESS_V6), ALL)];
const MAC: &[Check] = &[Check::calico(Demand::Text(&MAC_ADDRESS), ALL)];

static BGP: Shape = Shape {
    rows: &[
        Row::new("asNumber", Form::AsNumber, &[]).sent_always(),
        Row::new("ipv4Address", Form::Text, &[Check::calico(Demand::Text(&NODE_ADDRESS_V4), ALL)]),
        Row::new("ipv4IPIPTunnelAddr", Form::Text, V4),
        Row::new("ipv6Address", Form::Text, &[Check::calico(Demand::Text(&NODE_ADDRESS_V6), ALL)]),
        Row::new("routeReflectorClusterID", Form::Text, V4),
    ],
    relations: &[],
};

static WIREGUARD: Shape = Shape {
    rows: &[Row::new("interfaceIPv4Address", Form::Text, V4), Row::new("interfaceIPv6Address", Form::Text, V6)],
    relations: &[],
};

static ADDRESS: Row = Row::new("addresses", Form::Mapping(&ADDRESS_FIELDS), &[]);
static ADDRESS_FIELDS: Shape =
    Shape { rows: &[Row::new("address", Form::Text, &[]), Row::new("type", Form::Text, &[])], relations: &[] };

static INTERFACE: Row = Row::new("interfaces", Form::Mapping(&INTERFACE_FIELDS), &[]);
static INTERFACE_FIELDS: Shape = Shape {
    rows: &[Row::new("name", Form::Text, &[]), Row::new("addresses", Form::List(&TEXT_ITEM), &[])],
    relations: &[],
};

static ORCHESTRATOR: Row = Row::new("orchRefs", Form::Mapping(&ORCHESTRATOR_FIELDS), &[]);
static ORCHESTRATOR_FIELDS: Shape =
    Shape { rows: &[Row::new("nodeName", Form::Text, &[]), Row::new("orchestrator", Form::Text, &[])], relations: &[] };
