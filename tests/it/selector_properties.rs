//! Properties of every selector, tested with random selectors.

use std::collections::BTreeMap;

use bgplint::known::Truth;
use bgplint::selector::{Expression, Selector};
use proptest::prelude::*;

use crate::support::random;

type LabelSet = BTreeMap<String, String>;

fn label() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "in", "has", "x/y"]).prop_map(str::to_string)
}

fn value() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "x", "y", "xy", "yx", "xyx", "it's", "\"", "é"]).prop_map(str::to_string)
}

fn values() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(value(), 0..4).prop_map(|set| set.into_iter().collect())
}

fn condition() -> impl Strategy<Value = Expression> {
    prop_oneof![
        Just(Expression::All),
        Just(Expression::Global),
        label().prop_map(|label| Expression::Has { label }),
        (label(), value()).prop_map(|(label, value)| Expression::Equal { label, value }),
        (label(), value()).prop_map(|(label, value)| Expression::NotEqual { label, value }),
        (label(), values()).prop_map(|(label, values)| Expression::In { label, values }),
        (label(), values()).prop_map(|(label, values)| Expression::NotIn { label, values }),
        (label(), value()).prop_map(|(label, value)| Expression::Contains { label, value }),
        (label(), value()).prop_map(|(label, value)| Expression::StartsWith { label, value }),
        (label(), value()).prop_map(|(label, value)| Expression::EndsWith { label, value }),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    condition().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|operand| Expression::Not(Box::new(operand))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner, 2..4).prop_map(Expression::Or),
        ]
    })
}

fn label_set() -> impl Strategy<Value = LabelSet> {
    prop::collection::btree_map(label(), value(), 0..5)
}

/// Texts of the words of the language; most of them are not selectors.
fn word_salad() -> impl Strategy<Value = String> {
    let words = vec![
        "a", "b ", "has(", "has", "all()", "all", "global(", ")", "(", "{", "}", ",", " == ", "!=", "=", "!", "&&",
        "||", "&", "|", "'x'", "\"y\"", "'", "\"", " in ", " not in ", "notin", "starts", " with ", "ends", "contains",
        "and", "or", " NOT ", " ", "\t", "\n", "\u{a0}", "é", "\\", ":", "[", "“", "=~", "<",
    ];
    prop::collection::vec(prop::sample::select(words), 0..14).prop_map(|words| words.concat())
}

/// The expression with parentheses around every part, and with unusual blanks.
fn render(expression: &Expression) -> String {
    let join = |operands: &[Expression], operator: &str| {
        let operands: Vec<String> = operands.iter().map(render).collect();
        format!("({})", operands.join(operator))
    };
    match expression {
        Expression::All => "all( )".to_string(),
        Expression::Global => "global()".to_string(),
        Expression::Has { label } => format!("has(\t{label} )"),
        Expression::Equal { label, value } => format!("{label}=={}", quote(value)),
        Expression::NotEqual { label, value } => format!("{label} !={}", quote(value)),
        Expression::In { label, values } => format!("{label} in{}", set(values)),
        Expression::NotIn { label, values } => format!("{label} notin {}", set(values)),
        Expression::Contains { label, value } => format!("{label} contains{}", quote(value)),
        Expression::StartsWith { label, value } => format!("{label} startswith{}", quote(value)),
        Expression::EndsWith { label, value } => format!("{label} ends  with {}", quote(value)),
        Expression::Not(operand) => format!("! ({})", render(operand)),
        Expression::And(operands) => join(operands, "&&"),
        Expression::Or(operands) => join(operands, " ||\t"),
    }
}

fn quote(value: &str) -> String {
    if value.contains('\'') { format!("\"{value}\"") } else { format!("'{value}'") }
}

/// The values in reverse order, each twice, with a comma after the last one.
fn set(values: &[String]) -> String {
    let values = values.iter().rev();
    let values: String = values.map(|value| format!("{0} , {0},", quote(value))).collect();
    format!("{{{values}}}")
}

