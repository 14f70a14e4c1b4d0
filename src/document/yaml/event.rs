//! The steps through a document: values that begin and end.

use std::ops::Range;

use super::token::ScalarText;
use crate::document::Quoting;

/// What stands before a value.
#[derive(Clone, Debug, Default)]
pub(in crate::document) struct Properties {
    /// The name of its anchor.
    pub anchor: Option<Range<usize>>,
    /// Its tag in full, with the place.
    pub tag: Option<(String, Range<usize>)>,
}

/// A step through a document.
#[derive(Clone, Debug)]
pub(in crate::document) enum Event {
    /// A text, or nothing where a value is missing.
    Scalar { quoting: Quoting, text: ScalarText, span: Range<usize>, properties: Option<Box<Properties>> },
    /// The name of an anchor before this place.
    Alias { span: Range<usize> },
    /// A list or mapping begins. A list that has the column of its key begins behind its first
    /// dash.
    Begin { is_mapping: bool, is_flow: bool, span: Range<usize>, properties: Option<Box<Properties>> },
    /// The innermost list or mapping ends; its closing bracket.
    End { span: Option<Range<usize>> },
}

impl Event {
    /// A value that is missing.
    pub(super) fn empty(at: usize) -> Event {
        Event::Scalar { quoting: Quoting::Plain, text: ScalarText::Written, span: at..at, properties: None }
    }

    /// A mapping of one pair in square brackets.
    pub(super) fn pair(at: usize) -> Event {
        Event::Begin { is_mapping: true, is_flow: true, span: at..at, properties: None }
    }

    /// The event with properties.
    pub(super) fn with(self, properties: Option<Box<Properties>>) -> Event {
        match self {
            Event::Scalar { quoting, text, span, .. } => Event::Scalar { quoting, text, span, properties },
            Event::Begin { is_mapping, is_flow, span, .. } => Event::Begin { is_mapping, is_flow, span, properties },
            other => other,
        }
    }
}
