//! What a rule is, and what it finds: each names the other.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::fix::{Fix, FixKind};
use super::group::Group;
use super::severity::{Certainty, Needs, Severity};
use super::suppression::Suppressions;
use crate::cluster::Cluster;
use crate::propagation::Propagation;
use crate::resource::Place;
use crate::session::Sessions;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which is public and never changes its meaning: it names the offence.
    pub name: &'static str,
    /// Its group.
    pub group: Group,
    /// The severity of its findings where they say nothing else.
    pub severity: Severity,
    /// Whether it runs only when asked for.
    pub is_pedantic: bool,
    /// What its findings rest on.
    pub scope: Scope,
    /// What its findings may have for an effect; the first one is that of findings which name no other.
    pub effects: &'static [Effect],
    /// Whether its findings may carry fixes.
    pub fix: FixKind,
    /// One line on what it finds.
    pub summary: &'static str,
    /// Its page (`rules/<name>.md`).
    pub page: &'static str,
    /// Looks at a cluster and reports what it finds.
    pub check: Check,
}

/// What the findings of a rule rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The one resource that a finding is about.
    Resource,
    /// Other resources too, which may not be read, or the Calico release, which may not be known.
    Cluster,
}

/// The stage whose facts a rule turns into findings.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// What the cluster is.
    Cluster(fn(&Cluster, &mut Findings)),
    /// Who peers with whom.
    Sessions(fn(&Sessions, &mut Findings)),
    /// Where routes get to.
    Propagation(fn(&Propagation, &mut Findings)),
    /// What became of the ignores, once all other rules have run.
    Suppressions(fn(&Suppressions, &mut Findings)),
}

impl Check {
    /// Makes the check.
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
    /// Whether the rule belongs to the freeze class: BIRD refuses the file because of what the rule finds, and the old BGP
    /// configuration stays.
    pub fn is_freeze(&self) -> bool {
        self.effects.contains(&Effect::Frozen)
    }

    /// The effect of its findings that name no other.
    pub fn default_effect(&self) -> Effect {
        self.effects.first().copied().unwrap_or(Effect::Cleanup)
    }

    /// Whether a name is its own, or that of its group.
    pub fn is_named(&self, name: &str) -> bool {
        name == self.name || name == self.group.name()
    }

    /// Where its page can be read.
    pub fn url(&self) -> String {
        format!("https://bgplint.dev/rules/{}", self.name)
    }
}

/// A place that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The place.
    pub place: Place,
    /// A few words to write beside it; may be empty.
    pub label: String,
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// What happens at run time; one of the effects of its rule.
    pub effect: Effect,
    /// What is wrong and what follows from it at run time.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The offending characters.
    pub primary: Location,
    /// Other places that have to do with it.
    pub related: Vec<Location>,
    /// Ways to remove the cause, the best first.
    pub fixes: Vec<Fix>,
    /// The clusters in which it holds, by name; none where the input is one cluster.
    pub clusters: Vec<String>,
    /// The clusters in which its rule finds something else at the same place.
    pub other_findings_in: Vec<String>,
    /// Whether it is reported once per run only, however many places it has.
    pub once_per_run: bool,
}

/// Checks that could not be made.
pub type Unknown = BTreeMap<Needs, usize>;

/// What one rule finds.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    pub(super) findings: Vec<Finding>,
    pub(super) unknown: Unknown,
}

impl Findings {
    /// Nothing yet.
    pub fn new(rule: &'static Rule) -> Findings {
        Findings { rule, findings: Vec::new(), unknown: Unknown::new() }
    }

    /// Adds a definite finding of the rule's severity; the methods of [`Finding`] say more of it.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            certainty: Certainty::Definite,
            effect: self.rule.default_effect(),
            message: message.into(),
            help: None,
            primary: Location { place, label: String::new() },
            related: Vec::new(),
            fixes: Vec::new(),
            clusters: Vec::new(),
            other_findings_in: Vec::new(),
            once_per_run: false,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Adds a finding that is reported once per run, at the first of its places that is not ignored.
    pub fn add_once(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let finding = self.add(place, message);
        finding.once_per_run = true;
        finding
    }

    /// Counts a check that could not be made.
    pub fn unknown(&mut self, needs: Needs) {
        *self.unknown.entry(needs).or_default() += 1;
    }
}
