//! Pictures of any graph, even of graphs that no cluster has: nothing overlaps, and nothing is cut off.

use std::time::{Duration, Instant};

use bgplint::session::Status;
use bgplint::topology::{Line, Picture, PictureBox, Shape, svg};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::random;
use crate::support::random_topology::Random;

const SHAPES: [Shape; 5] = [Shape::External, Shape::Pods, Shape::Node, Shape::Reflector, Shape::Mesh];

/// The font size of labels, which no other text has.
const LABEL_SIZE: f64 = 10.0;

/// Left, top, right and bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area([f64; 4]);

impl Area {
    fn around(points: &[(f64, f64)]) -> Area {
        let area = |Area([left, top, right, bottom]): Area, (x, y): &(f64, f64)| {
            Area([left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)])
        };
        points.iter().fold(Area([f64::MAX, f64::MAX, f64::MIN, f64::MIN]), area)
    }

    /// Whether the areas overlap by more than a rounded edge.
    fn overlaps(&self, other: &Area) -> bool {
        let ([left, top, right, bottom], [other_left, other_top, other_right, other_bottom]) = (self.0, other.0);
        left + 0.2 < other_right && other_left + 0.2 < right && top + 0.2 < other_bottom && other_top + 0.2 < bottom
    }

    fn holds(&self, other: &Area) -> bool {
        let ([left, top, right, bottom], [other_left, other_top, other_right, other_bottom]) = (self.0, other.0);
        left <= other_left && top <= other_top && right >= other_right && bottom >= other_bottom
    }
}

/// The elements of an SVG, as far as bgplint writes them.
#[derive(Default)]
struct Drawing {
    size: (f64, f64),
    view: Option<Area>,
    boxes: Vec<Area>,
    /// The control points of each line.
    lines: Vec<Vec<(f64, f64)>>,
    /// The approximate areas of texts in boxes, and of labels.
    texts: Vec<Area>,
    labels: Vec<Area>,
}

impl Drawing {
    fn of(picture: &Picture) -> Drawing {
        let mut drawing = Drawing::default();
        for element in svg(picture).lines() {
            let one = |name| numbers(element, name)[0];
            match element.split(' ').next() {
                Some("<svg") => {
                    let view = numbers(element, "viewBox");
                    drawing.size = (one("width"), one("height"));
                    drawing.view = Some(Area([view[0], view[1], view[0] + view[2], view[1] + view[3]]));
                }
                Some("<rect") => {
                    let (left, top) = (one("x"), one("y"));
                    drawing.boxes.push(Area([left, top, left + one("width"), top + one("height")]));
                }
                Some("<polygon") => drawing.boxes.push(Area::around(&pairs(&numbers(element, "points")))),
                Some("<path") => drawing.lines.push(pairs(&numbers(element, "d"))),
                Some("<text") => {
                    let (x, y, size) = (one("x"), one("y"), one("font-size"));
                    let text = &element[element.find('>').expect("the tag ends") + 1..element.len() - "</text>".len()];
                    let half = text.chars().count() as f64 * size * 0.3;
                    let texts = if size == LABEL_SIZE { &mut drawing.labels } else { &mut drawing.texts };
                    texts.push(Area([x - half, y - size, x + half, y]));
                }
                _ => {}
            }
        }
        drawing
    }
}

/// The numbers in an attribute.
fn numbers(element: &str, name: &str) -> Vec<f64> {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name} in {element}"));
    let value = rest.split('"').next().unwrap_or_default();
    let words = value.split([' ', ',', 'M', 'C']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().unwrap_or_else(|error| panic!("{word}: {error}"))).collect()
}

fn pairs(numbers: &[f64]) -> Vec<(f64, f64)> {
    numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The areas that contain the curves of a line.
fn curves(points: &[(f64, f64)], is_loop: bool) -> Vec<Area> {
    // A loop reaches three quarters of the distance of its control points.
    let drawn: Vec<(f64, f64)> = match is_loop {
        true => points.iter().map(|(x, y)| (*x, points[0].1 + (y - points[0].1) * 0.75)).collect(),
        false => points.to_vec(),
    };
    (0..drawn.len() / 3).map(|curve| Area::around(&drawn[3 * curve..3 * curve + 4])).collect()
}

/// A picture of boxes with so many lines and columns of text, and of lines with their ends and the number of broken
/// sessions.
fn picture(boxes: &[(usize, usize, usize)], lines: &[(usize, usize, usize)]) -> Picture {
    let shown = |(shape, rows, columns): &(usize, usize, usize)| PictureBox {
        shape: SHAPES[shape % SHAPES.len()],
        lines: vec!["m".repeat(*columns); *rows],
        is_cut_off: false,
    };
    let line = |(from, to, broken): &(usize, usize, usize)| Line {
        from: *from,
        to: *to,
        status: Status::ALL[0],
        broken: *broken,
        total: 2,
    };
    Picture { boxes: boxes.iter().map(shown).collect(), lines: lines.iter().map(line).collect() }
}

/// Some graphs are sparse with islands, and others are dense; some have no labels.
fn pictures(boxes: usize, lines: usize) -> impl Strategy<Value = Picture> {
    let boxes = prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..40), 0..=boxes);
    let lines = prop::collection::vec((any::<Index>(), any::<Index>(), 0_usize..3), 0..=lines);
    // The greatest distance between the ends of a line.
    (boxes, lines, 0_usize..3, prop_oneof![Just(1_usize), Just(3), Just(usize::MAX)]).prop_map(
        |(boxes, lines, broken, reach)| {
            let count = boxes.len();
            let line = |(from, to, own): &(Index, Index, usize)| {
                let from = from.index(count);
                let to = to.index(count);
                let near = if reach == usize::MAX { to } else { (from + to % (reach + 1)) % count };
                (from, near, *own.min(&broken))
            };
            let lines: Vec<_> = if count == 0 { Vec::new() } else { lines.iter().map(line).collect() };
            picture(&boxes, &lines)
        },
    )
}

