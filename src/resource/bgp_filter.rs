//! BGPFilter (Calico: `api/pkg/apis/projectcalico/v3/bgpfilter.go`).

use ipnetwork::IpNetwork;

use super::bgp_configuration::MAX_ROUTE_PRIORITY;
use super::field::Field;
use super::reader::{FieldSpec, Object, Slot, field, since};
use super::value::{AsNumber, Community, Family};
use super::word::vocabulary;

/// The fields of `spec`.
pub const FIELDS: &[FieldSpec] = &[field("exportV4"), field("exportV6"), field("importV4"), field("importV6")];

const RULE_FIELDS: &[FieldSpec] = &[
    field("action"),
    since(32, "asPathPrefix"),
    field("cidr"),
    since(32, "communities"),
    since(27, "interface"),
    field("matchOperator"),
    since(32, "operations"),
    since(32, "peerType"),
    since(29, "prefixLength"),
    since(32, "priority"),
    since(27, "source"),
];
const PREFIX_LENGTH_FIELDS: &[FieldSpec] = &[field("max"), field("min")];
const COMMUNITIES_FIELDS: &[FieldSpec] = &[field("values")];
const OPERATION_FIELDS: &[FieldSpec] = &[field("addCommunity"), field("prependASPath"), field("setPriority")];
const VALUE_FIELDS: &[FieldSpec] = &[field("value")];
const PREFIX_FIELDS: &[FieldSpec] = &[field("prefix")];

/// What routes pass between a node and its neighbors.
#[derive(Clone, Debug, Default)]
pub struct BgpFilter {
    /// Rules for IPv4 routes sent.
    pub export_v4: Field<Vec<Field<FilterRule>>>,
    /// Rules for IPv6 routes sent.
    pub export_v6: Field<Vec<Field<FilterRule>>>,
    /// Rules for IPv4 routes received.
    pub import_v4: Field<Vec<Field<FilterRule>>>,
    /// Rules for IPv6 routes received.
    pub import_v6: Field<Vec<Field<FilterRule>>>,
}

/// Which way routes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the neighbor.
    Import,
    /// To the neighbor.
    Export,
}

vocabulary! {
    /// What a rule does with a route that matches (`action`).
    Action {
        /// Lets it pass.
        "Accept" => Accept,
        /// Drops it.
        "Reject" => Reject,
    }
}

vocabulary! {
    /// How a rule compares a route's prefix with its network (`matchOperator`).
    MatchOperator {
        /// The prefix is the network.
        "Equal" => Equal,
        /// The prefix is not the network.
        "NotEqual" => NotEqual,
        /// The prefix lies in the network.
        "In" => In,
        /// The prefix does not lie in the network.
        "NotIn" => NotIn,
    }
}

vocabulary! {
    /// The type of a session (`peerType`).
    PeerType {
        /// With a neighbor in another AS.
        "eBGP" => External,
        /// With a neighbor in the node's own AS.
        "iBGP" => Internal,
    }
}

impl PeerType {
    /// The type of a session of which it is known whether it stays in one AS.
    pub fn of(is_internal: bool) -> PeerType {
        if is_internal { PeerType::Internal } else { PeerType::External }
    }

    /// The opposite type.
    pub fn other(self) -> PeerType {
        PeerType::of(self == PeerType::External)
    }
}

vocabulary! {
    /// Where a route comes from (`source`).
    RouteSource {
        /// A neighbor sent it.
        "RemotePeers" => RemotePeers,
    }
}

/// One of the four lists of a BGPFilter.
#[derive(Clone, Copy, Debug)]
pub struct FilterList<'f> {
    /// The field's name.
    pub name: &'static str,
    /// Which routes it is for.
    pub direction: Direction,
    /// The family of these routes.
    pub family: Family,
    /// The rules, in the order in which they act.
    pub rules: &'f Field<Vec<Field<FilterRule>>>,
}

/// One rule: its conditions and what it does; the first rule that matches acts.
#[derive(Clone, Debug, Default)]
pub struct FilterRule {
    /// What happens to a route that matches.
    pub action: Field<Action>,
    /// How the AS path must begin.
    pub as_path_prefix: Field<Vec<Field<AsNumber>>>,
    /// The network to compare with.
    pub cidr: Field<IpNetwork>,
    /// The community that the route must carry.
    pub communities: Field<Vec<Field<Community>>>,
    /// The interface that the route must point to.
    pub interface: Field<String>,
    /// How to compare with the network.
    pub match_operator: Field<MatchOperator>,
    /// What is changed on a route that is accepted.
    pub operations: Field<Vec<Field<Operation>>>,
    /// The type of neighbor.
    pub peer_type: Field<PeerType>,
    /// The prefix lengths that match.
    pub prefix_length: Field<PrefixLength>,
    /// The kernel priority that the route must have.
    pub priority: Field<i64>,
    /// Where the route comes from.
    pub source: Field<RouteSource>,
}

