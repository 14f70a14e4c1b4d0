//! Errors about values of options and of the configuration.

use crate::bounded::bounded;

/// A value that is not valid, with advice on what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InvalidValue {
    /// What is wrong with the value, in lower case and without a full stop.
    pub message: String,
    /// What to do, as an imperative, or "did you mean" for a guess.
    pub help: Option<String>,
}

impl InvalidValue {
    /// An error with this message and without help.
    pub fn new(message: impl Into<String>) -> InvalidValue {
        InvalidValue { message: bounded(message), help: None }
    }

    /// Adds the help.
    pub fn help(self, help: impl Into<String>) -> InvalidValue {
        InvalidValue { help: Some(bounded(help)), ..self }
    }

    /// An unknown name: `kind` is the kind of thing that it should name, `nearest` is the most similar known name, and
    /// `otherwise` is the help where no known name is similar.
    pub fn unknown(kind: &str, name: &str, nearest: Option<&str>, otherwise: &str) -> InvalidValue {
        let help = nearest.map_or(otherwise.to_owned(), |known| format!("did you mean `{known}`?"));
        InvalidValue::new(format!("there is no {kind} `{name}`")).help(help)
    }
}
