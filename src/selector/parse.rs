//! From tokens to a selector (Calico: `libcalico-go/lib/selector/parser/parser.go`).

use super::diagnose;
use super::expression::{ComparedValue, Expression, LabelName};
use super::syntax_error::SyntaxError;
use super::token::{Token, TokenKind};
use super::tokenize::tokenize;

/// The deepest nesting of parentheses, so that no selector can exhaust the stack.
const MAX_DEPTH: usize = 256;

/// The content of a selector.
pub(super) struct Parsed {
    pub expression: Expression,
    /// The names of labels, in the order of the text.
    pub label_names: Vec<LabelName>,
    /// The values with which labels are compared, in the order of the text.
    pub compared_values: Vec<ComparedValue>,
}

/// Parses a selector.
pub(super) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    let tokens = tokenize(text)?;
    let mut parser = Parser {
        text,
        tokens: &tokens,
        end: Token::plain(TokenKind::Eof, text.len()..text.len()),
        next: 0,
        depth: 0,
        label_names: Vec::new(),
        compared_values: Vec::new(),
    };
    let expression = parser.whole().map_err(|error| diagnose::prefer_escaped_quote(error, &tokens))?;
    Ok(Parsed { expression, label_names: parser.label_names, compared_values: parser.compared_values })
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    end: Token<'a>,
    next: usize,
    depth: usize,
    label_names: Vec<LabelName>,
    compared_values: Vec<ComparedValue>,
}

impl<'a> Parser<'a> {
    /// The next token, without taking it.
    fn peek(&self) -> &Token<'a> {
        self.tokens.get(self.next).unwrap_or(&self.end)
    }

    /// Takes the next token.
    fn take(&mut self) -> Token<'a> {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    /// Takes the next token if it is of this kind.
    fn take_if(&mut self, kind: TokenKind) -> Option<Token<'a>> {
        (self.peek().kind == kind).then(|| self.take())
    }

    /// The whole selector; an empty one is `all()`.
    fn whole(&mut self) -> Result<Expression, SyntaxError> {
        if self.tokens.is_empty() {
            return Ok(Expression::All);
        }
        let expression = self.any()?;
        match self.tokens.get(self.next..) {
            None | Some([]) => Ok(expression),
            Some(rest) => Err(diagnose::unexpected_content(self.text, rest, &self.end)),
        }
    }

    /// `a || b || …`
    fn any(&mut self) -> Result<Expression, SyntaxError> {
        let first = self.every()?;
        if self.peek().kind != TokenKind::Or {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.take_if(TokenKind::Or).is_some() {
            operands.push(self.every()?);
        }
        Ok(Expression::Or(operands))
    }

    /// `a && b && …`
    fn every(&mut self) -> Result<Expression, SyntaxError> {
        let first = self.operation()?;
        if self.peek().kind != TokenKind::And {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.take_if(TokenKind::And).is_some() {
            operands.push(self.operation()?);
        }
        Ok(Expression::And(operands))
    }

    /// A condition or parentheses, after any number of `!`.
    fn operation(&mut self) -> Result<Expression, SyntaxError> {
        let mut negated = false;
        while self.take_if(TokenKind::Not).is_some() {
            negated = !negated;
        }
        let before = self.next.checked_sub(1);
        let token = self.take();
        let operation = match token.kind {
            TokenKind::Has => {
                let label = self.name(&token);
                Expression::Has { label }
            }
            TokenKind::All => Expression::All,
            TokenKind::Global => Expression::Global,
            TokenKind::Label => self.comparison(&token)?,
            TokenKind::LParen => self.parentheses(&token)?,
            _ => {
                let before = before.and_then(|before| self.tokens.get(before));
                return Err(diagnose::expected_condition(before, &token));
            }
        };
        Ok(if negated { Expression::Not(Box::new(operation)) } else { operation })
    }

    /// The rest of `(…)`.
    fn parentheses(&mut self, opening: &Token) -> Result<Expression, SyntaxError> {
        if self.depth == MAX_DEPTH {
            return Err(diagnose::nested_too_deeply(opening));
        }
        self.depth += 1;
        let inner = self.any()?;
        self.depth -= 1;
        let closing = self.take();
        if closing.kind != TokenKind::RParen {
            return Err(diagnose::expected_closing_parenthesis(opening, &closing));
        }
        Ok(inner)
    }

    /// The operator and the value after a label.
    fn comparison(&mut self, name: &Token) -> Result<Expression, SyntaxError> {
        let operator = self.take();
        if operator.kind == TokenKind::Eof {
            return Err(diagnose::label_at_end(name));
        }
        let label = self.name(name);
        Ok(match operator.kind {
            TokenKind::Eq => {
                let value = self.string()?;
                let value = self.compared(name, &value, false);
                Expression::Equal { label, value }
            }
            TokenKind::Ne => {
                let value = self.string()?;
                let value = self.compared(name, &value, true);
                Expression::NotEqual { label, value }
            }
            TokenKind::In => {
                let values = self.set(name, false)?;
                Expression::In { label, values }
            }
            TokenKind::NotIn => {
                let values = self.set(name, true)?;
                Expression::NotIn { label, values }
            }
            TokenKind::Contains => {
                let value = self.string()?.value.to_string();
                Expression::Contains { label, value }
            }
            TokenKind::StartsWith => {
                let value = self.string()?.value.to_string();
                Expression::StartsWith { label, value }
            }
            TokenKind::EndsWith => {
                let value = self.string()?.value.to_string();
                Expression::EndsWith { label, value }
            }
            _ => return Err(diagnose::expected_comparison(name, &operator)),
        })
    }

    fn string(&mut self) -> Result<Token<'a>, SyntaxError> {
        let token = self.take();
        if token.kind == TokenKind::StringLiteral { Ok(token) } else { Err(diagnose::expected_string(&token)) }
    }

    /// `{'a', 'b'}`, sorted and without duplicates; a comma may follow the last value.
    fn set(&mut self, label: &Token, negated: bool) -> Result<Vec<String>, SyntaxError> {
        let opening = self.take();
        if opening.kind != TokenKind::LBrace {
            return Err(diagnose::expected_set(&opening));
        }
        let mut values = Vec::new();
        while let Some(string) = self.take_if(TokenKind::StringLiteral) {
            values.push(self.compared(label, &string, negated));
            if self.take_if(TokenKind::Comma).is_none() {
                break;
            }
        }
        let closing = self.take();
        if closing.kind != TokenKind::RBrace {
            return Err(diagnose::expected_closing_brace(&opening, &closing));
        }
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }

    /// Records the name of a label.
    fn name(&mut self, token: &Token) -> String {
        self.label_names.push(LabelName { name: token.value.to_string(), range: token.value_range.clone() });
        token.value.to_string()
    }

    /// Records a value with which a label is compared.
    fn compared(&mut self, label: &Token, string: &Token, negated: bool) -> String {
        self.compared_values.push(ComparedValue {
            label: label.value.to_string(),
            value: string.value.to_string(),
            negated,
            range: string.range.clone(),
        });
        string.value.to_string()
    }
}
