//! `as-path-loop`: nodes of one AS that see each other only through eBGP neighbours.

use std::collections::BTreeMap;

use crate::cluster::{Known, NodeAs};
use crate::rule::{Check, Findings, Group, Needs, Rule, Severity};
use crate::session::{Kind, Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-path-loop",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    summary: "Nodes of one AS that see each other only through eBGP neighbours",
    page: include_str!("../../../rules/as-path-loop.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let Some((resource, span)) = sessions
        .cluster
        .default_configuration()
        .filter(|_| sessions.globals.mesh == Known::Value(false))
        .and_then(|(resource, configuration)| Some((resource, configuration.node_to_node_mesh_enabled.span()?)))
    else {
        return;
    };
    if sessions.speakers.is_empty() {
        findings.unknown(Needs::Nodes);
        return;
    }
    let mut nodes: BTreeMap<_, usize> = BTreeMap::new();
    for class in sessions.classes.all() {
        let first = class.first();
        let all = sessions.of(first);
        let is_looping = |session: &crate::session::Session| {
            session.kind != Kind::LocalWorkload
                && sessions.status(session) == Status::External
                && session.is_internal() == Some(false)
                && session.allowed_local_as == Known::Absent
        };
        if let (Known::Value(number), true) = (sessions.as_number(first), !all.is_empty() && all.iter().all(is_looping))
        {
            *nodes.entry(NodeAs::Known(number)).or_default() += class.members.len();
        }
    }
    let looping = nodes.into_iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count);
    let Some((NodeAs::Known(number), count)) = looping else {
        return;
    };
    let message = format!(
        "{count} nodes of AS {number} peer with external routers of other AS only: routes between them come back with {number} in \
         the AS path, and each drops the other's"
    );
    findings
        .add(resource.at(span), message)
        .conditional("if the routers neither rewrite the AS path nor send a default route")
        .help("set `numAllowedLocalASNumbers: 1` on the BGPPeers, or give each rack an AS number of its own");
}
