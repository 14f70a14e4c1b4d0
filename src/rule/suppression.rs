//! The ignores of all files, with the state of each.

use crate::document::Span;
use crate::input::SourceId;
use crate::resource::Place;
use crate::resource::ignore::{Ignore, IgnoreFault};

/// The state of an ignore of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoreState {
    /// The ignore matched a finding.
    Used,
    /// The rule ran, and had no finding there.
    Unused {
        /// Whether the rule depends only on the resource itself, so that no other file can make the ignore necessary.
        is_certain: bool,
    },
    /// The rule did not run, or could not check everything.
    Open,
    /// No rule has this name.
    NoSuchRule {
        /// Whether the name is the name of a group.
        is_group: bool,
        /// The rule with the most similar name.
        nearest: Option<&'static str>,
    },
    /// The configuration does not allow ignoring this rule.
    Refused,
}

/// One rule of an ignore.
#[derive(Debug)]
pub struct Suppression<'a> {
    /// The name.
    pub rule: &'a str,
    /// Its state.
    pub state: IgnoreState,
    pub(super) source: SourceId,
    pub(super) span: Span,
    pub(super) removal: Option<Span>,
    pub(super) ignore: &'a Ignore,
}

impl Suppression<'_> {
    /// The place of the name.
    pub fn place(&self) -> Place {
        Place { source: self.source, span: self.span, resource: None }
    }

    /// The span to delete so that the file no longer ignores the rule; `None` for an annotation.
    pub fn removal(&self) -> Option<Place> {
        Some(Place { span: self.removal?, ..self.place() })
    }
}

/// All ignores of an input.
#[derive(Debug, Default)]
pub struct Suppressions<'a> {
    /// The ignores that can be read.
    pub named: Vec<Suppression<'a>>,
    pub(super) faults: Vec<(SourceId, &'a IgnoreFault)>,
}

impl<'a> Suppressions<'a> {
    /// The ignores that cannot be read, with their places.
    pub fn faults(&self) -> impl Iterator<Item = (Place, &'a IgnoreFault)> {
        self.faults.iter().map(|(source, fault)| (Place { source: *source, span: fault.span, resource: None }, *fault))
    }
}
