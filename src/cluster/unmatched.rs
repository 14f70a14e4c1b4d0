//! Selectors that match no known node.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::manifests::Cluster;
use super::selector::{Matches, WrittenSelector};
use crate::grouping::Inventory;
use crate::known::Truth;
use crate::selector::Selector;

/// So many unmatched selectors on the same labels as a matching one are a list that several clusters share, rather than
/// mistakes.
const SHARED_LIST: usize = 5;

/// The selectors for nodes that match no known node.
#[derive(Debug, Default)]
pub struct Unmatched<'s, 'a> {
    /// The selectors that are mistakes by themselves.
    pub alone: Vec<&'s WrittenSelector<'a>>,
    /// Selectors on the same labels as matching ones: lists that several clusters seem to share.
    pub shared_lists: Vec<Vec<&'s WrittenSelector<'a>>>,
    /// The number of selectors that may match a node outside of the input.
    pub lacking_nodes: usize,
    /// The number of selectors that are unknown because of placeholders.
    pub lacking_values: usize,
}

impl<'a> Cluster<'a> {
    /// Whether a selector would match a known node if another word replaced these parts of its text, which are in order.
    pub fn would_match(&self, selector: &WrittenSelector, parts: &[Range<usize>], word: &str) -> bool {
        selector.would_match(self.nodes(), &self.label_index, parts, word)
    }

    /// The selectors that match no known node. A selector that no labels satisfy, or that all labels satisfy, does not
    /// depend on the nodes and is left out.
    pub fn unmatched_selectors(&self) -> Unmatched<'_, 'a> {
        let mut unmatched = Unmatched::default();
        let mut empty: BTreeMap<BTreeSet<String>, Vec<&WrittenSelector>> = BTreeMap::new();
        let mut used: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        let matches = self.matches.get_or_init(|| {
            let matches = |selector: &WrittenSelector| match selector.selects_nodes() {
                true => selector.matches(self.nodes(), &self.label_index),
                false => None,
            };
            self.peer_selectors().iter().map(matches).collect()
        });
        let with_matches = self.peer_selectors().iter().zip(matches);
        for (selector, matches) in with_matches.filter(|(selector, _)| selector.selects_nodes()) {
            let Ok(parsed) = &selector.selector else {
                continue;
            };
            if !parsed.is_satisfiable() || parsed.is_always_true() {
                continue;
            }
            if self.inventory == Inventory::None {
                unmatched.lacking_nodes += 1;
                continue;
            }
            let labels: BTreeSet<String> = parsed.label_names().iter().map(|label| label.name.clone()).collect();
            match matches {
                Some(Matches::None) if self.may_match_an_unlisted_node(parsed, &labels) => unmatched.lacking_nodes += 1,
                Some(Matches::None) => empty.entry(labels).or_default().push(selector),
                Some(Matches::Some) => {
                    used.insert(labels);
                }
                Some(Matches::Unknown) => unmatched.lacking_values += 1,
                None => {}
            }
        }
        for (labels, mut selectors) in empty {
            selectors.sort_by_key(|selector| (selector.resource.name(), selector.field));
            match selectors.len() >= SHARED_LIST && used.contains(&labels) {
                true => unmatched.shared_lists.push(selectors),
                false => unmatched.alone.extend(selectors),
            }
        }
        unmatched
    }

    /// Whether the selector may match a node outside of the input. In an incomplete node list, a selector that matches a
    /// node without labels is for the other nodes. Node manifests do not have the labels that Kubernetes sets, so if no
    /// known node has a label of such a kind, nothing is known.
    fn may_match_an_unlisted_node(&self, selector: &Selector, labels: &BTreeSet<String>) -> bool {
        if self.inventory != Inventory::Partial {
            return false;
        }
        let is_kubernetes = |domain: &&str| *domain == "kubernetes.io" || domain.ends_with(".kubernetes.io");
        let is_carried = |wanted: &str| self.label_index.names().any(|label| domain(label) == Some(wanted));
        let mut domains = labels.iter().filter_map(|label| domain(label)).filter(is_kubernetes);
        selector.evaluate(&BTreeMap::new()) == Truth::Yes || domains.any(|wanted| !is_carried(wanted))
    }
}

/// The part before the slash in the name of a label.
fn domain(label: &str) -> Option<&str> {
    label.split_once('/').map(|(domain, _)| domain)
}
