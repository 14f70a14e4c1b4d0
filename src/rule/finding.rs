//! A finding: what is wrong, how bad and how sure it is, and where.

use std::collections::BTreeMap;

use super::{Effect, Fix, Rule};
use crate::cluster::Inventory;
use crate::resource::Place;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Advice.
    Info,
    /// Very likely wrong, or a trap that has caused outages.
    Warning,
    /// Calico or BIRD will reject, drop, ignore or break something.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// One level less.
    pub fn lowered(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// True in every completion of the input.
    Definite,
    /// True if what the input holds is all there is.
    Conditional,
}

impl Certainty {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Definite => "definite",
            Certainty::Conditional => "conditional",
        }
    }
}

/// What a check lacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// The cluster's nodes.
    Nodes,
    /// The values of placeholders.
    Values,
    /// Fewer sorts of nodes, or fewer ways for a route, than the cluster has.
    Simplicity,
}

impl Needs {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Needs::Nodes => "nodes",
            Needs::Values => "values",
            Needs::Simplicity => "simplicity",
        }
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
    pub likewise_in: Vec<String>,
    /// Whether it is reported once per run only, however many places it has.
    pub is_once: bool,
}

impl Finding {
    /// Writes a few words beside the offending characters.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Finding {
        self.primary.label = label.into();
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Finding {
        self.help = Some(help.into());
        self
    }

    /// Points at another place that has to do with it.
    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Finding {
        self.related.push(Location { place, label: label.into() });
        self
    }

    /// Gives it another severity than its rule's.
    pub fn severity(&mut self, severity: Severity) -> &mut Finding {
        self.severity = severity;
        self
    }

    /// Gives it another effect than the first of its rule's; it must be among the effects of the rule.
    pub fn with_effect(&mut self, effect: Effect) -> &mut Finding {
        debug_assert!(self.rule.effects.contains(&effect), "{} does not list {}", self.rule.name, effect.name());
        self.effect = effect;
        self
    }

    /// Adds a way to remove the cause, where there is one.
    pub fn fix(&mut self, fix: impl Into<Option<Fix>>) -> &mut Finding {
        self.fixes.extend(fix.into());
        self
    }

    /// Says that more nodes could remove the finding: where not all nodes are known, its severity is one level lower and it
    /// is conditional.
    pub fn unless_more_nodes(&mut self, inventory: Inventory) -> &mut Finding {
        if inventory == Inventory::Complete {
            return self;
        }
        self.severity = self.severity.lowered();
        self.conditional("if there are no other nodes")
    }

    /// Says that the finding rests on what a patch changes, while patches are left out: it is a conditional info.
    pub(super) fn unless_patched(&mut self) -> &mut Finding {
        self.severity = Severity::Info;
        self.conditional("if no patch changes the object")
    }

    /// Says that kustomize may add to the cluster what is not read: its severity is one level lower and it is conditional.
    pub(super) fn unless_kustomize_makes_more(&mut self) -> &mut Finding {
        self.severity = self.severity.lowered();
        self.conditional("if kustomize adds or renames nothing here")
    }

    /// Says on what the finding depends, as a clause that begins with "if".
    pub fn conditional(&mut self, assumption: &str) -> &mut Finding {
        self.certainty = Certainty::Conditional;
        self.message.push_str(&format!(" ({assumption})"));
        self
    }
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
            likewise_in: Vec::new(),
            is_once: false,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Adds a finding that is reported once per run, at the first of its places that is not ignored.
    pub fn add_once(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let finding = self.add(place, message);
        finding.is_once = true;
        finding
    }

    /// Counts a check that could not be made.
    pub fn unknown(&mut self, needs: Needs) {
        *self.unknown.entry(needs).or_default() += 1;
    }
}
