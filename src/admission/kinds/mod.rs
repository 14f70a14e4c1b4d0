//! The tables, one file per kind.

pub mod bgp_configuration;
pub mod bgp_filter;
pub mod bgp_peer;
pub mod calico_node;
pub mod calico_node_status;
pub mod ip_pool;
pub mod ip_reservation;
pub mod shared;
