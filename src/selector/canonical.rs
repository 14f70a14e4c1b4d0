//! The canonical form of a selector, as Calico prints it (`String()` in `libcalico-go/lib/selector/parser/ast.go`).

use std::fmt::{self, Display, Formatter};

use super::expression::Expression;

/// Calico's canonical form.
impl Display for Expression {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self {
            Expression::All => out.write_str("all()"),
            Expression::Global => out.write_str("global()"),
            Expression::Has { label } => write!(out, "has({label})"),
            Expression::Equal { label, value } => write!(out, "{label} == {}", Quoted(value)),
            Expression::NotEqual { label, value } => write!(out, "{label} != {}", Quoted(value)),
            Expression::In { label, values } => write!(out, "{label} in {}", Set(values)),
            Expression::NotIn { label, values } => write!(out, "{label} not in {}", Set(values)),
            Expression::Contains { label, value } => {
                write!(out, "{label} contains {}", Quoted(value))
            }
            Expression::StartsWith { label, value } => {
                write!(out, "{label} starts with {}", Quoted(value))
            }
            Expression::EndsWith { label, value } => {
                write!(out, "{label} ends with {}", Quoted(value))
            }
            Expression::Not(operand) => write!(out, "!{operand}"),
            Expression::And(operands) => write_group(out, operands, " && "),
            Expression::Or(operands) => write_group(out, operands, " || "),
        }
    }
}

fn write_group(out: &mut Formatter, operands: &[Expression], operator: &str) -> fmt::Result {
    out.write_str("(")?;
    write_list(out, operands, operator)?;
    out.write_str(")")
}

fn write_list<T: Display>(out: &mut Formatter, items: impl IntoIterator<Item = T>, separator: &str) -> fmt::Result {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.write_str(separator)?;
        }
        item.fmt(out)?;
    }
    Ok(())
}

/// A value in double quotes, or in single quotes if the value contains a double quote. There are no escapes.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        let quote = if self.0.contains('"') { '\'' } else { '"' };
        write!(out, "{quote}{}{quote}", self.0)
    }
}

/// A set of values in braces.
struct Set<'a>(&'a [String]);

impl Display for Set<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        out.write_str("{")?;
        write_list(out, self.0.iter().map(|value| Quoted(value)), ", ")?;
        out.write_str("}")
    }
}
