//! The sessions as boxes and lines, before any way of drawing them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::view::{self, Unit};
use crate::cluster::{ClassId, SpeakerId};
use crate::known::Known;
use crate::resource::value::AsNumber;
use crate::session::{Kind, Session, Sessions, Status};
use crate::visible::visible;

/// A mesh of more nodes than this is drawn as one box that all of them are joined to.
const LARGEST_DRAWN_MESH: usize = 6;
/// A picture of more boxes or lines than this is folded: units with the same neighbours become one.
const MOST_BOXES: usize = 36;
const MOST_LINES: usize = 100;
/// How many names or addresses are written in a box.
const WRITTEN_OUT: usize = 2;

/// What a box stands for, from the outside to the middle of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A router that is no Calico node, or several.
    External,
    /// Pods that peer with their node.
    Pods,
    /// A node, or several that are alike.
    Node,
    /// A route reflector, or several.
    Reflector,
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
    /// Whether it stands for nodes without any session that comes up.
    pub is_cut_off: bool,
}

impl PictureBox {
    fn new(shape: Shape, lines: Vec<String>) -> PictureBox {
        PictureBox { shape, lines, is_cut_off: false }
    }
}

/// The sessions between two boxes.
#[derive(Clone, Debug)]
pub struct Line {
    /// One end, as a box's number: the one that is further out.
    pub from: usize,
    /// The other end.
    pub to: usize,
    /// What becomes of the worst of them.
    pub status: Status,
    /// How many of them do not come up.
    pub broken: usize,
    /// How many there are.
    pub total: usize,
}

impl Line {
    /// Whether so many of them do not come up that it stands out.
    pub fn is_broken(&self) -> bool {
        2 * self.broken > self.total
    }

    /// What does not come up, in words; nothing where all of them do.
    pub fn label(&self) -> String {
        match self.broken {
            0 => String::new(),
            broken if broken == self.total => self.status.name().to_owned(),
            broken => format!("{}, {broken} of {}", self.status.name(), self.total),
        }
    }
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

/// What tells a unit's neighbours apart: what they are, whether they are in its AS, and what becomes of the session.
type Neighbour = (Option<End>, Option<bool>, Status);

/// A session as far as the picture goes.
struct Link<'c> {
    unit: usize,
    end: End,
    session: Session<'c>,
    status: Status,
    /// How many there are alike.
    count: usize,
}

/// The picture of the cluster, or of the nodes that are asked for, with their neighbours.
pub fn picture(sessions: &Sessions, only: Option<&[SpeakerId]>) -> Picture {
    let units = view::units(sessions);
    let wanted: Vec<usize> = (0..units.len())
        .filter(|unit| only.is_none_or(|only| only.iter().any(|node| holds(sessions, &units[*unit], *node))))
        .collect();
    let mut links = links(sessions, &units, &wanted);
    let groups = groups(sessions, &units, &mut links);
    draw(sessions, &units, &groups, &links, &wanted)
}

fn holds(sessions: &Sessions, unit: &Unit, node: SpeakerId) -> bool {
    unit.first == node || (unit.count > 1 && sessions.class_of(node) == unit.class)
}

fn links<'c>(sessions: &Sessions<'c>, units: &[Unit], wanted: &[usize]) -> Vec<Link<'c>> {
    let unit_of: BTreeMap<SpeakerId, usize> = match units.iter().all(|unit| unit.count == 1) {
        true => units.iter().enumerate().map(|(number, unit)| (unit.first, number)).collect(),
        false => {
            let by_class: BTreeMap<ClassId, usize> =
                units.iter().enumerate().map(|(number, unit)| (unit.class, number)).collect();
            let of = |speaker: SpeakerId| Some((speaker, *by_class.get(&sessions.class_of(speaker))?));
            sessions.speakers.ids().filter_map(of).collect()
        }
    };
    let in_mesh =
        sessions.speakers.iter().filter(|speaker| speaker.cluster_id == Known::Absent && speaker.has_address());
    let is_large = in_mesh.count() > LARGEST_DRAWN_MESH;
    let mut links = Vec::new();
    for number in wanted {
        for (session, count) in units[*number].sessions(sessions) {
            let end = match (session.kind, session.remote.and_then(|remote| unit_of.get(&remote)), session.address) {
                (Kind::Mesh, ..) if is_large => End::Mesh,
                (_, Some(unit), _) => End::Unit(*unit),
                (_, None, Some(address)) => End::Router(address),
                (_, None, None) => End::PodsOf(*number),
            };
            let count = count * units[*number].count;
            links.push(Link { unit: *number, end, status: sessions.status(&session), session, count });
        }
    }
    links
}

