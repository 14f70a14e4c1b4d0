//! Selectors that match none of the known nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::manifests::Cluster;
use super::selector::{Matches, WrittenSelector};
use crate::grouping::Inventory;
use crate::known::Truth;
use crate::selector::Selector;

/// This many selectors on the same labels that match nothing, beside one that does, are a list shared by several clusters
/// rather than slips.
const SHARED_LIST: usize = 5;

/// The selectors that choose nodes and match none of the known ones.
#[derive(Debug, Default)]
pub struct Unmatched<'s, 'a> {
    /// Those that stand for themselves.
    pub alone: Vec<&'s WrittenSelector<'a>>,
    /// Those on the same labels, of which others match: lists that several clusters seem to share.
    pub shared_lists: Vec<Vec<&'s WrittenSelector<'a>>>,
    /// How many cannot be judged, since more nodes may be there.
    pub lacking_nodes: usize,
    /// How many cannot be judged because of placeholders.
    pub lacking_values: usize,
}

impl<'a> Cluster<'a> {
    /// Whether a selector would match a known node, were some parts of its text, which are in order, another word.
    pub fn would_match(&self, selector: &WrittenSelector, parts: &[Range<usize>], word: &str) -> bool {
        selector.would_match(self.nodes(), parts, word)
    }

    /// The selectors that match none of the known nodes. A selector that no labels satisfy, or that all
    /// satisfy, needs no nodes and is left out.
    pub fn unmatched_selectors(&self) -> Unmatched<'_, 'a> {
        let mut unmatched = Unmatched::default();
        let mut empty: BTreeMap<BTreeSet<String>, Vec<&WrittenSelector>> = BTreeMap::new();
        let mut used: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        for selector in self.peer_selectors().iter().filter(|selector| selector.selects_nodes()) {
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
            match selector.matches(self.nodes()) {
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

    /// Where not all nodes are listed, a selector that is true of a node without labels is made for the others; and nodes
    /// written by hand lack the labels that Kubernetes sets by itself: where no known node has a label of such a kind,
    /// nothing can be said of it.
    fn may_match_an_unlisted_node(&self, selector: &Selector, labels: &BTreeSet<String>) -> bool {
        if self.inventory != Inventory::Partial {
            return false;
        }
        let is_kubernetes = |domain: &&str| *domain == "kubernetes.io" || domain.ends_with(".kubernetes.io");
        let is_carried = |wanted: &str| {
            self.nodes().iter().flat_map(|node| node.labels()).any(|(label, _)| domain(label) == Some(wanted))
        };
        let mut domains = labels.iter().filter_map(|label| domain(label)).filter(is_kubernetes);
        selector.evaluate(&BTreeMap::new()) == Truth::Yes || domains.any(|wanted| !is_carried(wanted))
    }
}

/// What stands before the slash of a label's name.
fn domain(label: &str) -> Option<&str> {
    label.split_once('/').map(|(domain, _)| domain)
}
