//! Finds out what mistake a person made, where Calico only says what it expected.

use std::ops::Range;

use super::other_languages::{connective, kubernetes_style, operator_like};
use super::syntax_error::{SyntaxError, SyntaxErrorKind};
use super::token::{Token, TokenKind, cut_name, cut_words, offset, skip_blanks};

/// The bytes at fault, and what is wrong with them.
type Diagnosis = (Range<usize>, SyntaxErrorKind);

/// A string without its closing quote.
pub(super) fn unterminated_string(text: &str, rest: &str) -> SyntaxError {
    let range = offset(text, rest)..text.len();
    SyntaxError::new(range, SyntaxErrorKind::UnterminatedString, "unterminated string")
}

/// A single `=`, `&` or `|`.
pub(super) fn single_sign(text: &str, rest: &str) -> SyntaxError {
    let start = offset(text, rest);
    let (kind, calico) = match rest.chars().next() {
        Some('&') => (SyntaxErrorKind::SingleAmpersand, "expected &&"),
        Some('|') => (SyntaxErrorKind::SinglePipe, "expected ||"),
        _ => (SyntaxErrorKind::SingleEquals, "expected =="),
    };
    let (range, kind) = if rest.starts_with("=~") {
        let kind = SyntaxErrorKind::UnknownOperator("=~".to_string());
        (start..start + 2, kind)
    } else if rest.starts_with('=') && text.contains(',') && kubernetes_style(text).is_some() {
        kubernetes_fault(text, start..start + 1)
    } else {
        (start..start + 1, kind)
    };
    SyntaxError::new(range, kind, calico)
}

/// No operator follows a label. The label is the last token, and `rest` is not empty.
pub(super) fn after_label(text: &str, rest: &str, label: &Token, tokens: &[Token]) -> SyntaxError {
    let (range, kind) = strange_character(text, rest)
        .or_else(|| misread_label(text, rest, label, tokens))
        .unwrap_or_else(|| wrong_operator(text, rest));
    let calico = format!("expected operator after label \"{}\"", label.value);
    SyntaxError::new(range, kind, calico)
}

/// The label was not meant as a label, or was meant to be a condition on its own.
fn misread_label(text: &str, rest: &str, label: &Token, tokens: &[Token]) -> Option<Diagnosis> {
    if follows_value_operator(tokens) {
        return Some(unquoted_value(text, label));
    }
    if rest.starts_with(':') {
        let start = offset(text, rest);
        return Some(kubernetes_fault(text, start..start + 1));
    }
    if let Some(write) = connective(label.value) {
        return Some(wrong_word(label.range.clone(), label.value, write));
    }
    // `a not …` is more likely a `not in`.
    let (word, _) = cut_name(rest);
    connective(word).filter(|write| *write != "!").map(|_| bare(label))
}

/// The text at the beginning of `rest`, in the place of an operator.
fn wrong_operator(text: &str, rest: &str) -> Diagnosis {
    if let Some((operand, needs_set)) = operand_of_words(rest) {
        let (value, _) = cut_name(operand);
        let start = offset(text, operand);
        let kind =
            if needs_set { SyntaxErrorKind::ExpectedSet } else { SyntaxErrorKind::UnquotedValue(value.to_string()) };
        return (start..start + value.len(), kind);
    }
    let start = offset(text, rest);
    let (word, _) = cut_name(rest);
    if let Some(write) = operator_like(word) {
        return wrong_word(start..start + word.len(), word, write);
    }
    let end = rest.find(|character| !matches!(character, '<' | '>' | '~'));
    let (sign, _) = rest.split_at(end.unwrap_or(rest.len()));
    let unknown = if word.is_empty() { sign } else { word };
    if unknown.is_empty() {
        return unexpected_character(text, rest);
    }
    let kind = SyntaxErrorKind::UnknownOperator(unknown.to_string());
    (start..start + unknown.len(), kind)
}