/// Sorts units with the same neighbours into groups, where there are too many to draw them all; each unit's group.
fn groups(sessions: &Sessions, units: &[Unit], links: &mut [Link]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..units.len()).collect();
    if !is_crowded(units, links) {
        return groups;
    }
    let mut users: BTreeMap<End, BTreeSet<usize>> = BTreeMap::new();
    links.iter().for_each(|link| {
        users.entry(link.end).or_default().insert(link.unit);
    });
    let is_shared = |end: &End, groups: &[usize]| {
        let users: BTreeSet<usize> = users.get(end).into_iter().flatten().map(|unit| groups[*unit]).collect();
        users.len() > 1
    };
    groups = number(units.iter().map(|unit| {
        let speaker = &sessions.speakers[unit.first];
        (speaker.cluster_id != Known::Absent, speaker.own_as == Known::Absent)
    }));
    // Each round tells apart what the groups of the neighbours tell apart, until nothing is left to tell.
    loop {
        let mut neighbours: Vec<BTreeSet<Neighbour>> = vec![BTreeSet::new(); units.len()];
        for link in links.iter() {
            let end = match link.end {
                End::Unit(unit) => Some(End::Unit(groups[unit])),
                End::Router(_) if !is_shared(&link.end, &groups) => None,
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
        if matches!(link.end, End::Router(_)) && !is_shared(&link.end, &groups) {
            link.end = End::RoutersOf(groups[link.unit], link.session.is_internal() == Some(true));
        }
    }
    groups
}

/// Whether there is too much to draw without folding.
fn is_crowded(units: &[Unit], links: &[Link]) -> bool {
    let others: BTreeSet<End> = links.iter().map(|link| link.end).filter(|end| !matches!(end, End::Unit(_))).collect();
    let ends = |link: &Link| (End::Unit(link.unit).min(link.end), End::Unit(link.unit).max(link.end));
    let lines: BTreeSet<(End, End)> = links.iter().map(ends).collect();
    units.len() + others.len() > MOST_BOXES || lines.len() > MOST_LINES
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
    let mut sums: BTreeMap<(End, End), (Status, usize, usize)> = BTreeMap::new();
    let mut routers: BTreeMap<End, Vec<&Link>> = BTreeMap::new();
    for link in links {
        let (from, to) = (End::Unit(groups[link.unit]), folded(link.end));
        ends.insert(to);
        if matches!(to, End::Router(_) | End::RoutersOf(..)) {
            routers.entry(to).or_default().push(link);
        }
        // Units of one group may peer with each other, which is a line from the box to itself.
        let (worst, broken, total) = sums.entry((from.min(to), from.max(to))).or_insert((Status::Fits, 0, 0));
        *worst = (*worst).min(link.status);
        *broken += if link.status.is_broken() { link.count } else { 0 };
        *total += link.count;
    }
    let numbers: BTreeMap<End, usize> = ends.iter().enumerate().map(|(number, end)| (*end, number)).collect();
    let mut boxes: Vec<PictureBox> = ends
        .iter()
        .map(|end| match end {
            End::Unit(group) => unit_box(sessions, &members(units, groups, *group)),
            End::Router(_) | End::RoutersOf(..) => router_box(sessions, routers.get(end).map_or(&[], Vec::as_slice)),
            End::PodsOf(_) => PictureBox::new(Shape::Pods, vec!["pods".to_owned()]),
            End::Mesh => PictureBox::new(Shape::Mesh, vec!["node-to-node mesh".to_owned()]),
        })
        .collect();
    let line = |((from, to), (status, broken, total)): (&(End, End), &(Status, usize, usize))| {
        let (from, to) = (*numbers.get(from)?, *numbers.get(to)?);
        let (from, to) = if boxes[from].shape <= boxes[to].shape { (from, to) } else { (to, from) };
        Some(Line { from, to, status: *status, broken: *broken, total: *total })
    };
    let lines: Vec<Line> = sums.iter().filter_map(line).collect();
    for (number, shown) in boxes.iter_mut().enumerate() {
        let is_reached = |line: &Line| (line.from == number || line.to == number) && line.broken < line.total;
        if matches!(shown.shape, Shape::Node | Shape::Reflector) && !lines.iter().any(is_reached) {
            shown.is_cut_off = true;
            shown.lines.push("cut off".to_owned());
        }
    }
    for shown in &mut boxes {
        shown.lines.iter_mut().for_each(|line| *line = visible(line).into_owned());
    }
    Picture { boxes, lines }
}

fn members<'u>(units: &'u [Unit], groups: &[usize], group: usize) -> Vec<&'u Unit> {
    units.iter().zip(groups).filter(|(_, own)| **own == group).map(|(unit, _)| unit).collect()
}

