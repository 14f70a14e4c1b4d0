//! The ids of the parts of a cluster.

use crate::ids::ids;

ids! {
    /// A speaker: a node with a name. The order of the ids is the order of the names.
    pub struct SpeakerId;
    /// A class of nodes. The order of the ids is the order of the first members.
    pub struct ClassId;
    /// One of the distinct selectors of the BGPPeers. The order of the ids is the order of the texts.
    pub struct SelectorId;
}