/// The properties of every picture that is small enough for lines with bends.
fn is_tidy(picture: &Picture) -> Result<(), TestCaseError> {
    let drawing = Drawing::of(picture);
    let view = drawing.view.expect("the picture has a size");
    prop_assert_eq!(drawing.boxes.len(), picture.boxes.len());
    prop_assert_eq!(drawing.lines.len(), picture.lines.len());
    prop_assert_eq!(drawing.labels.len(), picture.lines.iter().filter(|line| line.broken > 0).count());
    let ([left, top, right, bottom], (width, height)) = (view.0, drawing.size);
    prop_assert!((right - left - width).abs() < 1.0 && (bottom - top - height).abs() < 1.0, "{view:?}");
    let points: Vec<Area> = drawing.lines.iter().map(|points| Area::around(points)).collect();
    for area in drawing.boxes.iter().chain(&points).chain(&drawing.texts).chain(&drawing.labels) {
        prop_assert!(view.holds(area), "{:?} is not within {:?}", area, view);
    }
    let solid: Vec<&Area> = drawing.boxes.iter().chain(&drawing.labels).collect();
    for (number, one) in solid.iter().enumerate() {
        for other in &solid[..number] {
            prop_assert!(!one.overlaps(other), "{:?} and {:?}", one, other);
        }
    }
    for (line, points) in picture.lines.iter().zip(&drawing.lines) {
        for curve in curves(points, line.from == line.to) {
            for (number, area) in drawing.boxes.iter().enumerate() {
                let is_end = number == line.from || number == line.to;
                prop_assert!(
                    is_end || !curve.overlaps(area),
                    "a line from {} to {} runs through {number}",
                    line.from,
                    line.to
                );
            }
        }
        let is_in = |point: (f64, f64), number: usize| drawing.boxes[number].holds(&Area::around(&[point]));
        let (first, last) = (points[0], points[points.len() - 1]);
        let is_joined = |one, other| is_in(first, one) && is_in(last, other);
        let is_joined = is_joined(line.from, line.to) || is_joined(line.to, line.from);
        prop_assert!(is_joined, "a line from {} to {} does not reach them", line.from, line.to);
    }
    Ok(())
}

#[test]
fn every_graph_is_drawn_without_overlaps() {
    random::check(file!(), 96, prop_oneof![3 => pictures(12, 30), 1 => pictures(200, 200)], |picture| {
        is_tidy(&picture)
    });
}

#[test]
fn odd_graphs_are_drawn() {
    let boxes = |count| vec![(2, 3, 10); count];
    let circle: Vec<_> = (0..60).map(|number| (number, (number + 1) % 60, 2)).collect();
    let all: Vec<_> = (0..12).flat_map(|from| (0..12).map(move |to| (from, to, 1))).collect();
    for (boxes, lines) in [
        (boxes(0), vec![]),
        (boxes(1), vec![]),
        (boxes(1), vec![(0, 0, 2); 3]),
        (boxes(2), vec![(0, 1, 1), (1, 0, 2), (0, 1, 0), (0, 1, 0)]),
        (boxes(200), vec![]),
        (boxes(60), circle),
        (boxes(12), all),
        (vec![(3, 0, 0); 4], vec![(3, 2, 0), (2, 1, 0), (1, 0, 0), (0, 3, 0)]),
    ] {
        let picture = picture(&boxes, &lines);
        is_tidy(&picture).unwrap_or_else(|error| panic!("{error}: {} boxes, {lines:?}", boxes.len()));
    }
}

#[test]
fn the_check_of_a_drawing_can_fail() {
    let area = Area([0.0, 0.0, 10.0, 10.0]);
    assert!(area.overlaps(&Area([5.0, 5.0, 20.0, 6.0])) && !area.overlaps(&Area([10.0, 0.0, 20.0, 10.0])));
    assert!(area.holds(&area) && !area.holds(&Area([0.0, 0.0, 10.0, 11.0])));
}

/// The time is about linear, even for graphs whose lines would have millions of bends.
#[test]
fn large_graphs_are_drawn_in_time() {
    let mut random = Random::new(1);
    let mut lines = |count: usize| -> Vec<_> {
        (0..2 * count).map(|_| (random.below(count), random.below(count), random.below(3))).collect()
    };
    let chain = |count: usize| (1..count).flat_map(|number| [(number - 1, number, 0), (0, number, 0)]).collect();
    for (count, lines) in [(1_000, lines(1_000)), (2_000, lines(2_000)), (2_000, chain(2_000)), (2_000, Vec::new())] {
        let picture = picture(&vec![(2, 3, 10); count], &lines);
        let start = Instant::now();
        let drawing = Drawing::of(&picture);
        assert!(start.elapsed() < Duration::from_secs(10), "{count} boxes take {:?}", start.elapsed());
        assert_eq!((drawing.boxes.len(), drawing.lines.len()), (count, lines.len()));
    }
}
