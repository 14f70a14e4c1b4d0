//! Resources → one cluster: its nodes, settings and selectors, and how much of the cluster is known.

mod addressed;
mod bgp_switch;
mod class;
mod defaults;
mod failsafe;
mod failure_domain;
mod filter_table;
mod filters;
mod ids;
mod label_index;
mod labels;
mod listen_port;
mod manifests;
mod node;
mod pool_filters;
mod product;
mod router_id;
mod secret_table;
mod secrets;
mod selector;
mod slip;
mod speaker;
mod tunnels;
mod unmatched;

pub use addressed::{Addressed, overlap};
pub use bgp_switch::SwitchedOff;
pub use class::{Classes, NodeClass};
pub use failsafe::FailsafeList;
pub use failure_domain::{FailureDomain, FailureDomains};
pub use filter_table::FilterUser;
pub use ids::{ClassId, SelectorId, SpeakerId};
pub use labels::KnownLabels;
pub use listen_port::{BGP_PORT, ListenPorts};
pub use manifests::{Cluster, clusters};
pub use node::{Fact, Node};
pub use pool_filters::{Accepted, BroadAccept, MissedBlocks};
pub use router_id::RouterIdSource;
pub use secret_table::FoundSecret;
pub use secrets::{Access, SecretReference, SecretUse};
pub use selector::{Matches, SelectorField, WrittenSelector};
pub use slip::SelectorSlip;
pub use speaker::{Speaker, Speakers};
pub use tunnels::GivenMtu;
pub use unmatched::Unmatched;

pub use crate::grouping::Inventory;
