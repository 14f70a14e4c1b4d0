//! The methods with which a rule completes its finding: label, help, fix, severity and condition.

use super::definition::{Finding, Location};
use super::effect::Effect;
use super::fix::Fix;
use super::severity::{Certainty, Severity};
use crate::bounded::bounded;
use crate::cluster::Inventory;
use crate::resource::Place;

/// The most related places of a finding; further places are counted.
const MOST_RELATED: usize = 50;

impl Finding {
    /// Adds a few words beside the characters at fault.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Finding {
        self.primary.label = bounded(label);
        self
    }

    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Finding {
        self.help = Some(bounded(help));
        self
    }

    /// Adds another place that belongs to the finding.
    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Finding {
        match self.related.len() < MOST_RELATED {
            true => self.related.push(Location { place, label: bounded(label) }),
            false => self.more_related += 1,
        }
        self
    }

    /// Sets another severity than the rule's.
    pub fn severity(&mut self, severity: Severity) -> &mut Finding {
        self.severity = severity;
        self
    }

    /// Sets another effect than the first one of the rule. It must be one of the rule's effects.
    pub fn with_effect(&mut self, effect: Effect) -> &mut Finding {
        debug_assert!(self.rule.effects.contains(&effect), "{} does not list {}", self.rule.name, effect.name());
        self.effect = effect;
        self
    }

    /// Adds a fix, if there is one.
    pub fn fix(&mut self, fix: impl Into<Option<Fix>>) -> &mut Finding {
        self.fixes.extend(fix.into());
        self
    }

    /// Lowers the severity and makes the finding conditional if the node list is not complete, because another node might
    /// remove the finding.
    pub fn unless_more_nodes(&mut self, inventory: Inventory) -> &mut Finding {
        if inventory == Inventory::Complete {
            return self;
        }
        self.severity = self.severity.lowered();
        self.conditional("if there are no other nodes")
    }

    /// Makes the finding a conditional info, because a patch changes its place and patches are not applied.
    pub(super) fn unless_patched(&mut self) -> &mut Finding {
        self.severity = Severity::Info;
        self.conditional("if no patch changes the object")
    }

    /// Lowers the severity and makes the finding conditional, because kustomize may add objects that bgplint cannot read.
    pub(super) fn unless_kustomize_makes_more(&mut self) -> &mut Finding {
        self.severity = self.severity.lowered();
        self.conditional("if kustomize adds or renames nothing here")
    }

    /// Adds a condition, as a clause that begins with "if".
    pub fn conditional(&mut self, assumption: &str) -> &mut Finding {
        self.certainty = Certainty::Conditional;
        self.message.push_str(&format!(" ({assumption})"));
        self
    }
}
