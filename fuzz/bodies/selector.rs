//! Selectors and label sets: parsing, printing, evaluation and proofs agree with a naive evaluation of the text.
//!
//! The first line is a selector, the second line another one, and each further line a set of labels: `rack=a rr=`.

use std::collections::BTreeMap;

use bgplint::known::Truth;
use bgplint::selector::Selector;

use super::naive_selector::matches;

/// A set of labels.
type Labels = BTreeMap<String, String>;

/// The most texts of a selector from which the values of labels are made.
const MOST_TEXTS: usize = 4;

/// The most sets of labels that are made.
const MOST_SETS: usize = 500;

/// Parentheses that bgplint does not follow.
const DEEP: usize = 200;

/// Compares what bgplint says about two selectors with the naive evaluation.
pub fn selector(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let lines: Vec<&str> = text.lines().collect();
    let texts = [lines.first(), lines.get(1)].map(|line| line.copied().unwrap_or_default());
    if texts.iter().any(|text| text.matches('(').count() > DEEP) {
        return;
    }
    let given = lines.iter().skip(2).take(8).map(|line| labels(line));
    let [Some(one), other] = texts.map(parsed) else {
        return;
    };
    let sets: Vec<Labels> = given.chain(combinations(&one)).collect();
    agrees(&one, &sets);
    let Some(other) = other else {
        return;
    };
    let sets: Vec<Labels> = sets.into_iter().chain(combinations(&other)).collect();
    agrees(&other, &sets);
    for set in &sets {
        let both = matches(one.text(), set) == Some(true) && matches(other.text(), set) == Some(true);
        assert!(!both || one.can_hold_with(&other), "{:?} and {:?} match {set:?}", one.text(), other.text());
    }
}

/// Parses a selector, which the naive evaluation must accept or refuse too.
fn parsed(text: &str) -> Option<Selector> {
    let naive = matches(text, &Labels::new());
    match Selector::parse(text) {
        Ok(selector) => {
            assert!(naive.is_some(), "{text:?} is accepted");
            for label in selector.label_names() {
                assert_eq!(text.get(label.range.clone()), Some(label.name.as_str()), "{text:?}");
            }
            for value in selector.compared_values() {
                let quoted = text.get(value.range.clone()).expect("the place lies in the text");
                assert_eq!(quoted.get(1..quoted.len() - 1), Some(value.value.as_str()), "{text:?}");
            }
            Some(selector)
        }
        Err(error) => {
            assert!(naive.is_none(), "{text:?} is refused: {error:?}");
            assert!(text.get(error.range.clone()).is_some(), "{error:?} of {text:?}");
            assert!(!error.explanation().is_empty() && !error.calico_message().is_empty(), "{error:?}");
            error.help();
            None
        }
    }
}

/// Evaluates a selector and its printed form for each set of labels.
fn agrees(selector: &Selector, sets: &[Labels]) {
    let text = selector.text();
    let printed = selector.to_string();
    let again = Selector::parse(&printed).unwrap_or_else(|error| panic!("{error:?} of {printed:?}, from {text:?}"));
    let twice = again.to_string();
    let third = Selector::parse(&twice).map(|selector| selector.to_string());
    assert_eq!(third.as_ref(), Ok(&twice), "{text:?}");
    for set in sets {
        let expected = matches(text, set).expect("the naive evaluation accepts the text");
        assert_eq!(selector.evaluate(set), Truth::from(expected), "{text:?} of {set:?}");
        assert_eq!(again.evaluate(set), Truth::from(expected), "{printed:?}, from {text:?}, of {set:?}");
        assert!(!expected || selector.is_satisfiable(), "{text:?} matches {set:?}");
        assert!(expected || !selector.is_always_true(), "{text:?} does not match {set:?}");
    }
}

/// The labels of a line.
fn labels(line: &str) -> Labels {
    let words = line.split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| word.split_once('=').unwrap_or((word, "")))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// Sets of the labels of a selector, each with the texts of the selector, two of the texts, an empty text, or missing.
fn combinations(selector: &Selector) -> Vec<Labels> {
    let mut names: Vec<&str> = selector.label_names().iter().map(|label| label.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let texts = texts(selector.text());
    let pairs = texts.iter().flat_map(|one| texts.iter().map(move |other| format!("{one}{other}")));
    let values: Vec<String> = texts.iter().map(|text| (*text).to_owned()).chain([String::new()]).chain(pairs).collect();
    let mut sets = vec![Labels::new()];
    for name in names {
        if sets.len() * values.len() > MOST_SETS {
            break;
        }
        let with = |set: &Labels, value: &String| {
            let mut set = set.clone();
            set.insert(name.to_owned(), value.clone());
            set
        };
        let grown: Vec<Labels> = sets.iter().flat_map(|set| values.iter().map(|value| with(set, value))).collect();
        sets.extend(grown);
    }
    sets
}

/// The first texts in quotes.
fn texts(selector: &str) -> Vec<&str> {
    let mut texts = Vec::new();
    let mut rest = selector;
    while let Some(start) = rest.find(['"', '\'']) {
        let (quote, inside) = rest[start..].split_at(1);
        let Some((text, after)) = inside.split_once(quote) else {
            break;
        };
        texts.push(text);
        rest = after;
    }
    texts.sort_unstable();
    texts.dedup();
    texts.truncate(MOST_TEXTS);
    texts
}
