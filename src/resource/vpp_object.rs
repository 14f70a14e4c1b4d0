//! Objects of the VPP dataplane: only their existence matters here.

use super::reading::{ReadKind, Reading};
use crate::kind::Kind;

/// The objects that a cluster has only with the VPP dataplane, by kind and name.
const NAMES: [(Kind, &str); 3] = [
    (Kind::ConfigMap, "calico-vpp-config"),
    (Kind::DaemonSet, "calico-vpp-node"),
    (Kind::Namespace, VppObject::NAMESPACE),
];

/// An object that a cluster has only with the VPP dataplane.
#[derive(Clone, Copy, Debug, Default)]
pub struct VppObject;

impl VppObject {
    /// The namespace of the VPP dataplane.
    pub const NAMESPACE: &'static str = "calico-vpp-dataplane";
}

impl ReadKind for VppObject {
    fn read_kind(reading: &mut Reading) -> Option<VppObject> {
        NAMES.iter().any(|(kind, name)| *kind == reading.kind && reading.is_named(name)).then_some(VppObject)
    }
}
