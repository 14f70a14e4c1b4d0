//! The fixes of findings: each removes its finding, and adds no other finding.

use std::collections::{BTreeMap, BTreeSet};

use bgplint::document::Span;
use bgplint::input::{Input, Source};
use bgplint::report::{LocatedEdit, LocatedFinding, LocatedFix, Report};
use bgplint::rule::{FixKind, Group, Rule};
use bgplint::rules;

use crate::support::check::Check;
use crate::support::{examples, fixtures};

/// The key of a finding: its rule, its file and its start.
type Key = (&'static str, String, u32);

/// An input with its settings, and a name for messages.
struct Sample {
    name: String,
    check: Check,
    input: Input,
}

impl Sample {
    /// The input with other texts for some files.
    fn with(&self, texts: &BTreeMap<String, String>) -> Input {
        let change = |source: &Source| {
            let text = texts.get(source.name()).map_or(source.text(), String::as_str);
            let changed =
                Source::from_text(source.name(), text).read_from(source.path()).in_chart(source.is_in_chart());
            if source.is_inventory() { changed.as_inventory() } else { changed }
        };
        Input::from_sources(self.input.sources.iter().map(change).collect())
    }
}

/// All fixtures, and all examples of the pages.
fn samples() -> impl Iterator<Item = Sample> {
    let of_fixture = |fixture: &fixtures::Fixture| {
        let check = Check::of(fixture);
        Sample { name: format!("{} of {}", fixture.name, fixture.rule), input: check.read(fixture), check }
    };
    let of_page = |rule: &'static Rule| {
        examples::of(rule.page).into_iter().enumerate().map(|(number, (_, arguments, text))| {
            let check = Check::new(&arguments);
            let input = check.input(vec![Source::from_text(Source::STDIN, &text)]);
            Sample { name: format!("example {number} of {}", rule.name), check, input }
        })
    };
    fixtures::all().iter().map(of_fixture).chain(rules::all().into_iter().flat_map(of_page))
}

/// The number of findings by place, with each place moved like the text that the edits move.
fn counted(report: &Report, edits: &[LocatedEdit]) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for LocatedFinding { finding, primary, .. } in &report.findings {
        let (name, at) = (primary.source.name(), primary.span.start);
        *counts.entry((finding.rule.name, name.to_owned(), moved(name, at, edits))).or_default() += 1;
    }
    counts
}

/// The place of a byte after the edits; the start of the edit for a byte within one.
fn moved(file: &str, at: u32, edits: &[LocatedEdit]) -> u32 {
    let mut moved = i64::from(at);
    for edit in edits.iter().filter(|edit| edit.source.name() == file && edit.span.start < at) {
        moved += match at < edit.span.end {
            true => i64::from(edit.span.start) - i64::from(at),
            false => edit.text.len() as i64 - i64::from(edit.span.len()),
        };
    }
    u32::try_from(moved).expect("the place lies in the file")
}

/// The files that a fix changes, with their new texts.
fn applied(fix: &LocatedFix) -> BTreeMap<String, String> {
    let mut edits: Vec<&LocatedEdit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.source.name(), edit.span.start));
    for pair in edits.windows(2).filter(|pair| pair[0].source.name() == pair[1].source.name()) {
        assert!(pair[0].span.end <= pair[1].span.start, "two edits of `{}` overlap", fix.title);
    }
    let mut files = BTreeMap::new();
    for edit in edits.iter().rev() {
        let text = files.entry(edit.source.name().to_owned()).or_insert_with(|| edit.source.text().to_owned());
        assert_ne!(edit.span.slice(edit.source.text()), edit.text, "an edit of `{}` changes nothing", fix.title);
        text.replace_range(edit.span.range(), &edit.text);
    }
    files
}

