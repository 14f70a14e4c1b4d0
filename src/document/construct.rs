//! What kubectl rejects in a document that is YAML: keys and merges that cannot be, tags that do not fit, values without JSON,
//! too many aliases.

use std::collections::BTreeMap;

use super::SyntaxProblem;
use super::scalar::Resolved;
use super::tags::fits_tag;
use super::tree::{Content, Document, Node, NodeId, Value, View};

/// Checks that the text of a scalar fits its tag.
pub(super) fn check_tag(value: Value) -> Result<(), SyntaxProblem> {
    let Some(tag) = value.tag().filter(|tag| tag.is_core) else {
        return Ok(());
    };
    match fits_tag(&tag.text, &value.text().unwrap_or_default()) {
        true => Ok(()),
        false => {
            let message = format!("the text does not fit its tag `{}`", tag.text);
            Err(SyntaxProblem::new(value.span(), message).with_help("remove the tag, or correct the text"))
        }
    }
}

/// Checks the keys of a mapping that is complete: a key cannot be a list or mapping (an unrendered `{{ x }}` looks like one),
/// and a merge needs mappings. Gives whether a key may have no JSON.
pub(super) fn check_pairs(document: &Document, id: NodeId) -> Result<bool, SyntaxProblem> {
    let mut is_odd = false;
    let Some(Content::Mapping { first, count }) = document.node(id).map(|node| node.content) else {
        return Ok(false);
    };
    for (key, value) in document.pairs(first, count) {
        let (key, value) = (document.value(key), document.value(value));
        if key.quoting().is_none() {
            return Err(SyntaxProblem::new(key.span(), "a list or mapping cannot be a key".to_owned()));
        }
        if key.is_merge() {
            if !is_mergeable(document, value) {
                return Err(SyntaxProblem::new(key.span(), "a merge (`<<`) needs a mapping".to_owned()));
            }
        } else if !key.is_simple_key() {
            is_odd |= key.key_name().is_err();
        }
    }
    Ok(is_odd)
}

/// Whether a value is a mapping, or a list of mappings.
fn is_mergeable(document: &Document, value: Value) -> bool {
    let is_mapping =
        |value: Value| matches!(document.node(value.target().id), Some(Node { content: Content::Mapping { .. }, .. }));
    match document.node(value.id).map(|node| node.content) {
        Some(Content::Sequence { first, count }) => {
            document.items(first, count).all(|item| is_mapping(document.value(item)))
        }
        _ => is_mapping(value),
    }
}

/// Whether a scalar has no JSON as a value.
pub(super) fn is_without_json(value: Value) -> bool {
    let may_be_infinite = |text: &str| matches!(text.as_bytes(), [b'.', ..] | [b'+' | b'-', b'.', ..]);
    value.text().is_some_and(|text| may_be_infinite(&text))
        && matches!(value.resolved(), Resolved::Float(number) if !number.is_finite())
}

/// Checks that a document, the text of whose value may have no JSON, has JSON. Of equal keys only the last counts.
pub(super) fn check_json(value: Value) -> Result<(), SyntaxProblem> {
    match value.view() {
        View::Scalar(_) if is_without_json(value) => {
            let message = "JSON, which kubectl sends, has no infinity and no NaN".to_owned();
            Err(SyntaxProblem::new(value.span(), message).with_help("put the value in quotes"))
        }
        View::Scalar(_) => Ok(()),
        View::Sequence(items) => items.into_iter().try_for_each(check_json),
        View::Mapping(entries) => {
            let mut last = BTreeMap::new();
            for entry in entries {
                let name = entry.key.key_name().map_err(|message| {
                    let problem = SyntaxProblem::new(entry.key.span(), message.to_owned());
                    problem.with_help("put the key in quotes")
                })?;
                last.insert(name, entry.value);
            }
            last.into_values().try_for_each(check_json)
        }
    }
}
