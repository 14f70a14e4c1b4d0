//! YAML as another parser reads it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml::{Deserializer, Value};

/// The values of all documents; `None` where the other parser cannot read them.
pub fn values(text: &str) -> Option<Vec<Value>> {
    Deserializer::from_str(text).map(|document| Value::deserialize(document).ok()).collect()
}

/// The keys and scalar values of documents, each with the number of times that it appears.
pub fn scalars(documents: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    documents.iter().for_each(|document| count(document, &mut counts));
    counts
}

fn count(value: &Value, counts: &mut BTreeMap<String, usize>) {
    match value {
        Value::Sequence(items) => items.iter().for_each(|item| count(item, counts)),
        Value::Mapping(entries) => entries.iter().flat_map(<[&Value; 2]>::from).for_each(|item| count(item, counts)),
        Value::Tagged(tagged) => count(&tagged.value, counts),
        Value::String(text) => *counts.entry(text.clone()).or_default() += 1,
        scalar => *counts.entry(format!("{scalar:?}")).or_default() += 1,
    }
}