/// The value of the expression, directly from Calico's rules.
fn holds(expression: &Expression, labels: &LabelSet) -> bool {
    let is = |label: &str, test: &dyn Fn(&str) -> bool| labels.get(label).is_some_and(|value| test(value));
    match expression {
        Expression::All | Expression::Global => true,
        Expression::Has { label } => labels.contains_key(label),
        Expression::Equal { label, value } => labels.get(label) == Some(value),
        Expression::NotEqual { label, value } => labels.get(label) != Some(value),
        Expression::In { label, values } => is(label, &|found| values.iter().any(|v| v == found)),
        Expression::NotIn { label, values } => !is(label, &|found| values.iter().any(|v| v == found)),
        Expression::Contains { label, value } => is(label, &|found| found.contains(value.as_str())),
        Expression::StartsWith { label, value } => is(label, &|found| found.starts_with(value.as_str())),
        Expression::EndsWith { label, value } => is(label, &|found| found.ends_with(value.as_str())),
        Expression::Not(operand) => !holds(operand, labels),
        Expression::And(operands) => operands.iter().all(|operand| holds(operand, labels)),
        Expression::Or(operands) => operands.iter().any(|operand| holds(operand, labels)),
    }
}

fn parse(text: &str) -> Selector {
    match Selector::parse(text) {
        Ok(selector) => selector,
        Err(error) => panic!("{text:?} is refused: {error}"),
    }
}

/// How the canonical form is read and printed: unchanged, but `!(!x)` is printed as `!!x` and read as `x`.
fn collapse(canonical: &str) -> String {
    canonical.replace("!!", "")
}

/// The properties of any text.
fn check_any_text(text: &str) {
    match Selector::parse(text) {
        Ok(selector) => {
            let canonical = selector.to_string();
            assert_eq!(parse(&canonical).to_string(), collapse(&canonical));
            for label in selector.label_names() {
                assert_eq!(text.get(label.range.clone()), Some(label.name.as_str()));
            }
            for value in selector.compared_values() {
                let quoted = text.get(value.range.clone()).expect("a slice of the text");
                assert_eq!(quoted.get(1..quoted.len() - 1), Some(value.value.as_str()));
            }
        }
        Err(error) => {
            assert!(text.get(error.range.clone()).is_some(), "{error:?} of {text:?}");
            assert!(!error.explanation().is_empty());
            assert!(!error.calico_message().is_empty());
            error.help();
        }
    }
}

proptest! {
    #![proptest_config(random::config(1000))]

    #[test]
    fn rendering_and_parsing_keep_the_meaning(expression in expression()) {
        let canonical = expression.to_string();
        prop_assert_eq!(parse(&render(&expression)).to_string(), canonical.clone());
        prop_assert_eq!(parse(&canonical).to_string(), collapse(&canonical));
    }

    #[test]
    fn evaluation_agrees_with_a_naive_one(expression in expression(), labels in label_set()) {
        let selector = parse(&render(&expression));
        let expected = if holds(&expression, &labels) { Truth::Yes } else { Truth::No };
        prop_assert_eq!(selector.evaluate(&labels), expected);
    }

    #[test]
    fn proofs_are_sound(one in expression(), other in expression(), labels in label_set()) {
        let (first, second) = (parse(&render(&one)), parse(&render(&other)));
        let (holds_one, holds_other) = (holds(&one, &labels), holds(&other, &labels));
        prop_assert!(!holds_one || first.is_satisfiable());
        prop_assert!(holds_one || !first.is_always_true());
        prop_assert!(!(holds_one && holds_other) || first.can_hold_with(&second));
    }

    #[test]
    fn any_text_is_handled(text in any::<String>()) {
        check_any_text(&text);
    }

    #[test]
    fn any_words_are_handled(text in word_salad()) {
        check_any_text(&text);
    }
}
