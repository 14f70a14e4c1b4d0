//! What is wrong with the kind of a document.

use crate::kind::Kind;

/// What is wrong with the `kind` or `apiVersion` of a document that is meant as one of Calico's kinds.
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
        /// The most similar kind of Calico.
        meant: Kind,
    },
    /// The kind is written in the wrong case.
    Case {
        /// The kind as written.
        written: String,
        /// The kind in its right case.
        meant: Kind,
    },
    /// A kind of Calico with a version of Kubernetes' core group.
    CoreVersion {
        /// The kind as written.
        written: String,
        /// The version as written.
        version: String,
        /// The kind in its right case.
        meant: Kind,
    },
    /// The API group has no such version.
    NoSuchVersion {
        /// The group.
        group: &'static str,
        /// The version as written.
        written: String,
        /// The version of the API group.
        right: &'static str,
        /// The kind.
        meant: Kind,
    },
    /// Calico's Node in the storage group, which has no such kind.
    StorageNode,
}

impl KindMistake {
    /// The kind as which bgplint reads the document all the same; `None` where its fields may have another meaning.
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