/// A label name is missing; `rest` may be empty within `has(`.
pub(super) fn expected_label(text: &str, rest: &str, tokens: &[Token]) -> SyntaxError {
    let start = offset(text, rest);
    let (range, kind) = if let Some(fault) = strange_character(text, rest) {
        fault
    } else {
        match rest.chars().next() {
            None => (start..start, SyntaxErrorKind::UnexpectedEnd),
            Some(')') => (start..start + 1, SyntaxErrorKind::MissingLabel),
            // Only within `has(` can these characters be found here: they may follow `has(`, but not begin a condition.
            Some('!' | '(' | '{' | '}' | ',' | '=' | '&' | '|') => {
                let kind = SyntaxErrorKind::MalformedFunction("has");
                (start..start + 1, kind)
            }
            Some(quote @ ('"' | '\'')) => quoted_label(text, rest, quote),
            Some(bracket @ '[') if follows_set_operator(tokens) => {
                (start..start + 1, SyntaxErrorKind::WrongBracket(bracket))
            }
            Some(_) => unexpected_character(text, rest),
        }
    };
    SyntaxError::new(range, kind, "expected identifier")
}

/// A label name is longer than Calico allows.
pub(super) fn label_too_long(label: &str, range: Range<usize>) -> SyntaxError {
    let kind = SyntaxErrorKind::LabelTooLong(label.len());
    SyntaxError::new(range, kind, format!("label too long: {label}"))
}

/// The closing parenthesis of a function is missing at the beginning of `rest`; `call` begins with the function.
pub(super) fn unclosed_function(text: &str, function: &'static str, call: &str, rest: &str) -> SyntaxError {
    let parenthesis = offset(text, call) + function.len();
    let (range, kind) = if let Some(fault) = strange_character(text, rest) {
        fault
    } else if let Some(character) = rest.chars().next() {
        let start = offset(text, rest);
        let range = start..start + character.len_utf8();
        (range, SyntaxErrorKind::MalformedFunction(function))
    } else {
        let range = parenthesis..parenthesis + 1;
        (range, SyntaxErrorKind::UnclosedParenthesis)
    };
    let calico = format!("no closing ')' after {function}(");
    SyntaxError::new(range, kind, calico)
}

/// An operator needs a string, but another token follows.
pub(super) fn expected_string(found: &Token) -> SyntaxError {
    let (range, kind) = match found.kind {
        TokenKind::Label => unquoted(found),
        TokenKind::Eof => at(found, SyntaxErrorKind::UnexpectedEnd),
        _ => at(found, SyntaxErrorKind::ExpectedValue),
    };
    SyntaxError::new(range, kind, "expected string")
}

/// `in` or `not in` needs `{`, but another token follows.
pub(super) fn expected_set(found: &Token) -> SyntaxError {
    let (range, kind) = match found.kind {
        TokenKind::LParen => at(found, SyntaxErrorKind::WrongBracket('(')),
        TokenKind::Eof => at(found, SyntaxErrorKind::UnexpectedEnd),
        _ => at(found, SyntaxErrorKind::ExpectedSet),
    };
    SyntaxError::new(range, kind, "expected set literal")
}

/// The last value of a set needs `}`, but another token follows.
pub(super) fn expected_closing_brace(opening: &Token, found: &Token) -> SyntaxError {
    let (range, kind) = match found.kind {
        TokenKind::Label => unquoted(found),
        TokenKind::Eof => at(opening, SyntaxErrorKind::UnclosedBrace),
        _ => at(found, SyntaxErrorKind::MalformedSet),
    };
    SyntaxError::new(range, kind, "expected }")
}

/// A label is the last token.
pub(super) fn label_at_end(label: &Token) -> SyntaxError {
    let (range, kind) = match connective(label.value) {
        Some(write) => wrong_word(label.range.clone(), label.value, write),
        None => bare(label),
    };
    SyntaxError::new(range, kind, "unexpected end of string looking for op")
}

