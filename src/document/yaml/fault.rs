//! Why a text is not YAML, and where.

use std::borrow::Cow;
use std::ops::Range;

/// A mistake in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) struct Fault {
    /// The characters at fault.
    pub span: Range<usize>,
    /// What is wrong with the characters.
    pub message: Cow<'static, str>,
    /// What to write instead, where the mistake is a usual one.
    pub help: Option<Cow<'static, str>>,
}

impl Fault {
    /// A mistake.
    pub fn new(span: Range<usize>, message: impl Into<Cow<'static, str>>) -> Box<Fault> {
        Box::new(Fault { span, message: message.into(), help: None })
    }

    /// A mistake with what to write instead.
    pub fn with_help(
        span: Range<usize>,
        message: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> Box<Fault> {
        Box::new(Fault { span, message: message.into(), help: Some(help.into()) })
    }
}

/// A result with a mistake; boxed, because mistakes are rare and results are many.
pub(super) type Scan<T> = Result<T, Box<Fault>>;
