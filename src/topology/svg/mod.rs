//! A picture as SVG, which browsers and code hosts show as it is.

mod layout;
mod text;

use layout::{Layout, Point, Route, Size};

use super::picture::{Line, Picture, PictureBox, Shape};

/// The room around the picture.
const MARGIN: f64 = 12.0;
/// The room around the text of a box.
const PADDING: Size = Size { width: 20.0, height: 12.0 };
/// How far the points of a reflector's box stand out on each side.
const POINTED: f64 = 12.0;
/// What is written where there is no box.
const EMPTY: &str = "no node with a BGP address";

/// A line of sessions that may come up.
const WHOLE: &str = "stroke=\"#7b8794\" stroke-width=\"1.3\"";
/// A line of sessions that do not.
const BROKEN: &str = "stroke=\"#dc2626\" stroke-width=\"2\" stroke-dasharray=\"6 4\"";

/// Draws the picture.
pub fn svg(picture: &Picture) -> String {
    let sizes: Vec<Size> = picture.boxes.iter().map(box_size).collect();
    let labels: Vec<f64> = picture.lines.iter().map(label_width).collect();
    let layout = layout::layout(picture, &sizes, &labels);
    let title = match picture.boxes.len() {
        0 => EMPTY.to_owned(),
        boxes => format!("BGP sessions: {boxes} boxes, {} lines", picture.lines.len()),
    };
    let (top_left, size) = bounds(&layout, &sizes, &labels);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{1:.0}\" height=\"{2:.0}\" \
         viewBox=\"{3:.0} {4:.0} {1:.0} {2:.0}\" font-family=\"sans-serif\" font-size=\"{0}\" text-anchor=\"middle\">\n\
         <title>{title}</title>\n",
        text::FONT,
        size.width,
        size.height,
        top_left.x,
        top_left.y
    );
    if picture.boxes.is_empty() {
        text.push_str(&format!("<text x=\"100\" y=\"22\" fill=\"#7b8794\">{EMPTY}</text>\n"));
    }
    let lines: Vec<(&Line, &Route)> = picture.lines.iter().zip(&layout.routes).collect();
    let (broken, whole): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(line, _)| line.status.is_broken());
    // The broken ones lie over the others, the boxes over the lines, and the labels over all.
    text.extend(whole.iter().map(|(_, route)| draw_line(route, WHOLE)));
    text.extend(broken.iter().map(|(_, route)| draw_line(route, BROKEN)));
    for ((shown, centre), size) in picture.boxes.iter().zip(&layout.centres).zip(&sizes) {
        text.push_str(&draw_box(shown, *centre, *size));
    }
    text.extend(broken.iter().map(|(line, route)| draw_label(line, route.label)));
    text + "</svg>\n"
}

fn box_size(shown: &PictureBox) -> Size {
    let widest = shown.lines.iter().map(|line| text::width(line, text::FONT)).fold(0.0, f64::max);
    let points = if shown.shape == Shape::Reflector { POINTED } else { 0.0 };
    Size { width: widest + PADDING.width + points, height: shown.lines.len() as f64 * text::LINE + PADDING.height }
}

/// The width of a line's label, which only a broken one has.
fn label_width(line: &Line) -> f64 {
    if line.status.is_broken() { text::width(line.status.name(), text::LABEL_FONT) + 6.0 } else { 0.0 }
}

/// The upper left corner of all that is drawn, and its size.
fn bounds(layout: &Layout, sizes: &[Size], labels: &[f64]) -> (Point, Size) {
    let boxes = layout.centres.iter().copied().zip(sizes.iter().copied());
    let labels = layout
        .routes
        .iter()
        .zip(labels)
        .map(|(route, width)| (route.label, Size { width: *width, height: text::LINE }));
    let dots = layout.routes.iter().flat_map(|route| route.curves.iter().flatten());
    let dots = dots.map(|dot| (*dot, Size { width: 0.0, height: 0.0 }));
    let all: Vec<(Point, Size)> = boxes.chain(labels).chain(dots).collect();
    if all.is_empty() {
        return (Point { x: 0.0, y: 0.0 }, Size { width: 200.0, height: 36.0 });
    }
    let least = |value: fn(&(Point, Size)) -> f64| all.iter().map(value).fold(f64::MAX, f64::min).floor() - MARGIN;
    let greatest = |value: fn(&(Point, Size)) -> f64| all.iter().map(value).fold(f64::MIN, f64::max).ceil() + MARGIN;
    let (left, top) = (least(|(at, size)| at.x - size.width / 2.0), least(|(at, size)| at.y - size.height / 2.0));
    let (right, bottom) =
        (greatest(|(at, size)| at.x + size.width / 2.0), greatest(|(at, size)| at.y + size.height / 2.0));
    (Point { x: left, y: top }, Size { width: right - left, height: bottom - top })
}

