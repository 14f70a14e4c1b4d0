//! BGPConfiguration (Calico: `bgpconfig.go`, `validateBGPConfigurationSpec`, `ValidateDefaultOnlyFields`).

use super::super::content::{Content, Mapping};
use super::super::forms::{
    ADDRESS_V4, ADDRESS_V6, CIDR_FORMAT, CIDR_OR_ADDRESS, COMMUNITY, IGNORED_INTERFACE as IGNORED_INTERFACE_FORM,
    LOG_LEVEL, LOG_LEVELS, LOOSE_COMMUNITY, NAME, NETWORK,
};
use super::super::releases::Releases;
use super::super::table::{Check, Demand, Form, Number, Relation, Row, Shape};
use super::super::verdict::Topic;
use super::shared::{ALL, INT, NONE, PASSWORD, TEXT_ITEM, UINT16, before, keys, places, relation, since};
use crate::document::Span;

/// The largest priority of a route.
pub const MAX_ROUTE_PRIORITY: i128 = 2_147_483_646;

/// A kernel priority, which Go holds as an `int`.
pub(super) const PRIORITY: Number = Number { int32: NONE, ..INT };

/// `spec` of a BGPConfiguration.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new("asNumber", Form::AsNumber, &[]).sent_always(),
        Row::new("bindMode", Form::Text, &[Check::crd(Demand::Words(&["None", "NodeIP"]), since(32))]).sent_always(),
        Row::new(
            "communities",
            Form::List(&COMMUNITY_ROW),
            &[Check::crd(Demand::Items(0, 500), since(33)), Check::crd(Demand::Distinct, ONLY_3_32_0)],
        ),
        Row::new("ignoredInterfaces", Form::List(&IGNORED_INTERFACE), &[Check::crd(Demand::Distinct, since(32))]),
        Row::new("ipv4NormalRoutePriority", Form::Integer(PRIORITY), PRIORITY_CHECKS)
            .in_releases(since(32))
            .sent_always(),
        Row::new("ipv6NormalRoutePriority", Form::Integer(PRIORITY), PRIORITY_CHECKS)
            .in_releases(since(32))
            .sent_always(),
        Row::new("listenPort", Form::Integer(UINT16), &[Check::crd(Demand::Range(1, 65_535), ALL)]),
        Row::new("localWorkloadPeeringIPV4", Form::Text, &[Check::calico(Demand::Text(&ADDRESS_V4), ALL)])
            .in_releases(since(30)),
        Row::new("localWorkloadPeeringIPV6", Form::Text, &[Check::calico(Demand::Text(&ADDRESS_V6), ALL)])
            .in_releases(since(30)),
        Row::new(
            "logSeverityScreen",
            Form::Text,
            &[Check::crd(Demand::Text(&LOG_LEVEL), since(32)), Check::calico(Demand::Words(&LOG_LEVELS), before(33))],
        ),
        Row::new("nodeMeshMaxRestartTime", Form::Duration, &[]).sent_always(),
        Row::new("nodeMeshPassword", Form::Mapping(&PASSWORD), &[]).sent_always(),
        Row::new("nodeToNodeMeshEnabled", Form::Boolean, &[]).sent_always(),
        Row::new(
            "prefixAdvertisements",
            Form::List(&ADVERTISEMENT_ROW),
            &[Check::crd(Demand::Items(0, 500), since(33)), Check::crd(Demand::Distinct, ONLY_3_32_0)],
        ),
        Row::new(
            "programClusterRoutes",
            Form::Text,
            &[
                Check::crd(Demand::Words(&["Disabled", "Enabled"]), since(32).and(before(33))),
                Check::crd(Demand::Words(&["Disabled", "Enabled", "EnabledIPIPOnly", "EnabledNoEncapOnly"]), since(33)),
            ],
        )
        .in_releases(since(32))
        .sent_always(),
        Row::new("serviceClusterIPs", Form::List(&SERVICE_ROW), SERVICE_CHECKS),
        Row::new("serviceExternalIPs", Form::List(&SERVICE_ROW), SERVICE_CHECKS),
        Row::new(
            "serviceLoadBalancerAggregation",
            Form::Text,
            &[Check::crd(Demand::Words(&["Enabled", "Disabled"]), ALL)],
        )
        .in_releases(since(31))
        .sent_always(),
        Row::new("serviceLoadBalancerIPs", Form::List(&SERVICE_ROW), SERVICE_CHECKS),
    ],
    relations: &[
        relation(Topic::Mesh, "`nodeMeshPassword` is set while the mesh is off", since(32), before(33), |spec| {
            without_mesh(spec, "nodeMeshPassword")
        }),
        relation(Topic::Mesh, "`nodeMeshMaxRestartTime` is set while the mesh is off", since(32), before(33), |spec| {
            without_mesh(spec, "nodeMeshMaxRestartTime")
        }),
        relation(
            Topic::UnusedCommunity,
            "`communities` are defined, and no prefix is advertised with them",
            since(33),
            before(33),
            |spec| places(spec, &["communities"], spec.has("communities") && spec.lacks("prefixAdvertisements")),
        ),
        relation(Topic::UndefinedCommunity, "a community is used that is not defined", NONE, ALL, undefined),
    ],
};

