//! A port as a part of what a BGPPeer claims.

use crate::cluster::BGP_PORT;
use crate::known::Known;

/// The port as a part of what is claimed; 179 and none are the same (Calico: `combineAddrAndPort`).
pub(super) fn claim_key(port: Known<u16>) -> Known<u16> {
    port.unless(|port| *port == BGP_PORT)
}
