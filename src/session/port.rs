//! The port of BGP, and a port as a part of what a BGPPeer claims.

use crate::known::Known;

/// The port of BGP (RFC 4271).
pub const BGP_PORT: u16 = 179;

/// The port as a part of what is claimed; 179 and none are the same (Calico: `combineAddrAndPort`).
pub(super) fn claim_key(port: Known<u16>) -> Known<u16> {
    port.except(&BGP_PORT)
}
