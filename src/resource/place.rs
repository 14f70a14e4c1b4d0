//! The places of resources and their parts.

use crate::document::Span;
use crate::input::SourceId;

/// The id of a resource. It stays the same while its file is unchanged, even if other files are added or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId {
    /// The file of the resource.
    pub source: SourceId,
    /// The number of the resource among the resources of the file that bgplint knows, from 0.
    pub number: u32,
}

/// The place of a part of a resource: a span in the resource's own file, or in another file that changes the resource (a
/// patch).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldSpan {
    /// The span.
    pub span: Span,
    /// The file of the span, if it is not the file of the resource.
    pub file: Option<SourceId>,
}

impl FieldSpan {
    /// Whether `other` is completely inside this place.
    pub fn contains(self, other: FieldSpan) -> bool {
        self.file == other.file && self.span.contains(other.span)
    }
}

impl From<Span> for FieldSpan {
    /// A span in the resource's own file.
    fn from(span: Span) -> FieldSpan {
        FieldSpan { span, file: None }
    }
}

/// A place in a file, with the resource to which the place belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// The span.
    pub span: Span,
    /// The resource; `None` where the place belongs to none.
    pub resource: Option<ResourceName>,
}

/// A resource to which a place belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceName {
    /// The id of the resource.
    pub id: ResourceId,
    /// Its kind.
    pub kind: &'static str,
    /// Its name; may be empty.
    pub name: String,
    /// The span of the resource in the file.
    pub span: Span,
}
