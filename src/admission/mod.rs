//! What each gate does with a resource, release by release: takes it, refuses it with a reason, or drops fields.
//!
//! Two gates lead into a cluster. `crd` is the Kubernetes API server with Calico's CRDs, `calico` is Calico's own code. The
//! knowledge is one table per kind (`kinds/`): fields and checks, each with the releases in which each gate makes it.

mod checks;
mod content;
mod forms;
mod kinds;
mod metadata;
mod releases;
mod table;
mod verdict;
mod walk;

use std::ops::Range;

pub use checks::{KnownCheck, known_checks};
use content::{Content, Mapping, place_of};
pub use metadata::is_label_value;
pub use releases::{COLUMNS, Releases};
pub use verdict::{Gate, Outcome, Reason, Topic, Verdict};

use table::{Form, Row, Shape};
use walk::Walk;

use crate::document::{Entry, Span, Value, View};
use crate::kind::Kind;

/// The first release whose CRDs may have the group `projectcalico.org/v3`.
const V3_CRDS: Releases = Releases::since(32);

/// The tables of a kind: of `spec`, and of `status` where Calico checks it.
fn shapes(kind: Kind) -> Option<(&'static Shape, Option<&'static Shape>)> {
    Some(match kind {
        Kind::BgpPeer => (&kinds::bgp_peer::SPEC, None),
        Kind::BgpConfiguration => (&kinds::bgp_configuration::SPEC, None),
        Kind::BgpFilter => (&kinds::bgp_filter::SPEC, None),
        Kind::IpPool => (&kinds::ip_pool::SPEC, None),
        Kind::IpReservation => (&kinds::ip_reservation::SPEC, None),
        Kind::CalicoNodeStatus => (&kinds::calico_node_status::SPEC, None),
        Kind::CalicoNode => (&kinds::calico_node::SPEC, Some(&kinds::calico_node::STATUS)),
        _ => return None,
    })
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
    let (crd, calico) = match (kind, is_storage) {
        (Kind::CalicoNode, _) => (Releases::NONE, Releases::ALL),
        (_, true) => (Releases::ALL, Releases::NONE),
        (_, false) => (V3_CRDS, Releases::ALL),
    };
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

/// The fields of `spec` of a kind, each with the releases that have it; `None` for a kind that admission does not judge.
pub fn spec_fields(kind: Kind) -> Option<impl Iterator<Item = (&'static str, Releases)>> {
    shapes(kind).map(|(spec, _)| spec.rows.iter().map(|row| (row.key, row.releases)))
}

/// The fields of the mapping that is the value of a field of a kind.
pub fn fields_in(kind: Kind, field: &str) -> Vec<&'static str> {
    fn below(shape: &'static Shape, field: &str) -> Option<&'static Shape> {
        shape.rows.iter().find_map(|row| match &row.form {
            Form::Mapping(inner) if row.key == field => Some(*inner),
            Form::Mapping(inner) => below(inner, field),
            Form::List(Row { form: Form::Mapping(inner), .. }) => below(inner, field),
            _ => None,
        })
    }
    let shape = shapes(kind).and_then(|(spec, _)| below(spec, field));
    shape.map_or(Vec::new(), |shape| shape.rows.iter().map(|row| row.key).collect())
}

/// Whether Calico takes a text for an interface, or a pattern of interfaces.
pub fn is_interface(text: &str) -> bool {
    (forms::INTERFACE.is_met)(text)
}

/// Whether Calico takes a text for an interface to ignore.
pub fn is_ignorable_interface(text: &str) -> bool {
    (forms::IGNORED_INTERFACE.is_met)(text)
}

/// The faults at a place, in it or around it. The faults are sorted by place.
pub fn touching(verdicts: &[Verdict], place: Span) -> impl Iterator<Item = &Verdict> {
    verdicts[near(verdicts, place)].iter().filter(move |verdict| touch(verdict.span, place))
}

/// Marks the faults at a place, which the rule of a problem reports.
pub fn tell(verdicts: &mut [Verdict], place: Span) {
    let near = near(verdicts, place);
    verdicts[near].iter_mut().filter(|verdict| touch(verdict.span, place)).for_each(|verdict| verdict.is_told = true);
}

/// The faults that may touch a place.
fn near(verdicts: &[Verdict], place: Span) -> Range<usize> {
    /// How many values may be nested in each other around a place.
    const DEEPEST: usize = 32;
    let first = verdicts.partition_point(|verdict| verdict.span.start < place.start);
    let end = verdicts.partition_point(|verdict| verdict.span.start <= place.end);
    first.saturating_sub(DEEPEST)..end.max(first)
}

fn touch(fault: Span, place: Span) -> bool {
    fault.contains(place) || place.contains(fault)
}

/// Judges a key beside `spec`.
fn other_key(whole: &Mapping, entry: &Entry, walk: &mut Walk) {
    const KNOWN: [&str; 6] = ["apiVersion", "kind", "metadata", "sops", "spec", "status"];
    let Some(key) = entry.key.text().filter(|key| !KNOWN.contains(&key.as_ref())) else {
        return;
    };
    if crate::value::is_placeholder(&key) {
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