/// Whether a rule checks only how a value is written. The meaning of a value is known only when it can be read, so a fix
/// may reveal, for example, that the neighbor has another AS number.
fn is_about_writing(rule: &str) -> bool {
    let group = rules::find(rule).map(|rule| rule.group);
    // `storage-api-group` reports once per run, so its finding moves to the next object. A number that is too large for
    // some releases may be the right one.
    let is_apart = matches!(rule, "storage-api-group" | "as-number-exceeds-int32");
    matches!(group, Some(Group::Manifest | Group::Suppression)) && !is_apart
}

/// The problems of a fix.
fn faults(sample: &Sample, before: &Report, finding: &LocatedFinding, fix: &LocatedFix) -> Vec<String> {
    let input = sample.with(&applied(fix));
    let after = sample.check.run(&input);
    let place = &finding.primary;
    let (old, new) = (counted(before, &fix.edits), unmoved(&after, fix));
    let key = (
        finding.finding.rule.name,
        place.source.name().to_owned(),
        moved(place.source.name(), place.span.start, &fix.edits),
    );
    let count = |counts: &BTreeMap<Key, usize>, key: &Key| counts.get(key).copied().unwrap_or(0);
    let mut faults = Vec::new();
    if count(&new, &key) >= count(&old, &key) {
        faults.push(format!("{}: `{}` leaves {key:?}", sample.name, fix.title));
    }
    let is_new = |(key, count_now): &(&Key, &usize)| **count_now > count(&old, key);
    for (key, _) in new.iter().filter(is_new).filter(|(key, _)| is_about_writing(key.0)) {
        faults.push(format!("{}: `{}` of {} makes {key:?}", sample.name, fix.title, finding.finding.rule.name));
    }
    if after.summary.documents != before.summary.documents || after.summary.resources < before.summary.resources {
        faults.push(format!("{}: `{}` changes the number of documents or resources", sample.name, fix.title));
    }
    faults
}

/// The findings after a fix; a place within the new text of an edit counts as the start of the edit.
fn unmoved(after: &Report, fix: &LocatedFix) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for LocatedFinding { finding, primary, .. } in &after.findings {
        let name = primary.source.name();
        let inside = |edit: &&LocatedEdit| {
            let start = moved(name, edit.span.start, &fix.edits);
            edit.source.name() == name && Span { start, end: start + edit.text.len() as u32 }.contains(primary.span)
        };
        let start = fix.edits.iter().find(inside).map(|edit| moved(name, edit.span.start, &fix.edits));
        *counts.entry((finding.rule.name, name.to_owned(), start.unwrap_or(primary.span.start))).or_default() += 1;
    }
    counts
}

#[test]
fn each_fix_removes_its_finding_and_makes_no_other() {
    let mut all_faults = Vec::new();
    let mut seen = BTreeSet::new();
    for sample in samples() {
        let before = sample.check.run(&sample.input);
        for finding in &before.findings {
            for fix in &finding.fixes {
                seen.insert((finding.finding.rule.name, fix.is_safe));
                all_faults.extend(faults(&sample, &before, finding, fix));
            }
        }
    }
    assert!(all_faults.is_empty(), "\n{}", all_faults.join("\n"));
    for rule in rules::all() {
        let has = |is_safe| seen.contains(&(rule.name, is_safe));
        let is_right = match rule.fix {
            FixKind::None => !has(true) && !has(false),
            FixKind::Safe => has(true) && !has(false),
            FixKind::Unsafe => has(false),
        };
        assert!(is_right, "{}: no sample shows the fixes that the rule promises", rule.name);
    }
}

