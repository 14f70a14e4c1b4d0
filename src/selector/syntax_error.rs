//! Errors in selectors that Calico rejects, in Calico's words and in bgplint's.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// Why a selector is rejected, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The bytes at fault in the text of the selector; empty where something is missing at the end.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    calico_message: String,
}

/// What is wrong with a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A line break between tokens, for example from a YAML block scalar.
    LineBreak,
    /// White space that is neither a space nor a tab, such as a no-break space.
    OddWhiteSpace(char),
    /// A typographic quote.
    OddQuote(char),
    /// A character that has no meaning in selectors.
    UnexpectedCharacter(char),
    /// `=` in place of `==`.
    SingleEquals,
    /// `&` in place of `&&`.
    SingleAmpersand,
    /// `|` in place of `||`.
    SinglePipe,
    /// A wrong word, such as `and` or `IN`.
    WrongWord {
        /// The word as written.
        found: String,
        /// What to write.
        write: &'static str,
    },
    /// A word or character after a label that is not an operator.
    UnknownOperator(String),
    /// A Kubernetes selector, such as `a=b,c=d` or `a: b`, with its translation where it is clear.
    KubernetesStyle {
        /// The translation.
        write: Option<String>,
    },
    /// A string without its closing quote.
    UnterminatedString,
    /// A quote after a backslash, which does not escape the quote.
    EscapedQuote,
    /// A value without quotes.
    UnquotedValue(String),
    /// An operator needs a value, but something else follows.
    ExpectedValue,
    /// `in` or `not in` needs a set, but something else follows.
    ExpectedSet,
    /// Something in a set that is neither a string nor a comma between two strings.
    MalformedSet,
    /// A label in quotes.
    QuotedLabel(String),
    /// A label without an operator.
    BareLabel(String),
    /// `has()` without a label.
    MissingLabel,
    /// A blank before the parenthesis of `has(`, `all(` or `global(`.
    BlankBeforeParenthesis(String),
    /// A function that does not exist.
    UnknownFunction(String),
    /// Something other than one label in `has(…)`, or anything in `all()` or `global()`.
    MalformedFunction(&'static str),
    /// `[ ]` or `( )` in place of `{ }`.
    WrongBracket(char),
    /// `(` without its `)`.
    UnclosedParenthesis,
    /// `{` without its `}`.
    UnclosedBrace,
    /// `)` without its `(`.
    UnopenedParenthesis,
    /// `()` with nothing inside.
    EmptyParentheses,
    /// The selector ends too early.
    UnexpectedEnd,
    /// A condition must begin here, but something else follows.
    ExpectedCondition,
    /// Text after a complete condition.
    UnexpectedContent,
    /// A label name with more bytes than Calico allows.
    LabelTooLong(usize),
    /// Parentheses nested more deeply than bgplint allows.
    NestedTooDeeply,
}

impl SyntaxError {
    pub(super) fn new(range: Range<usize>, kind: SyntaxErrorKind, calico_message: impl Into<String>) -> SyntaxError {
        SyntaxError { range, kind, calico_message: calico_message.into() }
    }

    /// The message of Calico's own parser (`libcalico-go/lib/selector`).
    pub fn calico_message(&self) -> String {
        self.calico_message.clone()
    }

    /// What is wrong, in one sentence.
    pub fn explanation(&self) -> String {
        match &self.kind {
            SyntaxErrorKind::LineBreak => {
                "the selector contains a line break, as from a YAML block scalar (`|` or `>`), and must be on one line"
                    .to_string()
            }
            SyntaxErrorKind::OddWhiteSpace(character) => format!(
                "the selector contains a {}, and only the plain space and the tab count as white space",
                name_of_white_space(*character)
            ),
            SyntaxErrorKind::OddQuote(quote) => {
                format!("`{quote}` is a typographic quote, and a string needs `'` or `\"`")
            }
            SyntaxErrorKind::UnexpectedCharacter(character) => {
                format!("the character `{}` has no meaning in a selector", character.escape_debug())
            }
            SyntaxErrorKind::SingleEquals => "`=` is not an operator".to_string(),
            SyntaxErrorKind::SingleAmpersand => "`&` is not an operator".to_string(),
            SyntaxErrorKind::SinglePipe => "`|` is not an operator".to_string(),
            SyntaxErrorKind::WrongWord { found, .. } => {
                format!("`{found}` is not valid at this place in a selector")
            }
            SyntaxErrorKind::UnknownOperator(found) => {
                format!("`{found}` is not an operator that can follow a label")
            }
            SyntaxErrorKind::KubernetesStyle { .. } => {
                "the text is a Kubernetes label selector, and Calico has its own selector language".to_string()
            }
            SyntaxErrorKind::UnterminatedString => "a string has no closing quote".to_string(),
            SyntaxErrorKind::EscapedQuote => {
                "a backslash does not escape the quote, so the string ends at the quote".to_string()
            }
            SyntaxErrorKind::UnquotedValue(value) => {
                format!("the value `{value}` is not in quotes")
            }
            SyntaxErrorKind::ExpectedValue => "the operator must be followed by a string in quotes".to_string(),
            SyntaxErrorKind::ExpectedSet => {
                "`in` and `not in` must be followed by a set of strings in braces".to_string()
            }
            SyntaxErrorKind::MalformedSet => {
                "a set must consist of strings in quotes, with one comma between two strings".to_string()
            }
            SyntaxErrorKind::QuotedLabel(_) => "a label name must not be in quotes".to_string(),
            SyntaxErrorKind::BareLabel(label) => {
                format!("the label `{label}` is not a condition without an operator")
            }
            SyntaxErrorKind::MissingLabel => "`has()` needs the name of a label".to_string(),
            SyntaxErrorKind::BlankBeforeParenthesis(function) => {
                format!("`{function}` must be followed directly by its parenthesis, without a space")
            }
            SyntaxErrorKind::UnknownFunction(function) => {
                format!("`{function}()` is not a function of the selector language")
            }
            SyntaxErrorKind::MalformedFunction("has") => {
                "`has()` takes the name of one label and nothing else".to_string()
            }
            SyntaxErrorKind::MalformedFunction(function) => {
                format!("`{function}()` takes nothing between its parentheses")
            }
            SyntaxErrorKind::WrongBracket(bracket) => {
                format!("a set of values must be in braces, not in `{bracket}`")
            }
            SyntaxErrorKind::UnclosedParenthesis => "a parenthesis is never closed".to_string(),
            SyntaxErrorKind::UnclosedBrace => "a brace is never closed".to_string(),
            SyntaxErrorKind::UnopenedParenthesis => "a closing parenthesis has no opening one".to_string(),
            SyntaxErrorKind::EmptyParentheses => "a pair of parentheses is empty".to_string(),
            SyntaxErrorKind::UnexpectedEnd => "the selector ends too early".to_string(),
            SyntaxErrorKind::ExpectedCondition => {
                "a condition such as `has(label)` is expected at this place".to_string()
            }
            SyntaxErrorKind::UnexpectedContent => "text follows a complete condition without `&&` or `||`".to_string(),
            SyntaxErrorKind::LabelTooLong(length) => {
                format!("a label name has {length} characters, and Calico reads at most 512")
            }
            SyntaxErrorKind::NestedTooDeeply => "the parentheses are nested too deeply to be checked".to_string(),
        }
    }

