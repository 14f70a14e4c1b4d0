//! What each gate does with a resource, release by release: takes it, refuses it with a reason, or drops fields.
//!
//! Two gates lead into a cluster. `crd` is the Kubernetes API server with Calico's CRDs, `calico` is Calico's own code. The
//! knowledge is one table per kind (`kinds/`): fields and checks, each with the releases in which each gate makes it.

mod checks;
mod content;
mod forms;
mod judge;
mod kinds;
mod metadata;
mod places;
mod releases;
mod table;
mod verdict;
mod walk;

pub use checks::{KnownCheck, known_checks};
pub use judge::{judge, releases_seen};
pub use metadata::is_label_value;
pub use places::{tell, touching};
pub use releases::{COLUMNS, Releases};
pub use verdict::{Gate, Outcome, Reason, Topic, Verdict};

use table::{Form, Row, Shape};

use crate::kind::Kind;

/// The tables of a kind: of `spec`, and of `status` where Calico checks it.
fn shapes(kind: Kind) -> Option<(&'static Shape, Option<&'static Shape>)> {
    Some(match kind {
        Kind::BgpPeer => (&kinds::bgp_peer::SPEC, None),
        Kind::BgpConfiguration => (&kinds::bgp_configuration::SPEC, None),
        Kind::BgpFilter => (&kinds::bgp_filter::SPEC, None),
        Kind::IpPool => (&kinds::ip_pool::SPEC, None),
        Kind::IpReservation => (&kinds::ip_reservation::SPEC, None),
        Kind::CalicoNodeStatus => (&kinds::calico_node_status::SPEC, None),
        Kind::CalicoNode => (&kinds::calico_node::SPEC, Some(&kinds::calico_node::STATUS)),
        _ => return None,
    })
}

/// The fields of `spec` of a kind, each with the releases that have it; `None` for a kind that admission does not judge.
pub fn spec_fields(kind: Kind) -> Option<impl Iterator<Item = (&'static str, Releases)>> {
    shapes(kind).map(|(spec, _)| spec.rows.iter().map(|row| (row.key, row.releases)))
}

/// The fields of the mapping that is the value of a field of a kind.
pub fn fields_in(kind: Kind, field: &str) -> Vec<&'static str> {
    fn below(shape: &'static Shape, field: &str) -> Option<&'static Shape> {
        shape.rows.iter().find_map(|row| match &row.form {
            Form::Mapping(inner) if row.key == field => Some(*inner),
            Form::Mapping(inner) => below(inner, field),
            Form::List(Row { form: Form::Mapping(inner), .. }) => below(inner, field),
            _ => None,
        })
    }
    let shape = shapes(kind).and_then(|(spec, _)| below(spec, field));
    shape.map_or(Vec::new(), |shape| shape.rows.iter().map(|row| row.key).collect())
}

/// Whether Calico takes a text for an interface, or a pattern of interfaces.
pub fn is_interface(text: &str) -> bool {
    (forms::INTERFACE.is_met)(text)
}

/// Whether Calico takes a text for an interface to ignore.
pub fn is_ignorable_interface(text: &str) -> bool {
    (forms::IGNORED_INTERFACE.is_met)(text)
}