/// A label needs an operator, but another token follows.
pub(super) fn expected_comparison(label: &Token, found: &Token) -> SyntaxError {
    let calls = found.kind == TokenKind::LParen;
    let glued = label.range.end == found.range.start;
    let call = label.range.start..found.range.end;
    let function = ["has", "all", "global"].into_iter().find(|function| label.value.eq_ignore_ascii_case(function));
    let (range, kind) = match (connective(label.value), function) {
        (Some(write), _) => wrong_word(label.range.clone(), label.value, write),
        (None, Some(function)) if calls && function != label.value => {
            wrong_word(label.range.clone(), label.value, function)
        }
        (None, Some(function)) if calls => {
            let kind = SyntaxErrorKind::BlankBeforeParenthesis(function.to_string());
            (call, kind)
        }
        _ if calls && glued => {
            let kind = SyntaxErrorKind::UnknownFunction(label.value.to_string());
            (call, kind)
        }
        _ => bare(label),
    };
    SyntaxError::new(range, kind, format!("expected == or != not: {found}"))
}

/// An expression in parentheses needs `)`, but another token follows.
pub(super) fn expected_closing_parenthesis(opening: &Token, found: &Token) -> SyntaxError {
    let (range, kind) = match found.kind {
        TokenKind::Eof => at(opening, SyntaxErrorKind::UnclosedParenthesis),
        _ => content_after_condition(found),
    };
    SyntaxError::new(range, kind, "expected )")
}

/// A condition must begin here, but the token cannot begin one.
pub(super) fn expected_condition(before: Option<&Token>, found: &Token) -> SyntaxError {
    let (range, kind) = match found.kind {
        TokenKind::Eof => at(found, SyntaxErrorKind::UnexpectedEnd),
        TokenKind::StringLiteral => {
            let kind = SyntaxErrorKind::QuotedLabel(found.value.to_string());
            at(found, kind)
        }
        TokenKind::RParen => match before {
            Some(opening) if opening.kind == TokenKind::LParen => {
                let range = opening.range.start..found.range.end;
                (range, SyntaxErrorKind::EmptyParentheses)
            }
            _ => at(found, SyntaxErrorKind::ExpectedCondition),
        },
        _ => at(found, SyntaxErrorKind::ExpectedCondition),
    };
    SyntaxError::new(range, kind, format!("unexpected token: {found}"))
}

/// The selector is complete, but more text follows.
pub(super) fn unexpected_content(text: &str, remaining: &[Token], end: &Token) -> SyntaxError {
    let found = remaining.first().unwrap_or(end);
    let (range, kind) = match found.kind {
        TokenKind::Comma => kubernetes_fault(text, found.range.clone()),
        _ => content_after_condition(found),
    };
    let mut calico = "unexpected content at end of selector [".to_string();
    for token in remaining {
        calico.push_str(&token.to_string());
        calico.push(' ');
    }
    calico.push_str(&format!("{end}]"));
    SyntaxError::new(range, kind, calico)
}

/// Parentheses are nested more deeply than bgplint allows. Calico itself has no such limit.
pub(super) fn nested_too_deeply(opening: &Token) -> SyntaxError {
    let (range, kind) = at(opening, SyntaxErrorKind::NestedTooDeeply);
    SyntaxError::new(range, kind, "nested too deeply")
}

/// The same error, at an earlier quote that was meant to be escaped, if there is one.
pub(super) fn prefer_escaped_quote(error: SyntaxError, tokens: &[Token]) -> SyntaxError {
    match escaped_quote(tokens) {
        Some((range, kind)) => SyntaxError::new(range, kind, error.calico_message()),
        None => error,
    }
}

/// The first string that ends with a backslash. No label value ends so, so the backslash was meant to escape the quote.
fn escaped_quote(tokens: &[Token]) -> Option<Diagnosis> {
    let string = tokens.iter().find(|token| token.kind == TokenKind::StringLiteral && token.value.ends_with('\\'))?;
    let end = string.range.end;
    Some((end - 2..end, SyntaxErrorKind::EscapedQuote))
}

/// A line break, unusual white space or a typographic quote at the beginning of `rest`.
fn strange_character(text: &str, rest: &str) -> Option<Diagnosis> {
    let start = offset(text, rest);
    let character = rest.chars().next()?;
    let kind = match character {
        '\n' | '\r' => SyntaxErrorKind::LineBreak,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => SyntaxErrorKind::OddWhiteSpace(character),
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' => SyntaxErrorKind::OddQuote(character),
        _ if character.is_whitespace() && !matches!(character, ' ' | '\t') => SyntaxErrorKind::OddWhiteSpace(character),
        _ => return None,
    };
    let length = if rest.starts_with("\r\n") { 2 } else { character.len_utf8() };
    Some((start..start + length, kind))
}

