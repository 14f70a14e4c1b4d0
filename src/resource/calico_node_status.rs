//! CalicoNodeStatus (Calico: `api/pkg/apis/projectcalico/v3/nodestatus.go`).

use super::field::Field;
use super::reader::{FieldSpec, Object, field};
use super::word::vocabulary;

/// The fields of `spec`.
pub const FIELDS: &[FieldSpec] = &[field("classes"), field("node"), field("updatePeriodSeconds")];

vocabulary! {
    /// What a node can report (`classes`).
    StatusClass {
        /// The state of BIRD.
        "Agent" => Agent,
        /// The sessions.
        "BGP" => Bgp,
        /// The routes.
        "Routes" => Routes,
    }
}

/// A request to report the state of one node.
#[derive(Clone, Debug, Default)]
pub struct CalicoNodeStatus {
    /// What to report.
    pub classes: Field<Vec<Field<StatusClass>>>,
    /// Of which node.
    pub node: Field<String>,
    /// How often, in seconds; 0 is never.
    pub update_period_seconds: Field<i64>,
}

impl CalicoNodeStatus {
    pub(super) fn read(spec: &mut Object) -> CalicoNodeStatus {
        CalicoNodeStatus {
            classes: spec.field("classes").list(|item| item.word()),
            node: spec.field("node").text(),
            update_period_seconds: spec.field("updatePeriodSeconds").integer(0, 86_400, true),
        }
    }
}
