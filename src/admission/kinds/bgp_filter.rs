//! BGPFilter (Calico: `bgpfilter.go`, `validateBGPFilterRule`).

use super::super::content::{Content, Mapping};
use super::super::forms::{CIDR_FORMAT, INTERFACE, NETWORK_V4, NETWORK_V6, STRICT_COMMUNITY};
use super::super::table::{Check, Demand, Form, Number, Relation, Row, Shape};
use super::super::verdict::Topic;
use super::bgp_configuration::{MAX_ROUTE_PRIORITY, PRIORITY};
use super::shared::{ALL, INT32, NONE, before, keys, places, relation, since};

/// `spec` of a BGPFilter.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new("exportV4", Form::List(&RULE_V4), &[]),
        Row::new("exportV6", Form::List(&RULE_V6), &[]),
        Row::new("importV4", Form::List(&RULE_V4), &[]),
        Row::new("importV6", Form::List(&RULE_V6), &[]),
    ],
    relations: &[],
};

static RULE_V4: Row = Row::new("exportV4", Form::Mapping(&FIELDS_V4), &[]);
static RULE_V6: Row = Row::new("exportV6", Form::Mapping(&FIELDS_V6), &[]);

/// The fields of a rule, which differ by address family in the network and the prefix lengths.
macro_rules! fields {
    ($cidr:expr, $lengths:expr) => {
        Shape {
            rows: &[
                Row::new(
                    "action",
                    Form::Text,
                    &[
                        Check::both(Demand::Present, ALL, ALL),
                        Check::calico(Demand::Filled, ALL),
                        Check::both(Demand::Words(&["Accept", "Reject"]), since(32), before(33)),
                    ],
                )
                .sent_always(),
                Row::new("asPathPrefix", Form::List(&AS_NUMBER), &[]).in_releases(since(32)),
                $cidr,
                Row::new("communities", Form::Mapping(&COMMUNITIES), &[]).in_releases(since(32)),
                Row::new(
                    "interface",
                    Form::Text,
                    &[Check::calico(Demand::Text(&INTERFACE), ALL), Check::crd(Demand::Length(15), since(33))],
                ),
                Row::new(
                    "matchOperator",
                    Form::Text,
                    &[Check::both(Demand::Words(&["Equal", "NotEqual", "In", "NotIn"]), since(32), before(33))],
                ),
                Row::new("operations", Form::List(&OPERATION), &[Check::crd(Demand::Items(1, 10), since(32))])
                    .in_releases(since(32)),
                Row::new("peerType", Form::Text, &[Check::both(Demand::Words(&["eBGP", "iBGP"]), since(32), ALL)])
                    .in_releases(since(32)),
                Row::new("prefixLength", Form::Mapping($lengths), &[]).in_releases(since(29)),
                Row::new("priority", Form::Integer(PRIORITY), PRIORITY_CHECKS).in_releases(since(32)).sent_always(),
                Row::new("source", Form::Text, &[Check::both(Demand::Words(&["RemotePeers"]), since(32), ALL)]),
            ],
            relations: RELATIONS,
        }
    };
}

static FIELDS_V4: Shape = fields!(
    Row::new(
        "cidr",
        Form::Text,
        &[
            Check::crd(Demand::Text(&CIDR_FORMAT), since(32)),
            Check::crd(Demand::Length(18), since(32)),
            Check::calico(Demand::Text(&NETWORK_V4), ALL),
        ],
    ),
    &LENGTHS_V4
);
static FIELDS_V6: Shape = fields!(
    Row::new(
        "cidr",
        Form::Text,
        &[
            Check::crd(Demand::Text(&CIDR_FORMAT), since(32)),
            Check::crd(Demand::Length(43), since(32)),
            Check::calico(Demand::Text(&NETWORK_V6), ALL),
        ],
    ),
    &LENGTHS_V6
);

