//! The content of a resource, by kind. The types are generated from the table of kinds, so a kind without a reader does not
//! compile.

use super::bgp_configuration::BgpConfiguration;
use super::bgp_filter::BgpFilter;
use super::bgp_peer::BgpPeer;
use super::calico_config::CalicoConfig;
use super::calico_node_daemon_set::CalicoNodeDaemonSet;
use super::calico_node_status::CalicoNodeStatus;
use super::enterprise_object::EnterpriseObject;
use super::felix_configuration::FelixConfiguration;
use super::global_network_policy::GlobalNetworkPolicy;
use super::host_endpoint::HostEndpoint;
use super::installation::Installation;
use super::ip_pool::IpPool;
use super::ip_reservation::IpReservation;
use super::kube_controllers_configuration::KubeControllersConfiguration;
use super::kustomization::Kustomization;
use super::metallb::{MetalLbAdvertisement, MetalLbPeer, MetalLbPool};
use super::node::Node;
use super::rbac::{Role, RoleBinding};
use super::reader::FieldSpec;
use super::reading::{ReadKind, Reading};
use super::secret::{Secret, SecretToCome};
use super::vpp_object::VppObject;
use crate::kind::{Kind, with_kinds};

/// The content of resources of one or several kinds.
pub trait KindBody: Sized {
    /// The content of a resource of these kinds; `None` for other kinds.
    fn of(body: &Body) -> Option<&Self>;
}

/// Generates the bodies, with the code that reads and finds each of them.
macro_rules! bodies {
    ($($body:ident { $($(#[$about:meta])* $kind:ident = $spec:expr;)+ })+) => {
        /// The content of a resource, by kind.
        #[derive(Debug)]
        pub enum Body {
            $(
                #[doc = concat!("What is said by: ", $(stringify!($kind), " "),+)]
                $body(Box<$body>),
            )+
            /// An object that cannot be read as any kind.
            Unusable,
        }

        impl Body {
            /// Reads a resource; `None` where the resource turns out not to concern bgplint.
            pub(super) fn read(reading: &mut Reading) -> Option<Body> {
                // Some kinds have a body of their own too.
                if let Some(own) = VppObject::read_kind(reading) {
                    return Some(Body::VppObject(Box::new(own)));
                }
                Some(match reading.kind {
                    $($(Kind::$kind)|+ => Body::$body(Box::new($body::read_kind(reading)?)),)+
                })
            }

            /// The fields of `spec` of a kind.
            fn spec_of(kind: Kind) -> &'static [FieldSpec] {
                match kind {
                    $($(Kind::$kind)|+ => <$body as ReadKind>::SPEC,)+
                }
            }
        }

        $(
            impl KindBody for $body {
                fn of(body: &Body) -> Option<&$body> {
                    match body {
                        Body::$body(own) => Some(own),
                        _ => None,
                    }
                }
            }
        )+
    };
}
with_kinds!(bodies);

/// The kinds of Calico with this key in their `spec`.
pub fn kinds_with_field(key: &str) -> impl Iterator<Item = Kind> {
    let has = move |kind: &Kind| Body::spec_of(*kind).iter().any(|field| field.name.key() == key);
    Kind::ALL.iter().copied().filter(|kind| kind.is_calico()).filter(has)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::admission::spec_fields;

    #[test]
    fn the_reader_and_admission_know_the_same_fields() {
        for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_calico()) {
            let judged = spec_fields(kind).unwrap_or_else(|| panic!("admission has a table for {}", kind.name()));
            let judged: BTreeSet<&str> = judged.map(|(key, _)| key).collect();
            let read: BTreeSet<&str> = Body::spec_of(kind).iter().map(|field| field.name.key()).collect();
            assert_eq!(judged, read, "{}", kind.name());
        }
    }
}
