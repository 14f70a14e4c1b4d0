//! Findings with files, lines, columns and paths. They own their data, and outlive the input.

use std::sync::Arc;

use crate::document::{Shown, Span};
use crate::input::Source;
use crate::position::Position;
use crate::resource::ResourceName;
use crate::rule::Finding;

/// A place with its file, line, column and path.
#[derive(Clone, Debug)]
pub struct LocatedPlace {
    /// The file.
    pub source: Arc<Source>,
    /// A few words about the place; may be empty.
    pub label: String,
    /// The resource.
    pub resource: Option<ResourceName>,
    /// The Helm template of the document, as `helm template` names it.
    pub template: Option<String>,
    /// The path within the resource, as in `spec.bgp.ipv4Address`; empty where there is none.
    pub path: String,
    /// The span in the file.
    pub span: Span,
    /// The start of the span.
    pub start: Position,
    /// The end of the span: the position after its last character.
    pub end: Position,
    /// The document of the place, or the part of a large document.
    #[cfg_attr(not(feature = "pretty"), expect(dead_code, reason = "only excerpts for people are cut from files"))]
    pub(super) piece: Span,
    /// The parts of the document that may be shown.
    #[cfg_attr(not(feature = "pretty"), expect(dead_code, reason = "only excerpts for people are cut from files"))]
    pub(super) shown: Arc<Shown>,
}

/// A finding with all its places.
#[derive(Clone, Debug)]
pub struct LocatedFinding {
    /// The finding.
    pub finding: Finding,
    /// The characters at fault.
    pub primary: LocatedPlace,
    /// Other places that belong to the finding.
    pub related: Vec<LocatedPlace>,
    /// Possible fixes, the best first.
    pub fixes: Vec<LocatedFix>,
    /// The SHA-256 digest of rule, kind, name and path, in hexadecimal. It stays the same when lines move.
    pub fingerprint: String,
}

impl LocatedFinding {
    /// All places, the characters at fault first.
    pub fn places(&self) -> impl Iterator<Item = &LocatedPlace> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}

/// A fix with the places of its edits.
#[derive(Clone, Debug)]
pub struct LocatedFix {
    /// The action, as an imperative.
    pub title: String,
    /// Whether the result is certainly what the author meant.
    pub is_safe: bool,
    /// The edits; make all of them or none.
    pub edits: Vec<LocatedEdit>,
}

/// An edit, with the lines and columns of the replaced text.
#[derive(Clone, Debug)]
pub struct LocatedEdit {
    /// The file.
    pub source: Arc<Source>,
    /// The span to replace.
    pub span: Span,
    /// The start of the span.
    pub start: Position,
    /// The end of the span.
    pub end: Position,
    /// The new text.
    pub text: String,
}
