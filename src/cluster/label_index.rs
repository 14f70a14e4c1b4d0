//! Nodes by their labels, so that a selector is evaluated only for nodes with a label that may change its result.

use std::collections::HashMap;

use super::node::Node;
use crate::selector::{Label, Labels, Trigger};

/// The numbers of nodes by their labels.
#[derive(Debug, Default)]
pub(super) struct LabelIndex<'a> {
    by_name: HashMap<&'a str, Carriers<'a>>,
    /// Nodes that may have more labels.
    open: Vec<usize>,
}

/// The numbers of the nodes that carry a label.
#[derive(Debug, Default)]
struct Carriers<'a> {
    all: Vec<usize>,
    by_value: HashMap<&'a str, Vec<usize>>,
    /// Nodes with an unknown value.
    of_unknown_value: Vec<usize>,
}

impl<'a> LabelIndex<'a> {
    /// Makes the index; the numbers are those of the order of the nodes.
    pub(super) fn new<'n>(nodes: impl Iterator<Item = &'n Node<'a>>) -> LabelIndex<'a>
    where
        'a: 'n,
    {
        let mut index = LabelIndex::default();
        for (number, node) in nodes.enumerate() {
            if node.may_have_more_labels() {
                index.open.push(number);
            }
            for (name, value) in node.labels() {
                // A node with two resources may have two values for one label, so a value that does not count may be listed.
                let carriers = index.by_name.entry(name).or_default();
                carriers.all.push(number);
                match value.value() {
                    Some(value) => carriers.by_value.entry(value).or_default().push(number),
                    None => carriers.of_unknown_value.push(number),
                }
            }
        }
        index
    }

    /// The names of all labels, in any order.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.by_name.keys().copied()
    }

    /// All labels, in any order, each with its known values.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&'a str, impl Iterator<Item = &'a str> + '_)> + '_ {
        self.by_name.iter().map(|(name, carriers)| (*name, carriers.by_value.keys().copied()))
    }

    /// The nodes for which a selector may have another result than for a node without labels, sorted.
    pub(super) fn concerned(&self, labels: &[Trigger]) -> Vec<usize> {
        let mut concerned = self.open.clone();
        for trigger in labels {
            let (Trigger::Value { label, .. } | Trigger::Presence { label }) = trigger;
            let Some(carriers) = self.by_name.get(label) else {
                continue;
            };
            match trigger {
                Trigger::Value { value, .. } => {
                    concerned.extend(carriers.by_value.get(value).into_iter().flatten());
                    concerned.extend(&carriers.of_unknown_value);
                }
                Trigger::Presence { .. } => concerned.extend(&carriers.all),
            }
        }
        concerned.sort_unstable();
        concerned.dedup();
        concerned
    }
}

/// The labels of a node with certain names, as far as is known, and whether the node may have more: nodes with equal labels
/// have equal results of all selectors on these names.
pub(super) fn labels_named<'n>(node: &'n Node, is_meant: impl Fn(&str) -> bool) -> (Vec<(&'n str, Label<'n>)>, bool) {
    let names = node.labels().map(|(name, _)| name).filter(|name| is_meant(name));
    let mut labels: Vec<(&str, Label)> = names.map(|name| (name, node.label(name))).collect();
    labels.sort_unstable_by_key(|(name, _)| *name);
    labels.dedup_by_key(|(name, _)| *name);
    (labels, node.may_have_more_labels())
}
