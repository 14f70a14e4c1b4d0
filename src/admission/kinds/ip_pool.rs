//! IPPool (Calico: `ippool.go`, `validateIPPoolSpec`, `validateAndSetDefaults`).

use ipnetwork::IpNetwork;

use super::super::content::{Content, Mapping};
use super::super::forms::{
    CIDR_FORMAT, CIDR_OF_CEL, NOT_GLOBAL, SELECTOR, cel_network, family_of, network_or_address, overlaps_link_local,
};
use super::super::table::{Check, Demand, Form, Relation, Row, Shape, TextForm};
use super::super::verdict::Topic;
use super::shared::{ALL, INT, NONE, before, places, relation, since};
use crate::document::Span;
use crate::value::Family;

/// `spec` of an IPPool.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new(
            "allowedUses",
            Form::List(&ALLOWED_USE),
            &[Check::crd(Demand::Items(0, 10), since(32)), Check::crd(Demand::Distinct, since(32))],
        ),
        Row::new("assignmentMode", Form::Text, &[Check::crd(Demand::Words(&["Automatic", "Manual"]), ALL)])
            .in_releases(since(30))
            .sent_always(),
        Row::new("blockSize", Form::Integer(INT), &[Check::crd(Demand::Range(0, 128), since(32))]),
        Row::new(
            "cidr",
            Form::Cidr(since(32).and(before(33))),
            &[
                Check::both(Demand::Present, ALL, ALL),
                Check::crd(Demand::Text(&CIDR_FORMAT), since(32)),
                Check::crd(Demand::Text(&CIDR_OF_CEL), since(33)),
                Check::crd(Demand::Length(48), since(32)),
                Check::calico(Demand::Text(&POOL_CIDR), ALL),
            ],
        )
        .sent_always(),
        Row::new("disableBGPExport", Form::Boolean, &[]),
        Row::new("disabled", Form::Boolean, &[]),
        Row::new("ipip", Form::Mapping(&IPIP), &[]).in_releases(before(32)),
        Row::new("ipipMode", Form::Text, TUNNEL_CHECKS),
        Row::new("namespaceSelector", Form::Text, SELECTOR_CHECKS).in_releases(since(31)),
        Row::new("nat-outgoing", Form::Boolean, &[]).in_releases(before(32)),
        Row::new("natOutgoing", Form::Boolean, &[]),
        Row::new("nodeSelector", Form::Text, SELECTOR_CHECKS),
        Row::new("vxlanMode", Form::Text, TUNNEL_CHECKS),
    ],
    relations: RELATIONS,
};

/// A CIDR with a prefix length that Go reads.
static POOL_CIDR: TextForm = TextForm {
    topic: Topic::Cidr,
    must_be: "a CIDR",
    is_met: |text| text.contains('/') && network_or_address(text).is_some(),
};

const TUNNEL_CHECKS: &[Check] =
    &[Check::both(Demand::Words(&["Always", "CrossSubnet", "Never"]), since(32), before(33))];

const SELECTOR_CHECKS: &[Check] = &[
    Check::calico(Demand::Text(&SELECTOR), ALL),
    Check::crd(Demand::Length(1024), since(33)),
    Check::both(Demand::Text(&NOT_GLOBAL), since(33), since(31)),
];

static ALLOWED_USE: Row = Row::new(
    "allowedUses",
    Form::Text,
    &[
        Check::both(Demand::Words(&["Workload", "Tunnel", "LoadBalancer"]), since(32), since(30)),
        Check::calico(Demand::Words(&["Workload", "Tunnel"]), before(30)),
    ],
)
.sent_always();

static IPIP: Shape =
    Shape { rows: &[Row::new("enabled", Form::Boolean, &[]), Row::new("mode", Form::Text, &[])], relations: &[] };

