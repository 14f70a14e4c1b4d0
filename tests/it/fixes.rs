//! The fixes of findings: each removes its finding, and adds no other finding.

use std::collections::BTreeSet;

use bgplint::input::{Input, Source};
use bgplint::report::{LocatedFinding, LocatedFix, Report};
use bgplint::rule::{FixKind, Group, Rule};
use bgplint::rules;

use crate::support::check::Check;
use crate::support::fix_properties::{Checked, faults};
use crate::support::{examples, fixtures};

/// An input with its settings, and a name for messages.
struct Sample {
    name: String,
    check: Check,
    input: Input,
}

impl Sample {
    /// The problems of a fix.
    fn faults(&self, before: &Report, finding: &LocatedFinding, fix: &LocatedFix) -> Vec<String> {
        let checked = Checked { name: &self.name, input: &self.input, before, check: &|input| self.check.run(input) };
        faults(&checked, finding, fix)
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

#[test]
fn each_fix_removes_its_finding_and_makes_no_other() {
    let mut all_faults = Vec::new();
    let mut seen = BTreeSet::new();
    for sample in samples() {
        let before = sample.check.run(&sample.input);
        for finding in &before.findings {
            for fix in &finding.fixes {
                seen.insert((finding.finding.rule.name, fix.is_safe));
                all_faults.extend(sample.faults(&before, finding, fix));
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
        "{apiVersion: projectcalico.org/v3, kind: bgpPeer, metadata: {namespace: b, name: a}, spec: {nodeSelector: !all() , peerIP: 1.2.3.4}}\n",
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
            assert_eq!(sample.faults(&before, finding, fix), Vec::<String>::new());
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
