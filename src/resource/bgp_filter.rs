//! BGPFilter (Calico: `api/pkg/apis/projectcalico/v3/bgpfilter.go`).

use ipnetwork::IpNetwork;

use super::bgp_configuration::MAX_ROUTE_PRIORITY;
use super::field::Field;
use super::problem::Subject;
use super::reader::{FieldName, FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;
use crate::admission;
use crate::value::{AsNumber, Community, Family};

fields! {
    /// Rules for the routes between a node and its neighbors.
    pub struct BgpFilter, BgpFilterNames {
        /// Rules for IPv4 routes sent.
        export_v4: Vec<Field<FilterRule>> = "exportV4" => |slot| read_rules(slot, Family::V4);
        /// Rules for IPv6 routes sent.
        export_v6: Vec<Field<FilterRule>> = "exportV6" => |slot| read_rules(slot, Family::V6);
        /// Rules for IPv4 routes received.
        import_v4: Vec<Field<FilterRule>> = "importV4" => |slot| read_rules(slot, Family::V4);
        /// Rules for IPv6 routes received.
        import_v6: Vec<Field<FilterRule>> = "importV6" => |slot| read_rules(slot, Family::V6);
    }
}

fields! {
    /// One rule: conditions and an action. The first rule that matches acts.
    pub struct FilterRule, FilterRuleNames, given family: Family {
        /// The action for a route that matches.
        action: Action = "action" => |slot| slot.required().word();
        /// How the AS path must begin.
        as_path_prefix: Vec<Field<AsNumber>> = "asPathPrefix" => |slot| slot.list(|item| item.asn());
        /// The network to compare with the prefix of the route.
        cidr: IpNetwork = "cidr" => |slot| slot.cidr();
        /// The community that the route must carry.
        communities: Vec<Field<Community>> = "communities" => |slot| slot.only(VALUES, |values| values.required().list_up_to(1, |item| item.strict_community()));
        /// The outgoing interface that the route must have.
        interface: String = "interface" => |slot| slot.interface(admission::is_interface);
        /// How the prefix is compared with the network.
        match_operator: MatchOperator = "matchOperator" => |slot| slot.word();
        /// Changes to an accepted route.
        operations: Vec<Field<Operation>> = "operations"
            => |slot| slot.list_up_to(10, |item| item.object(Operation::FIELDS, Operation::read));
        /// The type of session.
        peer_type: PeerType = "peerType" => |slot| slot.word();
        /// The prefix lengths that match.
        prefix_length: PrefixLength = "prefixLength"
            => |slot| slot.object(PrefixLength::FIELDS, |object| PrefixLength::read(object, family));
        /// The kernel priority that the route must have.
        priority: i64 = "priority" => |slot| slot.integer(1, MAX_ROUTE_PRIORITY);
        /// The source of the route.
        source: RouteSource = "source" => |slot| slot.word();
    }
}

fields! {
    /// A range of prefix lengths, both ends included.
    pub struct PrefixLength, PrefixLengthNames, given family: Family {
        /// The longest.
        max: i64 = "max", called "prefixLength.max" => |slot| slot.integer(0, family.bits().into());
        /// The shortest.
        min: i64 = "min", called "prefixLength.min" => |slot| slot.integer(0, family.bits().into());
    }
}

fields! {
    /// A change to a route; exactly one of the fields must be set.
    pub struct Operation, OperationNames {
        /// Adds a community.
        add_community: Community = "addCommunity" => |slot| slot.only(VALUE, |value| value.required().strict_community());
        /// Adds AS numbers to the front of the AS path.
        prepend_as_path: Vec<Field<AsNumber>> = "prependASPath"
            => |slot| slot.only(PREFIX, |value| value.required().list_up_to(10, |item| item.asn()));
        /// Sets the kernel priority.
        set_priority: i64 = "setPriority"
            => |slot| slot.only(VALUE, |value| value.required().integer(1, MAX_ROUTE_PRIORITY));
    }
}

/// The field that holds the value of an operation.
const VALUE: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("value"))];
/// The field that holds the AS numbers of an operation.
const PREFIX: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("prefix"))];
/// The field that holds the communities of a condition.
const VALUES: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("values"))];

/// The direction of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the neighbor to the node.
    Import,
    /// From the node to the neighbor.
    Export,
}

