//! CalicoNodeStatus (Calico: `api/pkg/apis/projectcalico/v3/nodestatus.go`).

use super::field::Field;
use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;

vocabulary! {
    /// The information that a node can report (`classes`).
    StatusClass {
        /// The state of BIRD.
        "Agent" => Agent,
        /// The sessions.
        "BGP" => Bgp,
        /// The routes.
        "Routes" => Routes,
    }
}

fields! {
    /// A request to report the state of one node.
    pub struct CalicoNodeStatus, CalicoNodeStatusNames {
        /// The information to report.
        classes: Vec<Field<StatusClass>> = "classes" => |slot| slot.list(|item| item.word());
        /// The node that reports.
        node: String = "node" => |slot| slot.text();
        /// The interval of the reports in seconds; 0 turns them off.
        update_period_seconds: i64 = "updatePeriodSeconds" => |slot| slot.integer(0, 86_400);
    }
}

impl ReadKind for CalicoNodeStatus {
    const SPEC: &'static [FieldSpec] = CalicoNodeStatus::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<CalicoNodeStatus> {
        Some(reading.spec(CalicoNodeStatus::FIELDS, CalicoNodeStatus::read))
    }
}
