//! What a rule is: its name, its severity, its effects, its page, and the function that turns facts into findings.

mod editor;
mod effect;
mod finding;
mod fix;
mod refusal;
mod run;
mod suppression;

pub use editor::Editor;
pub use effect::Effect;
pub use finding::{Certainty, Finding, Findings, Location, Needs, Severity, Unknown};
pub use fix::{Edit, Fix, FixKind};
pub use refusal::{refusal, refusal_on};
pub use run::{Outcome, Selection, UnknownRule, run};
pub use suppression::{IgnorePolicy, IgnoreState, Ignored, Suppression, Suppressions};

pub use crate::wording::{list, more_places};

use crate::cluster::Cluster;
use crate::propagation::Propagation;
use crate::session::Sessions;

/// The groups of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What is written.
    Manifest,
    /// BGPConfiguration.
    Configuration,
    /// Who a node is.
    Identity,
    /// AS numbers.
    AsNumber,
    /// Which nodes are meant.
    Selector,
    /// Whether the two ends of a session fit.
    Session,
    /// Whether routes get there.
    Reflector,
    /// BGPFilter.
    Filter,
    /// IPPool beside BGP.
    Pool,
    /// What the hosts do to BGP.
    Host,
    /// Ignores of findings.
    Suppression,
}

impl Group {
    /// The group's name, which is also its folder's.
    pub fn name(self) -> &'static str {
        match self {
            Group::Manifest => "manifest",
            Group::Configuration => "configuration",
            Group::Identity => "identity",
            Group::AsNumber => "as-number",
            Group::Selector => "selector",
            Group::Session => "session",
            Group::Reflector => "reflector",
            Group::Filter => "filter",
            Group::Pool => "pool",
            Group::Host => "host",
            Group::Suppression => "suppression",
        }
    }
}

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
    fn run(self, propagation: &Propagation, findings: &mut Findings) {
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
