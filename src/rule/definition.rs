//! Rules and findings, in one file because each refers to the other.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::fix::{Fix, FixKind};
use super::group::Group;
use super::severity::{Certainty, Needs, Severity};
use super::suppression::Suppressions;
use crate::admission::{Gate, Topic};
use crate::bounded::bounded;
use crate::cluster::Cluster;
use crate::propagation::Propagation;
use crate::resource::{Place, ResourceId};
use crate::session::Sessions;
use crate::wording;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// The name, which states the problem. It is public, and its meaning never changes.
    pub name: &'static str,
    /// The group.
    pub group: Group,
    /// The severity of findings that set no other.
    pub severity: Severity,
    /// Whether the rule runs only on request.
    pub is_pedantic: bool,
    /// What the findings depend on.
    pub scope: Scope,
    /// The possible effects of the findings; the first one is the default.
    pub effects: &'static [Effect],
    /// The faults that the rule reports where a gate refuses a resource; each topic belongs to one rule.
    pub topics: &'static [Topic],
    /// Whether the findings may have fixes.
    pub fix: FixKind,
    /// What the rule reports, in one line.
    pub summary: &'static str,
    /// The page (`rules/<name>.md`).
    pub page: &'static str,
    /// The function that reports the findings.
    pub check: Check,
}

/// What the findings of a rule depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The resource of the finding only.
    Resource,
    /// Also other resources, which may be missing from the input, or the Calico release, which may be unknown.
    Cluster,
}

/// The stage whose facts a rule reports.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The cluster.
    Cluster(fn(&Cluster, &mut Findings)),
    /// The sessions.
    Sessions(fn(&Sessions, &mut Findings)),
    /// The propagation of routes.
    Propagation(fn(&Propagation, &mut Findings)),
    /// The ignores, after all other rules have run.
    Suppressions(fn(&Suppressions, &mut Findings)),
}

impl Check {
    /// Runs the check.
    pub(super) fn run(self, propagation: &Propagation, findings: &mut Findings) {
        match self {
            Check::Cluster(check) => check(propagation.sessions.cluster, findings),
            Check::Sessions(check) => check(propagation.sessions, findings),
            Check::Propagation(check) => {
                if propagation.is_cut_short {
                    findings.unknown(Needs::Simplicity);
                }
                check(propagation, findings);
            }
            Check::Suppressions(_) => {}
        }
    }
}

impl Rule {
    /// Whether the findings of the rule are faults for which BIRD rejects the file, so that the nodes keep their old BGP
    /// configuration.
    pub fn is_freeze(&self) -> bool {
        self.effects.contains(&Effect::Frozen)
    }

    /// The effect of findings that set no other.
    pub fn default_effect(&self) -> Effect {
        self.effects.first().copied().unwrap_or(Effect::Cleanup)
    }

    /// Whether a name is the name of the rule or of its group.
    pub fn is_named(&self, name: &str) -> bool {
        name == self.name || name == self.group.name()
    }

    /// The URL of the page.
    pub fn url(&self) -> String {
        format!("https://bgplint.dev/rules/{}", self.name)
    }
}

/// A place of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The place.
    pub place: Place,
    /// A few words beside the place; may be empty.
    pub label: String,
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity.
    pub severity: Severity,
    /// The certainty.
    pub certainty: Certainty,
    /// The effect at run time, one of the effects of the rule.
    pub effect: Effect,
    /// The gates that refuse the resource, where that is the effect.
    pub refused_by: Vec<Gate>,
    /// What is wrong, and what happens at run time.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The characters at fault.
    pub primary: Location,
    /// Other places that belong to the finding.
    pub related: Vec<Location>,
    /// The number of further related places, which are not listed.
    pub more_related: usize,
    /// Possible fixes, the best first.
    pub fixes: Vec<Fix>,
    /// The names of the clusters with the finding; empty where the input is a single cluster.
    pub clusters: Vec<String>,
    /// The clusters in which the same rule has another finding at the same place.
    pub other_findings_in: Vec<String>,
    /// Whether the finding is reported once per run, even if it has several places.
    pub once_per_run: bool,
}

/// The number of checks that were not possible, by reason.
pub type Unknown = BTreeMap<Needs, usize>;

/// The findings of one rule.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    findings: Vec<Finding>,
    /// How many findings each resource has.
    found: BTreeMap<Option<ResourceId>, usize>,
    /// A finding of a resource that has too many findings; it is not reported.
    beyond: Option<Finding>,
    pub(super) unknown: Unknown,
}

/// The most findings of one rule in one resource; further findings are counted.
const MOST_FINDINGS: usize = 10_000;

impl Findings {
    /// An empty list.
    pub fn new(rule: &'static Rule) -> Findings {
        Findings { rule, findings: Vec::new(), found: BTreeMap::new(), beyond: None, unknown: Unknown::new() }
    }

    /// Adds a definite finding with the severity of the rule; the methods of [`Finding`] change it.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let found = self.found.entry(place.resource.as_ref().map(|resource| resource.id)).or_default();
        *found += 1;
        if *found == MOST_FINDINGS + 1 {
            *self.unknown.entry(Needs::Size).or_default() += 1;
        }
        let finding = Finding {
            rule: self.rule,
            severity: self.rule.severity,
            certainty: Certainty::Definite,
            effect: self.rule.default_effect(),
            refused_by: Vec::new(),
            message: bounded(message),
            help: None,
            primary: Location { place, label: String::new() },
            related: Vec::new(),
            more_related: 0,
            fixes: Vec::new(),
            clusters: Vec::new(),
            other_findings_in: Vec::new(),
            once_per_run: false,
        };
        if *found > MOST_FINDINGS {
            return self.beyond.insert(finding);
        }
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// The faults that the rule reports.
    pub(super) fn topics(&self) -> &'static [Topic] {
        self.rule.topics
    }

    /// Whether the rule lists an effect.
    pub(super) fn may_have(&self, effect: Effect) -> bool {
        self.rule.effects.contains(&effect)
    }

    /// The findings so far, each with the resource that it is about.
    pub(super) fn each(&mut self) -> impl Iterator<Item = (Option<ResourceId>, &mut Finding)> {
        self.findings.iter_mut().map(|finding| {
            let id = finding.primary.place.resource.as_ref().map(|resource| resource.id);
            (id, finding)
        })
    }

    /// The findings. The last finding of a resource with too many findings says how many more there are.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let Findings { mut findings, found, .. } = self;
        let id = |finding: &Finding| finding.primary.place.resource.as_ref().map(|resource| resource.id);
        for (resource, count) in found.into_iter().filter(|(_, count)| *count > MOST_FINDINGS) {
            if let Some(last) = findings.iter_mut().rfind(|finding| id(finding) == resource) {
                let more = wording::count(count - MOST_FINDINGS, "more finding");
                last.message.push_str(&format!(" (and {more} of this rule in the resource)"));
            }
        }
        findings
    }

    /// Adds a finding that is reported once per run, at the first place where it is not ignored.
    pub fn add_once(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let finding = self.add(place, message);
        finding.once_per_run = true;
        finding
    }

    /// Counts a check that was not possible.
    pub fn unknown(&mut self, needs: Needs) {
        *self.unknown.entry(needs).or_default() += 1;
    }
}
