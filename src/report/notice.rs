//! Notices about the configuration or the baseline, drawn like findings.

use std::fmt;
use std::sync::Arc;

use super::LocatedPlace;
use crate::bounded::bounded;
use crate::document::Span;
use crate::input::Source;
use crate::names::names;
use crate::rule::Severity;

names! {
    /// The kind of a notice. The words are part of the JSON format.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum NoticeKind {
        /// The configuration is not valid.
        "invalid-configuration" => InvalidConfiguration,
        /// The baseline is not valid.
        "invalid-baseline" => InvalidBaseline,
        /// An ignore of the configuration matches nothing.
        "stale-ignore" => StaleIgnore,
        /// A cluster of the configuration has no files.
        "empty-cluster" => EmptyCluster,
        /// An entry of the baseline matches no finding.
        "stale-baseline-entry" => StaleBaselineEntry,
    }
}

impl NoticeKind {
    /// The severity. A stale entry never fails a run, and does not count as a finding.
    pub fn severity(self) -> Severity {
        match self {
            NoticeKind::InvalidConfiguration | NoticeKind::InvalidBaseline => Severity::Error,
            NoticeKind::StaleIgnore | NoticeKind::EmptyCluster | NoticeKind::StaleBaselineEntry => Severity::Info,
        }
    }
}

/// A notice about a place in the configuration or the baseline.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The kind.
    pub kind: NoticeKind,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The place of the characters at fault.
    pub place: LocatedPlace,
}

impl Notice {
    /// A notice about a span of a file.
    pub fn new(kind: NoticeKind, source: &Arc<Source>, span: Span, message: impl Into<String>) -> Notice {
        Notice { kind, message: bounded(message), help: None, place: LocatedPlace::in_file(source, span) }
    }

    /// Adds what to do.
    pub fn help(self, help: impl Into<String>) -> Notice {
        Notice { help: Some(bounded(help)), ..self }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let LocatedPlace { source, start, .. } = &self.place;
        write!(formatter, "{}:{}:{}: {}", source.name(), start.line, start.column, self.message)
    }
}
