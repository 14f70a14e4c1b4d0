//! A reason why BIRD rejects the whole configuration of some nodes.

use std::collections::BTreeSet;

use crate::cluster::ClassId;
use crate::names::names;
use crate::resource::{FieldSpan, Resource};
use crate::value::Family;

names! {
    /// Why BIRD rejects a file.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Cause {
        /// A neighbor without an AS number: `as 0`.
        "a neighbor without an AS number" => NoPeerAs,
        /// The node's own AS number is 0.
        "AS number 0" => NoLocalAs,
        /// The neighbor is `0.0.0.0` or `::`.
        "an unspecified address as neighbor" => NoNeighbor,
        /// The neighbor is link-local, while every session is multihop.
        "a link-local neighbor" => LinkLocal,
        /// A restart or keepalive time that is negative, or greater than BIRD can store.
        "a time outside its range" => Time,
        /// A password with a line end or a double quote.
        "a password with a line end or a double quote" => Password,
        /// A gateway (`reachableBy`) that is not an address of the session's family.
        "a gateway that is not an address of the session's family" => Gateway,
        /// No router ID, or a text that is not a router ID.
        "no router ID" => NoRouterId,
        /// A cluster ID with a mask, where there is a client.
        "a cluster ID with a mask" => ClusterId,
        /// Two sessions with the same name, because two neighbors have the same address.
        "two neighbors with the same address" => RepeatedName,
        /// A BGPFilter, which every node renders.
        "an invalid filter rule" => Filter,
        /// A part of a BGPConfiguration other than its sessions.
        "an invalid value" => Configuration,
    }
}

/// A reason why BIRD rejects the whole configuration of some nodes.
#[derive(Clone, Debug)]
pub struct Freeze<'c> {
    /// The reason.
    pub cause: Cause,
    /// The resource with the fault; `None` where no single resource has it.
    pub resource: Option<&'c Resource>,
    /// The place of the fault in the resource.
    pub span: Option<FieldSpan>,
    /// The families whose file BIRD rejects.
    pub families: Vec<Family>,
    /// The classes of the nodes.
    pub classes: BTreeSet<ClassId>,
}
