//! Which fields of a dump nobody reads.

/// The fields of a dump that nobody reads.
#[derive(Clone, Copy, Debug)]
pub struct Unread {
    /// A field of all objects: its path.
    pub of_all: [&'static str; 2],
    /// The lines that say the kind of which most of a field is unread.
    pub kind: [&'static str; 2],
    /// The field of this kind.
    pub field: &'static str,
    /// The parts of the field that are read.
    pub read: &'static [&'static str],
}
