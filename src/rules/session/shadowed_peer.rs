//! `shadowed-peer`: a BGPPeer for some nodes that never applies because of a global BGPPeer.

use super::words::{declaration_place, term_names};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Sessions, Term};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shadowed-peer",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A BGPPeer for some nodes that never applies because of a global BGPPeer",
    page: include_str!("../../../rules/shadowed-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (number, declaration) in sessions.declarations.iter_with_ids() {
        let global = sessions.displaced_by(number).map(|number| &sessions.declarations[number]);
        let Some(global) = global.filter(|global| !global.peer.is_misread() && !declaration.peer.is_misread()) else {
            continue;
        };
        let mut differing = global.terms.differ(&declaration.terms).terms;
        if global.peer.peer_selector.is_set() != declaration.peer.peer_selector.is_set() {
            differing.retain(|term| *term != Term::AsNumber);
        }
        let lost = match differing.as_slice() {
            [] => String::new(),
            terms => format!(" with its {}", term_names(terms)),
        };
        let message = format!(
            "BGPPeer `{}`{lost} never applies: BGPPeer `{}` gives every node the same neighbor, and a global BGPPeer takes precedence",
            declaration.name(),
            global.name(),
        );
        findings
            .add(declaration_place(declaration), message)
            .related(declaration_place(global), "the global BGPPeer")
            .help(format!(
                "limit `{}` to the other nodes by a `nodeSelector`, or remove `{}`",
                global.name(),
                declaration.name()
            ));
    }
}
