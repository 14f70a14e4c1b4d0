//! Why bgplint cannot do its work.

use std::io;
use std::path::PathBuf;

#[cfg(feature = "walk")]
use crate::input::InputError;
use crate::invalid_value::InvalidValue;
use crate::report::Notice;

/// Why bgplint cannot do its work. What a message says ends where `source()` goes on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or directory cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write the output")]
    Output(#[source] io::Error),
    /// The paths name no file at all.
    #[error("no input file: no *.yaml, *.yml or *.json found")]
    NoFiles,
    /// The input was to hold resources, and holds none.
    #[error("no Calico BGP resources found (--require-resources)")]
    NoResources,
    /// A file is to hold all nodes of a cluster, and holds none.
    #[error("{file} has no Node objects, but should have all nodes of the cluster")]
    NoNodes {
        /// The file.
        file: String,
    },
    /// Two configurations stand in one directory.
    #[error("{} has both {} and {}", directory.display(), names[0], names[1])]
    TwoConfigurations {
        /// The directory.
        directory: PathBuf,
        /// The names of the two.
        names: [&'static str; 2],
    },
    /// The configuration or the baseline cannot be used, with the place of what is wrong.
    #[error("{0}")]
    Invalid(Box<Notice>),
    /// A value is not what is due, or names nothing.
    #[error(transparent)]
    Value(#[from] InvalidValue),
}

impl Error {
    /// What to do, as an imperative.
    pub fn help(&self) -> Option<&str> {
        match self {
            Error::Read { .. } | Error::Write { .. } | Error::Output(_) => None,
            Error::NoFiles => Some("name files or directories with manifests, or pipe manifests into `bgplint -`"),
            Error::NoResources => Some("check the paths, and render templates first"),
            Error::NoNodes { .. } => Some("write the file with `kubectl get nodes -o yaml`"),
            Error::TwoConfigurations { .. } => Some("delete one of the two files"),
            Error::Invalid(notice) => notice.help.as_deref(),
            Error::Value(value) => value.help.as_deref(),
        }
    }

    /// The message with those of its causes, each behind a colon.
    pub fn with_causes(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Output(error.into())
    }
}

#[cfg(feature = "walk")]
impl From<InputError> for Error {
    fn from(error: InputError) -> Error {
        match error {
            InputError::Unreadable { path, error } => Error::Read { path, source: error },
            InputError::NoFiles => Error::NoFiles,
        }
    }
}