fn unit_box(sessions: &Sessions, units: &[&Unit]) -> PictureBox {
    let count: usize = units.iter().map(|unit| unit.count).sum();
    let Some(first) = units.first() else {
        return PictureBox::new(Shape::Node, Vec::new());
    };
    let speaker = &sessions.speakers[first.first];
    let merged = Unit { count, ..(*first).clone() };
    let mut lines = vec![merged.name(sessions)];
    if count == 1 {
        lines.extend(view::addresses(speaker));
    }
    if units.len() > 1 {
        let is_even = units.iter().all(|unit| unit.count == first.count);
        let size = if is_even { format!(" of {}", first.count) } else { String::new() };
        lines.push(format!("{} groups{size}", units.len()));
    } else if let Some(selector) = sessions.classes.telling_selector(first.class).filter(|_| count > 1) {
        lines.push(selector.to_owned());
    }
    lines.push(as_numbers(units.iter().map(|unit| sessions.as_number(unit.first))));
    if let (Known::Value(id), 1) = (speaker.cluster_id, units.len()) {
        lines.push(format!("cluster ID {id}"));
    }
    let shape = if speaker.cluster_id == Known::Absent { Shape::Node } else { Shape::Reflector };
    PictureBox::new(shape, lines)
}

fn router_box(sessions: &Sessions, links: &[&Link]) -> PictureBox {
    let names: BTreeSet<&str> = links
        .iter()
        .filter_map(|link| link.session.origin.peering())
        .map(|peer| sessions.peerings[peer].name())
        .collect();
    let addresses: BTreeSet<IpAddr> = links.iter().filter_map(|link| link.session.address).collect();
    let names = names.into_iter().map(str::to_owned).collect();
    let users: BTreeSet<usize> = links.iter().map(|link| link.unit).collect();
    let ends: BTreeSet<(usize, Option<IpAddr>)> = links.iter().map(|link| (link.unit, link.session.address)).collect();
    let is_shared = ends.len() > addresses.len();
    let lines = match addresses.len() {
        count if count > WRITTEN_OUT && users.len() > 1 && !is_shared && count % users.len() == 0 => {
            vec![some_of(names), format!("{count} routers, {} for each group", count / users.len())]
        }
        count if count > WRITTEN_OUT => vec![some_of(names), format!("{count} routers")],
        _ => vec![some_of(names), some_of(addresses.iter().map(IpAddr::to_string).collect())],
    };
    let numbers = as_numbers(links.iter().map(|link| link.session.terms.peer_as));
    PictureBox::new(Shape::External, lines.into_iter().chain([numbers]).collect())
}

/// Some of the texts, and how many there are more.
fn some_of(texts: Vec<String>) -> String {
    match texts.len() {
        count if count > WRITTEN_OUT => format!("{} and {} more", texts[0], count - 1),
        _ => texts.join(", "),
    }
}

/// One AS number, both, or how many there are.
fn as_numbers(numbers: impl Iterator<Item = Known<AsNumber>>) -> String {
    let numbers: BTreeSet<Known<AsNumber>> = numbers.collect();
    match numbers.len() {
        count if count > WRITTEN_OUT => format!("{count} AS numbers"),
        _ => numbers.into_iter().map(view::as_number).collect::<Vec<_>>().join(", "),
    }
}