/// What Calico takes only in the BGPConfiguration `default` (Calico: `ValidateDefaultOnlyFields`).
pub static DEFAULT_ONLY: [Relation; 7] = [
    default_only("`asNumber` belongs in the BGPConfiguration `default`", |spec| given(spec, "asNumber")),
    default_only("`nodeToNodeMeshEnabled` belongs in the BGPConfiguration `default`", |spec| {
        given(spec, "nodeToNodeMeshEnabled")
    }),
    default_only("`nodeMeshPassword` belongs in the BGPConfiguration `default`", |spec| {
        given(spec, "nodeMeshPassword")
    }),
    default_only("`nodeMeshMaxRestartTime` belongs in the BGPConfiguration `default`", |spec| {
        given(spec, "nodeMeshMaxRestartTime")
    }),
    default_only("`serviceClusterIPs` belongs in the BGPConfiguration `default`", |spec| {
        listed(spec, "serviceClusterIPs")
    }),
    default_only("`serviceExternalIPs` belongs in the BGPConfiguration `default`", |spec| {
        listed(spec, "serviceExternalIPs")
    }),
    default_only("`serviceLoadBalancerIPs` belongs in the BGPConfiguration `default`", |spec| {
        listed(spec, "serviceLoadBalancerIPs")
    }),
];

const fn default_only(reason: &'static str, broken: fn(&Mapping) -> Option<Vec<Span>>) -> Relation {
    relation(Topic::DefaultOnly, reason, NONE, ALL, broken)
}

/// The only release whose CRDs made these lists sets.
const ONLY_3_32_0: Releases = since(32).and(Releases::since_patch(32, 1).complement());

const PRIORITY_CHECKS: &[Check] = &[Check::both(Demand::Range(1, MAX_ROUTE_PRIORITY), since(32), ALL)];

const SERVICE_CHECKS: &[Check] = &[Check::crd(Demand::Distinct, ONLY_3_32_0)];

static IGNORED_INTERFACE: Row =
    Row::new("ignoredInterfaces", Form::Text, &[Check::calico(Demand::Text(&IGNORED_INTERFACE_FORM), ALL)])
        .sent_always();

static SERVICE_ROW: Row = Row::new("item", Form::Mapping(&SERVICE), &[]);

static SERVICE: Shape = Shape {
    rows: &[Row::new(
        "cidr",
        Form::Cidr(since(32)),
        &[
            Check::crd(Demand::Text(&CIDR_FORMAT), since(32)),
            Check::calico(Demand::Text(&CIDR_OR_ADDRESS), ALL),
            Check::calico(Demand::Text(&NETWORK), ALL),
        ],
    )],
    relations: &[],
};

static COMMUNITY_ROW: Row = Row::new("communities", Form::Mapping(&NAMED_COMMUNITY), &[]);

static NAMED_COMMUNITY: Shape = Shape {
    rows: &[
        Row::new(
            "name",
            Form::Text,
            &[
                Check::calico(Demand::Filled, ALL),
                Check::calico(Demand::Text(&NAME), ALL),
                Check::crd(Demand::Length(253), since(33)),
            ],
        ),
        Row::new(
            "value",
            Form::Text,
            &[
                Check::calico(Demand::Filled, ALL),
                Check::both(Demand::Text(&LOOSE_COMMUNITY), ALL, ALL),
                Check::calico(Demand::Text(&COMMUNITY), ALL),
                Check::crd(Demand::Length(40), since(33)),
            ],
        ),
    ],
    relations: &[],
};

static ADVERTISEMENT_ROW: Row = Row::new("prefixAdvertisements", Form::Mapping(&ADVERTISEMENT), &[]);

static ADVERTISEMENT: Shape = Shape {
    rows: &[
        Row::new(
            "cidr",
            Form::Cidr(since(32)),
            &[
                Check::calico(Demand::Filled, ALL),
                Check::crd(Demand::Text(&CIDR_FORMAT), since(32)),
                Check::calico(Demand::Text(&CIDR_OR_ADDRESS), ALL),
                Check::calico(Demand::Text(&NETWORK), ALL),
            ],
        ),
        Row::new(
            "communities",
            Form::List(&TEXT_ITEM),
            &[Check::calico(Demand::Present, ALL), Check::crd(Demand::Items(0, 50), since(33))],
        ),
    ],
    relations: &[],
};

/// The place of a setting of the mesh, where the mesh is off.
fn without_mesh(spec: &Mapping, key: &str) -> Option<Vec<Span>> {
    let is_off = spec.is("nodeToNodeMeshEnabled", false);
    places(spec, &[key, "nodeToNodeMeshEnabled"], is_off && spec.value(key).is_some())
}

/// The key of a field that is not null.
fn given(spec: &Mapping, key: &str) -> Option<Vec<Span>> {
    keys(spec, &[key], spec.value(key).is_some())
}

/// The key of a list with items.
fn listed(spec: &Mapping, key: &str) -> Option<Vec<Span>> {
    keys(spec, &[key], !spec.items(key).is_empty())
}

/// The first community of an advertisement that is neither a number nor the name of a community.
fn undefined(spec: &Mapping) -> Option<Vec<Span>> {
    let names: Vec<Option<String>> = spec
        .items("communities")
        .iter()
        .map(|item| match Content::of(item) {
            Content::Mapping(community) => match community.value("name") {
                Some(Content::Text(name)) => Some(name.into_owned()),
                Some(Content::Unknown) => None,
                _ => Some(String::new()),
            },
            _ => Some(String::new()),
        })
        .collect();
    if names.iter().any(Option::is_none) {
        return None;
    }
    for item in spec.items("prefixAdvertisements") {
        let Content::Mapping(advertisement) = Content::of(&item) else {
            continue;
        };
        for community in advertisement.items("communities") {
            let text = match Content::of(&community) {
                Content::Text(text) => text.into_owned(),
                Content::Null => String::new(),
                _ => continue,
            };
            let is_number = (LOOSE_COMMUNITY.is_met)(&text);
            let is_wrong = if is_number { !(COMMUNITY.is_met)(&text) } else { !names.contains(&Some(text)) };
            if is_wrong {
                let span = community.span();
                return match span.is_empty() {
                    true => places(&advertisement, &["communities"], true),
                    false => Some(vec![span]),
                };
            }
        }
    }
    None
}
