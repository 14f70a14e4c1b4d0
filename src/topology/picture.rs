//! The sessions as boxes and lines, independent of the format.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::view::{self, NodeGroup, NodeGroupId};
use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::session::{Session, SessionKind, Sessions, Status};
use crate::value::AsNumber;
use crate::visible::visible;

/// A mesh of more nodes is drawn as one box with a line to each node.
const LARGEST_DRAWN_MESH: usize = 6;
/// If the picture has more boxes or lines, nodes with the same neighbors become one box.
const MOST_BOXES: usize = 36;
const MOST_LINES: usize = 100;
/// The most names or addresses in a box.
const WRITTEN_OUT: usize = 2;

/// What a box shows, from the outside of the cluster to its center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// One or more routers that are not Calico nodes.
    External,
    /// Pods that peer with their node.
    Pods,
    /// One node, or several similar nodes.
    Node,
    /// One route reflector, or several.
    Reflector,
    /// The node-to-node mesh.
    Mesh,
}

/// A box with its lines of text.
#[derive(Clone, Debug)]
pub struct PictureBox {
    /// What the box shows.
    pub shape: Shape,
    /// The text, the name first.
    pub lines: Vec<String>,
    /// Whether the box shows nodes without any session that comes up.
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
    /// The number of the box at the outer end.
    pub from: usize,
    /// The number of the box at the other end.
    pub to: usize,
    /// The worst status of the sessions.
    pub status: Status,
    /// The number of sessions that do not come up.
    pub broken: usize,
    /// The number of sessions.
    pub total: usize,
}

impl Line {
    /// Whether so many sessions do not come up that the line is highlighted.
    pub fn is_broken(&self) -> bool {
        2 * self.broken > self.total
    }

    /// The number of sessions that do not come up, in words; empty where all of them come up.
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

/// The other end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LineEnd {
    /// Nodes that are shown as one.
    NodeGroup(NodeGroupId),
    /// A router at this address.
    Router(IpAddr),
    /// The routers that only the nodes of one box peer with, and whether the routers are in the AS of the nodes.
    RoutersOf(NodeGroupId, bool),
    /// The pods of nodes that are shown as one.
    PodsOf(NodeGroupId),
    /// The mesh.
    Mesh,
}

/// What distinguishes the neighbors of nodes: their box, whether they are in the AS of the nodes, and the status.
type Neighbor = (Option<LineEnd>, Option<bool>, Status);

/// For each group of nodes, the first group in the same box.
type Boxes = IdVec<NodeGroupId, NodeGroupId>;

/// A session, as far as the picture needs it.
struct Link<'c> {
    from: NodeGroupId,
    end: LineEnd,
    session: Session<'c>,
    status: Status,
    /// The number of similar sessions.
    count: usize,
}

/// The picture of the cluster, or of some nodes with their neighbors.
pub fn picture(sessions: &Sessions, only: Option<&[SpeakerId]>) -> Picture {
    let node_groups = view::node_groups(sessions);
    let is_wanted = |group: &NodeGroup| only.is_none_or(|only| only.iter().any(|node| holds(sessions, group, *node)));
    let wanted: Vec<NodeGroupId> =
        node_groups.iter_with_ids().filter(|(_, group)| is_wanted(group)).map(|(id, _)| id).collect();
    let mut links = links(sessions, &node_groups, &wanted);
    let boxes = boxes(sessions, &node_groups, &mut links);
    draw(sessions, &node_groups, &boxes, &links, &wanted)
}

fn holds(sessions: &Sessions, group: &NodeGroup, node: SpeakerId) -> bool {
    group.first == node || (group.count > 1 && sessions.class_of(node) == group.class)
}

fn links<'c>(
    sessions: &Sessions<'c>,
    node_groups: &IdVec<NodeGroupId, NodeGroup>,
    wanted: &[NodeGroupId],
) -> Vec<Link<'c>> {
    let group_of: BTreeMap<SpeakerId, NodeGroupId> = match node_groups.iter().all(|group| group.count == 1) {
        true => node_groups.iter_with_ids().map(|(id, group)| (group.first, id)).collect(),
        false => {
            let by_class: BTreeMap<ClassId, NodeGroupId> =
                node_groups.iter_with_ids().map(|(id, group)| (group.class, id)).collect();
            let of = |speaker: SpeakerId| Some((speaker, *by_class.get(&sessions.class_of(speaker))?));
            sessions.speakers.ids().filter_map(of).collect()
        }
    };
    let in_mesh =
        sessions.speakers.iter().filter(|speaker| speaker.cluster_id == Known::Absent && speaker.has_address());
    let is_large = in_mesh.count() > LARGEST_DRAWN_MESH;
    let mut links = Vec::new();
    for from in wanted.iter().copied() {
        for (session, count) in node_groups[from].sessions(sessions) {
            let end = match (session.kind, session.remote.and_then(|remote| group_of.get(&remote)), session.address) {
                (SessionKind::Mesh, ..) if is_large => LineEnd::Mesh,
                (_, Some(group), _) => LineEnd::NodeGroup(*group),
                (_, None, Some(address)) => LineEnd::Router(address),
                (_, None, None) => LineEnd::PodsOf(from),
            };
            let count = count * node_groups[from].count;
            links.push(Link { from, end, status: sessions.status(&session), session, count });
        }
    }
    links
}

