//! What the gates do because of the faults at one place, in words, and the findings for faults that no other rule reports.

use std::collections::{HashMap, HashSet};

use super::definition::Findings;
use super::effect::Effect;
use super::severity::Severity;
use crate::admission::{Gate, Outcome, Reason, Releases, Topic, Verdict, touching};
use crate::cluster::Cluster;
use crate::document::Span;
use crate::kind::Kind;
use crate::resource::{FieldSpan, Resource, ResourceId};

/// The first release whose CRDs may have the group `projectcalico.org/v3`.
const V3_CRDS: Releases = Releases::since(32);

/// What the gates do because of some faults, in the releases that the cluster may have.
#[derive(Clone, Copy, Debug)]
pub struct Admitted<'r> {
    resource: &'r Resource,
    outcome: Outcome,
    releases: Releases,
}

impl<'r> Admitted<'r> {
    /// What the gates do because of the faults at a place.
    pub fn at(cluster: &Cluster, resource: &'r Resource, place: FieldSpan) -> Admitted<'r> {
        // `field-needs-newer-calico` and `removed-field` report a field as a whole, whatever its value is.
        let is_of_field =
            |verdict: &&Verdict| matches!(verdict.topic, Topic::FieldOfOtherReleases | Topic::RemovedField);
        let is_own_file = place.file.is_none();
        let faults = touching(&resource.verdicts, place.span);
        Admitted::of(cluster, resource, faults.filter(|verdict| is_own_file && !is_of_field(verdict)))
    }

    /// What the gates do because of one fault.
    pub fn of_one(cluster: &Cluster, resource: &'r Resource, verdict: &Verdict) -> Admitted<'r> {
        Admitted::of(cluster, resource, std::iter::once(verdict))
    }

    fn of<'v>(cluster: &Cluster, resource: &'r Resource, verdicts: impl Iterator<Item = &'v Verdict>) -> Admitted<'r> {
        let outcome = verdicts.fold(Outcome::default(), |all, verdict| all.or(verdict.outcome));
        Admitted { resource, outcome, releases: Releases::of(cluster.settings.release) }
    }

    /// The gates that refuse the resource in each release that the cluster may have.
    pub fn refused_by(&self) -> Vec<Gate> {
        let gates = [(Gate::Crd, self.outcome.crd), (Gate::Calico, self.outcome.calico)];
        let refuses = |(gate, releases): (Gate, Releases)| {
            let seen = if gate == Gate::Crd { self.releases.and(self.crds()) } else { self.releases };
            (!seen.is_empty() && releases.holds(seen)).then_some(gate)
        };
        gates.into_iter().filter_map(refuses).collect()
    }

    /// The releases whose CRDs may see the resource.
    fn crds(&self) -> Releases {
        match (self.resource.kind, self.resource.is_storage) {
            (Some(Kind::CalicoNode), _) => Releases::NONE,
            (_, true) => Releases::ALL,
            (_, false) => V3_CRDS,
        }
    }

    /// Whether a gate refuses the resource in a release that the cluster may have.
    pub fn is_refused(&self) -> bool {
        !self.outcome.crd.or(self.outcome.calico).and(self.releases).is_empty()
    }

    /// The severity of the faults: a warning where the resource works as written in some of the releases.
    fn severity(&self) -> Severity {
        let all = self.resource.verdicts.iter().fold(self.outcome, |all, verdict| all.or(verdict.outcome));
        if all.is_known_to(self.releases) { Severity::Error } else { Severity::Warning }
    }

    /// What happens, with its effect; `None` where no gate refuses the resource or drops the field.
    pub fn consequence(&self) -> Option<(Effect, String)> {
        let Outcome { strict, unreadable, .. } = self.outcome;
        let kind = self.resource.kind_name();
        let cannot_read = format!("Calico cannot read any {kind} of the cluster");
        let is_possible = |releases: Releases| !releases.and(self.releases).is_empty();
        match () {
            () if is_possible(unreadable) && self.is_refused() => Some(self.or_else(Effect::Frozen, &cannot_read)),
            () if is_possible(unreadable) => {
                Some((Effect::Frozen, format!("the CRD accepts the value, and then {cannot_read}")))
            }
            () if self.is_refused() => Some((Effect::Refused, self.refusal())),
            () if is_possible(strict) => {
                Some((Effect::Dropped, "Kubernetes rejects the object, or drops the field".to_owned()))
            }
            () if is_possible(self.outcome.kubernetes_1_36) => {
                Some((Effect::AtRisk, "Kubernetes 1.36 and later reject the object".to_owned()))
            }
            () => None,
        }
    }

    /// What happens where some gates refuse the resource, and `otherwise` happens where it gets into the cluster.
    pub fn or_else(&self, effect: Effect, otherwise: &str) -> (Effect, String) {
        if !self.is_refused() {
            return (effect, otherwise.to_owned());
        }
        let crds = self.releases.and(self.crds());
        let is_open =
            !self.outcome.crd.holds(crds) || !self.resource.is_storage && !self.outcome.calico.holds(self.releases);
        match is_open {
            true => {
                let effect = if self.refused_by().is_empty() { effect } else { Effect::Refused };
                (effect, format!("{}; if it is stored anyway, {otherwise}", self.refusal()))
            }
            false => (Effect::Refused, self.refusal()),
        }
    }

    /// Which gates refuse the resource, and in which releases, where these are not all that the cluster may have.
    fn refusal(&self) -> String {
        let (crd, calico) = (self.outcome.crd.and(self.releases), self.outcome.calico.and(self.releases));
        let of = |releases: Releases| match releases.holds(self.releases) {
            true => String::new(),
            false => format!(" of Calico {releases}"),
        };
        if self.resource.kind == Some(Kind::CalicoNode) {
            return format!("calicoctl{} rejects the object", of(calico));
        }
        let crds = self.releases.and(self.crds());
        match (crd.is_empty(), calico.is_empty()) {
            (false, true) if self.resource.is_storage && crd.holds(self.releases) => {
                "Kubernetes rejects the object".to_owned()
            }
            (false, true) if self.resource.is_storage => format!("the CRDs{} reject the object", of(crd)),
            (false, true) => format!("the CRDs{} reject the object in the group projectcalico.org/v3", of(crd)),
            (false, false) if crd.holds(crds) && calico.holds(self.releases) => {
                "Kubernetes and calicoctl reject the object".to_owned()
            }
            _ if calico.holds(self.releases) => "calicoctl and Calico's API server reject the object".to_owned(),
            _ => format!("calicoctl and the API server{} reject the object", of(calico)),
        }
    }
}

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
    for resource in cluster.resources() {
        let asked = resource.verdicts.iter().filter(|verdict| topics.contains(&verdict.topic));
        for verdict in asked.filter(|verdict| !verdict.is_told && !told.contains(&(resource.id, verdict.span))) {
            report(cluster, findings, resource, verdict);
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

fn report(cluster: &Cluster, findings: &mut Findings, resource: &Resource, verdict: &Verdict) {
    let admitted = Admitted::of_one(cluster, resource, verdict);
    let Some((effect, consequence)) = admitted.consequence() else {
        return;
    };
    // A rule that does not list the effect leaves the fault to the rule that does.
    if !findings.may_have(effect) {
        return;
    }
    let is_cured = cluster.settings.release.is_none() && !admitted.outcome.is_known_to(Releases::NEWEST);
    if is_cured {
        return;
    }
    let written = written(cluster, resource, verdict).map_or(String::new(), |text| format!(", not `{text}`"));
    let finding = findings.add(resource.at(verdict.span), format!("{}{written}: {consequence}", verdict.reason));
    finding.severity(admitted.severity()).with_effect(effect);
    match (&verdict.reason, help(verdict.topic)) {
        (Reason::UnknownKey { suggestion: Some(meant), .. }, _) => finding.help(format!("did you mean `{meant}`?")),
        (_, Some(help)) => finding.help(help),
        _ => finding,
    };
    if let Some(other) = verdict.other {
        finding.related(resource.at(other), "the other field");
    }
}
