//! Where the boxes stand and which way the lines run.
//!
//! Reflectors and the mesh stand in the middle column, nodes beside it and other routers outside. A few nodes that all
//! peer with each other stand on a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;

use crate::topology::{Line, Picture, Shape};

/// There is a column in the middle, and two on each side.
const COLUMNS: usize = 5;
/// The column of the reflectors and the mesh.
const MIDDLE: usize = 2;
/// The room between two boxes of a column, and on the circle.
const BOX_GAP: f64 = 16.0;
/// The room above and below the boxes in the middle, which have the most lines.
const MIDDLE_GAP: f64 = 48.0;
/// The room between two columns, without labels.
const COLUMN_GAP: f64 = 90.0;
/// The height that a line takes where it passes through a column.
const LINE_HEIGHT: f64 = 10.0;
/// No more boxes than this stand on one side of the middle.
const ONE_SIDE: usize = 5;
/// No more boxes than this stand on a circle.
const LARGEST_CIRCLE: usize = 24;
/// How often each column is arranged anew by what its neighbours have become.
const ROUNDS: usize = 12;

/// A point, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A width and a height, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A Bézier curve: its start, the two points that pull it, and its end.
pub type Curve = [Point; 4];

/// A line's way; it may begin and end under its boxes.
#[derive(Clone, Debug)]
pub struct Route {
    /// The curves, each from where the one before ends.
    pub curves: Vec<Curve>,
    /// The middle of the label.
    pub label: Point,
}

/// Where everything is, in the order of the picture.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The middles of the boxes.
    pub centres: Vec<Point>,
    /// The lines' ways.
    pub routes: Vec<Route>,
}

/// Places boxes of these sizes, and the lines between them with labels of these widths.
pub fn layout(picture: &Picture, sizes: &[Size], labels: &[f64]) -> Layout {
    let neighbours = neighbours(picture);
    let nodes = picture.boxes.iter().filter(|shown| shown.shape == Shape::Node).count();
    let is_node = |number: usize| picture.boxes[number].shape == Shape::Node;
    let between_nodes = |line: &&Line| line.from != line.to && is_node(line.from) && is_node(line.to);
    let is_mesh = nodes >= 3 && picture.lines.iter().filter(between_nodes).count() >= nodes;
    if is_mesh && sizes.len() <= LARGEST_CIRCLE && !(0..sizes.len()).any(|number| is_middle(picture, number)) {
        circle(picture, sizes, &neighbours)
    } else {
        in_columns(picture, sizes, labels, &columns(picture, &neighbours))
    }
}

fn neighbours(picture: &Picture) -> Vec<BTreeSet<usize>> {
    let mut neighbours = vec![BTreeSet::new(); picture.boxes.len()];
    for line in picture.lines.iter().filter(|line| line.from != line.to) {
        neighbours[line.from].insert(line.to);
        neighbours[line.to].insert(line.from);
    }
    neighbours
}

fn is_middle(picture: &Picture, number: usize) -> bool {
    matches!(picture.boxes[number].shape, Shape::Reflector | Shape::Mesh)
}

/// The column of each box: without its middle the picture falls into parts, of which half go to the left.
fn columns(picture: &Picture, neighbours: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut columns = vec![MIDDLE; neighbours.len()];
    let parts = parts(picture, neighbours);
    let outer: usize = parts.iter().map(Vec::len).sum();
    let mut placed = 0;
    for part in parts {
        let is_left = outer <= ONE_SIDE || placed * 2 < outer;
        placed += part.len();
        for member in part {
            let is_node = |number: &usize| picture.boxes[*number].shape == Shape::Node;
            let is_outside = !is_node(&member) && neighbours[member].iter().any(is_node);
            let steps = if is_outside { 2 } else { 1 };
            columns[member] = if is_left { MIDDLE - steps } else { MIDDLE + steps };
        }
    }
    columns
}

