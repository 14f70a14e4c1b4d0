//! What a patch changes of a resource.

use crate::document::Span;

/// What a patch changes of a resource.
#[derive(Clone, Debug)]
pub(super) enum Patched {
    /// It may be anything.
    Anything,
    /// Some fields.
    Fields {
        /// Those that are there, by place.
        spans: Vec<Span>,
        /// Where the resource as a whole is pointed at, if more than its metadata is changed.
        head: Option<Span>,
    },
}

impl Patched {
    /// Whether what is said of this place may not be true any more.
    pub(super) fn touches(&self, place: Span) -> bool {
        match self {
            Patched::Anything => true,
            Patched::Fields { spans, head } => {
                let overlaps = |span: &Span| span.start <= place.end && place.start <= span.end;
                *head == Some(place) || spans.iter().any(overlaps)
            }
        }
    }
}
