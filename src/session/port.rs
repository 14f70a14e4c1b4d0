//! The port as part of a claim.

use crate::cluster::BGP_PORT;
use crate::known::Known;

/// The port as part of a claim; 179 and no port are the same (Calico: `combineAddrAndPort`).
pub(super) fn claim_key(port: Known<u16>) -> Known<u16> {
    port.unless(|port| *port == BGP_PORT)
}