/// A range of prefix lengths, both ends included.
#[derive(Clone, Debug, Default)]
pub struct PrefixLength {
    /// The longest.
    pub max: Field<i64>,
    /// The shortest.
    pub min: Field<i64>,
}

/// A change to a route; exactly one of the fields is set.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Adds a community.
    pub add_community: Field<Community>,
    /// Puts AS numbers in front of the path.
    pub prepend_as_path: Field<Vec<Field<AsNumber>>>,
    /// Sets the kernel priority.
    pub set_priority: Field<i64>,
}

impl BgpFilter {
    /// The four lists.
    pub fn lists(&self) -> [FilterList<'_>; 4] {
        let list = |name, direction, family, rules| FilterList { name, direction, family, rules };
        [
            list("exportV4", Direction::Export, Family::V4, &self.export_v4),
            list("exportV6", Direction::Export, Family::V6, &self.export_v6),
            list("importV4", Direction::Import, Family::V4, &self.import_v4),
            list("importV6", Direction::Import, Family::V6, &self.import_v6),
        ]
    }

    /// The rules for one direction and family.
    pub fn rules(&self, direction: Direction, family: Family) -> &Field<Vec<Field<FilterRule>>> {
        match (direction, family) {
            (Direction::Import, Family::V4) => &self.import_v4,
            (Direction::Import, Family::V6) => &self.import_v6,
            (Direction::Export, Family::V4) => &self.export_v4,
            (Direction::Export, Family::V6) => &self.export_v6,
        }
    }

    pub(super) fn read(spec: &mut Object) -> BgpFilter {
        let rules = |slot: Slot, family| slot.list(|item| item.object(RULE_FIELDS, |rule| read_rule(rule, family)));
        BgpFilter {
            export_v4: rules(spec.field("exportV4"), Family::V4),
            export_v6: rules(spec.field("exportV6"), Family::V6),
            import_v4: rules(spec.field("importV4"), Family::V4),
            import_v6: rules(spec.field("importV6"), Family::V6),
        }
    }
}

fn read_rule(rule: &mut Object, family: Family) -> FilterRule {
    let longest = if family == Family::V4 { 32 } else { 128 };
    FilterRule {
        action: rule.field("action").required().word(),
        as_path_prefix: rule.field("asPathPrefix").list(|item| item.asn()),
        cidr: rule.field("cidr").cidr(),
        communities: rule
            .field("communities")
            .object(COMMUNITIES_FIELDS, |object| {
                object.field("values").required().list_up_to(1, |item| item.strict_community())
            })
            .flatten(),
        interface: rule.field("interface").text_up_to(15),
        match_operator: rule.field("matchOperator").word(),
        operations: rule.field("operations").list_up_to(10, |item| item.object(OPERATION_FIELDS, read_operation)),
        peer_type: rule.field("peerType").word(),
        prefix_length: rule.field("prefixLength").object(PREFIX_LENGTH_FIELDS, |object| PrefixLength {
            max: object.field("max").called("prefixLength.max").integer(0, longest, false),
            min: object.field("min").called("prefixLength.min").integer(0, longest, false),
        }),
        priority: rule.field("priority").integer(1, MAX_ROUTE_PRIORITY, false),
        source: rule.field("source").word(),
    }
}

fn read_operation(operation: &mut Object) -> Operation {
    Operation {
        add_community: operation
            .field("addCommunity")
            .object(VALUE_FIELDS, |object| object.field("value").required().strict_community())
            .flatten(),
        prepend_as_path: operation
            .field("prependASPath")
            .object(PREFIX_FIELDS, |object| object.field("prefix").required().list_up_to(10, |item| item.asn()))
            .flatten(),
        set_priority: operation
            .field("setPriority")
            .object(VALUE_FIELDS, |object| object.field("value").required().integer(1, MAX_ROUTE_PRIORITY, false))
            .flatten(),
    }
}