/// Manifests in styles that the fixtures do not have, each with its number of fixes.
const STYLES: [(&str, usize); 12] = [
    (
        "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: a, namespace: b, labels: {rack: 7}}, \
         spec: {peerIP: 'fd00::1:179', asNumber: '64601', nextHopMode: \"self\", ttlsecurity: 1}}\n",
        6,
    ),
    (
        "{apiVersion: projectcalico.org/v3, kind: bgpPeer, metadata: {namespace: b, name: a}, spec: {nodeSelector: !all(), peerIP: 1.2.3.4}}\n",
        3,
    ),
    (
        "{\n  \"apiVersion\": \"projectcalico.org/v3\", \"kind\": \"BGPPeer\",\n  \"metadata\": {\n    \"namespace\": \"b\",\n    \
         \"name\": \"a\"\n  },\n  \"spec\": {\"peerip\": \"10.0.0.1\", \"asNumber\": \"64601\", \"maxRestartTime\": \"30\"}\n}\n",
        4,
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\n  namespace: b # why\nspec:\n  cidr: '10.0.0.1/8'\n  \
         ipipMode: 'always' # known\n  nat-outgoing: true\n",
        4,
    ),
    (
        "apiVersion: projectcalico.org/v3\r\nkind: BGPPeer\r\nmetadata:\r\n  name: a\r\n  namespace: b\r\nspec:\r\n  peerIP: 010.0.0.1\r\n",
        2,
    ),
    (
        "\u{feff}apiVersion: \"projectcalico.org/v2\"\nkind: 'BGPPeer'\nmetadata: {name: 'é'}\nspec:\n  keepOriginalNextHop: yes\n  asNumber: 064512\n",
        3,
    ),
    (
        "items:\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata:\n    namespace: b\n    name: a\n  spec:\n    asNumber: AS64512\napiVersion: v1\nkind: List\n",
        2,
    ),
    (
        "# bgplint: ignore-file[invalid-port] old\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec: {peerIP: 1.2.3.4}\n",
        1,
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec:\n  peerIP: 1.2.3.4 # ours # bgplint: ignore[invalid-port] old",
        1,
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec:\n  # bgplint: ignore[invalid-port, invalid-address,octal-as-number] old\n  peerIP: 1.2.3.4\n",
        3,
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec: {peerIP: 1.2.3.4}\n--- # bgplint: ignore[invalid-port] old\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: b}\nspec: {peerIP: 1.2.3.5}\n",
        1,
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec:\n  peerIP: 1.2.3.4\n  # bgplint: ignore[wrong-types] old\n  ttlSecurity: one\n",
        1,
    ),
];

/// Values that cannot be edited exactly: an anchor, a block scalar, an escape, a tag, two keys for the same field.
const INEXACT: [&str; 7] = [
    "asNumber: &as \"64601\"\n  localASNumber: *as",
    "asNumber: >-\n    64601",
    "asNumber: \"\\x364601\"",
    "asNumber: !!str 64601",
    "peerip: 10.0.0.1\n  peerIp: 10.0.0.2",
    "peerIP: [fd00::1]",
    "nodeSelector: !rack = 'a'",
];

fn sample_of(text: &str) -> Sample {
    let check = Check::new(&[]);
    let input = check.input(vec![Source::from_text("peer.yaml", text)]);
    Sample { name: text.to_owned(), check, input }
}

#[test]
fn fixes_keep_the_style_of_the_file() {
    for (text, count) in STYLES {
        let sample = sample_of(text);
        let before = sample.check.run(&sample.input);
        let fixes = before.findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
        let fixes: Vec<_> = fixes.collect();
        let titles: Vec<&str> = fixes.iter().map(|(_, fix)| fix.title.as_str()).collect();
        assert_eq!(fixes.len(), count, "{text}{titles:?}");
        for (finding, fix) in fixes {
            assert_eq!(faults(&sample, &before, finding, fix), Vec::<String>::new());
        }
    }
}

#[test]
fn what_cannot_be_edited_exactly_has_no_fix() {
    for spec in INEXACT {
        let text = format!("apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: a}}\nspec:\n  {spec}\n");
        let sample = sample_of(&text);
        let report = sample.check.run(&sample.input);
        let of_manifest = report.findings.iter().filter(|located| located.finding.rule.group == Group::Manifest);
        let fixes: Vec<usize> = of_manifest.map(|located| located.fixes.len()).collect();
        assert!(!fixes.is_empty() && fixes.iter().all(|count| *count == 0), "{spec}: {fixes:?}");
    }
}
