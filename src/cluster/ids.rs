//! The ids of what a cluster is made of.

use crate::ids::ids;

ids! {
    /// A speaker: a node with a name. Ids are in the order of the names.
    pub struct SpeakerId;
    /// A class of nodes that are alike. Ids are in the order of the first members.
    pub struct ClassId;
    /// One of the distinct selectors of a cluster's BGPPeers. Ids are in the order of the texts.
    pub struct SelectorId;
}
