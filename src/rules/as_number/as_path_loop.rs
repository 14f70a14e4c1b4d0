//! `as-path-loop`: nodes of one AS that are connected only through eBGP neighbors.

use std::collections::BTreeMap;

use crate::known::Known;
use crate::resource::value::AsNumber;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};
use crate::session::{Kind, Session, Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-path-loop",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    fix: FixKind::None,
    summary: "Nodes of one AS that are connected only through eBGP neighbors",
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
    if sessions.peerings.iter().any(|peering| peering.peer.num_allowed_local_as_numbers.is_set()) {
        return;
    }
    // The same AS number on all of them loops; one for each rack is the solution.
    let claimed = claimed_numbers(sessions);
    let Some((number, count)) = claimed.first_key_value().filter(|(_, count)| claimed.len() == 1 && **count > 1) else {
        return;
    };
    let message = format!(
        "{count} nodes use AS {number} and have sessions only with external routers of other AS: routes between the nodes come back \
         with {number} in the AS path, and BIRD drops them"
    );
    findings
        .add(resource.at(span), message)
        .conditional("if the routers neither rewrite the AS path nor send a default route")
        .help("set `numAllowedLocalASNumbers: 1` on the BGPPeers, or give each rack its own AS number");
}

/// The AS numbers of the nodes whose only sessions are with external routers of other AS, and how many nodes use each.
fn claimed_numbers(sessions: &Sessions) -> BTreeMap<AsNumber, usize> {
    let mut numbers = BTreeMap::new();
    for (number, class) in sessions.classes.all().iter_with_ids() {
        let own: Vec<Session> = sessions.of_class(number).into_iter().map(|(session, _)| session).collect();
        let is_outward = |session: &Session| {
            session.kind != Kind::LocalWorkload
                && session.is_internal() == Some(false)
                && sessions.status(session) == Status::External
        };
        if own.is_empty() || !own.iter().all(is_outward) {
            continue;
        }
        // Nodes of one class may each have another AS number of their own.
        let members =
            class.members().iter().map(|member| match own[0].terms.local_as == sessions.as_number(class.first()) {
                true => sessions.as_number(*member),
                false => own[0].terms.local_as,
            });
        for claimed in members.filter_map(Known::value) {
            *numbers.entry(claimed).or_default() += 1;
        }
    }
    numbers
}
