//! Where a resource stands, and which resource a place belongs to.

use crate::document::Span;
use crate::input::SourceId;

/// Which resource it is: the same for as long as its file is not read anew, whatever other files come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId {
    /// The file that the resource stands in.
    pub source: SourceId,
    /// The number of the resource among the file's resources that are ours, from 0 on.
    pub number: u32,
}

/// Where a part of a resource is written: a stretch of the resource's own file, or of another file that changes the resource,
/// as a patch does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldSpan {
    /// The stretch.
    pub span: Span,
    /// The file of the stretch, where that is not the resource's own file.
    pub file: Option<SourceId>,
}

impl FieldSpan {
    /// Whether `other` lies wholly inside this stretch.
    pub fn contains(self, other: FieldSpan) -> bool {
        self.file == other.file && self.span.contains(other.span)
    }
}

impl From<Span> for FieldSpan {
    /// A stretch of the resource's own file.
    fn from(span: Span) -> FieldSpan {
        FieldSpan { span, file: None }
    }
}

/// A stretch of a file, and the resource that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// The stretch.
    pub span: Span,
    /// The resource; `None` where the stretch belongs to none.
    pub resource: Option<ResourceName>,
}

/// A resource that a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceName {
    /// Which resource it is.
    pub id: ResourceId,
    /// Its kind.
    pub kind: &'static str,
    /// Its name; may be empty.
    pub name: String,
    /// The stretch of the file that it takes.
    pub span: Span,
}