fn unexpected_character(text: &str, rest: &str) -> Diagnosis {
    let start = offset(text, rest);
    match rest.chars().next() {
        Some(character) => (start..start + character.len_utf8(), SyntaxErrorKind::UnexpectedCharacter(character)),
        None => (start..start, SyntaxErrorKind::UnexpectedEnd),
    }
}

fn content_after_condition(found: &Token) -> Diagnosis {
    match (found.kind, connective(found.value)) {
        (TokenKind::Label, Some(write)) => wrong_word(found.range.clone(), found.value, write),
        (TokenKind::RParen, _) => at(found, SyntaxErrorKind::UnopenedParenthesis),
        _ => at(found, SyntaxErrorKind::UnexpectedContent),
    }
}

fn at(token: &Token, kind: SyntaxErrorKind) -> Diagnosis {
    (token.range.clone(), kind)
}

fn unquoted(label: &Token) -> Diagnosis {
    let kind = SyntaxErrorKind::UnquotedValue(label.value.to_string());
    at(label, kind)
}

/// A value without quotes, with characters that a label may not have; `beginning` is the part that was read as a label.
fn unquoted_value(text: &str, beginning: &Token) -> Diagnosis {
    let start = beginning.range.start;
    let rest = text.get(start..).unwrap_or_default();
    let value =
        rest.split([' ', '\t', '\r', '\n', '\'', '"', '&', '|', '(', ')', '{', '}', ',']).next().unwrap_or_default();
    let kind = SyntaxErrorKind::UnquotedValue(value.to_string());
    (start..start + value.len(), kind)
}

/// A string in the place of a label name; `rest` begins with its quote.
fn quoted_label(text: &str, rest: &str, quote: char) -> Diagnosis {
    let mut pieces = rest.splitn(3, quote);
    let label = pieces.nth(1).unwrap_or_default();
    let end = pieces.next().map_or(text.len(), |after| offset(text, after));
    let kind = SyntaxErrorKind::QuotedLabel(label.to_string());
    (offset(text, rest)..end, kind)
}

fn bare(label: &Token) -> Diagnosis {
    let kind = SyntaxErrorKind::BareLabel(label.value.to_string());
    at(label, kind)
}

fn wrong_word(range: Range<usize>, found: &str, write: &'static str) -> Diagnosis {
    let found = found.to_string();
    (range, SyntaxErrorKind::WrongWord { found, write })
}

/// The text after an operator of two words, where Calico rejects the operator because of what follows, and whether a set
/// must follow.
fn operand_of_words(rest: &str) -> Option<(&str, bool)> {
    [(["starts", "with"], false), (["ends", "with"], false), (["not", "in"], true)].iter().find_map(
        |(words, needs_set)| {
            let operand = cut_words(rest, words)?;
            // Without a blank, as in `ends withs`, it is another word.
            let blanks = rest.len() - operand.len();
            let read = rest.get(..blanks)?;
            read.ends_with([' ', '\t']).then_some((operand, *needs_set))
        },
    )
}

/// Whether the label that is the last token is in the place of a value.
fn follows_value_operator(tokens: &[Token]) -> bool {
    before_last(tokens).is_some_and(|token| {
        matches!(
            token.kind,
            TokenKind::Eq | TokenKind::Ne | TokenKind::Contains | TokenKind::StartsWith | TokenKind::EndsWith
        )
    })
}

fn follows_set_operator(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|token| matches!(token.kind, TokenKind::In | TokenKind::NotIn))
}

fn before_last<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t Token<'a>> {
    tokens.iter().rev().nth(1)
}

/// The whole text is at fault if it can be translated; otherwise only the sign of the other language.
fn kubernetes_fault(text: &str, sign: Range<usize>) -> Diagnosis {
    let write = kubernetes_style(text);
    let range = match write {
        Some(_) => offset(text, skip_blanks(text))..text.trim_end_matches([' ', '\t']).len(),
        None => sign,
    };
    (range, SyntaxErrorKind::KubernetesStyle { write })
}
