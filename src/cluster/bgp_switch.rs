//! Whether the cluster is installed without BGP, and where that is set.

use super::Cluster;
use crate::resource::{Body, FieldSpan, Resource, Switch, Variable, Word};

/// The setting that turns BGP off.
#[derive(Clone, Debug)]
pub struct SwitchedOff<'a> {
    /// The resource with the setting.
    pub resource: &'a Resource,
    /// The place.
    pub span: FieldSpan,
    /// The setting, as a clause.
    pub what: String,
    /// How to turn BGP on, as an imperative.
    pub how_on: String,
}

impl<'a> Cluster<'a> {
    /// The setting that turns BGP off, if any; calico-node then runs no BIRD. With the VPP dataplane the setting only says
    /// that the agent of VPP speaks BGP.
    pub fn switched_off(&self) -> Option<SwitchedOff<'a>> {
        if self.has_vpp() {
            return None;
        }
        self.resources().find_map(|resource| {
            let (span, what, how_on) = self.switch_off(resource)?;
            Some(SwitchedOff { resource, span, what, how_on })
        })
    }

    fn switch_off(&self, resource: &Resource) -> Option<(FieldSpan, String, String)> {
        match &resource.body {
            Body::Installation(installation) => {
                let bgp = installation.bgp()?;
                let is_off = bgp.value() == Some(&Switch::Disabled);
                let how_on = "set `bgp: Enabled` in the Installation".to_owned();
                Some((bgp.span()?, "the Installation has `bgp: Disabled`".to_owned(), how_on)).filter(|_| is_off)
            }
            Body::CalicoNodeDaemonSet(daemon_set) => {
                let (backend, span) = daemon_set.backend().filter(|(backend, _)| !backend.has_bgp())?;
                let variable = Variable::Backend.text();
                let how_on = format!("set {variable} of calico-node to `bird`");
                Some((span, format!("calico-node has {variable} `{backend}`"), how_on))
            }
            Body::CalicoConfig(config) => {
                // A DaemonSet that sets the backend itself does not read the ConfigMap.
                let own = self.calico_node().and_then(|(_, daemon_set)| daemon_set.variable(Variable::Backend));
                let is_asked = own.is_none_or(|backend| backend.value().is_none());
                let backend = config.backend.value().filter(|backend| !backend.has_bgp() && is_asked)?;
                let how_on = "set `calico_backend: bird` in calico-config".to_owned();
                Some((config.backend.span()?, format!("calico-config has `calico_backend: {backend}`"), how_on))
            }
            _ => None,
        }
    }
}
