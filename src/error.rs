//! Errors that stop bgplint.

use std::io;
use std::path::PathBuf;

use crate::bounded::bounded;
#[cfg(feature = "walk")]
use crate::input::InputError;
use crate::invalid_value::InvalidValue;
use crate::report::Notice;

/// An error that stops bgplint. The message does not repeat its cause, which `source()` returns.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or directory cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write the output")]
    Output(#[source] io::Error),
    /// The paths contain no file to check.
    #[error("no input file: no *.yaml, *.yml or *.json found")]
    NoFiles,
    /// The input has no resources, and `--require-resources` is set.
    #[error("no Calico BGP resources found (--require-resources)")]
    NoResources,
    /// A file that should hold all nodes of a cluster has none.
    #[error("{file} has no Node objects, but should have all nodes of the cluster")]
    NoNodes {
        /// The file.
        file: String,
    },
    /// One directory has configuration files of both names.
    #[error("{} has both {} and {}", directory.display(), names[0], names[1])]
    TwoConfigurations {
        /// The directory.
        directory: PathBuf,
        /// The names of the two files.
        names: [&'static str; 2],
    },
    /// The configuration or the baseline is not valid; the notice has the place.
    #[error("{0}")]
    Invalid(Box<Notice>),
    /// A value is not valid, or a name is not known.
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

    /// The message and the messages of its causes, separated by colons.
    pub fn with_causes(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        bounded(text)
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
