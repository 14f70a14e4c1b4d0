//! `metadata` and the keys beside it, which Kubernetes defines for every kind.

use super::content::{Content, Mapping, place_of};
use super::forms::{LONGEST_NAME, is_subdomain};
use super::releases::Releases;
use super::table::{Form, Row, Shape};
use super::verdict::{Outcome, Reason, Topic};
use super::walk::Walk;
use crate::document::{Entry, Span};
use crate::kind::Kind;
use crate::value::is_placeholder;

/// The largest size of all annotations in bytes (Kubernetes: `TotalAnnotationSizeLimitB`).
const MOST_ANNOTATIONS: usize = 256 << 10;

/// The fields of `metadata` (Kubernetes: `ObjectMeta`).
static METADATA: Shape = Shape {
    rows: &[
        Row::new("annotations", Form::Any, &[]),
        Row::new("creationTimestamp", Form::Any, &[]),
        Row::new("deletionGracePeriodSeconds", Form::Any, &[]),
        Row::new("deletionTimestamp", Form::Any, &[]),
        Row::new("finalizers", Form::Any, &[]),
        Row::new("generateName", Form::Text, &[]),
        Row::new("generation", Form::Any, &[]),
        Row::new("labels", Form::Any, &[]),
        Row::new("managedFields", Form::Any, &[]),
        Row::new("name", Form::Text, &[]),
        Row::new("namespace", Form::Text, &[]),
        Row::new("ownerReferences", Form::Any, &[]),
        Row::new("resourceVersion", Form::Any, &[]),
        Row::new("selfLink", Form::Any, &[]),
        Row::new("uid", Form::Any, &[]),
    ],
    relations: &[],
};

/// What is wrong with a name.
const NAME_FORM: &str = "must be a name of at most 253 lower case letters, digits, `-` and `.`";

/// What both gates refuse.
const REFUSED: Outcome = Outcome {
    crd: Releases::ALL,
    strict: Releases::NONE,
    calico: Releases::ALL,
    unreadable: Releases::NONE,
    kubernetes_1_36: Releases::NONE,
};

/// Judges `metadata`. `place` is the place to report if it is missing.
pub fn judge(metadata: Option<Entry>, place: Span, kind: Kind, walk: &mut Walk) {
    let content = metadata.map_or(Content::Null, |entry| Content::of(&entry.value));
    let span = metadata.map_or(place, |entry| place_of(&entry));
    match content {
        Content::Unknown => {}
        Content::Null => missing_name(walk, span),
        Content::Mapping(mapping) => {
            walk.mapping(&METADATA, &mapping, place, Releases::ALL);
            name(&mapping, span, walk);
            if kind == Kind::CalicoNode {
                only_calicoctl(&mapping, walk);
            }
            texts(&mapping, "labels", walk);
            texts(&mapping, "annotations", walk);
        }
        _ => walk.add(Topic::Type, span, reason("metadata", "must be a mapping"), REFUSED),
    }
}

fn missing_name(walk: &mut Walk, span: Span) {
    walk.add(Topic::Missing, span, reason("metadata.name", "is missing"), REFUSED);
}

fn reason(field: &'static str, what: &str) -> Reason {
    Reason::Of { field, what: what.to_owned() }
}

fn name(metadata: &Mapping, place: Span, walk: &mut Walk) {
    let span = metadata.place("name").unwrap_or(place);
    match metadata.value("name") {
        None if metadata.has_templates() => {}
        None if metadata.has("generateName") => {
            let generated = metadata.text("generateName");
            // Kubernetes adds characters behind a final `-`.
            let whole = generated.strip_suffix('-').map_or(generated.to_string(), |stem| format!("{stem}a"));
            if !whole.is_empty() && !is_subdomain(&whole) {
                let span = metadata.place("generateName").unwrap_or(place);
                walk.add(Topic::Name, span, reason("metadata.generateName", NAME_FORM), REFUSED);
            }
        }
        None => missing_name(walk, span),
        Some(Content::Text(name)) if name.is_empty() => missing_name(walk, span),
        Some(Content::Text(name)) if !is_subdomain(&name) || name.len() > LONGEST_NAME => {
            walk.add(Topic::Name, span, reason("metadata.name", NAME_FORM), REFUSED);
        }
        Some(_) => {}
    }
}

/// Judges what only calicoctl refuses, in a kind that nothing else takes.
fn only_calicoctl(metadata: &Mapping, walk: &mut Walk) {
    let outcome = Outcome { calico: Releases::ALL, ..Outcome::default() };
    if let Some(span) = metadata.place("namespace").filter(|_| metadata.has("namespace")) {
        walk.add(Topic::Namespace, span, reason("metadata.namespace", "does not exist for the kind"), outcome);
    }
    if let Some(span) = metadata.place("generateName").filter(|_| metadata.lacks("name")) {
        walk.add(Topic::Missing, span, reason("metadata.name", "is missing"), outcome);
    }
}

/// Judges labels or annotations.
fn texts(metadata: &Mapping, key: &'static str, walk: &mut Walk) {
    let Some(span) = metadata.place(key) else {
        return;
    };
    let entries = match metadata.value(key) {
        Some(Content::Mapping(mapping)) => mapping.entries,
        None | Some(Content::Unknown) => return,
        Some(_) => return walk.add(Topic::Type, span, reason(key, "must be a mapping"), REFUSED),
    };
    let is_labels = key == "labels";
    let mut size = 0;
    for entry in &entries {
        let Some(name) = entry.key.text().filter(|name| !is_placeholder(name)) else {
            continue;
        };
        let lower = name.to_ascii_lowercase();
        if !is_qualified_name(if is_labels { &name } else { &lower }) {
            walk.add(Topic::Label, entry.key.span(), reason(key, "has a key that Kubernetes does not allow"), REFUSED);
        }
        let content = if walk.converts { Content::as_text(&entry.value) } else { Content::of(&entry.value) };
        match content {
            Content::Text(text) => {
                size += name.len() + text.len();
                if is_labels && !is_label_value(&text) {
                    let what = "has a value that Kubernetes does not allow";
                    walk.add(Topic::Label, place_of(entry), reason(key, what), REFUSED);
                }
            }
            Content::Unknown | Content::Null => {}
            _ => walk.add(Topic::LabelType, place_of(entry), reason(key, "must have only text values"), REFUSED),
        }
    }
    if !is_labels && size > MOST_ANNOTATIONS {
        walk.add(Topic::Label, span, reason(key, "has more than 256 KiB"), REFUSED);
    }
}

/// Whether a string is the key of a label (Kubernetes: `IsQualifiedName`).
fn is_qualified_name(key: &str) -> bool {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let is_prefix = |prefix: &str| prefix.len() <= LONGEST_NAME && is_subdomain(prefix);
    prefix.is_none_or(is_prefix) && !name.is_empty() && is_label_value(name)
}

/// Whether a string is the value of a label (Kubernetes: `IsValidLabelValue`).
pub fn is_label_value(text: &str) -> bool {
    let is_edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.len() <= 63 && is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().all(is_inner)
}
