//! What a file asks for: which findings not to report, and of what stretch of the file.

use crate::document::Span;

/// What a file asks for.
#[derive(Debug, Default)]
pub struct Ignores {
    /// What can be understood.
    pub ignores: Vec<Ignore>,
    /// What cannot.
    pub faults: Vec<IgnoreFault>,
}

impl Ignores {
    /// Whether the file asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.ignores.is_empty() && self.faults.is_empty()
    }
}

/// A comment or an annotation that asks not to tell findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rules that it names.
    pub rules: Vec<IgnoredRule>,
    /// The stretch of the file that it speaks of.
    pub scope: Span,
    /// Why.
    pub reason: String,
}

/// A rule that an ignore names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredRule {
    /// The name of the rule.
    pub name: String,
    /// Where the name stands; in an annotation, where its text stands.
    pub span: Span,
    /// What to delete from a file so that it no longer ignores the rule; `None` for an annotation.
    pub removal: Option<Span>,
}

/// A comment or an annotation that is meant as an ignore, and has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreFault {
    /// The offending characters.
    pub span: Span,
    /// What is wrong with them.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}
