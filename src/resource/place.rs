//! Where a resource stands, and which resource a place belongs to.

use super::Resource;
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

impl Resource {
    /// The file that the resource stands in.
    pub fn source(&self) -> SourceId {
        self.id.source
    }

    /// A place within the resource.
    pub fn at(&self, span: Span) -> Place {
        let resource = self.kind.map(|kind| ResourceName {
            id: self.id,
            kind: kind.name(),
            name: self.name().to_owned(),
            span: self.span,
        });
        Place { source: self.source(), span, resource }
    }

    /// The place to point at for the resource as a whole.
    pub fn place(&self) -> Place {
        self.at(self.head)
    }
}
