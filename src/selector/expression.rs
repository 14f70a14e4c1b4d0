//! The meaning of a selector as a tree, with the places of its labels and values.

use std::ops::Range;

/// A selector as a tree (Calico: `libcalico-go/lib/selector/parser/ast.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `all()`, or an empty selector.
    All,
    /// `global()`, which matches every node.
    Global,
    /// `has(label)`
    Has {
        /// The label's name.
        label: String,
    },
    /// `label == 'value'`
    Equal {
        /// The label's name.
        label: String,
        /// The value.
        value: String,
    },
    /// `label != 'value'`; also true if the label is missing.
    NotEqual {
        /// The label's name.
        label: String,
        /// The value.
        value: String,
    },
    /// `label in {'a', 'b'}`; the values are sorted and distinct.
    In {
        /// The label's name.
        label: String,
        /// The values.
        values: Vec<String>,
    },
    /// `label not in {'a', 'b'}`; also true if the label is missing.
    NotIn {
        /// The label's name.
        label: String,
        /// The values.
        values: Vec<String>,
    },
    /// `label contains 'value'`
    Contains {
        /// The label's name.
        label: String,
        /// The value.
        value: String,
    },
    /// `label starts with 'value'`
    StartsWith {
        /// The label's name.
        label: String,
        /// The value.
        value: String,
    },
    /// `label ends with 'value'`
    EndsWith {
        /// The label's name.
        label: String,
        /// The value.
        value: String,
    },
    /// `!operation`; two `!` in a row cancel each other out.
    Not(Box<Expression>),
    /// `a && b`, with two operands or more.
    And(Vec<Expression>),
    /// `a || b`, with two operands or more.
    Or(Vec<Expression>),
}

/// The name of a label in a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName {
    /// The label's name.
    pub name: String,
    /// The bytes of the name in the text of the selector.
    pub range: Range<usize>,
}

/// A value with which a selector compares a label, by `==`, `!=`, `in` or `not in`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedValue {
    /// The label.
    pub label: String,
    /// The value, without its quotes.
    pub value: String,
    /// Whether the operator is `!=` or `not in`.
    pub negated: bool,
    /// The bytes of the value and its quotes in the text of the selector.
    pub range: Range<usize>,
}