vocabulary! {
    /// The action of a rule for a route that matches (`action`).
    Action {
        /// Accepts the route.
        "Accept" => Accept,
        /// Rejects the route.
        "Reject" => Reject,
    }
}

vocabulary! {
    /// How a rule compares the prefix of a route with its network (`matchOperator`).
    MatchOperator {
        /// The prefix is equal to the network.
        "Equal" => Equal,
        /// The prefix differs from the network.
        "NotEqual" => NotEqual,
        /// The prefix is inside the network.
        "In" => In,
        /// The prefix is not inside the network.
        "NotIn" => NotIn,
    }
}

vocabulary! {
    /// The type of a session (`peerType`).
    PeerType {
        /// With a neighbor in another AS.
        "eBGP" => External,
        /// With a neighbor in the same AS.
        "iBGP" => Internal,
    }
}

impl PeerType {
    /// The type of a session that is internal or external.
    pub fn of(is_internal: bool) -> PeerType {
        if is_internal { PeerType::Internal } else { PeerType::External }
    }

    /// The other type.
    pub fn other(self) -> PeerType {
        PeerType::of(self == PeerType::External)
    }
}

vocabulary! {
    /// The source of a route (`source`).
    RouteSource {
        /// A BGP neighbor sent the route.
        "RemotePeers" => RemotePeers,
    }
}

/// One of the four lists of a BGPFilter.
#[derive(Clone, Copy, Debug)]
pub struct FilterList<'f> {
    /// The name of the field.
    pub name: FieldName,
    /// The direction of the routes.
    pub direction: Direction,
    /// The address family of the routes.
    pub family: Family,
    /// The rules, in their order.
    pub rules: &'f Field<Vec<Field<FilterRule>>>,
}

impl PrefixLength {
    /// Whether a problem is about `prefixLength.min` or `prefixLength.max`.
    pub fn holds(subject: &Subject) -> bool {
        let PrefixLengthNames { max, min } = PrefixLength::NAMES;
        subject.is(max) || subject.is(min)
    }
}

impl FilterRule {
    /// The names of the fields in use that have conditions on anything but the prefix.
    pub fn other_conditions(&self) -> Vec<FieldName> {
        let names = FilterRule::NAMES;
        let fields = [
            (names.interface, self.interface.is_set()),
            (names.source, self.source.is_set()),
            (names.peer_type, self.peer_type.is_set()),
            (names.communities, self.communities.is_set()),
            (names.as_path_prefix, self.as_path_prefix.is_set()),
            (names.priority, self.priority.is_set()),
        ];
        fields.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect()
    }

    /// Whether a problem is about a field whose invalid value confd does not ignore: confd writes the value into the file,
    /// or fails.
    pub fn is_rendered_as_written(subject: &Subject) -> bool {
        let names = FilterRule::NAMES;
        [names.action, names.match_operator, names.source].into_iter().any(|name| subject.is(name))
    }
}

impl ReadKind for BgpFilter {
    const SPEC: &'static [FieldSpec] = BgpFilter::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<BgpFilter> {
        Some(reading.spec(BgpFilter::FIELDS, BgpFilter::read))
    }
}

impl BgpFilter {
    /// The name of the list for one direction and family.
    pub fn list_name(direction: Direction, family: Family) -> FieldName {
        let names = BgpFilter::NAMES;
        match (direction, family) {
            (Direction::Import, Family::V4) => names.import_v4,
            (Direction::Import, Family::V6) => names.import_v6,
            (Direction::Export, Family::V4) => names.export_v4,
            (Direction::Export, Family::V6) => names.export_v6,
        }
    }

    /// The four lists.
    pub fn lists(&self) -> [FilterList<'_>; 4] {
        let names = BgpFilter::NAMES;
        let list = |name, direction, family, rules| FilterList { name, direction, family, rules };
        [
            list(names.export_v4, Direction::Export, Family::V4, &self.export_v4),
            list(names.export_v6, Direction::Export, Family::V6, &self.export_v6),
            list(names.import_v4, Direction::Import, Family::V4, &self.import_v4),
            list(names.import_v6, Direction::Import, Family::V6, &self.import_v6),
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
}

fn read_rules(slot: Slot, family: Family) -> Field<Vec<Field<FilterRule>>> {
    slot.list(|item| item.object(FilterRule::FIELDS, |rule| FilterRule::read(rule, family)))
}