    /// What to write instead, if it is known.
    pub fn help(&self) -> Option<String> {
        let help = match &self.kind {
            SyntaxErrorKind::LineBreak => {
                "write the selector on one line, or use the block scalar `>-`, which joins the lines with spaces"
                    .to_string()
            }
            SyntaxErrorKind::OddWhiteSpace(_) => "replace it with a plain space".to_string(),
            SyntaxErrorKind::OddQuote(_) => "replace it with `'`".to_string(),
            SyntaxErrorKind::SingleEquals => "write `==`".to_string(),
            SyntaxErrorKind::SingleAmpersand => "write `&&`".to_string(),
            SyntaxErrorKind::SinglePipe => "write `||`".to_string(),
            SyntaxErrorKind::WrongWord { write, .. } => format!("write `{write}`"),
            SyntaxErrorKind::UnknownOperator(_) => {
                "the operators are `==`, `!=`, `in`, `not in`, `contains`, `starts with` and `ends with`".to_string()
            }
            SyntaxErrorKind::KubernetesStyle { write: Some(write) } => format!("write `{write}`"),
            SyntaxErrorKind::KubernetesStyle { write: None } => {
                "write `label == 'value'`, and join conditions with `&&`".to_string()
            }
            SyntaxErrorKind::UnterminatedString => "close the string with the quote that opened it".to_string(),
            SyntaxErrorKind::EscapedQuote => {
                "write a value that contains `'` between `\"`, and a value that contains `\"` between `'`".to_string()
            }
            SyntaxErrorKind::UnquotedValue(value) => format!("write `'{value}'`"),
            SyntaxErrorKind::ExpectedSet | SyntaxErrorKind::WrongBracket(_) => {
                "write `label in {'value', 'other'}`".to_string()
            }
            SyntaxErrorKind::MalformedSet => "write `{'value', 'other'}`".to_string(),
            SyntaxErrorKind::QuotedLabel(label) => format!("write `{label}`"),
            SyntaxErrorKind::BareLabel(label) if matches!(label.as_str(), "all" | "global") => {
                format!("write `{label}()`")
            }
            SyntaxErrorKind::BareLabel(label) => {
                format!("write `has({label})` or `{label} == 'value'`")
            }
            SyntaxErrorKind::MissingLabel | SyntaxErrorKind::MalformedFunction("has") => {
                "write `has(label)`".to_string()
            }
            SyntaxErrorKind::BlankBeforeParenthesis(function) => format!("write `{function}(`"),
            SyntaxErrorKind::UnknownFunction(_) => "the functions are `has(label)`, `all()` and `global()`".to_string(),
            SyntaxErrorKind::MalformedFunction(function) => format!("write `{function}()`"),
            SyntaxErrorKind::UnclosedParenthesis => "add the missing `)`".to_string(),
            SyntaxErrorKind::UnclosedBrace => "add the missing `}`".to_string(),
            SyntaxErrorKind::UnopenedParenthesis => "remove it, or add the missing `(`".to_string(),
            SyntaxErrorKind::UnexpectedContent => "join two conditions with `&&` or `||`".to_string(),
            SyntaxErrorKind::UnexpectedCharacter(_)
            | SyntaxErrorKind::ExpectedValue
            | SyntaxErrorKind::EmptyParentheses
            | SyntaxErrorKind::UnexpectedEnd
            | SyntaxErrorKind::ExpectedCondition
            | SyntaxErrorKind::LabelTooLong(_)
            | SyntaxErrorKind::NestedTooDeeply => return None,
        };
        Some(help)
    }
}

impl Display for SyntaxError {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        out.write_str(&self.explanation())
    }
}

impl Error for SyntaxError {}

fn name_of_white_space(character: char) -> String {
    let code = format!("U+{:04X}", u32::from(character));
    let name = match character {
        '\u{a0}' => "no-break space",
        '\u{202f}' => "narrow no-break space",
        '\u{200b}' => "zero-width space",
        '\u{feff}' => "byte order mark",
        '\u{3000}' => "ideographic space",
        '\u{b}' => "vertical tab",
        '\u{c}' => "form feed",
        _ => "white-space character",
    };
    format!("{name} ({code})")
}
