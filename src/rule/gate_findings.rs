//! The findings for what the gates refuse: what they add to the findings of a rule, and a finding for each fault that nothing
//! else reports.

use std::collections::{HashMap, HashSet};

use super::admitted::Admitted;
use super::definition::Findings;
use super::effect::Effect;
use super::severity::Severity;
use crate::admission::{Reason, Topic, Verdict, touching};
use crate::cluster::Cluster;
use crate::document::Span;
use crate::resource::{Resource, ResourceId};

/// Completes the findings of a rule with what the gates do because of their places.
pub(super) fn admit(findings: &mut Findings, cluster: &Cluster) {
    if !findings.may_have(Effect::Refused) {
        return;
    }
    let judged = judged(cluster);
    for (id, finding) in findings.each() {
        let Some(resource) = id.and_then(|id| judged.get(&id)) else {
            continue;
        };
        let place = &finding.primary.place;
        let refused_by = Admitted::at(cluster, resource, place.span.into()).refused_by();
        let is_known = !finding.refused_by.is_empty();
        if place.source == resource.source() && !refused_by.is_empty() && !is_known {
            finding.effect = Effect::Refused;
            finding.refused_by = refused_by;
        }
    }
}

/// The resources in which a gate finds a fault.
fn judged<'a>(cluster: &Cluster<'a>) -> HashMap<ResourceId, &'a Resource> {
    let judged = cluster.resources().filter(|resource| !resource.verdicts.is_empty());
    judged.map(|resource| (resource.id, resource)).collect()
}

/// Reports the faults of the rule's topics that no problem and no finding of the rule is about.
pub fn report_refused(cluster: &Cluster, findings: &mut Findings) {
    let topics = findings.topics();
    let judged = judged(cluster);
    let mut told: HashSet<(ResourceId, Span)> = HashSet::new();
    for (id, finding) in findings.each() {
        if let Some(resource) = id.and_then(|id| judged.get(&id)) {
            let faults = touching(&resource.verdicts, finding.primary.place.span);
            told.extend(faults.map(|verdict| (resource.id, verdict.span)));
        }
    }
    for resource in cluster.resources().filter(|resource| !resource.verdicts.is_empty()) {
        // The resource works as written in a release only where none of its faults matters.
        let is_broken = Admitted::of(cluster, resource, resource.verdicts.iter()).is_everywhere();
        let severity = if is_broken { Severity::Error } else { Severity::Warning };
        let asked = resource.verdicts.iter().filter(|verdict| topics.contains(&verdict.topic));
        for verdict in asked.filter(|verdict| !verdict.is_told && !told.contains(&(resource.id, verdict.span))) {
            report(cluster, findings, (resource, verdict), severity);
        }
    }
}

/// What to do about a fault.
fn help(topic: Topic) -> Option<&'static str> {
    Some(match topic {
        Topic::UnknownField => "delete the field, or look up its name in Calico's reference",
        Topic::Missing => "add the field",
        Topic::Repetition => "delete the second of the two",
        Topic::Conflict => "keep the field that you mean and delete the other",
        Topic::Name => "write a name such as `rack-1-tor`, and change what refers to it",
        Topic::Label => {
            "write at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; a prefix of a key is a \
             domain with `/`"
        }
        Topic::LabelType => "put the value in quotes",
        Topic::Interface => "write the name of the interface, such as `eth0`; `*` stands for any characters",
        Topic::Address => "write an address, such as 10.0.0.1 or fd00::1",
        Topic::Cidr => "write a CIDR like 10.0.0.0/16 or fd00::/48",
        Topic::HostBits => "clear the host bits, or correct the prefix length",
        Topic::AsNumber => "write a whole number from 1 to 4294967295, without quotes",
        Topic::Community => {
            "write two parts up to 65535 each (RFC 1997), or three parts up to 4294967295 each (RFC 8092)"
        }
        Topic::Duration => "write the duration like `90s` or `2m30s`",
        Topic::Namespace => "delete `namespace`",
        Topic::DefaultOnly => "move the field to the BGPConfiguration `default`",
        Topic::Mesh => "delete the setting, or set it on the BGPPeers",
        Topic::UnusedCommunity => "add the communities to a prefix under `prefixAdvertisements`, or delete them",
        Topic::UndefinedCommunity => "define the community under `communities`, or write its value, such as 64512:100",
        Topic::MissingAsNumber => "add `asNumber`",
        _ => return None,
    })
}

/// The value at fault as written in the file, where the reason says what it must be.
fn written<'c>(cluster: &Cluster<'c>, resource: &Resource, verdict: &Verdict) -> Option<&'c str> {
    let text = cluster.written(resource, verdict.span.into()).trim_matches(['"', '\'']);
    let has_form = matches!(
        verdict.topic,
        Topic::Name
            | Topic::Interface
            | Topic::Address
            | Topic::Cidr
            | Topic::HostBits
            | Topic::Community
            | Topic::Word
    );
    let is_value = has_form && verdict.reason.field().is_some_and(|field| field != text);
    Some(text).filter(|text| is_value && !text.is_empty() && !text.starts_with(['[', '{', '*']) && !text.contains('\n'))
}

fn report(cluster: &Cluster, findings: &mut Findings, (resource, verdict): (&Resource, &Verdict), severity: Severity) {
    let admitted = Admitted::of_one(cluster, resource, verdict);
    let Some((effect, consequence)) = admitted.consequence() else {
        return;
    };
    // A rule that does not list the effect leaves the fault to the rule that does.
    if !findings.may_have(effect) || !admitted.matters_today() {
        return;
    }
    let written = written(cluster, resource, verdict).map_or(String::new(), |text| format!(", not `{text}`"));
    let finding = findings.add(resource.at(verdict.span), format!("{}{written}: {consequence}", verdict.reason));
    finding.severity(severity).with_effect(effect);
    match (&verdict.reason, help(verdict.topic)) {
        (Reason::UnknownKey { suggestion: Some(meant), .. }, _) => finding.help(format!("did you mean `{meant}`?")),
        (_, Some(help)) => finding.help(help),
        _ => finding,
    };
    if let Some(other) = verdict.other {
        finding.related(resource.at(other), "the other field");
    }
}
