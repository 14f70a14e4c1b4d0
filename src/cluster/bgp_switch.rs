//! Whether the cluster is installed without BGP, and what says so.

use super::Cluster;
use crate::resource::{Body, CalicoNodeDaemonSet, EnvironmentVariable, FieldSpan, Resource, Word, vocabulary};

/// What carries routes between nodes.
const BACKEND: &str = "CALICO_NETWORKING_BACKEND";

vocabulary! {
    /// The word of an Installation that turns BGP off or on (`bgp`).
    BgpOfInstallation {
        /// BIRD runs.
        "Enabled" => Enabled,
        /// BIRD does not run.
        "Disabled" => Disabled,
    }
}

vocabulary! {
    /// What calico-node runs to carry routes between nodes (`CALICO_NETWORKING_BACKEND`).
    NetworkingBackend {
        /// BIRD.
        "bird" => Bird,
        /// Felix alone, over VXLAN.
        "vxlan" => Vxlan,
        /// Nothing.
        "none" => None,
    }
}

/// What turns BGP off.
#[derive(Clone, Debug)]
pub struct SwitchedOff<'a> {
    /// The resource that says so.
    pub resource: &'a Resource,
    /// The place.
    pub span: FieldSpan,
    /// What it says, as a clause.
    pub what: String,
}

impl<'a> Cluster<'a> {
    /// What turns BGP off, if anything does: calico-node then runs no BIRD.
    pub fn switched_off(&self) -> Option<SwitchedOff<'a>> {
        self.resources().find_map(|resource| {
            let (span, what) = self.switch_off(resource)?;
            Some(SwitchedOff { resource, span, what })
        })
    }

    fn switch_off(&self, resource: &Resource) -> Option<(FieldSpan, String)> {
        let off =
            |backend: &str| matches!(Word::parse(backend), Some(NetworkingBackend::Vxlan | NetworkingBackend::None));
        match &resource.body {
            Body::Installation(installation) => {
                let (value, span) = installation.bgp.value().zip(installation.bgp.span())?;
                let is_off = Word::parse(value) == Some(BgpOfInstallation::Disabled);
                is_off.then(|| (span, "the Installation has `bgp: Disabled`".to_owned()))
            }
            Body::CalicoNodeDaemonSet(daemon_set) => {
                let variable = backend_variable(daemon_set)?;
                let (value, span) = variable.value.value().zip(variable.value.span())?;
                off(value).then(|| (span, format!("calico-node has {BACKEND} `{value}`")))
            }
            Body::CalicoConfig(config) => {
                // A DaemonSet with a backend of its own does not ask here.
                let daemon_set = self.calico_node().and_then(|(_, daemon_set)| backend_variable(daemon_set));
                let is_asked = daemon_set.is_none_or(|variable| variable.value.value().is_none());
                let (value, span) = config.backend.value().zip(config.backend.span())?;
                (off(value) && is_asked).then(|| (span, format!("calico-config has `calico_backend: {value}`")))
            }
            _ => None,
        }
    }
}

fn backend_variable(daemon_set: &CalicoNodeDaemonSet) -> Option<&EnvironmentVariable> {
    daemon_set.environment.iter().rev().find(|variable| variable.name == BACKEND)
}
