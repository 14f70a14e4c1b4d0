//! Every rule has a page with executed examples, fixtures with findings, and similar fixtures without findings.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use bgplint::input::Source;
use bgplint::report::{LocatedFinding, Report};
use bgplint::rule::{Effect, FixKind, Rule};
use bgplint::rules;
use rayon::prelude::*;

use crate::support::check::{Check, rules_of};
use crate::support::fixtures::{self, Fixture};
use crate::support::{examples, render};

fn each_rule(check: impl FnMut(&'static Rule) -> Vec<String>) {
    let failures: Vec<String> = rules::all().into_iter().flat_map(check).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn names_are_unique_sorted_and_name_the_offence() {
    let all = rules::all();
    let mut names: Vec<&str> = all.iter().map(|rule| rule.name).collect();
    for group in all.chunk_by(|a, b| a.group == b.group) {
        assert!(group.is_sorted_by_key(|rule| rule.name), "the group {} is not sorted", group[0].group.name());
    }
    for rule in &all {
        let is_kebab = rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        assert!(is_kebab, "{}", rule.name);
        // `ignore no-x` and `ignore check-x` would make no sense.
        for prefix in ["no-", "require-", "check-", "valid-", "avoid-"] {
            assert!(!rule.name.starts_with(prefix), "{}", rule.name);
        }
        assert!(!rule.summary.ends_with('.'), "{}", rule.name);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
}

#[test]
fn every_rule_has_its_file_page_and_fixtures_and_nothing_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names: Vec<&str> = rules::all().iter().map(|rule| rule.name).collect();
    for rule in rules::all() {
        let code = format!("src/rules/{}/{}.rs", rule.group.name().replace('-', "_"), rule.name.replace('-', "_"));
        assert!(root.join(&code).is_file(), "{code} is missing");
        let is_there = |is_bad| fixtures::of(rule.name).any(|fixture| fixture.is_bad() == is_bad);
        assert!(is_there(true), "{} has no bad fixture", rule.name);
        assert!(is_there(false), "{} has no good fixture", rule.name);
    }
    for page in std::fs::read_dir(root.join("rules")).expect("rules/ is there").filter_map(Result::ok) {
        let name = page.path().file_stem().expect("a page has a name").to_string_lossy().into_owned();
        assert!(names.contains(&name.as_str()), "rules/{name}.md belongs to no rule");
    }
    for rule in fixtures::rules() {
        assert!(names.contains(&rule.as_str()), "the fixtures `{rule}` belong to no rule");
    }
}

#[test]
fn pages_say_what_the_registry_says() {
    each_rule(|rule| {
        let heading = format!("# {}\n", rule.name);
        let effects: Vec<&str> = rule.effects.iter().map(|effect| effect.name()).collect();
        let facts = format!(
            "**Severity:** {} · **Group:** {} · **Effect:** {} · **Fix:** {} · **Since:** ",
            rule.severity.name(),
            rule.group.name(),
            effects.join(", "),
            rule.fix.name()
        );
        let missing = [heading, facts].into_iter().filter(|part| !rule.page.contains(part.as_str()));
        missing.map(|part| format!("rules/{}.md lacks {part:?}", rule.name)).collect()
    });
}

/// The sections of a page, in order; the last two are optional.
const SECTIONS: [&str; 7] =
    ["What it does", "Why is this bad?", "What to do", "Limits", "Examples", "Releases", "References"];

#[test]
fn pages_have_the_sections_in_order() {
    each_rule(|rule| {
        let found: Vec<&str> = rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let is_right = found.starts_with(&SECTIONS[..5])
            && found.iter().is_sorted_by_key(|name| SECTIONS.iter().position(|section| section == name))
            && found.iter().all(|name| SECTIONS.contains(name));
        if is_right { Vec::new() } else { vec![format!("rules/{}.md has the sections {found:?}", rule.name)] }
    });
}

/// The targets of the Markdown links of a page: inline links, and definitions at its end.
fn link_targets(page: &str) -> impl Iterator<Item = &str> {
    let inline = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    inline.chain(definitions(page).map(|(_, target)| target))
}

/// The link definitions at the end of a page (`[BIRD]: ../docs/glossary.md#bird`), which keep the text readable in a
/// terminal.
fn definitions(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "))
}

#[test]
fn links_between_pages_lead_somewhere() {
    let glossary = std::fs::read_to_string("docs/glossary.md").expect("the glossary is there");
    let headings = glossary.lines().filter_map(|line| line.strip_prefix("## "));
    let anchors: Vec<String> = headings
        .map(|heading| {
            let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-'));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        })
        .collect();
    each_rule(|rule| {
        let leads_somewhere = |target: &str| match target.strip_prefix("../docs/glossary.md#") {
            Some(anchor) => anchors.iter().any(|known| known == anchor),
            None if target.starts_with("https://") => true,
            None => target.strip_suffix(".md").is_some_and(|name| rules::find(name).is_some()),
        };
        let broken = link_targets(rule.page).filter(|target| !leads_somewhere(target));
        let broken = broken.map(|target| format!("rules/{}.md links to {target}", rule.name));
        let unused = definitions(rule.page).filter(|(label, _)| rule.page.matches(&format!("[{label}]")).count() < 2);
        broken.chain(unused.map(|(label, _)| format!("rules/{}.md never uses the link [{label}]", rule.name))).collect()
    });
}

#[test]
fn every_rule_has_effects_and_no_effect_twice() {
    each_rule(|rule| {
        let mut effects = rule.effects.to_vec();
        effects.sort_unstable();
        effects.dedup();
        let is_right = !effects.is_empty() && effects.len() == rule.effects.len();
        (!is_right).then(|| format!("{} has the effects {:?}", rule.name, rule.effects)).into_iter().collect()
    });
}

#[test]
fn findings_have_only_effects_and_fixes_that_their_rule_lists() {
    let mut seen = BTreeSet::new();
    for (_, report) in reports() {
        for LocatedFinding { finding, .. } in &report.findings {
            let rule = finding.rule;
            assert!(rule.effects.contains(&finding.effect), "{}: {}", rule.name, finding.effect.name());
            assert!(finding.fixes.is_empty() || rule.fix != FixKind::None, "{} has fixes", rule.name);
            assert!(finding.fixes.iter().all(|fix| fix.is_safe || rule.fix == FixKind::Unsafe), "{}", rule.name);
            let tells = finding.message.contains("BIRD rejects the whole configuration");
            assert!(!tells || rule.is_freeze(), "{}: {}", rule.name, finding.message);
            seen.insert(finding.effect);
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), Effect::ALL);
}

#[test]
fn every_effect_of_a_rule_is_carried_by_a_finding_of_its_fixtures() {
    each_rule(|rule| {
        let findings = reports_of(rule).flat_map(|(_, report)| &report.findings);
        let own = findings.filter(|located| located.finding.rule.name == rule.name);
        let seen: BTreeSet<Effect> = own.map(|located| located.finding.effect).collect();
        let unseen = rule.effects.iter().filter(|effect| !seen.contains(effect));
        unseen.map(|effect| format!("no fixture of {} shows the effect {}", rule.name, effect.name())).collect()
    });
}

/// Nodes for manifests without nodes.
const TWO_NODES: &str = "apiVersion: v1
kind: Node
metadata: {name: a, labels: {rack: r1}, annotations: {projectcalico.org/IPv4Address: 10.99.0.1/24, projectcalico.org/IPv6Address: 'fd99::1/64'}}
---
apiVersion: v1
kind: Node
metadata: {name: b, labels: {rack: r2}, annotations: {projectcalico.org/IPv4Address: 10.99.0.2/24, projectcalico.org/IPv6Address: 'fd99::2/64'}}
";

#[test]
fn what_bird_rejects_is_reported_as_frozen() {
    let mut causes = BTreeSet::new();
    each_rule(|rule| {
        let mut failures = Vec::new();
        for fixture in fixtures::of(rule.name).filter(|fixture| fixture.is_bad()) {
            let check = Check::of(fixture).with_all_rules();
            let mut input = check.read(fixture);
            // Only nodes have a file that BIRD can reject.
            if !fixture.files().iter().any(|(_, text)| text.contains("kind: Node")) {
                input.add(vec![Source::from_text("nodes.yaml", TWO_NODES)]);
            }
            let report = check.run(&input);
            // BIRD never sees an object that the API server or calicoctl rejects.
            let is_meant = |LocatedFinding { finding, .. }: &&LocatedFinding| {
                matches!(finding.effect, Effect::Frozen | Effect::Refused)
            };
            let frozen = report.findings.iter().filter(is_meant);
            let resources = frozen.flat_map(LocatedFinding::places).filter_map(|place| place.resource.as_ref());
            let names: BTreeSet<_> = resources.map(|resource| (resource.kind, resource.name.clone())).collect();
            check.sessions(&input, |sessions| {
                for freeze in sessions.freezes().all() {
                    causes.insert(freeze.cause.name());
                    let name =
                        freeze.resource.and_then(|resource| Some((resource.kind?.name(), resource.name().to_owned())));
                    if !name.as_ref().map_or(!names.is_empty(), |name| names.contains(name)) {
                        let cause = freeze.cause.name();
                        failures
                            .push(format!("{} of {}: no finding says `{cause}` of {name:?}", fixture.name, rule.name));
                    }
                }
            });
        }
        failures
    });
    assert!(causes.len() >= 9, "only {causes:?}");
}

#[test]
fn examples_of_the_pages_do_what_they_say() {
    each_rule(|rule| {
        let examples = examples::of(rule.page);
        let mut failures = Vec::new();
        for bad in [true, false] {
            if !examples.iter().any(|(is_bad, ..)| *is_bad == bad) {
                failures.push(format!(
                    "rules/{}.md lacks an example ({})",
                    rule.name,
                    if bad { "bad" } else { "good" }
                ));
            }
        }
        for (is_bad, arguments, text) in examples {
            let check = Check::new(&arguments);
            let input = check.input(vec![Source::from_text(Source::STDIN, &text)]);
            let found = rules_of(&check.run(&input));
            let is_found = found.iter().any(|(name, _)| *name == rule.name);
            let is_loud = found.iter().any(|(_, severity)| *severity != "info");
            if is_bad && !is_found || !is_bad && is_loud {
                failures.push(format!("rules/{}.md: {found:?} in\n{text}", rule.name));
            }
        }
        failures
    });
}

/// The reports of all fixtures.
fn reports() -> &'static [(&'static Fixture, Report)] {
    static REPORTS: LazyLock<Vec<(&'static Fixture, Report)>> = LazyLock::new(|| {
        let report = |fixture: &'static Fixture| {
            let check = Check::of(fixture);
            (fixture, check.run(&check.read(fixture)))
        };
        fixtures::all().par_iter().map(report).collect()
    });
    &REPORTS
}