fn draw_line(route: &Route, stroke: &str) -> String {
    let dot = |point: Point| format!("{:.1} {:.1}", point.x, point.y);
    let start = route.curves.first().map_or(String::new(), |curve| format!("M{}", dot(curve[0])));
    let curves =
        route.curves.iter().map(|[_, first, second, end]| format!("C{} {} {}", dot(*first), dot(*second), dot(*end)));
    format!("<path d=\"{start}{}\" fill=\"none\" {stroke}/>\n", curves.collect::<String>())
}

fn draw_box(shown: &PictureBox, centre: Point, size: Size) -> String {
    let (left, top) = (centre.x - size.width / 2.0, centre.y - size.height / 2.0);
    let (right, bottom) = (left + size.width, top + size.height);
    let (fill, stroke, corner) = match shown.shape {
        Shape::Node => ("#e0efff", "#3b82c4", 7.0),
        Shape::Reflector => ("#fff3d6", "#d08a1d", 0.0),
        Shape::External => ("#e5e7eb", "#6b7280", 0.0),
        Shape::Pods => ("#f3e8ff", "#8b5cf6", 0.0),
        Shape::Mesh => ("#ecfdf5", "#2f9e6e", size.height / 2.0),
    };
    let outline = match shown.shape {
        Shape::Reflector => format!(
            "<polygon points=\"{left:.1},{middle:.1} {inner_left:.1},{top:.1} {inner_right:.1},{top:.1} \
             {right:.1},{middle:.1} {inner_right:.1},{bottom:.1} {inner_left:.1},{bottom:.1}\"",
            middle = centre.y,
            inner_left = left + POINTED,
            inner_right = right - POINTED,
        ),
        _ => format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{corner:.1}\"",
            size.width, size.height
        ),
    };
    let mut drawn = format!("{outline} fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.5\"/>\n");
    for (number, line) in shown.lines.iter().enumerate() {
        let weight = if number == 0 { " font-weight=\"bold\"" } else { "" };
        let baseline = top + PADDING.height / 2.0 + text::LINE * number as f64 + text::FONT;
        let line = text::escape(line);
        drawn.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{baseline:.1}\" fill=\"#1f2937\"{weight}>{line}</text>\n",
            centre.x
        ));
    }
    drawn
}

fn draw_label(line: &Line, centre: Point) -> String {
    let (label, width) = (line.status.name(), label_width(line));
    let (left, top) = (centre.x - width / 2.0, centre.y - text::LABEL_FONT * 0.7);
    format!(
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"3\" fill=\"#fef2f2\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{}\" fill=\"#b91c1c\">{label}</text>\n",
        text::LABEL_FONT * 1.4,
        centre.x,
        centre.y + text::LABEL_FONT * 0.35,
        text::LABEL_FONT
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Status;

    fn example() -> Picture {
        let shapes = [Shape::Node, Shape::Reflector, Shape::External, Shape::Pods, Shape::Mesh, Shape::Node];
        let boxes = shapes.into_iter().enumerate();
        let boxes = boxes.map(|(number, shape)| PictureBox { shape, lines: vec![format!("box <{number}> & more")] });
        let line = |(from, to, status)| Line { from, to, status };
        let lines = [(0, 1, Status::Fits), (0, 2, Status::AsMismatch), (0, 4, Status::OneSided), (1, 1, Status::Fits)];
        Picture { boxes: boxes.collect(), lines: lines.into_iter().map(line).collect() }
    }

    #[test]
    fn every_box_line_and_label_is_there_once() {
        let drawn = svg(&example());
        for number in 0..6 {
            assert_eq!(drawn.matches(&format!("box &lt;{number}&gt; &amp; more")).count(), 1);
        }
        assert_eq!(drawn.matches("<path").count(), 4);
        assert_eq!(drawn.matches(BROKEN).count(), 2);
        assert_eq!(drawn.matches(">as-mismatch<").count(), 1);
        assert_eq!(drawn.matches(">one-sided<").count(), 1);
        assert!(drawn.contains("<title>BGP sessions: 6 boxes, 4 lines</title>"));
    }

    #[test]
    fn a_picture_is_drawn_alike_each_time() {
        assert_eq!(svg(&example()), svg(&example()));
    }

    #[test]
    fn an_empty_picture_says_so() {
        assert!(svg(&Picture::default()).contains(&format!(">{EMPTY}</text>")));
    }
}
