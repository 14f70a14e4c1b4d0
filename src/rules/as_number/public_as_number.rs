//! `public-as-number`: a public AS number for nodes.

use std::collections::BTreeMap;

use crate::resource::Place;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::Sessions;
use crate::value::{AsNumber, AsNumberRange};

/// The rule.
pub static RULE: Rule = Rule {
    name: "public-as-number",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "A public AS number for nodes",
    page: include_str!("../../../rules/public-as-number.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut public: BTreeMap<AsNumber, (Place, usize)> = BTreeMap::new();
    let default = sessions.cluster.default_configuration();
    let default = default
        .and_then(|(resource, fields)| Some((*fields.as_number.value()?, resource.at(fields.as_number.span()?))));
    let own = sessions
        .cluster
        .own_as_numbers()
        .filter_map(|fact| Some((*fact.field.value()?, fact.resource.at(fact.field.span()?))));
    for (number, place) in default.into_iter().chain(own).filter(|(number, _)| number.range() == AsNumberRange::Public)
    {
        public.entry(number).or_insert((place, 0)).1 += 1;
    }
    for (number, (place, count)) in public {
        let message = format!(
            "{number}{} is a public AS number: if the number is not registered to you, its owner's routers drop any of your routes that \
             leak out of your network",
            if count > 1 { format!(" (in {count} places)") } else { String::new() },
        );
        findings.add(place, message).help(
            "if the number is not registered to you, use a private AS number (64512 to 65534, or 4200000000 to 4294967294), and change \
             the routers at the same time",
        );
    }
}