const RELATIONS: &[Relation] = &[
    relation(Topic::RemovedField, "`ipip` is the old form of `ipipMode`", NONE, before(32), |pool| {
        old_form(pool, "ipip", pool.value("ipip").is_some())
    }),
    relation(Topic::RemovedField, "`nat-outgoing` is the old form of `natOutgoing`", NONE, before(32), |pool| {
        old_form(pool, "nat-outgoing", pool.is("nat-outgoing", true))
    }),
    relation(Topic::Conflict, "`ipipMode` and `vxlanMode` exclude each other", since(32), before(33), |pool| {
        places(pool, &["vxlanMode", "ipipMode"], is_on(pool, "ipipMode") && is_on(pool, "vxlanMode"))
    }),
    relation(Topic::Conflict, "IP-in-IP carries IPv4 only", since(32), before(33), |pool| {
        let is_v6 = network(pool).is_some_and(|(_, family, _)| family == Family::V6);
        places(pool, &["ipipMode", "cidr"], is_v6 && is_on(pool, "ipipMode"))
    }),
    relation(
        Topic::Conflict,
        "a pool for LoadBalancer has no encapsulation",
        since(32),
        since(30).and(before(33)),
        |pool| {
            let tunnel = ["ipipMode", "vxlanMode"].into_iter().find(|key| is_on(pool, key))?;
            places(pool, &[tunnel, "allowedUses"], is_for(pool, "LoadBalancer"))
        },
    ),
    relation(
        Topic::Conflict,
        "a pool for LoadBalancer is for nothing else",
        since(32),
        since(30).and(before(33)),
        |pool| {
            let has_others = is_for(pool, "Workload") || is_for(pool, "Tunnel");
            places(pool, &["allowedUses"], has_others && is_for(pool, "LoadBalancer"))
        },
    ),
    relation(Topic::Conflict, "a pool for LoadBalancer is for all nodes (`all()`)", since(33), NONE, |pool| {
        let is_other = matches!(pool.value("nodeSelector"), Some(Content::Text(text)) if text != "all()");
        places(pool, &["nodeSelector", "allowedUses"], is_other && is_for(pool, "LoadBalancer"))
    }),
    relation(
        Topic::Conflict,
        "a pool for LoadBalancer is for all nodes (`all()`)",
        NONE,
        since(30).and(before(33)),
        |pool| {
            let is_other = pool.has("nodeSelector") && pool.text("nodeSelector") != "all()";
            places(pool, &["nodeSelector", "allowedUses"], is_other && is_for(pool, "LoadBalancer"))
        },
    ),
    relation(
        Topic::Conflict,
        "a pool for LoadBalancer is always exported by BGP",
        since(33),
        since(30).and(before(33)),
        |pool| {
            let is_hidden = pool.is("disableBGPExport", true);
            places(pool, &["disableBGPExport", "allowedUses"], is_hidden && is_for(pool, "LoadBalancer"))
        },
    ),
    relation(
        Topic::Conflict,
        "a pool with `namespaceSelector` is not for tunnels",
        since(33),
        since(31).and(before(33)),
        |pool| {
            let is_for_tunnels = is_for(pool, "Tunnel");
            places(pool, &["namespaceSelector", "allowedUses"], is_for_tunnels && pool.has("namespaceSelector"))
        },
    ),
    relation(
        Topic::Conflict,
        "a pool with `namespaceSelector` needs `allowedUses` without Tunnel, which Calico fills in otherwise",
        NONE,
        since(31),
        |pool| places(pool, &["namespaceSelector"], pool.has("namespaceSelector") && pool.lacks("allowedUses")),
    ),
    relation(
        Topic::Bounds,
        "the blocks of a pool have a prefix length of 20 to 32 (IPv4) or 116 to 128 (IPv6)",
        since(33),
        before(33),
        |pool| {
            let (_, family, _) = network(pool)?;
            let Some(Content::Integer(size)) = pool.value("blockSize") else {
                return None;
            };
            let range = if family == Family::V4 { 20..=32 } else { 116..=128 };
            places(pool, &["blockSize", "cidr"], size != 0 && !range.contains(&size))
        },
    ),
    relation(Topic::Bounds, "the pool is smaller than its blocks", since(33), before(33), |pool| {
        let (_, family, length) = network(pool)?;
        let block = match pool.value("blockSize") {
            Some(Content::Integer(size)) if size != 0 => size,
            Some(Content::Unknown) => return None,
            _ if family == Family::V4 => 26,
            _ => 122,
        };
        let most = i128::from(family.bits());
        if block > most {
            return None;
        }
        places(pool, &["cidr", "blockSize"], !pool.is("disabled", true) && i128::from(length) > block)
    }),
    relation(Topic::HostBits, "`cidr` has host bits", since(33), before(33), |pool| {
        let (address, _, length) = network(pool)?;
        let network = IpNetwork::new(address, length).ok()?;
        places(pool, &["cidr"], network.ip() != network.network())
    }),
    relation(Topic::Cidr, "`cidr` contains link-local addresses", since(33), before(33), |pool| {
        places(pool, &["cidr"], cel_network(&pool.text("cidr")).is_some_and(overlaps_link_local))
    }),
];

/// The key of an old field, if Calico's own code refuses it.
fn old_form(pool: &Mapping, key: &str, is_refused: bool) -> Option<Vec<Span>> {
    is_refused.then(|| pool.entry(key).map(|entry| entry.key.span()).into_iter().collect())
}

/// Whether the pool names this use.
fn is_for(pool: &Mapping, word: &str) -> bool {
    pool.lists("allowedUses", word)
}

/// Whether the pool has a tunnel of this kind.
fn is_on(pool: &Mapping, key: &str) -> bool {
    matches!(pool.text(key).as_ref(), "Always" | "CrossSubnet")
}

/// The range of the pool, with its family and prefix length.
fn network(pool: &Mapping) -> Option<(std::net::IpAddr, Family, u8)> {
    let (address, length) = network_or_address(&pool.text("cidr"))?;
    Some((address, family_of(address), length))
}
