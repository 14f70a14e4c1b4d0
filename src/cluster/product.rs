//! What runs in the cluster: open source Calico or Calico Enterprise, with BIRD or with the VPP dataplane.

use super::Cluster;
use crate::resource::{EnterpriseObject, Installation, Resource, VppObject};

impl Cluster<'_> {
    /// Whether the cluster certainly runs Calico Enterprise: the operator installs it, or an object has a kind that open
    /// source Calico does not have.
    pub fn is_enterprise(&self) -> bool {
        let mut installations = self.all::<Installation>();
        installations.any(|(_, installation)| installation.is_enterprise())
            || self.all::<EnterpriseObject>().next().is_some()
    }

    /// Whether the cluster certainly has the VPP dataplane, whose agent speaks BGP in place of BIRD: the operator installs it,
    /// or an object of it is in the input.
    pub fn has_vpp(&self) -> bool {
        let is_in_namespace =
            |resource: &Resource| resource.metadata.namespace.value().is_some_and(|own| own == VppObject::NAMESPACE);
        self.all::<Installation>().any(|(_, installation)| installation.has_vpp())
            || self.all::<VppObject>().next().is_some()
            || self.resources().any(is_in_namespace)
    }
}
