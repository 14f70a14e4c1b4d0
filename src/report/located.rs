//! What is reported, with files, lines, columns and paths: it owns all that it says, and outlives the input.

use std::sync::Arc;

use super::secrets::Shown;
use crate::document::Span;
use crate::input::Source;
use crate::position::Position;
use crate::resource::ResourceName;
use crate::rule::Finding;

/// A place with everything that is said of it.
#[derive(Clone, Debug)]
pub struct LocatedPlace {
    /// The file.
    pub source: Arc<Source>,
    /// A few words; may be empty.
    pub label: String,
    /// The resource.
    pub resource: Option<ResourceName>,
    /// The template that the document was rendered from, as `helm template` says it.
    pub template: Option<String>,
    /// The path within the resource, as in `spec.bgp.ipv4Address`; empty where there is none.
    pub path: String,
    /// The stretch of the file.
    pub span: Span,
    /// Where the stretch begins.
    pub start: Position,
    /// Where the stretch ends: the position behind its last character.
    pub end: Position,
    /// The document that the place stands in, or the part of a large one.
    #[cfg_attr(not(feature = "pretty"), expect(dead_code, reason = "only excerpts for people are cut from files"))]
    pub(super) piece: Span,
    /// What may be shown of the document.
    #[cfg_attr(not(feature = "pretty"), expect(dead_code, reason = "only excerpts for people are cut from files"))]
    pub(super) shown: Arc<Shown>,
}

/// A finding with everything that is said of it.
#[derive(Clone, Debug)]
pub struct LocatedFinding {
    /// The finding.
    pub finding: Finding,
    /// The offending characters.
    pub primary: LocatedPlace,
    /// Other places that have to do with them.
    pub related: Vec<LocatedPlace>,
    /// Ways to remove the cause, the best first.
    pub fixes: Vec<LocatedFix>,
    /// SHA-256 over rule, kind, name and path, as hex digits: it stays while lines move.
    pub fingerprint: String,
}

impl LocatedFinding {
    /// All places, the offending characters first.
    pub fn places(&self) -> impl Iterator<Item = &LocatedPlace> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}

/// A fix whose edits are found in their files.
#[derive(Clone, Debug)]
pub struct LocatedFix {
    /// What the fix does, as an imperative.
    pub title: String,
    /// Whether the result is certainly what the author meant.
    pub is_safe: bool,
    /// The edits; either all are made, or none.
    pub edits: Vec<LocatedEdit>,
}

/// An edit, with the lines and columns of what it replaces.
#[derive(Clone, Debug)]
pub struct LocatedEdit {
    /// The file.
    pub source: Arc<Source>,
    /// The stretch that is replaced.
    pub span: Span,
    /// Where the stretch begins.
    pub start: Position,
    /// Where the stretch ends.
    pub end: Position,
    /// The new text.
    pub text: String,
}
