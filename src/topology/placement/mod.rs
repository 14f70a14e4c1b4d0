//! The layout of a picture: boxes in columns, and lines that pass between the boxes.
//!
//! This is a simple form of the layered layout of Sugiyama, Tagawa and Toda (1981): the longest paths give the columns, and
//! sweeps over the columns give the order and the heights. It accepts every graph, and the result depends only on the
//! graph.

mod columns;
mod heights;

use columns::{columns, islands};
use heights::{Item, arrange};

/// The distance between two columns, in pixels.
const BETWEEN_COLUMNS: f64 = 70.0;
/// The space above and below a box, and above and below a line that passes boxes, in pixels.
const AROUND_BOX: f64 = 8.0;
const AROUND_LINE: f64 = 5.0;
/// How far inside its box a line begins, because the sides of a box need not be straight; in pixels.
const INSIDE: f64 = 10.0;
/// The greatest distance between two lines at the side of a box, in pixels.
const BETWEEN_ENDS: f64 = 12.0;
/// How far a line from a box to itself rises, and half its width, in pixels.
const LOOP_RISE: f64 = 18.0;
const LOOP_HALF: f64 = 14.0;
/// If the lines would have more bends in total, they have none and cross boxes, to limit time and size.
const MOST_BENDS: usize = 20_000;

/// Distances from the left and from the top, or a width and a height, in pixels.
pub type Point = (f64, f64);

/// A line before the layout.
pub struct Joint {
    /// The numbers of the boxes at its ends.
    pub ends: (usize, usize),
    /// The size of its label, if any.
    pub label: Option<Point>,
}

/// A line after the layout.
pub struct Curve {
    /// Cubic Bézier curves: the start of the first one, then two control points and the end of each.
    pub points: Vec<Point>,
    /// The middle of its label.
    pub label: Point,
}

/// Computes the middle of each box from the sizes of the boxes, and the curve of each line.
pub fn place(boxes: &[Point], joints: &[Joint]) -> (Vec<Point>, Vec<Curve>) {
    let mut items = items(boxes, joints);
    let chains = chains(&mut items, joints);
    arrange(&mut items, joints.len());
    let edges = edges(&items);
    let middles: Vec<Point> =
        items.iter().take(boxes.len()).map(|item| (middle(edges[item.column]), item.middle)).collect();
    let heights = heights_of_ends(&items, boxes, &chains);
    let mut risen = vec![0.0; boxes.len()];
    let curves =
        joints.iter().zip(chains.iter().zip(heights)).map(|(joint, (chain, heights))| match chain.as_slice() {
            [first, bends @ .., last] => {
                let begin = middles[*first].0 + boxes[*first].0 / 2.0 - INSIDE;
                let end = middles[*last].0 - boxes[*last].0 / 2.0 + INSIDE;
                let bends = bends.iter().map(|bend| &items[*bend]);
                // Heights change only between the columns, where there are no boxes.
                let level = bends.clone().map(|bend| (edges[bend.column], bend.middle));
                let first = ((begin, edges[items[*first].column].1), heights[0]);
                let last = ((edges[items[*last].column].0, end), heights[1]);
                let points = curve([first].into_iter().chain(level).chain([last]));
                let labeled = bends.clone().find(|bend| bend.width > 0.0);
                let between = (middle((begin, end)), middle((heights[0], heights[1])));
                let label = labeled.map_or(between, |bend| (middle(edges[bend.column]), bend.middle));
                Curve { points, label }
            }
            _ => {
                let number = joint.ends.0;
                around(joint, middles[number], boxes[number], &mut risen[number])
            }
        });
    let curves = curves.collect();
    (middles, curves)
}

fn middle((begin, end): Point) -> f64 {
    (begin + end) / 2.0
}

/// The boxes in their columns. If lines have labels, every second column is for the labels.
fn items(boxes: &[Point], joints: &[Joint]) -> Vec<Item> {
    let step = if joints.iter().any(|joint| joint.label.is_some()) { 2 } else { 1 };
    let lines: Vec<(usize, usize)> = joints.iter().map(|joint| joint.ends).collect();
    let places = columns(boxes.len(), &lines).into_iter().zip(islands(boxes.len(), &lines));
    let item = |((width, height), (column, island)): (&Point, (usize, usize))| {
        let room = height / 2.0 + AROUND_BOX;
        Item { column: column * step, island, width: *width, above: room, below: room, ..Item::default() }
    };
    let mut items: Vec<Item> = boxes.iter().zip(places).map(item).collect();
    for joint in joints.iter().filter(|joint| joint.ends.0 == joint.ends.1) {
        items[joint.ends.0].above += LOOP_RISE + joint.label.unwrap_or_default().1;
    }
    items
}

