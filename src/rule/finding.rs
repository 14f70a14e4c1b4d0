//! What a rule says of its finding: label, help, fix, another severity, and on what it depends.

use super::definition::{Finding, Location};
use super::effect::Effect;
use super::fix::Fix;
use super::severity::{Certainty, Severity};
use crate::cluster::Inventory;
use crate::resource::Place;

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
