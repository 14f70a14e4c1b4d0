//! What a selector says: its tree, and the places of its text that the tree was read from.

use std::ops::Range;

/// What a selector says, as a tree (Calico: `libcalico-go/lib/selector/parser/ast.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `all()`, or a selector without any text.
    All,
    /// `global()`; true of every node.
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
    /// `label != 'value'`; also true when the label is absent.
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
    /// `label not in {'a', 'b'}`; also true when the label is absent.
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
    /// `!operation`; two `!` in a row cancel out.
    Not(Box<Expression>),
    /// `a && b`, two operands or more.
    And(Vec<Expression>),
    /// `a || b`, two operands or more.
    Or(Vec<Expression>),
}

/// A place in a selector that names a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName {
    /// The label's name.
    pub name: String,
    /// The bytes of the selector's text that hold the name.
    pub range: Range<usize>,
}

/// A value that a selector compares a label with, by `==`, `!=`, `in` or `not in`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedValue {
    /// The label that is compared.
    pub label: String,
    /// The value, without its quotes.
    pub value: String,
    /// Whether the operator is `!=` or `not in`.
    pub negated: bool,
    /// The bytes of the selector's text that hold the value and its quotes.
    pub range: Range<usize>,
}
