//! The sessions as boxes and lines, before any way of drawing them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::view::{self, Unit};
use crate::cluster::Known;
use crate::resource::value::AsNumber;
use crate::session::{Kind, Session, Sessions, Status};

/// A mesh of more nodes than this is drawn as one box that all of them are joined to.
const LARGEST_DRAWN_MESH: usize = 6;
/// A picture of more units than this is folded: units with the same neighbours become one.
const MOST_UNITS: usize = 30;
/// How many names or addresses are written in a box.
const WRITTEN_OUT: usize = 2;

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A node, or several that are alike.
    Node,
    /// A route reflector, or several.
    Reflector,
    /// A router that is no Calico node, or several.
    External,
    /// Pods that peer with their node.
    Pods,
    /// The node-to-node mesh.
    Mesh,
}

/// A box with its lines of text.
#[derive(Clone, Debug)]
pub struct PictureBox {
    /// What it stands for.
    pub shape: Shape,
    /// The text, the name first.
    pub lines: Vec<String>,
}

/// One or more sessions between two boxes.
#[derive(Clone, Debug)]
pub struct Line {
    /// One end, as a box's number.
    pub from: usize,
    /// The other end.
    pub to: usize,
    /// What becomes of them: the worst.
    pub status: Status,
}

/// The whole picture.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The boxes.
    pub boxes: Vec<PictureBox>,
    /// The lines between them.
    pub lines: Vec<Line>,
}

/// What a session leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// A unit, by number.
    Unit(usize),
    /// A router at this address.
    Router(IpAddr),
    /// The routers that only the units of one group have, by the group's number and whether they are in its AS.
    RoutersOf(usize, bool),
    /// Pods of a group.
    PodsOf(usize),
    /// The mesh.
    Mesh,
}

/// A session as far as the picture goes.
struct Link<'c> {
    unit: usize,
    end: End,
    session: Session<'c>,
    status: Status,
}

/// The picture of the cluster, or of the nodes that are asked for, given as speakers' numbers, with their neighbours.
pub fn picture(sessions: &Sessions, only: Option<&[usize]>) -> Picture {
    let units = view::units(sessions);
    let wanted: Vec<usize> = (0..units.len())
        .filter(|unit| only.is_none_or(|only| only.iter().any(|node| holds(sessions, &units[*unit], *node))))
        .collect();
    let mut links = links(sessions, &units, &wanted);
    let groups = groups(sessions, &units, &mut links);
    draw(sessions, &units, &groups, &links, &wanted)
}

fn holds(sessions: &Sessions, unit: &Unit, node: usize) -> bool {
    unit.first == node || (unit.count > 1 && sessions.classes.number_of(node) == unit.class)
}

fn links<'c>(sessions: &Sessions<'c>, units: &[Unit], wanted: &[usize]) -> Vec<Link<'c>> {
    let unit_of: BTreeMap<usize, usize> = match units.iter().all(|unit| unit.count == 1) {
        true => units.iter().enumerate().map(|(number, unit)| (unit.first, number)).collect(),
        false => {
            let by_class: BTreeMap<usize, usize> =
                units.iter().enumerate().map(|(number, unit)| (unit.class, number)).collect();
            let of = |speaker: usize| Some((speaker, *by_class.get(&sessions.classes.number_of(speaker))?));
            (0..sessions.speakers.len()).filter_map(of).collect()
        }
    };
    let in_mesh =
        sessions.speakers.iter().filter(|speaker| speaker.cluster_id == Known::Absent && speaker.has_address());
    let is_large = in_mesh.count() > LARGEST_DRAWN_MESH;
    let mut links = Vec::new();
    for number in wanted {
        for (session, _) in units[*number].sessions(sessions) {
            let end = match (session.kind, session.remote.and_then(|remote| unit_of.get(&remote)), session.address) {
                (Kind::Mesh, ..) if is_large => End::Mesh,
                (_, Some(unit), _) => End::Unit(*unit),
                (_, None, Some(address)) => End::Router(address),
                (_, None, None) => End::PodsOf(*number),
            };
            links.push(Link { unit: *number, end, status: sessions.status(&session), session });
        }
    }
    links
}

/// Sorts units with the same neighbours into groups, where there are too many to draw them all; each unit's group.
fn groups(sessions: &Sessions, units: &[Unit], links: &mut [Link]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..units.len()).collect();
    if units.len() <= MOST_UNITS {
        return groups;
    }
    let mut users: BTreeMap<End, BTreeSet<usize>> = BTreeMap::new();
    links.iter().for_each(|link| {
        users.entry(link.end).or_default().insert(link.unit);
    });
    let is_shared = |end: &End| users.get(end).is_some_and(|units| units.len() > 1);
    groups = number(units.iter().map(|unit| {
        let speaker = &sessions.speakers[unit.first];
        (speaker.cluster_id != Known::Absent, speaker.own_as == Known::Absent)
    }));
    // Each round tells apart what the groups of the neighbours tell apart, until nothing is left to tell.
    loop {
        let mut neighbours: Vec<BTreeSet<(Option<End>, Option<bool>, Status)>> = vec![BTreeSet::new(); units.len()];
        for link in links.iter() {
            let end = match link.end {
                End::Unit(unit) => Some(End::Unit(groups[unit])),
                End::Router(_) if !is_shared(&link.end) => None,
                End::PodsOf(_) => Some(End::PodsOf(0)),
                end => Some(end),
            };
            neighbours[link.unit].insert((end, link.session.is_internal(), link.status));
        }
        let refined = number(groups.iter().zip(neighbours));
        if refined.iter().max() == groups.iter().max() {
            break;
        }
        groups = refined;
    }
    for link in links.iter_mut() {
        if matches!(link.end, End::Router(_)) && !is_shared(&link.end) {
            link.end = End::RoutersOf(groups[link.unit], link.session.is_internal() == Some(true));
        }
    }
    groups
}

