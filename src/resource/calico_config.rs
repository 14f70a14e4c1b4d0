//! The ConfigMap `calico-config` of Calico's manifests.

use super::reader::{FieldName, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;

/// The name of the ConfigMap.
const NAME: &str = "calico-config";
/// The field with the settings.
const DATA: FieldName = FieldName::new("data");

vocabulary! {
    /// The program that distributes routes between nodes.
    Backend {
        /// BGP, by BIRD.
        "bird" => Bird,
        /// Felix alone, for VXLAN.
        "vxlan" => Vxlan,
        /// No program.
        "none" => None,
    }
}

impl Backend {
    /// Whether calico-node runs BIRD.
    pub fn has_bgp(self) -> bool {
        self == Backend::Bird
    }
}

fields! {
    /// The settings in Calico's manifests that BGP depends on.
    pub struct CalicoConfig, CalicoConfigNames {
        /// The program that distributes routes between nodes.
        backend: Backend = "calico_backend" => |slot| slot.word();
    }
}

impl ReadKind for CalicoConfig {
    fn read_kind(reading: &mut Reading) -> Option<CalicoConfig> {
        if !reading.is_named(NAME) {
            return None;
        }
        let data = reading.root().field(DATA).object(CalicoConfig::FIELDS, CalicoConfig::read);
        Some(data.into_value())
    }
}