/// The boxes that are joined without the middle, those with the same neighbours in the middle after each other.
fn parts(picture: &Picture, neighbours: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut parts: Vec<(BTreeSet<usize>, Vec<usize>)> = Vec::new();
    let mut is_placed = vec![false; neighbours.len()];
    for first in 0..neighbours.len() {
        if is_middle(picture, first) || is_placed[first] {
            continue;
        }
        let (mut part, mut middle) = (Vec::new(), BTreeSet::new());
        let mut waiting = vec![first];
        while let Some(number) = waiting.pop() {
            if is_middle(picture, number) {
                middle.insert(number);
            } else if !is_placed[number] {
                is_placed[number] = true;
                part.push(number);
                waiting.extend(&neighbours[number]);
            }
        }
        parts.push((middle, part));
    }
    parts.sort();
    parts.into_iter().map(|(_, part)| part).collect()
}

fn in_columns(picture: &Picture, sizes: &[Size], labels: &[f64], columns: &[usize]) -> Layout {
    // What a line passes on its way to the right: its ends, and places of its own in the columns between.
    let mut column_of = columns.to_vec();
    let gap = |column: &usize| if *column == MIDDLE { MIDDLE_GAP } else { BOX_GAP };
    let mut heights: Vec<f64> = sizes.iter().zip(columns).map(|(size, column)| size.height + gap(column)).collect();
    let mut stops: Vec<Vec<usize>> = Vec::new();
    for line in &picture.lines {
        let (left, right) =
            if columns[line.from] <= columns[line.to] { (line.from, line.to) } else { (line.to, line.from) };
        let passed = columns[left] + 1..columns[right];
        let places = heights.len()..heights.len() + passed.len();
        column_of.extend(passed);
        heights.resize(places.end, LINE_HEIGHT);
        stops.push([left].into_iter().chain(places).chain([right]).collect());
    }
    let level = arrange(&column_of, &heights, &stops);
    let strips = strips(sizes, &column_of, &stops, labels);
    let centres: Vec<Point> =
        columns.iter().zip(&level).map(|(column, level)| point(strips[*column].middle(), *level)).collect();
    let ports = ports(sizes, columns, &stops, &level);
    let route = |(stops, (start, end)): (&Vec<usize>, &(f64, f64))| {
        let (left, right) = (stops[0], stops[stops.len() - 1]);
        if left == right {
            return ring(centres[left], sizes[left]);
        }
        if columns[left] == columns[right] {
            let strip = &strips[columns[left]];
            let edge = if columns[left] < MIDDLE { strip.left } else { strip.right };
            return beside(centres[left], centres[right], edge, &centres);
        }
        let mut curves = Vec::new();
        let mut at = point(centres[left].x, *start);
        for stop in &stops[1..] {
            let to = if *stop == right { *end } else { level[*stop] };
            let column = column_of[*stop];
            let (out, into) = (point(strips[column - 1].right, at.y), point(strips[column].left, to));
            let turn = (out.x + into.x) / 2.0;
            curves.extend([straight(at, out), [out, point(turn, at.y), point(turn, to), into]]);
            at = into;
        }
        curves.push(straight(at, point(centres[right].x, at.y)));
        // The label stands at the outer end, where fewer lines are.
        let label = match columns[left] < MIDDLE {
            true => along(curves[1], 0.33),
            false => along(curves[curves.len() - 2], 0.67),
        };
        Route { curves, label }
    };
    Layout { routes: stops.iter().zip(&ports).map(route).collect(), centres }
}