const RELATIONS: &[Relation] = &[
    relation(Topic::FilterNetwork, "`cidr` and `matchOperator` need each other", since(32), before(33), |rule| match (
        rule.has("cidr"),
        rule.has("matchOperator"),
    ) {
        (true, false) => places(rule, &["cidr"], rule.lacks("matchOperator")),
        (false, true) => keys(rule, &["matchOperator"], rule.lacks("cidr")),
        _ => None,
    }),
    relation(Topic::FilterNetwork, "`prefixLength` needs `cidr`", since(32), since(29).and(before(33)), |rule| {
        keys(rule, &["prefixLength"], rule.value("prefixLength").is_some() && rule.lacks("cidr"))
    }),
    relation(Topic::Conflict, "`operations` needs the action `Accept`", since(32), NONE, |rule| {
        let is_other = matches!(rule.value("action"), Some(Content::Text(action)) if action != "Accept");
        places(rule, &["operations", "action"], is_other && rule.has("operations"))
    }),
];

const LENGTH: Number = INT32;

static LENGTHS_V4: Shape = Shape {
    rows: &[
        Row::new("max", Form::Integer(LENGTH), &[Check::both(Demand::Range(0, 32), since(29), ALL)]).sent_always(),
        Row::new("min", Form::Integer(LENGTH), &[Check::both(Demand::Range(0, 32), since(29), ALL)]).sent_always(),
    ],
    relations: &[],
};
static LENGTHS_V6: Shape = Shape {
    rows: &[
        Row::new("max", Form::Integer(LENGTH), &[Check::both(Demand::Range(0, 128), since(29), ALL)]).sent_always(),
        Row::new("min", Form::Integer(LENGTH), &[Check::both(Demand::Range(0, 128), since(29), ALL)]).sent_always(),
    ],
    relations: &[],
};

static AS_NUMBER: Row = Row::new("item", Form::AsNumber, &[]);

static COMMUNITY: Row = Row::new(
    "values",
    Form::Text,
    &[Check::crd(Demand::Text(&STRICT_COMMUNITY), since(32)), Check::crd(Demand::Length(32), since(32))],
)
.sent_always();

static COMMUNITIES: Shape = Shape {
    rows: &[Row::new(
        "values",
        Form::List(&COMMUNITY),
        &[Check::both(Demand::Present, since(32), ALL), Check::crd(Demand::Items(1, 1), since(32))],
    )
    .sent_always()],
    relations: &[],
};

const PRIORITY_CHECKS: &[Check] = &[Check::both(Demand::Range(1, MAX_ROUTE_PRIORITY), since(32), ALL)];

static OPERATION: Row = Row::new("operations", Form::Mapping(&OPERATION_FIELDS), &[]);

static OPERATION_FIELDS: Shape = Shape {
    rows: &[
        Row::new("addCommunity", Form::Mapping(&ADD_COMMUNITY), &[]),
        Row::new("prependASPath", Form::Mapping(&PREPEND_AS_PATH), &[]),
        Row::new("setPriority", Form::Mapping(&SET_PRIORITY), &[]),
    ],
    relations: &[relation(
        Topic::Bounds,
        "an operation has exactly one of `addCommunity`, `prependASPath` and `setPriority`",
        since(32),
        since(32),
        |operation| (count(operation) != 1 && !operation.has_templates()).then(Vec::new),
    )],
};

/// The number of changes that an operation makes.
fn count(operation: &Mapping) -> usize {
    let keys = ["addCommunity", "prependASPath", "setPriority"];
    keys.into_iter().filter(|key| operation.value(key).is_some()).count()
}

static ADD_COMMUNITY: Shape = Shape {
    rows: &[Row::new(
        "value",
        Form::Text,
        &[
            Check::both(Demand::Present, since(32), ALL),
            Check::crd(Demand::Text(&STRICT_COMMUNITY), since(32)),
            Check::crd(Demand::Length(32), since(32)),
        ],
    )
    .sent_always()],
    relations: &[],
};

static PREPEND_AS_PATH: Shape = Shape {
    rows: &[Row::new(
        "prefix",
        Form::List(&AS_NUMBER),
        &[Check::both(Demand::Present, since(32), ALL), Check::crd(Demand::Items(1, 10), since(32))],
    )
    .sent_always()],
    relations: &[],
};

static SET_PRIORITY: Shape = Shape {
    rows: &[Row::new(
        "value",
        Form::Integer(PRIORITY),
        &[
            Check::both(Demand::Present, since(32), ALL),
            Check::both(Demand::Range(1, MAX_ROUTE_PRIORITY), since(32), ALL),
        ],
    )
    .sent_always()],
    relations: &[],
};
