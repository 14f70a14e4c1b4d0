//! Where BIRD refuses the whole file, so that a node keeps its old BGP configuration and later changes do not apply either
//! (Calico: confd's `check_cmd`; what BIRD 1.6.8 refuses).

mod configuration;
mod filters;
mod nodes;
mod reason;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::cluster::ClassId;
use crate::ids::IdVec;
use crate::resource::value::Family;
use crate::resource::{FieldSpan, Resource};

pub use reason::{Cause, Freeze};

use super::plan::Plan;

/// The reasons for which BIRD refuses files, and the classes of nodes that they freeze.
#[derive(Debug)]
pub struct Freezes<'c> {
    all: Vec<Freeze<'c>>,
    /// By class and family: whether the file is refused.
    frozen: IdVec<ClassId, [bool; 2]>,
    /// By address that several nodes have: the classes that are refused for two sessions of one name.
    doubled: BTreeMap<IpAddr, BTreeSet<ClassId>>,
}

/// Finds the reasons.
pub(super) fn find<'c>(plan: &Plan<'c>) -> Freezes<'c> {
    let doubled = nodes::doubled_sessions(plan);
    let mut all = nodes::find(plan);
    all.extend(sessions::find(plan));
    all.extend(nodes::repeated_names(&doubled));
    all.extend(filters::find(plan));
    all.extend(configuration::find(plan));
    let mut frozen = IdVec::for_each_of(plan.classes.all(), |_| [false; 2]);
    for freeze in &all {
        for class in &freeze.classes {
            for family in &freeze.families {
                frozen[*class][*family as usize] = true;
            }
        }
    }
    Freezes { all, frozen, doubled }
}

impl<'c> Freezes<'c> {
    /// All reasons.
    pub fn all(&self) -> &[Freeze<'c>] {
        &self.all
    }

    /// Whether BIRD refuses the file of a class's nodes for a family, so that nothing in it applies.
    pub fn is_frozen(&self, class: ClassId, family: Family) -> bool {
        self.frozen[class][family as usize]
    }

    /// The reasons that a place in a resource gives.
    pub fn at(&self, resource: &Resource, span: FieldSpan) -> impl Iterator<Item = &Freeze<'c>> {
        let is_there = move |freeze: &&Freeze| {
            freeze.span == Some(span) && freeze.resource.is_some_and(|own| own.id == resource.id)
        };
        self.all.iter().filter(is_there)
    }

    /// The classes whose nodes' files are refused for a reason.
    pub fn refused_by(&self, cause: Cause) -> BTreeSet<ClassId> {
        let freezes = self.all.iter().filter(|freeze| freeze.cause == cause);
        freezes.flat_map(|freeze| freeze.classes.iter().copied()).collect()
    }

    /// The classes whose nodes' file is refused since several other nodes have this address, so that two sessions have one
    /// name.
    pub fn refused_for_sharing(&self, address: IpAddr) -> BTreeSet<ClassId> {
        self.doubled.get(&address).cloned().unwrap_or_default()
    }
}
