//! BGPPeer (Calico: `api/pkg/apis/projectcalico/v3/bgppeer.go`, `validateBGPPeerSpec`).

use super::super::content::Mapping;
use super::super::forms::{ADDRESS, ADDRESS_AND_PORT, NAME, SELECTOR};
use super::super::releases::Releases;
use super::super::table::{Check, Demand, Form, Row, Shape};
use super::super::verdict::Topic;
use super::shared::{ALL, INT32, NONE, PASSWORD, UINT8, before, both, keys, places, relation, since};
use crate::document::Span;
use crate::value::{Family, parse_address};

/// `spec` of a BGPPeer.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new("asNumber", Form::AsNumber, &[]),
        Row::new("filters", Form::List(&FILTER), &[]),
        Row::new("keepOriginalNextHop", Form::Boolean, &[]),
        Row::new("keepaliveTime", Form::Duration, &[]).in_releases(since(32)).sent_always(),
        Row::new("localASNumber", Form::AsNumber, &[]).in_releases(since(31)).sent_always(),
        Row::new("localWorkloadSelector", Form::Text, SELECTOR_CHECKS).in_releases(since(30)),
        Row::new("maxRestartTime", Form::Duration, &[]).sent_always(),
        Row::new("nextHopMode", Form::Text, &[Check::crd(Demand::Words(&["Auto", "Self", "Keep"]), ALL)])
            .in_releases(Releases::since_patch(30, 2))
            .sent_always(),
        Row::new(
            "node",
            Form::Text,
            &[Check::calico(Demand::Text(&NAME), ALL), Check::crd(Demand::Length(253), since(32))],
        ),
        Row::new("nodeSelector", Form::Text, SELECTOR_CHECKS),
        Row::new("numAllowedLocalASNumbers", Form::Integer(INT32), &[]).sent_always(),
        Row::new("password", Form::Mapping(&PASSWORD), &[]),
        Row::new(
            "peerIP",
            Form::Text,
            &[Check::calico(Demand::Text(&ADDRESS_AND_PORT), ALL), Check::crd(Demand::Length(64), since(32))],
        ),
        Row::new("peerSelector", Form::Text, SELECTOR_CHECKS),
        Row::new(
            "reachableBy",
            Form::Text,
            &[Check::calico(Demand::Text(&ADDRESS), ALL), Check::crd(Demand::Length(64), since(33))],
        ),
        Row::new("reversePeering", Form::Text, &[Check::crd(Demand::Words(&["Auto", "Manual"]), ALL)])
            .in_releases(Releases::since_patch(30, 3))
            .sent_always(),
        Row::new(
            "sourceAddress",
            Form::Text,
            &[Check::both(Demand::Words(&["UseNodeIP", "None"]), since(32), before(33))],
        ),
        Row::new("ttlSecurity", Form::Integer(UINT8), &[]).sent_always(),
    ],
    relations: &[
        relation(Topic::Conflict, "`node` and `nodeSelector` exclude each other", since(32), before(33), |peer| {
            both(peer, "node", "nodeSelector")
        }),
        relation(Topic::Conflict, "`peerIP` and `peerSelector` exclude each other", since(32), before(33), |peer| {
            both(peer, "peerIP", "peerSelector")
        }),
        relation(
            Topic::Conflict,
            "`asNumber` and `peerSelector` exclude each other: each selected node has its own AS number",
            since(32),
            before(33),
            |peer| both(peer, "asNumber", "peerSelector"),
        ),
        relation(
            Topic::Conflict,
            "`localWorkloadSelector` and `peerIP` exclude each other",
            since(32),
            since(30).and(before(33)),
            |peer| both(peer, "localWorkloadSelector", "peerIP"),
        ),
        relation(
            Topic::Conflict,
            "`localWorkloadSelector` and `peerSelector` exclude each other",
            since(32),
            since(30).and(before(33)),
            |peer| both(peer, "localWorkloadSelector", "peerSelector"),
        ),
        relation(
            Topic::MissingAsNumber,
            "`localWorkloadSelector` needs `asNumber`",
            since(32),
            since(30).and(before(33)),
            |peer| {
                let lacks_number = peer.has("localWorkloadSelector") && peer.lacks("asNumber");
                keys(peer, &["localWorkloadSelector"], lacks_number)
            },
        ),
        relation(Topic::Conflict, "`reachableBy` needs `peerIP`", since(33), before(33), |peer| {
            keys(peer, &["reachableBy"], peer.has("reachableBy") && peer.lacks("peerIP"))
        }),
        relation(
            Topic::Conflict,
            "`keepOriginalNextHop` and `nextHopMode` exclude each other",
            since(33),
            Releases::since_patch(30, 2).and(before(33)),
            |peer| {
                let has_both = peer.is("keepOriginalNextHop", true) && peer.value("nextHopMode").is_some();
                keys(peer, &["nextHopMode", "keepOriginalNextHop"], has_both)
            },
        ),
        relation(Topic::Address, "`reachableBy` and `peerIP` are not of one address family", NONE, ALL, other_family),
    ],
};

const SELECTOR_CHECKS: &[Check] = &[
    Check::calico(Demand::Text(&SELECTOR), ALL),
    Check::crd(Demand::Length(4096), since(32).and(before(33))),
    Check::crd(Demand::Length(1024), since(33)),
];

static FILTER: Row = Row::new("filters", Form::Text, &[Check::calico(Demand::Text(&NAME), ALL)]).sent_always();

/// The place of `reachableBy` where its family differs from the one of `peerIP`.
fn other_family(peer: &Mapping) -> Option<Vec<Span>> {
    let (by, to) = (peer.text("reachableBy"), peer.text("peerIP"));
    let host = match to.rsplit_once(':') {
        Some((host, _)) if host.starts_with('[') => host.trim_matches(['[', ']']),
        Some((host, _)) if !host.contains(':') => host,
        _ => &to,
    };
    let family = |text: &str| parse_address(text).ok().map(Family::of);
    let differ = family(&by).zip(family(host)).is_some_and(|(one, other)| one != other);
    places(peer, &["reachableBy"], differ)
}