/// Adds a bend to the items for each column that a line passes. Returns the items of each line from left to right; none for
/// a line from a box to itself.
fn chains(items: &mut Vec<Item>, joints: &[Joint]) -> Vec<Vec<usize>> {
    let ends = |items: &[Item], (from, to): (usize, usize)| match items[from].column <= items[to].column {
        true => (from, to),
        false => (to, from),
    };
    let passed = |items: &[Item], (left, right): (usize, usize)| items[left].column + 1..items[right].column;
    let bends: usize = joints.iter().map(|joint| passed(items, ends(items, joint.ends)).len()).sum();
    let mut chain = |(line, joint): (usize, &Joint)| {
        if joint.ends.0 == joint.ends.1 {
            return Vec::new();
        }
        let (left, right) = ends(items, joint.ends);
        let passed = passed(items, (left, right));
        // The odd columns are for labels.
        let labeled = items[left].column + (passed.len().div_ceil(2) | 1);
        let mut chain = vec![left];
        for column in passed.filter(|_| bends <= MOST_BENDS) {
            let (width, height) = joint.label.filter(|_| column == labeled).unwrap_or_default();
            let room = height / 2.0 + AROUND_LINE;
            let (island, line) = (items[left].island, Some(line));
            chain.push(items.len());
            items.push(Item { column, island, width, above: room, below: room, line, ..Item::default() });
        }
        chain.push(right);
        for (one, other) in chain.iter().zip(&chain[1..]) {
            items[*one].sides[1].push(*other);
            items[*other].sides[0].push(*one);
        }
        chain
    };
    joints.iter().enumerate().map(&mut chain).collect()
}

/// The left and the right edge of each column.
fn edges(items: &[Item]) -> Vec<Point> {
    let mut widths = Vec::new();
    for item in items {
        widths.resize(widths.len().max(item.column + 1), 0.0_f64);
        widths[item.column] = widths[item.column].max(item.width);
    }
    let has_labels = items.iter().any(|item| item.line.is_some() && item.width > 0.0);
    let space = if has_labels { BETWEEN_COLUMNS / 2.0 } else { BETWEEN_COLUMNS };
    let mut end = -space;
    let edges = widths.into_iter().map(|width| {
        let begin = end + space;
        end = begin + width;
        (begin, end)
    });
    edges.collect()
}

/// The heights of both ends of each line. The lines at a side of a box are in the order in which they continue.
fn heights_of_ends(items: &[Item], boxes: &[Point], chains: &[Vec<usize>]) -> Vec<[f64; 2]> {
    let mut ends = Vec::new();
    for (line, chain) in chains.iter().enumerate() {
        if let ([first, second, ..], [.., before, last]) = (chain.as_slice(), chain.as_slice()) {
            ends.push(((*first, 0), items[*second].middle, line));
            ends.push(((*last, 1), items[*before].middle, line));
        }
    }
    ends.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let mut heights = vec![[0.0; 2]; chains.len()];
    for side in ends.chunk_by(|one, other| one.0 == other.0) {
        for (place, ((number, end), _, line)) in side.iter().enumerate() {
            let space = BETWEEN_ENDS.min(boxes[*number].1 / (side.len() + 1) as f64);
            let from_middle = place as f64 - (side.len() - 1) as f64 / 2.0;
            heights[*line][*end] = items[*number].middle + from_middle * space;
        }
    }
    heights
}

/// The points of a curve through horizontal pieces, each from left to right at a height.
fn curve(levels: impl Iterator<Item = (Point, f64)>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for to in levels.flat_map(|((left, right), height)| [(left, height), (right, height)]) {
        match points.last().copied() {
            None => points.push(to),
            Some(from) if from == to => {}
            Some(from) => {
                let third = (to.0 - from.0) / 3.0;
                points.extend([(from.0 + third, from.1), (to.0 - third, to.1), to]);
            }
        }
    }
    points
}

/// A line from a box to itself, above the earlier ones.
fn around(joint: &Joint, middle: Point, size: Point, risen: &mut f64) -> Curve {
    let (_, label) = joint.label.unwrap_or_default();
    let foot = middle.1 - size.1 / 2.0 + INSIDE;
    let top = foot - INSIDE - *risen - LOOP_RISE;
    *risen += LOOP_RISE + label;
    // The curve reaches three quarters of the height of its control points.
    let control = foot + (top - foot) * 4.0 / 3.0;
    let half = LOOP_HALF.min(size.0 / 4.0);
    let (left, right) = (middle.0 - half, middle.0 + half);
    let points = vec![(left, foot), (left, control), (right, control), (right, foot)];
    Curve { points, label: (middle.0, top - label / 2.0) }
}
