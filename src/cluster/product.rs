//! The product that runs in the cluster: open source Calico or Calico Enterprise.

use super::Cluster;
use crate::resource::{EnterpriseObject, Installation};

impl Cluster<'_> {
    /// Whether the cluster certainly runs Calico Enterprise: the operator installs it, or an object has a kind that open
    /// source Calico does not have.
    pub fn is_enterprise(&self) -> bool {
        let mut installations = self.all::<Installation>();
        installations.any(|(_, installation)| installation.is_enterprise())
            || self.all::<EnterpriseObject>().next().is_some()
    }
}
