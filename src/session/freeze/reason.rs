//! A reason why BIRD rejects the whole configuration of some nodes.

use std::collections::BTreeSet;

use crate::cluster::ClassId;
use crate::resource::value::Family;
use crate::resource::{FieldSpan, Resource};

/// Why BIRD rejects a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A neighbor without an AS number: `as 0`.
    NoPeerAs,
    /// The node's own AS number is 0.
    NoLocalAs,
    /// The neighbor is `0.0.0.0` or `::`.
    NoNeighbor,
    /// The neighbor is link-local, while every session is multihop.
    LinkLocal,
    /// A restart or keepalive time below zero, or beyond what BIRD can hold.
    Time,
    /// A password with a line end or a double quote.
    Password,
    /// No router ID, or a text that is not a router ID.
    NoRouterId,
    /// A cluster ID with a mask, where there is a client.
    ClusterId,
    /// Two sessions with the same name, since two neighbors have the same address.
    RepeatedName,
    /// A BGPFilter, which every node renders.
    Filter,
    /// A part of a BGPConfiguration other than its sessions.
    Configuration,
}

impl Cause {
    /// The reason in words.
    pub fn name(self) -> &'static str {
        match self {
            Cause::NoPeerAs => "a neighbor without an AS number",
            Cause::NoLocalAs => "AS number 0",
            Cause::NoNeighbor => "an unspecified address as neighbor",
            Cause::LinkLocal => "a link-local neighbor",
            Cause::Time => "a time outside its range",
            Cause::Password => "a password with a line end or a double quote",
            Cause::NoRouterId => "no router ID",
            Cause::ClusterId => "a cluster ID with a mask",
            Cause::RepeatedName => "two neighbors with the same address",
            Cause::Filter => "an invalid filter rule",
            Cause::Configuration => "an invalid value",
        }
    }
}

/// A reason why BIRD rejects the whole configuration of some nodes.
#[derive(Clone, Debug)]
pub struct Freeze<'c> {
    /// The reason.
    pub cause: Cause,
    /// The resource that gives it; `None` where it is no single one.
    pub resource: Option<&'c Resource>,
    /// The place within it, where it is written.
    pub span: Option<FieldSpan>,
    /// The families whose file BIRD rejects.
    pub families: Vec<Family>,
    /// The classes of the nodes.
    pub classes: BTreeSet<ClassId>,
}