/// Numbers equal keys alike, in the order in which they come.
fn number<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    keys.map(|key| {
        let next = numbers.len();
        *numbers.entry(key).or_insert(next)
    })
    .collect()
}

fn draw(sessions: &Sessions, units: &[Unit], groups: &[usize], links: &[Link], wanted: &[usize]) -> Picture {
    let folded = |end: End| match end {
        End::Unit(unit) => End::Unit(groups[unit]),
        End::PodsOf(unit) => End::PodsOf(groups[unit]),
        end => end,
    };
    let mut ends: BTreeSet<End> = wanted.iter().map(|unit| End::Unit(groups[*unit])).collect();
    let mut statuses: BTreeMap<(End, End), Status> = BTreeMap::new();
    let mut routers: BTreeMap<End, Vec<&Link>> = BTreeMap::new();
    for link in links {
        let (from, to) = (End::Unit(groups[link.unit]), folded(link.end));
        ends.insert(to);
        if matches!(to, End::Router(_) | End::RoutersOf(..)) {
            routers.entry(to).or_default().push(link);
        }
        // Units of one group may peer with each other, which is a line from the box to itself.
        let worst = statuses.entry((from.min(to), from.max(to))).or_insert(Status::Fits);
        *worst = (*worst).min(link.status);
    }
    let numbers: BTreeMap<End, usize> = ends.iter().enumerate().map(|(number, end)| (*end, number)).collect();
    let boxes = ends.iter().map(|end| match end {
        End::Unit(group) => unit_box(sessions, &members(units, groups, *group)),
        End::Router(_) | End::RoutersOf(..) => router_box(sessions, routers.get(end).map_or(&[], Vec::as_slice)),
        End::PodsOf(_) => PictureBox { shape: Shape::Pods, lines: vec!["pods".to_owned()] },
        End::Mesh => PictureBox { shape: Shape::Mesh, lines: vec!["node-to-node mesh".to_owned()] },
    });
    let lines = statuses.iter().filter_map(|((from, to), status)| {
        Some(Line { from: *numbers.get(from)?, to: *numbers.get(to)?, status: *status })
    });
    Picture { boxes: boxes.collect(), lines: lines.collect() }
}

fn members<'u>(units: &'u [Unit], groups: &[usize], group: usize) -> Vec<&'u Unit> {
    units.iter().zip(groups).filter(|(_, own)| **own == group).map(|(unit, _)| unit).collect()
}

fn unit_box(sessions: &Sessions, units: &[&Unit]) -> PictureBox {
    let count: usize = units.iter().map(|unit| unit.count).sum();
    let Some(first) = units.first() else {
        return PictureBox { shape: Shape::Node, lines: Vec::new() };
    };
    let speaker = &sessions.speakers[first.first];
    let merged = Unit { count, ..(*first).clone() };
    let mut lines = vec![merged.name(sessions)];
    if count == 1 {
        lines.extend(view::addresses(speaker));
    }
    lines.push(as_numbers(units.iter().map(|unit| sessions.as_number(unit.first))));
    if let (Known::Value(id), 1) = (speaker.cluster_id, units.len()) {
        lines.push(format!("cluster ID {id}"));
    }
    let shape = if speaker.cluster_id == Known::Absent { Shape::Node } else { Shape::Reflector };
    PictureBox { shape, lines }
}

fn router_box(sessions: &Sessions, links: &[&Link]) -> PictureBox {
    let names: BTreeSet<&str> = links
        .iter()
        .filter_map(|link| link.session.origin.peering())
        .map(|number| sessions.peerings[number].name())
        .collect();
    let addresses: BTreeSet<IpAddr> = links.iter().filter_map(|link| link.session.address).collect();
    let names = names.into_iter().map(str::to_owned).collect();
    let lines = match addresses.len() {
        count if count > WRITTEN_OUT => vec![some_of(names), format!("{count} routers")],
        _ => vec![some_of(names), some_of(addresses.iter().map(IpAddr::to_string).collect())],
    };
    let numbers = as_numbers(links.iter().map(|link| link.session.peer_as));
    PictureBox { shape: Shape::External, lines: lines.into_iter().chain([numbers]).collect() }
}

/// Some of the texts, and how many there are more.
fn some_of(texts: Vec<String>) -> String {
    match texts.len() {
        count if count > WRITTEN_OUT => format!("{} and {} more", texts[0], count - 1),
        _ => texts.join(", "),
    }
}

/// One AS number, or the least and the greatest.
fn as_numbers(numbers: impl Iterator<Item = Known<AsNumber>>) -> String {
    let numbers: BTreeSet<Known<AsNumber>> = numbers.collect();
    match (numbers.first(), numbers.last()) {
        (Some(Known::Value(least)), Some(Known::Value(greatest))) if least != greatest => {
            format!("AS {least} … {greatest}")
        }
        (Some(first), _) => view::as_number(*first),
        _ => String::new(),
    }
}
