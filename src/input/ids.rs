//! The ids of files.

use crate::ids::ids;

ids! {
    /// A file of an input. The number depends only on the order of arrival, so later files do not change it.
    pub struct SourceId;
}
