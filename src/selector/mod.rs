//! The Calico selector language: read a selector, evaluate it, print it, and prove what it can match.
//!
//! Source: Calico's `libcalico-go/lib/selector` (its tokenizer, parser and syntax tree).

mod canonical;
mod condition;
mod diagnose;
mod evaluate;
mod parse;
mod satisfy;
mod syntax_error;
mod tokenize;

use std::ops::Range;

use crate::known::Truth;

pub use evaluate::{Label, Labels};
pub use syntax_error::{SyntaxError, SyntaxErrorKind};

/// A parsed selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    expression: Expression,
    label_names: Vec<LabelName>,
    compared_values: Vec<ComparedValue>,
}

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

impl Selector {
    /// Reads a selector, and accepts exactly what Calico accepts, except for parentheses nested hundreds deep.
    pub fn parse(text: &str) -> Result<Selector, SyntaxError> {
        parse::parse(text)
    }

    /// The selector as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the selector says, as a tree.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// Whether the selector is true of something with these labels, as far as the labels are known.
    pub fn evaluate<L: Labels + ?Sized>(&self, labels: &L) -> Truth {
        evaluate::evaluate(&self.expression, labels)
    }

    /// Every place that names a label, in the order of the text.
    pub fn label_names(&self) -> Vec<LabelName> {
        self.label_names.clone()
    }

    /// Every value that stands in a `==`, `!=`, `in` or `not in`, in the order of the text.
    pub fn compared_values(&self) -> Vec<ComparedValue> {
        self.compared_values.clone()
    }

    /// False only when it is proven that no set of labels satisfies the selector.
    pub fn is_satisfiable(&self) -> bool {
        satisfy::can_hold(&[(&self.expression, true)])
    }

    /// False only when it is proven that no set of labels satisfies both selectors.
    pub fn can_hold_with(&self, other: &Selector) -> bool {
        satisfy::can_hold(&[(&self.expression, true), (&other.expression, true)])
    }

    /// True only when it is proven that every set of labels satisfies the selector.
    pub fn is_always_true(&self) -> bool {
        !satisfy::can_hold(&[(&self.expression, false)])
    }
}
