//! Cluster → the sessions that Calico builds on every node, and whether their two ends fit.
//!
//! What confd renders is a pure function of the resources (Calico: `confd/pkg/backends/calico/client.go` and
//! `bgp_processor.go`). `plan` holds what it depends on, `claims` who peers with whom, `rendered` how, `fit` whether the two
//! ends agree, and `freeze` where BIRD refuses the whole file.

mod claims;
mod fit;
mod freeze;
mod pairs;
mod password;
mod peering;
mod plan;
mod rendered;
mod terms;

pub use fit::{BGP_PORT, Fit, Status};
pub use freeze::{Cause, Freeze};
pub use pairs::{Misfit, Pairs, Rivalry, RivalryKind};
pub use password::Password;
pub use peering::{PeerId, Peering, Scope, Target};
pub use plan::{FilterRules, Globals, Sessions};
pub use rendered::{Kind, NextHop, Origin, Rival, Session};
pub use terms::differing_terms;
