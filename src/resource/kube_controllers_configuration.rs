//! KubeControllersConfiguration: the fields about HostEndpoints.

use super::bgp_configuration::Switch;
use super::field::Field;
use super::reader::{FieldName, FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};

fields! {
    /// The settings of calico-kube-controllers.
    pub struct KubeControllersConfiguration, KubeControllersConfigurationNames {
        /// Whether every node gets a HostEndpoint: `controllers.node.hostEndpoint.autoCreate`.
        auto_create: Switch = "controllers" => |slot| read_auto_create(slot);
    }
}

const NODE: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("node"))];
const HOST_ENDPOINT: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("hostEndpoint"))];
const AUTO_CREATE: &[FieldSpec; 1] = &[FieldSpec::new(FieldName::new("autoCreate"))];

fn read_auto_create(controllers: Slot) -> Field<Switch> {
    controllers.only(NODE, |node| node.only(HOST_ENDPOINT, |endpoint| endpoint.only(AUTO_CREATE, |word| word.word())))
}

impl ReadKind for KubeControllersConfiguration {
    const SPEC: &'static [FieldSpec] = KubeControllersConfiguration::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<KubeControllersConfiguration> {
        Some(reading.spec(KubeControllersConfiguration::FIELDS, KubeControllersConfiguration::read))
    }
}
