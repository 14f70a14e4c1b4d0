//! Any text as a file: each fix of a finding removes the finding, and changes nothing but what it is about.

use std::collections::BTreeMap;

use bgplint::report::{LocatedFix, Report};
use bgplint::{Input, Settings, Source, check};

use super::documents::{scalars, values};
use crate::support::fix_properties::{Checked, applied, faults_in_any_text};

/// The name of the file.
const NAME: &str = "manifests.yaml";

/// The most fixes that are tried.
const MOST: usize = 30;

/// Applies each fix of the findings in a text.
pub fn fixes(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let run = |input: &Input| check(input, &Settings::default()).expect("nothing more is required");
    let input = Input::from_sources(vec![Source::from_text(NAME, text)]);
    let before: Report = run(&input);
    let checked = Checked { name: "the text", input: &input, before: &before, check: &run };
    let all = before.findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
    for (finding, fix) in all.take(MOST) {
        let faults = faults_in_any_text(&checked, finding, fix);
        let after = applied(fix).remove(NAME).expect("the fix is for the only file");
        assert!(faults.is_empty(), "{faults:#?}\n{text}\nbecomes\n{after}");
        only_its_lines(text, fix, &after);
    }
}

/// Another parser reads the text after a fix, and finds the same keys and values outside of the lines that differ.
fn only_its_lines(before: &str, fix: &LocatedFix, after: &str) {
    // A text that the other parser does not read may hold what only go-yaml accepts.
    let Some(old) = values(before) else {
        return;
    };
    let new = values(after);
    assert!(new.is_some(), "`{}` breaks the YAML:\n{before}\nbecomes\n{after}", fix.title);
    let (old, new) = (scalars(&old), scalars(&new.unwrap_or_default()));
    let differing = differing(before, after);
    let lost = fewer(&old, &new).chain(fewer(&new, &old));
    for scalar in lost.filter(|scalar| !scalar.contains('\n')) {
        let is_meant = differing.contains(scalar) || is_constant(scalar);
        assert!(is_meant, "`{}` changes {scalar:?}:\n{before}\nbecomes\n{after}", fix.title);
    }
}

/// The lines of two texts between the lines with which both begin and end.
fn differing(one: &str, other: &str) -> String {
    let (mut one, mut other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    for _ in 0..2 {
        while !one.is_empty() && one.last() == other.last() {
            one.pop();
            other.pop();
        }
        one.reverse();
        other.reverse();
    }
    [one, other].concat().join("\n")
}

/// The scalars of which there are fewer among the others.
fn fewer<'s>(
    some: &'s BTreeMap<String, usize>,
    others: &'s BTreeMap<String, usize>,
) -> impl Iterator<Item = &'s String> {
    some.iter()
        .filter(|(scalar, count)| others.get(*scalar).is_none_or(|other| other < *count))
        .map(|(scalar, _)| scalar)
}

/// Whether a scalar is a number, boolean or null, which may be written in many ways.
fn is_constant(scalar: &str) -> bool {
    ["Number(", "Bool(", "Null"].iter().any(|start| scalar.starts_with(start))
}
