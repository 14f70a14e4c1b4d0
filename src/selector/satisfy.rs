//! Proves that no set of labels makes several expressions true (or false) at the same time.
//!
//! The expressions are split into alternatives; each is a list of conditions on single labels. An alternative is impossible
//! if the conditions on one of its labels contradict each other. If every alternative is impossible, nothing satisfies the
//! expressions. Any other result, or a proof that would take too long, counts as satisfiable.

use std::collections::BTreeMap;

use super::condition::{LabelCondition, Meaning, Test};
use super::expression::Expression;

/// An expression, and whether it must be true or false.
pub(super) type Demand<'a> = (&'a Expression, bool);

/// One way to satisfy the demands, in progress.
#[derive(Clone, Default)]
struct Branch<'a> {
    /// The demands that are not split yet.
    pending: Vec<Demand<'a>>,
    /// Disjunctions for which one operand is not chosen yet.
    choices: Vec<(&'a [Expression], bool)>,
    /// The conditions on single labels.
    conditions: Vec<LabelCondition<'a>>,
}

/// False only if it is proved that no set of labels meets all demands.
pub(super) fn can_hold(demands: &[Demand]) -> bool {
    // Roughly the number of bytes that may be copied and compared: a few hundredths of a second.
    let mut effort = Effort(1 << 24);
    find_way(demands, &mut effort).unwrap_or(true)
}

/// A limit for the search, so that no selector can keep it busy for long.
struct Effort(usize);

impl Effort {
    /// Subtracts a cost; `None` where the limit is exceeded.
    fn spend(&mut self, cost: usize) -> Option<()> {
        self.0 = self.0.checked_sub(cost)?;
        Some(())
    }
}

/// Whether all demands can be met; `None` where the limit is exceeded.
fn find_way(demands: &[Demand], effort: &mut Effort) -> Option<bool> {
    let mut branches = vec![Branch { pending: demands.to_vec(), ..Branch::default() }];
    while let Some(mut branch) = branches.pop() {
        // Conditions first and choices last, because most contradictions are then found without any branching.
        if !settle(&mut branch, effort)? || !are_compatible(&branch.conditions, effort)? {
            continue;
        }
        let Some((alternatives, wanted)) = branch.choices.pop() else {
            return Some(true);
        };
        effort.spend(branch.size().saturating_mul(alternatives.len()))?;
        for alternative in alternatives.iter().rev() {
            let mut next = branch.clone();
            next.pending.push((alternative, wanted));
            branches.push(next);
        }
    }
    Some(false)
}

impl Branch<'_> {
    /// Roughly the number of bytes of a copy.
    fn size(&self) -> usize {
        64 * (1 + self.choices.len() + self.conditions.len())
    }
}

/// Splits the pending demands; false where one of them can never be met.
fn settle(branch: &mut Branch, effort: &mut Effort) -> Option<bool> {
    while let Some((expression, wanted)) = branch.pending.pop() {
        effort.spend(1)?;
        match expression.meaning() {
            Meaning::Always if wanted => {}
            Meaning::Always => return Some(false),
            Meaning::Condition(condition) => {
                branch.conditions.push(LabelCondition { negated: condition.negated == wanted, ..condition })
            }
            Meaning::Not(operand) => branch.pending.push((operand, !wanted)),
            // All operands must be true, or all must be false (De Morgan).
            Meaning::Every(operands) if wanted => demand_all(branch, operands, wanted),
            Meaning::Any(operands) if !wanted => demand_all(branch, operands, wanted),
            Meaning::Every(operands) | Meaning::Any(operands) => {
                branch.choices.push((operands, wanted));
            }
        }
    }
    Some(true)
}

fn demand_all<'a>(branch: &mut Branch<'a>, operands: &'a [Expression], wanted: bool) {
    let demands = operands.iter().map(|operand| (operand, wanted));
    branch.pending.extend(demands);
}

/// Whether every label can meet its conditions.
fn are_compatible(conditions: &[LabelCondition], effort: &mut Effort) -> Option<bool> {
    let mut by_label: BTreeMap<&str, Vec<&LabelCondition>> = BTreeMap::new();
    for condition in conditions {
        by_label.entry(condition.label).or_default().push(condition);
    }
    for conditions in by_label.values() {
        effort.spend(cost(conditions))?;
        if !can_label_meet(conditions) {
            return Some(false);
        }
    }
    Some(true)
}

/// The most bytes that are compared when all conditions are compared with each other.
fn cost(conditions: &[&LabelCondition]) -> usize {
    let bytes: usize = conditions
        .iter()
        .map(|condition| match condition.test {
            Test::Present => 1,
            Test::OneOf(values) => values.iter().map(|value| value.len() + 1).sum(),
            Test::Contains(part) | Test::StartsWith(part) | Test::EndsWith(part) => part.len() + 1,
        })
        .sum();
    bytes.saturating_mul(conditions.len())
}

/// Whether one label can meet all these conditions.
fn can_label_meet(conditions: &[&LabelCondition]) -> bool {
    let (refused, required): (Vec<&LabelCondition>, Vec<&LabelCondition>) =
        conditions.iter().partition(|condition| condition.negated);
    // A missing label meets every negated condition, but no other.
    if required.is_empty() {
        return true;
    }
    let smallest_set = required
        .iter()
        .filter_map(|condition| match condition.test {
            Test::OneOf(values) => Some(values),
            _ => None,
        })
        .min_by_key(|values| values.len());
    match smallest_set {
        Some(values) => values
            .iter()
            .any(|value| conditions.iter().all(|condition| condition.test.accepts(value) != condition.negated)),
        None => can_some_value_meet(&required, &refused),
    }
}

/// Whether any value meets conditions that do not require a particular value.
///
/// A value with the required beginning, end and parts can always be made longer, so it can differ from every excluded
/// value. But it contains whatever its required parts contain.
fn can_some_value_meet(required: &[&LabelCondition], refused: &[&LabelCondition]) -> bool {
    let mut prefix = "";
    let mut suffix = "";
    let mut parts = Vec::new();
    for condition in required {
        match condition.test {
            Test::StartsWith(other) if other.starts_with(prefix) => prefix = other,
            Test::StartsWith(other) if !prefix.starts_with(other) => return false,
            Test::EndsWith(other) if other.ends_with(suffix) => suffix = other,
            Test::EndsWith(other) if !suffix.ends_with(other) => return false,
            Test::Contains(part) => parts.push(part),
            _ => {}
        }
    }
    parts.extend([prefix, suffix]);
    !refused.iter().any(|condition| match condition.test {
        Test::Present => true,
        Test::OneOf(_) => false,
        Test::Contains(refused) => parts.iter().any(|part| part.contains(refused)),
        Test::StartsWith(refused) => prefix.starts_with(refused),
        Test::EndsWith(refused) => suffix.ends_with(refused),
    })
}
