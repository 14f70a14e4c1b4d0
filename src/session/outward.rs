//! Nodes that are connected only through external routers in another AS.

use std::collections::BTreeMap;

use crate::known::Known;
use crate::value::AsNumber;

use super::compatibility::{Comparer, Status};
use super::rendered::{Session, SessionKind};

impl Comparer<'_, '_> {
    /// The AS numbers of nodes whose only sessions are with external routers in another AS, and the number of nodes with
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
            // The first session that leads elsewhere decides, so the others are not made.
            let mut own = plan.of_class(class).map(|(session, _)| session);
            let Some(first) = own.next().filter(&is_outward).filter(|_| own.all(|session| is_outward(&session))) else {
                continue;
            };
            // The nodes of a class may each have their own AS number.
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
