//! All checks of the tables as a list, for people and programs that want to know what is checked in which release.

use super::releases::Releases;
use super::shapes;
use super::table::{Check, Form, Row, Shape};
use super::verdict::Topic;
use crate::kind::Kind;

/// A check of a kind, with the releases in which each gate makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCheck {
    /// The kind.
    pub kind: Kind,
    /// The path of the field: `spec.communities[].value`.
    pub field: String,
    /// What is checked, in words.
    pub what: String,
    /// What a fault is about.
    pub topic: Topic,
    /// The releases whose CRDs make the check.
    pub crd: Releases,
    /// The releases whose own code makes the check, or whose CRD behind it does.
    pub calico: Releases,
}

/// All checks of fields and between fields, and the fields that some releases do not have, by kind.
pub fn known_checks() -> Vec<KnownCheck> {
    let mut list = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        if let Some((spec, _)) = shapes(kind) {
            let mut listing = Listing { kind, seen: Vec::new(), list: &mut list };
            listing.shape(spec, "spec");
        }
    }
    list
}

struct Listing<'l> {
    kind: Kind,
    /// The shapes that are listed already; the four lists of a BGPFilter share two.
    seen: Vec<*const Shape>,
    list: &'l mut Vec<KnownCheck>,
}

impl Listing<'_> {
    fn shape(&mut self, shape: &'static Shape, path: &str) {
        if self.seen.contains(&std::ptr::from_ref(shape)) {
            return;
        }
        self.seen.push(shape);
        for row in shape.rows {
            self.row(row, &format!("{path}.{}", row.key));
        }
        for relation in shape.relations {
            let (crd, calico) = (relation.crd, relation.calico.or(relation.crd));
            self.add(path, relation.reason.to_owned(), relation.topic, (crd, calico));
        }
    }

    fn row(&mut self, row: &'static Row, path: &str) {
        if row.releases != Releases::ALL {
            let others = row.releases.complement();
            let is_removed = others.holds(Releases::NEWEST);
            let topic = if is_removed { Topic::RemovedField } else { Topic::FieldOfOtherReleases };
            self.add(path, format!("is a field of Calico {}", row.releases), topic, (others, others));
        }
        for Check { demand, crd, calico } in row.checks {
            let releases = (crd.and(row.releases), calico.or(*crd).and(row.releases));
            self.add(path, demand.to_string(), demand.topic(), releases);
        }
        match &row.form {
            Form::Mapping(shape) => self.shape(shape, path),
            Form::List(item) => self.row(item, &format!("{path}[]")),
            _ => {}
        }
    }

    fn add(&mut self, field: &str, what: String, topic: Topic, (crd, calico): (Releases, Releases)) {
        // No CRD exists for a Node of Calico.
        let crd = if self.kind == Kind::CalicoNode { Releases::NONE } else { crd };
        self.list.push(KnownCheck { kind: self.kind, field: field.to_owned(), what, topic, crd, calico });
    }
}
