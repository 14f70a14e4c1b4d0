//! The BGPConfiguration and the FelixConfiguration for all nodes; several manifests may have one.

use std::borrow::Cow;

use crate::input::Sources;
use crate::resource::{BgpConfiguration, FelixConfiguration, FieldSpan, HoldsFor, KindBody, Resource};

/// The objects for all nodes. Of several copies the one that is applied last counts, and that may be any of them: the fields
/// in which the copies differ are unknown.
#[derive(Debug, Default)]
pub(super) struct Defaults<'a> {
    /// The last BGPConfiguration `default`.
    pub(super) bgp: Option<(&'a Resource, Cow<'a, BgpConfiguration>)>,
    /// The last FelixConfiguration `default`.
    pub(super) felix: Option<(&'a Resource, Cow<'a, FelixConfiguration>)>,
}

/// Compares the places of a field in two copies.
type Comparison<'c> = &'c dyn Fn(Option<FieldSpan>, Option<FieldSpan>) -> bool;

impl<'a> Defaults<'a> {
    pub(super) fn of(resources: &[&'a Resource], sources: &Sources) -> Defaults<'a> {
        Defaults {
            bgp: agreed(resources, sources, BgpConfiguration::doubt),
            felix: agreed(resources, sources, FelixConfiguration::doubt),
        }
    }
}

/// The last copy of the object for all nodes, with the fields unknown in which another copy differs.
fn agreed<'a, T: KindBody + Clone>(
    resources: &[&'a Resource],
    sources: &Sources,
    doubt: fn(&mut T, &T, Comparison),
) -> Option<(&'a Resource, Cow<'a, T>)> {
    let for_all_nodes = resources.iter().filter(|resource| resource.holds_for() == HoldsFor::AllNodes);
    let mut copies: Vec<(&Resource, &T)> =
        for_all_nodes.filter_map(|resource| Some((*resource, T::of(&resource.body)?))).collect();
    let (last, body) = copies.pop()?;
    let mut body = Cow::Borrowed(body);
    let text = |resource: &Resource, place: Option<FieldSpan>| {
        let place = place?;
        Some(place.span.slice(sources[place.file.unwrap_or(resource.source())].text()))
    };
    for (resource, other) in copies {
        doubt(body.to_mut(), other, &|own, other| text(last, own) == text(resource, other));
    }
    Some((last, body))
}
