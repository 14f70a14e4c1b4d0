//! A reason for which BIRD refuses the files of some nodes.

use std::collections::BTreeSet;

use crate::cluster::ClassId;
use crate::resource::value::Family;
use crate::resource::{FieldSpan, Resource};

/// Why BIRD refuses a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A neighbour without an AS number: `as 0`.
    NoPeerAs,
    /// The node's own AS number is 0.
    NoLocalAs,
    /// The neighbour is `0.0.0.0` or `::`.
    NoNeighbour,
    /// The neighbour is link-local, while every session is multihop.
    LinkLocal,
    /// A restart or keepalive time below zero, or beyond what BIRD can hold.
    Time,
    /// A password with a line end or a double quote.
    Password,
    /// No router ID, or a text that is none.
    NoRouterId,
    /// A cluster ID with a mask, where there is a client.
    ClusterId,
    /// Two sessions of one name, since two neighbours have one address.
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
            Cause::NoPeerAs => "a neighbour without an AS number",
            Cause::NoLocalAs => "AS number 0",
            Cause::NoNeighbour => "a neighbour that stands for none",
            Cause::LinkLocal => "a link-local neighbour",
            Cause::Time => "a time that it cannot hold",
            Cause::Password => "a password with a line end or a double quote",
            Cause::NoRouterId => "no router ID",
            Cause::ClusterId => "a cluster ID with a mask",
            Cause::RepeatedName => "two neighbours with one address",
            Cause::Filter => "a rule that it cannot read",
            Cause::Configuration => "a value that it cannot read",
        }
    }
}

/// A reason for which BIRD refuses the files of some nodes.
#[derive(Clone, Debug)]
pub struct Freeze<'c> {
    /// The reason.
    pub cause: Cause,
    /// The resource that gives it; `None` where it is no single one.
    pub resource: Option<&'c Resource>,
    /// The place within it, where it is written.
    pub span: Option<FieldSpan>,
    /// The families whose file is refused.
    pub families: Vec<Family>,
    /// The classes of the nodes.
    pub classes: BTreeSet<ClassId>,
}
