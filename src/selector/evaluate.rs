//! Whether a selector matches an object whose labels are known, partly known or unknown.

use std::collections::BTreeMap;

use crate::known::Truth;

use super::condition::{LabelCondition, Meaning, Test};
use super::expression::Expression;

/// What is known about one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label<'a> {
    /// The label does not exist.
    Absent,
    /// The label has this value.
    Value(&'a str),
    /// The label exists, but its value is unknown (a placeholder).
    UnknownValue,
    /// Nothing is known: the label may be missing or have any value.
    Unknown,
}

/// An object with labels.
pub trait Labels {
    /// The label with this name.
    fn label(&self, name: &str) -> Label<'_>;
}

impl Labels for BTreeMap<String, String> {
    fn label(&self, name: &str) -> Label<'_> {
        match self.get(name) {
            Some(value) => Label::Value(value),
            None => Label::Absent,
        }
    }
}

/// Whether the expression matches an object with these labels.
pub(super) fn evaluate<L: Labels + ?Sized>(expression: &Expression, labels: &L) -> Truth {
    match expression.meaning() {
        Meaning::Always => Truth::Yes,
        Meaning::Condition(condition) => check(&condition, labels.label(condition.label)),
        Meaning::Not(operand) => evaluate(operand, labels).not(),
        Meaning::Every(operands) => {
            operands.iter().map(|operand| evaluate(operand, labels)).fold(Truth::Yes, Truth::and)
        }
        Meaning::Any(operands) => operands.iter().map(|operand| evaluate(operand, labels)).fold(Truth::No, Truth::or),
    }
}

fn check(condition: &LabelCondition, label: Label) -> Truth {
    let passes = match label {
        Label::Absent => Truth::No,
        Label::Value(value) => Truth::from(condition.test.accepts(value)),
        Label::UnknownValue => whatever_the_value(&condition.test),
        // A missing label fails every test, so the result is certain only for a test that no value passes.
        Label::Unknown => whatever_the_value(&condition.test).and(Truth::Unknown),
    };
    if condition.negated { passes.not() } else { passes }
}

/// The result of a test that has the same result for every value of the label.
fn whatever_the_value(test: &Test) -> Truth {
    match *test {
        Test::Present | Test::Contains("") | Test::StartsWith("") | Test::EndsWith("") => Truth::Yes,
        Test::OneOf([]) => Truth::No,
        _ => Truth::Unknown,
    }
}
