//! What the gates do because of the faults at one place of a resource, in words.

use super::effect::Effect;
use crate::admission::{Gate, Outcome, Releases, Topic, Verdict, releases_seen, touching};
use crate::cluster::Cluster;
use crate::kind::Kind;
use crate::resource::{FieldSpan, Resource};

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

    /// What the gates do because of several faults.
    pub(super) fn of<'v>(
        cluster: &Cluster,
        resource: &'r Resource,
        verdicts: impl Iterator<Item = &'v Verdict>,
    ) -> Admitted<'r> {
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
        let seen = self.resource.kind.map(|kind| releases_seen(kind, self.resource.is_storage));
        seen.map_or(Releases::NONE, |(crd, _)| crd)
    }

    /// Whether a gate refuses the resource in a release that the cluster may have.
    pub fn is_refused(&self) -> bool {
        !self.outcome.crd.or(self.outcome.calico).and(self.releases).is_empty()
    }

    /// Whether something happens in each release that the cluster may have.
    pub(super) fn is_everywhere(&self) -> bool {
        self.outcome.is_known_to(self.releases)
    }

    /// Whether the faults matter today: in the release of the cluster, or in the newest one where the release is not known.
    pub(super) fn matters_today(&self) -> bool {
        self.releases != Releases::ALL || self.outcome.is_known_to(Releases::NEWEST)
    }

    /// What happens, with its effect; `None` where no gate refuses the resource or drops the field.
    pub fn consequence(&self) -> Option<(Effect, String)> {
        let Outcome { strict, unreadable, .. } = self.outcome;
        let kind = self.resource.kind_name();
        let cannot_read = format!("Calico cannot read any {kind} of the cluster");
        let is_possible = |releases: Releases| !releases.and(self.releases).is_empty();
        if is_possible(unreadable) && self.is_refused() {
            Some(self.or_else(Effect::Frozen, &cannot_read))
        } else if is_possible(unreadable) {
            Some((Effect::Frozen, format!("the CRD accepts the value, and then {cannot_read}")))
        } else if self.is_refused() {
            Some((Effect::Refused, self.refusal()))
        } else if is_possible(strict) {
            Some((Effect::Dropped, "Kubernetes rejects the object, or drops the field".to_owned()))
        } else if is_possible(self.outcome.kubernetes_1_36) {
            Some((Effect::AtRisk, "Kubernetes 1.36 and later reject the object".to_owned()))
        } else {
            None
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
