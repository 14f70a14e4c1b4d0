//! The ids of files.

use crate::ids::ids;

ids! {
    /// A file of an input: its number in the order of arrival, which no other file changes.
    pub struct SourceId;
}