/// Puts nodes with the same neighbors into one box, if there are too many nodes to draw them all.
fn boxes(sessions: &Sessions, node_groups: &IdVec<NodeGroupId, NodeGroup>, links: &mut [Link]) -> Boxes {
    if !is_crowded(node_groups.len(), links) {
        return node_groups.ids().collect();
    }
    let mut users: BTreeMap<LineEnd, BTreeSet<NodeGroupId>> = BTreeMap::new();
    links.iter().for_each(|link| {
        users.entry(link.end).or_default().insert(link.from);
    });
    let is_shared = |end: &LineEnd, boxes: &Boxes| {
        let users: BTreeSet<NodeGroupId> = users.get(end).into_iter().flatten().map(|user| boxes[*user]).collect();
        users.len() > 1
    };
    let mut boxes = first_with_key(node_groups.iter().map(|group| {
        let speaker = &sessions.speakers[group.first];
        (speaker.cluster_id != Known::Absent, speaker.own_as == Known::Absent)
    }));
    // Each round splits boxes whose nodes have neighbors in different boxes, until nothing changes.
    loop {
        let mut neighbors: IdVec<NodeGroupId, BTreeSet<Neighbor>> =
            IdVec::for_each_of(node_groups, |_| BTreeSet::new());
        for link in links.iter() {
            let end = match link.end {
                LineEnd::NodeGroup(group) => Some(LineEnd::NodeGroup(boxes[group])),
                LineEnd::Router(_) if !is_shared(&link.end, &boxes) => None,
                LineEnd::PodsOf(group) => Some(LineEnd::PodsOf(boxes[group])),
                end => Some(end),
            };
            neighbors[link.from].insert((end, link.session.is_internal(), link.status));
        }
        let refined = first_with_key(boxes.iter().zip(neighbors));
        if refined.iter().eq(boxes.iter()) {
            break;
        }
        boxes = refined;
    }
    for link in links.iter_mut() {
        if matches!(link.end, LineEnd::Router(_)) && !is_shared(&link.end, &boxes) {
            link.end = LineEnd::RoutersOf(boxes[link.from], link.session.is_internal() == Some(true));
        }
    }
    boxes
}

/// Whether the picture would have too many boxes or lines.
fn is_crowded(node_groups: usize, links: &[Link]) -> bool {
    let others: BTreeSet<LineEnd> =
        links.iter().map(|link| link.end).filter(|end| !matches!(end, LineEnd::NodeGroup(_))).collect();
    let ends = |link: &Link| (LineEnd::NodeGroup(link.from).min(link.end), LineEnd::NodeGroup(link.from).max(link.end));
    let lines: BTreeSet<(LineEnd, LineEnd)> = links.iter().map(ends).collect();
    node_groups + others.len() > MOST_BOXES || lines.len() > MOST_LINES
}

/// For each key, the first group of nodes with the same key.
fn first_with_key<K: Ord>(keys: impl Iterator<Item = K>) -> Boxes {
    let mut first = BTreeMap::new();
    let keys: IdVec<NodeGroupId, K> = keys.collect();
    let ids = keys.ids();
    keys.into_iter().zip(ids).map(|(key, id)| *first.entry(key).or_insert(id)).collect()
}

