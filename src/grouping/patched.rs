//! What a patch changes in a resource.

use crate::document::Span;

/// What a patch changes in a resource.
#[derive(Clone, Debug)]
pub(super) enum Patched {
    /// Perhaps everything.
    Anything,
    /// Some fields.
    Fields {
        /// The changed fields that the resource has.
        spans: Vec<Span>,
        /// The place of the resource as a whole, if the patch changes more than the metadata.
        head: Option<Span>,
    },
}

impl Patched {
    /// Whether a finding at this place may be wrong after the patch.
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