/// The height at which each box and each place of a line stands: near those that it is joined to, in an order with few
/// crossings.
fn arrange(column_of: &[usize], heights: &[f64], stops: &[Vec<usize>]) -> Vec<f64> {
    let mut neighbours = vec![Vec::new(); heights.len()];
    for pair in stops.iter().flat_map(|stops| stops.windows(2)) {
        neighbours[pair[0]].push(pair[1]);
        neighbours[pair[1]].push(pair[0]);
    }
    let mut level: Vec<f64> = (0..heights.len()).map(|number| number as f64).collect();
    let mut columns = vec![Vec::new(); COLUMNS];
    for (number, column) in column_of.iter().enumerate() {
        columns[*column].push(number);
    }
    for _ in 0..ROUNDS {
        for column in (0..COLUMNS).chain((0..COLUMNS).rev()) {
            let aim = |number: &usize| {
                let others: Vec<f64> = neighbours[*number].iter().map(|other| level[*other]).collect();
                if others.is_empty() { level[*number] } else { others.iter().sum::<f64>() / others.len() as f64 }
            };
            let mut aims: Vec<(f64, usize)> = columns[column].iter().map(|number| (aim(number), *number)).collect();
            aims.sort_by(|one, other| one.0.total_cmp(&other.0));
            columns[column] = aims.iter().map(|(_, number)| *number).collect();
            stack(&aims, heights, &mut level);
        }
    }
    level
}

/// Puts boxes as near to where they aim as they can be without overlapping, in this order.
fn stack(aims: &[(f64, usize)], heights: &[f64], level: &mut [f64]) {
    // Boxes that touch form a block, which stands where it suits them on average.
    let mut blocks: Vec<(f64, f64, Vec<usize>)> = Vec::new();
    for (aim, number) in aims {
        let mut block = (aim - heights[*number] / 2.0, heights[*number], vec![*number]);
        while let Some((top, height, members)) = blocks.pop_if(|(top, height, _)| *top + *height > block.0) {
            let (count, more) = (members.len() as f64, block.2.len() as f64);
            let top = (top * count + (block.0 - height) * more) / (count + more);
            block = (top, height + block.1, members.into_iter().chain(block.2).collect());
        }
        blocks.push(block);
    }
    for (mut top, _, members) in blocks {
        for member in members {
            level[member] = top + heights[member] / 2.0;
            top += heights[member];
        }
    }
}

/// A column from side to side.
#[derive(Clone, Copy, Debug, Default)]
struct Strip {
    left: f64,
    right: f64,
}

impl Strip {
    fn middle(self) -> f64 {
        (self.left + self.right) / 2.0
    }
}

/// The columns beside each other, each as wide as its widest box, with room for labels where lines begin.
fn strips(sizes: &[Size], columns: &[usize], stops: &[Vec<usize>], labels: &[f64]) -> [Strip; COLUMNS] {
    let (mut widths, mut gaps) = ([0.0_f64; COLUMNS], [0.0_f64; COLUMNS]);
    for (size, column) in sizes.iter().zip(columns) {
        widths[*column] = widths[*column].max(size.width);
        gaps[*column] = gaps[*column].max(COLUMN_GAP);
    }
    for (stops, label) in stops.iter().zip(labels) {
        for stop in &stops[..stops.len() - 1] {
            gaps[columns[*stop]] = gaps[columns[*stop]].max(COLUMN_GAP + label);
        }
    }
    let mut left = 0.0;
    std::array::from_fn(|column| {
        let strip = Strip { left, right: left + widths[column] };
        left = strip.right + gaps[column];
        strip
    })
}

/// The heights at which each line leaves its two boxes: those on one side of a box in the order of where they lead.
fn ports(sizes: &[Size], columns: &[usize], stops: &[Vec<usize>], level: &[f64]) -> Vec<(f64, f64)> {
    let mut sides: BTreeMap<(usize, bool), Vec<(f64, usize)>> = BTreeMap::new();
    for (line, stops) in stops.iter().enumerate() {
        let (left, right) = (stops[0], stops[stops.len() - 1]);
        if columns[left] != columns[right] {
            sides.entry((left, true)).or_default().push((level[stops[1]], line));
            sides.entry((right, false)).or_default().push((level[stops[stops.len() - 2]], line));
        }
    }
    let mut ports = vec![(0.0, 0.0); stops.len()];
    for ((shown, is_start), mut lines) in sides {
        lines.sort_by(|one, other| one.0.total_cmp(&other.0));
        let last = (lines.len() - 1) as f64;
        let step = (sizes[shown].height * 0.6 / (last + 1.0)).min(8.0);
        for (place, (_, line)) in lines.into_iter().enumerate() {
            let port = if is_start { &mut ports[line].0 } else { &mut ports[line].1 };
            *port = level[shown] + (place as f64 - last / 2.0) * step;
        }
    }
    ports
}

