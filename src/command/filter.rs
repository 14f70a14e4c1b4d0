//! `bgplint filter NAME`: shows which rule of a BGPFilter acts on a prefix, and what happens then.

use bgplint::cluster::Cluster;
use bgplint::nearest::nearest;
use bgplint::resource::{BgpFilter, BgpPeer, Direction, PeerType, Resource};
use bgplint::session::{PeerId, Sessions};
use bgplint::topology::{self, Question};
use bgplint::wording::list;
use bgplint::{Error, InvalidValue};

use super::topology::with_sessions;
use super::{Ending, Surroundings, write};
use crate::cli::{FilterArguments, FilterDirection, PathFormat};

/// Prints which rule acts.
///
/// # Errors
/// The input cannot be read, has no such BGPFilter or BGPPeer, or the output cannot be written.
pub fn filter(arguments: &FilterArguments, surroundings: &mut Surroundings) -> Result<Ending, Error> {
    let Surroundings { stdin, stdout, .. } = surroundings;
    with_sessions(&arguments.input, &[], stdin, |sessions| {
        let question = question(sessions, arguments)?;
        let text = match arguments.format {
            PathFormat::Text => topology::filter(sessions.cluster, &question),
            PathFormat::Json => topology::filter_json(sessions.cluster, &question)?,
        };
        write(stdout.out, &text)?;
        Ok(Ending::Clean)
    })
}

fn question<'c>(sessions: &Sessions<'c>, arguments: &FilterArguments) -> Result<Question<'c>, Error> {
    let cluster = sessions.cluster;
    let asked = find(cluster, &arguments.name)?;
    let (mut filters, mut peer_type) = (vec![asked], None);
    if let Some(name) = &arguments.peer {
        let found = sessions.declarations.iter_with_ids().find(|(_, declaration)| declaration.name() == name);
        let known = sessions.declarations.iter().map(|declaration| declaration.name());
        let (id, declaration) = found.ok_or_else(|| not_there("BGPPeer", name, known))?;
        filters = chain(cluster, (name, declaration.peer), &arguments.name)?;
        peer_type = peer_type_of(sessions, id);
    }
    let directions = match arguments.direction {
        None => vec![Direction::Export, Direction::Import],
        Some(FilterDirection::Import) => vec![Direction::Import],
        Some(FilterDirection::Export) => vec![Direction::Export],
    };
    Ok(Question { name: asked.0.name(), filters, prefix: arguments.prefix, directions, peer_type })
}

fn find<'c>(cluster: &Cluster<'c>, name: &str) -> Result<(&'c Resource, &'c BgpFilter), Error> {
    let found = cluster.all::<BgpFilter>().filter(|(resource, _)| resource.name() == name).last();
    found.ok_or_else(|| not_there("BGPFilter", name, cluster.all::<BgpFilter>().map(|(resource, _)| resource.name())))
}

fn not_there<'n>(kind: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Error {
    let known: Vec<&str> = known.collect();
    let meant = nearest(name, known.iter().copied());
    let otherwise = match known.is_empty() {
        true => format!("the input has no {kind}"),
        false => format!("the input has {}", list(&known)),
    };
    InvalidValue::unknown(kind, name, meant, &otherwise).into()
}

/// The filters of a BGPPeer, which must name the filter that the user asks for. Calico leaves out names of missing filters,
/// so they are left out here too.
fn chain<'c>(
    cluster: &Cluster<'c>,
    (peer_name, peer): (&str, &BgpPeer),
    name: &str,
) -> Result<Vec<(&'c Resource, &'c BgpFilter)>, Error> {
    let names: Vec<&String> = peer.filters.items().iter().filter_map(|item| item.value()).collect();
    if !names.iter().any(|own| *own == name) {
        let invalid = InvalidValue::new(format!("BGPPeer `{peer_name}` does not name the BGPFilter `{name}`"));
        return Err(invalid.help("name a BGPFilter in its `filters`, or omit --peer").into());
    }
    Ok(names.into_iter().filter_map(|name| find(cluster, name).ok()).collect())
}

/// The type of a BGPPeer's sessions, if all have the same type.
fn peer_type_of(sessions: &Sessions, peer: PeerId) -> Option<PeerType> {
    let of_class = |class| sessions.of_class(class).map(|(session, _)| session);
    let all = sessions.classes.ids().flat_map(of_class);
    let mut own = all.filter(|session| session.origin.declaration() == Some(peer)).map(|session| session.is_internal());
    let first = own.next()??;
    own.all(|other| other == Some(first)).then_some(PeerType::of(first))
}
