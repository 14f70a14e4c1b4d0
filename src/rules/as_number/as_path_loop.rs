//! `as-path-loop`: nodes of one AS that are connected only through eBGP neighbors.

use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-path-loop",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Nodes of one AS that are connected only through eBGP neighbors",
    page: include_str!("../../../rules/as-path-loop.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let Some((resource, span)) = sessions.mesh_turned_off() else {
        return;
    };
    if sessions.speakers.is_empty() {
        findings.unknown(Needs::Nodes);
        return;
    }
    if sessions.declarations.iter().any(|declaration| declaration.peer.num_allowed_local_as_numbers.is_set()) {
        return;
    }
    // The same AS number on all of them loops; one for each rack is the solution.
    let claimed = sessions.outward_as_numbers();
    let Some((number, count)) = claimed.first_key_value().filter(|(_, count)| claimed.len() == 1 && **count > 1) else {
        return;
    };
    let message = format!(
        "{count} nodes use AS {number} and have sessions only with external routers in other ASes: routes between the nodes come back \
         with {number} in the AS path, and BIRD drops them"
    );
    findings
        .add(resource.at(span), message)
        .conditional("if the routers neither rewrite the AS path nor send a default route")
        .help("set `numAllowedLocalASNumbers: 1` on the BGPPeers, or give each rack its own AS number");
}