/// A line between two boxes of a column: straight where nothing is between them, else a bow beyond the column's edge.
fn beside(from: Point, to: Point, edge: f64, centres: &[Point]) -> Route {
    let is_between = |centre: &Point| centre.x == from.x && centre.y > from.y.min(to.y) && centre.y < from.y.max(to.y);
    if !centres.iter().any(is_between) {
        return Route { curves: vec![straight(from, to)], label: along(straight(from, to), 0.5) };
    }
    let (out, into) = (point(edge, from.y), point(edge, to.y));
    let bow = edge + (COLUMN_GAP / 2.0).copysign(edge - from.x);
    let curve = [out, point(bow, from.y), point(bow, to.y), into];
    Route { curves: vec![straight(from, out), curve, straight(into, to)], label: along(curve, 0.5) }
}

/// A line from a box to itself, at its upper right corner.
fn ring(centre: Point, size: Size) -> Route {
    let (right, top) = (centre.x + size.width / 2.0, centre.y - size.height / 2.0);
    let curve = [
        point(right - 24.0, top),
        point(right - 22.0, top - 24.0),
        point(right + 24.0, top - 8.0),
        point(right - 4.0, top + 16.0),
    ];
    Route { curves: vec![curve], label: along(curve, 0.5) }
}

/// Everything on an ellipse, other routers beside the first of their nodes.
fn circle(picture: &Picture, sizes: &[Size], neighbours: &[BTreeSet<usize>]) -> Layout {
    let is_node = |number: &usize| picture.boxes[*number].shape == Shape::Node;
    let mut order: Vec<usize> = Vec::new();
    for node in (0..sizes.len()).filter(is_node) {
        let is_new = |number: &usize| !is_node(number) && !order.contains(number);
        let others: Vec<usize> = neighbours[node].iter().copied().filter(is_new).collect();
        let (before, after) = others.split_at(others.len() / 2);
        order.extend(before.iter().chain([&node]).chain(after));
    }
    let rest: Vec<usize> = (0..sizes.len()).filter(|number| !order.contains(number)).collect();
    order.extend(rest);
    let width = sizes.iter().map(|size| size.width).fold(0.0, f64::max) + 2.0 * BOX_GAP;
    let height = sizes.iter().map(|size| size.height).fold(0.0, f64::max) + 2.0 * BOX_GAP;
    let mut places = vec![0; sizes.len()];
    order.iter().enumerate().for_each(|(place, number)| places[*number] = place);
    let on_ellipse = |place: usize, scale: f64| {
        let angle = TAU * (place as f64 / sizes.len() as f64 - 0.25);
        point(angle.cos() * width * scale, angle.sin() * height * scale)
    };
    // The smallest on which neighbours keep apart.
    let mut scale = 1.2;
    let is_apart = |place: usize, scale: f64| {
        let (one, other) = (on_ellipse(place, scale), on_ellipse(place + 1, scale));
        (one.x - other.x).abs() >= width || (one.y - other.y).abs() >= height
    };
    while !(0..sizes.len()).all(|place| is_apart(place, scale)) {
        scale += 0.1;
    }
    let centres: Vec<Point> = places.iter().map(|place| on_ellipse(*place, scale)).collect();
    let route = |line: &Line| {
        if line.from == line.to {
            return ring(centres[line.from], sizes[line.from]);
        }
        let (from, to) = (centres[line.from], centres[line.to]);
        // Lines bow to the middle, so that they keep clear of the boxes between their ends.
        let distance = places[line.from].abs_diff(places[line.to]);
        let is_next = distance == 1 || distance == sizes.len() - 1;
        let pulled = |from: Point, to: Point| point(from.x * 0.6 + to.x * 0.12, from.y * 0.6 + to.y * 0.12);
        let curve = if is_next { straight(from, to) } else { [from, pulled(from, to), pulled(to, from), to] };
        Route { curves: vec![curve], label: along(curve, if is_next { 0.5 } else { 0.32 }) }
    };
    Layout { routes: picture.lines.iter().map(route).collect(), centres }
}

fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

fn straight(from: Point, to: Point) -> Curve {
    [from, from, to, to]
}

/// The point of a curve after a share of the way.
fn along(curve: Curve, share: f64) -> Point {
    let rest = 1.0 - share;
    let weights = [rest.powi(3), 3.0 * rest * rest * share, 3.0 * rest * share * share, share.powi(3)];
    let sum = |value: fn(&Point) -> f64| curve.iter().zip(weights).map(|(point, weight)| value(point) * weight).sum();
    point(sum(|point| point.x), sum(|point| point.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Status;
    use crate::topology::PictureBox;

    const SIZE: Size = Size { width: 100.0, height: 50.0 };

    /// Pictures with all kinds of boxes and lines, and of all sizes.
    fn pictures() -> impl Iterator<Item = Picture> {
        let shapes = [Shape::Node, Shape::External, Shape::Node, Shape::Reflector, Shape::Pods, Shape::Mesh];
        (1..120).map(move |seed: usize| {
            let count = 1 + seed * 7 % 40;
            let shape = |number: usize| shapes[(number * seed + number / 3) % (2 + seed % 5)];
            let boxes = (0..count).map(|number| PictureBox { shape: shape(number), lines: Vec::new() }).collect();
            let ends = (0..seed).map(|line| (line * line % count, (line * 5 + seed) % count));
            let lines = ends.map(|(from, to)| Line { from, to, status: Status::Fits }).collect();
            Picture { boxes, lines }
        })
    }

    #[test]
    fn boxes_keep_apart() {
        for picture in pictures() {
            let sizes = vec![SIZE; picture.boxes.len()];
            let centres = layout(&picture, &sizes, &vec![0.0; picture.lines.len()]).centres;
            for (number, one) in centres.iter().enumerate() {
                for other in &centres[..number] {
                    let apart = (one.x - other.x).abs() >= SIZE.width || (one.y - other.y).abs() >= SIZE.height;
                    assert!(apart, "{one:?} and {other:?} of {picture:?}");
                }
            }
        }
    }

    #[test]
    fn lines_in_columns_lead_from_box_to_box_and_past_the_others() {
        for picture in pictures() {
            let sizes = vec![SIZE; picture.boxes.len()];
            let columns = columns(&picture, &neighbours(&picture));
            let layout = in_columns(&picture, &sizes, &vec![0.0; picture.lines.len()], &columns);
            for (line, route) in picture.lines.iter().zip(&layout.routes) {
                let is_in = |dot: Point, number: usize| {
                    let centre = layout.centres[number];
                    (dot.x - centre.x).abs() <= SIZE.width / 2.0 && (dot.y - centre.y).abs() <= SIZE.height / 2.0
                };
                let (start, end) = (route.curves[0][0], route.curves[route.curves.len() - 1][3]);
                assert!(
                    is_in(start, line.from) && is_in(end, line.to) || is_in(start, line.to) && is_in(end, line.from)
                );
                for dot in
                    route.curves.iter().flat_map(|curve| (0..=20).map(|step| along(*curve, f64::from(step) / 20.0)))
                {
                    let struck = (0..sizes.len()).find(|number| is_in(dot, *number));
                    assert!(struck.is_none_or(|number| number == line.from || number == line.to), "{line:?}");
                }
            }
        }
    }
}
