//! `metadata`: the fields that the meaning of a resource depends on.

use super::field::Field;
use super::labels::{Labels, read_string_map};
use super::problem::{ProblemKind, TextMap};
use super::reader::{FieldName, Notes, Object, place_in};
use crate::document::{Span, Value, View};
use crate::kind::{Checking, Kind};
use crate::value::is_placeholder;

const NAME: FieldName = FieldName::new("name").called("metadata.name");
const NAMESPACE: FieldName = FieldName::new("namespace").called("metadata.namespace");

/// The longest name that Kubernetes accepts.
const LONGEST_NAME: usize = 253;

/// The metadata of a resource.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The name.
    pub name: Field<String>,
    /// The namespace.
    pub namespace: Field<String>,
    /// The labels.
    pub labels: Labels,
    /// The annotations of Calico (`projectcalico.org/…`) and bgplint; other annotations are not kept.
    pub annotations: Labels,
    /// Whether there may be more labels, because of a placeholder.
    pub may_have_more_labels: bool,
    /// Whether there may be more annotations, because of a placeholder.
    pub may_have_more_annotations: bool,
    /// Whether the resource has a UID, so that it comes from a cluster.
    pub has_uid: bool,
}

impl Metadata {
    /// Reads `metadata`. `place` is the place to report if it is missing.
    pub(super) fn read(metadata: Option<Value>, place: Span, kind: Kind, notes: &mut Notes) -> Metadata {
        let (metadata, entries) = match metadata.map(|value| (value, value.view())) {
            Some((value, View::Mapping(entries))) => (value, entries),
            Some((value, _)) if value.text().is_some_and(|text| is_placeholder(&text)) => {
                let name = Field::unknown(None, value.span());
                let (may_have_more_labels, may_have_more_annotations) = (true, true);
                return Metadata { name, may_have_more_labels, may_have_more_annotations, ..Metadata::default() };
            }
            _ => {
                notes.add(place, NAME, ProblemKind::MissingField);
                return Metadata::default();
            }
        };
        let place = place_in(&entries, place);
        // Kubernetes itself defines and checks these fields, so bgplint does not report unknown ones.
        let mut object = Object::open_unchecked(entries, place, notes);
        let name = object.field(NAME).required().text_up_to(LONGEST_NAME);
        let namespace = object.field(NAMESPACE).text_up_to(LONGEST_NAME);
        if let Some(span) = namespace.read_from().filter(|_| namespace.is_set() && kind.is_cluster_scoped()) {
            notes.add(span, NAMESPACE, ProblemKind::NamespaceOnClusterScoped);
        }
        let mut ignored = Notes::silent();
        // calicoctl converts other types to strings.
        let map_notes = if kind.spec().checking == Checking::Calicoctl { &mut ignored } else { notes };
        let labels = read_string_map(metadata.get("labels"), TextMap::Labels, |_| true, map_notes);
        let is_read = |name: &str| name.starts_with("projectcalico.org/") || name.starts_with("bgplint");
        let annotations = read_string_map(metadata.get("annotations"), TextMap::Annotations, is_read, map_notes);
        Metadata {
            name,
            namespace,
            labels: labels.texts,
            may_have_more_labels: labels.may_have_more,
            annotations: annotations.texts,
            may_have_more_annotations: annotations.may_have_more,
            has_uid: metadata.get("uid").is_some(),
        }
    }
}