/// The reports of the fixtures of a rule.
fn reports_of(rule: &Rule) -> impl Iterator<Item = &'static (&'static Fixture, Report)> {
    reports().iter().filter(|(fixture, _)| fixture.rule == rule.name)
}

#[test]
fn fixtures_fire_their_rule_and_near_misses_do_not() {
    each_rule(|rule| {
        let mut failures = Vec::new();
        for (fixture, report) in reports_of(rule) {
            let found = rules_of(report);
            let is_found = found.iter().any(|(name, _)| *name == rule.name);
            if fixture.is_bad() != is_found {
                failures.push(format!("{} of {}: {found:?}", fixture.name, rule.name));
            }
        }
        failures
    });
}

#[test]
fn the_findings_of_the_fixtures() {
    for rule in rules::all() {
        let mut said = String::new();
        for (fixture, report) in reports_of(rule).filter(|(fixture, _)| fixture.is_bad()) {
            let heading = [&[format!("## {}", fixture.name)], fixture.arguments.as_slice()].concat().join(" ");
            let own = report.findings.iter().filter(|located| located.finding.rule.name == rule.name);
            said.push_str(&format!("{heading}\n{}\n", own.map(render::finding).collect::<String>()));
        }
        insta::assert_snapshot!(rule.name, said);
    }
}
