//! Freezes: BIRD rejects the whole file, so the node keeps its old BGP configuration, and later changes have no effect
//! either (Calico: confd's `check_cmd`; the checks of BIRD 1.6.8).

mod configuration;
mod filters;
mod nodes;
mod reason;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::cluster::ClassId;
use crate::ids::IdVec;
use crate::resource::{FieldSpan, Resource};
use crate::value::Family;

pub use reason::{Cause, Freeze};

use super::plan::Plan;

/// The reasons for which BIRD rejects files, and the classes of the nodes that are frozen.
#[derive(Debug)]
pub struct Freezes<'c> {
    all: Vec<Freeze<'c>>,
    /// For each class and family, whether BIRD rejects the file.
    frozen: IdVec<ClassId, [bool; 2]>,
    /// For each address of several nodes, the classes whose file BIRD rejects because two sessions have the same name.
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

    /// Whether BIRD rejects the file of a class's nodes for a family, so that the file has no effect.
    pub fn is_frozen(&self, class: ClassId, family: Family) -> bool {
        self.frozen[class][family as usize]
    }

    /// The reasons in a place of a resource.
    pub fn at(&self, resource: &Resource, span: FieldSpan) -> impl Iterator<Item = &Freeze<'c>> {
        let is_there = move |freeze: &&Freeze| {
            freeze.span == Some(span) && freeze.resource.is_some_and(|own| own.id == resource.id)
        };
        self.all.iter().filter(is_there)
    }

    /// The classes whose file BIRD rejects for a cause.
    pub fn refused_by(&self, cause: Cause) -> BTreeSet<ClassId> {
        let freezes = self.all.iter().filter(|freeze| freeze.cause == cause);
        freezes.flat_map(|freeze| freeze.classes.iter().copied()).collect()
    }

    /// The classes whose file BIRD rejects because several other nodes have this address, so that two sessions have the
    /// same name.
    pub fn refused_for_sharing(&self, address: IpAddr) -> BTreeSet<ClassId> {
        self.doubled.get(&address).cloned().unwrap_or_default()
    }
}
