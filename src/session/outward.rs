//! Nodes that meet only outside: their only sessions are with external routers of another AS.

use std::collections::BTreeMap;

use crate::known::Known;
use crate::resource::value::AsNumber;

use super::compatibility::{Comparer, Status};
use super::rendered::{Session, SessionKind};

impl Comparer<'_, '_> {
    /// The AS numbers that nodes claim whose only sessions are with external routers of another AS, and how many nodes claim
    /// each of them.
    pub(super) fn outward_as_numbers(&self) -> BTreeMap<AsNumber, usize> {
        let plan = self.plan;
        let is_outward = |session: &Session| {
            session.kind != SessionKind::LocalWorkload
                && session.is_internal() == Some(false)
                && self.compatibility(session).status == Status::External
        };
        let mut numbers = BTreeMap::new();
        for class in plan.classes.ids() {
            let own: Vec<Session> = plan.of_class(class).into_iter().map(|(session, _)| session).collect();
            let Some(first) = own.first().filter(|_| own.iter().all(is_outward)) else {
                continue;
            };
            // Nodes of one class may have AS numbers of their own, each another one.
            let is_of_node = first.terms.local_as == plan.as_number(first.local);
            for node in plan.members(class) {
                let claimed = if is_of_node { plan.as_number(*node) } else { first.terms.local_as };
                if let Known::Value(claimed) = claimed {
                    *numbers.entry(claimed).or_default() += 1;
                }
            }
        }
        numbers
    }
}
