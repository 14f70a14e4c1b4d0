//! Whether a selector is true of something whose labels are known, partly known or unknown.

use std::collections::BTreeMap;

use crate::known::Truth;

use super::condition::{LabelCondition, Meaning, Test};
use super::expression::Expression;

/// What is known of one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label<'a> {
    /// There is no such label.
    Absent,
    /// The label has this value.
    Value(&'a str),
    /// The label is present, but its value is not known (a placeholder of a template, say).
    UnknownValue,
    /// Nothing is known: the label may have any value or be absent.
    Unknown,
}

/// Something that has labels.
pub trait Labels {
    /// What is known of the label of this name.
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

/// What the expression says of something with these labels.
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
        // Absence fails every test, so only a test that no value passes is decided.
        Label::Unknown => whatever_the_value(&condition.test).and(Truth::Unknown),
    };
    if condition.negated { passes.not() } else { passes }
}

/// The outcome of the tests whose outcome is the same for every value of the label.
fn whatever_the_value(test: &Test) -> Truth {
    match *test {
        Test::Present | Test::Contains("") | Test::StartsWith("") | Test::EndsWith("") => Truth::Yes,
        Test::OneOf([]) => Truth::No,
        _ => Truth::Unknown,
    }
}