fn draw(
    sessions: &Sessions,
    node_groups: &IdVec<NodeGroupId, NodeGroup>,
    boxes: &Boxes,
    links: &[Link],
    wanted: &[NodeGroupId],
) -> Picture {
    let folded = |end: LineEnd| match end {
        LineEnd::NodeGroup(group) => LineEnd::NodeGroup(boxes[group]),
        LineEnd::PodsOf(group) => LineEnd::PodsOf(boxes[group]),
        end => end,
    };
    let mut ends: BTreeSet<LineEnd> = wanted.iter().map(|group| LineEnd::NodeGroup(boxes[*group])).collect();
    let mut sums: BTreeMap<(LineEnd, LineEnd), (Status, usize, usize)> = BTreeMap::new();
    let mut routers: BTreeMap<LineEnd, Vec<&Link>> = BTreeMap::new();
    for link in links {
        let (from, to) = (LineEnd::NodeGroup(boxes[link.from]), folded(link.end));
        ends.insert(to);
        if matches!(to, LineEnd::Router(_) | LineEnd::RoutersOf(..)) {
            routers.entry(to).or_default().push(link);
        }
        // Nodes of one box may have sessions with each other: a line from the box to itself.
        let (worst, broken, total) = sums.entry((from.min(to), from.max(to))).or_insert((Status::Compatible, 0, 0));
        *worst = (*worst).min(link.status);
        *broken += if link.status.is_broken() { link.count } else { 0 };
        *total += link.count;
    }
    let numbers: BTreeMap<LineEnd, usize> = ends.iter().enumerate().map(|(number, end)| (*end, number)).collect();
    let mut drawn: Vec<PictureBox> = ends
        .iter()
        .map(|end| match end {
            LineEnd::NodeGroup(first) => node_box(sessions, &members(node_groups, boxes, *first)),
            LineEnd::Router(_) | LineEnd::RoutersOf(..) => {
                router_box(sessions, routers.get(end).map_or(&[], Vec::as_slice))
            }
            LineEnd::PodsOf(_) => PictureBox::new(Shape::Pods, vec!["pods".to_owned()]),
            LineEnd::Mesh => PictureBox::new(Shape::Mesh, vec!["node-to-node mesh".to_owned()]),
        })
        .collect();
    let line = |((from, to), (status, broken, total)): (&(LineEnd, LineEnd), &(Status, usize, usize))| {
        let (from, to) = (*numbers.get(from)?, *numbers.get(to)?);
        let (from, to) = if drawn[from].shape <= drawn[to].shape { (from, to) } else { (to, from) };
        Some(Line { from, to, status: *status, broken: *broken, total: *total })
    };
    let lines: Vec<Line> = sums.iter().filter_map(line).collect();
    for (number, shown) in drawn.iter_mut().enumerate() {
        let is_reached = |line: &Line| (line.from == number || line.to == number) && line.broken < line.total;
        if matches!(shown.shape, Shape::Node | Shape::Reflector) && !lines.iter().any(is_reached) {
            shown.is_cut_off = true;
            shown.lines.push("cut off".to_owned());
        }
    }
    for shown in &mut drawn {
        shown.lines.iter_mut().for_each(|line| *line = visible(line).into_owned());
    }
    Picture { boxes: drawn, lines }
}

fn members<'g>(
    node_groups: &'g IdVec<NodeGroupId, NodeGroup>,
    boxes: &Boxes,
    first: NodeGroupId,
) -> Vec<&'g NodeGroup> {
    node_groups.iter().zip(boxes).filter(|(_, own)| **own == first).map(|(group, _)| group).collect()
}

fn node_box(sessions: &Sessions, node_groups: &[&NodeGroup]) -> PictureBox {
    let count: usize = node_groups.iter().map(|group| group.count).sum();
    let Some(first) = node_groups.first() else {
        return PictureBox::new(Shape::Node, Vec::new());
    };
    let speaker = &sessions.speakers[first.first];
    let merged = NodeGroup { count, ..(*first).clone() };
    let mut lines = vec![merged.name(sessions)];
    if count == 1 {
        lines.extend(view::addresses(speaker));
    }
    if node_groups.len() > 1 {
        let is_even = node_groups.iter().all(|group| group.count == first.count);
        let size = if is_even { format!(" of {}", first.count) } else { String::new() };
        lines.push(format!("{} groups{size}", node_groups.len()));
    } else if let Some(selector) = sessions.classes.telling_selector(first.class).filter(|_| count > 1) {
        lines.push(selector.to_owned());
    }
    lines.push(as_numbers(node_groups.iter().map(|group| sessions.as_number(group.first))));
    if let (Known::Value(id), 1) = (speaker.cluster_id, node_groups.len()) {
        lines.push(format!("cluster ID {id}"));
    }
    let shape = if speaker.cluster_id == Known::Absent { Shape::Node } else { Shape::Reflector };
    PictureBox::new(shape, lines)
}

fn router_box(sessions: &Sessions, links: &[&Link]) -> PictureBox {
    let names: BTreeSet<&str> = links
        .iter()
        .filter_map(|link| link.session.origin.declaration())
        .map(|peer| sessions.declarations[peer].name())
        .collect();
    let addresses: BTreeSet<IpAddr> = links.iter().filter_map(|link| link.session.address).collect();
    let names = names.into_iter().map(str::to_owned).collect();
    let users: BTreeSet<NodeGroupId> = links.iter().map(|link| link.from).collect();
    let ends: BTreeSet<(NodeGroupId, Option<IpAddr>)> =
        links.iter().map(|link| (link.from, link.session.address)).collect();
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

/// The first texts, and the number of the others.
fn some_of(texts: Vec<String>) -> String {
    match texts.len() {
        count if count > WRITTEN_OUT => format!("{} and {} more", texts[0], count - 1),
        _ => texts.join(", "),
    }
}

/// The AS numbers: one, two, or how many there are.
fn as_numbers(numbers: impl Iterator<Item = Known<AsNumber>>) -> String {
    let numbers: BTreeSet<Known<AsNumber>> = numbers.collect();
    match numbers.len() {
        count if count > WRITTEN_OUT => format!("{count} AS numbers"),
        _ => numbers.into_iter().map(view::as_number).collect::<Vec<_>>().join(", "),
    }
}
