//! Why a text is no value of an option or of the configuration.

/// A text that is not what is due, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InvalidValue {
    /// What is wrong with the text, in lower case and without a full stop.
    pub message: String,
    /// What to do, as an imperative, or "did you mean" for a guess.
    pub help: Option<String>,
}

impl InvalidValue {
    /// A value that is wrong in this way.
    pub fn new(message: impl Into<String>) -> InvalidValue {
        InvalidValue { message: message.into(), help: None }
    }

    /// Says what to do.
    pub fn help(self, help: impl Into<String>) -> InvalidValue {
        InvalidValue { help: Some(help.into()), ..self }
    }

    /// A name that nothing has: `kind` is what it would be the name of, `nearest` the name that was most likely meant, and
    /// `otherwise` what to do where there is no such name.
    pub fn unknown(kind: &str, name: &str, nearest: Option<&str>, otherwise: &str) -> InvalidValue {
        let help = nearest.map_or(otherwise.to_owned(), |known| format!("did you mean `{known}`?"));
        InvalidValue::new(format!("there is no {kind} `{name}`")).help(help)
    }
}
