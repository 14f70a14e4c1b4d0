//! What is wrong with the kind of a document.

use crate::kind::Kind;

/// What is wrong with the `kind` or `apiVersion` of a document that is meant for a kind of Calico.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KindMistake {
    /// `kind` is missing.
    NoKind,
    /// `apiVersion` is missing.
    NoVersion {
        /// The kind.
        meant: Kind,
    },
    /// Calico has no such kind.
    NoSuchKind {
        /// The kind as written.
        written: String,
        /// The kind that was most likely meant.
        meant: Kind,
    },
    /// The kind is written in another case.
    Case {
        /// The kind as written.
        written: String,
        /// The kind that was meant.
        meant: Kind,
    },
    /// A kind of Calico with a version of Kubernetes' core group.
    CoreVersion {
        /// The kind as written.
        written: String,
        /// The version as written.
        version: String,
        /// The kind that was meant.
        meant: Kind,
    },
    /// The group has no such version.
    NoSuchVersion {
        /// The group.
        group: &'static str,
        /// The version as written.
        written: String,
        /// The version that the group has.
        right: &'static str,
        /// The kind.
        meant: Kind,
    },
    /// Calico's Node in the storage group, which has none.
    StorageNode,
}

impl KindMistake {
    /// The kind that the document can be read as all the same; `None` where its fields may mean something else.
    pub(super) fn read_as(&self) -> Option<Kind> {
        match self {
            KindMistake::NoVersion { meant }
            | KindMistake::NoSuchKind { meant, .. }
            | KindMistake::Case { meant, .. }
            | KindMistake::NoSuchVersion { meant, .. } => Some(*meant),
            KindMistake::StorageNode => Some(Kind::CalicoNode),
            KindMistake::NoKind | KindMistake::CoreVersion { .. } => None,
        }
    }
}
