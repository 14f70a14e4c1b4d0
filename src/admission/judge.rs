//! Judges one resource with the tables of its kind, for all releases at once.

use super::content::{Content, Mapping, place_of};
use super::releases::Releases;
use super::table::{Form, Row, Shape};
use super::verdict::{Outcome, Reason, Topic, Verdict};
use super::walk::Walk;
use super::{kinds, metadata, shapes};
use crate::document::{Entry, Span, Value, View};
use crate::kind::Kind;
use crate::value::is_placeholder;

/// The first release whose CRDs may have the group `projectcalico.org/v3`.
const V3_CRDS: Releases = Releases::since(32);

/// The releases in which the gate `crd` sees a resource, and those in which the gate `calico` does. `is_storage` says whether
/// its group is `crd.projectcalico.org/v1`.
pub fn releases_seen(kind: Kind, is_storage: bool) -> (Releases, Releases) {
    match (kind, is_storage) {
        (Kind::CalicoNode, _) => (Releases::NONE, Releases::ALL),
        (_, true) => (Releases::ALL, Releases::NONE),
        (_, false) => (V3_CRDS, Releases::ALL),
    }
}

/// Judges a resource for all releases. `is_storage` says whether its group is `crd.projectcalico.org/v1`.
pub fn judge(kind: Kind, is_storage: bool, resource: &Value, place: Span) -> Vec<Verdict> {
    let (Some((spec, status)), View::Mapping(entries)) = (shapes(kind), resource.view()) else {
        return Vec::new();
    };
    let whole = Mapping { entries };
    let mut walk = Walk { converts: kind == Kind::CalicoNode, ..Walk::default() };
    metadata::judge(whole.entry("metadata"), place, kind, &mut walk);
    for entry in &whole.entries {
        other_key(&whole, entry, &mut walk);
    }
    judge_spec(kind, is_storage, &whole, (spec, place), &mut walk);
    if let Some((shape, Content::Mapping(mapping))) = status.zip(whole.value("status")) {
        walk.mapping(shape, &mapping, place, Releases::ALL);
    }
    let (crd, calico) = releases_seen(kind, is_storage);
    let judged = |verdict: Verdict| Verdict { outcome: verdict.outcome.at_gates(crd, calico), ..verdict };
    let judged = walk.verdicts.into_iter().map(judged).filter(|verdict| !verdict.outcome.is_nothing());
    let mut verdicts: Vec<Verdict> = judged.collect();
    verdicts.sort_by_key(|verdict| (verdict.span, verdict.topic));
    // Several checks of one value may find the same fault.
    verdicts.dedup_by(|next, first| {
        let is_same_field = next.reason.field().is_some() && next.reason.field() == first.reason.field();
        // An old field has one fault, though Calico's own code refuses it as long as the CRD has it.
        let is_same_fault = is_same_field || next.reason == first.reason || next.topic == Topic::RemovedField;
        let is_same = (next.span, next.topic) == (first.span, first.topic) && is_same_fault;
        if is_same {
            first.outcome = first.outcome.or(next.outcome);
        }
        is_same
    });
    verdicts
}

/// Judges a key beside `spec`.
fn other_key(whole: &Mapping, entry: &Entry, walk: &mut Walk) {
    const KNOWN: [&str; 6] = ["apiVersion", "kind", "metadata", "sops", "spec", "status"];
    let Some(key) = entry.key.text().filter(|key| !KNOWN.contains(&key.as_ref())) else {
        return;
    };
    if is_placeholder(&key) {
        return;
    }
    let meant = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(&key));
    // calicoctl ignores the case of letters; of two spellings it takes the last one up to 3.31.
    let calico = match meant {
        None => Releases::ALL,
        Some(known) if whole.entry(known).is_some() => Releases::before(32),
        Some(_) => Releases::NONE,
    };
    let outcome = Outcome { strict: Releases::ALL, calico, ..Outcome::default() };
    walk.add(Topic::UnknownField, entry.key.span(), Reason::unknown_key(&entry.key, &KNOWN), outcome);
}

fn judge_spec(kind: Kind, is_storage: bool, whole: &Mapping, (shape, place): (&'static Shape, Span), walk: &mut Walk) {
    static SPEC: Row = Row::new("spec", Form::Any, &[]);
    let entry = whole.entry("spec");
    let span = entry.map_or(place, |entry| place_of(&entry));
    match entry.map_or(Content::Null, |entry| Content::of(&entry.value)) {
        Content::Unknown => {}
        Content::Mapping(spec) => {
            let inside = entry.map_or(span, |entry| entry.key.span());
            walk.mapping(shape, &spec, inside, Releases::ALL);
            let is_default = whole.entry("metadata").is_some_and(|metadata| is_default(&metadata));
            if kind == Kind::BgpConfiguration && !is_default {
                for relation in &kinds::bgp_configuration::DEFAULT_ONLY {
                    walk.relation(relation, &spec, inside, Releases::ALL);
                }
            }
        }
        Content::Null => {
            // Calico's own code takes a missing spec for an empty one; the CRDs of the new group require it.
            let mut inner = Walk::default();
            inner.mapping(shape, &Mapping::default(), span, Releases::ALL);
            let calico = inner.verdicts.iter().fold(Releases::NONE, |all, verdict| all.or(verdict.outcome.calico));
            let crd = if is_storage { Releases::NONE } else { V3_CRDS };
            let outcome = Outcome { crd, calico, ..Outcome::default() };
            walk.add(Topic::Missing, span, Reason::Of { field: SPEC.key, what: "is missing".to_owned() }, outcome);
        }
        _ => {
            let outcome = Outcome { crd: Releases::ALL, calico: Releases::ALL, ..Outcome::default() };
            walk.add(Topic::Type, span, Reason::Of { field: SPEC.key, what: "must be a mapping".to_owned() }, outcome);
        }
    }
}

/// Whether the name is `default`, or unknown.
fn is_default(metadata: &Entry) -> bool {
    match Content::of(&metadata.value) {
        Content::Mapping(metadata) => match metadata.value("name") {
            Some(Content::Text(name)) => name == "default",
            Some(Content::Unknown) => true,
            _ => false,
        },
        content => matches!(content, Content::Unknown),
    }
}
